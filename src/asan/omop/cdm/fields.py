"""Builders of the fields that return in table after table, so that each kind is described once.

``ko`` and ``en`` name the thing in both languages ("진단", "diagnosis"); the builder makes the sentence.
"""

from asan.kit.translation import Text
from asan.omop.cdm.model import Field

CONCEPT = ("concept", "concept_id")


def key(name: str, ko: str, en: str, type: str = "integer") -> Field:
    """The table's primary key."""
    return Field(name, type, Text(f"{ko} 한 건의 고유 식별자.", f"Unique identifier of one {en}."), True, True)


def person() -> Field:
    """The person whom the record is about."""
    text = Text("이 기록의 당사자인 환자.", "The person whom the record is about.")
    return Field("person_id", "integer", text, True, foreign_key=("person", "person_id"))


def provider(ko: str, en: str) -> Field:
    """The provider who did or ordered what is recorded."""
    text = Text(f"{ko} 담당 의료인.", f"The provider responsible for the {en}.")
    return Field("provider_id", "integer", text, foreign_key=("provider", "provider_id"))


def care_site(ko: str, en: str) -> Field:
    """The care site where it happened."""
    text = Text(f"{ko} 기관 또는 부서.", f"The care site of the {en}.")
    return Field("care_site_id", "integer", text, foreign_key=("care_site", "care_site_id"))


def location(ko: str, en: str) -> Field:
    """An address."""
    text = Text(f"{ko} 주소.", f"The address of the {en}.")
    return Field("location_id", "integer", text, foreign_key=("location", "location_id"))


def visit(ko: str, en: str, required: bool = False) -> Field:
    """The visit during which it happened."""
    text = Text(f"{ko} 시점의 방문.", f"The visit to which the {en} belongs.")
    reference = ("visit_occurrence", "visit_occurrence_id")
    return Field("visit_occurrence_id", "integer", text, required, foreign_key=reference)


def visit_detail(ko: str, en: str) -> Field:
    """The part of the visit during which it happened."""
    text = Text(f"{ko} 시점의 세부 방문.", f"The part of a visit to which the {en} belongs.")
    return Field("visit_detail_id", "integer", text, foreign_key=("visit_detail", "visit_detail_id"))


def concept(
    name: str, ko: str, en: str, domain: str | None = None, required: bool = False, concept_class: str | None = None
) -> Field:
    """A standard concept."""
    text = Text(
        f"{ko}의 표준 개념. 대응하는 개념이 없으면 0.", f"Standard concept of the {en}; 0 where no concept corresponds."
    )
    return Field(name, "integer", text, required, False, CONCEPT, domain, concept_class)


def source_concept(name: str, ko: str, en: str) -> Field:
    """The concept of the source's own code."""
    text = Text(f"{ko}에 쓰인 원천 코드 자체의 개념.", f"Concept of the code that the source itself used for the {en}.")
    return Field(name, "integer", text, foreign_key=CONCEPT)


def type_concept(name: str, ko: str, en: str, required: bool = True) -> Field:
    """The provenance of a record."""
    text = Text(
        f"{ko} 기록이 어디에서 왔는지(진료기록, 청구, 검사 장비 등).",
        f"Provenance of the {en} record: health record, claim, laboratory system and so on.",
    )
    return Field(name, "integer", text, required, False, CONCEPT, "Type Concept")


def source_value(name: str, ko: str, en: str, length: int = 50) -> Field:
    """What the source says, untouched."""
    text = Text(f"{ko}: 원천에 적힌 그대로의 값.", f"The {en} exactly as the source states it.")
    return Field(name, f"varchar({length})", text)


def date(name: str, ko: str, en: str, required: bool = False) -> Field:
    """A calendar day."""
    return Field(name, "date", Text(f"{ko} 날짜.", f"Day on which {en}."), required)


def datetime(name: str, ko: str, en: str) -> Field:
    """A point in time, without time zone."""
    text = Text(f"{ko} 일시. 시각을 모르면 0시.", f"Date and time at which {en}; midnight where the time is unknown.")
    return Field(name, "datetime", text)


def plain(name: str, type: str, ko: str, en: str, required: bool = False) -> Field:
    """A field of its own kind, with its own sentences."""
    return Field(name, type, Text(ko, en), required)


def refers(name: str, to: tuple[str, str], ko: str, en: str, required: bool = False, type: str = "integer") -> Field:
    """A reference to another table, with its own sentences."""
    return Field(name, type, Text(ko, en), required, foreign_key=to)


def event_link(id_name: str, field_name: str, ko: str, en: str) -> tuple[Field, Field]:
    """The pair that links a record to any row of any table: the row's id and the concept that names its column."""
    row = Text(f"이 {ko} 기록과 이어진 다른 기록의 식별자.", f"Identifier of the record to which this {en} is linked.")
    column = Text(
        f"이어진 기록의 식별자가 어느 표의 어느 열인지 나타내는 개념 ({ko}).",
        f"Concept that names the table and column in which the record linked to this {en} is found.",
    )
    return Field(id_name, "integer", row), Field(field_name, "integer", column, foreign_key=CONCEPT)
