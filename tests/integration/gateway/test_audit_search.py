"""Finding records: by every condition, in combination, and who has seen a patient."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import func, select

from asan.gateway.audit import Entry, index, words, write
from asan.gateway.audit.words import beginning_with, gather
from asan.gateway.errors import NotVisible
from asan.gateway.models import AuditRecord, AuditWord
from asan.gateway.principal import Principal
from asan.gateway.service import Gateway
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import engine, transaction
from asan.modules.security import audit_export
from asan.modules.security.audit_log import Filter, page, seen
from tests.integration.gateway.conftest import PERSONS, someone
from tests.support.postgres import missing_postgres, postgres_server

FIVE = [5, 4, 3, 2, 1]
KIM = Principal("kim.min-ji", frozenset({"clinician"}), purpose="진료 당뇨", project="stroke")
LEE = Principal("lee", frozenset({"admin"}), acting_for="os:root")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An app store with five records, on each of the two databases; tests that add to it leave those first."""
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("ASAN_HOME", str(tmp_path_factory.mktemp("audit")))
        if request.param == "postgresql":
            if reason := missing_postgres():
                pytest.skip(reason)
            server = stack.enter_context(postgres_server())
            patch.setenv("ASAN_APP_STORE", server.create_database("audit").replace("ql://", "ql+psycopg://"))
        settings.cache_clear()
        upgrade()
        cdm, notes = json.dumps({"cdm.person": {}, "cdm.visit_occurrence": {}}), json.dumps({"cdm.note": {}})
        named, wide = {"reach": "named", "persons": "[5, 7]"}, {"reach": "everybody"}
        write(KIM, Entry("query", "answered", "http", question="SELECT person_id FROM person", policies=cdm, **named))
        write(LEE, Entry("query", "answered", "page:mart", question="SELECT * FROM note", policies=notes, **wide))
        write(LEE, Entry("query", "refused", "cli", question="SELECT 환자를 FROM x", code="not_visible"))
        write(KIM, Entry("mart.download", "done", "page:mart", question="export 7"))
        write(replace(KIM, name="kim_min_ji"), Entry("query", "failed", "http", question="SELECT 50% -- 'quote\" *"))
        yield
        engine().dispose()
    settings.cache_clear()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), FIVE),
        (Filter(user="kim.min-ji"), [4, 1]),
        (Filter(user="KIM.Min-Ji"), [4, 1]),
        (Filter(user="os:root"), [3, 2]),
        (Filter(person=5), [1]),
        (Filter(person=6), []),
        (Filter(table="cdm.person"), [1]),
        (Filter(table="visit_occurrence"), [1]),
        (Filter(table="note"), [2]),
        (Filter(purpose="당뇨"), [5, 4, 1]),
        (Filter(purpose="진료 stroke"), []),
        (Filter(project="stroke"), [5, 4, 1]),
        (Filter(surface="page:mart"), [4, 2]),
        (Filter(action="mart.download"), [4]),
        (Filter(outcome="refused"), [3]),
        (Filter(code="not_visible"), [3]),
        (Filter(text="person_id"), [1]),
        (Filter(text="perso"), [1]),
        (Filter(text="select note"), [2]),
        (Filter(text="환자"), [3]),
        (Filter(text="download"), [4]),
        (Filter(text="50% quote\" '*"), [5]),
        (Filter(text="'; DROP TABLE audit_record --"), []),
        (Filter(user="lee", outcome="answered", table="note", text="select"), [2]),
        (Filter(user="lee", person=5), []),
        (Filter(user="nobody"), []),
    ],
    ids=str,
)
def test_conditions_find_what_they_say(store: None, wanted: Filter, found: list[int]) -> None:
    assert [record.id for record in page(wanted, before=6)] == found


def test_pages_follow_each_other(store: None) -> None:
    assert [record.id for record in page(Filter(user="kim.min-ji"), size=1)] == [4]
    assert [record.id for record in page(Filter(user="kim.min-ji"), size=1, before=4)] == [1]
    assert page(Filter(user="kim.min-ji"), size=1, before=1) == []


def test_who_has_seen_a_patient_is_told_apart_from_who_may_have(store: None) -> None:
    found = seen(5)
    assert [(one.principal, one.times, one.purposes) for one in found.certain] == [("kim.min-ji", 1, {"진료 당뇨"})]
    assert [(one.principal, one.times, one.last_record) for one in found.possible] == [("lee", 1, 2)]
    assert found.complete
    assert seen(6).certain == []
    assert seen(5, since=datetime.now(UTC) + timedelta(days=2)).possible == []


def test_the_index_is_made_anew_from_the_records(store: None) -> None:
    with transaction() as session:
        written = session.scalar(select(func.count(AuditRecord.id)))
    before = [record.id for record in page(Filter(user="kim.min-ji", text="select"))]
    with engine().begin() as connection:
        assert index.rebuild(connection) == written
    assert [record.id for record in page(Filter(user="kim.min-ji", text="select"))] == before == [1]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_an_export_holds_what_is_found_and_is_in_the_audit(
    store: None, tmp_path: Path, form: audit_export.Format
) -> None:
    path = tmp_path / f"audit.{form}"
    with path.open("wb") as sink:
        assert audit_export.export(LEE, Filter(user="kim.min-ji"), form, sink) == 2
    if form == "parquet":
        found = pq.read_table(path).column("id").to_pylist()
    elif form == "jsonl":
        found = [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]
    else:
        found = [int(line.split(",")[0]) for line in path.read_text(encoding="utf-8-sig").splitlines()[1:]]
    assert found == [4, 1]
    (record,) = page(Filter(action="audit.export"), size=1)
    assert (record.question, record.rows) == (f"{form}: user kim.min-ji", 2)


def ask(door: Gateway, sql: str, **more: object) -> tuple[str | None, list[int]]:
    """What the audit says of whom a question could show."""
    answer = door.query(someone("admin"), sql, **more)  # type: ignore[arg-type]
    answer.close()
    (record,) = page(Filter(), before=answer.audit_id + 1, size=1)
    return record.reach, json.loads(record.persons or "[]")


def test_a_question_says_whose_data_it_could_show(door: Gateway) -> None:
    assert ask(door, "SELECT * FROM visit_occurrence WHERE person_id = 3") == ("named", [3])
    assert ask(door, "SELECT * FROM person WHERE person_id IN (?, ?)", parameters=[3, 4]) == ("named", [3, 4])
    assert ask(door, "SELECT person_id FROM person ORDER BY 1 LIMIT 2") == ("everybody", [0, 1])
    assert ask(door, "SELECT count(*) FROM person") == ("everybody", [])
    assert ask(door, "SELECT person_id FROM person", row_limit=30_000) == ("everybody", [])
    assert ask(door, "SELECT * FROM concept") == (None, [])
    assert {one.principal for one in seen(1).certain} == {"test-admin"}
    assert len([one for one in seen(PERSONS + 7).certain]) == 0


def test_a_refused_question_about_a_patient_is_found_and_counts_as_nothing_seen(door: Gateway) -> None:
    with pytest.raises(NotVisible):
        door.query(someone("auditor"), "SELECT * FROM person WHERE person_id = 11")
    assert page(Filter(text="11", outcome="refused"))
    assert "test-auditor" not in {one.principal for one in seen(11).certain}


def test_parameters_are_kept_with_the_question(door: Gateway) -> None:
    answer = door.query(someone("admin"), "SELECT $a", parameters={"a": "김"})
    (record,) = page(Filter(), before=answer.audit_id + 1, size=1)
    assert (record.question, record.parameters) == ("SELECT $a", '{"a": "김"}')


def test_a_beginning_stands_for_the_words_that_have_it(store: None) -> None:
    with transaction() as session:
        connection = session.connection()
        assert beginning_with(connection, "q_sel") == ["q_select"]
        assert beginning_with(connection, "q_환") == ["q_환자를"]
        assert beginning_with(connection, "q_nowhere") == []
        # Of numbers only the index knows.
        assert beginning_with(connection, "q_5") is None
    kept = sorted_words()
    with engine().begin() as connection:
        index.rebuild(connection)
        gather(connection)
    assert sorted_words() == kept


def test_more_words_than_a_beginning_may_stand_for_are_left_to_the_index(
    store: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [record.id for record in page(Filter(text="se"))], [record.id for record in page(Filter(text="sel"))]
    monkeypatch.setattr(words, "MOST", 0)
    assert found == (
        [record.id for record in page(Filter(text="se"))],
        [record.id for record in page(Filter(text="sel"))],
    )
    assert found[1] != []


def sorted_words() -> list[str]:
    with transaction() as session:
        return list(session.scalars(select(AuditWord.word).order_by(AuditWord.word)))
