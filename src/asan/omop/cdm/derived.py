"""What is computed from events: eras and episodes."""

from asan.kit.translation import Text
from asan.omop.cdm.fields import (
    concept,
    date,
    datetime,
    key,
    person,
    plain,
    refers,
    source_concept,
    source_value,
    type_concept,
)
from asan.omop.cdm.model import Table

DRUG_ERA = Table(
    "drug_era",
    "derived",
    "cdm",
    Text("한 성분에 이어서 노출된 기간.", "A span of time of continued exposure to one ingredient."),
    (
        key("drug_era_id", "약물 기간", "drug era"),
        person(),
        concept("drug_concept_id", "성분", "ingredient", "Drug", True, "Ingredient"),
        date("drug_era_start_date", "첫 노출 시작", "the first exposure begins", True),
        date("drug_era_end_date", "마지막 노출 종료", "the last exposure ends", True),
        plain("drug_exposure_count", "integer", "기간에 든 약물 노출 수.", "Number of exposures in the era."),
        plain("gap_days", "integer", "기간 안에서 노출되지 않은 일수.", "Days within the era without exposure."),
    ),
)

DOSE_ERA = Table(
    "dose_era",
    "derived",
    "cdm",
    Text("한 성분을 같은 용량으로 쓴 기간.", "A span of time on a constant dose of one ingredient."),
    (
        key("dose_era_id", "용량 기간", "dose era"),
        person(),
        concept("drug_concept_id", "성분", "ingredient", "Drug", True, "Ingredient"),
        concept("unit_concept_id", "용량 단위", "unit of the dose", "Unit", True),
        plain("dose_value", "float", "하루 용량.", "Daily dose.", True),
        date("dose_era_start_date", "용량 기간 시작", "the dose begins", True),
        date("dose_era_end_date", "용량 기간 종료", "the dose ends", True),
    ),
)

CONDITION_ERA = Table(
    "condition_era",
    "derived",
    "cdm",
    Text("한 질환이 이어진다고 보는 기간.", "A span of time in which a condition is taken to persist."),
    (
        key("condition_era_id", "질환 기간", "condition era"),
        person(),
        concept("condition_concept_id", "질환", "condition", "Condition", True),
        date("condition_era_start_date", "첫 진단", "the first of its records begins", True),
        date("condition_era_end_date", "마지막 진단 종료", "the last of its records ends", True),
        plain("condition_occurrence_count", "integer", "기간에 든 진단 수.", "Number of condition records in the era."),
    ),
)

EPISODE = Table(
    "episode",
    "derived",
    "cdm",
    Text(
        "여러 기록을 묶은 치료나 질병의 국면(항암 주기, 재발 등).",
        "A phase of disease or treatment that joins many records: a course of chemotherapy, a relapse.",
    ),
    (
        key("episode_id", "국면", "episode"),
        person(),
        concept("episode_concept_id", "국면 종류", "kind of episode", "Episode", True),
        date("episode_start_date", "국면 시작", "the episode begins", True),
        datetime("episode_start_datetime", "국면 시작", "the episode begins"),
        date("episode_end_date", "국면 종료", "the episode ends"),
        datetime("episode_end_datetime", "국면 종료", "the episode ends"),
        plain("episode_parent_id", "integer", "이 국면을 품은 국면.", "The episode that contains this one."),
        plain("episode_number", "integer", "같은 종류 안에서의 순번.", "Place in the sequence of its kind."),
        concept(
            "episode_object_concept_id",
            "국면을 이루는 질병이나 치료",
            "disease or treatment that it is about",
            "Procedure, Regimen",
            True,
        ),
        type_concept("episode_type_concept_id", "국면", "episode"),
        source_value("episode_source_value", "국면", "episode"),
        source_concept("episode_source_concept_id", "국면", "episode"),
    ),
)

EPISODE_EVENT = Table(
    "episode_event",
    "derived",
    "cdm",
    Text("국면과 거기에 속한 기록의 연결.", "Links an episode to the records that belong to it."),
    (
        refers("episode_id", ("episode", "episode_id"), "기록이 속한 국면.", "The episode that it belongs to.", True),
        plain(
            "event_id", "integer", "국면에 속한 기록의 식별자.", "Identifier of the record that belongs to it.", True
        ),
        concept(
            "episode_event_field_concept_id",
            "기록의 표와 열",
            "table and column in which the record is found",
            "Metadata",
            True,
        ),
    ),
)
