"""The same hospital as a lake and as files that Spark reads in place: the same answers, masks and pages."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from asan.gateway.errors import NotOnThisEngine, TimedOut
from asan.gateway.service import gateway
from asan.kit.settings import settings
from asan.modules.dashboard import routes as dashboard
from asan.modules.etl.in_place import service as in_place
from asan.warehouse.lake import Lake
from tests.integration.conftest import Hospital
from tests.integration.test_cdm_in_place import answers, holder_of, pages
from tests.support import spark_cdm
from tests.support.loaded_hospital import client_as
from tests.support.spark import connect_server

pytestmark = spark_cdm.needs_spark


@pytest.fixture(scope="module")
def folder(hospital: Hospital, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The hospital's CDM as files."""
    where = tmp_path_factory.mktemp("files") / "cdm"
    spark_cdm.copy_lake(Lake(settings()), where)
    yield where
    settings.cache_clear()


@pytest.fixture
def on_spark(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with monkeypatch.context() as patch:
        spark_cdm.use(patch, folder, folder.parent)
        yield folder
    settings.cache_clear()


def test_answers_and_pages_are_the_lake_s(hospital: Hospital, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    roles = ("admin", "steward")
    over_the_lake = {role: answers(role) for role in roles}
    lake_pages = pages("researcher")
    with monkeypatch.context() as patch:
        spark_cdm.use(patch, folder, folder.parent)
        client = client_as("researcher", language="en")
        client.app.include_router(dashboard.router)
        early = client.get("/api/dashboard")
        assert (early.status_code, early.json()["code"]) == (409, "statistics_missing")
        assert in_place.refresh().tables["cdm", "person"] == "cdm/person"
        assert {role: answers(role) for role in roles} == over_the_lake
        assert pages("researcher") == lake_pages
    settings.cache_clear()
    assert sum(isinstance(found, tuple) and bool(found[0]) for found in over_the_lake["admin"]) >= 6


@pytest.mark.usefixtures("on_spark")
def test_what_spark_cannot_do_alike_is_told_with_its_name() -> None:
    with pytest.raises(NotOnThisEngine, match="ARRAYAGG"):
        gateway().query(holder_of("admin"), "SELECT list(person_id) FROM person")


@pytest.mark.usefixtures("on_spark")
def test_the_time_limit_is_the_whole_statement_s() -> None:
    endless = (
        "SELECT count(*) AS n FROM measurement a, measurement b, measurement c, measurement d, measurement e "
        "WHERE a.value_as_number < b.value_as_number + c.value_as_number + d.value_as_number + e.value_as_number"
    )
    with pytest.raises(TimedOut):
        gateway().query(holder_of("admin"), endless, seconds=2)
    assert gateway().query(holder_of("admin"), "SELECT count(*) AS n FROM person").rows() == [{"n": 27}]


CONNECT = """
import json, sys
from asan.gateway.errors import TimedOut
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
someone = Principal(name="s", roles=frozenset({"steward"}))
told = []
for sql in json.loads(sys.argv[1]):
    told.append(gateway().query(someone, sql).rows())
try:
    gateway().query(someone, "SELECT count(*) AS n FROM measurement a, measurement b, measurement c, measurement d "
                    "WHERE a.value_as_number < b.value_as_number + c.value_as_number + d.value_as_number", seconds=2)
except TimedOut:
    told.append("stopped")
told.append(gateway().query(someone, "SELECT count(*) AS n FROM person").rows())
print(json.dumps(told, default=str))
"""
ASKED = [
    "SELECT person_source_value, birth_datetime, year_of_birth FROM person ORDER BY person_id",
    "SELECT measurement_concept_id AS c, count(*) AS n, sum(measurement_concept_id) AS s, max(value_as_number) AS v "
    "FROM measurement GROUP BY 1 ORDER BY n DESC, c LIMIT 20",
]


def test_spark_connect_answers_alike_and_its_server_hears_no_key(
    hospital: Hospital, folder: Path, tmp_path: Path
) -> None:
    """In a process of its own: one that has a session on this machine opens none elsewhere."""
    expected = [gateway().query(holder_of("steward"), sql).rows() for sql in ASKED]
    with connect_server(tmp_path) as address:
        environment = {
            **os.environ, "ASAN_HOME": str(hospital.home), "ASAN_CDM": f"spark+file://{folder}", "ASAN_SPARK": address,
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", CONNECT, json.dumps(ASKED)],
            env=environment, capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert told[:2] == json.loads(json.dumps(expected, default=str))
    assert told[2:] == ["stopped", [{"n": 27}]]
    key = (hospital.home / "keys" / "masking.key").read_text().strip()
    assert key not in done.stderr + (tmp_path / "server.log").read_text(errors="replace")
