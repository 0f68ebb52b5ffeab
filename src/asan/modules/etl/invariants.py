"""Rules that every published CDM keeps. Each is a query that counts what breaks it; one hit stops the publication."""

from collections.abc import Iterator
from dataclasses import dataclass

from asan.modules.etl.errors import InvariantBroken
from asan.omop.cdm import CDM
from asan.warehouse.connection import Asks

# Largest whole number that a double, and so R and a browser, holds exactly.
_EXACT = 2**53

# Start and end of what has both.
_SPANS = {
    "visit_occurrence": ("visit_start_date", "visit_end_date"),
    "visit_detail": ("visit_detail_start_date", "visit_detail_end_date"),
    "condition_occurrence": ("condition_start_date", "condition_end_date"),
    "drug_exposure": ("drug_exposure_start_date", "drug_exposure_end_date"),
    "device_exposure": ("device_exposure_start_date", "device_exposure_end_date"),
    "procedure_occurrence": ("procedure_date", "procedure_end_date"),
    "observation_period": ("observation_period_start_date", "observation_period_end_date"),
    "payer_plan_period": ("payer_plan_period_start_date", "payer_plan_period_end_date"),
    "condition_era": ("condition_era_start_date", "condition_era_end_date"),
    "drug_era": ("drug_era_start_date", "drug_era_end_date"),
    "dose_era": ("dose_era_start_date", "dose_era_end_date"),
}


@dataclass(frozen=True, slots=True)
class Invariant:
    """A rule's name and the query that counts the rows that break it."""

    name: str
    sql: str


def invariants() -> Iterator[Invariant]:
    """All rules of a finished CDM, derived from OMOP's keys where they say it."""
    for name in (table.name for table in CDM.in_schema("cdm")):
        yield from _keys(name)
    for table, (start, end) in _SPANS.items():
        yield Invariant(f"{table} ends before it starts", f"SELECT count(*) FROM cdm.{table} WHERE {end} < {start}")
    yield Invariant(
        "encounter without visit_detail",
        """SELECT count(*) FROM map.encounter AS e
           LEFT JOIN cdm.visit_detail AS d ON d.visit_detail_id = e.visit_detail_id
           LEFT JOIN cdm.visit_occurrence AS v ON v.visit_occurrence_id = e.visit_occurrence_id
           WHERE d.visit_detail_id IS NULL OR v.visit_occurrence_id IS NULL
              OR d.visit_occurrence_id <> v.visit_occurrence_id OR d.person_id <> v.person_id""",
    )
    yield Invariant(
        "accepted encounter that is no visit",
        """SELECT count(*) FROM source.encounters AS s
           LEFT JOIN map.encounter AS e ON e.encounter = s.id
           LEFT JOIN etl.reject AS r ON r.step = 'visits' AND r.file = 'encounters' AND r.source_row = s.source_row
           WHERE (e.encounter IS NULL) = (r.source_row IS NULL)""",
    )
    yield Invariant(
        "visit_occurrence without visit_detail",
        """SELECT count(*) FROM cdm.visit_occurrence AS v
           WHERE v.visit_occurrence_id NOT IN (SELECT visit_occurrence_id FROM cdm.visit_detail)""",
    )
    yield Invariant(
        "overlapping observation periods of a person",
        """SELECT count(*) FROM (
               SELECT observation_period_start_date AS start_date, lag(observation_period_end_date) OVER (
                   PARTITION BY person_id ORDER BY observation_period_start_date, observation_period_id) AS last_date
               FROM cdm.observation_period) AS p
           WHERE start_date <= last_date""",
    )
    yield Invariant(
        "observation period that goes on after death",
        """SELECT count(*) FROM cdm.observation_period AS p JOIN cdm.death AS d ON d.person_id = p.person_id
           WHERE p.observation_period_end_date > d.death_date""",
    )
    yield Invariant("person with two deaths", "SELECT count(*) - count(DISTINCT person_id) FROM cdm.death")
    for table, concept in (("condition_era", "condition_concept_id"), ("drug_era", "drug_concept_id")):
        yield Invariant(
            f"overlapping {table}s of a person and concept",
            f"""SELECT count(*) FROM (
                    SELECT {table}_start_date AS start_date, lag({table}_end_date) OVER (
                        PARTITION BY person_id, {concept} ORDER BY {table}_start_date, {table}_id) AS last_date
                    FROM cdm.{table}) AS e
                WHERE start_date <= last_date""",
        )


def check_invariants(connection: Asks) -> None:
    """Raise InvariantBroken, naming every rule that the work database breaks and how often."""
    broken = []
    for invariant in invariants():
        count = int(connection.execute(invariant.sql).fetchall()[0][0])
        if count:
            broken.append(f"{invariant.name}: {count}")
    if broken:
        raise InvariantBroken(detail="; ".join(broken))


def _keys(table: str) -> Iterator[Invariant]:
    fields = CDM.tables[table].fields
    for field in fields:
        if field.primary_key:
            yield Invariant(
                f"{table}.{field.name} is there twice, or too large",
                f"""SELECT count(*) - count(DISTINCT {field.name})
                        + coalesce(sum(CASE WHEN {field.name} >= {_EXACT} OR {field.name} < 0 THEN 1 ELSE 0 END), 0)
                    FROM cdm.{table}""",
            )
        target = field.foreign_key
        if target is None or target[0] == table or CDM.tables[target[0]].schema != "cdm" or field.primary_key:
            continue
        # What belongs to a visit belongs to the visit's person.
        visit = target[0] in ("visit_occurrence", "visit_detail") and any(f.name == "person_id" for f in fields)
        yield Invariant(
            f"{table}.{field.name} points at no {target[0]}" + (" of the person" if visit else ""),
            f"""SELECT count(*) FROM cdm.{table} AS t LEFT JOIN cdm.{target[0]} AS o ON o.{target[1]} = t.{field.name}
                WHERE t.{field.name} IS NOT NULL
                  AND (o.{target[1]} IS NULL{" OR o.person_id <> t.person_id" if visit else ""})""",
        )
