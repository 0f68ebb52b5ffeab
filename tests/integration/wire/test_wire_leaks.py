"""The leakage corpus over the wire: refused, or answered on masked data; no text that comes back holds a secret."""

import psycopg
import pytest

from tests.integration.gateway.attacks import HARMLESS, INJECTIONS, ORACLES, REFUSED
from tests.integration.gateway.conftest import SECRETS, leaked
from tests.integration.wire.conftest import Wire

ANSWERED = {
    # On the wire these are answered: by the session about itself, as a no-op, from the asker's own catalog, or one by
    # one. None reads data.
    "SELECT * FROM pg_catalog.pg_class",
    "SELECT * FROM information_schema.views",
    "SELECT current_user, current_database(), current_schemas(true)",
    "SELECT version()",
    "SELECT 1; SELECT 2",
    "RESET ALL",
    "BEGIN",
    # Nothing is asked; a client's library ends a text at a zero byte.
    "",
    "   ;  ",
    "\x00",
}


@pytest.fixture(scope="module")
def connections(wire: Wire) -> "dict[str, psycopg.Connection[object]]":
    return {role: wire.connect(role) for role in ("researcher", "admin")}


def said(connection: "psycopg.Connection[object]", sql: str) -> tuple[str, str]:
    """What a client gets to read, and the SQLSTATE; empty where it was answered."""
    try:
        cursor = connection.execute(sql)
        text = ""
        while True:
            if cursor.description:
                text += f"{[column.name for column in cursor.description]} {cursor.fetchall()}"
            if not cursor.nextset():
                return text, ""
    except psycopg.Error as error:
        parts = (error.diag.message_primary, error.diag.message_detail, error.diag.message_hint)
        return " ".join(filter(None, parts)), str(error.sqlstate)
    finally:
        if not connection.closed:
            connection.execute("ROLLBACK")


@pytest.mark.parametrize("sql", [*HARMLESS, *INJECTIONS], ids=range(len(HARMLESS) + len(INJECTIONS)))
def test_an_answer_or_error_holds_no_secret(connections: "dict[str, psycopg.Connection[object]]", sql: str) -> None:
    text, state = said(connections["researcher"], sql)
    assert state != "XX000"
    assert leaked(text.replace(sql, "")) == []


@pytest.mark.parametrize("sql", REFUSED, ids=range(len(REFUSED)))
def test_it_is_refused(connections: "dict[str, psycopg.Connection[object]]", sql: str) -> None:
    text, state = said(connections["researcher"], sql)
    assert state != "XX000"
    assert bool(state) != (sql in ANSWERED), text
    assert leaked(text.replace(sql, "")) == []


@pytest.mark.parametrize(("sql", "number"), ORACLES.items())
def test_a_question_about_masked_values_is_answered_from_the_masks(
    connections: "dict[str, psycopg.Connection[object]]", sql: str, number: int
) -> None:
    text, state = said(connections["researcher"], sql)
    # What is not PostgreSQL's SQL is refused; what is answered is the number.
    assert state or text == f"['n'] [({number},)]"


def test_an_administrator_does_see_what_is_hidden_from_the_others(
    connections: "dict[str, psycopg.Connection[object]]",
) -> None:
    # Otherwise the tests above would pass on an empty database.
    seen = ""
    for table in ("person", "location", "provider", "visit_occurrence", "note", "etl.reject"):
        seen += said(connections["admin"], f"SELECT t.*, t.* FROM {table} t")[0]
    seen += said(connections["admin"], "SELECT birth_datetime::text FROM person")[0]
    assert leaked(seen) == list(SECRETS)
