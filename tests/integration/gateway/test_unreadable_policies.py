"""A stored policy that this version cannot read: what it governs is refused by its name, all else is answered."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from asan.gateway.errors import NotVisible, PolicyUnreadable
from asan.gateway.models import PolicyChange
from asan.gateway.policies import commands, store
from asan.gateway.policies.definition import Definition
from asan.gateway.policies.unreadable import unreadable
from asan.gateway.service import Gateway
from asan.kit.store import transaction
from tests.integration.gateway.conftest import Ask, forget_policies, someone

STEWARD = someone("steward")
NEW = {"kind": "mask", "mask": {"name": "of-a-later-version"}}


@pytest.fixture(autouse=True)
def no_policies(home: Path) -> Iterator[None]:
    yield
    forget_policies()


def stored(body: object, key: str = "later") -> None:
    """A policy as another version of the platform has written it."""
    text = body if isinstance(body, str) else json.dumps(body)
    with transaction() as session:
        session.add(PolicyChange(kind="policy", key=key, version=3, body=text, changed_by="sue"))


def count(ask: Ask, role: str, table: str) -> int | str:
    """How many rows ``role`` counts, or the policy that is in the way."""
    try:
        (row,) = ask(role, f"SELECT count(*) AS n FROM {table}")
    except PolicyUnreadable as error:
        return str(error.values["policy"])
    return int(row["n"])


@pytest.mark.parametrize(
    ("body", "refused", "answered"),
    [
        ({"objects": {"columns": ["person.year_of_birth"]}, "effect": NEW}, ["person"], ["visit_occurrence", "note"]),
        ({"objects": {"tables": ["note"]}, "effect": NEW}, ["note"], ["person"]),
        ({"objects": {"tables": ["note"]}, "effect": {"kind": "deny"}, "colour": 1}, ["note"], ["person"]),
        ({"objects": {"tags": ["clinical note"]}, "effect": NEW}, ["note"], ["person", "measurement"]),
        ({"objects": {"tags": ["event date"]}, "effect": NEW}, ["note", "measurement"], ["person", "location"]),
        # What cannot be told apart is every table of patients.
        ({"effect": {"kind": "rows", "rule": {"kind": "moon"}}}, ["person", "note", "location"], ["provider"]),
        (
            {"objects": {"concepts": [{"id": 7}]}, "effect": {"kind": "concepts", "x": 1}},
            ["person", "note"],
            ["provider"],
        ),
        ({"objects": {"tables": ["nosuch"]}, "effect": NEW}, ["person", "note"], ["concept"]),
        ({"objects": [], "effect": NEW}, ["person", "note"], ["concept"]),
        ({"effect": {"kind": "later"}}, ["person", "note"], ["concept"]),
        ({}, ["person", "location"], ["concept"]),
        ("[1, 2]", ["person"], ["concept"]),
        ("no JSON", ["person"], ["concept"]),
        # What would only give gives nothing, and is in nobody's way.
        ({"objects": {"columns": ["person.birth_datetime"]}, "effect": {"kind": "plain", "x": 1}}, [], ["person"]),
    ],
)
def test_what_it_governs_is_refused_by_its_name(
    ask: Ask, body: object, refused: list[str], answered: list[str]
) -> None:
    stored(body)
    for role in ("researcher", "admin"):
        assert [count(ask, role, table) for table in refused] == ["later@3"] * len(refused)
        assert [count(ask, role, table) for table in answered if isinstance(count(ask, role, table), str)] == []
    assert ask("researcher", "SELECT 1 AS one") == [{"one": 1}]


def test_whom_it_concerns_is_read_where_it_can_be(ask: Ask) -> None:
    stored({"subjects": {"roles": ["researcher"]}, "objects": {"tables": ["person"]}, "effect": NEW})
    assert count(ask, "researcher", "person") == "later@3"
    assert count(ask, "clinician", "person") == 40
    stored({"subjects": {"planets": ["mars"]}, "objects": {"tables": ["note"]}, "effect": NEW}, key="worse")
    assert count(ask, "clinician", "note") == "worse@3"
    spared = {"unless": {"roles": ["clinician"]}, "objects": {"tables": ["location"]}, "effect": NEW}
    stored(spared, key="spares")
    assert count(ask, "clinician", "location") == 40
    assert count(ask, "researcher", "location") == "spares@3"


def test_a_table_that_is_not_granted_looks_as_if_it_were_not_there(ask: Ask) -> None:
    stored({"effect": {"kind": "later"}})
    with pytest.raises(NotVisible):
        ask("auditor", "SELECT count(*) FROM person")


def test_other_policies_hold_and_a_new_version_mends_it(ask: Ask, door: Gateway) -> None:
    late = {"effect": {"kind": "rows", "rule": {"kind": "dates", "first": "2020-01-05"}}}
    store.set_policy(STEWARD, "late", Definition.model_validate(late), "")
    stored({"objects": {"tables": ["note"]}, "effect": NEW})
    assert count(ask, "researcher", "visit_occurrence") == 24
    assert count(ask, "researcher", "note") == "later@3"
    assert "cdm.note" not in {f"{table.schema}.{table.name}" for table in door.catalog(someone("researcher"))}
    found = door.why(someone("researcher"), "note", asked_by=STEWARD)
    assert [(each.name, each.version, each.effect) for each in found.reasons if each.decides] == [
        ("later", 3, "unreadable")
    ]
    deny = Definition.model_validate({"objects": {"tables": ["death"]}, "effect": {"kind": "deny"}})
    store.set_policy(STEWARD, "later", deny, "mended")
    assert count(ask, "researcher", "note") == 0


def test_stewards_see_which_it_is(home: Path) -> None:
    stored({"objects": {"tables": ["note"]}, "effect": NEW})
    (change,) = store.policies(STEWARD)
    assert (change.key, change.readable, change.in_force) == ("later", False, True)
    said = CliRunner().invoke(commands.app, ["list"], catch_exceptions=False).stdout
    assert said.split("\t")[:4] == ["later", "3", "in force", "unreadable"]


def test_reading_what_is_left_raises_nothing() -> None:
    for body in ("", "null", "7", '{"effect": 7}', '{"objects": 7, "effect": {"kind": "mask"}}'):
        assert unreadable("x", 1, body).objects is None
