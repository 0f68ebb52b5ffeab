"""Finds records among millions: every record as a set of words, in the app store's own full-text index.

SQLite has FTS5, PostgreSQL a GIN index over tsvector. A word is a kind and a value, ``w_kim`` or ``p_1234``: what a
record is asked for is all of its words at once, so that any conditions combine at the cost of the rarest. Two values
may share a word (``a.b`` and ``a-b``): who searches compares the records that are found. The index proves nothing and
is made anew from the records by `rebuild`.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from asan.gateway.audit.words import beginning_with, learn
from asan.gateway.models import AuditDay, AuditRecord

MOST_WORDS: Final = 300
"""Of a question's text; what stands beyond is not found by its text."""

_WORD: Final = re.compile(r"\w+")
_LONGEST: Final = 60

_ADD: Final = {
    "sqlite": "INSERT INTO audit_index (rowid, words) VALUES (:id, :words)",
    "postgresql": "INSERT INTO audit_index (id, words) VALUES (:id, array_to_tsvector(string_to_array(:words, ' ')))",
}
_FIND: Final = {
    "sqlite": "SELECT rowid AS id FROM audit_index WHERE audit_index MATCH :query "
    "AND rowid BETWEEN :low AND :high ORDER BY rowid DESC LIMIT :most",
    "postgresql": "SELECT id FROM audit_index WHERE words @@ CAST(:query AS tsquery) "
    "AND id BETWEEN :low AND :high ORDER BY id DESC LIMIT :most",
}
_EMPTY: Final = {
    "sqlite": "INSERT INTO audit_index (audit_index) VALUES ('delete-all')",
    "postgresql": "TRUNCATE audit_index",
}
_DAY: Final = text(
    "INSERT INTO audit_day (day, first, last) VALUES (:day, :id, :id) "
    "ON CONFLICT (day) DO UPDATE SET last = excluded.last"
)


def word(kind: str, value: object) -> str:
    """One word of the index: letters, digits and low lines alone, in lower case."""
    told = "".join(letter if letter.isalnum() else "_" for letter in str(value).lower())
    return f"{kind}_{told[:_LONGEST]}"


def words_in(value: str | None) -> list[str]:
    """The words of a text, as people would type them."""
    return _WORD.findall((value or "").lower())


def words_of(record: Any) -> set[str]:
    """All words of a record."""
    found = {word("s", record.surface), word("a", record.action), word("o", record.outcome)}
    found |= {word("w", name) for name in (record.principal, record.acting_for) if name}
    found |= {word("c", record.code)} if record.code else set()
    found |= {word("j", record.project)} if record.project else set()
    found |= {word("e", record.reach)} if record.reach else set()
    found |= {word("t", table) for table in tables_of(record)}
    found |= {word("p", person) for person in json.loads(record.persons or "[]")}
    found |= {word("u", each) for each in words_in(record.purpose)}
    for value in (record.question, record.action, record.code):
        found |= {word("q", each) for each in words_in(value)[:MOST_WORDS]}
    return found


def tables_of(record: Any) -> list[str]:
    """The tables that a record's question read, with their schemas and without."""
    tables = list(json.loads(record.policies)) if record.policies else []
    return tables + [table.rpartition(".")[2] for table in tables]


def add(session: Session, record: Any) -> None:
    """Index one record, within the transaction that writes it."""
    connection = session.connection()
    words = " ".join(sorted(words_of(record)))
    connection.execute(text(_ADD[connection.dialect.name]), {"id": record.id, "words": words})
    connection.execute(_DAY, {"day": record.at[:10], "id": record.id})
    learn(connection, words.split())


def find(session: Session, wanted: Iterable[str], low: int, high: int, most: int, *, prefix: str = "") -> list[int]:
    """Numbers of at most ``most`` records from ``low`` to ``high`` that have every wanted word, newest first.

    ``prefix`` is the beginning of one more word.
    """
    connection = session.connection()
    sqlite = connection.dialect.name == "sqlite"
    terms = [f'"{each}"' if sqlite else f"'{each}'" for each in sorted(set(wanted))]
    if prefix:
        known = beginning_with(connection, prefix)
        if known == []:
            return []
        if known is None:
            terms.append(f'"{prefix}" *' if sqlite else f"'{prefix}':*")
        else:
            any_of = (" OR " if sqlite else " | ").join(f'"{each}"' if sqlite else f"'{each}'" for each in known)
            terms.append(f"({any_of})")
    query = (" AND " if sqlite else " & ").join(terms)
    asked = {"query": query, "low": low, "high": high, "most": most}
    return list(connection.execute(text(_FIND[connection.dialect.name]), asked).scalars())


def range_of(session: Session, since: str | None, until: str | None) -> tuple[int, int]:
    """The least and greatest number that records from ``since`` to ``until`` (ISO times, UTC) can have.

    By whole days, whatever the clock did: a day knows the first and last record that was written on it.
    """
    days = select(AuditDay.first, AuditDay.last)
    if since:
        days = days.where(AuditDay.day >= since[:10])
    if until:
        days = days.where(AuditDay.day <= until[:10])
    found = session.execute(days).all()
    return min((day.first for day in found), default=1), max((day.last for day in found), default=0)


def rebuild(connection: Connection) -> int:
    """Make the index anew from the records; returns how many there are."""
    connection.execute(text(_EMPTY[connection.dialect.name]))
    connection.execute(text("DELETE FROM audit_day"))
    count = 0
    for record in _batches(connection):
        connection.execute(text(_ADD[connection.dialect.name]), [_row(each) for each in record])
        connection.execute(_DAY, [{"day": each.at[:10], "id": each.id} for each in record])
        count += len(record)
    return count


def _row(record: Any) -> dict[str, object]:
    return {"id": record.id, "words": " ".join(sorted(words_of(record)))}


def _batches(connection: Connection, size: int = 5000) -> Iterator[list[Any]]:
    last = 0
    table = AuditRecord.__table__
    while True:
        batch = list(connection.execute(select(table).where(table.c.id > last).order_by(table.c.id).limit(size)))
        if not batch:
            return
        last = batch[-1].id
        yield batch
