"""Single calls that would take a machine's time or memory: the engine can stop between chunks of rows, not inside one.

Texts that a function makes longer, and comparisons that take the product of two lengths, are bounded here. Work that
grows with rows is not this module's: the time limit ends it.
"""

import re
from typing import Final

from sqlglot import exp

from asan.gateway.errors import NotAllowed

LONGEST: Final = 1000
"""Characters that one call may add, and that each text compared letter by letter may have."""

_COUNTED: Final = {"repeat": 1, "lpad": 1, "rpad": 1, "bar": 3, "list_resize": 1, "array_resize": 1}
"""Functions that make something as long as their argument of that place says."""

_TEMPLATES: Final = {"format", "printf"}
_COMPARED: Final = {"levenshtein", "damerau_levenshtein", "jaro_similarity", "jaro_winkler_similarity"}
_WIDTH = re.compile(r"\d{4,}|\*|{[^{}]*{")


def check_call(name: str, arguments: list[exp.Expr]) -> None:
    """Raise NotAllowed where a call may make a text or list that is longer than `LONGEST`."""
    place = _COUNTED.get(name)
    if place is not None and len(arguments) > place and not _is_small(arguments[place]):
        raise NotAllowed(what=f"{name}() with a length that is no number up to {LONGEST}")
    if name in _TEMPLATES and arguments:
        template = arguments[0]
        if not isinstance(template, exp.Literal) or _WIDTH.search(str(template.this).replace("{{", "")):
            raise NotAllowed(what=f"{name}() with a template that is no text, or with a width beyond 999")


def bound_comparisons(statement: exp.Expr) -> None:
    """Let comparisons letter by letter fail on texts longer than `LONGEST` instead of running on."""
    for call in list(statement.find_all(exp.Func)):
        if name_of(call) in _COMPARED:
            for argument in arguments_of(call):
                _replace_by_bounded(argument)


def name_of(call: exp.Expr) -> str:
    """The engine's name of a function, in lower case."""
    if isinstance(call, exp.Anonymous | exp.AnonymousAggFunc):
        return str(call.name or call.this).lower()
    match call:
        case exp.Levenshtein():
            return "levenshtein"
        case exp.JarowinklerSimilarity():
            return "jaro_winkler_similarity"
        case exp.Pad():
            return "lpad"
    return str(call.key).lower()


def arguments_of(call: exp.Expr) -> list[exp.Expr]:
    """A function's arguments in their order."""
    if isinstance(call, exp.Anonymous | exp.AnonymousAggFunc):
        return list(call.expressions)
    return [value for value in call.iter_expressions() if isinstance(value, exp.Expr)]


def _is_small(length: exp.Expr) -> bool:
    digits = str(length.this) if isinstance(length, exp.Literal) and not length.is_string else ""
    return digits.isdigit() and int(digits) <= LONGEST


def _replace_by_bounded(text: exp.Expr) -> None:
    bounded = exp.Case()
    text.replace(bounded)
    size = exp.Anonymous(this="length", expressions=[exp.Cast(this=text.copy(), to=exp.DataType.build("VARCHAR"))])
    fails = exp.Anonymous(this="error", expressions=[exp.Literal.string("text too long")])
    too_long = exp.GT(this=size, expression=exp.Literal.number(LONGEST))
    bounded.append("ifs", exp.If(this=too_long, true=exp.Cast(this=fails, to=exp.DataType.build("VARCHAR"))))
    bounded.set("default", text)
