"""Two snapshots beside each other: counts by key, and rows as the asker may see them."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from asan.gateway.errors import AggregatesOnly, NoSnapshot, Refused
from asan.gateway.models import AuditRecord, User, UserRole
from asan.gateway.principal import Principal
from asan.kit.errors import Forbidden
from asan.kit.jobs.models import Job
from asan.kit.jobs.queue import run_job
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.etl.snapshots import service, tags
from asan.modules.etl.snapshots.comparison import SampleRow, compare, sample
from asan.modules.etl.snapshots.errors import NoSample
from asan.parts import load_jobs
from asan.warehouse.connection import open_engine
from asan.warehouse.lake import Lake
from asan.warehouse.publish import publish
from tests.support.loaded_hospital import client_as


def who(role: str) -> Principal:
    return Principal(name=role, roles=frozenset({role}))


ADMIN = who("admin")


def published(folder: Path, run: int, *tables: str) -> int:
    lake = Lake(settings())
    path = folder / f"{run}.duckdb"
    connection = open_engine(lake.settings, path)
    connection.execute("CREATE SCHEMA cdm; CREATE SCHEMA results")
    for sql in tables:
        connection.execute(sql)
    connection.close()
    return publish(lake, path, extra={"kind": "etl", "run": run}).version


@pytest.fixture
def pair(asan_home: Path, tmp_path: Path) -> tuple[int, int]:
    """Two snapshots: 100 persons, of whom 10 are gone, 20 have another year, and 30 are new."""
    upgrade()
    load_jobs()
    note = "CREATE TABLE cdm.note AS SELECT range AS note_id, 'same' AS note_text FROM range(5)"
    death = "CREATE TABLE cdm.death AS SELECT range AS person_id, DATE '2020-01-01' AS death_date FROM range({0})"
    fact = "CREATE TABLE cdm.fact_relationship AS SELECT unnest([{0}]) AS fact_id_1"
    old = published(
        tmp_path,
        1,
        """CREATE TABLE cdm.person AS SELECT range AS person_id, 1950 AS year_of_birth,
           'P' || range AS person_source_value FROM range(100)""",
        note,
        death.format(3),
        fact.format("1, 1, 2, NULL"),
        "CREATE TABLE cdm.cost AS SELECT 1 AS cost_id",
    )
    new = published(
        tmp_path,
        2,
        """CREATE TABLE cdm.person AS SELECT range AS person_id, if(range < 30, 1951, 1950) AS year_of_birth,
           'P' || range AS person_source_value, NULL::INTEGER AS month_of_birth FROM range(10, 130)""",
        note,
        death.format(4),
        fact.format("1, 2, 2, 3"),
        "CREATE TABLE cdm.specimen AS SELECT 1 AS specimen_id",
    )
    return old, new


def counts(by: Principal, old: str, new: str) -> dict[str, tuple[int | None, int | None, int | None]]:
    return {
        each.table: (each.added, each.changed, each.removed) for each in compare(by, old, new, surface="test").tables
    }


def test_rows_are_counted_by_key(pair: tuple[int, int]) -> None:
    told = counts(ADMIN, str(pair[0]), "current")
    assert told["person"] == (30, 20, 10)
    assert told["note"] == (0, 0, 0)
    assert told["death"] == (1, 0, 0)
    # The whole row is the key: a 1 and the NULL are gone, a 2 and the 3 are new.
    assert told["fact_relationship"] == (2, 0, 2)
    assert counts(ADMIN, "current", str(pair[0]))["person"] == (10, 20, 30)
    assert set(counts(ADMIN, "current", "current").values()) == {(0, 0, 0)}


def test_tables_and_columns_of_one_snapshot_alone_are_named(pair: tuple[int, int]) -> None:
    told = {each.table: each for each in compare(ADMIN, str(pair[0]), str(pair[1]), surface="test").tables}
    assert (told["cost"].state, told["cost"].added) == ("lost", None)
    assert told["specimen"].state == "new"
    assert told["person"].new_columns == ("month_of_birth",)
    assert told["person"].lost_columns == ()
    back = {each.table: each for each in compare(ADMIN, str(pair[1]), str(pair[0]), surface="test").tables}
    assert back["person"].lost_columns == ("month_of_birth",)


def test_small_counts_are_withheld_from_who_sees_aggregates_alone(pair: tuple[int, int]) -> None:
    told = {each.table: each for each in compare(who("engineer"), str(pair[0]), "current", surface="test").tables}
    assert (told["person"].added, told["person"].withheld) == (30, False)
    assert (told["death"].added, told["death"].withheld) == (None, True)
    assert counts(who("steward"), str(pair[0]), "current")["death"] == (1, 0, 0)


@pytest.mark.parametrize("role", ["researcher", "clinician", "analyst", "auditor"])
def test_comparing_is_for_those_who_load_data(role: str, pair: tuple[int, int]) -> None:
    with pytest.raises(Forbidden):
        compare(who(role), str(pair[0]), "current", surface="test")
    with pytest.raises(Forbidden):
        sample(who(role), str(pair[0]), "current", "person", 5, surface="test")


def test_a_sample_shows_what_the_asker_may_see(pair: tuple[int, int]) -> None:
    tags.tag(ADMIN, pair[0], "before", surface="test")
    rows = sample(ADMIN, "before", "current", "person", 100, surface="test")
    assert len(rows) == 60
    assert rows[0] == SampleRow(0, {"person_id": 0, "year_of_birth": 1950, "person_source_value": "P0"}, None)
    changed = rows[10]
    assert changed.before is not None
    assert changed.after is not None
    assert (changed.key, changed.before["year_of_birth"], changed.after["year_of_birth"]) == (10, 1950, 1951)
    assert rows[-1].before is None
    masked = sample(who("steward"), "before", "current", "person", 1, surface="test")[0].before
    assert masked is not None
    assert masked["person_source_value"] not in (None, "P0")
    assert sample(ADMIN, "before", "current", "note", 5, surface="test") == []
    with transaction() as session:
        asked = session.execute(select(AuditRecord.snapshot).where(AuditRecord.action == "query")).scalars().all()
    assert set(asked) == set(pair)


def test_who_sees_aggregates_alone_sees_no_sample(pair: tuple[int, int]) -> None:
    with pytest.raises(AggregatesOnly):
        sample(who("engineer"), str(pair[0]), "current", "person", 5, surface="test")


@pytest.mark.parametrize("table", ["nosuch", "fact_relationship", "cost", 'person" --', "concept"])
def test_a_sample_needs_a_number_for_each_row_of_both(table: str, pair: tuple[int, int]) -> None:
    with pytest.raises((NoSample, Refused)):
        sample(ADMIN, str(pair[0]), "current", table, 5, surface="test")


def test_unknown_snapshots_are_named(pair: tuple[int, int]) -> None:
    for name in ("999", "nosuch", ""):
        with pytest.raises(NoSnapshot):
            compare(ADMIN, name, "current", surface="test")


def test_over_http_it_is_a_job_that_keeps_both_snapshots(pair: tuple[int, int]) -> None:
    with transaction() as session:
        session.add(User(name="steward", display_name="s", roles=[UserRole(role="steward")]))
    client = client_as("steward")
    job = client.post("/api/snapshots/diff", json={"old": str(pair[0])}).json()["job"]
    assert [each.protected for each in service.listed()] == [("current", "job"), ("job",)]
    run_job(job)
    assert [each.protected for each in service.listed()] == [("current",), ()]
    with transaction() as session:
        done = session.get_one(Job, job)
        assert (done.state, done.error) == ("succeeded", None)
        assert done.result is not None
        assert json.loads(json.dumps(done.result))["tables"][0]["added"] == 30
    rows = client.get("/api/snapshots/sample", params={"old": str(pair[0]), "table": "death", "limit": 5}).json()
    assert rows == [{"key": 3, "before": None, "after": {"person_id": 3, "death_date": "2020-01-01"}}]
    assert client.post("/api/snapshots/diff", json={"old": "nosuch"}).json()["code"] == "no_snapshot"
    assert client_as("analyst").post("/api/snapshots/diff", json={"old": str(pair[0])}).status_code == 403
