"""Groups of persons over time, and how they are defined."""

from asan.kit.translation import Text
from asan.omop.cdm.fields import concept, date, plain
from asan.omop.cdm.model import Table

COHORT = Table(
    "cohort",
    "results",
    "results",
    Text("코호트에 든 사람과 그 기간.", "Who belongs to a cohort, from when to when."),
    (
        plain("cohort_definition_id", "integer", "어느 정의로 만든 코호트인지.", "The definition it follows.", True),
        plain("subject_id", "integer", "코호트에 든 대상(대개 환자).", "The subject, mostly a person.", True),
        date("cohort_start_date", "코호트 진입", "the subject enters", True),
        date("cohort_end_date", "코호트 이탈", "the subject leaves", True),
    ),
)

COHORT_DEFINITION = Table(
    "cohort_definition",
    "results",
    "results",
    Text("코호트를 정하는 규칙.", "The rules that define a cohort."),
    (
        plain("cohort_definition_id", "integer", "코호트 정의의 식별자.", "Identifier of the definition.", True),
        plain("cohort_definition_name", "varchar(255)", "코호트 이름.", "Name of the cohort.", True),
        plain("cohort_definition_description", "varchar(MAX)", "코호트 설명.", "What the cohort is, in words."),
        concept("definition_type_concept_id", "정의의 종류", "kind of definition", required=True),
        plain(
            "cohort_definition_syntax", "varchar(MAX)", "정의를 실행하는 구문.", "The definition in executable form."
        ),
        concept("subject_concept_id", "대상의 영역", "domain of the subjects", required=True),
        date("cohort_initiation_date", "코호트를 처음 만든", "the cohort was first built"),
    ),
)
