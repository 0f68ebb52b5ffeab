"""A question that is held to one patient: their rows, no others, whatever masks make of the number."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from asan.gateway.errors import NotVisible
from asan.gateway.models import AuditRecord
from asan.gateway.owner import owner
from asan.gateway.policies.definition import Definition
from asan.gateway.policies.store import set_policy
from asan.gateway.principal import Principal
from asan.gateway.service import Gateway
from asan.gateway.subjects import persons_of, subjects_of
from asan.kit.store import transaction
from tests.integration.gateway.conftest import forget_policies, someone

STEWARD = someone("steward")


@pytest.fixture
def tokens(door: Gateway) -> Iterator[Gateway]:
    columns = ["person.person_id", "measurement.person_id"]
    effect = {"kind": "mask", "mask": {"name": "token"}}
    set_policy(owner(), "tokens", Definition.model_validate({"objects": {"columns": columns}, "effect": effect}), "x")
    yield door
    forget_policies()


def newest() -> AuditRecord:
    with transaction() as session:
        return session.scalars(select(AuditRecord).order_by(AuditRecord.id.desc()).limit(1)).one()


def test_it_reads_that_patient_s_rows_and_the_audit_names_them(door: Gateway) -> None:
    joined = "SELECT p.person_id, m.measurement_id FROM person p JOIN measurement m USING (person_id)"
    assert [tuple(row.values()) for row in door.query(STEWARD, joined, person=7).rows()] == [(7, 7)]
    assert (newest().reach, json.loads(str(newest().persons))) == ("named", [7])
    assert door.query(STEWARD, "SELECT * FROM measurement", person=40).rows() == []
    # Names of concepts are nobody's.
    assert door.query(STEWARD, "SELECT concept_name FROM concept", person=7).rows() == [{"concept_name": "MALE"}]


def test_tables_that_do_not_say_whose_a_row_is_are_not_there(door: Gateway) -> None:
    for table in ("location", "cost"):
        with pytest.raises(NotVisible):
            door.query(STEWARD, f"SELECT * FROM {table}", person=7)


def test_policies_keep_what_they_keep(door: Gateway) -> None:
    rule = {"kind": "persons", "ids": [7], "absent": True}
    definition = Definition.model_validate({"objects": {}, "effect": {"kind": "rows", "rule": rule}})
    set_policy(owner(), "not-seven", definition, "x")
    try:
        assert door.query(STEWARD, "SELECT person_id FROM person", person=7).rows() == []
        assert door.query(STEWARD, "SELECT person_id FROM person", person=8).rows() == [{"person_id": 8}]
        assert subjects_of(door, STEWARD, [7, 8], snapshot=None, surface="test") == {8: 8}
    finally:
        forget_policies()


def test_a_token_leads_to_its_person_and_back(tokens: Gateway) -> None:
    called = subjects_of(tokens, STEWARD, [3, 5, 99], snapshot=None, surface="test")
    assert set(called) == {3, 5}
    assert not {3, 5} & set(called.values())
    assert (newest().action, newest().reach, json.loads(str(newest().persons))) == ("subjects", "named", [3, 5])
    assert persons_of(tokens, STEWARD, called[5], snapshot=None, surface="test") == (5,)
    assert json.loads(str(newest().persons)) == [5]
    assert persons_of(tokens, STEWARD, 5, snapshot=None, surface="test") == ()
    (row,) = tokens.query(STEWARD, "SELECT person_id FROM measurement", person=5).rows()
    assert row == {"person_id": called[5]}
    assert json.loads(str(newest().persons)) == [5]


def test_who_sees_aggregates_alone_is_told_of_nobody(door: Gateway) -> None:
    for who in (someone("engineer"), Principal("nobody", frozenset())):
        with pytest.raises(NotVisible):
            subjects_of(door, who, [3], snapshot=None, surface="test")
