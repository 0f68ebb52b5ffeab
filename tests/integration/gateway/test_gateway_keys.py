"""Keys of masks: one a project, derived from a master key that can be followed by another."""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from asan.gateway.keys import key_version, masking_key, rotate
from asan.gateway.models import AuditRecord
from asan.gateway.policies import store
from asan.gateway.policies.definition import Definition
from asan.gateway.principal import Principal
from asan.gateway.service import Gateway
from asan.kit.errors import Forbidden
from asan.kit.settings import Settings, settings
from asan.kit.store import transaction
from tests.integration.gateway.conftest import forget_policies, someone

ADMIN = Principal("ada", frozenset({"admin"}))
SHIFT = {"objects": {"tags": ["event date"]}, "effect": {"kind": "mask", "mask": {"name": "date_shift", "days": 200}}}


@pytest.fixture(autouse=True)
def no_policies(home: Path) -> Iterator[None]:
    yield
    forget_policies()


def tokens(door: Gateway, project: str | None) -> list[object]:
    who = replace(someone("steward"), project=project)
    sql = """SELECT p.person_source_value AS token FROM person p
        JOIN location l ON l.location_source_value = p.person_source_value ORDER BY 1"""
    return [row["token"] for row in door.query(who, sql).rows()]


def test_tokens_join_within_a_project_and_not_across(door: Gateway) -> None:
    stroke, other, none = (tokens(door, project) for project in ("stroke", "other", None))
    assert len(set(stroke)) == 40
    assert not set(stroke) & set(other)
    assert not set(stroke) & set(none)
    assert stroke == tokens(door, "stroke")


def test_a_project_shifts_each_person_s_dates_alike_and_another_project_otherwise(door: Gateway) -> None:
    store.set_policy(ADMIN, "shift", Definition.model_validate(SHIFT), "")

    def days(project: str) -> list[tuple[dt.date, dt.date]]:
        who = replace(someone("researcher"), project=project)
        sql = """SELECT v.visit_start_date AS began, v.visit_end_date AS ended, m.measurement_date AS day
            FROM visit_occurrence v JOIN measurement m USING (person_id) ORDER BY person_id"""
        rows = door.query(who, sql).rows()
        # The visits of person i end on January 11, the measurement is on January 2.
        assert {(row["ended"] - row["day"]).days for row in rows} == {9}  # type: ignore[operator]
        return [(row["began"], row["ended"]) for row in rows]  # type: ignore[misc]

    assert days("stroke") != days("other")
    assert len({ended for _, ended in days("stroke")}) > 20


def test_a_new_master_key_changes_every_token(door: Gateway, home: Path) -> None:
    before, number = tokens(door, "stroke"), key_version(settings())
    assert rotate(settings(), ADMIN) == number + 1
    after = tokens(door, "stroke")
    assert not set(before) & set(after)
    assert len(set(after)) == 40
    assert (home / "keys" / f"masking.{number + 1}.key").stat().st_mode & 0o777 == 0o600
    with transaction() as session:
        told = session.scalar(select(AuditRecord.question).where(AuditRecord.action == "keys.rotate"))
    assert told == f"masking key {number + 1}"
    with pytest.raises(Forbidden):
        rotate(settings(), someone("steward"))


def test_no_derived_key_is_the_master_key_or_another_s(home: Path) -> None:
    master = (home / "keys" / "masking.key").read_text().strip()
    keys = [masking_key(settings(), project) for project in (None, "", "a", "b", "project:a")]
    # No project and a project without a name are the same; no session can have the latter.
    assert len(set(keys)) == 4
    assert master not in keys
    assert all(len(key) == 64 for key in keys)


def test_keys_may_lie_apart_from_the_data(tmp_path: Path) -> None:
    apart = Settings(home=tmp_path / "home", keys=tmp_path / "other" / "keys")
    assert key_version(apart) == 0
    masking_key(apart)
    assert key_version(apart) == 1
    assert [file.name for file in (tmp_path / "other" / "keys").iterdir()] == ["masking.key"]
    assert not (tmp_path / "home" / "keys").exists()


def test_processes_at_once_agree_on_the_first_key(tmp_path: Path) -> None:
    code = (
        "from asan.gateway.keys import masking_key; from asan.kit.settings import settings; "
        "print(masking_key(settings()))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code], env={"ASAN_HOME": str(tmp_path / "home")}, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in started}) == 1
