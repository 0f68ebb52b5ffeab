"""What the SQL writers must know of the CDM that they write for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from asan.omop.cdm import CDM
from asan.omop.ddl import column_type

Locate = Callable[[str, str], str]
"""Of a schema (cdm or vocabulary) and a table: how SQL refers to it."""


@dataclass(frozen=True, slots=True)
class Cdm:
    """Tables by schema and name with their columns, in lower case, and where they lie."""

    columns: dict[tuple[str, str], frozenset[str]]
    locate: Locate
    absent: set[str] = field(default_factory=set)
    """What was asked for and this CDM does not have: ``table`` or ``table.column``."""

    def table(self, name: str, needed: Sequence[str] = (), *, schema: str = "cdm") -> str:
        """The reference to a table.

        A table that the CDM lacks (episodes before 5.4) has no row; of a column that it lacks (a drug's dose unit
        since 5.1) nobody has a value. Both are noted in ``absent``.
        """
        known = self.columns.get((schema, name))
        if known is None:
            self.absent.add(name)
            return f"(SELECT {_nothing(name)} WHERE FALSE)"
        lacking = [column for column in needed if column not in known]
        self.absent.update(f"{name}.{column}" for column in lacking)
        table = self.locate(schema, name)
        if not lacking:
            return table
        nothing = "".join(f", CAST(NULL AS {_type(column)}) AS {column}" for column in lacking)
        return f"(SELECT t.*{nothing} FROM {table} t)"


def _nothing(table: str) -> str:
    found = CDM.tables[table].fields
    return ", ".join(f"CAST(NULL AS {column_type(one, 'duckdb')}) AS {one.name}" for one in found)


def _type(column: str) -> str:
    return "INTEGER" if column.endswith("_id") else "VARCHAR"
