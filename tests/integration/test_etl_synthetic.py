"""A source without real patients is called synthetic, by whoever starts the run or by its own label; no other is."""

import zipfile
from pathlib import Path

import pytest

from asan.gateway.service import gateway
from asan.kit.jobs.queue import run_job
from asan.kit.migrate import upgrade
from asan.modules.etl.service import load_source, runs_status
from asan.parts import load_jobs
from asan.synth.label import LABEL, is_labelled
from asan.warehouse.lake import lake
from asan.warehouse.snapshots import Snapshot
from tests.support.loaded_hospital import client_as
from tests.support.small_hospital import write_source, write_vocabulary


@pytest.fixture
def source(asan_home: Path, tmp_path: Path) -> Path:
    upgrade()
    load_jobs()
    source = write_source(tmp_path / "source")
    load_source(source, write_vocabulary(tmp_path / "vocabulary"))
    assert told() == (False, False, "HOSPITAL")
    return source


def told() -> tuple[bool, bool, str]:
    """What the newest run, the newest snapshot and its CDM say."""
    snapshot = gateway().snapshot(None)
    assert isinstance(snapshot, Snapshot)
    reader = lake().connect_reader()
    name = reader.execute("SELECT cdm_source_abbreviation FROM lake.cdm.cdm_source").fetchall()[0][0]
    reader.close()
    return runs_status(1)[0].synthetic, snapshot.synthetic, name


def test_a_run_started_from_the_page_can_say_so(source: Path) -> None:
    client = client_as("engineer")
    job = client.post("/api/etl/runs", json={"path": str(source), "synthetic": True}).json()["job"]
    run_job(job)
    assert told() == (True, True, "SYNTHETIC")
    assert [run["synthetic"] for run in client.get("/api/etl/runs").json()["runs"]] == [True, False]
    assert [each["synthetic"] for each in client.get("/api/snapshots").json()] == [True, False]


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_labelled_source_says_so_itself(source: Path, tmp_path: Path, form: str) -> None:
    (source / LABEL).write_text("made by a program")
    if form == "zip":
        packed = tmp_path / "source.zip"
        with zipfile.ZipFile(packed, "w") as archive:
            for file in source.iterdir():
                archive.write(file, f"csv/{file.name}")
        source = packed
    load_source(source)
    assert told() == (True, True, "SYNTHETIC")


def test_a_run_that_failed_is_not_taken_up_by_one_that_says_otherwise(source: Path) -> None:
    class Killed(BaseException):
        """Stands for what no handler catches."""

    def die(fraction: float, step: str, message: str) -> None:
        if step == "eras":
            raise Killed

    with pytest.raises(Killed):
        load_source(source, progress=die)
    load_source(source, synthetic=True)
    assert told() == (True, True, "SYNTHETIC")


def test_what_is_no_source_has_no_label(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04")
    assert not any(map(is_labelled, (tmp_path, tmp_path / "broken.zip", tmp_path / "none")))
