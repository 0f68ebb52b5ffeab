"""What a form must know of a definition: the members of every part, what each holds, and what it is called.

`python -m asan.omop.circe.description` writes it into the web's sources, so that the builder's forms are made of the
same typed data that is read and compiled, and an attribute has one name in forms and in explanations.
"""

import json
import types
from pathlib import Path
from typing import Any, Final, get_args, get_origin, get_type_hints

from asan.kit.translation import Language, Text
from asan.omop.circe import criteria, expression, values
from asan.omop.circe.criteria import CRITERIA, Criterion
from asan.omop.circe.explain.words import ATTRIBUTES, COUNTED, KINDS
from asan.omop.circe.names import END_STRATEGIES, json_names
from asan.omop.circe.values import Part
from asan.omop.circe.walk import names_a_set

WEB: Final = Path(__file__).parents[4] / "web" / "src"

_SCALARS: Final[dict[type, str]] = {bool: "truth", int: "whole", float: "number", str: "text"}


def members() -> dict[str, dict[str, str]]:
    """Of every part of a definition, its JSON members in order and what each holds.

    A scalar is truth, whole, number or text; ``set`` is the number of a concept set; all else is the name of a part or
    of an enumeration, with ``*`` behind it for a list of such.
    """
    return {_called(kind): _members(kind) for kind in _parts()}


def words(language: Language) -> dict[str, dict[str, str]]:
    """What criteria, their attributes by JSON name, and countable columns are called."""
    attributes: dict[str, Text] = {}
    for kind in (*CRITERIA.values(), criteria.DemographicCriterion):
        for name, written in json_names(kind).items():
            called = ATTRIBUTES.get(name.removesuffix("_cs"))
            if called is not None:
                attributes[written] = called
    return {
        "kind": {kind.__name__: _capital(text.in_language(language)) for kind, text in KINDS.items()},
        "attribute": {name: _capital(text.in_language(language)) for name, text in sorted(attributes.items())},
        "counted": {column.value: text.in_language(language) for column, text in COUNTED.items()},
    }


def files() -> dict[Path, str]:
    """The files of the web that say so, with their text."""
    return {
        WEB / "features" / "research" / "builder" / "definition" / "members.json": _text(members()),
        **{WEB / "locales" / language / "circe.json": _text(words(language)) for language in ("ko", "en")},
    }


def _parts() -> list[type[Part]]:
    found = [
        kind
        for module in (values, criteria, expression)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Part) and kind.__module__ == module.__name__
    ]
    # A kind of criterion or end strategy that JSON never names is one that others are made from.
    named = {*CRITERIA.values(), *END_STRATEGIES.values()}
    made_from = (Criterion, expression.EndStrategy)
    return [kind for kind in found if kind in named or not (kind is Part or issubclass(kind, made_from))]


def _called(kind: type[Part]) -> str:
    """A part's name; the end strategy that Circe wraps as a criterion is called is told apart from it."""
    return next((f"{name}End" for name, strategy in END_STRATEGIES.items() if strategy is kind), kind.__name__)


def _members(kind: type[Part]) -> dict[str, str]:
    hints = get_type_hints(kind)
    return {
        written: "set" if names_a_set(kind, name) else _holds(hints[name]) for name, written in json_names(kind).items()
    }


def _holds(hint: Any) -> str:
    if get_origin(hint) is tuple:
        return f"{_holds(get_args(hint)[0])}*"
    kinds = [part for part in get_args(hint) if part is not types.NoneType] or [hint]
    if float in kinds:
        return "number"
    kind = kinds[0]
    return _SCALARS.get(kind) or str(kind.__name__)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _text(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")
