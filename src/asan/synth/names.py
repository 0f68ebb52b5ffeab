"""Korean names that are common enough to belong to nobody in particular."""

import numpy as np

from asan.synth.arrays import Bools, Strings
from asan.synth.draws import pick

# Family names and their share in percent: about, from the 2015 census (통계청, 인구주택총조사 성씨).
FAMILY: tuple[tuple[str, float], ...] = (
    ("김", 21.5), ("이", 14.7), ("박", 8.4), ("최", 4.7), ("정", 4.3), ("강", 2.4), ("조", 2.1), ("윤", 2.1),
    ("장", 2.0), ("임", 1.7), ("한", 1.5), ("오", 1.5), ("서", 1.5), ("신", 1.5), ("권", 1.4), ("황", 1.4),
    ("안", 1.4), ("송", 1.4), ("류", 1.3), ("홍", 1.1), ("전", 1.1), ("고", 0.9), ("문", 0.9), ("손", 0.9),
    ("양", 0.9), ("배", 0.8), ("백", 0.8), ("허", 0.7), ("남", 0.5), ("심", 0.5), ("노", 0.5), ("하", 0.5),
)  # fmt: skip

_MALE_FIRST = tuple("영성재정상민준지도현승태동경진우시건종기")
_MALE_SECOND = tuple("수호훈철민준우현석진환식규빈혁원윤찬섭용")
_FEMALE_FIRST = tuple("영미정은지수혜민서현경유소예다순명주나채")
_FEMALE_SECOND = tuple("숙희경자영주정진연은아민윤원현빈린순선화")


def family_names(draw: np.random.Generator, count: int) -> Strings:
    """``count`` family names as frequent as in the country."""
    return np.array([name for name, _ in FAMILY])[pick(draw, tuple(share for _, share in FAMILY), count)]


def given_names(draw: np.random.Generator, female: Bools) -> Strings:
    """A given name of two syllables for each person."""
    first, second = draw.integers(0, 20, (2, len(female)))
    male_name = np.char.add(np.array(_MALE_FIRST)[first], np.array(_MALE_SECOND)[second])
    female_name = np.char.add(np.array(_FEMALE_FIRST)[first], np.array(_FEMALE_SECOND)[second])
    return np.where(female, female_name, male_name)
