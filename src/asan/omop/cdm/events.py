"""What a person had, took, underwent and was given: conditions, drugs, procedures, devices."""

from asan.kit.translation import Text
from asan.omop.cdm.fields import (
    concept,
    date,
    datetime,
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

CONDITION_OCCURRENCE = Table(
    "condition_occurrence",
    "clinical",
    "cdm",
    Text("진단, 증상, 징후 한 건.", "One recorded diagnosis, symptom or sign."),
    (
        key("condition_occurrence_id", "진단", "condition record"),
        person(),
        concept("condition_concept_id", "진단", "condition", "Condition", True),
        date("condition_start_date", "진단 시작", "the condition begins or is recorded", True),
        datetime("condition_start_datetime", "진단 시작", "the condition begins or is recorded"),
        date("condition_end_date", "진단 종료", "the condition ends"),
        datetime("condition_end_datetime", "진단 종료", "the condition ends"),
        type_concept("condition_type_concept_id", "진단", "condition"),
        concept(
            "condition_status_concept_id", "진단 상태(주진단, 입원 시 등)", "diagnosis's status", "Condition Status"
        ),
        plain("stop_reason", "varchar(20)", "진단이 더는 유효하지 않은 까닭.", "Why the condition no longer holds."),
        provider("진단", "diagnosis"),
        visit("진단", "condition"),
        visit_detail("진단", "condition"),
        source_value("condition_source_value", "진단 코드", "condition's code"),
        source_concept("condition_source_concept_id", "진단", "condition"),
        source_value("condition_status_source_value", "진단 상태", "diagnosis's status"),
    ),
)

DRUG_EXPOSURE = Table(
    "drug_exposure",
    "clinical",
    "cdm",
    Text(
        "처방, 조제, 투여, 예방접종 등 약물 노출 한 건.", "One exposure to a drug: ordered, dispensed, given, injected."
    ),
    (
        key("drug_exposure_id", "약물 노출", "drug exposure"),
        person(),
        concept("drug_concept_id", "약물", "drug", "Drug", True),
        date("drug_exposure_start_date", "약물 노출 시작", "the exposure begins", True),
        datetime("drug_exposure_start_datetime", "약물 노출 시작", "the exposure begins"),
        date("drug_exposure_end_date", "약물 노출 종료", "the exposure ends, known or derived", True),
        datetime("drug_exposure_end_datetime", "약물 노출 종료", "the exposure ends, known or derived"),
        date("verbatim_end_date", "원천이 적은 종료", "the exposure ends according to the source"),
        type_concept("drug_type_concept_id", "약물 노출", "drug exposure"),
        plain("stop_reason", "varchar(20)", "약물을 중단한 까닭.", "Why the drug was stopped."),
        plain("refills", "integer", "첫 조제 뒤 다시 받을 수 있는 횟수.", "How often it may be dispensed again."),
        plain("quantity", "float", "처방되거나 조제된 양.", "Amount ordered or dispensed."),
        plain("days_supply", "integer", "한 번의 조제로 쓰는 일수.", "Days that one supply lasts."),
        plain("sig", "varchar(MAX)", "용법 문구.", "Directions for use, in words."),
        concept("route_concept_id", "투여 경로", "route of administration", "Route"),
        plain("lot_number", "varchar(50)", "제조 번호.", "Manufacturer's lot number."),
        provider("처방 또는 투여", "exposure"),
        visit("약물 노출", "exposure"),
        visit_detail("약물 노출", "exposure"),
        source_value("drug_source_value", "약물 코드", "drug's code"),
        source_concept("drug_source_concept_id", "약물", "drug"),
        source_value("route_source_value", "투여 경로", "route of administration"),
        source_value("dose_unit_source_value", "용량 단위", "unit of the dose"),
    ),
)

PROCEDURE_OCCURRENCE = Table(
    "procedure_occurrence",
    "clinical",
    "cdm",
    Text("검사, 시술, 수술 등 의료 행위 한 건.", "One thing done to a person to diagnose or to treat."),
    (
        key("procedure_occurrence_id", "처치", "procedure record"),
        person(),
        concept("procedure_concept_id", "처치", "procedure", "Procedure", True),
        date("procedure_date", "처치 시작", "the procedure takes place or begins", True),
        datetime("procedure_datetime", "처치 시작", "the procedure takes place or begins"),
        date("procedure_end_date", "처치 종료", "the procedure ends"),
        datetime("procedure_end_datetime", "처치 종료", "the procedure ends"),
        type_concept("procedure_type_concept_id", "처치", "procedure"),
        concept("modifier_concept_id", "처치 수식자(좌우 등)", "procedure's modifier, such as a side"),
        plain("quantity", "integer", "처치 횟수.", "How many times it was done."),
        provider("처치", "procedure"),
        visit("처치", "procedure"),
        visit_detail("처치", "procedure"),
        source_value("procedure_source_value", "처치 코드", "procedure's code"),
        source_concept("procedure_source_concept_id", "처치", "procedure"),
        source_value("modifier_source_value", "처치 수식자", "procedure's modifier"),
    ),
)

DEVICE_EXPOSURE = Table(
    "device_exposure",
    "clinical",
    "cdm",
    Text("이식물, 보조기, 소모품 등 기구 사용 한 건.", "One use of an implant, an aid or a supply."),
    (
        key("device_exposure_id", "기구 사용", "device exposure"),
        person(),
        concept("device_concept_id", "기구", "device", "Device", True),
        date("device_exposure_start_date", "기구 사용 시작", "the device comes into use", True),
        datetime("device_exposure_start_datetime", "기구 사용 시작", "the device comes into use"),
        date("device_exposure_end_date", "기구 사용 종료", "the device goes out of use"),
        datetime("device_exposure_end_datetime", "기구 사용 종료", "the device goes out of use"),
        type_concept("device_type_concept_id", "기구 사용", "device exposure"),
        plain("unique_device_id", "varchar(255)", "기구의 고유 식별 코드(UDI).", "Unique device identifier (UDI)."),
        plain("production_id", "varchar(255)", "UDI의 생산 정보 부분.", "Production part of the device's UDI."),
        plain("quantity", "integer", "사용한 개수.", "Number of devices used."),
        provider("기구 사용", "use of the device"),
        visit("기구 사용", "exposure"),
        visit_detail("기구 사용", "exposure"),
        source_value("device_source_value", "기구 코드", "device's code"),
        source_concept("device_source_concept_id", "기구", "device"),
        concept("unit_concept_id", "수량 단위", "unit of the quantity", "Unit"),
        source_value("unit_source_value", "수량 단위", "unit of the quantity"),
        source_concept("unit_source_concept_id", "수량 단위", "unit of the quantity"),
    ),
)
