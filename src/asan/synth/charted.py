"""What only a busy practice charts: full blood counts and chemistry, urine, and the scores of nurses and patients.

Values are usual ones of adults with the scatter of an analyser or of a person's answers; what depends on another
quantity is computed from it in ``courses``.
"""

from asan.synth import codes
from asan.synth.analytes import ANALYTES, LAB, SURVEY, Analyte, Effect

_CHARTED: tuple[Analyte, ...] = (
    # Blood count
    Analyte("erythrocytes", "789-8", "Erythrocytes [#/volume] in Blood by Automated count", "10*6/uL", LAB, 0, 0, 0, 0,
        1.5, 7.5, 2),
    Analyte("mcv", "787-2", "MCV [Entitic volume] by Automated count", "fL", LAB, 91, 90, 3.6, 0.6, 60, 125),
    Analyte("mch", "785-6", "MCH [Entitic mass] by Automated count", "pg", LAB, 0, 0, 0, 0, 18, 42),
    Analyte("mchc", "786-4", "MCHC [Mass/volume] by Automated count", "g/dL", LAB, 0, 0, 0, 0, 27, 38),
    Analyte("rdw", "788-0", "Erythrocyte distribution width [Ratio] by Automated count", "%", LAB, 12.9, 13.0, 0.5, 0.2,
        10.5, 25, 1, 0.01, 0.0, False, (Effect(codes.KIDNEY_5, 1.6), Effect(codes.COLON_CANCER, 1.8))),
    Analyte("lymphocytes", "736-9", "Lymphocytes/100 leukocytes in Blood by Automated count", "%", LAB, 33, 34, 5, 3, 3,
        60),
    Analyte("monocytes", "5905-5", "Monocytes/100 leukocytes in Blood by Automated count", "%", LAB, 6.5, 6.0, 1.2, 0.9,
        0.5, 14),
    Analyte("eosinophils", "713-8", "Eosinophils/100 leukocytes in Blood by Automated count", "%", LAB, 0.9, 0.75, 0.5,
        0.2, 0.1, 20, 1, 0.0, 0.0, True, (Effect(codes.ASTHMA, 0.5), Effect(codes.ATOPIC_DERMATITIS, 0.5))),
    Analyte("basophils", "706-2", "Basophils/100 leukocytes in Blood by Automated count", "%", LAB, -0.7, -0.7, 0.3,
        0.25, 0.1, 3, 1, 0.0, 0.0, True),
    Analyte("neutrophils", "770-8", "Neutrophils/100 leukocytes in Blood by Automated count", "%", LAB, 0, 0, 0, 0, 3,
        96),
    # Chemistry
    Analyte("chloride", "2075-0", "Chloride [Moles/volume] in Serum or Plasma", "mmol/L", LAB, 103, 104, 1.3, 1.5, 80,
        125, 0),
    Analyte("bicarbonate", "2028-9", "Carbon dioxide, total [Moles/volume] in Serum or Plasma", "mmol/L", LAB, 26, 25.5,
        1.1, 1.3, 8, 42, 0, 0.0, 0.0, False, (Effect(codes.KIDNEY_4, -3), Effect(codes.COPD, 2))),
    Analyte("calcium", "17861-6", "Calcium [Mass/volume] in Serum or Plasma", "mg/dL", LAB, 9.3, 9.3, 0.25, 0.2, 6.0,
        14.0, 1, 0.0, 0.0, False, (Effect(codes.KIDNEY_5, -0.6),)),
    Analyte("protein", "2885-2", "Protein [Mass/volume] in Serum or Plasma", "g/dL", LAB, 7.2, 7.2, 0.3, 0.2, 3.5, 10),
    Analyte("albumin", "1751-7", "Albumin [Mass/volume] in Serum or Plasma", "g/dL", LAB, 4.5, 4.4, 0.22, 0.14, 1.5,
        5.6, 1, -0.006, 0.0, False, (Effect(codes.LIVER_CANCER, -0.8), Effect(codes.KIDNEY_5, -0.4))),
    Analyte("bilirubin", "1975-2", "Bilirubin.total [Mass/volume] in Serum or Plasma", "mg/dL", LAB, -0.35, -0.5, 0.3,
        0.15, 0.1, 30, 1, 0.0, 0.0, True, (Effect(codes.LIVER_CANCER, 0.8),)),
    Analyte("phosphatase", "6768-6", "Alkaline phosphatase [Enzymatic activity/volume] in Serum or Plasma", "[U]/L",
        LAB, 4.2, 4.15, 0.22, 0.08, 20, 1500, 0, 0.003, -0.05, True, (Effect(codes.LIVER_CANCER, 0.6),)),
    # Scores that nurses give and patients report
    Analyte("pain_told", "38208-5", "Pain severity - Reported", "[score]", SURVEY, 1.6, 1.8, 1.1, 1.2, 0, 10, 0, 0.01,
        0.0, False, (Effect(codes.KNEE_ARTHRITIS, 1.6), Effect(codes.RHEUMATOID_ARTHRITIS, 1.5),
            Effect(codes.LUNG_CANCER, 1.2))),
    Analyte("morse", "59460-6", "Fall risk total [Morse Fall Scale]", "[score]", SURVEY, 22, 22, 9, 4, 0, 125, 0, 0.5,
        0.0, False, (Effect(codes.ALZHEIMER, 15), Effect(codes.EPILEPSY, 8))),
    Analyte("audit_c", "75626-2", "Total score [AUDIT-C]", "[score]", SURVEY, 4.0, 1.8, 2.2, 0.7, 0, 12, 0, -0.02),
    Analyte("phq2", "55758-7", "Patient Health Questionnaire 2 item (PHQ-2) total score [Reported]", "[score]", SURVEY,
        0.6, 0.8, 0.7, 0.5, 0, 6, 0, 0.0, 0.0, False, (Effect(codes.DEPRESSION, 2.6),)),
    Analyte("physical_health", "71972-4", "PROMIS-10 Global Physical Health (GPH) score", "[score]", SURVEY, 50, 49, 6,
        3, 16, 68, 1, -0.1, 0.0, False, (Effect(codes.HEART_FAILURE, -8), Effect(codes.COPD, -6))),
    Analyte("mental_health", "71970-8", "PROMIS-10 Global Mental Health (GMH) score", "[score]", SURVEY, 50, 49, 6, 3,
        21, 68, 1, 0.0, 0.0, False, (Effect(codes.DEPRESSION, -10), Effect(codes.ANXIETY, -7))),
    Analyte("fatigue", "71964-1", "PROMIS-29 Fatigue score", "[score]", SURVEY, 49, 51, 6, 4, 33, 76, 1, 0.0, 0.0,
        False, (Effect(codes.LUNG_CANCER, 8), Effect(codes.COLON_CANCER, 6), Effect(codes.BREAST_CANCER, 6))),
    Analyte("sleep", "71956-7", "PROMIS-29 Sleep disturbance score", "[score]", SURVEY, 49, 51, 6, 4, 32, 74, 1, 0.0,
        0.0, False, (Effect(codes.DEPRESSION, 8), Effect(codes.SLEEP_APNEA, 6))),
    Analyte("cognition", "72106-8", "Total score [MMSE]", "[score]", SURVEY, 28, 28, 1.0, 0.8, 0, 30, 0, -0.03, 0.0,
        False, (Effect(codes.ALZHEIMER, -6, -1.5, 0),)),
)  # fmt: skip

MEASURED: dict[str, Analyte] = {**ANALYTES, **{a.key: a for a in _CHARTED}}
