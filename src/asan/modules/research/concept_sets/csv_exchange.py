"""Concept sets as CSV, with the columns that ATLAS writes: for lists that live in spreadsheets."""

import csv
import io
from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from asan.kit.csv_file import CsvFile
from asan.modules.research.concept_sets.errors import NotAConceptList
from asan.omop.circe.expression import ConceptSetItem
from asan.omop.circe.values import Concept

_COLUMNS: Final = {
    "Concept ID": pa.int64(),
    "Concept Code": pa.string(),
    "Concept Name": pa.string(),
    "Domain": pa.string(),
    "Vocabulary": pa.string(),
    "Standard Concept": pa.string(),
    "Exclude": pa.string(),
    "Descendants": pa.string(),
    "Mapped": pa.string(),
}
_YES: Final = {"true", "yes", "y", "1", "예"}
_NO: Final = {"false", "no", "n", "0", "", "아니오", "아니요"}


def write_csv(items: Sequence[ConceptSetItem]) -> bytes:
    """The items, one a row; UTF-8 with byte order mark."""
    rows = [
        (
            item.concept.concept_id,
            item.concept.concept_code,
            item.concept.concept_name,
            item.concept.domain_id,
            item.concept.vocabulary_id,
            item.concept.standard_concept,
            *(str(flag).upper() for flag in (item.is_excluded, item.include_descendants, item.include_mapped)),
        )
        for item in items
    ]
    schema = pa.schema(list(_COLUMNS.items()))
    arrays = [pa.array([row[at] for row in rows], kind) for at, kind in enumerate(_COLUMNS.values())]
    sink = io.BytesIO()
    with CsvFile(sink, schema) as file:
        file.write(pa.RecordBatch.from_arrays(arrays, schema=schema))
    return sink.getvalue()


def read_csv(text: str) -> tuple[ConceptSetItem, ...]:
    """Items of a list with at least the column ``Concept ID``; flags that are absent are false.

    Names of columns are read whatever their case, spaces and underscores. Raises NotAConceptList with the line.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    columns = {_plain(name): name for name in reader.fieldnames or []}
    if "conceptid" not in columns:
        raise NotAConceptList(line=1, ko="열 Concept ID가 없습니다", en="the column Concept ID is missing")
    items = []
    try:
        for row in reader:
            given = {name: (row.get(column) or "").strip() for name, column in columns.items()}
            if any(given.values()):
                items.append(_item(given, reader.line_num))
    except csv.Error as error:
        raise NotAConceptList(line=reader.line_num, ko=str(error), en=str(error)) from None
    return tuple(items)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _item(given: dict[str, str], line: int) -> ConceptSetItem:
    number = given["conceptid"]
    if not number.isascii() or not number.isdigit() or len(number) > 10:
        raise NotAConceptList(
            line=line, ko=f"개념 번호가 아닙니다: {number[:40]}", en=f"not a concept id: {number[:40]}"
        )
    return ConceptSetItem(
        concept=Concept(concept_id=int(number), concept_name=given.get("conceptname") or None),
        is_excluded=_flag(given, "exclude", line) or _flag(given, "isexcluded", line),
        include_descendants=_flag(given, "descendants", line) or _flag(given, "includedescendants", line),
        include_mapped=_flag(given, "mapped", line) or _flag(given, "includemapped", line),
    )


def _flag(given: dict[str, str], name: str, line: int) -> bool:
    value = given.get(name, "").lower()
    if value not in _YES | _NO:
        raise NotAConceptList(
            line=line, ko=f"참도 거짓도 아닙니다: {value[:40]}", en=f"neither true nor false: {value[:40]}"
        )
    return value in _YES
