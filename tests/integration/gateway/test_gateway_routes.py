"""Questions over HTTP."""

import io
from pathlib import Path

import pyarrow as pa
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from asan.gateway import routes
from asan.gateway.current_principal import current_principal
from asan.gateway.principal import Principal
from asan.http import errors
from tests.integration.gateway.conftest import PERSONS

ARROW = {"accept": routes.ARROW}


@pytest.fixture
def client(home: Path) -> TestClient:
    app = FastAPI()
    errors.install(app)
    app.include_router(routes.router)
    roles = {"role": "steward"}
    app.dependency_overrides[current_principal] = lambda: Principal("test", frozenset(roles.values()))
    client = TestClient(app, headers={"accept-language": "en"}, raise_server_exceptions=False)
    client.app.state.roles = roles  # type: ignore[attr-defined]
    return client


def test_an_answer_names_columns_types_masks_and_snapshot(client: TestClient) -> None:
    sql = "SELECT person_id, person_source_value, birth_datetime FROM person ORDER BY 1"
    body = client.post("/api/query", json={"sql": sql, "limit": 2}).json()
    assert body["columns"] == [
        {"name": "person_id", "type": "int64", "mask": None},
        {"name": "person_source_value", "type": "string", "mask": "token"},
        {"name": "birth_datetime", "type": "timestamp[us]", "mask": "year"},
    ]
    assert [row[0] for row in body["rows"]] == [0, 1]
    assert body["rows"][0][2] == "1969-01-01T00:00:00"
    assert body["truncated"]
    assert body["snapshot"] > 0


def test_two_columns_of_one_name_both_come(client: TestClient) -> None:
    body = client.post("/api/query", json={"sql": "SELECT 1 AS a, 2 AS a"}).json()
    assert body["rows"] == [[1, 2]]


@pytest.mark.parametrize("limit", [10, 30_000])
def test_arrow_streams(client: TestClient, limit: int) -> None:
    sql = "SELECT a.person_id FROM person a, person b, person c"
    answer = client.post("/api/query", json={"sql": sql, "limit": limit}, headers=ARROW)
    assert answer.headers["content-type"] == routes.ARROW
    assert pa.ipc.open_stream(io.BytesIO(answer.content)).read_all().num_rows == min(limit, PERSONS**3)


@pytest.mark.parametrize(
    ("sql", "status", "code"),
    [
        ("SELECT * FROM nosuch", 403, "not_visible"),
        ("DROP TABLE person", 403, "not_allowed"),
        ("SELECT FROM", 400, "bad_sql"),
        ("SELECT CAST('x' AS INTEGER)", 400, "question_failed"),
    ],
)
def test_a_failure_has_code_text_and_next_step(client: TestClient, sql: str, status: int, code: str) -> None:
    answer = client.post("/api/query", json={"sql": sql}, headers=ARROW)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]
    assert answer.json()["next"]


@pytest.mark.parametrize(
    "value",
    [
        "DATE '2020-01-02'",
        "TIME '10:00:00'",
        "INTERVAL 3 DAY",
        "1.50::DECIMAL(9,2)",
        "'nan'::DOUBLE",
        "[1, NULL]",
        "{'a': DATE '2020-01-02'}",
        "map {'a': 1}",
        "'x'::BLOB",
        "uuid()",
        "170141183460469231731687303715884105727",
        "true",
        "NULL",
        "'김'",
    ],
)
def test_every_kind_of_value_is_json(client: TestClient, value: str) -> None:
    answer = client.post("/api/query", json={"sql": f"SELECT {value} AS v"})
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["rows"]) == 1


def test_the_catalog_is_the_askers(client: TestClient) -> None:
    tables = {table["name"]: table for table in client.get("/api/catalog").json()}
    assert not tables["person"]["aggregate_only"]
    client.app.state.roles["role"] = "auditor"  # type: ignore[attr-defined]
    assert "person" not in {table["name"] for table in client.get("/api/catalog").json()}
