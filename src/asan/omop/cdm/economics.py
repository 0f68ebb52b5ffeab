"""Who pays, and how much."""

from asan.kit.translation import Text
from asan.omop.cdm.fields import concept, date, key, person, plain, refers, source_concept, source_value
from asan.omop.cdm.model import Table

PAYER_PLAN_PERIOD = Table(
    "payer_plan_period",
    "economics",
    "cdm",
    Text("환자가 한 보험에 가입해 있던 기간.", "A span of time in which a person was covered by one plan."),
    (
        key("payer_plan_period_id", "보험 가입 기간", "period of cover"),
        person(),
        date("payer_plan_period_start_date", "보험 시작", "cover begins", True),
        date("payer_plan_period_end_date", "보험 종료", "cover ends", True),
        concept("payer_concept_id", "보험자", "payer"),
        source_value("payer_source_value", "보험자", "payer"),
        source_concept("payer_source_concept_id", "보험자", "payer"),
        concept("plan_concept_id", "보험 상품", "plan"),
        source_value("plan_source_value", "보험 상품", "plan"),
        source_concept("plan_source_concept_id", "보험 상품", "plan"),
        concept("sponsor_concept_id", "보험료 부담 주체", "sponsor who finances the plan"),
        source_value("sponsor_source_value", "보험료 부담 주체", "sponsor who finances the plan"),
        source_concept("sponsor_source_concept_id", "보험료 부담 주체", "sponsor who finances the plan"),
        source_value("family_source_value", "가족 단위 번호", "identifier of the insured family"),
        concept("stop_reason_concept_id", "보험 종료 사유", "reason for which cover ended"),
        source_value("stop_reason_source_value", "보험 종료 사유", "reason for which cover ended"),
        source_concept("stop_reason_source_concept_id", "보험 종료 사유", "reason for which cover ended"),
    ),
)

COST = Table(
    "cost",
    "economics",
    "cdm",
    Text("방문, 약, 처치 등 한 기록에 든 비용.", "The cost of one record, such as a visit, a drug or a procedure."),
    (
        key("cost_id", "비용", "cost record"),
        plain("cost_event_id", "integer", "비용이 든 기록의 식별자.", "Identifier of the record that cost it.", True),
        refers(
            "cost_domain_id",
            ("domain", "domain_id"),
            "비용이 든 기록의 영역.",
            "Domain of the record that cost it.",
            True,
            "varchar(20)",
        ),
        concept("cost_type_concept_id", "비용 기록의 출처", "cost record's provenance", required=True),
        concept("currency_concept_id", "통화", "currency"),
        plain("total_charge", "float", "청구한 총액.", "Amount charged in all."),
        plain("total_cost", "float", "제공자가 들인 총원가.", "What it cost the provider in all."),
        plain("total_paid", "float", "모든 주체가 낸 총액.", "Amount paid by everybody in all."),
        plain("paid_by_payer", "float", "보험자가 낸 금액.", "Amount that the payer paid."),
        plain("paid_by_patient", "float", "환자가 낸 금액.", "Amount that the patient paid."),
        plain("paid_patient_copay", "float", "환자의 정액 부담금.", "The patient's fixed share."),
        plain("paid_patient_coinsurance", "float", "환자의 정률 부담금.", "The patient's proportional share."),
        plain("paid_patient_deductible", "float", "환자의 공제 부담금.", "Paid by the patient before cover begins."),
        plain("paid_by_primary", "float", "1차 보험자가 낸 금액.", "Amount that the first of several payers paid."),
        plain("paid_ingredient_cost", "float", "약값 가운데 약제비.", "Part of a drug's price for the drug itself."),
        plain("paid_dispensing_fee", "float", "약값 가운데 조제료.", "Part of a drug's price for dispensing it."),
        plain("payer_plan_period_id", "integer", "비용을 낸 보험 가입 기간.", "The period of cover that paid."),
        plain("amount_allowed", "float", "보험자와 약정한 금액.", "Amount agreed between payer and provider."),
        concept("revenue_code_concept_id", "수익 코드", "revenue code"),
        source_value("revenue_code_source_value", "수익 코드", "revenue code"),
        concept("drg_concept_id", "진단군(DRG)", "diagnosis-related group"),
        source_value("drg_source_value", "진단군(DRG)", "diagnosis-related group", 3),
    ),
)
