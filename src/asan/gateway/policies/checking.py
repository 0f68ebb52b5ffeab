"""Whether what a policy or a tag names is there: a typing error must not leave something open."""

import re
from collections.abc import Sequence
from typing import Final

from asan.gateway.policies.definition import ColumnValues, Definition, KeepRows, Recorded
from asan.gateway.policies.stated import column_named, table_named
from asan.gateway.tags import NEARNESS, Nearness
from asan.kit.errors import BadInput
from asan.omop.cdm import CDM
from asan.warehouse.engines.base import TableName

CONCEPT: Final = re.compile(r"concept:(\d{1,10})(!?)")


def check(definition: Definition) -> None:
    """Raise BadInput where a definition names what is not there."""
    for name in definition.objects.tables:
        _known_table(name)
    for name in definition.objects.columns:
        _known_column(name)
    effect = definition.effect
    if isinstance(effect, KeepRows) and isinstance(effect.rule, Recorded):
        table, _ = _known_column(f"{effect.rule.table}.{effect.rule.column}", effect.rule.values)
        if NEARNESS[table] is not Nearness.PERSON:
            raise BadInput(detail=f"{effect.rule.table}: no table of persons")
    if isinstance(effect, KeepRows) and isinstance(effect.rule, ColumnValues):
        for name in definition.objects.tables:
            _known_column(f"{name}.{effect.rule.column}", effect.rule.values)


def _known_table(name: str) -> TableName:
    table = table_named(name)
    if table is None:
        raise BadInput(detail=f"table: {name}")
    return table


def _known_column(name: str, values: Sequence[int | str] = ()) -> tuple[TableName, str]:
    """Table and column of ``name``. Raises BadInput where there is none, or where ``values`` are not of its kind."""
    found = column_named(name)
    if found is None:
        raise BadInput(detail=f"table or column: {name}")
    table, column = found
    specified = CDM.tables.get(table[1]) if table[0] in ("cdm", "vocabulary") else None
    if specified is not None and column not in specified.columns:
        raise BadInput(detail=f"column: {name}")
    kind = specified.field(column).type if specified is not None else "integer"
    if values and not all(isinstance(value, int if kind == "integer" else str) for value in values):
        raise BadInput(detail=f"values: {name} is {kind}")
    if values and kind != "integer" and not kind.startswith("varchar"):
        raise BadInput(detail=f"column: {name} is {kind}")
    return found


def object_name(name: str) -> str:
    """The one spelling under which an object's tags are kept. Raises BadInput."""
    name = name.strip().lower()
    if CONCEPT.fullmatch(name):
        return name
    table = table_named(name)
    if table is not None:
        return ".".join(table)
    (schema, bare), column = _known_column(name)
    return f"{schema}.{bare}.{column}"
