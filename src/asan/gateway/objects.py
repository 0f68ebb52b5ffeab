"""What access is asked for and given: a table, a column, or a tag that stands for all that carries it.

Each has one name: ``cdm.note``, ``cdm.person.year_of_birth``, ``tag:free text``.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from asan.gateway.policies.definition import Objects
from asan.gateway.policies.stated import Tags, column_named, table_named
from asan.gateway.tags import NEARNESS, Nearness, default_tags
from asan.kit.errors import BadInput
from asan.omop.cdm import CDM
from asan.warehouse.engines.base import TableName

TAG: Final = "tag:"
_LONGEST_TAG: Final = 60


@dataclass(frozen=True, slots=True)
class KnownTable:
    """A table that policies know, by its object's name, and the columns that the specification gives it.

    ``whole`` are those of them that hold whole numbers; rules by records can look into a table ``of_persons``.
    """

    name: str
    columns: tuple[str, ...]
    whole: tuple[str, ...]
    of_persons: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What policies can speak of, whether it is there or not: it tells nothing of this hospital's data."""

    tables: tuple[KnownTable, ...]
    tags: tuple[str, ...]


@cache
def known_objects() -> Known:
    """Every table that policies know, and the tags that the CDM's columns carry of themselves."""
    tables = []
    tags: set[str] = set()
    for table in NEARNESS:
        specified = CDM.tables.get(table[1]) if table[0] in ("cdm", "vocabulary") else None
        columns = tuple(field.name for field in specified.fields) if specified is not None else ()
        whole = tuple(field.name for field in specified.fields if field.type == "integer") if specified else ()
        of_persons = NEARNESS[table] is Nearness.PERSON
        tables.append(KnownTable(".".join(table), columns, whole, of_persons))
        tags = tags.union(*(default_tags(table[1], column) for column in columns))
    return Known(tuple(tables), tuple(sorted(tags)))


def object_named(text: str) -> str:
    """The one name of what ``text`` means: a table or column with or without its schema, or ``tag:`` and a tag.

    Raises BadInput for what policies do not know.
    """
    name = text.strip()
    if name.lower().startswith(TAG):
        tag = name[len(TAG) :].strip()
        if not 0 < len(tag) <= _LONGEST_TAG:
            raise BadInput(detail=f"{TAG}: 1–{_LONGEST_TAG} characters")
        return TAG + tag
    table = table_named(name)
    if table is not None:
        return ".".join(table)
    column = column_named(name)
    if column is None or not _is_specified(*column):
        raise BadInput(detail=f"table, column or {TAG}…: {name[:200]}")
    return ".".join((*column[0], column[1]))


def table_of(name: str) -> TableName | None:
    """The table that an object is or lies in; None for a tag."""
    if name.startswith(TAG):
        return None
    return table_named(name) or _column(name)[0]


def tags_of(name: str, tags: Tags) -> frozenset[str]:
    """The tags that an object carries: a tag, itself."""
    if name.startswith(TAG):
        return frozenset({name[len(TAG) :]})
    table = table_named(name)
    if table is not None:
        return tags.of_table(table)
    return tags.of_column(*_column(name))


def lies_in(name: str, wider: str, tags: Tags) -> bool:
    """Whether an object is ``wider``, lies in that table, or carries that tag."""
    if name == wider:
        return True
    if wider.startswith(TAG):
        return wider[len(TAG) :] in tags_of(name, tags)
    return not name.startswith(TAG) and table_named(wider) is not None and table_of(name) == table_named(wider)


def as_objects(name: str) -> Objects:
    """An object as policies speak of it."""
    if name.startswith(TAG):
        return Objects(tags=(name[len(TAG) :],))
    return Objects(tables=(name,)) if table_named(name) is not None else Objects(columns=(name,))


def _column(name: str) -> tuple[TableName, str]:
    found = column_named(name)
    if found is None:
        raise BadInput(detail=f"column: {name}")
    return found


def _is_specified(table: TableName, column: str) -> bool:
    known = CDM.tables.get(table[1]) if table[0] in ("cdm", "vocabulary") else None
    return known is None or column in known.columns or bool(default_tags(table[1], column))
