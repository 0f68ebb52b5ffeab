"""When an incremental run is refused, what a killed one leaves, and who sees the source rows that it needs: nobody."""

import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from asan.cli import app
from asan.gateway.errors import NotVisible
from asan.gateway.principal import ROLES, Principal
from asan.gateway.service import gateway
from asan.kit.settings import settings
from asan.modules.etl import runner, service
from asan.modules.etl.incremental.errors import BaseDiffers, NoBase
from asan.warehouse.lake import lake
from asan.warehouse.vocabulary import load_vocabulary
from tests.support.incremental import published
from tests.support.killed import start, wait_for_run
from tests.support.small_hospital import write_source, write_vocabulary
from tests.support.source_union import Row, read, union, write

MOMENTS = 6


@pytest.fixture
def base(asan_home: Path, tmp_path: Path) -> dict[str, list[Row]]:
    """The rows of a small hospital that is loaded."""
    source = write_source(tmp_path / "base")
    service.load_source(source, write_vocabulary(tmp_path / "vocabulary"))
    return read(source)


@pytest.fixture
def change(base: dict[str, list[Row]], tmp_path: Path) -> Path:
    """A folder with one row that has changed."""
    return write(tmp_path / "change", {"conditions": [{**base["conditions"][0], "STOP": "2013-04-20"}]})


def test_without_a_load_to_add_to(asan_home: Path, tmp_path: Path) -> None:
    load_vocabulary_of(tmp_path / "vocabulary")
    with pytest.raises(NoBase):
        service.load_source(write_source(tmp_path / "source"), incremental=True)
    assert service.runs_status(1)[0].state == "failed"


def test_a_load_that_kept_no_source_rows_is_none(
    base: dict[str, list[Row]], change: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASAN_ETL_KEEP_SOURCE", "false")
    settings.cache_clear()
    service.load_source(tmp_path / "base")
    before = published()
    assert before["staging"] == {}
    with pytest.raises(NoBase):
        service.load_source(change, incremental=True)
    assert published() == before


@pytest.mark.parametrize("differs", ["code", "rule", "synthetic", "vocabulary"])
def test_a_load_under_other_conditions_is_refused(
    differs: str, change: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = published()
    if differs == "code":
        monkeypatch.setattr(runner, "code_version", lambda: "another")
    elif differs == "rule":
        monkeypatch.setenv("ASAN_ETL_OBSERVATION_PERIOD", "encounters")
        settings.cache_clear()
    elif differs == "vocabulary":
        vocabulary = write_vocabulary(tmp_path / "other")
        concepts = (vocabulary / "CONCEPT.csv").read_text()
        (vocabulary / "CONCEPT.csv").write_text(concepts.replace("Bradycardia", "Slow heart"))
        load_vocabulary(lake(), vocabulary, lambda part, what: None)
    with pytest.raises(BaseDiffers) as refused:
        service.load_source(change, incremental=True, synthetic=differs == "synthetic")
    assert "--incremental" in str(refused.value.next_step)
    assert published() == before


def test_a_folder_with_no_known_file_is_refused(base: dict[str, list[Row]], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    before = published()
    result = CliRunner().invoke(app, ["etl", "run", "--source", str(tmp_path / "empty"), "--incremental"])
    assert result.exit_code != 0
    assert published() == before


@pytest.mark.parametrize("moment", ["drugs", "publish"])
def test_a_killed_run_leaves_the_base_and_the_next_one_completes(
    moment: str, base: dict[str, list[Row]], change: Path, tmp_path: Path
) -> None:
    class Killed(BaseException):
        """Stands for what no handler catches."""

    def die(fraction: float, step: str, message: str) -> None:
        if step == moment and fraction > 0.9 * (moment == "publish"):
            raise Killed

    before = published()
    with pytest.raises(Killed):
        service.load_source(change, incremental=True, progress=die)
    assert published() == before
    report = service.load_source(change, incremental=True)
    assert service.run_status(report["run"]).resumed_from is not None
    made = published()
    assert made != before
    service.load_source(write(tmp_path / "union", union(base, read(change))))
    assert published() == made


@pytest.mark.slow
def test_a_process_killed_at_any_moment_leaves_the_base_and_the_next_one_completes(
    base: dict[str, list[Row]], change: Path, tmp_path: Path
) -> None:
    before = published()
    began = time.monotonic()
    report = service.load_source(change, incremental=True)
    takes = time.monotonic() - began
    made = published()
    assert made != before
    killed = 0
    for moment in range(MOMENTS):
        service.load_source(tmp_path / "base")
        last = service.runs_status(1)[0].id
        process = start(change, "--incremental")
        wait_for_run(process, last)
        time.sleep(takes * moment / MOMENTS)
        process.kill()
        process.communicate()
        # The commit is one: before it nothing has changed, after it everything.
        assert published() in (before, made)
        killed += service.runs_status(1)[0].state == "interrupted"
        if published() == before:
            report = service.load_source(change, incremental=True)
            assert report["reconciles"]
        assert published() == made
    assert killed >= MOMENTS // 2
    service.load_source(write(tmp_path / "union", union(base, read(change))))
    assert published() == made


def test_the_command_tells_what_it_did(change: Path) -> None:
    result = CliRunner().invoke(app, ["etl", "run", "--source", str(change), "--incremental"])
    assert result.exit_code == 0, result.output
    assert "1 rows read, 1 replaced; 1 persons made anew" in " ".join(result.output.split())


def test_nobody_reads_the_kept_source_rows(base: dict[str, list[Row]]) -> None:
    assert published()["staging"]
    for role in ROLES:
        principal = Principal(name=f"test-{role}", roles=frozenset({role}))
        for sql in ("SELECT * FROM staging.patients", "SELECT count(*) FROM staging.encounters", "FROM patients"):
            with pytest.raises(NotVisible):
                gateway().query(principal, sql)
        assert "staging" not in {table.schema for table in gateway().catalog(principal)}


def load_vocabulary_of(folder: Path) -> None:
    load_vocabulary(lake(), write_vocabulary(folder), lambda part, what: None)
