"""The CDM's documentation as Markdown, derived from the data in code."""

from collections.abc import Iterator

from asan.kit.translation import Language
from asan.omop.cdm import CDM
from asan.omop.cdm.model import Field, Table

_HEADERS: dict[Language, str] = {
    "ko": "| 열 | 형식 | 필수 | 키 | 설명 |",
    "en": "| column | type | required | key | description |",
}


def as_markdown(language: Language, table: str | None = None) -> str:
    """The table called ``table``, or all of them. Raises KeyError for a table that the CDM does not have."""
    chosen = CDM.tables.values() if table is None else [CDM.tables[table]]
    return "\n".join(line for one in chosen for line in _table(one, language)) + "\n"


def _table(table: Table, language: Language) -> Iterator[str]:
    yield from (f"## {table.name}", "", table.description.in_language(language), "")
    yield from (_HEADERS[language], "|---|---|---|---|---|")
    for field in table.fields:
        cells = (
            field.name,
            field.type,
            "✓" if field.required else "",
            _key(field),
            field.description.in_language(language),
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _key(field: Field) -> str:
    marks = ["PK"] if field.primary_key else []
    if field.foreign_key:
        marks.append("→ " + ".".join(field.foreign_key))
    if field.concept_domain:
        marks.append(f"({field.concept_domain})")
    return " ".join(marks)
