"""Events of a window, lane by lane, so many at most."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from asan.kit.translation import Language
from asan.modules.research.analysis.provenance import provenance_of
from asan.modules.research.chart.domains import CONCEPTS, LANES, Domain, Lane
from asan.modules.research.chart.errors import BadWindow
from asan.modules.research.chart.patient import Patient
from asan.modules.research.chart.schemas import ChartEventOut, EventsOut, LaneEventsOut
from asan.modules.research.chart.treated import treated_in

MOST: Final = 500
"""Events of a lane in an answer."""


def events(
    patient: Patient, domains: Iterable[Domain], since: dt.date | None, until: dt.date | None, language: Language
) -> EventsOut:
    """Events that touch the days from ``since`` to ``until``, each included; None: without that limit.

    Raises BadWindow, and what the gateway raises.
    """
    check_window(since, until)
    found: list[tuple[Lane, list[dict[str, Any]], dict[str, str]]] = []
    for domain in dict.fromkeys(domains):
        columns = patient.columns(LANES[domain])
        rows = _rows(patient, LANES[domain], columns, since, until) if "start" in columns else []
        found.append((LANES[domain], rows, columns))
    every = [row for _, rows, _ in found for row in rows]
    names = patient.names((row.get(name) for row in every for name in CONCEPTS if name != "unit"), language)
    units = patient.codes(row.get("unit") for row in every)
    return EventsOut(
        lanes=[
            LaneEventsOut(
                domain=lane.domain,
                events=[event_out(row, names, units) for row in rows[:MOST]],
                more=len(rows) > MOST,
                treated=treated_in(lane.table, lane.columns, columns, patient.masks(lane)),
            )
            for lane, rows, columns in found
        ],
        provenance=provenance_of(patient),
    )


def check_window(since: dt.date | None, until: dt.date | None) -> None:
    """Raise BadWindow where a time ends before it begins."""
    if since is not None and until is not None and until < since:
        raise BadWindow(since=since, until=until)


def within(columns: Mapping[str, str], since: dt.date | None, until: dt.date | None) -> tuple[str, dict[str, object]]:
    """The condition that an event touches a window, as SQL to follow AND, and what it is bound to.

    A comparison with nothing is no condition at all, so that events without a day are found where no limit is set.
    """
    start, end = columns["start"], columns.get("end")
    last = f"coalesce({end}, {start})" if end else start
    conditions: list[str] = []
    bound: dict[str, object] = {}
    if since is not None:
        conditions.append(f"{last} >= $since")
        bound["since"] = since
    if until is not None:
        conditions.append(f"{start} <= $until")
        bound["until"] = until
    return "".join(f" AND {each}" for each in conditions), bound


def _rows(
    patient: Patient, lane: Lane, columns: Mapping[str, str], since: dt.date | None, until: dt.date | None
) -> list[dict[str, Any]]:
    chosen = ", ".join(f"{column} AS {_alias(name)}" for name, column in columns.items())
    condition, bound = within(columns, since, until)
    order = ", ".join(columns[name] for name in ("start", "id") if name in columns)
    rows, _ = patient.theirs(
        f"SELECT {chosen} FROM cdm.{lane.table} WHERE person_id = $person{condition} ORDER BY {order} LIMIT {MOST + 1}",
        **bound,
    )
    return [{name: row[_alias(name)] for name in columns} for row in rows]


def _alias(name: str) -> str:
    """A name that is no word of SQL."""
    return f"the_{name}"


def event_out(row: Mapping[str, Any], names: Mapping[int, str], units: Mapping[int, str]) -> ChartEventOut:
    """An event with the names of its concepts."""
    unit = units.get(row.get("unit") or 0) or row.get("unit_source")
    told = {name: row.get(name) for name in ChartEventOut.model_fields if name in row}
    named: dict[str, Any] = {name: names.get(row.get(name) or 0) for name in ("operator", "value")}
    return ChartEventOut.model_validate({**told, **named, "name": names.get(row.get("concept") or 0), "unit": unit})
