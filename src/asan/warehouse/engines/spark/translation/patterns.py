"""Patterns that mean the same to DuckDB (RE2) and to Spark (Java): plain characters, classes, groups, repetition."""

import re

from asan.warehouse.engines.spark.translation.values import Unsaid

# Between brackets: characters and ranges; no class of classes, no subtraction, no escape but of a sign.
_CLASS = re.compile(r"\[\^?(?:[^\W_]|[ _.,:;/#%+*=<>()!?@\"'|-]|\\[\[\].^\\/$*+?()|{}-])+\]")
_PIECE = re.compile(
    rf"""(?P<class>{_CLASS.pattern})
    | (?P<digit>\\d)
    | (?P<sign>\\[.^$*+?()\[\]{{}}|/\\-])
    | (?P<start>\^) | (?P<end>\$) | (?P<any>\.)
    | (?P<open>\((?:\?:)?|\|) | (?P<close>\))
    | (?P<often>[*+?]|\{{\d{{1,3}}(?:,\d{{0,3}})?\}})
    | (?P<plain>[^\W_]|[ _,:;/\#%=<>!@"'~&-])""",
    re.VERBOSE,
)
_JAVA = {"start": r"\A", "end": r"\z", "any": r"[^\n]", "digit": "[0-9]"}


def java_pattern(pattern: str) -> str:
    """The pattern for Java's engine. Raises Unsaid where the two might differ."""
    place, found, before = 0, [], ""
    while place < len(pattern):
        piece = _PIECE.match(pattern, place)
        if piece is None:
            raise Unsaid("a pattern with signs beyond classes, groups and repetition")
        kind = str(piece.lastgroup)
        if kind == "often" and before in ("", "often", "start", "end", "open"):
            # ``a+?`` and ``a++`` have meanings of their own.
            raise Unsaid("a pattern with a repetition of nothing, or of a repetition")
        found.append(_JAVA.get(kind, piece.group()))
        place, before = piece.end(), kind
    return "".join(found)
