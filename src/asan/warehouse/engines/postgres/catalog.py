"""What the server's catalog says of the schemas of a CDM: tables, columns, types, and what the account may read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from asan.warehouse.engines.errors import CdmUnreachable, NotACdm
from asan.warehouse.engines.postgres.address import Address

OLDEST = 13

Connection = psycopg.Connection[tuple[Any, ...]]

# Tables, views, materialized views, foreign and partitioned tables.
_RELATIONS = """
SELECT n.nspname, c.relname, a.attname, format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL),
       CASE WHEN t.oid = 'numeric'::regtype AND a.atttypmod > 4 THEN ((a.atttypmod - 4) >> 16) & 65535 END,
       t.oid = 'numeric'::regtype AND a.atttypmod > 4 AND (a.atttypmod - 4) & 2047 = 0,
       t.typtype = 'e', coalesce(l.collisdeterministic, true),
       has_schema_privilege(n.oid, 'USAGE') AND has_column_privilege(c.oid, a.attnum, 'SELECT')
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_collation l ON l.oid = a.attcollation
WHERE n.nspname = ANY(%s) AND c.relkind IN ('r', 'v', 'm', 'f', 'p')
ORDER BY n.nspname, c.relname, a.attnum
"""
# Where else a table called person lies, for whoever has named the wrong schema.
_ELSEWHERE = """
SELECT DISTINCT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE lower(c.relname) = 'person' AND c.relkind IN ('r', 'v', 'm', 'f', 'p') ORDER BY 1 LIMIT 5
"""


@dataclass(frozen=True, slots=True)
class ServerColumn:
    """A column as the server has it. ``type`` is PostgreSQL's name, a domain's being that of what it stands on."""

    name: str
    type: str
    digits: int | None
    """Of a numeric with a precision: its digits."""
    is_whole: bool
    """Whether it is a numeric with a precision that holds whole numbers alone."""
    is_enum: bool
    plain_equality: bool
    """Whether texts are equal only when their bytes are."""
    readable: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view of the server, by its own names."""

    schema: str
    name: str
    columns: tuple[ServerColumn, ...]


@contextmanager
def connected(address: Address) -> Iterator[Connection]:
    """A connection of the driver's, for the catalog and for cancelling. Raises CdmUnreachable."""
    try:
        session = psycopg.connect(address.conninfo(), autocommit=True)
    except psycopg.OperationalError as error:
        raise CdmUnreachable(detail=_without_password(error, address)) from None
    try:
        yield session
    except psycopg.OperationalError as error:
        raise CdmUnreachable(detail=_without_password(error, address)) from None
    finally:
        session.close()


def relations(address: Address) -> tuple[Relation, ...]:
    """The relations of the CDM's schemas. Raises CdmUnreachable; NotACdm where ``person`` is not among them."""
    with connected(address) as session:
        version = session.info.server_version
        if version < OLDEST * 10_000:
            raise NotACdm(source=address.shown, detail=f"PostgreSQL {version // 10_000} < {OLDEST}")
        schemas = list({address.cdm_schema, address.vocabulary_schema})
        found: dict[tuple[str, str], list[ServerColumn]] = {}
        for schema, name, *column in session.execute(_RELATIONS, [schemas]).fetchall():
            found.setdefault((schema, name), []).append(ServerColumn(*column))
        if not any(schema == address.cdm_schema and name.lower() == "person" for schema, name in found):
            where = [row[0] for row in session.execute(_ELSEWHERE).fetchall()]
            hint = f"; person: {', '.join(where)}" if where else ""
            raise NotACdm(source=address.shown, detail=f"{address.cdm_schema}.person?{hint}")
    return tuple(Relation(schema, name, tuple(columns)) for (schema, name), columns in found.items())


def _without_password(error: Exception, address: Address) -> str:
    text = " ".join(str(error).split())[:300]
    password = address.parameters.get("password")
    return text.replace(password, "…") if password else text
