"""Near-equal aggregate questions: noticed over processes, told in the audit, and free again after a while."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from asan.gateway.audit.index import find, word
from asan.gateway.differencing import Counted, admit
from asan.gateway.errors import Differencing, DifferencingLoads
from asan.gateway.models import AuditRecord, CountedPopulation
from asan.gateway.policies import store
from asan.gateway.policies.definition import Definition
from asan.gateway.principal import Principal
from asan.gateway.service import Gateway
from asan.kit.settings import settings
from asan.kit.store import transaction
from tests.integration.gateway.conftest import SECRETS, Ask, forget_policies, someone

ALL = "SELECT count(*) AS n FROM person"
MEN = "SELECT count(*) AS n FROM person WHERE gender_concept_id = 8507"
"""38 of the 40."""


@pytest.fixture(autouse=True)
def no_policies(home: Path) -> Iterator[None]:
    yield
    forget_policies()


NEAR = [
    (ALL, MEN),
    (MEN, ALL),
    (ALL, "SELECT count(*) AS n FROM person WHERE NOT gender_concept_id = 8532"),
    (ALL, "SELECT avg(year_of_birth) AS y FROM person WHERE gender_concept_id = 8507 AND year_of_birth > 0"),
    (ALL, "SELECT race_concept_id, count(*) AS n FROM person WHERE gender_concept_id = 8507 GROUP BY 1"),
    # Conditions that are always true change nothing; nor does how a table is called.
    (MEN + " AND 1 = 1 AND 2 = 2", "SELECT count(p.person_id) AS n FROM cdm.person AS p WHERE true"),
]


@pytest.mark.parametrize(("first", "second"), NEAR)
def test_the_second_of_two_near_questions_is_refused(ask: Ask, first: str, second: str) -> None:
    assert ask("engineer", first)
    with pytest.raises(Differencing) as refused:
        ask("engineer", second)
    assert 86_000 < int(str(refused.value.values["retry_after"])) <= 86_400
    assert re.search(r"answered at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d", refused.value.message.en)
    # What was refused is not remembered, and the first may be asked again.
    assert ask("engineer", first)


AGES = "SELECT count(*) AS n FROM person WHERE year_of_birth BETWEEN {} AND {}"
REWORDED = [
    f"{ALL} WHERE NOT (gender_concept_id <> 8507) AND NOT ({{1}} < year_of_birth OR year_of_birth < {{0}})",
    f"{ALL} WHERE gender_concept_id IN (8507) AND year_of_birth > 1899 AND year_of_birth <= {{1}}",
]


@pytest.mark.parametrize("second", REWORDED)
def test_a_condition_in_other_words_is_the_same_condition(ask: Ask, second: str) -> None:
    assert ask("engineer", AGES.format(1900, 2030)) == [{"n": 40}]
    with pytest.raises(Differencing):
        ask("engineer", second.format(1900, 2030))


MALE = "JOIN concept c ON c.concept_id = p.gender_concept_id WHERE c.concept_name = 'MALE'"
BESIDE = [
    (ALL, f"SELECT count(*) AS n FROM person p {MALE}"),
    (f"SELECT count(*) AS n FROM person p {MALE}", ALL),
    (
        ALL,
        "SELECT count(*) AS n FROM person p LEFT JOIN concept c ON c.concept_id = p.gender_concept_id "
        "WHERE p.gender_concept_id = 8507",
    ),
    (ALL, "SELECT count(*) AS n FROM person p, concept c WHERE c.concept_id = 8507 AND p.gender_concept_id = 8507"),
    (ALL, f"SELECT c.concept_name, p.race_concept_id, count(*) AS n FROM person p {MALE} GROUP BY 1, 2"),
    (ALL, "SELECT count(*) AS n FROM person p JOIN person q USING (person_id) WHERE p.gender_concept_id = 8507"),
    (
        ALL,
        "SELECT count(*) AS n FROM person p LEFT JOIN death d ON d.person_id = p.person_id "
        "LEFT JOIN visit_occurrence v ON v.person_id = d.person_id WHERE p.gender_concept_id = 8507",
    ),
    # One bound in place of another, and a table beside it that says nothing.
    (
        "SELECT count(*) AS n FROM measurement m WHERE m.value_as_number >= 100 AND m.measurement_concept_id = 3004249",
        "SELECT count(*) AS n FROM measurement m LEFT JOIN concept c ON c.concept_id = m.measurement_concept_id "
        "WHERE m.value_as_number >= 103 AND m.measurement_concept_id = 3004249",
    ),
]


@pytest.mark.parametrize(("first", "second"), BESIDE)
def test_a_table_beside_it_hides_no_difference(ask: Ask, first: str, second: str) -> None:
    assert ask("engineer", first)
    with pytest.raises(Differencing):
        ask("engineer", second)
    assert ask("engineer", first)


def test_a_question_far_from_another_is_answered_through_the_vocabulary_too(ask: Ask) -> None:
    assert ask("engineer", MEN) == [{"n": 38}]
    # The same persons, and those of one race, who are far fewer.
    assert ask("engineer", f"SELECT count(*) AS n FROM person p {MALE}") == [{"n": 38}]
    assert ask("engineer", f"SELECT count(*) AS n FROM person p {MALE} AND p.race_concept_id = 8527") == [{"n": 8}]


def test_accounts_that_act_for_one_project_are_one_asker(door: Gateway) -> None:
    def acting(name: str, project: str | None) -> Principal:
        return replace(someone("engineer"), name=name, project=project)

    assert door.query(acting("ann", "stroke"), ALL).rows() == [{"n": 40}]
    with pytest.raises(Differencing):
        door.query(acting("bob", "stroke"), MEN)
    # Neither for other work, nor for none, by somebody else; their own work is theirs whatever they act for.
    assert door.query(acting("bob", "sepsis"), MEN).rows() == [{"n": 38}]
    with pytest.raises(Differencing):
        door.query(acting("ann", None), MEN)


def test_two_of_one_question_count_as_two(ask: Ask) -> None:
    with pytest.raises(Differencing):
        ask("engineer", f"{ALL} UNION ALL {MEN}")
    with pytest.raises(Differencing):
        ask("engineer", f"SELECT ({ALL}) AS a, ({MEN}) AS b")


VALUED = "FROM person p JOIN measurement m ON m.person_id = p.person_id WHERE m.value_as_number >= {}"
GROUPED = f"SELECT p.race_concept_id AS r, count(*) AS n {VALUED} GROUP BY 1"


@pytest.mark.parametrize(
    "second",
    [
        # Of the 30 with a value of 100 and more 13 have less than 113, but two alone of the 19 of race 8515.
        GROUPED.format(113),
        f"SELECT count(*) AS n {VALUED.format(113)} AND p.race_concept_id = 8515",
    ],
)
def test_a_group_is_compared_with_the_same_group_and_with_a_whole(ask: Ask, second: str) -> None:
    assert ask("engineer", GROUPED.format(100)) == [{"r": 8515, "n": 19}]
    with pytest.raises(Differencing):
        ask("engineer", second)
    # The same persons, counted otherwise, tell nothing new.
    same = f"SELECT count(*) AS n {VALUED.format(100)} AND p.race_concept_id = 8515"
    assert ask("engineer", same) == [{"n": 19}]


def test_far_questions_others_and_other_tables_are_answered(ask: Ask) -> None:
    assert ask("engineer", ALL) == [{"n": 40}]
    assert ask("engineer", "SELECT count(*) AS n FROM visit_occurrence WHERE visit_concept_id = 9202") == [{"n": 40}]
    far = "SELECT count(*) AS n FROM visit_occurrence WHERE visit_start_date >= '2020-01-05'"
    assert ask("engineer", far) == [{"n": 24}]
    # Who sees rows can count them.
    assert ask("researcher", ALL) == [{"n": 40}]
    assert ask("researcher", MEN) == [{"n": 38}]


def test_it_is_free_again_after_the_window(ask: Ask) -> None:
    assert ask("engineer", ALL)
    with pytest.raises(Differencing):
        ask("engineer", MEN)
    with transaction() as session:
        session.execute(update(CountedPopulation).values(at=CountedPopulation.at - timedelta(hours=25)))
    assert ask("engineer", MEN) == [{"n": 38}]
    with transaction() as session:
        assert len(session.scalars(select(CountedPopulation)).all()) == 1


def test_it_can_be_switched_off(home: Path, monkeypatch: pytest.MonkeyPatch, door: Gateway) -> None:
    monkeypatch.setenv("ASAN_DIFFERENCING_HOURS", "0")
    other = Gateway(type(settings())())
    for sql in (ALL, MEN):
        assert other.query(someone("engineer"), sql).rows()


def test_another_gateway_knows_what_this_one_has_answered(door: Gateway) -> None:
    assert door.query(someone("engineer"), ALL).rows()
    with pytest.raises(Differencing):
        Gateway(settings()).query(someone("engineer"), MEN)


def test_an_auditor_finds_the_refusals(ask: Ask) -> None:
    ask("engineer", ALL)
    with pytest.raises(Differencing):
        ask("engineer", MEN)
    with transaction() as session:
        record = session.scalars(select(AuditRecord).order_by(AuditRecord.id.desc()).limit(1)).one()
    assert (record.outcome, record.code, record.question) == ("refused", "differencing", MEN)
    with transaction() as session:
        assert record.id in find(session, [word("c", "differencing"), word("w", "test-engineer")], 1, record.id, 10)


def test_nothing_of_a_patient_is_remembered(ask: Ask) -> None:
    ask("engineer", "SELECT race_concept_id, gender_source_value, count(*) AS n FROM person GROUP BY 1, 2")
    ask(
        "engineer",
        "SELECT count(*) AS n FROM person WHERE race_source_value IS NULL OR race_source_value = 'SECRETSOURCE1'",
    )
    with transaction() as session:
        told = " ".join(
            f"{row.terms} {row.keys} {row.groups} {row.place}" for row in session.scalars(select(CountedPopulation))
        )
    assert told
    assert not [secret for secret in (*SECRETS, "8515", "gender") if secret in told]


def test_rows_that_policy_hides_are_counted_for_nobody(ask: Ask) -> None:
    late = {"effect": {"kind": "rows", "rule": {"kind": "dates", "first": "2020-01-05"}}}
    store.set_policy(someone("steward"), "late", Definition.model_validate(late), "")
    assert ask("engineer", "SELECT count(*) AS n FROM visit_occurrence") == [{"n": 24}]
    with pytest.raises(Differencing):
        # Of the 24 that are left, four began on the tenth.
        ask("engineer", "SELECT count(*) AS n FROM visit_occurrence WHERE visit_start_date < '2020-01-10'")


def test_what_one_publication_added_is_a_difference_too(door: Gateway) -> None:
    def counted(state: str, persons: int, group: int) -> Counted:
        return Counted("persons", state, frozenset({"term"}), "key", persons, {frozenset({"group"}): group})

    admit(someone("engineer"), [counted("1", 40, 20)], 5, 24)
    for persons, group in ((42, 20), (60, 21)):
        with pytest.raises(DifferencingLoads) as refused:
            admit(someone("engineer"), [counted("2", persons, group)], 5, 24)
        assert "from snapshot 1." in refused.value.message.en
        assert "asan query --snapshot 1" in refused.value.next_step.en
        assert str(refused.value.values["again"]) in refused.value.next_step.ko
    # What is told holds: of the earlier one it is answered.
    admit(someone("engineer"), [counted("1", 40, 20)], 5, 24)
    admit(someone("engineer"), [counted("2", 60, 40)], 5, 24)
    # What nobody joined or left may be counted again.
    admit(someone("engineer"), [counted("3", 60, 40)], 5, 24)


def test_it_is_free_again_when_the_last_of_the_answers_that_forbid_it_is_forgotten(door: Gateway) -> None:
    def counted(state: str, persons: int, *terms: str) -> Counted:
        return Counted("persons", state, frozenset(terms), "key", persons, {})

    engineer = someone("engineer")
    admit(engineer, [counted("1", 40, "term")], 5, 24)
    admit(engineer, [counted("1", 80)], 5, 24)
    with transaction() as session:
        first, second = session.scalars(select(CountedPopulation).order_by(CountedPopulation.id)).all()
        first.at, second.at = first.at - timedelta(hours=1), second.at - timedelta(hours=10)
    with pytest.raises(Differencing) as refused:
        admit(engineer, [counted("2", 78), counted("2", 42, "term")], 5, 24)
    assert 13 * 3600 < int(str(refused.value.values["retry_after"])) <= 14 * 3600
    with pytest.raises(Differencing) as refused:
        admit(engineer, [counted("2", 42, "term", "another")], 5, 24)
    # Not the question that was asked before: of the earlier snapshot it is as near.
    assert not isinstance(refused.value, DifferencingLoads)
    assert 22 * 3600 < int(str(refused.value.values["retry_after"])) <= 23 * 3600
