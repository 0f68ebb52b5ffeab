"""A patient at first sight: who they are as far as the asker sees it, and how many events began in which month."""

import datetime as dt
from typing import Any

from asan.kit.translation import Language
from asan.modules.research.analysis.provenance import provenance_of
from asan.modules.research.chart.domains import LANES, Domain
from asan.modules.research.chart.errors import UnknownPatient
from asan.modules.research.chart.patient import Patient, seen_lanes
from asan.modules.research.chart.schemas import LaneOut, MonthOut, OverviewOut, SpanOut, TreatedOut
from asan.modules.research.chart.treated import treated_in

_PERSON = ("gender_concept_id", "year_of_birth")
_PERIOD = {"start": "observation_period_start_date", "end": "observation_period_end_date"}
_MOST_PERIODS = 200


def overview(patient: Patient, language: Language) -> OverviewOut:
    """The head of a chart. Raises UnknownPatient where the asker does not see them, and what the gateway raises."""
    columns = {name: name for name in _PERSON if _sees(patient, "person", name)}
    person, masked = _person(patient, columns)
    months, treated = _months(patient)
    names = patient.names([person.get("gender_concept_id")], language)
    died = _died(patient)
    lanes = [
        LaneOut(
            domain=lane.domain,
            table=lane.table,
            state="shown" if lane.domain in months else "hidden",
            months=[MonthOut(month=month, count=count) for month, count in months.get(lane.domain, ()) if month],
            undated=sum(count for month, count in months.get(lane.domain, ()) if not month),
            treated=treated.get(lane.domain, []),
        )
        for lane in LANES.values()
    ]
    return OverviewOut(
        subject=patient.subject,
        sex=names.get(person.get("gender_concept_id") or 0),
        year_of_birth=person.get("year_of_birth"),
        died=died,
        observed=_observed(patient),
        lanes=lanes,
        treated=treated_in("person", {name: name for name in _PERSON}, columns, masked),
        provenance=provenance_of(patient),
    )


def _person(patient: Patient, columns: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    wanted = ", ".join(["person_id", *columns])
    rows, masked = patient.theirs(f"SELECT {wanted} FROM cdm.person WHERE person_id = $person")
    if not rows:
        raise UnknownPatient(subject=patient.subject)
    return rows[0], masked


def _months(patient: Patient) -> tuple[dict[Domain, list[tuple[dt.date | None, int]]], dict[Domain, list[TreatedOut]]]:
    """By lane that is seen, events by the month in which they begin, in order; and what is done to their days."""
    lanes = seen_lanes(patient)
    if not lanes:
        return {}, {}
    parts = [_monthly(domain, columns["start"]) for domain, columns in lanes.items()]
    rows, _ = patient.theirs("\nUNION ALL\n".join(parts))
    found: dict[Domain, list[tuple[dt.date | None, int]]] = {domain: [] for domain in lanes}
    for row in sorted(rows, key=lambda each: (each["domain"], each["y"] or 0, each["m"] or 0)):
        month = dt.date(row["y"], row["m"], 1) if row["y"] is not None else None
        found[row["domain"]].append((month, row["events"]))
    treated = {
        domain: treated_in(LANES[domain].table, LANES[domain].columns, columns, patient.masks(LANES[domain]))
        for domain, columns in lanes.items()
    }
    return found, treated


def _monthly(domain: Domain, day: str) -> str:
    return f"""SELECT '{domain}' AS domain, year({day}) AS y, month({day}) AS m, count(*) AS events
FROM cdm.{LANES[domain].table} WHERE person_id = $person GROUP BY year({day}), month({day})"""


def _died(patient: Patient) -> dt.date | None:
    columns = patient.columns(LANES["death"])
    if "start" not in columns:
        return None
    rows, _ = patient.theirs("SELECT min(death_date) AS died FROM cdm.death WHERE person_id = $person")
    died: dt.date | None = rows[0]["died"] if rows else None
    return died


def _observed(patient: Patient) -> list[SpanOut]:
    if not all(_sees(patient, "observation_period", column) for column in ("person_id", *_PERIOD.values())):
        return []
    chosen = ", ".join(f"{column} AS {name}" for name, column in _PERIOD.items())
    rows, _ = patient.theirs(
        f"SELECT {chosen} FROM cdm.observation_period WHERE person_id = $person ORDER BY 1, 2 LIMIT {_MOST_PERIODS}"
    )
    return [SpanOut(**row) for row in rows]


def _sees(patient: Patient, table: str, column: str) -> bool:
    found = patient.tables.get(f"cdm.{table}")
    return found is not None and not found.aggregate_only and column in {each.name for each in found.columns}
