import csv
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from asan.kit.errors import BadInput
from asan.synth import write_hospital
from asan.synth.hospital import TABLES


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_same_arguments_give_the_same_bytes(hospital: Path, tmp_path: Path) -> None:
    write_hospital(tmp_path / "again", patients=300, seed=7)
    assert hashes(tmp_path / "again") == hashes(hospital)


def test_another_seed_gives_other_people(hospital: Path, tmp_path: Path) -> None:
    write_hospital(tmp_path / "other", patients=300, seed=8)
    other = hashes(tmp_path / "other")
    assert not {name for name, value in hashes(hospital).items() if other[name] == value}


def test_every_table_is_written_and_labelled(hospital: Path) -> None:
    assert {path.name for path in hospital.iterdir()} == {f"{name}.csv" for name in TABLES} | {"SYNTHETIC.txt"}
    notice = (hospital / "SYNTHETIC.txt").read_text(encoding="utf-8")
    assert "합성" in notice
    assert "synthetic" in notice
    with (hospital / "organizations.csv").open(encoding="utf-8", newline="") as file:
        assert all("synthetic" in row["NAME"] for row in csv.DictReader(file))


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_its_columns(hospital: Path, name: str) -> None:
    with (hospital / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, strict=True)
    assert len(set(header)) == len(header)
    assert {len(row) for row in rows} == {len(header)}


@pytest.mark.parametrize(("patients", "years"), [(1, 1), (2, 1), (5, 3), (40, 25)])
def test_small_and_long_hospitals_are_written(tmp_path: Path, patients: int, years: int) -> None:
    for seed in range(4):
        write_hospital(tmp_path / str(seed), patients=patients, seed=seed, years=years, end=date(2024, 2, 29))
        assert len((tmp_path / str(seed) / "patients.csv").read_text(encoding="utf-8").splitlines()) == patients + 1


@pytest.mark.parametrize("wrong", [{"patients": 0}, {"patients": 10**9}, {"years": 0}, {"years": 99}, {"seed": -1}])
def test_figures_out_of_range_are_refused(tmp_path: Path, wrong: dict[str, int]) -> None:
    with pytest.raises(BadInput):
        write_hospital(tmp_path / "hospital", **wrong)
    assert not (tmp_path / "hospital").exists()


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("mine")
    with pytest.raises(BadInput):
        write_hospital(tmp_path / "here")
    assert (tmp_path / "here").read_text() == "mine"


def test_the_command_writes_what_it_was_asked_for(tmp_path: Path) -> None:
    from asan.cli import app

    result = CliRunner().invoke(app, ["synth", str(tmp_path / "h"), "--patients", "12", "--seed", "5", "--years", "2"])
    assert result.exit_code == 0, result.output
    write_hospital(tmp_path / "same", patients=12, seed=5, years=2)
    assert hashes(tmp_path / "h") == hashes(tmp_path / "same")
