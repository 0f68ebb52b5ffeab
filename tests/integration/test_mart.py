"""The data mart over a hospital that the real steps loaded, asked through the real gateway."""

import csv
import io
import json
import time
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from sqlalchemy import select

from asan.gateway.arrow_stream import ARROW
from asan.gateway.limits.definition import Limits
from asan.gateway.limits.store import set_limits
from asan.gateway.models import AuditRecord
from asan.gateway.owner import owner
from asan.kit.jobs.models import Job
from asan.kit.jobs.queue import run_job
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.mart.columns import as_cell
from asan.upkeep import DAY, tidy
from tests.integration.conftest import Hospital
from tests.support.loaded_hospital import client_as

pytestmark = pytest.mark.usefixtures("hospital")
READERS = ("admin", "steward", "researcher", "clinician", "analyst")


def rows(role: str, table: str, **asked: Any) -> dict[str, Any]:
    answer = client_as(role).post(f"/api/mart/tables/{table}/rows", json=asked)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def as_arrow(role: str, table: str, **asked: Any) -> tuple[pa.Table, dict[str, Any]]:
    """A page in Arrow's form, and what its schema says of it."""
    answer = client_as(role).post(f"/api/mart/tables/{table}/rows", json=asked, headers={"Accept": ARROW})
    assert (answer.status_code, answer.headers["content-type"]) == (200, ARROW)
    found = pa.ipc.open_stream(answer.content).read_all()
    return found, json.loads(found.schema.metadata[b"asan.page"])


def column(body: dict[str, Any], name: str) -> list[Any]:
    at = [each["name"] for each in body["columns"]].index(name)
    return [row[at] for row in body["rows"]]


@pytest.mark.parametrize("role", READERS)
def test_tables_with_counts(role: str) -> None:
    body = client_as(role).get("/api/mart/tables").json()
    tables = {table["name"]: table for table in body["tables"]}
    assert (tables["person"]["rows"], tables["person"]["persons"]) == (27, 27)
    assert tables["visit_detail"]["rows"] == 604
    assert tables["concept"]["group"] == "vocabulary"
    assert tables["concept"]["rows"] == 14_805
    assert not any(table["aggregate_only"] for table in tables.values())
    assert body["snapshot"]["version"] > 0


def test_descriptions_are_in_the_askers_language() -> None:
    korean, english = (
        client_as("researcher", language=language).get("/api/mart/tables").json()["tables"][0]["description"]
        for language in ("ko", "en")
    )
    assert korean != english
    assert english.isascii()


def test_an_auditor_has_no_patient_table() -> None:
    names = {table["name"] for table in client_as("auditor").get("/api/mart/tables").json()["tables"]}
    assert "person" not in names
    refused = client_as("auditor").post("/api/mart/tables/person/rows", json={})
    assert (refused.status_code, refused.json()["code"]) == (404, "mart_unknown_table")


def test_schema_says_keys_links_and_treatment() -> None:
    body = client_as("researcher").get("/api/mart/tables/visit_occurrence").json()
    fields = {field["name"]: field for field in body["fields"]}
    assert fields["visit_occurrence_id"]["primary_key"]
    assert fields["person_id"]["foreign_key"] == {"table": "person", "field": "person_id", "visible": True}
    assert (fields["visit_source_value"]["treatment"], fields["visit_source_value"]["mask"]) == ("mask", "null")
    assert {"table": "visit_detail", "field": "visit_occurrence_id"} in body["referenced_by"]


def test_a_clinician_sees_what_a_researcher_does_not() -> None:
    plain, masked = (rows(role, "person") for role in ("clinician", "researcher"))
    assert all(column(plain, "person_source_value"))
    assert set(column(masked, "person_source_value")) == {None}
    masks = {each["name"]: each["mask"] for each in masked["columns"]}
    assert masks["person_source_value"] == "null"
    assert masks["gender_concept_id"] is None


def test_pages_fit_together_whatever_the_order() -> None:
    order = [{"column": "measurement_concept_id", "desc": True}]
    whole = rows("researcher", "measurement", sort=order, limit=500)
    assert whole["total"] == 563
    pages = [
        rows("researcher", "measurement", sort=order, limit=100, offset=at, count=False) for at in range(0, 600, 100)
    ]
    together = [row for page in pages for row in page["rows"]]
    assert together[:500] == whole["rows"]
    assert len({tuple(row) for row in together}) == 563
    concepts = column({**whole, "rows": together}, "measurement_concept_id")
    assert concepts == sorted(concepts, reverse=True)


@pytest.mark.parametrize(("role", "table"), [("researcher", "person"), ("clinician", "measurement"), ("admin", "cost")])
def test_a_page_in_arrows_form_is_the_page_in_json(role: str, table: str) -> None:
    asked: dict[str, Any] = {"limit": 40, "names": True}
    body = rows(role, table, **asked)
    found, head = as_arrow(role, table, **asked)
    told = [[as_cell(value) for value in row.values()] for row in found.to_pylist()]
    assert told == body["rows"]
    same = {"columns", "total", "snapshot", "names", "sql"}
    assert {key: head[key] for key in same} == {key: body[key] for key in same}
    assert json.loads(found.schema.metadata[b"asan.masked"]) == {
        each["name"]: each["mask"] for each in body["columns"] if each["mask"]
    }


def test_a_page_refused_in_arrows_form_is_told_in_json() -> None:
    path = "/api/mart/tables/person/rows"
    refused = client_as("engineer").post(path, json={}, headers={"Accept": ARROW})
    assert refused.json()["code"] == client_as("engineer").post(path, json={}).json()["code"]


def test_filters_count_exactly() -> None:
    women = rows("researcher", "person", filters=[{"column": "gender_concept_id", "op": "eq", "value": 8532}])
    men = rows("researcher", "person", filters=[{"column": "gender_concept_id", "op": "in", "value": [8507]}])
    assert women["total"] + men["total"] == 27
    assert len(women["rows"]) == women["total"]
    both = [
        {"column": "year_of_birth", "op": "ge", "value": 1980},
        {"column": "gender_concept_id", "op": "eq", "value": "8507"},
    ]
    assert all(year >= 1980 for year in column(rows("researcher", "person", filters=both), "year_of_birth"))
    text = [{"column": "concept_name", "op": "contains", "value": "DIABETES"}]
    names = column(rows("researcher", "concept", filters=text), "concept_name")
    assert names
    assert all("diabetes" in name.lower() for name in names)


def test_a_filter_on_a_masked_column_sees_masked_values_only() -> None:
    known = column(rows("clinician", "person"), "person_source_value")[0]
    asked = [{"column": "person_source_value", "op": "eq", "value": known}]
    assert rows("clinician", "person", filters=asked)["total"] == 1
    assert rows("researcher", "person", filters=asked)["total"] == 0


def test_concept_names_of_the_page() -> None:
    body = rows("researcher", "person", names=True, columns=["person_id", "gender_concept_id"])
    assert {body["names"][str(concept)] for concept in column(body, "gender_concept_id")} <= {"MALE", "FEMALE"}
    assert [each["name"] for each in body["columns"]] == ["person_id", "gender_concept_id"]


def test_a_snapshot_that_was_never_published_is_refused() -> None:
    answer = client_as("researcher").post("/api/mart/tables/person/rows", json={"snapshot": 0})
    assert (answer.status_code, answer.json()["code"]) == (404, "no_snapshot")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"filters": [{"column": "nope", "op": "is_null"}]}, "mart_unknown_column"),
        ({"filters": [{"column": "year_of_birth", "op": "eq", "value": "old"}]}, "mart_bad_filter"),
        ({"limit": 501}, "bad_input"),
        ({"sorted": []}, "bad_input"),
    ],
)
def test_bad_questions_are_named(asked: dict[str, Any], code: str) -> None:
    answer = client_as("researcher").post("/api/mart/tables/person/rows", json=asked)
    assert 400 <= answer.status_code < 500
    assert answer.json()["code"] == code
    assert answer.json()["next"]


def test_an_engineer_sees_structure_and_counts_but_no_rows() -> None:
    engineer = client_as("engineer")
    tables = {table["name"]: table for table in engineer.get("/api/mart/tables").json()["tables"]}
    assert tables["person"]["aggregate_only"]
    assert tables["person"]["rows"] == 27
    assert engineer.get("/api/mart/tables/person").json()["aggregate_only"]
    for refused in (
        engineer.post("/api/mart/tables/person/rows", json={}),
        engineer.post("/api/mart/exports", json={"table": "person"}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "mart_aggregate_only")


def test_profile_leaves_out_masked_columns() -> None:
    body = client_as("researcher").get("/api/mart/tables/person/profile").json()
    columns = {each["name"]: each for each in body["columns"]}
    assert {"name": "person_source_value", "mask": "null"} in body["masked"]
    assert "person_source_value" not in columns
    assert columns["person_id"]["row_count"] == 27
    genders = {top["name"]: top["count"] for top in columns["gender_concept_id"]["top_values"]}
    assert set(genders) <= {"MALE", "FEMALE"}
    assert sum(genders.values()) == 27


def export(role: str, hospital: Hospital, **asked: Any) -> tuple[int, bytes]:
    started = client_as(role).post("/api/mart/exports", json=asked)
    assert started.status_code == 202, started.text
    job = started.json()["job"]
    run_job(job)
    listed = next(each for each in client_as(role).get("/api/mart/exports").json() if each["job"] == job)
    assert listed["state"] == "succeeded", listed
    file = client_as(role).get(f"/api/mart/exports/{job}/file")
    assert file.status_code == 200
    assert len(file.content) == listed["bytes"]
    return job, file.content


def test_csv_export_is_what_the_asker_sees(hospital: Hospital) -> None:
    asked = [{"column": "year_of_birth", "op": "ge", "value": 1980}]
    _, content = export("researcher", hospital, table="person", filters=asked)
    assert content.startswith(b"\xef\xbb\xbf")
    found = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    seen = rows("researcher", "person", filters=asked)
    assert [int(row["person_id"]) for row in found] == column(seen, "person_id")
    assert {row["person_source_value"] for row in found} == {""}


def test_parquet_export_has_every_row_and_its_types(hospital: Hospital) -> None:
    job, content = export("clinician", hospital, table="measurement", format="parquet")
    table = parquet.read_table(io.BytesIO(content))
    assert table.num_rows == 563
    assert str(table.schema.field("measurement_date").type) == "date32[day]"
    assert str(table.schema.field("value_as_number").type) == "double"
    assert not list((hospital.home / "exports" / str(job)).glob("*.part"))


def test_an_export_beyond_the_askers_limits_is_refused_not_cut(hospital: Hospital) -> None:
    for limits, told in ((Limits(rows=500), "limit_rows"), (Limits(export_megabytes=1, rows=563), None)):
        set_limits(owner(), "role:clinician", limits)
        try:
            job = client_as("clinician").post("/api/mart/exports", json={"table": "measurement"}).json()["job"]
            run_job(job)
        finally:
            set_limits(owner(), "role:clinician", Limits())
        with transaction() as session:
            done = session.get_one(Job, job)
            assert (done.state, (done.error or {}).get("en", {}).get("code")) == (
                "failed" if told else "succeeded",
                told,
            )


def test_an_export_whose_file_was_tidied_away_says_so(hospital: Hospital) -> None:
    job, _ = export("clinician", hospital, table="death")
    tidy(settings(), time.time() + 31 * DAY)
    answer = client_as("clinician").get(f"/api/mart/exports/{job}/file")
    assert (answer.status_code, answer.json()["code"]) == (410, "mart_export_gone")
    listed = client_as("clinician").get("/api/mart/exports").json()
    assert [each["downloadable"] for each in listed if each["job"] == job] == [False]


def test_an_export_is_its_owners_alone_and_audited(hospital: Hospital) -> None:
    job, _ = export("clinician", hospital, table="death")
    other = client_as("admin").get(f"/api/mart/exports/{job}/file")
    assert (other.status_code, other.json()["code"]) == (404, "not_found")
    with transaction() as session:
        told = session.scalars(select(AuditRecord).where(AuditRecord.question == f"export {job}: death.csv")).all()
    assert [(record.principal, record.action) for record in told] == [("clinician", "mart.download")]


def test_a_file_is_not_there_before_its_job_has_ended() -> None:
    job = client_as("clinician").post("/api/mart/exports", json={"table": "person"}).json()["job"]
    early = client_as("clinician").get(f"/api/mart/exports/{job}/file")
    assert (early.status_code, early.json()["code"]) == (409, "mart_export_not_ready")
