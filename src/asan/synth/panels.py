"""Which visits are measured: rules of what is ordered where, for whom, and how often."""

from typing import NamedTuple

from asan.synth import codes
from asan.synth.codes import Code


class Panel(NamedTuple):
    """``analytes`` at a share of the visits of these kinds, and of this department and disease where given."""

    analytes: tuple[str, ...]
    kinds: tuple[str, ...]
    share: float = 1.0
    department: str = ""
    disease: Code | None = None  # a lasting disease that the person has
    reason: Code | None = None  # of the visit
    men_only: bool = False


class Repeat(NamedTuple):
    """``analytes`` measured every ``hours`` of a stay of these kinds, at a share of the times."""

    analytes: tuple[str, ...]
    hours: int
    kinds: tuple[str, ...]
    share: float = 1.0


PRESSURE = ("systolic", "diastolic", "pulse")
BODY = ("weight", "height", "bmi")
BEDSIDE = (*PRESSURE, "respiration", "temperature", "saturation", "pain")
BLOOD_COUNT = ("hemoglobin", "hematocrit", "leukocytes", "platelets")
LIPIDS = ("cholesterol", "ldl", "hdl", "triglyceride")
KIDNEY = ("creatinine", "egfr", "urea", "sodium", "potassium")
LIVER = ("ast", "alt", "ggt")
SEEN = ("follow_up",)
ACUTE_VISITS = ("emergency", "admission_emergency")
STAY = ("admission_emergency", "admission_planned", "delivery")

PANELS: tuple[Panel, ...] = (
    Panel((*PRESSURE, *BODY), ("checkup",)),
    Panel((*BLOOD_COUNT, "glucose", *LIPIDS, *LIVER, "creatinine", "egfr"), ("checkup",), 0.97),
    Panel(("phq9",), ("checkup",), 0.3),
    Panel(("psa",), ("checkup",), 0.3, men_only=True),
    Panel(("cea", "afp"), ("checkup",), 0.35),
    Panel((*BODY, "temperature", "pulse"), ("well_child",)),
    Panel(("temperature",), ("vaccination",)),
    Panel((*PRESSURE, "weight"), ("first_prenatal", "prenatal", "postnatal")),
    Panel(BLOOD_COUNT, ("first_prenatal", "prenatal"), 0.35),
    Panel(("temperature", *PRESSURE), ("symptom", "urgent"), 0.9),
    Panel(BEDSIDE, ("emergency", *STAY)),
    Panel((*BLOOD_COUNT, *KIDNEY, "crp", "ast", "alt", "glucose"), ACUTE_VISITS, 0.95),
    Panel((*BLOOD_COUNT, *KIDNEY), ("admission_planned", "delivery"), 0.95),
    Panel(("troponin",), ACUTE_VISITS, 1.0, reason=codes.MYOCARDIAL_INFARCTION),
    Panel(("lactate",), ACUTE_VISITS, 1.0, reason=codes.SEPSIS),
    Panel(PRESSURE, SEEN, 1.0, "cardiology"),
    Panel((*PRESSURE, "weight"), SEEN, 0.9, "nephrology"),
    Panel((*PRESSURE, *BODY), SEEN, 0.9, "endocrinology"),
    Panel((*PRESSURE, *BODY), SEEN, 0.9, "family"),
    Panel(("hba1c", "glucose"), SEEN, 0.9, "endocrinology", codes.DIABETES),
    Panel(("creatinine", "egfr", "microalbumin"), SEEN, 0.35, "endocrinology", codes.DIABETES),
    Panel(LIPIDS, SEEN, 0.5, "endocrinology", codes.DYSLIPIDEMIA),
    Panel(LIVER, SEEN, 0.3, "endocrinology", codes.DYSLIPIDEMIA),
    Panel(("tsh",), SEEN, 0.85, "endocrinology", codes.HYPOTHYROIDISM),
    Panel(("creatinine", "egfr", "potassium", "sodium"), SEEN, 0.3, "cardiology"),
    Panel(("ntprobnp",), SEEN, 0.6, "cardiology", codes.HEART_FAILURE),
    Panel(("ejection",), SEEN, 0.2, "cardiology", codes.HEART_FAILURE),
    Panel(("inr",), SEEN, 0.95, "cardiology", codes.ATRIAL_FIBRILLATION),
    Panel((*KIDNEY, "phosphate", "hemoglobin"), SEEN, 0.95, "nephrology"),
    Panel(("systolic", "diastolic", "weight"), ("treatment",), 1.0, "nephrology"),
    Panel((*KIDNEY, "phosphate", "hemoglobin"), ("treatment",), 0.08, "nephrology"),
    Panel(("spirometry", "saturation"), SEEN, 0.4, "pulmonology"),
    Panel(("crp", "esr", *BLOOD_COUNT, "ast", "alt"), SEEN, 0.8, "rheumatology", codes.RHEUMATOID_ARTHRITIS),
    Panel(("urate", "creatinine"), SEEN, 0.8, "rheumatology", codes.GOUT),
    Panel((*BLOOD_COUNT, "weight"), SEEN, 0.9, "oncology"),
    Panel((*BLOOD_COUNT, "creatinine", "ast", "alt"), ("treatment",), 0.5, "oncology"),
    Panel(("cea",), SEEN, 0.85, "oncology", codes.COLON_CANCER),
    Panel(("psa",), SEEN, 0.9, "oncology", codes.PROSTATE_CANCER),
    Panel(("afp", *LIVER), SEEN, 0.9, "oncology", codes.LIVER_CANCER),
    Panel(("tsh",), SEEN, 0.9, "oncology", codes.THYROID_CANCER),
    Panel(("phq9",), SEEN, 0.6, "psychiatry", codes.DEPRESSION),
    Panel(("gad7",), SEEN, 0.6, "psychiatry", codes.ANXIETY),
    Panel(("psa",), SEEN, 0.4, "urology", men_only=True),
    Panel(("pain",), SEEN, 0.8, "orthopedics"),
    Panel(("systolic", "diastolic", "pulse", "temperature"), ("home", "rehabilitation", "hospice")),
    Panel(("smoking",), ("checkup",)),
)

DAILY: tuple[Repeat, ...] = (
    Repeat((*PRESSURE, "temperature", "respiration"), 12, STAY),
    Repeat((*BLOOD_COUNT, *KIDNEY, "crp"), 48, ("admission_emergency", "admission_planned")),
    Repeat(("systolic", "diastolic", "temperature"), 24 * 7, ("rehabilitation", "hospice")),
)
