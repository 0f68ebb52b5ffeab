"""Paths: eras drawn as a picture, a letter an event and a column a day, and the steps that they make."""

import pytest

from asan.modules.research.analysis.paths import Era, Rules, path

RULES = Rules(gap_days=1, least_days=2, overlap_days=4, most_steps=5)


def steps(*drawn: str, rules: Rules = RULES) -> str:
    """``A > A+B``: the path of the eras that are drawn."""
    eras = []
    for line in drawn:
        letter = next(each for each in line if each != " ")
        start = None
        for day, each in enumerate(line + " "):
            if each == letter and start is None:
                start = day
            elif each == " " and start is not None:
                eras.append(Era(ord(letter), start, day - 1))
                start = None
    return " > ".join("+".join(sorted(map(chr, step))) for step in path(eras, rules))


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ((), ""),
        (("AAAA",), "A"),
        (("AAAA", "      BBBB"), "A > B"),
        # an overlap shorter than four days is a change
        (("AAAAAAAA", "      BBBBBBBB"), "A > B"),
        (("AAAAAAAA", "    BBBBBBBB"), "A > A+B > B"),
        (("AAAAAAAA", "BBBBBBBB"), "A+B"),
        # three days of A alone are the beginning, or the end, of the combination
        (("AAAAAAAAA", "   BBBBBB"), "A+B"),
        (("AAAAAAAAA", "BBBBBB"), "A+B"),
        (("AAAAAAAAAA", "    BBBBBB"), "A > A+B"),
        # three days of A far from any combination are a step
        (("AAA", "     BBBBB"), "A > B"),
        # a gap of one day joins, of two does not; what was taken before is no step again
        (("AAA AAA", "        BBBB"), "A > B"),
        (("AA   BB   AA".replace("B", " "), "     BB"), "A > B"),
        # one day is too short an era, two days with a gap between are not
        (("A", "  BBBB"), "B"),
        (("A A", "    BBBB"), "A > B"),
        (("AAAA", "     BBBB", "          CCCC", "               DDDD", "                    EEEE",
          "                         FFFF"), "A > B > C > D > E"),
        (("AAAAAAAAAAAA", "BBBBBBBBBBBB", "    CCCC"), "A+B > A+B+C"),
    ],
)  # fmt: skip
def test_steps_of_drawn_eras(drawn: tuple[str, ...], expected: str) -> None:
    assert steps(*drawn) == expected
