"""Whose data a question can show: named persons only where the grammar leaves no doubt."""

from dataclasses import replace

import pyarrow as pa
import pytest
from sqlglot import exp

from asan.gateway.audit.persons import MOST, Reach, Touched, shown
from asan.gateway.masks import Constant
from asan.gateway.parsing import parse_question
from asan.gateway.policy import ColumnPolicy, Policy, TablePolicy
from asan.gateway.rewrite import rewrite


def table(name: str, *columns: str, schema: str = "cdm", person: str | None = "person_id") -> TablePolicy:
    return TablePolicy(schema, name, tuple(ColumnPolicy(c, "BIGINT") for c in columns), person_column=person)


POLICY = Policy(
    (
        table("person", "person_id", "gender_concept_id"),
        table("visit_occurrence", "visit_occurrence_id", "person_id", "provider_id"),
        table("measurement", "measurement_id", "person_id", "visit_occurrence_id"),
        table("cohort", "cohort_definition_id", "subject_id", person="subject_id"),
        table("location", "location_id", person=None),
        table("care_site", "care_site_id", person=None),
        table("concept", "concept_id", schema="vocabulary", person=None),
    )
)


def touched(sql: str, parameters: object = None, policy: Policy = POLICY) -> Touched:
    locate = lambda key: exp.table_(key[1], db=key[0])  # noqa: E731
    return rewrite(parse_question(sql), policy, locate, parameters=parameters).touched  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sql", "persons"),
    [
        ("SELECT * FROM person WHERE person_id = 5", (5,)),
        ("SELECT * FROM person AS p WHERE (p.person_id) = (5) AND gender_concept_id > 0", (5,)),
        ("SELECT count(*) FROM cdm.person WHERE 5 = cdm.person.person_id", (5,)),
        ("SELECT * FROM person WHERE person_id IN (7, 5, -1)", (-1, 5, 7)),
        ("SELECT * FROM person WHERE person_id = 5 OR person_id = 6", (5, 6)),
        ("SELECT * FROM person WHERE person_id IN (1, 2) AND person_id IN (2, 3)", (2,)),
        ("SELECT * FROM person p JOIN visit_occurrence v ON v.person_id = p.person_id WHERE p.person_id = 5", (5,)),
        ("SELECT * FROM person p, visit_occurrence v WHERE v.person_id = p.person_id AND v.person_id = 5", (5,)),
        ("SELECT * FROM person p JOIN visit_occurrence v ON v.person_id = p.person_id AND v.person_id = 5", (5,)),
        (
            "SELECT * FROM person p LEFT JOIN visit_occurrence v ON v.person_id = p.person_id WHERE p.person_id = 5",
            (5,),
        ),
        ("SELECT * FROM person JOIN visit_occurrence USING (person_id) WHERE person_id = 5", (5,)),
        ("SELECT * FROM person p LEFT JOIN visit_occurrence v USING (person_id) WHERE p.person_id = 5", (5,)),
        ("SELECT * FROM person WHERE person_id = 5 UNION ALL SELECT * FROM person WHERE person_id = 6", (5, 6)),
        ("WITH p AS (SELECT * FROM person WHERE person_id = 5) SELECT count(*) FROM p", (5,)),
        (
            "SELECT *, (SELECT count(*) FROM visit_occurrence v WHERE v.person_id = p.person_id) FROM person p "
            "WHERE p.person_id = 5",
            (5,),
        ),
        ("SELECT * FROM person p, concept c WHERE p.person_id = 5 AND c.concept_id = p.gender_concept_id", (5,)),
        ("SELECT * FROM cohort WHERE subject_id = 5", (5,)),
    ],
)
def test_persons_that_a_question_is_held_to_are_named(sql: str, persons: tuple[int, ...]) -> None:
    assert touched(sql) == Touched(Reach.NAMED, persons)


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        ("SELECT * FROM person WHERE person_id = ?", [5]),
        ("SELECT * FROM person WHERE person_id = $who", {"who": 5}),
        ("SELECT * FROM person WHERE gender_concept_id > ? AND person_id IN (?)", [0, 5]),
    ],
)
def test_parameters_name_persons_too(sql: str, parameters: object) -> None:
    assert touched(sql, parameters) == Touched(Reach.NAMED, (5,))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM person",
        "SELECT count(*) FROM person",
        "SELECT * FROM person WHERE person_id > 5",
        "SELECT * FROM person WHERE NOT person_id = 5",
        "SELECT * FROM person WHERE person_id NOT IN (5)",
        "SELECT * FROM person WHERE person_id = 5 OR gender_concept_id = 1",
        "SELECT * FROM person WHERE person_id = gender_concept_id",
        "SELECT * FROM person WHERE gender_concept_id = 5",
        "SELECT *, person_id = 5 FROM person",
        "SELECT * FROM person WHERE person_id IN (SELECT unnest([1, 2]))",
        "SELECT * FROM person WHERE person_id = 5 UNION ALL SELECT * FROM person",
        "SELECT * FROM person p, visit_occurrence v WHERE p.person_id = 5",
        "SELECT * FROM visit_occurrence v LEFT JOIN person p ON v.person_id = p.person_id AND p.person_id = 5",
        "SELECT * FROM visit_occurrence v LEFT JOIN person p ON p.person_id = v.person_id AND v.person_id = 5",
        "SELECT * FROM person p RIGHT JOIN visit_occurrence v ON v.person_id = p.person_id WHERE p.person_id = 5",
        "SELECT * FROM person p FULL JOIN visit_occurrence v ON v.person_id = p.person_id WHERE p.person_id = 5",
        "SELECT * FROM person p WHERE EXISTS (SELECT 1 FROM visit_occurrence v WHERE v.person_id = 5)",
        "SELECT * FROM person p WHERE EXISTS (SELECT 1 FROM visit_occurrence v WHERE v.person_id = p.person_id AND "
        "v.person_id = 5)",
        "SELECT * FROM person p JOIN visit_occurrence v USING (person_id) JOIN measurement m ON true "
        "WHERE m.person_id = 5",
        "SELECT * FROM person a LEFT JOIN visit_occurrence v ON v.provider_id = a.gender_concept_id "
        "LEFT JOIN measurement c ON c.person_id = v.person_id AND c.person_id = a.person_id WHERE a.person_id = 5",
        "SELECT * FROM person AS p(gender_concept_id, person_id) WHERE p.person_id = 5",
        "WITH p AS (SELECT 5 AS person_id) SELECT * FROM p, person WHERE p.person_id = 5",
        "WITH p AS (SELECT * FROM person) SELECT * FROM p WHERE person_id = 5",
        "SELECT * FROM (SELECT 5 AS person_id) s JOIN person p ON p.person_id = s.person_id",
        "SELECT * FROM person WHERE person_id = 5 AND person_id IN (SELECT person_id FROM visit_occurrence)",
        "SELECT * FROM location",
        "SELECT * FROM person p, location l WHERE p.person_id = 5",
        "SELECT sum(CASE WHEN person_id = 5 THEN 1 END) FROM person",
        "SELECT * FROM person QUALIFY person_id = 5",
        "SELECT person_id FROM person GROUP BY 1 HAVING person_id = 5",
    ],
)
def test_where_others_could_be_seen_everybody_is_assumed(sql: str) -> None:
    assert touched(sql) == Touched(Reach.EVERYBODY)


@pytest.mark.parametrize("sql", ["SELECT 1", "SELECT * FROM concept", "SELECT * FROM care_site, concept"])
def test_without_a_table_of_patients_nobody_is_touched(sql: str) -> None:
    assert touched(sql) == Touched()


def test_aggregates_over_enough_persons_show_nobody() -> None:
    counted = replace(POLICY.tables[0], aggregate_only=True)
    assert touched("SELECT count(*) FROM person", policy=Policy((counted,))) == Touched(Reach.AGGREGATE)


def test_a_masked_person_is_no_name() -> None:
    masked = replace(POLICY.tables[0], columns=(ColumnPolicy("person_id", "BIGINT", Constant(0)),))
    asked = "SELECT * FROM person WHERE person_id = 5"
    assert touched(asked, policy=Policy((masked,))) == Touched(Reach.EVERYBODY)


def batch(*persons: int | None) -> pa.RecordBatch:
    return pa.record_batch({"Person_ID": pa.array(persons, pa.int64()), "other": pa.array([9] * len(persons))})


def test_ids_in_an_answer_are_those_shown() -> None:
    wide = Touched(Reach.EVERYBODY)
    assert shown(wide, [batch(3, 1, None), batch(1, 2)], {}) == Touched(Reach.EVERYBODY, (1, 2, 3))
    assert shown(wide, [batch(3)], {"Person_ID": "token"}) == wide
    assert shown(wide, [batch(*range(MOST + 1))], {}) == wide
    assert shown(wide, [], {}) == wide
    named = Touched(Reach.NAMED, (7,))
    assert shown(named, [batch(3)], {}) == named
    assert shown(Touched(), [batch(3)], {}) == Touched()
