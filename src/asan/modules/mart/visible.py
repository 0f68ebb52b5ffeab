"""The tables that a person may see: what the specification says, joined with what the gateway grants."""

from asan.gateway.principal import Principal
from asan.gateway.service import VisibleTable, gateway
from asan.kit.translation import Language
from asan.modules.mart.columns import kind_of
from asan.modules.mart.errors import AggregateOnly, UnknownTable
from asan.modules.mart.question import Askable
from asan.modules.mart.schemas import FieldOut, ForeignKeyOut, ReferenceOut, TableOut
from asan.omop.cdm import CDM
from asan.omop.cdm.model import Field

SCHEMAS = ("cdm", "vocabulary")


def visible(principal: Principal) -> dict[str, VisibleTable]:
    """The CDM's tables that the asker may see, by name, in the specification's order."""
    granted = {table.name: table for table in gateway().catalog(principal) if table.schema in SCHEMAS}
    return {name: granted[name] for name in CDM.tables if name in granted}


def granted(principal: Principal, table: str) -> VisibleTable:
    """One table that the asker may see. Raises UnknownTable."""
    found = visible(principal).get(table)
    if found is None:
        raise UnknownTable(table=table[:100])
    return found


def askable(principal: Principal, table: str) -> Askable:
    """A table whose rows the asker may read. Raises UnknownTable and AggregateOnly."""
    found = granted(principal, table)
    if found.aggregate_only:
        raise AggregateOnly(table=table, action=table)
    types = {column.name: column.type for column in found.columns}
    key = tuple(name for name in CDM.tables[table].primary_key if name in types)
    if key and "person_id" in types:
        # First by person, as the rows lie in the lake: a page then reads a few row groups, not the table.
        key = tuple(dict.fromkeys(("person_id", *key)))
    return Askable(schema=found.schema, name=table, types=types, key=key)


def masks(table: VisibleTable) -> dict[str, str]:
    """What is done to the asker's view of a table: mask by column."""
    return {column.name: column.mask or "mask" for column in table.columns if column.treatment == "mask"}


def concept_columns(table: str) -> frozenset[str]:
    """The columns of a table that hold concept ids."""
    return frozenset(field.name for field in CDM.tables[table].fields if field.is_concept)


def schema_of(principal: Principal, table: str, language: Language) -> TableOut:
    """A table's schema as the asker sees it. Raises UnknownTable."""
    tables = visible(principal)
    found = granted(principal, table)
    specified = CDM.tables[table]
    return TableOut(
        name=table,
        group=specified.group,
        description=specified.description.in_language(language),
        aggregate_only=found.aggregate_only,
        fields=[_field(field, found, frozenset(tables), language) for field in specified.fields],
        referenced_by=[ReferenceOut(table=other, field=name) for other, name in _references(table) if other in tables],
    )


def _field(field: Field, table: VisibleTable, tables: frozenset[str], language: Language) -> FieldOut:
    column = next((each for each in table.columns if each.name == field.name), None)
    target = field.foreign_key
    return FieldOut(
        name=field.name,
        type=field.type,
        kind=kind_of(field.type),
        required=field.required,
        primary_key=field.primary_key,
        foreign_key=ForeignKeyOut(table=target[0], field=target[1], visible=target[0] in tables) if target else None,
        concept_domain=field.concept_domain,
        description=field.description.in_language(language),
        treatment=column.treatment if column else "absent",
        mask=column.mask if column else None,
    )


def _references(table: str) -> list[tuple[str, str]]:
    return [
        (other.name, field.name)
        for other in CDM.tables.values()
        for field in other.fields
        if field.foreign_key and field.foreign_key[0] == table and other.name != table
    ]
