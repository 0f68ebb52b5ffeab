"""Rows that share an id by chance, told apart as in the lake; a table is made anew, for none changes in place."""

from asan.modules.etl.keys import REFERENCES, content
from asan.omop.cdm import CDM
from asan.warehouse.spark import SparkConnection


def move(connection: SparkConnection, table: str, key: str) -> int:
    """Give each row of ``cdm.table`` but the first of those that share ``key`` an id of its own; returns how many.

    What `asan.modules.etl.keys` does to the lake's work database, to the row. Raises SparkError.
    """
    others = [f'"{field.name}"' for field in CDM.tables[table].fields if field.name != key]
    columns = ", ".join(f'"{field.name}"' for field in CDM.tables[table].fields)
    connection.execute(
        f"""CREATE OR REPLACE TABLE etl.shared AS
            SELECT {columns}, CASE WHEN place > 1
                THEN stable_id('{table}#' || CAST(place AS VARCHAR), CAST({key} AS VARCHAR)) END AS new_id
            FROM (SELECT t.*, row_number() OVER (PARTITION BY {key} ORDER BY {content(table, key)}) AS place
                  FROM cdm.{table} AS t
                  WHERE {key} IN (SELECT {key} FROM cdm.{table} GROUP BY {key} HAVING count(*) > 1)) AS ranked;
            CREATE OR REPLACE TABLE etl.apart AS
            SELECT {", ".join([key, *others])} FROM cdm.{table} AS t
            WHERE NOT EXISTS (SELECT 1 FROM etl.shared AS s WHERE s.{key} = t.{key})
            UNION ALL
            SELECT {", ".join([f"coalesce(new_id, {key})", *others])} FROM etl.shared"""
    )
    connection.execute(f"CREATE OR REPLACE TABLE cdm.{table} AS SELECT {columns} FROM etl.apart")
    for referring, name, row, person in REFERENCES:
        if '"person_id"' in others and connection.has(*referring.split(".")):
            _follow(connection, table, key, referring, name, row, person)
    moved = int(connection.execute("SELECT count(new_id) FROM etl.shared").fetchall()[0][0])
    connection.execute("DROP TABLE etl.shared; DROP TABLE etl.apart")
    return moved


def _follow(
    connection: SparkConnection, table: str, key: str, referring: str, name: str, row: str, person: str
) -> None:
    """What points at a moved row points at its new id."""
    columns = connection.columns(*referring.split("."))
    chosen = ", ".join(f"coalesce(c.new_id, r.{one}) AS {one}" if one == row else f"r.{one}" for one in columns)
    connection.execute(
        f"""CREATE OR REPLACE TABLE etl.apart AS
            SELECT {chosen} FROM {referring} AS r
            LEFT JOIN (
                SELECT {key} AS old_id, person_id, min(new_id) AS new_id FROM etl.shared
                WHERE new_id IS NOT NULL GROUP BY {key}, person_id
            ) AS c ON r.{name} = '{table}' AND r.{row} = c.old_id AND r.{person} = c.person_id;
            CREATE OR REPLACE TABLE {referring} AS SELECT * FROM etl.apart"""
    )
