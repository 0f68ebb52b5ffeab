"""Small CDMs in CSV and Parquet, right and wrong, imported into a real lake."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from asan.kit.errors import AsanError
from asan.kit.settings import settings
from asan.modules.etl import runs
from asan.modules.etl.cdm_import.errors import ColumnsMissing, NoCdm, TableTwice, TableUnreadable, TooMuchUnfit
from asan.modules.etl.cdm_import.service import import_cdm
from asan.warehouse.lake import Lake
from asan.warehouse.snapshots import published
from tests.support.tiny_vocabulary import tiny_files, write_files

PERSON = "person_id,gender_concept_id,year_of_birth,race_concept_id,ethnicity_concept_id,person_source_value"
PERSONS = [PERSON, "1,8507,1970,0,0,a", "2,8532,1980,0,0,b", "3,8532,1990,0,0,c"]
DRUG = (
    "drug_exposure_id,person_id,drug_concept_id,drug_exposure_start_date,drug_exposure_end_date,"
    "drug_type_concept_id,quantity,days_supply"
)


def cdm(folder: Path, files: dict[str, list[str]]) -> Path:
    """A CDM of CSV files with the tiny vocabulary in Athena's own format."""
    vocabulary = {name.lower(): lines for name, lines in tiny_files().items()}
    return write_files(folder, {**vocabulary, "person.csv": PERSONS, **files})


def account(report: dict[str, Any], table: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in report["import"]["tables"] if one["table"] == table)
    return found


def ask(sql: str) -> list[tuple[Any, ...]]:
    return Lake(settings()).connect_reader().execute(sql).fetchall()


def snapshots() -> int:
    lake = Lake(settings())
    return len(published(lake.connect_reader())) if lake.exists() else 0


def test_csv_files_become_a_snapshot_with_vocabulary(asan_home: Path, tmp_path: Path) -> None:
    report = import_cdm(cdm(tmp_path, {}))
    assert report["tables"] == {"person": 3}
    assert ask("SELECT person_id, year_of_birth, birth_datetime FROM lake.cdm.person ORDER BY 1") == [
        (1, 1970, None),
        (2, 1980, None),
        (3, 1990, None),
    ]
    assert ask("SELECT count(*) FROM lake.vocabulary.concept") == [(9,)]
    assert ask("SELECT valid_end_date FROM lake.vocabulary.concept WHERE concept_id = 1")[0][0].year == 2099
    assert runs.view(report["run"]).state == "succeeded"


def test_a_table_may_be_a_folder_of_parquet_files(asan_home: Path, tmp_path: Path) -> None:
    folder = cdm(tmp_path / "cdm", {})
    (folder / "person.csv").rename(tmp_path / "person.csv")
    (folder / "Person").mkdir()
    (folder / "empty").mkdir()
    for part in (0, 1):
        rows = f"SELECT * FROM read_csv('{tmp_path}/person.csv') WHERE person_id % 2 = {part}"
        duckdb.execute(f"COPY ({rows}) TO '{folder}/Person/part-{part}.parquet' (FORMAT parquet)")
    (folder / "Person" / "_SUCCESS").touch()
    assert import_cdm(folder)["tables"] == {"person": 3}
    (tmp_path / "person.csv").rename(folder / "person.csv")
    with pytest.raises(TableTwice):
        import_cdm(folder)


def test_what_does_not_fit_is_named_and_the_rest_is_loaded(asan_home: Path, tmp_path: Path) -> None:
    drugs = [
        DRUG + ",colour",
        "1,1,5,2020-01-01,2020-01-31,32817,30,30,red",
        "2,1,5,20200201,,32817,30.5,30.0,",  # a date without dashes; no end, so it ends when it starts
        "3,1,5,2020-03-01,2020-03-31,32817,many,2.5,",  # two values of the wrong type, in columns that may be empty
        "4,1,5,yesterday,2020-03-31,32817,1,1,",  # a required one
        "5,,5,2020-03-01,2020-03-31,32817,1,1,",  # no person
        "6,2,,2020-03-01,2020-03-31,32817,1,1,",  # no concept: 0
        "6,2,,2020-03-01,2020-03-31,32817,1,1,",  # a copy
        "1,2,5,2020-01-01,2020-01-31,32817,30,30,",  # another exposure with the id of the first
    ]
    report = import_cdm(cdm(tmp_path, {"drug_exposure.csv": drugs, "attribute_definition.csv": ["a"]}))
    told = account(report, "drug_exposure")
    assert (told["read"], told["loaded"], told["renumbered"]) == (8, 5, 1)
    assert told["rejected"] == {
        "duplicate_row:drug_exposure_id": 1,
        "missing_value:person_id": 1,
        "wrong_type:drug_exposure_start_date": 1,
    }
    assert told["emptied"] == {"quantity": 1, "days_supply": 1}
    assert told["filled"] == {"drug_exposure_end_date": 1, "drug_concept_id": 1}
    assert told["unknown_columns"] == ["colour"]
    assert report["import"]["unknown_files"] == ["attribute_definition.csv"]
    assert report["reconciles"]
    rows = ask(
        "SELECT person_id, drug_concept_id, CAST(drug_exposure_end_date AS VARCHAR), quantity, days_supply "
        "FROM lake.cdm.drug_exposure ORDER BY person_id, drug_exposure_start_date"
    )
    assert rows == [
        (1, 5, "2020-01-31", 30.0, 30),
        (1, 5, "2020-02-01", 30.5, 30),
        (1, 5, "2020-03-31", None, None),
        (2, 5, "2020-01-31", 30.0, 30),
        (2, 0, "2020-03-31", 1.0, 1),
    ]
    rejects = ask("SELECT line, column_name, reason FROM lake.etl.reject ORDER BY line")
    assert rejects == [
        (5, "drug_exposure_start_date", "wrong_type"),
        (6, "person_id", "missing_value"),
        (8, "drug_exposure_id", "duplicate_row"),
    ]


def test_a_person_twice_keeps_the_same_one_whatever_the_order(asan_home: Path, tmp_path: Path) -> None:
    rows = [f"{number},8507,1970,0,0,x" for number in range(10, 30)]
    twins = ["1,8507,1971,0,0,second", "1,8507,1970,0,0,first"]
    for folder, order in (("a", twins), ("b", twins[::-1])):
        report = import_cdm(cdm(tmp_path / folder, {"person.csv": [PERSON, *order, *rows]}))
        assert account(report, "person")["rejected"] == {"duplicate_id:person_id": 1}
        assert ask("SELECT year_of_birth FROM lake.cdm.person WHERE person_id = 1") == [(1970,)]


def test_names_of_5_3_become_those_of_5_4(asan_home: Path, tmp_path: Path) -> None:
    visits = [
        "visit_detail_id,person_id,visit_detail_concept_id,visit_detail_start_date,visit_detail_end_date,"
        "visit_detail_type_concept_id,visit_occurrence_id,visit_detail_parent_id,admitting_source_concept_id,"
        "discharge_to_source_value",
        "7,1,9201,2020-01-01,,32817,70,6,8870,home",
    ]
    metadata = ["metadata_concept_id,metadata_type_concept_id,name", "0,0,b", "0,0,a"]
    report = import_cdm(cdm(tmp_path, {"visit_detail.csv": visits, "metadata.csv": metadata}))
    assert account(report, "visit_detail")["unknown_columns"] == []
    assert ask(
        """SELECT parent_visit_detail_id, admitted_from_concept_id, discharged_to_source_value, visit_detail_end_date
           FROM lake.cdm.visit_detail"""
    )[0][:3] == (6, 8870, "home")
    assert ask("SELECT metadata_id, name FROM lake.cdm.metadata ORDER BY 1") == [(1, "a"), (2, "b")]


def test_parquet_with_floats_and_time_zones_is_typed(asan_home: Path, tmp_path: Path) -> None:
    folder = cdm(tmp_path, {})
    (folder / "person.csv").unlink()
    duckdb.execute(
        f"""COPY (SELECT 1.0::DOUBLE AS PERSON_ID, 8507::SMALLINT AS gender_concept_id, '1970' AS year_of_birth,
                  make_timestamptz(0) AS birth_datetime, 0 AS race_concept_id, 0 AS ethnicity_concept_id)
            TO '{folder / "Person.parquet"}'"""
    )
    import_cdm(folder)
    assert ask("SELECT person_id, CAST(birth_datetime AS VARCHAR) FROM lake.cdm.person") == [(1, "1970-01-01 00:00:00")]


def test_a_cdm_without_vocabulary_uses_the_lakes(asan_home: Path, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "bare", {"person.csv": PERSONS})
    with pytest.raises(AsanError, match="vocabulary_missing"):
        import_cdm(folder)
    first = import_cdm(cdm(tmp_path / "whole", {}))
    second = import_cdm(folder)
    assert second["vocabulary_version"] == first["vocabulary_version"] == "v5.0 30-AUG-24"


WRONG = {
    "no person": ({"person.csv": None, "death.csv": ["person_id"]}, NoCdm),
    "twice": ({"PERSON.CSV": PERSONS}, TableTwice),
    "columns": ({"death.csv": ["person_id,day", "1,2020-01-01"]}, ColumnsMissing),
    "not parquet": ({"death.parquet": ["person_id,death_date"]}, TableUnreadable),
    "ragged": ({"death.csv": ["person_id,death_date", "1,2020-01-01", "2"]}, TableUnreadable),
    "mostly unfit": ({"death.csv": ["person_id,death_date", *["x,y"] * 50]}, TooMuchUnfit),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_files_are_refused_and_the_snapshot_stays(asan_home: Path, tmp_path: Path, case: str) -> None:
    import_cdm(cdm(tmp_path / "good", {}))
    files, error = WRONG[case]
    folder = cdm(tmp_path / "bad", {name: lines for name, lines in files.items() if lines is not None})
    for name, lines in files.items():
        if lines is None:
            (folder / name).unlink()
    with pytest.raises(error):
        import_cdm(folder)
    assert snapshots() == 1
    assert ask("SELECT count(*) FROM lake.cdm.person") == [(3,)]


def test_references_that_lead_nowhere_are_named_and_their_rows_stay(asan_home: Path, tmp_path: Path) -> None:
    visits = [
        "visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_end_date,visit_type_concept_id",
        "10,1,0,2020-01-01,2020-01-01,32817",
    ]
    drugs = [
        DRUG + ",visit_occurrence_id",
        "1,1,5,2020-01-01,2020-01-31,32817,1,1,10",
        "2,1,5,2020-01-01,2020-01-31,32817,1,1,11",  # no such visit
        "3,9,5,2020-01-01,2020-01-31,32817,1,1,",  # no such person; no visit is no reference
    ]
    report = import_cdm(cdm(tmp_path, {"visit_occurrence.csv": visits, "drug_exposure.csv": drugs}))
    assert account(report, "drug_exposure")["dangling"] == {
        "person_id → person": 1,
        "visit_occurrence_id → visit_occurrence": 1,
    }
    assert account(report, "visit_occurrence")["dangling"] == {}
    assert report["tables"]["drug_exposure"] == 3
