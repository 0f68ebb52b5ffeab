"""What the database says about itself."""

from asan.kit.translation import Text
from asan.omop.cdm.fields import concept, date, datetime, key, plain
from asan.omop.cdm.model import Table

METADATA = Table(
    "metadata",
    "metadata",
    "cdm",
    Text("데이터베이스에 관한 사실을 이름과 값으로 적은 것.", "Facts about the database as names and values."),
    (
        key("metadata_id", "메타데이터", "metadata entry"),
        concept("metadata_concept_id", "메타데이터 항목", "entry", required=True),
        concept("metadata_type_concept_id", "메타데이터 종류", "kind of entry", required=True),
        plain("name", "varchar(250)", "항목 이름.", "Name of the entry.", True),
        plain("value_as_string", "varchar(250)", "문자로 된 값.", "Its value as text."),
        concept("value_as_concept_id", "개념으로 된 값", "value where it is a concept"),
        plain("value_as_number", "float", "숫자로 된 값.", "Its value as a number."),
        date("metadata_date", "메타데이터가 생긴", "the entry was made"),
        datetime("metadata_datetime", "메타데이터가 생긴", "the entry was made"),
    ),
)

CDM_SOURCE = Table(
    "cdm_source",
    "metadata",
    "cdm",
    Text("이 CDM의 출처, 만든 때, 판.", "Where this CDM comes from, when it was made, in which version."),
    (
        plain("cdm_source_name", "varchar(255)", "CDM의 이름.", "Full name of this CDM.", True),
        plain("cdm_source_abbreviation", "varchar(25)", "CDM의 약칭.", "Short name of this CDM.", True),
        plain("cdm_holder", "varchar(255)", "CDM을 보유한 기관.", "The organization that holds it.", True),
        plain("source_description", "varchar(MAX)", "원천 자료 설명.", "What the source data are."),
        plain(
            "source_documentation_reference", "varchar(255)", "원천 자료 문서 주소.", "Where the source is described."
        ),
        plain("cdm_etl_reference", "varchar(255)", "변환 규칙 문서 주소.", "Where the conversion is described."),
        date("source_release_date", "원천 자료가 나온", "the source data were released", True),
        date("cdm_release_date", "이 CDM이 나온", "this CDM was released", True),
        plain("cdm_version", "varchar(10)", "CDM 판.", "Version of the common data model."),
        concept("cdm_version_concept_id", "CDM 판", "model's version", required=True),
        plain(
            "vocabulary_version", "varchar(20)", "사용한 용어집 판.", "Release of the vocabulary that was used.", True
        ),
    ),
)
