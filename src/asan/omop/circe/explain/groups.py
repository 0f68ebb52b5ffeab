"""Criteria, windows and groups in words, as an indented list."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Final

from asan.kit.translation import Text
from asan.omop.circe.criteria import (
    CorrelatedCriterion,
    Criterion,
    CustomEra,
    DemographicCriterion,
    Endpoint,
    Group,
    Occurrence,
    Times,
    Window,
)
from asan.omop.circe.explain.values import SetName, value_in_words
from asan.omop.circe.explain.words import ATTRIBUTES, COUNTED, KINDS
from asan.omop.circe.values import CountColumn, Part
from asan.omop.circe.walk import names_a_set

Line = tuple[int, Text]
"""How deep it stands, and what it says."""

_APART: Final = ("unknown", "correlated_criteria", "criteria_list", "codeset_id", "first")
_TIMES: Final = {
    Times.EXACTLY: Text("정확히 {count}번", "exactly {count}"),
    Times.AT_MOST: Text("많아야 {count}번", "at most {count}"),
    Times.AT_LEAST: Text("적어도 {count}번", "at least {count}"),
}


def criterion_lines(criterion: Criterion, set_name: SetName, depth: int) -> Iterator[Line]:
    """A criterion, and what must hold around its events."""
    yield depth, criterion_in_words(criterion, set_name)
    if isinstance(criterion, CustomEra):
        for inner in criterion.criteria_list:
            yield from criterion_lines(inner, set_name, depth + 1)
    group = criterion.correlated_criteria
    if group is not None and not group.is_empty:
        yield depth + 1, _group_head(group, Text("그 사건마다", "around each of these events"))
        yield from group_lines(group, set_name, depth + 2)


def criterion_in_words(criterion: Criterion, set_name: SetName) -> Text:
    """Kind, set and attributes of a criterion in one line."""
    kind = KINDS[type(criterion)]
    number: int | None = getattr(criterion, "codeset_id", None)
    if number is None:
        head = Text(f"모든 {kind.ko}", f"any {kind.en}")
    else:
        called = set_name(number)
        head = Text(f"{called.ko}의 {kind.ko}", f"{kind.en} of {called.en}")
    if getattr(criterion, "first", False):
        head = Text(f"{head.ko} 가운데 환자의 첫 번째", f"a person's first {head.en}")
    return _listed([head, *_attributes(criterion, set_name)])


def group_lines(group: Group, set_name: SetName, depth: int) -> Iterator[Line]:
    """The parts of a group."""
    for part in group.criteria_list:
        yield depth, correlated_in_words(part, set_name)
        inner = part.criteria.correlated_criteria if part.criteria else None
        if inner is not None and not inner.is_empty:
            yield depth + 1, _group_head(inner, Text("그 사건마다", "around each of these events"))
            yield from group_lines(inner, set_name, depth + 2)
    for person in group.demographic_criteria_list:
        yield depth, person_in_words(person, set_name)
    for nested in group.groups:
        yield depth, _group_head(nested, Text("다음", "of the following"))
        yield from group_lines(nested, set_name, depth + 1)


def group_in_words(group: Group) -> Text:
    """How many of a group's parts must hold."""
    return _group_head(group, Text("다음", "of the following"))


def _group_head(group: Group, where: Text) -> Text:
    type_ = (group.type or "").upper()
    if group.is_empty:
        return Text("조건 없음", "no condition")
    if type_ == "ALL":
        return Text(f"{where.ko} 조건 모두:", f"all {where.en}:")
    if type_ == "ANY":
        return Text(f"{where.ko} 조건 가운데 하나 이상:", f"any {where.en}:")
    if type_.endswith("LEAST"):
        return Text(f"{where.ko} 조건 가운데 {group.count}개 이상:", f"at least {group.count} {where.en}:")
    return Text(f"{where.ko} 조건 가운데 {group.count}개 이하:", f"at most {group.count} {where.en}:")


def person_in_words(person: DemographicCriterion, set_name: SetName) -> Text:
    """What somebody must be, in one line."""
    return _listed(list(_attributes(person, set_name)) or [Text("아무나", "anyone")])


def correlated_in_words(part: CorrelatedCriterion, set_name: SetName) -> Text:
    """How often which events must have happened when, in one line."""
    what = criterion_in_words(part.criteria, set_name) if part.criteria else Text("?", "?")
    said = [_times(part.occurrence or Occurrence()), what]
    if part.start_window is not None:
        said.append(_window(part.start_window, False))
    if part.end_window is not None:
        said.append(_window(part.end_window, True))
    if part.restrict_visit:
        said.append(Text("같은 방문에서", "in the same visit"))
    if part.ignore_observation_period:
        said.append(Text("관찰 기간 밖도 포함", "outside the observation period too"))
    return _listed(said)


def _times(occurrence: Occurrence) -> Text:
    words = _TIMES.get(Times(occurrence.type)) if occurrence.type in tuple(Times) else None
    times = (words or Text("{count}?", "{count}?")).fill(count=occurrence.count)
    if not occurrence.is_distinct:
        return times
    counted = COUNTED[occurrence.count_column or CountColumn.DOMAIN_CONCEPT]
    return Text(f"서로 다른 {counted.ko}(으)로 {times.ko}", f"{times.en} distinct {counted.en}")


def _window(window: Window, ends: bool) -> Text:
    event_end = window.use_event_end is not False if ends else bool(window.use_event_end)
    event = Text("종료", "ending") if event_end else Text("시작", "starting")
    index = Text("기준 사건 시작", "the start of the index event")
    if window.use_index_end:
        index = Text("기준 사건 종료", "the end of the index event")
    start, end = window.start or Endpoint(), window.end or Endpoint()
    since, until = _point(start, index), _point(end, index)
    if start.days is None and end.days is None and start.coeff == -1 and end.coeff != -1:
        return Text(f"언제든 {event.ko}", f"{event.en} at any time")
    if start.days is None and start.coeff == -1:
        return Text(f"{until.ko}까지 언제든 {event.ko}", f"{event.en} at any time up to {until.en}")
    if end.days is None and end.coeff != -1:
        return Text(f"{since.ko}부터 언제든 {event.ko}", f"{event.en} at any time from {since.en} on")
    return Text(f"{since.ko}부터 {until.ko}까지 {event.ko}", f"{event.en} between {since.en} and {until.en}")


def _point(endpoint: Endpoint, index: Text) -> Text:
    before, days = endpoint.coeff == -1, endpoint.days
    if days is None:
        edge = Text("관찰 시작", "the start of observation") if before else Text("관찰 끝", "the end of observation")
        return edge
    if days == 0:
        return Text(f"{index.ko} 당일", f"the day of {index.en}")
    many = "day" if days == 1 else "days"
    if before:
        return Text(f"{index.ko} {days}일 전", f"{days} {many} before {index.en}")
    return Text(f"{index.ko} {days}일 후", f"{days} {many} after {index.en}")


def _attributes(part: Part, set_name: SetName) -> Iterator[Text]:
    for found in fields(part):
        name = found.name
        value = getattr(part, name)
        if name in _APART or name.endswith("_exclude") or value is None or value == () or value is False:
            continue
        called = ATTRIBUTES[name.removesuffix("_cs")]
        numbered = set_name if names_a_set(type(part), name) or not isinstance(value, int) else _plain
        yield value_in_words(called, value, bool(getattr(part, f"{name}_exclude", False)), numbered)


def _plain(number: int) -> Text:
    return Text(str(number), str(number))


def _listed(said: list[Text]) -> Text:
    return Text(", ".join(one.ko for one in said), ", ".join(one.en for one in said))
