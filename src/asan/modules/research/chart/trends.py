"""Measured values in time: one series a measurement and unit, with the ranges that the CDM holds."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from asan.kit.translation import Language
from asan.modules.research.analysis.provenance import provenance_of
from asan.modules.research.chart.domains import LANES
from asan.modules.research.chart.events import check_window, within
from asan.modules.research.chart.patient import Patient
from asan.modules.research.chart.schemas import MeasuredOut, PointOut, SeriesOut, TreatedOut, TrendOut
from asan.modules.research.chart.treated import treated_in

MOST_SERIES: Final = 500
MOST_POINTS: Final = 1_000
"""Of a series in an answer; where there are more, each point is a month."""

_LANE: Final = LANES["measurement"]


@dataclass(frozen=True, slots=True)
class Series:
    """A measurement's concept and its unit, and what tells them apart where the vocabulary knows them not.

    ``unit`` None: none was given; 0: one that is not mapped, ``unit_source`` says which.
    """

    concept: int
    unit: int | None
    source: str | None
    unit_source: str | None


def measured(patient: Patient, language: Language) -> MeasuredOut:
    """What was measured in numbers, most often first."""
    columns = patient.columns(_LANE)
    rows = _series(patient, columns) if {"start", "concept", "number"} <= columns.keys() else []
    names = patient.names((row["concept"] for row in rows), language)
    units = patient.codes(row["unit"] for row in rows)
    return MeasuredOut(
        series=[
            SeriesOut(
                concept=row["concept"],
                name=names.get(row["concept"]),
                source=row["source"],
                unit=row["unit"],
                unit_name=units.get(row["unit"] or 0),
                unit_source=row["unit_source"],
                values=row["measured"],
                first=row["first_day"],
                last=row["last_day"],
            )
            for row in rows[:MOST_SERIES]
        ],
        more=len(rows) > MOST_SERIES,
        treated=_treated(patient, columns),
        provenance=provenance_of(patient),
    )


def trend(
    patient: Patient, series: Series, since: dt.date | None, until: dt.date | None, language: Language
) -> TrendOut:
    """The values of one series in a window; of more than `MOST_POINTS` the mean, least and largest of each month.

    Raises BadWindow, and what the gateway raises.
    """
    check_window(since, until)
    columns = patient.columns(_LANE)
    points: list[PointOut] = []
    monthly = False
    if {"start", "concept", "number"} <= columns.keys():
        condition, bound = _of(series, columns)
        window, days = within({"start": columns["start"]}, since, until)
        where = f"WHERE person_id = $person AND {columns['number']} IS NOT NULL AND {condition}{window}"
        rows = _values(patient, columns, where, {**bound, **days})
        monthly = len(rows) > MOST_POINTS
        if monthly:
            points = [_month(row) for row in _months(patient, columns, where, {**bound, **days})]
        else:
            operators = patient.names((row.get("operator") for row in rows), language)
            points = [_point(row, operators) for row in rows if row["start"] is not None]
    return TrendOut(
        points=points, monthly=monthly, treated=_treated(patient, columns), provenance=provenance_of(patient)
    )


def _series(patient: Patient, columns: Mapping[str, str]) -> list[dict[str, Any]]:
    keys = {
        "concept": columns["concept"],
        "unit": columns.get("unit", "CAST(NULL AS INTEGER)"),
        "source": _unmapped(columns, "concept", "source"),
        "unit_source": _unmapped(columns, "unit", "unit_source"),
    }
    chosen = ", ".join(f"{sql} AS {name}" for name, sql in keys.items())
    day = columns["start"]
    rows, _ = patient.theirs(
        f"""SELECT concept, unit, source, unit_source, count(*) AS measured, min(day) AS first_day, max(day) AS last_day
FROM (SELECT {chosen}, {day} AS day FROM cdm.measurement WHERE person_id = $person AND {columns["number"]} IS NOT NULL)
AS valued GROUP BY concept, unit, source, unit_source
ORDER BY measured DESC, concept, unit, source, unit_source LIMIT {MOST_SERIES + 1}"""
    )
    return rows


def _unmapped(columns: Mapping[str, str], concept: str, source: str) -> str:
    """What the source calls something that has no concept; nothing where it has one."""
    if source not in columns:
        return "CAST(NULL AS VARCHAR)"
    if concept not in columns:
        return columns[source]
    return f"CASE WHEN coalesce({columns[concept]}, 0) = 0 THEN {columns[source]} END"


def _of(series: Series, columns: Mapping[str, str]) -> tuple[str, dict[str, object]]:
    """The condition that a row is of a series, and what it is bound to."""
    conditions, bound = [f"{columns['concept']} = $concept"], {"concept": series.concept}
    told: dict[str, object] = {"unit": series.unit, "source": series.source, "unit_source": series.unit_source}
    for name, value in told.items():
        if name not in columns:
            continue
        column = columns[name] if name == "unit" else _unmapped(columns, _concept_of(name), name)
        conditions.append(f"{column} IS NULL" if value is None else f"{column} = ${name}")
    given = {name: value for name, value in told.items() if value is not None and name in columns}
    return " AND ".join(conditions), {**bound, **given}


def _concept_of(source: str) -> str:
    return "unit" if source == "unit_source" else "concept"


def _values(
    patient: Patient, columns: Mapping[str, str], where: str, bound: Mapping[str, object]
) -> list[dict[str, Any]]:
    wanted = ("start", "at", "number", "operator", "low", "high")
    chosen = {name: columns[name] for name in wanted if name in columns}
    listed = ", ".join(f"{column} AS the_{name}" for name, column in chosen.items())
    order = ", ".join(columns[name] for name in ("start", "at", "id") if name in columns)
    rows, _ = patient.theirs(
        f"SELECT {listed} FROM cdm.measurement {where} ORDER BY {order} LIMIT {MOST_POINTS + 1}", **bound
    )
    return [{name: row[f"the_{name}"] for name in chosen} for row in rows]


def _months(
    patient: Patient, columns: Mapping[str, str], where: str, bound: Mapping[str, object]
) -> list[dict[str, Any]]:
    day, number = columns["start"], columns["number"]
    rows, _ = patient.theirs(
        f"""SELECT year({day}) AS y, month({day}) AS m, count(*) AS measured, avg({number}) AS mean,
    min({number}) AS least, max({number}) AS largest
FROM cdm.measurement {where} AND {day} IS NOT NULL GROUP BY year({day}), month({day}) ORDER BY 1, 2""",
        **bound,
    )
    return rows


def _point(row: Mapping[str, Any], operators: Mapping[int, str]) -> PointOut:
    start: dt.date = row["start"]
    return PointOut(
        at=row.get("at") or dt.datetime.combine(start, dt.time()),
        number=row["number"],
        operator=operators.get(row.get("operator") or 0),
        low=row.get("low"),
        high=row.get("high"),
    )


def _month(row: Mapping[str, Any]) -> PointOut:
    return PointOut(
        at=dt.datetime(row["y"], row["m"], 1),
        number=row["mean"],
        values=row["measured"],
        least=row["least"],
        largest=row["largest"],
    )


def _treated(patient: Patient, columns: Mapping[str, str]) -> list[TreatedOut]:
    wanted = ("start", "concept", "number", "operator", "unit", "low", "high")
    asked = {name: _LANE.columns[name] for name in wanted}
    return treated_in(_LANE.table, asked, columns, patient.masks(_LANE))
