import csv
from datetime import date
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from asan.kit.errors import BadInput
from asan.synth import blocks, write_hospital
from asan.synth.blocks import TABLES
from asan.synth.files import Format
from asan.synth.totals import SHARED


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


def test_same_arguments_give_the_same_bytes(hospital: Path, tmp_path: Path) -> None:
    write_hospital(tmp_path / "again", patients=300, seed=7)
    assert hashes(tmp_path / "again") == hashes(hospital)


def test_another_seed_gives_other_people(hospital: Path, tmp_path: Path) -> None:
    write_hospital(tmp_path / "other", patients=300, seed=8)
    other = hashes(tmp_path / "other")
    assert not {name for name, value in hashes(hospital).items() if other[name] == value} - {"truth/effects.json"}


def test_every_table_is_written_and_labelled(hospital: Path) -> None:
    assert {path.name for path in hospital.iterdir()} == {f"{name}.csv" for name in TABLES} | {"SYNTHETIC.txt", "truth"}
    assert {path.name for path in (hospital / "truth").iterdir()} == {"effects.json", "prevalence.json", "notes.csv"}
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


@pytest.mark.parametrize(
    "wrong", [{"patients": 0}, {"patients": 10**9}, {"years": 0}, {"years": 99}, {"seed": -1}, {"defects": 0.6}]
)
def test_figures_out_of_range_are_refused(tmp_path: Path, wrong: dict[str, float]) -> None:
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


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> int:
    """Blocks of so few persons that a small hospital has several."""
    monkeypatch.setattr(blocks, "PERSONS", 40)
    return 40


@pytest.mark.parametrize("format", Format)
def test_the_number_of_processes_changes_no_byte(tmp_path: Path, format: Format) -> None:
    # Of full size, since the processes know no smaller blocks.
    arguments = {"patients": blocks.PERSONS + 30, "seed": 2, "years": 1, "format": format, "defects": 0.01}
    write_hospital(tmp_path / "one", **arguments, workers=1)
    write_hospital(tmp_path / "three", **arguments, workers=3)
    assert hashes(tmp_path / "three") == hashes(tmp_path / "one")
    assert "truth/defects.csv" in hashes(tmp_path / "one")


def test_both_formats_hold_the_same_rows(tmp_path: Path, small_blocks: int) -> None:
    write_hospital(tmp_path / "csv", patients=100, years=3)
    write_hospital(tmp_path / "parquet", patients=100, years=3, format=Format.parquet)
    connection = duckdb.connect()
    for name in (*TABLES, "truth/notes"):
        text, typed = f"{tmp_path}/csv/{name}.csv", f"{tmp_path}/parquet/{name}.parquet"
        kinds = {row[0]: row[1] for row in connection.execute(f"DESCRIBE FROM '{typed}'").fetchall()}
        cells = ", ".join(f'CAST("{column}" AS {kind}) AS "{column}"' for column, kind in kinds.items())
        left = f"SELECT {cells} FROM read_csv('{text}', all_varchar = true, header = true, delim = ',', quote = '\"')"
        empty = ", ".join(f'nullif("{c}", \'\') AS "{c}"' if k == "VARCHAR" else f'"{c}"' for c, k in kinds.items())
        right = f"SELECT {empty} FROM '{typed}'"
        for one, other in ((left, right), (right, left)):
            assert connection.execute(f"({one}) EXCEPT ALL ({other}) LIMIT 1").fetchall() == [], name
    assert connection.execute(f"SELECT count(*) FROM '{tmp_path}/parquet/patients.parquet'").fetchall() == [(100,)]
    kinds = dict(connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM "
                                    f"'{tmp_path}/parquet/encounters.parquet')").fetchall())  # fmt: skip
    assert kinds["START"] == "TIMESTAMP"
    assert kinds["TOTAL_CLAIM_COST"] == "DECIMAL(18,2)"


def test_a_full_block_stays_as_it_is_when_more_persons_come(tmp_path: Path, small_blocks: int) -> None:
    for patients in (small_blocks, 2 * small_blocks + 5):
        write_hospital(tmp_path / str(patients), patients=patients, years=2)
    for name in set(TABLES) - set(SHARED):
        few = (tmp_path / str(small_blocks) / f"{name}.csv").read_text(encoding="utf-8")
        many = (tmp_path / str(2 * small_blocks + 5) / f"{name}.csv").read_text(encoding="utf-8")
        assert many.startswith(few)
        assert name not in ("patients", "encounters", "observations") or len(many) > len(few)


def test_figures_of_sites_and_insurers_are_those_of_all_blocks(tmp_path: Path, small_blocks: int) -> None:
    write_hospital(tmp_path / "h", patients=3 * small_blocks, years=2)
    ask = duckdb.connect().execute

    def one(sql: str, *names: str) -> object:
        return ask(sql.format(*(f"read_csv('{tmp_path}/h/{name}.csv')" for name in names))).fetchall()[0][0]

    assert one("SELECT sum(UTILIZATION) FROM {}", "organizations") == one("SELECT count(*) FROM {}", "encounters")
    assert one("SELECT sum(ENCOUNTERS) FROM {}", "providers") == one("SELECT count(*) FROM {}", "encounters")
    spent = "SELECT round(sum({1}.PAYER_COVERAGE)) FROM {0}"
    assert one("SELECT sum(AMOUNT_COVERED) FROM {}", "payers") == one(spent.replace("{1}.", ""), "encounters")
    assert one("SELECT count(*) - count(DISTINCT Id) FROM {}", "patients") == 0
    assert one("SELECT count(*) - count(DISTINCT Id) FROM {}", "encounters") == 0


def test_an_earlier_hospital_is_replaced_and_other_files_are_not(tmp_path: Path) -> None:
    write_hospital(tmp_path / "h", patients=5, years=1)
    write_hospital(tmp_path / "h", patients=6, years=1, format=Format.parquet)
    assert {path.suffix for path in (tmp_path / "h").glob("*.*")} == {".parquet", ".txt"}
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(BadInput):
        write_hospital(tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
    assert {path.name for path in tmp_path.iterdir()} == {"h", "mine"}


def test_a_failed_write_leaves_the_earlier_hospital(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_hospital(tmp_path / "h", patients=5, years=1)
    before = hashes(tmp_path / "h")

    def fail(_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setitem(blocks.TABLES, "notes", fail)
    with pytest.raises(OSError, match="no space"):
        write_hospital(tmp_path / "h", patients=7, years=1)
    assert hashes(tmp_path / "h") == before
    assert {path.name for path in tmp_path.iterdir()} == {"h"}
