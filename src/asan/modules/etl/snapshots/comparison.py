"""Two snapshots beside each other: counts by table as policy allows them, and samples through the gateway."""

from collections.abc import Callable
from dataclasses import dataclass

from asan.gateway import audit
from asan.gateway.errors import NoSnapshot
from asan.gateway.principal import Principal
from asan.gateway.service import VisibleTable, gateway
from asan.gateway.snapshot_names import version_of
from asan.kit.settings import settings
from asan.modules.etl.snapshots.errors import NoSample
from asan.omop.cdm import CDM
from asan.warehouse.connection import Connection
from asan.warehouse.difference import changed_keys, difference, tables_at
from asan.warehouse.lake import Lake
from asan.warehouse.snapshots import find, published

# What says which row is which where OMOP gives a table no key.
_NATURAL_KEYS = {"death": ("person_id",), "cohort_definition": ("cohort_definition_id",)}

_MOST = 100
"""Rows that a sample shows at most."""

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class TableDifference:
    """A table's counts. ``withheld``: so small that the asker's roles may not know them; the counts are None then.

    ``state``: ``both``, or ``new`` or ``lost`` for a table that one snapshot alone has.
    """

    table: str
    state: str
    added: int | None
    changed: int | None
    removed: int | None
    withheld: bool
    new_columns: tuple[str, ...]
    lost_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs from the snapshot ``old`` to ``new``, in the order of OMOP's specification."""

    old: int
    new: int
    tables: tuple[TableDifference, ...]


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One key's row in both snapshots as the asker may see it; None where it is not."""

    key: int
    before: Row | None
    after: Row | None


def version_named(name: str) -> int:
    """The published version that a version, a tag or ``current`` means. Raises NoSnapshot, LakeMissing."""
    version = version_of(name)
    connection = Lake(settings()).connect_reader()
    try:
        newest = next(iter(published(connection)), None)
        found = newest if version is None else find(connection, version)
    finally:
        connection.close()
    if found is None:
        raise NoSnapshot(which=f" {name[:64]}")
    return found.version


def compare(
    by: Principal, old: str, new: str, *, surface: str, progress: Callable[[float, str], None] = lambda _, __: None
) -> Comparison:
    """What changed from ``old`` to ``new``, table by table. Tables that ``by`` may not see are left out.

    Where ``by`` sees only aggregates, a table with a count below ``small_cell`` is withheld. ``progress`` may raise to
    end it. Raises NoSnapshot (also when one of them expires in the meantime), LakeMissing, Forbidden.
    """
    by.require("snapshot.diff", "admin", "engineer", "steward")
    first, second = version_named(old), version_named(new)
    seen = {**_seen(by, first), **_seen(by, second)}
    connection = Lake(settings()).connect_reader()
    try:
        before, after = tables_at(connection, first), tables_at(connection, second)
        names = [name for name in CDM.tables if name in seen and (name in before or name in after)]
        tables = []
        for place, name in enumerate(names):
            progress(place / len(names), name)
            tables.append(_table(connection, seen[name], (first, before.get(name)), (second, after.get(name))))
        for version in (first, second):
            if find(connection, version) is None:
                raise NoSnapshot(which=f" {version}")
    finally:
        connection.close()
    audit.write(by, audit.Entry("snapshot.diff", "answered", surface, question=f"{first} → {second}"))
    return Comparison(first, second, tuple(tables))


def sample(by: Principal, old: str, new: str, table: str, most: int, *, surface: str) -> list[SampleRow]:
    """Up to ``most`` (100 at most) rows of ``table`` that differ, read through the gateway as ``by`` may see them.

    Raises NoSample for a table whose rows no single number tells apart, or that one of the snapshots lacks; NoSnapshot,
    LakeMissing, Forbidden, and whatever the gateway refuses.
    """
    by.require("snapshot.diff", "admin", "engineer", "steward")
    first, second = version_named(old), version_named(new)
    key = _key(table)
    if len(key) != 1:
        raise NoSample(table=table[:60])
    rows = f'SELECT * FROM cdm."{table}"'
    # Asked first: whoever may not see rows learns no keys either.
    gateway().query(by, rows + " LIMIT 0", snapshot=second, surface=surface).close()
    connection = Lake(settings()).connect_reader()
    try:
        before, after = tables_at(connection, first), tables_at(connection, second)
        if table not in before or table not in after:
            raise NoSample(table=table)
        sides = (first, before[table]), (second, after[table])
        keys = changed_keys(connection, table, *sides, key[0], min(max(most, 1), _MOST))
    finally:
        connection.close()
    if not keys:
        return []
    question = f'{rows} WHERE "{key[0]}" IN ({", ".join(map(str, keys))})'
    old_rows, new_rows = (_rows(by, question, version, key[0], surface) for version in (first, second))
    return [SampleRow(value, old_rows.get(value), new_rows.get(value)) for value in keys]


def _rows(by: Principal, question: str, version: int, key: str, surface: str) -> dict[int, Row]:
    answer = gateway().query(by, question, snapshot=version, surface=surface)
    try:
        return {int(row[key]): row for row in answer.table().to_pylist()}
    finally:
        answer.close()


def _seen(by: Principal, version: int) -> dict[str, VisibleTable]:
    return {each.name: each for each in gateway().catalog(by, snapshot=version) if each.schema == "cdm"}


def _key(table: str) -> tuple[str, ...]:
    """The columns that say which row of ``table`` is which; empty where the whole row does."""
    known = CDM.tables.get(table)
    return known.primary_key or _NATURAL_KEYS.get(table, ()) if known is not None else ()


def _table(
    connection: Connection,
    seen: VisibleTable,
    old: tuple[int, tuple[str, ...] | None],
    new: tuple[int, tuple[str, ...] | None],
) -> TableDifference:
    if old[1] is None or new[1] is None:
        state = "new" if old[1] is None else "lost"
        return TableDifference(seen.name, state, None, None, None, False, (), ())
    key = _key(seen.name)
    usable = key if all(name in old[1] and name in new[1] for name in key) else ()
    told = difference(connection, seen.name, (old[0], old[1]), (new[0], new[1]), usable)
    small = any(0 < count < settings().small_cell for count in (told.added, told.changed, told.removed))
    withheld = seen.aggregate_only and small
    added, changed, removed = (None, None, None) if withheld else (told.added, told.changed, told.removed)
    return TableDifference(seen.name, "both", added, changed, removed, withheld, told.new_columns, told.lost_columns)
