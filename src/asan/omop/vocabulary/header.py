"""The first line of an Athena file, compared with the table's columns."""

from pathlib import Path

from asan.omop.cdm.model import Table
from asan.omop.vocabulary.errors import VocabularyEmpty, VocabularyHeader

_LONGEST = 10_000


def read_header(path: Path, table: Table) -> tuple[str, ...]:
    """The file's column names in lower case, in the file's order.

    All of the table's required columns are there and none that it does not have.
    Raises VocabularyEmpty and VocabularyHeader.
    """
    with path.open("rb") as file:
        line = file.readline(_LONGEST)
    if not line.strip():
        raise VocabularyEmpty(file=path.name)
    try:
        columns = tuple(cell.strip().lower() for cell in line.decode("utf-8-sig").rstrip("\r\n").split("\t"))
    except UnicodeDecodeError as error:
        raise VocabularyHeader(file=path.name, detail="UTF-8") from error
    unknown = [column for column in columns if column not in table.columns]
    missing = [field.name for field in table.fields if field.required and field.name not in columns]
    if missing or unknown or len(set(columns)) != len(columns):
        raise VocabularyHeader(file=path.name, detail=_difference(missing, unknown))
    return columns


def ends_with_newline(path: Path) -> bool:
    """Whether the last line is finished; one that is not may have been cut off between two columns' values."""
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1) == b"\n"


def _difference(missing: list[str], unknown: list[str]) -> str:
    parts = []
    if missing:
        parts.append("− " + ", ".join(missing))
    if unknown:
        parts.append("+ " + ", ".join(unknown)[:200])
    return "; ".join(parts) or "=="
