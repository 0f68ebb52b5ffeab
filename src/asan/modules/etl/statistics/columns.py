"""What the statistics need to know of a database's tables: read from its own catalog, so that any CDM will do."""

from dataclasses import dataclass

from asan.warehouse.connection import Connection

NUMBERS = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE"})


@dataclass(frozen=True)
class Column:
    """A column of a table in the work database; ``type`` is DuckDB's name."""

    name: str
    type: str

    @property
    def is_identifier(self) -> bool:
        """Whether its values name rows or persons, so that a frequent value or a mean says nothing."""
        return self.name.endswith("_id") and not self.name.endswith("_concept_id")

    @property
    def is_measure(self) -> bool:
        """Whether a mean of it has a meaning."""
        return self.type in NUMBERS and not self.name.endswith("_id")

    @property
    def has_range(self) -> bool:
        """Whether a least and a greatest value say something: of identifiers and texts they are single patients'."""
        return self.type != "VARCHAR" and not self.is_identifier

    @property
    def is_category(self) -> bool:
        """Whether its frequent values are worth showing: concepts and codes, not names of persons or free text."""
        if self.name.endswith("_concept_id") or self.name in {"year_of_birth", "days_supply", "refills"}:
            return True
        return self.name.endswith("_source_value") and not self.name.startswith(
            ("person_", "provider_", "care_site_", "location_", "visit_", "note_", "family_")
        )


@dataclass(frozen=True)
class Table:
    """A table of the work database, with the columns that statistics single out."""

    name: str
    columns: tuple[Column, ...]

    @property
    def date(self) -> str | None:
        """The date that says when a row happened: the first DATE column."""
        return next((column.name for column in self.columns if column.type == "DATE"), None)

    def has(self, column: str) -> bool:
        """Whether the table has ``column``."""
        return any(found.name == column for found in self.columns)


def tables(connection: Connection, schema: str) -> list[Table]:
    """The tables of ``schema`` in the connection's own database, by name, their columns in order."""
    rows = connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = current_database() AND schema_name = ? ORDER BY table_name, column_index",
        [schema],
    ).fetchall()
    found: dict[str, list[Column]] = {}
    for table, column, kind in rows:
        found.setdefault(table, []).append(Column(column, kind))
    return [Table(name, tuple(columns)) for name, columns in found.items()]
