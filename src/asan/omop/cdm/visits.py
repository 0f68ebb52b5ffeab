"""Encounters with the health system, whole and in parts."""

from asan.kit.translation import Text
from asan.omop.cdm.fields import (
    care_site,
    concept,
    date,
    datetime,
    key,
    person,
    provider,
    refers,
    source_concept,
    source_value,
    type_concept,
    visit,
)
from asan.omop.cdm.model import Table

VISIT_OCCURRENCE = Table(
    "visit_occurrence",
    "clinical",
    "cdm",
    Text(
        "외래, 입원, 응급 등 환자가 의료기관을 이용한 한 번의 방문.",
        "One stretch of contact with the health system: an outpatient visit, a stay, an emergency.",
    ),
    (
        key("visit_occurrence_id", "방문", "visit"),
        person(),
        concept("visit_concept_id", "방문 종류", "kind of visit", "Visit", True),
        date("visit_start_date", "방문 시작", "the visit begins", True),
        datetime("visit_start_datetime", "방문 시작", "the visit begins"),
        date("visit_end_date", "방문 종료", "the visit ends", True),
        datetime("visit_end_datetime", "방문 종료", "the visit ends"),
        type_concept("visit_type_concept_id", "방문", "visit"),
        provider("방문", "visit"),
        care_site("방문한", "visit"),
        source_value("visit_source_value", "방문 종류", "kind of visit"),
        source_concept("visit_source_concept_id", "방문 종류", "kind of visit"),
        concept("admitted_from_concept_id", "입원 전에 있던 곳", "place from which the person was admitted", "Visit"),
        source_value("admitted_from_source_value", "입원 전에 있던 곳", "place from which the person was admitted"),
        concept("discharged_to_concept_id", "퇴원 후 간 곳", "place to which the person was discharged", "Visit"),
        source_value("discharged_to_source_value", "퇴원 후 간 곳", "place to which the person was discharged"),
        refers(
            "preceding_visit_occurrence_id",
            ("visit_occurrence", "visit_occurrence_id"),
            "같은 환자의 바로 앞 방문.",
            "The same person's visit before this one.",
        ),
    ),
)

VISIT_DETAIL = Table(
    "visit_detail",
    "clinical",
    "cdm",
    Text(
        "방문을 이루는 부분: 병동 이동, 진료과별 진료, 방문으로 묶이기 전의 원래 내원 기록.",
        "The parts of a visit: a ward, a department, or an encounter as it was before visits were joined.",
    ),
    (
        key("visit_detail_id", "세부 방문", "part of a visit"),
        person(),
        concept("visit_detail_concept_id", "세부 방문 종류", "kind of visit part", "Visit", True),
        date("visit_detail_start_date", "세부 방문 시작", "the part begins", True),
        datetime("visit_detail_start_datetime", "세부 방문 시작", "the part begins"),
        date("visit_detail_end_date", "세부 방문 종료", "the part ends", True),
        datetime("visit_detail_end_datetime", "세부 방문 종료", "the part ends"),
        type_concept("visit_detail_type_concept_id", "세부 방문", "visit part"),
        provider("세부 방문", "visit part"),
        care_site("세부 방문이 있었던", "visit part"),
        source_value("visit_detail_source_value", "세부 방문 종류", "kind of visit part"),
        source_concept("visit_detail_source_concept_id", "세부 방문 종류", "kind of visit part"),
        concept("admitted_from_concept_id", "이 부분 이전에 있던 곳", "place from which the person came", "Visit"),
        source_value("admitted_from_source_value", "이 부분 이전에 있던 곳", "place from which the person came"),
        source_value("discharged_to_source_value", "이 부분 다음에 간 곳", "place to which the person went on"),
        concept("discharged_to_concept_id", "이 부분 다음에 간 곳", "place to which the person went on", "Visit"),
        refers(
            "preceding_visit_detail_id",
            ("visit_detail", "visit_detail_id"),
            "바로 앞의 세부 방문.",
            "The part that comes right before this one.",
        ),
        refers(
            "parent_visit_detail_id",
            ("visit_detail", "visit_detail_id"),
            "이 세부 방문을 품은 상위 세부 방문.",
            "The larger part of which this one is a part.",
        ),
        visit("세부 방문", "visit part", required=True),
    ),
)
