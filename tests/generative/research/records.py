"""Invented records: a few persons with a few events in every domain, close together, with ties, gaps and NULLs."""

import datetime as dt
import random
from collections.abc import Iterator

from asan.omop.cdm import CDM
from asan.omop.cdm.model import Field
from asan.omop.ddl import storage_kind
from tests.support.circe_cdm import CirceCdm

CONCEPTS = tuple(range(1, 11))
"""1 stands above 2 and 3, 2 above 4, 5 above 6 and 7 (not valid any more); 8 maps to 2, 9 to 6; 10 is alone."""

_ANCESTORS = ((1, 2), (1, 3), (1, 4), (2, 4), (5, 6), (5, 7))
_MAPS = ((8, 2, None), (9, 6, None), (10, 3, "D"))
_DAYS = 400
_FIRST = dt.date(2001, 1, 1)
_EVENTS = (
    "condition_occurrence",
    "drug_exposure",
    "procedure_occurrence",
    "device_exposure",
    "measurement",
    "observation",
    "specimen",
    "visit_occurrence",
    "visit_detail",
    "episode",
    "condition_era",
    "drug_era",
    "dose_era",
    "payer_plan_period",
)
_SPANS = ("visit_occurrence", "visit_detail", "condition_era", "drug_era", "dose_era", "payer_plan_period")
"""Their end is never NULL."""
_UNKNOWN = 6
"""A person with records whom the table of persons does not hold."""

Row = dict[str, object]


def records(seed: int, *, awkward: bool = False) -> CirceCdm:
    """A CDM of 5 persons; the same for the same seed. No two events have one id, whatever their table.

    ``awkward``: with what no CDM should have. A sixth has records and is no person, some die twice, some were born in
    no year, and events end before they start.
    """
    chance = random.Random(seed)
    cdm = CirceCdm()
    cdm.load("concept", [{"concept_id": c, "invalid_reason": "D" if c == 7 else None} for c in CONCEPTS])
    cdm.load(
        "concept_ancestor",
        [
            {"ancestor_concept_id": above, "descendant_concept_id": below}
            for above, below in (*_ANCESTORS, *((c, c) for c in CONCEPTS))
        ],
    )
    cdm.load(
        "concept_relationship",
        [
            {"concept_id_1": a, "concept_id_2": b, "relationship_id": "Maps to", "invalid_reason": invalid}
            for a, b, invalid in _MAPS
        ],
    )
    cdm.load("provider", [{"provider_id": n, "specialty_concept_id": _concept(chance)} for n in (1, 2)])
    cdm.load("care_site", [{"care_site_id": n, "place_of_service_concept_id": _concept(chance)} for n in (1, 2)])
    persons = range(1, _UNKNOWN + 1 if awkward else _UNKNOWN)
    cdm.load("person", [_person(chance, person, awkward) for person in persons if person != _UNKNOWN])
    numbers = iter(range(100, 100_000))
    cdm.load("observation_period", [row for person in persons for row in _periods(chance, person, numbers)])
    dying = (person for person in persons for _ in range(2 if awkward else 1) if chance.random() < 0.4)
    cdm.load("death", [_row(chance, "death", person, numbers, awkward) for person in dying])
    for table in _EVENTS:
        rows = [
            _row(chance, table, person, numbers, awkward) for person in persons for _ in range(chance.randint(0, 6))
        ]
        cdm.load(table, rows)
    return cdm


def _person(chance: random.Random, person: int, awkward: bool) -> Row:
    return {
        "person_id": person,
        "year_of_birth": chance.choice((1940, 1960, 1961, 1990, *((None,) if awkward else ()))),
        "gender_concept_id": _concept(chance),
        "race_concept_id": _concept(chance),
        "ethnicity_concept_id": _concept(chance),
    }


def _periods(chance: random.Random, person: int, numbers: Iterator[int]) -> list[Row]:
    """One period or two that do not overlap: most events lie inside."""
    cut = chance.randint(100, 300)
    spans = [(0, _DAYS)] if chance.random() < 0.6 else [(0, cut), (cut + chance.randint(1, 40), _DAYS)]
    return [
        {
            "observation_period_id": next(numbers),
            "person_id": person,
            "observation_period_start_date": _FIRST + dt.timedelta(start),
            "observation_period_end_date": _FIRST + dt.timedelta(end),
            "period_type_concept_id": _concept(chance),
        }
        for start, end in spans
    ]


def _row(chance: random.Random, table: str, person: int, numbers: Iterator[int], awkward: bool) -> Row:
    start = _FIRST + dt.timedelta(chance.choice((-5, 0, 1, 30, 31, 60, 90, 120, 180, 200, 365, 399, _DAYS)))
    if chance.random() < 0.5:
        start += dt.timedelta(chance.randint(0, 3))
    row = {field.name: _value(chance, table, field, start, awkward) for field in CDM.tables[table].fields}
    row["person_id"] = person
    if f"{table}_id" in row:
        row[f"{table}_id"] = next(numbers)
    return row


def _value(chance: random.Random, table: str, field: Field, start: dt.date, awkward: bool) -> object:
    name, kind = field.name, storage_kind(field)
    if kind == "date" and "end" in name:
        if table not in _SPANS and chance.random() < 0.3:
            return None
        return start + dt.timedelta(chance.choice((0, 0, 1, 5, 30, 90, *((-2,) if awkward else ()))))
    if kind == "date":
        return start
    if field.is_concept:
        return _concept(chance)
    if name in ("provider_id", "care_site_id"):
        return chance.choice((None, 1, 2))
    if name == "visit_occurrence_id":
        return chance.choice((None, 1, 2, 3))
    if kind == "text":
        return chance.choice((None, "alpha", "alphabet", "beta", "O'Hara"))
    if kind in ("integer", "float"):
        return chance.choice((None, 0, 1, 2, 3, 10)) if kind == "integer" else chance.choice((None, 0.5, 1.0, 2.25, 7))
    return None


def _concept(chance: random.Random) -> int | None:
    return chance.choice((None, 0, *CONCEPTS)) if chance.random() < 0.2 else chance.choice((1, 2, 2, 3, 4, 4, 6, 8, 9))
