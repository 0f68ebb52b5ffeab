"""Primary keys derived from hashes: two rows that share one by chance are told apart, the same way in every run."""

from collections.abc import Callable
from typing import Any

from asan.modules.etl.errors import StepFailed
from asan.omop.cdm import CDM
from asan.warehouse.connection import Asks, Connection

# Ids have 52 bits. Chance makes n²/2^53 pairs of equal ones among n; many times that is a fault of the step.
_PAIRS = 2.0**53
_MARGIN = 20

# Costs name an event; which table it is in, their domain says (step 11).
COST_EVENTS = {
    "Visit": "visit_occurrence",
    "Drug": "drug_exposure",
    "Procedure": "procedure_occurrence",
    "Measurement": "measurement",
    "Observation": "observation",
    "Device": "device_exposure",
    "Condition": "condition_occurrence",
    "Specimen": "specimen",
}

# Tables of ours that point at an event's row: column of the table's name, of the id, of the person.
REFERENCES = (("etl.item", "table_name", "row_id", "person_id"),)


def resolve_collisions(
    connection: Any, step: str, tables: tuple[str, ...], move: Callable[[Any, str, str], int] | None = None
) -> int:
    """Give rows of ``tables`` that share a primary key with another row an id of their own; returns how many.

    The first by content keeps the id; each other takes ``stable_id(table || '#' || place, id)``. What points at such a
    row follows it by its person. Where one person has several of them, nothing tells which was meant: it goes with the
    least of their new ids, in every run and on every engine. Raises StepFailed where there are more than chance
    explains: then a step made a row twice. ``move`` does it to one table and key once,
    on another engine than ``connection``'s usual one.
    """
    moved = 0
    for table in tables:
        key = CDM.tables[table].primary_key
        # A death is one a person, by its own rule; the others have an id of their own.
        if len(key) == 1 and key[0] == f"{table}_id":
            moved += _resolve(connection, step, table, key[0], move or _move)
    return moved


def _resolve(connection: Asks, step: str, table: str, key: str, move: Callable[[Any, str, str], int]) -> int:
    moved = 0
    while True:
        total, distinct = connection.execute(f"SELECT count({key}), count(DISTINCT {key}) FROM cdm.{table}").fetchall()[
            0
        ]
        if total == distinct:
            return moved
        expected = total * total / _PAIRS
        if total - distinct > _MARGIN + 2 * expected:
            raise StepFailed(step=step, detail=f"{total - distinct} rows of {table} share their {key}")
        moved += move(connection, table, key)


def content(table: str, key: str) -> str:
    """All of a row but its key, as one text to order by."""
    cells = (field.name for field in CDM.tables[table].fields if field.name != key)
    texts = ", ".join(f"""coalesce(CAST("{name}" AS VARCHAR), '')""" for name in cells)
    return f"concat_ws(chr(31), {texts})"


def _move(connection: Connection, table: str, key: str) -> int:
    columns = [field.name for field in CDM.tables[table].fields if field.name != key]
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE collision AS
            SELECT place_of, old_id, person_id, stable_id('{table}#' || place, CAST(old_id AS VARCHAR)) AS new_id
            FROM (SELECT rowid AS place_of, {key} AS old_id, {_person(columns)} AS person_id,
                         row_number() OVER (PARTITION BY {key} ORDER BY {content(table, key)}, rowid) AS place
                  FROM cdm.{table}
                  WHERE {key} IN (SELECT {key} FROM cdm.{table} GROUP BY {key} HAVING count(*) > 1)) AS shared
            WHERE place > 1"""
    )
    connection.execute(
        f"UPDATE cdm.{table} SET {key} = c.new_id FROM collision AS c WHERE cdm.{table}.rowid = c.place_of"
    )
    for referring, name, row, person in REFERENCES:
        if _exists(connection, referring):
            connection.execute(
                f"""UPDATE {referring} SET {row} = c.new_id
                    FROM (SELECT old_id, person_id, min(new_id) AS new_id FROM collision GROUP BY ALL) AS c
                    WHERE {referring}.{name} = '{table}' AND {referring}.{row} = c.old_id
                    AND {referring}.{person} = c.person_id"""
            )
    _note_persons(connection, table, key, columns)
    moved = int(connection.execute("SELECT count(*) FROM collision").fetchall()[0][0])
    connection.execute("DROP TABLE collision")
    return moved


def _note_persons(connection: Connection, table: str, key: str, columns: list[str]) -> None:
    """Whose rows these are, the first and the others: an incremental run makes them anew together.

    A cost's persons are found by its event.
    """
    if not _exists(connection, "etl.collision"):
        return
    ids = "(SELECT old_id FROM collision UNION SELECT new_id FROM collision)"
    if "person_id" in columns:
        connection.execute(f"INSERT INTO etl.collision SELECT DISTINCT person_id FROM cdm.{table} WHERE {key} IN {ids}")
    elif table == "cost":
        events = " UNION ALL ".join(
            f"""SELECT e.person_id FROM cdm.cost AS c JOIN cdm.{event} AS e
                ON e.{event}_id = c.cost_event_id AND c.cost_domain_id = '{domain}' WHERE c.cost_id IN {ids}"""
            for domain, event in COST_EVENTS.items()
        )
        connection.execute(f"INSERT INTO etl.collision {events}")


def _person(columns: list[str]) -> str:
    return "person_id" if "person_id" in columns else "CAST(NULL AS BIGINT)"


def _exists(connection: Connection, table: str) -> bool:
    schema, _, name = table.partition(".")
    found = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE schema_name = ? AND table_name = ?", [schema, name]
    ).fetchall()
    return bool(found[0][0])
