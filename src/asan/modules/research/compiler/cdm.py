"""What the SQL writers must know of the CDM that they write for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from asan.omop.circe.errors import CannotRun

Locate = Callable[[str, str], str]
"""Of a schema (cdm or vocabulary) and a table: how SQL refers to it."""


@dataclass(frozen=True, slots=True)
class Cdm:
    """Tables by schema and name with their columns, in lower case, and where they lie."""

    columns: dict[tuple[str, str], frozenset[str]]
    locate: Locate
    absent: list[str] = field(default_factory=list)
    """Columns that were asked for and that no event of this CDM can have, as ``table.column``."""

    def table(self, name: str, needed: Sequence[str] = (), *, schema: str = "cdm") -> str:
        """The reference to a table. Raises CannotRun where the CDM does not have it.

        Of columns that it lacks (drugs had a dose unit in CDM 5.0) nobody has a value: they are NULL, and ``absent``.
        """
        known = self.columns.get((schema, name))
        if known is None:
            raise CannotRun(ko=f"이 CDM에는 {name} 표가 없습니다.", en=f"This CDM has no table {name}.")
        lacking = [column for column in needed if column not in known]
        self.absent.extend(f"{name}.{column}" for column in lacking)
        table = self.locate(schema, name)
        if not lacking:
            return table
        nothing = "".join(f", CAST(NULL AS {_type(column)}) AS {column}" for column in lacking)
        return f"(SELECT t.*{nothing} FROM {table} t)"


def _type(column: str) -> str:
    return "INTEGER" if column.endswith("_id") else "VARCHAR"
