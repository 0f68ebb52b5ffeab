"""How the server's relations are presented as the tables of CDM 5.4: names, types, and columns of 5.3.

Every expression either lets the engine hand a filter on the column to the server, where it means the same there, or
keeps it here. The engine compares texts on the server by their bytes (``COLLATE "C"``), numbers and dates as they are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from asan.omop.cdm import CDM
from asan.omop.ddl import column_type, quoted
from asan.warehouse.engines.base import TableName
from asan.warehouse.engines.place import Sources, no_rows, sources
from asan.warehouse.engines.postgres.address import Address
from asan.warehouse.engines.postgres.catalog import Relation, ServerColumn

_INTEGERS = {"smallint": 2, "integer": 4, "bigint": 8}
_WIDTH = {"INTEGER": 4, "BIGINT": 8}
_EXACT_DIGITS = 18  # of a numeric that always fits BIGINT
_DECIMAL_DIGITS = 38  # of the engine's own decimals


@dataclass(frozen=True, slots=True)
class View:
    """A table of the CDM: the server's relation, and the expression of each of the CDM's columns."""

    table: TableName
    relation: tuple[str, str]
    columns: tuple[tuple[str, str], ...]

    def select(self, catalog: str = "") -> str:
        """The view's query, the server being attached as ``catalog``; without one it is the server's own SQL."""
        cells = ", ".join(f"{expression} AS {quoted(name)}" for name, expression in self.columns)
        return f"SELECT {cells} FROM {'.'.join(map(quoted, filter(None, (catalog, *self.relation))))}"


@dataclass(frozen=True, slots=True)
class Lack:
    """A table of the CDM that is not there for us; ``columns`` name what it lacks, none: all of it."""

    table: TableName
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Presented:
    """A CDM as it is presented: its tables, those that are not there, and columns of 5.4 that are NULL throughout."""

    views: tuple[View, ...]
    lacks: tuple[Lack, ...]
    empty: dict[TableName, tuple[str, ...]]


def vocabulary_selects(presented: Presented, catalog: str = "") -> dict[str, str]:
    """Each table of the vocabulary with its query, as `View.select` has it; one that is not there has no rows."""
    there = {view.table: view.select(catalog) for view in presented.views}
    return {
        table.name: there.get((table.schema, table.name)) or no_rows(table) for table in CDM.in_schema("vocabulary")
    }


def present(relations: Iterable[Relation], address: Address) -> Presented:
    """The tables of 5.4 among ``relations``, without those that lack a required column."""
    # Where names differ in case alone, the one in lower case is meant.
    places = {(one.schema, one.name.lower()): one for one in sorted(relations, key=lambda one: one.name.islower())}
    schemas = {"cdm": address.cdm_schema, "vocabulary": address.vocabulary_schema}
    views: list[View] = []
    lacks: list[Lack] = []
    empty: dict[TableName, tuple[str, ...]] = {}
    for table in CDM.tables.values():
        if table.schema not in schemas:
            continue
        key: TableName = (table.schema, table.name)
        relation = places.get((schemas[table.schema], table.name))
        if relation is None:
            lacks.append(Lack(key))
            continue
        there = {column.name.lower(): column for column in relation.columns if column.readable}
        found = sources(table, set(there))
        if found.missing:
            lacks.append(Lack(key, found.missing))
            continue
        views.append(View(key, (relation.schema, relation.name), _cells(found, there)))
        if found.empty:
            empty[key] = found.empty
    return Presented(tuple(views), tuple(lacks), empty)


def _cells(found: Sources, there: Mapping[str, ServerColumn]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one.name, f"CAST(NULL AS {kind})" if source is None else expression(there[source], kind))
        for one, source in found.columns
        for kind in [column_type(one, "duckdb")]
    )


def expression(column: ServerColumn, target: str) -> str:
    """The column as a value of the engine's type ``target``, or of its own type where that says something else."""
    cell, kind = quoted(column.name), column.type
    if target in _WIDTH and kind in _INTEGERS:
        return f"CAST({cell} AS {target})" if _INTEGERS[kind] < _WIDTH[target] else cell
    if target in _WIDTH and column.is_whole and (column.digits or 0) <= _EXACT_DIGITS:
        return f"CAST({cell} AS BIGINT)"
    if target == "DOUBLE" and kind in ("real", "numeric", *_INTEGERS):
        # Without a precision, or with a great one, the engine reads it as a double, but the server would compare all
        # of its digits.
        is_double = kind == "numeric" and (column.digits or _DECIMAL_DIGITS + 1) > _DECIMAL_DIGITS
        return f"({cell} + 0)" if is_double else f"CAST({cell} AS DOUBLE)"
    if target == "DATE" and kind == "timestamp without time zone":
        return f"CAST({cell} AS DATE)"
    if target == "TIMESTAMP" and kind == "date":
        return f"CAST({cell} AS TIMESTAMP)"
    if target == "VARCHAR" and kind == "character":
        return f"rtrim({cell}, ' ')"  # blanks that fill it up are no part of a value
    if target == "VARCHAR" and column.is_enum:
        return f"CAST({cell} AS VARCHAR)"
    if target == "VARCHAR" and (kind == "citext" or not column.plain_equality):
        return f"({cell} || '')"
    return cell
