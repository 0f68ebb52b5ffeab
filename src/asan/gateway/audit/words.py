"""The words that texts of the audit have: what a beginning leads to, without reading through all that share it.

The index finds a whole word at once, newest first; for a beginning it gathers every record of every such word before it
gives the first. Words are few beside records, so those with the beginning are looked up here, and asked for as they
are. Numbers, which are not few, are left to the index: no one of them is in most records.
"""

import json
from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, text

MOST: Final = 500
"""Words that one beginning may stand for; of more, the index gathers them itself."""

_KIND: Final = "q_"
_LEARN: Final = {
    "sqlite": "INSERT OR IGNORE INTO audit_word (word) SELECT value FROM json_each(:words)",
    "postgresql": "INSERT INTO audit_word (word) SELECT json_array_elements_text(CAST(:words AS json)) "
    "ON CONFLICT DO NOTHING",
}
_INDEXED: Final = {
    "sqlite": (
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.audit_vocabulary USING fts5vocab('main', 'audit_index', 'row')",
        "INSERT OR IGNORE INTO audit_word (word) SELECT term FROM temp.audit_vocabulary "
        "WHERE term >= 'q_' AND term < 'q`' AND substr(term, 3, 1) NOT BETWEEN '0' AND '9'",
        "DROP TABLE temp.audit_vocabulary",
    ),
    "postgresql": (
        "INSERT INTO audit_word (word) SELECT word FROM ts_stat('SELECT words FROM audit_index') "
        "WHERE word LIKE 'q\\_%' AND substr(word, 3, 1) NOT BETWEEN '0' AND '9' ON CONFLICT DO NOTHING",
    ),
}


def learn(connection: Connection, words: Iterable[str]) -> None:
    """Keep the words of a record's text, within the transaction that writes it."""
    kept = sorted(word for word in words if _is_kept(word))
    if kept:
        connection.execute(text(_LEARN[connection.dialect.name]), {"words": json.dumps(kept)})


def beginning_with(connection: Connection, prefix: str) -> list[str] | None:
    """The words that begin so; None where only the index knows: of numbers, and of more than `MOST`."""
    if not _is_kept(prefix):
        return None
    after = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    query = text("SELECT word FROM audit_word WHERE word >= :prefix AND word < :after ORDER BY word LIMIT :most")
    found = list(connection.execute(query, {"prefix": prefix, "after": after, "most": MOST + 1}).scalars())
    return found if len(found) <= MOST else None


def gather(connection: Connection) -> None:
    """Take the words from the index as it is: once it was made anew."""
    for statement in ("DELETE FROM audit_word", *_INDEXED[connection.dialect.name]):
        connection.execute(text(statement))


def _is_kept(word: str) -> bool:
    return word.startswith(_KIND) and not word[len(_KIND) : len(_KIND) + 1].isdigit()
