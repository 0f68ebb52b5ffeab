"""What an engine with snapshots promises beside that."""

from collections.abc import Iterator

import pytest

from asan.warehouse.engines.base import Column, Session
from tests.integration.engines.asking import PERSON, answer, ask
from tests.integration.engines.conftest import Published


@pytest.fixture
def session(published: Published) -> Iterator[Session]:
    opened = published.engine.open()
    yield opened
    opened.close()


def test_snapshots_are_found_by_their_version(published: Published, session: Session) -> None:
    newest = session.current()
    assert newest is not None
    assert newest.version == published.new
    older = session.find(published.old)
    assert older is not None
    assert (older.version, older.run) == (published.old, 1)
    # Between them lie versions that nobody published.
    assert session.find(published.new - 1) is None
    assert session.find(10**9) is None


def test_a_snapshot_has_the_columns_that_it_was_published_with(published: Published, session: Session) -> None:
    older = (Column("person_id", "BIGINT"), Column("person_source_value", "VARCHAR"))
    assert session.schema(session.find(published.old))[PERSON] == older
    assert session.schema(session.current())[PERSON] == (*older, Column("birth_datetime", "TIMESTAMP"))


def test_without_a_snapshot_no_clinical_table_is_there(session: Session) -> None:
    assert {schema for schema, _ in session.schema(None)} == {"etl"}


def test_a_table_is_read_at_its_snapshot(published: Published, session: Session) -> None:
    sql = "SELECT person_id FROM person ORDER BY 1"
    assert answer(ask(published.engine, session, sql, published.old)) == [{"person_id": 1}, {"person_id": 2}]
    assert answer(ask(published.engine, session, sql))[-1] == {"person_id": 9007199254740993}
