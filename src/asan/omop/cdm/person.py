"""Who is in the database, over which time, and who has died."""

from asan.kit.translation import Text
from asan.omop.cdm.fields import (
    care_site,
    concept,
    date,
    datetime,
    key,
    location,
    person,
    plain,
    provider,
    source_concept,
    source_value,
    type_concept,
)
from asan.omop.cdm.model import Table

PERSON = Table(
    "person",
    "person",
    "cdm",
    Text("환자 한 사람에 한 행: 태어난 때와 인구학적 특성.", "One row a person: time of birth and demographic traits."),
    (
        key("person_id", "환자", "person"),
        concept("gender_concept_id", "출생 시 성별", "person's sex at birth", "Gender", True),
        plain("year_of_birth", "integer", "태어난 해.", "Year of birth.", True),
        plain("month_of_birth", "integer", "태어난 달(1–12).", "Month of birth, 1 to 12."),
        plain("day_of_birth", "integer", "태어난 날(1–31).", "Day of the month of birth, 1 to 31."),
        datetime("birth_datetime", "출생", "the person was born"),
        concept("race_concept_id", "인종", "person's race", "Race", True),
        concept("ethnicity_concept_id", "민족", "person's ethnicity", "Ethnicity", True),
        location("환자가 사는 곳의", "person's home"),
        provider("주치의로서", "person's primary care"),
        care_site("주로 진료받는", "person's primary care"),
        source_value("person_source_value", "환자 번호", "person's identifier"),
        source_value("gender_source_value", "성별", "sex"),
        source_concept("gender_source_concept_id", "성별", "sex"),
        source_value("race_source_value", "인종", "race"),
        source_concept("race_source_concept_id", "인종", "race"),
        source_value("ethnicity_source_value", "민족", "ethnicity"),
        source_concept("ethnicity_source_concept_id", "민족", "ethnicity"),
    ),
)

OBSERVATION_PERIOD = Table(
    "observation_period",
    "person",
    "cdm",
    Text(
        "환자의 의료 이용이 빠짐없이 기록되었다고 볼 수 있는 기간.",
        "A span of time in which what happened to the person can be expected to be on record.",
    ),
    (
        key("observation_period_id", "관찰 기간", "observation period"),
        person(),
        date("observation_period_start_date", "관찰 시작", "the person comes under observation", True),
        date("observation_period_end_date", "관찰 종료", "observation ends", True),
        type_concept("period_type_concept_id", "관찰 기간", "observation period"),
    ),
)

DEATH = Table(
    "death",
    "person",
    "cdm",
    Text("사망한 환자의 사망 시점과 원인.", "When and of what a person died; at most one row a person."),
    (
        person(),
        date("death_date", "사망", "the person died", True),
        datetime("death_datetime", "사망", "the person died"),
        type_concept("death_type_concept_id", "사망", "death", required=False),
        concept("cause_concept_id", "사망 원인", "cause of death"),
        source_value("cause_source_value", "사망 원인", "cause of death"),
        source_concept("cause_source_concept_id", "사망 원인", "cause of death"),
    ),
)
