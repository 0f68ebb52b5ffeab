"""Named hospitals: ``original`` records as much as the platform's predecessor held of its patients.

The predecessor's figures are rows of its OMOP tables: 76,074 persons (37,796 men, 38,278 women) with 36,610,971
measurements, 21,289,693 observations, 12,413,965 procedures, 4,514,630 visits, 4,389,991 costs, 3,928,575 drug
exposures, 2,822,068 conditions and 2,820,208 payer plan periods in ten years. The shares below were fitted so that the
13 steps arrive there; what is recorded is what wards and clinics record: vital signs, blood counts, falls and pain
scores, nursing, therapy, and the diagnosis on each claim.
"""

from enum import StrEnum

from asan.synth import codes
from asan.synth.panels import BLOOD_COUNT, STAY, Panel, Repeat
from asan.synth.practice import Order, Practice, Task


class Preset(StrEnum):
    """The hospitals that have a name."""

    original = "original"


DIFFERENTIAL = (
    "erythrocytes", "mcv", "mch", "mchc", "rdw", "neutrophils", "lymphocytes", "monocytes", "eosinophils", "basophils",
)  # fmt: skip
CHEMISTRY = ("chloride", "bicarbonate", "calcium", "phosphate", "protein", "albumin", "bilirubin", "phosphatase")
VITALS = ("systolic", "diastolic", "pulse", "temperature", "respiration", "saturation")
CLINIC = ("follow_up", "symptom", "urgent", "after_surgery", "checkup", "treatment")
BED = (*STAY, "rehabilitation", "hospice")

ORIGINAL = Practice(
    persons=76_074,
    women=38_278,
    panels=(
        Panel((*BLOOD_COUNT, *DIFFERENTIAL), ("follow_up",), 0.05),
        Panel((*DIFFERENTIAL, *CHEMISTRY), ("checkup", "emergency", "admission_emergency", "admission_planned"), 0.95),
        Panel(("creatinine", "egfr", "urea", "sodium", "potassium", *CHEMISTRY), ("follow_up",), 0.06),
        Panel(("pain_told", "morse", "fall_risk"), CLINIC, 0.8),
        Panel(("smoking", "audit_c"), ("follow_up", "symptom"), 0.33),
        Panel(("phq2",), ("follow_up", "symptom"), 0.3),
        Panel(("physical_health", "mental_health"), ("follow_up",), 0.2),
        Panel(("education",), ("symptom", "follow_up"), 0.1),
        Panel(("fatigue", "sleep"), ("follow_up", "treatment"), 0.9, "oncology"),
        Panel(("sleep",), ("follow_up",), 0.8, "psychiatry"),
        Panel(("cognition",), ("follow_up",), 0.5, "neurology"),
        Panel(("nyha",), ("follow_up",), 0.9, "cardiology", codes.HEART_FAILURE),
    ),
    repeats=(
        Repeat(VITALS, 6, BED, 0.72),
        Repeat(("pain_told",), 4, BED),
        Repeat(("morse", "fall_risk"), 8, BED),
        Repeat((*DIFFERENTIAL, *CHEMISTRY), 48, ("admission_emergency", "admission_planned")),
    ),
    tasks=(
        Task(codes.BLOOD_SAMPLE, ("follow_up", "checkup", "emergency"), 0.38),
        Task(codes.URINE_SAMPLE, ("follow_up", "checkup", "emergency"), 0.25),
        Task(codes.RISK_ASSESSMENT, CLINIC, 0.25),
        Task(codes.MEDICATION_REVIEW, ("follow_up", "symptom", "telephone"), 0.25),
        Task(codes.DISEASE_COUNSELLING, ("follow_up", "telephone"), 0.2),
        Task(codes.RISK_EDUCATION, ("follow_up", "checkup"), 0.2),
        Task(codes.FUNCTIONAL_ASSESSMENT, ("treatment",), 1.0, 0, "rehabilitation"),
        Task(codes.JOINT_EXERCISE, ("treatment",), 1.0, 0, "rehabilitation"),
        Task(codes.TRANSFER_EDUCATION, ("treatment",), 0.5, 0, "rehabilitation"),
        Task(codes.CARDIAC_MONITORING, ("treatment",), 0.5, 0, "nephrology"),
        Task(codes.KIDNEY_EDUCATION, ("treatment",), 0.3, 0, "nephrology"),
        Task(codes.RADIATION_CARE, ("treatment",), 0.8, 0, "oncology"),
        Task(codes.INTRAVENOUS_DRUG, BED, 0.9, 8),
        Task(codes.SUBCUTANEOUS_DRUG, BED, 0.8, 12),
        Task(codes.INTRAVENOUS_INFUSION, BED, 0.9, 24),
        Task(codes.POSITIONING, BED, 0.8, 4),
        Task(codes.CARDIAC_MONITORING, BED, 0.9, 8),
        Task(codes.RISK_ASSESSMENT, BED, 1.0, 24),
        Task(codes.FUNCTIONAL_ASSESSMENT, BED, 1.0, 24),
        Task(codes.BLOOD_SAMPLE, BED, 0.7, 24),
        Task(codes.DRESSING, BED, 0.6, 24),
        Task(codes.NEBULIZER, BED, 0.3, 8),
        Task(codes.INITIAL_ASSESSMENT, BED),
        Task(codes.MOUTH_CARE, BED, 0.9, 8),
        Task(codes.JOINT_EXERCISE, BED, 0.9, 8),
        Task(codes.PSYCHOSOCIAL_CARE, BED, 0.9, 12),
        Task(codes.POSTOPERATIVE_CARE, ("admission_planned",), 1.0, 8),
        Task(codes.CARDIAC_CARE, BED, 1.0, 8, "cardiology"),
    ),
    orders=(
        Order(codes.ACETAMINOPHEN, ("follow_up",), 0.06, 5),
        Order(codes.IBUPROFEN, ("follow_up",), 0.03, 7),
        Order(codes.LORATADINE, ("follow_up",), 0.02, 10),
        Order(codes.CETIRIZINE, ("follow_up",), 0.02, 10),
        Order(codes.ONDANSETRON, STAY, 0.3, 1, 24),
        Order(codes.MORPHINE, STAY, 0.3, 1, 24),
        Order(codes.ACETAMINOPHEN, STAY, 0.5, 1, 24),
    ),
    coded_again={
        "follow_up": 0.515,
        "telephone": 0.515,
        "treatment": 1.0,
        "after_surgery": 1.0,
        "admission_emergency": 1.0,
        "admission_planned": 1.0,
        "rehabilitation": 1.0,
    },
    running=0.22,
    therapy=0.107,
    short_supply=0.15,
    insurance_months=3,
    itemised=False,
    insurance_changes=0.015,
    # The state pays children's screening and vaccinations by registers of its own; the certificate costs nothing.
    unbilled=("well_child", "vaccination", "death"),
)

PRACTICES: dict[Preset, Practice] = {Preset.original: ORIGINAL}
