"""Clinical text, what was read out of it, and links between any two facts."""

from asan.kit.translation import Text
from asan.omop.cdm.fields import (
    concept,
    date,
    datetime,
    event_link,
    key,
    person,
    plain,
    provider,
    source_concept,
    source_value,
    type_concept,
    visit,
    visit_detail,
)
from asan.omop.cdm.model import Table

NOTE = Table(
    "note",
    "clinical",
    "cdm",
    Text(
        "경과기록, 판독문 등 자유 문장으로 된 기록 한 건.", "One document in free text: progress note, report, letter."
    ),
    (
        key("note_id", "기록지", "note"),
        person(),
        date("note_date", "작성", "the note was written", True),
        datetime("note_datetime", "작성", "the note was written"),
        type_concept("note_type_concept_id", "기록지", "note"),
        concept("note_class_concept_id", "기록지 종류", "kind of document", required=True),
        plain("note_title", "varchar(250)", "기록지 제목.", "Title of the note."),
        plain("note_text", "varchar(MAX)", "기록지 본문.", "The text itself.", True),
        concept("encoding_concept_id", "문자 인코딩", "character encoding", required=True),
        concept("language_concept_id", "작성 언어", "language of the text", required=True),
        provider("작성", "note"),
        visit("기록지", "note"),
        visit_detail("기록지", "note"),
        source_value("note_source_value", "기록지 종류", "kind of document"),
        *event_link("note_event_id", "note_event_field_concept_id", "기록지", "note"),
    ),
)

NOTE_NLP = Table(
    "note_nlp",
    "clinical",
    "cdm",
    Text("기록지에서 언어 처리로 찾아낸 용어 한 건.", "One term that language processing found in a note."),
    (
        key("note_nlp_id", "찾아낸 용어", "term found"),
        plain("note_id", "integer", "용어가 나온 기록지.", "The note in which the term stands.", True),
        concept("section_concept_id", "기록지 구역", "section of the note"),
        plain("snippet", "varchar(250)", "용어 앞뒤의 짧은 문맥.", "A few words around the term."),
        plain("offset", "varchar(50)", "본문 안 용어의 문자 위치.", "Character position of the term in the text."),
        plain(
            "lexical_variant", "varchar(250)", "본문에 쓰인 그대로의 용어.", "The term as written in the text.", True
        ),
        concept("note_nlp_concept_id", "용어", "term"),
        source_concept("note_nlp_source_concept_id", "용어", "term"),
        plain("nlp_system", "varchar(250)", "용어를 찾은 프로그램과 버전.", "Program and version that found the term."),
        date("nlp_date", "언어 처리", "the note was processed", True),
        datetime("nlp_datetime", "언어 처리", "the note was processed"),
        plain(
            "term_exists",
            "varchar(1)",
            "용어가 환자에게 실제로 해당하는지(Y/N). 부정, 추정, 가족력이면 N.",
            "Whether the term truly holds for the person: Y, or N where negated, hypothetical or about a relative.",
        ),
        plain(
            "term_temporal", "varchar(50)", "용어의 시간(과거, 현재).", "Time that the term speaks of, past or present."
        ),
        plain(
            "term_modifiers",
            "varchar(2000)",
            "부정, 정도 등 용어의 수식 정보.",
            "Negation, degree and other modifiers.",
        ),
    ),
)

FACT_RELATIONSHIP = Table(
    "fact_relationship",
    "clinical",
    "cdm",
    Text("서로 다른 두 기록 사이의 관계 한 건.", "One relation between two records of any tables."),
    (
        concept("domain_concept_id_1", "첫 기록이 속한 표", "table of the first record", required=True),
        plain("fact_id_1", "integer", "첫 기록의 식별자.", "Identifier of the first record.", True),
        concept("domain_concept_id_2", "둘째 기록이 속한 표", "table of the second record", required=True),
        plain("fact_id_2", "integer", "둘째 기록의 식별자.", "Identifier of the second record.", True),
        concept("relationship_concept_id", "두 기록의 관계", "relation between the two", required=True),
    ),
)
