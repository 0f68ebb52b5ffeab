"""Limits by principal: the nearest word counts, on every surface, over all processes that share the app store."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import delete, select, update
from typer.testing import CliRunner

from asan.gateway import routes as gateway_routes
from asan.gateway.current_principal import current_principal
from asan.gateway.errors import ExportSpent, OutOfMemory, TimedOut, TooManyAtOnce
from asan.gateway.execution import Cancellation
from asan.gateway.limits import commands, routes, usage
from asan.gateway.limits.definition import Limits, settled
from asan.gateway.limits.store import set_limits
from asan.gateway.models import AuditRecord, Group, PolicyChange, PrincipalUsage, RunningQuestion, User
from asan.gateway.principal import Principal
from asan.gateway.service import Gateway
from asan.gateway.wire.errors import sqlstate_of
from asan.http import errors
from asan.kit.errors import BadInput, Forbidden, NotFound
from asan.kit.store import transaction
from tests.integration.gateway.conftest import forget_policies, someone

ADMIN = Principal("ada", frozenset({"admin"}))
KIM = Principal("kim", frozenset({"researcher", "analyst"}), groups=frozenset({"heart"}))
ENDLESS = "SELECT sum(a.person_id * b.range) FROM person a, range(100000000) b, range(1000) c"
MANY = "SELECT a.person_id FROM person a, range(2000) b"
LONG = 1_000_000
"""More rows than an answer in memory has: it streams, and runs until it is closed."""


@pytest.fixture(autouse=True)
def no_limits(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(usage, "PATIENCE", 0.0)
    yield
    forget_policies()
    with transaction() as session:
        for table in (PolicyChange, PrincipalUsage, RunningQuestion, Group, User):
            session.execute(delete(table))


def limit(holder: str, **limits: float) -> None:
    set_limits(ADMIN, holder, Limits.model_validate(limits))


def newest() -> AuditRecord:
    with transaction() as session:
        return session.scalars(select(AuditRecord).order_by(AuditRecord.id.desc()).limit(1)).one()


def test_the_nearest_word_counts_and_of_equally_near_ones_the_most_generous() -> None:
    stated = {
        "everyone": Limits(rows=10, seconds=1, questions=1, export_megabytes=1),
        "role:researcher": Limits(rows=20, seconds=2, questions=2),
        "role:analyst": Limits(rows=30, questions=1),
        "role:admin": Limits(rows=10**6),
        "group:heart": Limits(rows=5, seconds=3),
        "user:kim": Limits(rows=7),
        "user:lee": Limits(rows=8),
    }
    assert settled(KIM, stated) == Limits(rows=7, seconds=3, questions=2, export_megabytes=1)
    assert settled(KIM, {}) == Limits()


def test_rows_are_cut_and_it_is_said(door: Gateway) -> None:
    limit("role:researcher", rows=3)
    answer = door.query(KIM, "SELECT person_id FROM person", row_limit=30)
    assert (len(answer.rows()), answer.truncated) == (3, True)
    whole = door.query(KIM, "SELECT person_id FROM person WHERE person_id < 3")
    assert (len(whole.rows()), whole.truncated) == (3, False)
    assert len(door.query(someone("clinician"), "SELECT person_id FROM person").rows()) == 40


def test_seconds_are_those_of_the_limit_and_not_more_than_were_asked(door: Gateway) -> None:
    limit("role:clinician", seconds=0.3)
    with pytest.raises(TimedOut, match=r"limit of 0\.3 sec"):
        door.query(someone("clinician"), ENDLESS, seconds=3600)
    limit("role:clinician", seconds=3600)
    with pytest.raises(TimedOut, match=r"limit of 0\.2 sec"):
        door.query(someone("clinician"), ENDLESS, seconds=0.2)


def test_memory_is_that_of_the_limit(door: Gateway) -> None:
    hungry = "SELECT length(string_agg(repeat('x', 1000), '')) AS n FROM range(300000)"
    limit("role:clinician", memory_megabytes=150)
    with pytest.raises(OutOfMemory):
        door.query(someone("clinician"), hungry)
    assert door.query(someone("clinician"), "SELECT count(*) AS n FROM person").rows() == [{"n": 40}]
    assert door.query(someone("admin"), hungry).rows() == [{"n": 300_000_000}]


def test_as_many_questions_run_as_may(door: Gateway) -> None:
    limit("role:clinician", questions=2)
    asker = someone("clinician")
    first, second = (door.query(asker, MANY, row_limit=LONG) for _ in range(2))
    with pytest.raises(TooManyAtOnce) as refused:
        door.query(asker, "SELECT 1")
    assert refused.value.values["most"] == 2
    assert 0 < int(str(refused.value.values["retry_after"])) <= 120
    record = newest()
    assert (record.outcome, record.code) == ("refused", "limit_questions")
    # Others are not concerned, and what has ended makes room, read or not.
    door.query(someone("researcher"), "SELECT 1")
    second.close()
    assert len(door.query(asker, "SELECT 1").rows()) == 1
    assert sum(batch.num_rows for batch in first.batches) == 80_000
    with pytest.raises(TimedOut):
        door.query(asker, ENDLESS, seconds=0.2)
    assert running() == 0


def running() -> int:
    with transaction() as session:
        return len(session.scalars(select(RunningQuestion)).all())


def test_a_question_waits_a_moment_for_another_to_end(door: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, "PATIENCE", 60.0)
    limit("role:clinician", questions=1)
    asker = someone("clinician")
    first = door.query(asker, MANY, row_limit=LONG)
    timer = threading.Timer(0.2, first.close)
    timer.start()
    assert len(door.query(asker, "SELECT 1").rows()) == 1
    timer.join()
    second = door.query(asker, MANY, row_limit=LONG)
    stop = Cancellation()
    stop.requested = True
    with pytest.raises(TooManyAtOnce):
        door.query(asker, "SELECT 1", cancellation=stop)
    second.close()


def test_questions_of_a_process_that_died_lapse(door: Gateway) -> None:
    limit("role:clinician", questions=1)
    asker = someone("clinician")
    left = door.query(asker, MANY, row_limit=LONG)
    with transaction() as session:
        session.execute(update(RunningQuestion).values(ends_at=RunningQuestion.ends_at - timedelta(hours=1)))
    assert len(door.query(asker, "SELECT 1").rows()) == 1
    left.close()


def test_another_process_counts_along(door: Gateway) -> None:
    limit("role:clinician", questions=1)
    asker = someone("clinician")
    held = door.query(asker, MANY, row_limit=LONG)
    other = """
from asan.gateway.limits import usage
usage.PATIENCE = 0
try:
    usage.end(usage.start("test-clinician", 1, 60, lambda: False))
    print("ran")
except usage.TooManyAtOnce:
    print("refused")
"""

    def elsewhere() -> str:
        return subprocess.run([sys.executable, "-c", other], check=True, capture_output=True, text=True).stdout.strip()

    assert elsewhere() == "refused"
    held.close()
    assert elsewhere() == "ran"


WIDE = "SELECT person_id, repeat('x', 1000) AS wide FROM person, range(20)"
"""800 rows of a thousand letters: 0.8 megabytes of rows read from patients' tables."""


@pytest.mark.parametrize("row_limit", [None, LONG])
def test_a_day_s_bytes_are_given_once(door: Gateway, row_limit: int | None) -> None:
    limit("role:clinician", export_megabytes=1)
    asker = someone("clinician")
    assert door.query(asker, WIDE, row_limit=row_limit).table().num_rows == 800
    with pytest.raises(ExportSpent) as spent:
        door.query(asker, WIDE, row_limit=row_limit).table()
    assert 0 < int(str(spent.value.values["retry_after"])) <= 86_400
    record = newest()
    assert record.code == "limit_export"
    assert record.outcome == ("refused" if row_limit is None else "failed")
    # What is no patient's costs nothing, and tomorrow is another day.
    assert door.query(asker, WIDE.replace("FROM person,", "FROM (SELECT 1 AS person_id),")).table().num_rows == 20
    with transaction() as session:
        session.execute(update(PrincipalUsage).values(day="2020-01-01"))
    assert door.query(asker, WIDE, row_limit=row_limit).table().num_rows == 800


def test_what_was_not_read_is_not_counted(door: Gateway) -> None:
    limit("role:clinician", export_megabytes=9)
    answer = door.query(someone("clinician"), WIDE, row_limit=LONG)
    read = next(answer.batches).nbytes
    answer.close()
    assert usage.used_now("test-clinician") == (0, read)


def test_only_administrators_set_limits_and_only_of_who_is_there(home: Path) -> None:
    for role in ("steward", "auditor", "researcher"):
        with pytest.raises(Forbidden):
            set_limits(someone(role), "everyone", Limits(rows=1))
    for holder in ("role:nosuch", "group:nosuch", "user:nosuch"):
        with pytest.raises(NotFound):
            limit(holder, rows=1)
    for holder in ("researcher", "role:", "team:heart", ""):
        with pytest.raises(BadInput):
            limit(holder, rows=1)
    with transaction() as session:
        session.add_all([Group(name="heart", title="heart"), User(name="Kim", display_name="Kim")])
    limit("group:heart", rows=1)
    limit("user:kim", rows=1)
    record = newest()
    assert (record.action, record.principal) == ("limit.set", "ada")
    assert str(record.question).startswith("user:Kim@1")


@pytest.fixture
def client(home: Path) -> Callable[[Principal], TestClient]:
    app = FastAPI()
    errors.install(app)
    for module in (gateway_routes, routes):
        app.include_router(module.router)

    def as_(who: Principal) -> TestClient:
        app.dependency_overrides[current_principal] = lambda: who
        return TestClient(app, headers={"accept-language": "en"}, raise_server_exceptions=False)

    return as_


def test_over_http(client: Callable[[Principal], TestClient], door: Gateway) -> None:
    body = {"holder": "role:clinician", "limits": {"questions": 1, "export_megabytes": 7}, "reason": "busy"}
    assert client(ADMIN).put("/api/security/limits", json=body).status_code == 204
    (listed,) = client(someone("auditor")).get("/api/security/limits").json()
    assert (listed["holder"], listed["limits"]["questions"], listed["reason"]) == ("role:clinician", 1, "busy")
    asker = someone("clinician")
    held = door.query(asker, MANY, row_limit=LONG)
    answer = client(asker).post("/api/query", json={"sql": "SELECT 1"})
    assert (answer.status_code, answer.json()["code"]) == (429, "limit_questions")
    assert int(answer.headers["retry-after"]) > 0
    own = client(asker).get("/api/limits").json()
    assert (own["limits"]["export_megabytes"], own["questions"]) == (7, 1)
    held.close()
    assert client(asker).put("/api/security/limits", json=body).status_code == 403
    assert client(asker).get("/api/security/limits").status_code == 403
    assert client(ADMIN).put("/api/security/limits", json={**body, "limits": {"rows": 0}}).status_code == 422
    assert client(ADMIN).put("/api/security/limits", json={**body, "limits": {}}).status_code == 204
    assert client(ADMIN).get("/api/security/limits").json() == []


def test_an_arrow_stream_ends_with_the_error(client: Callable[[Principal], TestClient]) -> None:
    import pyarrow as pa

    limit("role:clinician", export_megabytes=1)
    # The day is spent in the middle of the stream.
    sql = WIDE.replace("range(20)", "range(200)")
    headers = {"accept": "application/vnd.apache.arrow.stream"}
    with client(someone("clinician")).stream(
        "POST", "/api/query", json={"sql": sql, "limit": LONG}, headers=headers
    ) as answer:
        assert answer.status_code == 200
        content = b"".join(answer.iter_raw())
    ends = [
        metadata[b"asan.end"]
        for _, metadata in iter_with_metadata(pa.ipc.open_stream(content))
        if metadata and b"asan.end" in metadata
    ]
    assert len(ends) == 1
    assert b'"limit_export"' in ends[0]


def iter_with_metadata(reader: "object") -> Iterator[tuple[object, dict[bytes, bytes] | None]]:
    yield from reader.iter_batches_with_custom_metadata()  # type: ignore[attr-defined]


def test_clients_of_the_wire_are_told_a_limit_of_configuration() -> None:
    for error in (TooManyAtOnce(most=1, again="", retry_after=1), ExportSpent(megabytes=1, again="", retry_after=1)):
        assert sqlstate_of(error) == "53400"


def asan(*arguments: str) -> str:
    return CliRunner().invoke(commands.app, arguments, catch_exceptions=False).stdout


def test_on_the_command_line(home: Path) -> None:
    asan("set", "role:researcher", "--rows", "100", "--questions", "2", "--reason", "shared machine")
    assert asan("list").split("\t")[:2] == ["role:researcher", "rows=100 questions=2"]
    assert asan("show", "researcher").splitlines() == ["rows=100 questions=2", "running: 0\ttoday: 0.0 MB"]
    asan("remove", "role:researcher")
    assert asan("list") == ""
    with pytest.raises(BadInput):
        asan("set", "role:researcher")
    with pytest.raises(BadInput):
        asan("set", "role:researcher", "--rows", "0")
