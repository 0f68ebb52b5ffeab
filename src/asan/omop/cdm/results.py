"""What was measured, observed and sampled."""

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

MEASUREMENT = Table(
    "measurement",
    "clinical",
    "cdm",
    Text("검사나 측정으로 얻은 결과 한 건.", "One result of a test or a measurement."),
    (
        key("measurement_id", "측정", "measurement"),
        person(),
        concept("measurement_concept_id", "측정 항목", "thing measured", "Measurement", True),
        date("measurement_date", "측정", "the measurement was made", True),
        datetime("measurement_datetime", "측정", "the measurement was made"),
        plain(
            "measurement_time", "varchar(10)", "측정 시각(옛 버전과의 호환용).", "Time of day, kept for older models."
        ),
        type_concept("measurement_type_concept_id", "측정", "measurement"),
        concept("operator_concept_id", "결과 부등호(<, ≤, =, ≥, >)", "sign that stands before the number"),
        plain("value_as_number", "float", "숫자로 된 결과.", "Result as a number."),
        concept("value_as_concept_id", "범주형 결과", "result where it is a category"),
        concept("unit_concept_id", "결과 단위", "unit of the result", "Unit"),
        plain(
            "range_low", "float", "참고치 하한(결과와 같은 단위).", "Lower end of the normal range, in the same unit."
        ),
        plain(
            "range_high", "float", "참고치 상한(결과와 같은 단위).", "Upper end of the normal range, in the same unit."
        ),
        provider("측정", "measurement"),
        visit("측정", "measurement"),
        visit_detail("측정", "measurement"),
        source_value("measurement_source_value", "측정 항목 코드", "measurement's code"),
        source_concept("measurement_source_concept_id", "측정 항목", "thing measured"),
        source_value("unit_source_value", "결과 단위", "unit of the result"),
        source_concept("unit_source_concept_id", "결과 단위", "unit of the result"),
        source_value("value_source_value", "결과", "result"),
        *event_link("measurement_event_id", "meas_event_field_concept_id", "측정", "measurement"),
    ),
)

OBSERVATION = Table(
    "observation",
    "clinical",
    "cdm",
    Text(
        "다른 표에 들지 않는 사실: 생활습관, 병력, 가족력, 알레르기, 설문 응답.",
        "Facts that no other table takes: habits, history of person and family, allergies, answers.",
    ),
    (
        key("observation_id", "관찰", "observation"),
        person(),
        concept("observation_concept_id", "관찰 항목", "thing observed", required=True),
        date("observation_date", "관찰", "the observation was made", True),
        datetime("observation_datetime", "관찰", "the observation was made"),
        type_concept("observation_type_concept_id", "관찰", "observation"),
        plain("value_as_number", "float", "숫자로 된 관찰값.", "Value as a number."),
        plain("value_as_string", "varchar(60)", "문자로 된 관찰값.", "Value as text."),
        concept("value_as_concept_id", "범주형 관찰값", "value where it is a category"),
        concept("qualifier_concept_id", "관찰 수식자(정도 등)", "observation's qualifier, such as a degree"),
        concept("unit_concept_id", "관찰값 단위", "unit of the value", "Unit"),
        provider("관찰", "observation"),
        visit("관찰", "observation"),
        visit_detail("관찰", "observation"),
        source_value("observation_source_value", "관찰 항목 코드", "observation's code"),
        source_concept("observation_source_concept_id", "관찰 항목", "thing observed"),
        source_value("unit_source_value", "관찰값 단위", "unit of the value"),
        source_value("qualifier_source_value", "관찰 수식자", "observation's qualifier"),
        source_value("value_source_value", "관찰값", "value"),
        *event_link("observation_event_id", "obs_event_field_concept_id", "관찰", "observation"),
    ),
)

SPECIMEN = Table(
    "specimen",
    "clinical",
    "cdm",
    Text("환자에게서 얻은 검체 한 건.", "One sample taken from a person."),
    (
        key("specimen_id", "검체", "specimen"),
        person(),
        concept("specimen_concept_id", "검체 종류", "kind of specimen", required=True),
        type_concept("specimen_type_concept_id", "검체", "specimen"),
        date("specimen_date", "검체 채취", "the specimen was taken", True),
        datetime("specimen_datetime", "검체 채취", "the specimen was taken"),
        plain("quantity", "float", "채취한 양.", "Amount taken."),
        concept("unit_concept_id", "채취량 단위", "unit of the amount"),
        concept("anatomic_site_concept_id", "채취 부위", "part of the body it was taken from"),
        concept("disease_status_concept_id", "검체의 질병 상태", "state of disease in the specimen"),
        plain("specimen_source_id", "varchar(50)", "원천의 검체 번호.", "The source's own number of the specimen."),
        source_value("specimen_source_value", "검체 종류", "kind of specimen"),
        source_value("unit_source_value", "채취량 단위", "unit of the amount"),
        source_value("anatomic_site_source_value", "채취 부위", "part of the body it was taken from"),
        source_value("disease_status_source_value", "검체의 질병 상태", "state of disease in the specimen"),
    ),
)
