"""One value of an attribute in words."""

from collections.abc import Callable, Mapping
from typing import Any

from asan.kit.translation import Text
from asan.omop.circe.explain.words import OPERATORS, TEXT_OPERATORS
from asan.omop.circe.values import (
    Concept,
    ConceptSetSelection,
    DateAdjustment,
    DateRange,
    DateType,
    NumericRange,
    Period,
    TextFilter,
)

SetName = Callable[[int], Text]
"""How a concept set is called."""


def value_in_words(name: Text, value: Any, excluded: bool, set_name: SetName) -> Text:
    """What is said of the attribute called ``name``."""
    match value:
        case True:
            return name
        case NumericRange() | DateRange():
            return _joined(name, _range(value))
        case TextFilter():
            return _joined(name, _filled(TEXT_OPERATORS, value.op, text=value.text))
        case Period():
            return _joined(name, period_in_words(value))
        case ConceptSetSelection():
            return _selected(name, value, set_name)
        case DateAdjustment():
            return _adjusted(name, value)
        case tuple():
            listed = ", ".join(map(concept_name, value))
            return Text(f"{name.ko}: {listed}{' 제외' * excluded}", f"{name.en}{' not' * excluded}: {listed}")
        case int():
            return _joined(name, set_name(value))
        case _:
            return Text(f"{name.ko} {value}", f"{name.en} {value}")


def concept_name(concept: Concept) -> str:
    """As the definition itself calls it, with its id."""
    return f"{concept.concept_name} ({concept.concept_id})" if concept.concept_name else str(concept.concept_id)


def period_in_words(period: Period) -> Text:
    """From a date to a date, either open."""
    start, end = period.start_date, period.end_date
    if start and end:
        return Text(f"{start}~{end}", f"from {start} to {end}")
    return Text(f"{start}부터", f"from {start}") if start else Text(f"{end}까지", f"until {end}")


def _range(value: NumericRange | DateRange) -> Text:
    return _filled(OPERATORS, value.op, value=value.value, extent=value.extent)


def _filled(words: Mapping[str, Text], op: str | None, **values: object) -> Text:
    unknown = Text(f"({op}?)", f"({op}?)")
    return words.get(op or "", unknown).fill(**values)


def _joined(name: Text, value: Text) -> Text:
    return Text(f"{name.ko} {value.ko}", f"{name.en} {value.en}")


def _selected(name: Text, value: ConceptSetSelection, set_name: SetName) -> Text:
    if value.codeset_id is None:
        if value.is_exclusion:
            return Text(f"{name.ko} 없음", f"no {name.en}")
        return Text(f"{name.ko} 있음", f"any {name.en}")
    called = set_name(value.codeset_id)
    if value.is_exclusion:
        return Text(f"{name.ko} {called.ko} 제외", f"{name.en} not in {called.en}")
    return Text(f"{name.ko} {called.ko}", f"{name.en} in {called.en}")


def _adjusted(name: Text, value: DateAdjustment) -> Text:
    dates = {DateType.START_DATE: Text("시작일", "start"), DateType.END_DATE: Text("종료일", "end")}
    start, end = dates[value.start_with], dates[value.end_with]
    return Text(
        f"{name.ko}: 시작은 {start.ko}{value.start_offset:+d}일, 끝은 {end.ko}{value.end_offset:+d}일",
        f"{name.en}: the start to the {start.en} {value.start_offset:+d} days, "
        f"the end to the {end.en} {value.end_offset:+d} days",
    )
