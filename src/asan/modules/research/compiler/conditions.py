"""An attribute's value as a condition in SQL."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from asan.modules.research.compiler.domains import Attribute, Join, Kind
from asan.omop.circe.errors import CannotRun
from asan.omop.circe.names import json_names
from asan.omop.circe.values import Concept, ConceptSetSelection, DateRange, NumericRange, Part, TextFilter

SetNumber = Callable[[int], int]
"""The number in the plan of a concept set of the definition."""

CONCEPT_SETS: Final = "cohort_concept_set"
"""The relation of resolved sets: concept_set, concept_id."""

_KNOWN: Final = {Join.PERSON: "person_known", Join.VISIT: "visit_known", Join.CARE_SITE: "site_known"}
"""Circe joins these and drops events without them, where it keeps those without a provider."""
_OPERATORS: Final = {"lt": "<", "lte": "<=", "eq": "=", "!eq": "<>", "gt": ">", "gte": ">="}


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of an event, and what it needs to be told."""

    sql: str
    columns: tuple[str, ...]
    join: Join | None


def conditions_of(part: Part, attributes: Mapping[str, Attribute], set_number: SetNumber) -> Iterator[Condition]:
    """A condition for each attribute that ``part`` was given. Raises CannotRun."""
    for name, attribute in attributes.items():
        value = getattr(part, name)
        if value is None or value == ():
            continue
        exclude = bool(attribute.exclude and getattr(part, attribute.exclude))
        try:
            sql = _sql(attribute, value, exclude, set_number)
        except _Unusable as error:
            where = f"{type(part).__name__}.{json_names(type(part))[name]}"
            raise CannotRun(ko=f"{where}: {error.ko}", en=f"{where}: {error.en}") from None
        if sql:
            if attribute.join in _KNOWN:
                sql = f"{_KNOWN[attribute.join]} AND {sql}"
            yield Condition(sql, attribute.columns, attribute.join)


def date_literal(text: str) -> str:
    """A date of a definition, as Circe reads it: three whole numbers. Raises CannotRun."""
    try:
        return _date(text)
    except _Unusable as error:
        raise CannotRun(ko=error.ko, en=error.en) from None


class _Unusable(Exception):
    def __init__(self, ko: str, en: str) -> None:
        super().__init__(en)
        self.ko = ko
        self.en = en


def _sql(attribute: Attribute, value: Any, exclude: bool, set_number: SetNumber) -> str:
    sql = attribute.sql
    match attribute.kind, value:
        case Kind.DATES, DateRange():
            return _range(sql, value, _date)
        case Kind.WHOLE, NumericRange():
            return _range(sql, value, _whole)
        case Kind.DECIMAL, NumericRange():
            return _range(sql, value, _decimal)
        case Kind.CONCEPTS, tuple():
            return f"{sql} {'NOT ' if exclude else ''}IN ({', '.join(map(_concept_id, value))})"
        case Kind.SELECTION, ConceptSetSelection(codeset_id=None):
            return f"{sql} IS {'' if value.is_exclusion else 'NOT '}NULL"
        case Kind.SELECTION, ConceptSetSelection(codeset_id=int(number)):
            return f"{sql} {'NOT ' if value.is_exclusion else ''}IN ({_set(set_number(number))})"
        case Kind.SET, int():
            return f"{sql} IN ({_set(set_number(value))})"
        case Kind.TEXT, TextFilter():
            return _like(sql, value)
        case _:
            return sql if value else ""


def _set(number: int) -> str:
    return f"SELECT concept_id FROM {CONCEPT_SETS} WHERE concept_set = {number}"


def _range(sql: str, range_: NumericRange | DateRange, literal: Callable[[Any], str]) -> str:
    op = range_.op or ""
    if op.endswith("bt"):
        between = f"({sql} >= {literal(range_.value)} AND {sql} <= {literal(range_.extent)})"
        return f"NOT {between}" if op.startswith("!") else between
    if op not in _OPERATORS:
        raise _Unusable(f"비교 연산자를 알 수 없습니다: {op}", f"unknown comparison: {op or 'none'}")
    return f"{sql} {_OPERATORS[op]} {literal(range_.value)}"


def _date(text: str | None) -> str:
    parts = [part for part in (text or "").split("-") if part]
    try:
        year, month, day = (int(part) for part in parts[:3])
        return f"DATE '{date(year, month, day).isoformat()}'"
    except ValueError:
        raise _Unusable(f"날짜가 아닙니다: {text}", f"not a date: {text}") from None


def _whole(value: int | float | None) -> str:
    if value is None:
        raise _Unusable("숫자가 없습니다", "a number is missing")
    return str(int(value))


def _decimal(value: int | float | None) -> str:
    if value is None:
        raise _Unusable("숫자가 없습니다", "a number is missing")
    return str(Decimal(repr(value)).quantize(Decimal("0.0001"), ROUND_HALF_UP))


def _concept_id(concept: Concept) -> str:
    if concept.concept_id is None:
        raise _Unusable("개념에 CONCEPT_ID가 없습니다", "a concept has no CONCEPT_ID")
    return str(concept.concept_id)


def _like(sql: str, filter_: TextFilter) -> str:
    op = filter_.op or ""
    before = "%" if op.endswith(("endsWith", "contains")) else ""
    after = "%" if op.endswith(("startsWith", "contains")) else ""
    # As Circe: a quote is doubled, backslashes right before it go; % and _ keep their meaning for LIKE; no text is the
    # word that Java writes for null.
    text = re.sub(r"\\*'", "''", "null" if filter_.text is None else filter_.text)
    return f"{sql} {'NOT ' if op.startswith('!') else ''}LIKE '{before}{text}{after}'"
