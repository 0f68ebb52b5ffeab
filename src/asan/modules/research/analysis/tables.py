"""The answers of analyses as tables: a row a figure, counts of fewer than so many persons suppressed, never a person.

Cohorts stand in them as ``names`` has their numbers. Numbers are written with ten digits: engines add in the order in
which threads end, and the last digits of a mean are nobody's finding.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from asan.modules.research.analysis.kinds import Told
from asan.modules.research.analysis.schemas import (
    BaselineOut,
    CurveOut,
    FeaturesOut,
    GroupOut,
    IncidenceOut,
    PathwaysOut,
    RateOut,
    SurvivalOut,
    ValueOut,
)
from asan.modules.research.analysis.suppression import parts_told, told

Cell = str | int | float | None
_VALUES: Final = ("persons", "share", "mean", "sd", "q1", "median", "q3")


@dataclass(frozen=True, slots=True)
class ResultTable:
    """``keys`` are the columns that say what a row is about, ``columns`` its figures; a row holds both in order."""

    keys: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def written(self) -> Iterator[list[str]]:
        """The rows as text."""
        return ([_written(cell) for cell in row] for row in self.rows)

    def as_csv(self) -> bytes:
        """UTF-8 with a line a row; nothing where a cell is not told."""
        sink = io.StringIO()
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow((*self.keys, *self.columns))
        writer.writerows(self.written())
        return sink.getvalue().encode()


def tables(told_: Told, names: Mapping[int, str], least: int) -> dict[str, ResultTable]:
    """The tables of an answer, by what is added to the analysis' name ("" for the first)."""
    match told_:
        case BaselineOut():
            return {"": _baseline(told_, names, least)}
        case FeaturesOut():
            return {"": _features(told_, names, least)}
        case IncidenceOut():
            return {"": _incidence(told_, names, least)}
        case SurvivalOut():
            return {"": _curves(told_, names, least), ".steps": _steps(told_, names, least)}
        case PathwaysOut():
            return {"": _pathways(told_, names, least), ".events": _events(told_, names, least)}


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        text = f"{cell:.10g}"
        return "0" if text == "-0" else text
    return str(cell)


def _label(text: str | None, names: Mapping[int, str]) -> str:
    """A group's or event's name; that of a cohort, which is its number, as the study calls it."""
    if text is None:
        return ""
    return names.get(int(text), text) if text.isdecimal() else text


def _groups(groups: Sequence[GroupOut], names: Mapping[int, str], least: int) -> list[tuple[str, int | None]]:
    """Each group's name and persons. Two compared cohorts may share persons, and are no parts of a whole."""
    compared = len(groups) == 2 and all(group.label.isdecimal() and int(group.label) in names for group in groups)
    counts = [group.persons for group in groups]
    shown = [told(count, least) is not None for count in counts] if compared else parts_told(counts, least)
    return [
        (_label(group.label, names), group.persons if seen else None) for group, seen in zip(groups, shown, strict=True)
    ]


def _values(value: ValueOut, shown: bool) -> tuple[Cell, ...]:
    return tuple(getattr(value, name) if shown else None for name in _VALUES)


def _baseline(found: BaselineOut, names: Mapping[int, str], least: int) -> ResultTable:
    groups = _groups(found.groups, names, least)
    lines = [line for line in found.lines]
    by_variable: dict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        by_variable[line.variable].append(place)
    hidden: set[tuple[int, int]] = set()
    for places in by_variable.values():
        for at, (_, size) in enumerate(groups):
            counts = [lines[place].values[at].persons for place in places]
            cells = parts_told(counts, least) if len(places) > 1 else [told(c, least) is not None for c in counts]
            hidden |= {(place, at) for place, seen in zip(places, cells, strict=True) if not seen or size is None}
    rows: list[tuple[Cell, ...]] = [
        (name, "persons", "", size, *(None,) * (len(_VALUES) - 1), None) for name, size in groups
    ]
    for place, line in enumerate(lines):
        whole = all((place, at) not in hidden for at in range(len(groups)))
        for at, (name, _) in enumerate(groups):
            values = _values(line.values[at], (place, at) not in hidden)
            rows.append((name, line.variable, line.level or "", *values, line.smd if whole else None))
    return ResultTable(("group", "variable", "level"), (*_VALUES, "smd"), tuple(rows))


def _features(found: FeaturesOut, names: Mapping[int, str], least: int) -> ResultTable:
    groups = _groups(found.groups, names, least)
    rows: list[tuple[Cell, ...]] = []
    for feature in found.features:
        window = found.windows[feature.window]
        shown = [
            size is not None and told(value.persons, least) is not None
            for value, (_, size) in zip(feature.values, groups, strict=True)
        ]
        if not any(value.persons and seen for value, seen in zip(feature.values, shown, strict=True)):
            continue
        for value, seen, (name, _) in zip(feature.values, shown, groups, strict=True):
            about = (name, feature.concept, feature.name, feature.unit or "", window.start, window.end)
            rows.append((*about, *_values(value, seen), feature.smd if all(shown) else None))
    keys = ("group", "concept_id", "concept_name", "unit", "from_day", "to_day")
    return ResultTable(keys, (*_VALUES, "smd"), tuple(rows))


def _incidence(found: IncidenceOut, names: Mapping[int, str], least: int) -> ResultTable:
    parts: dict[tuple[int, str], list[RateOut]] = defaultdict(list)
    for rate in found.rates:
        parts[rate.cohort, rate.by].append(rate)
    rows: list[tuple[Cell, ...]] = []
    whole: list[bool] = []
    for (cohort, by), rates in parts.items():
        seen = parts_told([rate.persons for rate in rates], least)
        came = parts_told([rate.events for rate in rates], least)
        if by == "all":
            whole.append(seen[0] and came[0])
        for rate, persons, events in zip(rates, seen, came, strict=True):
            both = persons and events
            interval = (rate.rate.estimate, rate.rate.low, rate.rate.high) if both else (None, None, None)
            figures = (rate.persons if persons else None, rate.events if both else None)
            years = rate.person_years if persons else None
            rows.append((names.get(cohort, str(cohort)), by, rate.level or "", *figures, years, *interval))
    if found.ratio is not None:
        ratio = found.ratio
        interval = (ratio.estimate, ratio.low, ratio.high) if all(whole) else (None, None, None)
        rows.append(("", "ratio", "", None, None, None, *interval))
    return ResultTable(
        ("cohort", "by", "level"), ("persons", "events", "person_years", "rate", "low", "high"), tuple(rows)
    )


def _curves(found: SurvivalOut, names: Mapping[int, str], least: int) -> ResultTable:
    shown = parts_told([curve.persons for curve in found.curves], least)
    rows: list[tuple[Cell, ...]] = []
    for curve, seen in zip(found.curves, shown, strict=True):
        events = seen and told(curve.events, least) is not None
        medians = (curve.median, curve.median_low, curve.median_high) if events else (None, None, None)
        figures = (curve.persons if seen else None, curve.events if events else None)
        rows.append((_label(curve.label, names), *figures, *medians, None, None))
    if found.test is not None and all(shown):
        rows.append(("log-rank", None, None, None, None, None, found.test.statistic, found.test.p))
    columns = ("persons", "events", "median", "median_low", "median_high", "statistic", "p")
    return ResultTable(("group",), columns, tuple(rows))


def _steps(found: SurvivalOut, names: Mapping[int, str], least: int) -> ResultTable:
    """Curves at the days at which numbers at risk are told, for as long as enough are: each step is a person's day."""
    shown = parts_told([curve.persons for curve in found.curves], least)
    rows: list[tuple[Cell, ...]] = []
    for curve, seen in zip(found.curves, shown, strict=True):
        for day, at_risk in zip(found.marks, curve.at_risk, strict=True):
            if not seen or at_risk < least:
                break
            rows.append((_label(curve.label, names), day, at_risk, *_at(curve, day)))
    return ResultTable(("group", "day"), ("at_risk", "survival", "low", "high"), tuple(rows))


def _at(curve: CurveOut, day: int) -> tuple[float | None, float | None, float | None]:
    last = None
    for step in curve.steps:
        if step.day > day:
            break
        last = step
    return (1.0, 1.0, 1.0) if last is None else (last.survival, last.low, last.high)


def _pathways(found: PathwaysOut, names: Mapping[int, str], least: int) -> ResultTable:
    called = {event.key: _label(event.label, names) for event in found.events}
    ways: list[tuple[str, int]] = [
        (" > ".join(_together(step, called) for step in path.steps), path.persons) for path in found.paths
    ]
    enough = sorted((way for way in ways if way[1] >= least), key=lambda way: (-way[1], way[0]))
    rows: list[tuple[Cell, ...]] = [("(all)", told(found.persons, least)), *enough]
    rows += [("(others)", _enough(found.pooled, least)), ("(none)", _enough(found.untreated, least))]
    return ResultTable(("path",), ("persons",), tuple(rows))


def _together(step: Iterable[int], called: Mapping[int, str]) -> str:
    return " + ".join(sorted(called.get(key, str(key)) for key in step))


def _events(found: PathwaysOut, names: Mapping[int, str], least: int) -> ResultTable:
    rows: list[tuple[Cell, ...]] = [
        (_label(event.label, names), _enough(event.persons, least)) for event in found.events
    ]
    return ResultTable(("event",), ("persons",), tuple(rows))


def _enough(count: int | None, least: int) -> int | None:
    return None if count is None else told(count, least)
