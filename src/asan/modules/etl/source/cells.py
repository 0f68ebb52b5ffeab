"""SQL of a raw row's cells: their text, their value in the column's type, and whether that went wrong."""

from dataclasses import dataclass

from asan.modules.etl.source.files import SQL_TYPE, Column

_NUMBERS = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "FLOAT", "DOUBLE"})
_MOMENTS = frozenset({"DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"})


@dataclass(frozen=True, slots=True)
class Cells:
    """``present``: columns that the file has. ``typed``: those of them that come in their type, not as text."""

    present: frozenset[str]
    typed: frozenset[str] = frozenset()

    def text(self, column: Column) -> str:
        """The text: trimmed, NULL where blank or where the file lacks the column."""
        if column.name not in self.present:
            return "CAST(NULL AS VARCHAR)"
        if column.name in self.typed:
            return f"CAST(r.{column.name} AS VARCHAR)"
        return f"nullif(trim(r.{column.name}), '')"

    def value(self, column: Column) -> str:
        """The value in the column's type; NULL where there is none, or where the cell is no such value."""
        text = self.text(column)
        if column.kind == "text":
            return text
        if column.name not in self.present:
            return f"CAST(NULL AS {SQL_TYPE[column.kind]})"
        if column.name in self.typed:
            return f"CASE WHEN isfinite(r.{column.name}) THEN r.{column.name} END"
        if column.kind == "number":
            # 'NaN' is how Synthea writes a mean of nothing; an infinity is no measurement.
            number = f"TRY_CAST({text} AS DOUBLE)"
            return f"CASE WHEN isfinite({number}) THEN {number} END"
        moment = f"TRY_CAST({text} AS TIMESTAMP)"
        moment = f"CASE WHEN isfinite({moment}) THEN {moment} END"
        if column.kind == "datetime":
            return moment
        day = "-01-01" if column.kind == "year_start" else "-12-31"
        year = f"regexp_full_match({text}, '[0-9]{{4}}')"
        return f"CASE WHEN {year} THEN TRY_CAST({text} || '{day}' AS TIMESTAMP) ELSE {moment} END"

    def wrong(self, column: Column) -> str:
        """Whether there is something in the cell that is no value of the column's type."""
        if column.name in self.typed:
            number = f" AND NOT isnan(r.{column.name})" if column.kind == "number" else ""
            return f"r.{column.name} IS NOT NULL AND NOT isfinite(r.{column.name}){number}"
        text = self.text(column)
        number = f" AND lower({text}) <> 'nan'" if column.kind == "number" else ""
        return f"{text} IS NOT NULL AND {self.value(column)} IS NULL{number}"


def kept_type(column: Column | None, type: str) -> str | None:
    """The type in which a Parquet column of the engine's ``type`` is taken over; None where it becomes text first.

    Text, and numbers where a date belongs (a bare year), are read as the cells of a CSV are.
    """
    if column is None:
        return None
    if column.kind == "number" and (type in _NUMBERS or type.startswith("DECIMAL")):
        return "DOUBLE"
    return "TIMESTAMP" if column.kind not in ("text", "number") and type in _MOMENTS else None
