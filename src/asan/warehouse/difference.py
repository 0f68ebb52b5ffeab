"""How a table differs between two versions of the lake: by key and a hash of each row, in the engine, set by set."""

from collections.abc import Sequence
from dataclasses import dataclass

from asan.warehouse.connection import Connection
from asan.warehouse.snapshots import CATALOG

Side = tuple[int, Sequence[str]]
"""A version of the lake, and the table's columns there."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows added, changed and removed from one version to the other, and columns that only one of them has.

    Rows are one when their keys are equal, and changed when a column of both versions differs; two different rows
    have equal hashes once in 2^64. A key that stands several times counts as often as it stands more or less often.
    """

    added: int
    changed: int
    removed: int
    new_columns: tuple[str, ...] = ()
    lost_columns: tuple[str, ...] = ()


SAME = Difference(0, 0, 0)


def tables_at(connection: Connection, version: int) -> dict[str, tuple[str, ...]]:
    """The tables of ``cdm`` at a version, each with its columns in order."""
    alive = "{0}.begin_snapshot <= $version AND coalesce({0}.end_snapshot > $version, true)"
    rows = connection.execute(
        f"""SELECT t.table_name, list(c.column_name ORDER BY c.column_order)
            FROM {CATALOG}.ducklake_schema s
            JOIN {CATALOG}.ducklake_table t USING (schema_id)
            JOIN {CATALOG}.ducklake_column c USING (table_id)
            WHERE s.schema_name = 'cdm' AND c.parent_column IS NULL
              AND {" AND ".join(alive.format(name) for name in ("s", "t", "c"))}
            GROUP BY t.table_name""",
        {"version": version},
    ).fetchall()
    return {name: tuple(columns) for name, columns in rows}


def difference(
    connection: Connection,
    table: str,
    old: Side,
    new: Side,
    key: Sequence[str],
) -> Difference:
    """How ``cdm.table`` differs from ``old`` to ``new``.

    ``key`` names the columns that say which row is which, all of both versions; none: the whole row does. The engine
    holds a key and a hash for each row, and spills them to disk beyond its memory. Raises EngineError.
    """
    if _files(connection, table, old[0]) == _files(connection, table, new[0]):
        return SAME
    counted = connection.execute(
        f"""SELECT coalesce(sum(CAST(greatest(n - o, 0) AS BIGINT)), 0),
                   coalesce(sum(CAST(CASE WHEN o = n AND oh <> nh THEN o ELSE 0 END AS BIGINT)), 0),
                   coalesce(sum(CAST(greatest(o - n, 0) AS BIGINT)), 0)
            FROM ({_by_key(table, old, new, key)})"""
    ).fetchone()
    added, changed, removed = counted or (0, 0, 0)
    return Difference(
        int(added),
        int(changed),
        int(removed),
        tuple(name for name in new[1] if name not in old[1]),
        tuple(name for name in old[1] if name not in new[1]),
    )


def changed_keys(
    connection: Connection,
    table: str,
    old: Side,
    new: Side,
    key: str,
    most: int,
) -> list[int]:
    """The smallest ``most`` values of the whole-number column ``key`` whose rows differ. Raises EngineError."""
    rows = connection.execute(
        f"""SELECT DISTINCT k1 FROM ({_by_key(table, old, new, (key,))})
            WHERE (o <> n OR oh <> nh) AND k1 IS NOT NULL ORDER BY k1 LIMIT {most}"""
    ).fetchall()
    return [int(value) for (value,) in rows]


def _by_key(table: str, old: Side, new: Side, key: Sequence[str]) -> str:
    """A row a key: how often it stands in either version (``o``, ``n``), and the sum of its rows' hashes in each."""
    common = [name for name in new[1] if name in old[1]]
    row = f"hash({', '.join(map(_quoted, common))})"
    keys = ", ".join(f"{_quoted(name)} AS k{place}" for place, name in enumerate(key, 1)) or f"{row} AS k1"
    sides = " UNION ALL ".join(
        f"SELECT {keys}, {row} AS h, {side} AS side FROM lake.cdm.{_quoted(table)} AT (VERSION => {version})"
        for side, (version, _) in enumerate((old, new))
    )
    names = ", ".join(f"k{place}" for place in range(1, max(len(key), 1) + 1))
    return f"""SELECT {names}, count(*) FILTER (side = 0) AS o, count(*) FILTER (side = 1) AS n,
                      sum(h) FILTER (side = 0) AS oh, sum(h) FILTER (side = 1) AS nh
               FROM ({sides}) GROUP BY {names}"""


def _files(connection: Connection, table: str, version: int) -> list[tuple[object, ...]]:
    """The files that ``cdm.table`` consists of at a version, with those that say which of their rows are deleted."""
    alive = "{0}.begin_snapshot <= $version AND coalesce({0}.end_snapshot > $version, true)"
    return connection.execute(
        f"""SELECT f.data_file_id, d.delete_file_id
            FROM {CATALOG}.ducklake_schema s
            JOIN {CATALOG}.ducklake_table t USING (schema_id)
            JOIN {CATALOG}.ducklake_data_file f USING (table_id)
            LEFT JOIN {CATALOG}.ducklake_delete_file d
              ON d.data_file_id = f.data_file_id AND {alive.format("d")}
            WHERE s.schema_name = 'cdm' AND t.table_name = $table
              AND {" AND ".join(alive.format(name) for name in ("s", "t", "f"))}
            ORDER BY ALL""",
        {"version": version, "table": table},
    ).fetchall()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
