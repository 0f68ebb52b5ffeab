"""Step 1: files as hospitals really send them become typed rows, or rejects with their line."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from asan.modules.etl.errors import ColumnMissing, ColumnTwice, FileEmpty, FileForbidden, SourceChanged
from asan.modules.etl.source import step
from asan.modules.etl.source.locate import Located
from asan.modules.etl.source.read import Raw
from asan.warehouse.connection import Connection
from tests.spec.etl.reading import PATIENTS, Reading

CONDITIONS = "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION\n"


def test_cells_get_their_types_and_absent_columns_are_null(tmp_path: Path) -> None:
    read = Reading(tmp_path, supplies="Date,Patient,encounter,CODE,quantity\n2020-10-07,p1,e1,40953,2\n")
    assert read.rows("SELECT CAST(date AS VARCHAR), patient, code, quantity, description FROM source.supplies") == [
        ("2020-10-07 00:00:00", "p1", "40953", 2.0, None)
    ]
    assert read.rows("SELECT count(*) FROM source.claims") == [(0,)]
    assert read.rows("SELECT typeof(start) FROM (SELECT start FROM source.encounters)") == [("TIMESTAMP",)]


def test_empty_and_blank_cells_are_null(tmp_path: Path) -> None:
    read = Reading(tmp_path, conditions=CONDITIONS + '2020-01-01,,p1,,"",  \n')
    assert read.rejects() == [("conditions", 2, "CODE", None, "missing_value")]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("START_YEAR,END_YEAR,OWNERSHIP,OWNERNAME", "2014-10-14T04:17:47Z,2015-10-20T04:17:47Z"),
        ("START_DATE,END_DATE,PLAN_OWNERSHIP,OWNER_NAME", "2014-10-14T04:17:47Z,2015-10-20T04:17:47Z"),
    ],
)
def test_older_and_newer_columns_mean_the_same(tmp_path: Path, header: str, row: str) -> None:
    read = Reading(tmp_path, payer_transitions=f"PATIENT,PAYER,{header}\np1,x,{row},Guardian,Ann\n")
    assert read.rows(
        "SELECT CAST(start_date AS VARCHAR), CAST(end_date AS VARCHAR), ownership, owner_name "
        "FROM source.payer_transitions"
    ) == [("2014-10-14 04:17:47", "2015-10-20 04:17:47", "Guardian", "Ann")]


def test_a_bare_year_is_its_first_or_last_day(tmp_path: Path) -> None:
    read = Reading(tmp_path, payer_transitions="PATIENT,PAYER,START_YEAR,END_YEAR\np1,x,2014,2015\n")
    assert read.rows("SELECT CAST(start_date AS VARCHAR), CAST(end_date AS VARCHAR) FROM source.payer_transitions") == [
        ("2014-01-01 00:00:00", "2015-12-31 00:00:00")
    ]


@pytest.mark.parametrize(
    "content",
    [
        "Id,BIRTHDATE,GENDER,FIRST\np1,1980-06-01,M,김철수\n".encode("utf-8-sig"),
        "Id,BIRTHDATE,GENDER,FIRST\np1,1980-06-01,M,김철수\n".encode("cp949"),
        "Id,BIRTHDATE,GENDER,FIRST\np1,1980-06-01,M,김철수\n".encode("utf-16"),
        "Id,BIRTHDATE,GENDER,FIRST\r\np1,1980-06-01,M,김철수\r\n".encode(),
        "Id,BIRTHDATE,GENDER,FIRST\r\np1,1980-06-01,M,김철수\n".encode(),
        "Id,BIRTHDATE,GENDER,FIRST\np1,1980-06-01,M,김철수".encode(),
        'Id,BIRTHDATE,GENDER,FIRST\n"p1","1980-06-01","M","김철수"\n'.encode(),
        "Id,BIRTHDATE,GENDER,FIRST\n p1 , 1980-06-01 ,M,김철수 \n".encode(),
        "\nId,BIRTHDATE,GENDER,FIRST\n\np1,1980-06-01,M,김철수\n\n".encode(),
    ],
    ids=["BOM", "CP949", "UTF-16", "CRLF", "mixed line ends", "no last line end", "quoted", "blanks", "blank lines"],
)
def test_however_it_is_encoded_it_reads_the_same(tmp_path: Path, content: bytes) -> None:
    read = Reading(tmp_path, patients=content)
    assert read.rows("SELECT id, CAST(birthdate AS DATE)::VARCHAR, gender, first, source_key FROM source.patients") == [
        ("p1", "1980-06-01", "M", "김철수", "p1")
    ]
    assert read.rejects() == []


def test_bytes_of_no_encoding_reject_their_line_alone(tmp_path: Path) -> None:
    read = Reading(tmp_path, patients=PATIENTS.encode() + b"p\xff\xfe\xfd,1980-01-01,F\np3,1990-01-01,F\n")
    assert [row[:2] + row[4:] for row in read.rejects()] == [("patients", 3, "malformed_line")]
    assert read.lines("patients", "id") == [(2, "p1"), (4, "p3")]


def test_quotes_and_line_breaks_inside_cells_keep_lines_exact(tmp_path: Path) -> None:
    read = Reading(
        tmp_path,
        conditions=CONDITIONS
        + '2020-01-01,,p1,e1,1,"one\n\ntwo, ""three"""\n'  # lines 2 to 4
        + "2020-01-02,,p1,e1,2,plain\n"  # 5
        + "\n\n"  # 6, 7
        + '2020-01-03,,p1,e1,3,"four\nfive"\n'  # 8, 9
        + "2020-99-99,,p1,e1,4,bad\n"  # 10
        + "too,few\n"  # 11
        + "2020-01-05,,p1,e1,5,end\n",  # 12
    )
    assert read.lines("conditions", "code") == [(2, "1"), (5, "2"), (8, "3"), (12, "5")]
    assert read.rows("SELECT description FROM source.conditions WHERE code = '1'") == [('one\n\ntwo, "three"',)]
    assert read.rejects() == [
        ("conditions", 10, "START", "2020-99-99", "wrong_type"),
        ("conditions", 11, None, "too,few (missing columns)", "malformed_line"),
    ]


def test_lines_stay_exact_with_windows_line_ends(tmp_path: Path) -> None:
    text = CONDITIONS + '2020-01-01,,p1,e1,1,"a\nb"\n\n2020-01-02,,p1,e1,2,x\nfew\nwrong,,p1,e1,3,x\n'
    read = Reading(tmp_path, conditions=text.replace("\n", "\r\n"))
    assert read.lines("conditions", "code") == [(2, "1"), (5, "2")]
    assert [(row[1], row[4]) for row in read.rejects()] == [(6, "malformed_line"), (7, "wrong_type")]


def test_too_many_columns_are_malformed(tmp_path: Path) -> None:
    read = Reading(tmp_path, conditions=CONDITIONS + "2020-01-01,,p1,e1,1,a,b,c\n2020-01-01,,p1,e1,2,a\n")
    assert read.rejects() == [("conditions", 2, None, "2020-01-01,,p1,e1,1,a,b,c (too many columns)", "malformed_line")]
    assert read.lines("conditions", "code") == [(3, "2")]


@pytest.mark.parametrize("after", ["", '2020-01-04,,p1,e1,4,"quoted"\n'], ids=["to the end", "to the next quote"])
def test_a_quote_that_never_closes_costs_its_own_line_alone(tmp_path: Path, after: str) -> None:
    read = Reading(
        tmp_path,
        conditions=CONDITIONS
        + '2020-01-01,,p1,e1,1,a\n2020-01-02,,p1,e1,2,"open\n2020-01-03,,p1,e1,3,c\nwrong,,p1,e1,9,c\n'
        + after,
    )
    codes = [row[1] for row in read.lines("conditions", "code")]
    assert codes == ["1", "3", *(["4"] if after else [])]
    assert read.rejects() == [
        ("conditions", 3, None, '2020-01-02,,p1,e1,2,"open (quote never closed)', "malformed_line"),
        ("conditions", 5, "START", "wrong", "wrong_type"),
    ]


def test_every_wrong_value_names_line_column_value_and_reason(tmp_path: Path) -> None:
    read = Reading(
        tmp_path,
        medications="START,STOP,PATIENT,ENCOUNTER,CODE,DISPENSES,TOTALCOST\n"
        "2020-01-01,,p1,e1,1,3,1.5\n"
        "yesterday,,p1,e1,2,x,1.5\n"
        "2020-01-01,,p1,e1,3,x,1.5\n"
        "2020-01-01,2020-13-01,p1,e1,4,1,1.5\n"
        "2020-01-01,,,e1,5,1,1.5\n"
        "2020-01-01,,p1,e1,6,inf,NaN\n"
        "2020-01-01,,p1,e1,7,1,NaN\n",
    )
    assert read.rejects() == [
        ("medications", 3, "START", "yesterday", "wrong_type"),
        ("medications", 4, "DISPENSES", "x", "wrong_type"),
        ("medications", 5, "STOP", "2020-13-01", "wrong_type"),
        ("medications", 6, "PATIENT", None, "missing_value"),
        ("medications", 7, "DISPENSES", "inf", "wrong_type"),
    ]
    assert read.rows("SELECT code, totalcost FROM source.medications ORDER BY 1") == [("1", 1.5), ("7", None)]


def test_a_column_that_is_all_wrong_still_counts_its_rows(tmp_path: Path) -> None:
    read = Reading(tmp_path, supplies="DATE,PATIENT,ENCOUNTER,CODE,QUANTITY\n" + "2020-01-01,p1,e1,1,many\n" * 50)
    assert read.rows("SELECT records FROM etl.file WHERE file = 'supplies'") == [(50,)]
    assert len(read.rejects()) == 50


@pytest.mark.parametrize("order", [1, -1])
def test_of_rows_with_one_id_the_first_by_content_stays(tmp_path: Path, order: int) -> None:
    rows = ["e1,2020-01-02,p1,wellness\n", "e1,2020-01-01,p1,wellness\n", "e2,2020-01-01,p1,home\n"][::order]
    read = Reading(tmp_path, encounters="Id,START,PATIENT,ENCOUNTERCLASS\n" + "".join(rows))
    assert read.rows("SELECT id, CAST(CAST(start AS DATE) AS VARCHAR) FROM source.encounters ORDER BY 1") == [
        ("e1", "2020-01-01"),
        ("e2", "2020-01-01"),
    ]
    assert [row[2:] for row in read.rejects()] == [("ID", "e1", "duplicate_id")]


def test_rows_without_id_are_named_by_content_and_twins_by_number(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    lines = ["2020-01-01,,p1,e1,1,a\n", "2020-01-01,,p1,e1,1,a\n", "2020-01-01,,p1,e1,2,a\n"]
    first = Reading(tmp_path / "a", conditions=CONDITIONS + "".join(lines))
    second = Reading(tmp_path / "b", conditions=CONDITIONS + "".join(reversed(lines)))
    keys = "SELECT code, source_key FROM source.conditions ORDER BY 1, 2"
    assert first.rows(keys) == second.rows(keys)
    assert len({row[1] for row in first.rows(keys)}) == 3


def test_an_empty_optional_file_is_an_empty_table(tmp_path: Path) -> None:
    read = Reading(tmp_path, conditions="", allergies="\n\n", supplies="DATE,PATIENT,ENCOUNTER,CODE,QUANTITY\n")
    assert read.rows("SELECT count(*) FROM source.conditions") == [(0,)]
    assert read.rows("SELECT file, records FROM etl.file WHERE path IS NOT NULL ORDER BY 1") == [
        ("allergies", 0),
        ("conditions", 0),
        ("encounters", 1),
        ("patients", 1),
        ("supplies", 0),
    ]


@pytest.mark.parametrize("content", ["", "\n", "Id,BIRTHDATE,GENDER\n"])
def test_an_empty_required_file_stops_the_run(tmp_path: Path, content: str) -> None:
    with pytest.raises(FileEmpty, match=r"patients\.csv"):
        Reading(tmp_path, patients=content)


def test_a_missing_required_column_is_named_with_those_found(tmp_path: Path) -> None:
    with pytest.raises(ColumnMissing) as caught:
        Reading(tmp_path, patients="Id,BIRTH,GENDER\np1,1980-06-01,M\n")
    assert caught.value.values == {"file": "patients.csv", "columns": "BIRTHDATE", "found": "Id, BIRTH, GENDER"}


def test_a_column_named_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ColumnTwice, match="birthdate"):
        Reading(tmp_path, patients="Id,BIRTHDATE,birthdate,GENDER\np1,1980-06-01,,M\n")


def test_unknown_columns_are_noted_and_left_out(tmp_path: Path) -> None:
    read = Reading(tmp_path, patients="Id,BIRTHDATE,GENDER,SHOE_SIZE,\np1,1980-06-01,M,44,\n")
    assert read.rows("SELECT extra FROM etl.file WHERE file = 'patients'") == [("SHOE_SIZE,column 5",)]
    assert read.rows("SELECT id FROM source.patients") == [("p1",)]


def test_parquet_reads_as_csv_does(tmp_path: Path) -> None:
    (tmp_path / "csv").mkdir()
    (tmp_path / "parquet").mkdir()
    text = "Id,START,PATIENT,ENCOUNTERCLASS,TOTAL_CLAIM_COST\ne1,2020-01-01T09:00:00Z,p1,wellness,12.5\n"
    table = pa.table(
        {
            "ID": ["e1"],
            "Start": pa.array([datetime(2020, 1, 1, 9)], pa.timestamp("us")),
            "PATIENT": ["p1"],
            "ENCOUNTERCLASS": ["wellness"],
            "TOTAL_CLAIM_COST": [12.5],
        }
    )
    first = Reading(tmp_path / "csv", encounters=text)
    second = Reading(tmp_path / "parquet", tables={"encounters": table})
    assert first.rows("SELECT * FROM source.encounters") == second.rows("SELECT * FROM source.encounters")


def test_what_is_odd_but_harmless_is_noted(tmp_path: Path) -> None:
    patients = "Id,BIRTHDATE,GENDER,SHOE\np1,1980-06-01,M,김\n".encode("cp949")
    read = Reading(tmp_path, patients=patients, unknown=("readme.txt",))
    assert read.rows("SELECT * FROM etl.note WHERE kind <> 'missing_file' ORDER BY ALL") == [
        ("transcoded", "patients.csv", "cp949"),
        ("unknown_column", "patients.csv", "SHOE"),
        ("unknown_file", "readme.txt", ""),
    ]
    assert ("missing_file", "claims.csv", "") in read.rows("SELECT * FROM etl.note")


def test_a_file_written_while_it_is_read_stops_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = step.read_csv

    def written_meanwhile(connection: Connection, stem: str, path: Path, *rest: Any) -> Raw:
        raw = read(connection, stem, path, *rest)
        if stem == "conditions":
            path.write_text(path.read_text() + "2020-01-02,,p1,,222,late\n")
        return raw

    monkeypatch.setattr(step, "read_csv", written_meanwhile)
    with pytest.raises(SourceChanged, match=r"conditions\.csv"):
        Reading(tmp_path, conditions=CONDITIONS + "2020-01-01,,p1,,111,early\n")


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(step, "scan", refuse)
    with pytest.raises(FileForbidden, match=r"patients\.csv"):
        step.examine(Located({"patients": tmp_path / "patients.csv"}, ()))
