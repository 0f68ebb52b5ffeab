"""What a table and a field of the OMOP CDM are, as data."""

from dataclasses import dataclass
from typing import Literal

from asan.kit.translation import Text

Group = Literal["person", "clinical", "health_system", "economics", "derived", "metadata", "vocabulary", "results"]
Schema = Literal["cdm", "vocabulary", "results"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column.

    ``type`` is OMOP's own: ``integer``, ``float``, ``date``, ``datetime``, ``varchar(n)`` or ``varchar(MAX)``.
    ``concept_domain`` and ``concept_class`` say which standard concepts a concept field may hold.
    """

    name: str
    type: str
    description: Text
    required: bool = False
    primary_key: bool = False
    foreign_key: tuple[str, str] | None = None
    concept_domain: str | None = None
    concept_class: str | None = None

    @property
    def is_concept(self) -> bool:
        """Whether the column holds concept ids."""
        return self.name == "concept_id" or self.foreign_key == ("concept", "concept_id")


@dataclass(frozen=True, slots=True)
class Table:
    """One table with its fields in OMOP's order."""

    name: str
    group: Group
    schema: Schema
    description: Text
    fields: tuple[Field, ...]

    @property
    def primary_key(self) -> tuple[str, ...]:
        """Names of the key's columns; empty for tables that OMOP gives none."""
        return tuple(field.name for field in self.fields if field.primary_key)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """The field ``name``. Raises KeyError when the table has none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name}.{name}")


@dataclass(frozen=True, slots=True)
class Cdm:
    """The whole model: its version and its tables by name, in OMOP's order."""

    version: str
    tables: dict[str, Table]

    def in_schema(self, schema: Schema) -> tuple[Table, ...]:
        """The tables that OMOP places in ``schema``."""
        return tuple(table for table in self.tables.values() if table.schema == schema)
