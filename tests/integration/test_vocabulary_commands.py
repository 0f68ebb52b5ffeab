"""`asan vocabulary` and `asan cdm` as a person meets them."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from asan.cli import app
from asan.omop.cdm import CDM
from tests.support.tiny_vocabulary import tiny_files, write_files


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_load_status_and_search(asan_home: Path, tmp_path: Path) -> None:
    folder = write_files(tmp_path, tiny_files())
    loaded = run("vocabulary", "load", folder, "--json")
    assert json.loads(loaded.stdout)["version"] == "v5.0 30-AUG-24"
    assert "warning: no_drug_strength" in loaded.stderr
    assert json.loads(run("vocabulary", "load", folder, "--json").stdout)["already_loaded"]
    status = json.loads(run("vocabulary", "status", "--json").stdout)
    assert status["searchable"]
    assert status["rows"]["concept"] == 9
    found = json.loads(run("vocabulary", "search", "당뇨", "--standard", "--json").stdout)
    assert {one["concept_id"] for one in found["concepts"]} == {1, 2}
    assert "│ 2 " in run("vocabulary", "search", "44054006").stdout


@pytest.mark.parametrize("arguments", [(), ("path", "--starter")])
def test_load_wants_a_path_or_the_starter(asan_home: Path, arguments: tuple[str, ...]) -> None:
    assert getattr(run("vocabulary", "load", *arguments).exception, "code", "") == "nothing_to_load"


@pytest.mark.parametrize("again", [("index",), ("load", "FOLDER")])
def test_an_index_that_is_gone_is_made_again(asan_home: Path, tmp_path: Path, again: tuple[str, ...]) -> None:
    folder = write_files(tmp_path, tiny_files())
    run("vocabulary", "load", folder)
    shutil.rmtree(asan_home / "search")
    assert not json.loads(run("vocabulary", "status", "--json").stdout)["searchable"]
    assert getattr(run("vocabulary", "search", "x").exception, "code", "") == "search_index_missing"
    run("vocabulary", *(folder if each == "FOLDER" else each for each in again))
    assert json.loads(run("vocabulary", "search", "statin", "--json").stdout)["total"] == 2


def test_cdm_describe_names_every_table_in_both_languages() -> None:
    english, korean = run("cdm", "describe").stdout, run("cdm", "describe", "--ko").stdout
    for table in CDM.tables.values():
        assert f"## {table.name}\n\n{table.description.en}" in english
        assert f"## {table.name}\n\n{table.description.ko}" in korean
    assert run("cdm", "describe", "person").stdout.count("\n| ") == 1 + len(CDM.tables["person"].fields)
    assert getattr(run("cdm", "describe", "patient").exception, "code", "") == "not_found"


def test_cdm_import_prints_its_report(asan_home: Path, tmp_path: Path) -> None:
    person = ["person_id,gender_concept_id,year_of_birth,race_concept_id,ethnicity_concept_id", "1,8507,1970,0,0"]
    folder = write_files(tmp_path, {**tiny_files(), "person.csv": person})
    report = json.loads(run("cdm", "import", folder, "--json").stdout)
    assert report["tables"] == {"person": 1}
    assert report["reconciles"]
