"""What is measured: codes, units, usual values, and how diseases and drugs move them."""

from math import exp
from typing import NamedTuple

from asan.synth import codes
from asan.synth.codes import Code


class Effect(NamedTuple):
    """A disease adds ``step`` at its onset and ``per_year`` after it, in all at most ``at_most`` beyond the step."""

    disease: Code
    step: float
    per_year: float = 0.0
    at_most: float = 0.0


class Response(NamedTuple):
    """A drug adds ``change`` while it is taken, reached after ``ramp_days``."""

    drug: Code
    change: float
    ramp_days: int = 60


class Analyte(NamedTuple):
    """A quantity. ``men`` and ``women`` are means at 45; of logarithmic ones all figures are natural logarithms."""

    key: str
    loinc: str
    text: str
    unit: str
    category: str
    men: float
    women: float
    between: float  # standard deviation between persons
    within: float  # standard deviation between two measurements of one person
    lowest: float
    highest: float
    decimals: int = 1
    per_year: float = 0.0  # of age, from 20 to 90
    young: float = 0.0  # per year below 20
    logarithmic: bool = False
    effects: tuple[Effect, ...] = ()
    responses: tuple[Response, ...] = ()

    def size(self, change: float) -> float:
        """A change as it is seen: in the unit, or, of a logarithmic analyte, as a ratio."""
        return round(exp(change), 4) if self.logarithmic else change


VITAL, LAB, SURVEY, PROCEDURE = "vital-signs", "laboratory", "survey", "procedure"

_ALL: tuple[Analyte, ...] = (
    Analyte("systolic", "8480-6", "Systolic Blood Pressure", "mm[Hg]", VITAL, 119, 114, 7, 6, 70, 220, 0, 0.25, 1.6,
        False,
            (Effect(codes.HYPERTENSION, 30, 0.4, 6), Effect(codes.KIDNEY_4, 6)),
            (Response(codes.AMLODIPINE, -12), Response(codes.LOSARTAN, -10), Response(codes.LISINOPRIL, -10),
                Response(codes.THIAZIDE, -7))),
    Analyte("diastolic", "8462-4", "Diastolic Blood Pressure", "mm[Hg]", VITAL, 77, 72, 5, 4, 40, 125, 0, 0.0, 0.9,
        False,
            (Effect(codes.HYPERTENSION, 14),), (Response(codes.AMLODIPINE, -6), Response(codes.LOSARTAN, -5),
                Response(codes.THIAZIDE, -3))),
    Analyte("pulse", "8867-4", "Heart rate", "/min", VITAL, 72, 74, 7, 5, 40, 180, 0, 0.0, -2.8, False,
            (Effect(codes.ATRIAL_FIBRILLATION, 12), Effect(codes.HEART_FAILURE, 8)),
            (Response(codes.CARVEDILOL, -9, 30), Response(codes.DIGOXIN, -10, 30), Response(codes.PROPRANOLOL, -8,
                30))),
    Analyte("respiration", "9279-1", "Respiratory rate", "/min", VITAL, 16, 16, 1.2, 1.2, 10, 60, 0, 0.0, -1.1,
        False, (Effect(codes.COPD, 2.5),)),
    Analyte("temperature", "8310-5", "Body temperature", "Cel", VITAL, 36.6, 36.7, 0.15, 0.2, 35.0, 41.0),
    Analyte("saturation", "59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry", "%", VITAL, 98, 98,
        0.6, 0.7, 70, 100, 0,
            -0.02, 0.0, False, (Effect(codes.COPD, -3), Effect(codes.HEART_FAILURE, -1))),
    Analyte("pain", "72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", "[score]", VITAL,
        2.0, 2.2, 1.2, 1.3, 0, 10, 0),
    Analyte("height", "8302-2", "Body Height", "cm", VITAL, 0, 0, 0, 0, 40, 205),
    Analyte("weight", "29463-7", "Body Weight", "kg", VITAL, 0, 0, 0, 0, 1.8, 190),
    Analyte("bmi", "39156-5", "Body mass index (BMI) [Ratio]", "kg/m2", VITAL, 23.9, 22.4, 2.0, 0.3, 12, 50, 1,
        0.02, 0.35, False,
            (Effect(codes.OBESITY, 6.5), Effect(codes.DIABETES, 1.0)), (Response(codes.CANAGLIFLOZIN, -0.8, 300),)),
    Analyte("hba1c", "4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", LAB, 5.5, 5.45, 0.22, 0.18, 4.0,
        15.0, 1, 0.006, 0.0, False,
            (Effect(codes.DIABETES, 2.5, 0.13, 2.0),),
            (Response(codes.METFORMIN, -1.2, 90), Response(codes.CANAGLIFLOZIN, -0.7, 90),
                Response(codes.INSULIN_MIX, -1.3, 90))),
    Analyte("glucose", "2345-7", "Glucose [Mass/volume] in Serum or Plasma", "mg/dL", LAB, 0, 0, 0, 0, 45, 550, 0),
    Analyte("ldl", "18262-6", "Low Density Lipoprotein Cholesterol", "mg/dL", LAB, 116, 110, 18, 7, 20, 320, 0, 0.1,
        0.5, False,
            (Effect(codes.DYSLIPIDEMIA, 48),),
            (Response(codes.SIMVASTATIN, -48), Response(codes.ATORVASTATIN, -58), Response(codes.ATORVASTATIN_40,
                -76))),
    Analyte("hdl", "2085-9", "High Density Lipoprotein Cholesterol", "mg/dL", LAB, 47, 56, 9, 3, 18, 110, 0, 0.0,
        0.0, False, (Effect(codes.OBESITY, -5),)),
    Analyte("triglyceride", "2571-8", "Triglycerides", "mg/dL", LAB, 4.75, 4.5, 0.35, 0.15, 25, 1200, 0, 0.003,
        0.01, True,
            (Effect(codes.DYSLIPIDEMIA, 0.25), Effect(codes.DIABETES, 0.15)), (Response(codes.ATORVASTATIN, -0.15),
                Response(codes.ATORVASTATIN_40, -0.2))),
    Analyte("cholesterol", "2093-3", "Total Cholesterol", "mg/dL", LAB, 0, 0, 0, 0, 70, 450, 0),
    Analyte("egfr", "33914-3", "Glomerular filtration rate/1.73 sq M.predicted", "mL/min", LAB, 99, 102,
        8, 3, 4, 150, 0, -0.7),
    Analyte("creatinine", "2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", LAB, 0, 0, 0, 0, 0.2,
        16, 2),
    Analyte("urea", "3094-0", "Urea nitrogen [Mass/volume] in Serum or Plasma", "mg/dL", LAB, 2.66, 2.56, 0.16, 0.1,
        4, 140, 0, 0.003, 0.0, True,
            (Effect(codes.KIDNEY_3, 0.35), Effect(codes.KIDNEY_4, 0.8), Effect(codes.KIDNEY_5, 1.3))),
    Analyte("sodium", "2951-2", "Sodium [Moles/volume] in Serum or Plasma", "mmol/L", LAB, 140, 140, 1.2, 1.4, 118,
        158, 0, 0.0, 0.0, False, (),
            (Response(codes.THIAZIDE, -1.5), Response(codes.CARBAMAZEPINE, -2))),
    Analyte("potassium", "2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L", LAB, 4.25, 4.2, 0.2,
        0.22, 2.5, 7.0, 1, 0.0, 0.0, False,
            (Effect(codes.KIDNEY_4, 0.4), Effect(codes.KIDNEY_5, 0.8)), (Response(codes.LOSARTAN, 0.15),
                Response(codes.FUROSEMIDE, -0.3))),
    Analyte("phosphate", "2777-1", "Phosphate [Mass/volume] in Serum or Plasma", "mg/dL", LAB, 3.4, 3.6, 0.3, 0.3,
        1.2, 10, 1, 0.0, 0.0, False,
            (Effect(codes.KIDNEY_4, 0.8), Effect(codes.KIDNEY_5, 1.8))),
    Analyte("hemoglobin", "718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", LAB, 15.0, 13.2, 0.8, 0.35, 4.5, 20,
        1, -0.015, 0.08, False,
            (Effect(codes.KIDNEY_3, -0.7), Effect(codes.KIDNEY_4, -2.0), Effect(codes.KIDNEY_5, -3.2),
                Effect(codes.COLON_CANCER, -2.0)),
            (Response(codes.ERYTHROPOIETIN, 1.8, 90),)),
    Analyte("hematocrit", "4544-3", "Hematocrit [Volume Fraction] of Blood by Automated count", "%", LAB, 0, 0, 0,
        0, 14, 60),
    Analyte("leukocytes", "6690-2", "Leukocytes [#/volume] in Blood by Automated count", "10*3/uL", LAB, 1.83, 1.78,
        0.2, 0.12, 0.5, 60, 1, 0.0, -0.02, True),
    Analyte("platelets", "777-3", "Platelets [#/volume] in Blood by Automated count", "10*3/uL", LAB, 240, 255, 45,
        15, 10, 800, 0, -0.5, 0.0, False,
            (Effect(codes.LIVER_CANCER, -90),)),
    Analyte("ast", "1920-8", "Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma", "[U]/L",
        LAB, 3.18, 3.0, 0.25, 0.12, 8, 900, 0, 0.0, 0.0,
            True, (Effect(codes.OBESITY, 0.2), Effect(codes.LIVER_CANCER, 0.9)), (Response(codes.METHOTREXATE,
                0.15), Response(codes.ATORVASTATIN_40, 0.1))),
    Analyte("alt", "1742-6", "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma", "[U]/L", LAB,
        3.2, 2.8, 0.35, 0.15, 5, 900, 0, 0.0, 0.0,
            True, (Effect(codes.OBESITY, 0.35), Effect(codes.LIVER_CANCER, 0.8)), (Response(codes.METHOTREXATE,
                0.2), Response(codes.ATORVASTATIN_40, 0.12))),
    Analyte("ggt", "2324-2", "Gamma glutamyl transferase [Enzymatic activity/volume] in Serum or Plasma", "[U]/L",
        LAB, 3.5, 2.8, 0.5, 0.15, 6, 1500, 0, 0.0, 0.0, True,
            (Effect(codes.LIVER_CANCER, 1.2),)),
    Analyte("crp", "1988-5", "C reactive protein [Mass/volume] in Serum or Plasma", "mg/L", LAB, -0.4, -0.5, 0.7,
        0.5, 0.1, 400, 1, 0.008, 0.0, True,
            (Effect(codes.RHEUMATOID_ARTHRITIS, 2.2), Effect(codes.OBESITY, 0.5)), (Response(codes.METHOTREXATE,
                -1.1, 120), Response(codes.BARICITINIB, -0.8, 90))),
    Analyte("esr", "4537-7", "Erythrocyte sedimentation rate by Westergren method", "mm/h", LAB, 1.9, 2.3, 0.4,
        0.25, 1, 140, 0, 0.012, 0.0, True,
            (Effect(codes.RHEUMATOID_ARTHRITIS, 1.1),), (Response(codes.METHOTREXATE, -0.5, 120),)),
    Analyte("urate", "3084-1", "Urate [Mass/volume] in Serum or Plasma", "mg/dL", LAB, 5.8, 4.5, 0.8, 0.35, 1.5, 14,
        1, 0.0, 0.0, False,
            (Effect(codes.GOUT, 2.8), Effect(codes.KIDNEY_3, 0.8)), (Response(codes.ALLOPURINOL, -2.9, 45),
                Response(codes.THIAZIDE, 0.6))),
    Analyte("tsh", "11580-8", "Thyrotropin [Units/volume] in Serum or Plasma by Detection limit <= 0.005 mIU/L",
        "10*-6.[iU]/mL", LAB, 0.55, 0.65, 0.4, 0.2, 0.01, 100, 2,
            0.003, 0.0, True, (Effect(codes.HYPOTHYROIDISM, 2.3),), (Response(codes.LEVOTHYROXINE, -2.1, 60),)),
    Analyte("microalbumin", "14959-1", "Microalbumin/Creatinine [Mass Ratio] in Urine", "mg/g", LAB, 2.0, 2.1, 0.5,
        0.3, 1, 5000, 0, 0.005, 0.0, True,
            (Effect(codes.DIABETES, 0.7, 0.08, 1.5), Effect(codes.KIDNEY_3, 1.2)), (Response(codes.LOSARTAN, -0.4,
                120),)),
    Analyte("ntprobnp", "33762-6", "NT-proBNP", "pg/mL", LAB, 3.6, 3.9, 0.5, 0.3, 5, 35000, 0, 0.03, 0.0, True,
            (Effect(codes.HEART_FAILURE, 3.0), Effect(codes.ATRIAL_FIBRILLATION, 1.0), Effect(codes.KIDNEY_5, 1.5)),
            (Response(codes.FUROSEMIDE, -0.6, 45), Response(codes.SACUBITRIL_VALSARTAN, -0.6, 90))),
    Analyte("ejection", "10230-1", "Left ventricular Ejection fraction", "%", PROCEDURE, 63, 65, 3, 2, 12, 78, 0,
        0.0, 0.0, False,
            (Effect(codes.HEART_FAILURE, -25),), (Response(codes.CARVEDILOL, 5, 240),
                Response(codes.SACUBITRIL_VALSARTAN, 4, 240))),
    Analyte("inr", "6301-6", "INR in Platelet poor plasma by Coagulation assay", "{ratio}", LAB, 1.02, 1.02, 0.04,
        0.06, 0.8, 6.0, 2, 0.0, 0.0, False, (),
            (Response(codes.WARFARIN, 1.4, 20),)),
    Analyte("spirometry", "19926-5", "FEV1/FVC", "%", PROCEDURE, 81, 82, 3.5, 1.5, 25, 95, 0, -0.15, 0.0, False,
            (Effect(codes.COPD, -20, -0.8), Effect(codes.ASTHMA, -9)), (Response(codes.FLUTICASONE, 4, 60),)),
    Analyte("psa", "2857-1", "Prostate specific Ag [Mass/volume] in Serum or Plasma", "ng/mL", LAB, -0.2, -0.2, 0.5,
        0.15, 0.01, 800, 2, 0.02, 0.0, True,
            (Effect(codes.PROSTATE_HYPERPLASIA, 0.7), Effect(codes.PROSTATE_CANCER, 1.9))),
    Analyte("cea", "2039-6", "Carcinoembryonic Ag [Mass/volume] in Serum or Plasma", "ng/mL", LAB, 0.5, 0.4, 0.4,
        0.15, 0.3, 900, 1, 0.005, 0.0, True,
            (Effect(codes.COLON_CANCER, 1.2, 0.1, 1.0), Effect(codes.LUNG_CANCER, 0.8, 0.1, 1.0))),
    Analyte("afp", "1834-1", "Alpha-1-Fetoprotein [Mass/volume] in Serum or Plasma", "ng/mL", LAB, 0.9, 0.9, 0.4,
        0.2, 0.5, 50000, 1, 0.0, 0.0, True,
            (Effect(codes.LIVER_CANCER, 3.0, 0.3, 2.0),)),
    Analyte("troponin", "89579-7", "Troponin I.cardiac [Mass/volume] in Serum or Plasma by High sensitivity method",
        "pg/mL", LAB, 1.4, 1.2, 0.5, 0.4, 1, 60000, 0,
            0.01, 0.0, True),
    Analyte("lactate", "32693-4", "Lactate [Moles/volume] in Blood", "mmol/L", LAB, 0.1, 0.1, 0.25, 0.25, 0.3, 20,
        1, 0.0, 0.0, True),
    Analyte("phq9", "44261-6", "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]", "[score]",
        SURVEY, 2.5, 3.0, 1.8, 1.5, 0, 27, 0, 0.0, 0.0, False,
            (Effect(codes.DEPRESSION, 12),), (Response(codes.SERTRALINE, -6, 60), Response(codes.FLUOXETINE, -5.5,
                60))),
    Analyte("gad7", "70274-6", "Generalized anxiety disorder 7 item (GAD-7) total score [Reported.PHQ]", "[score]",
        SURVEY, 2.0, 2.5, 1.6, 1.4, 0, 21, 0, 0.0, 0.0, False,
            (Effect(codes.ANXIETY, 9),), (Response(codes.SERTRALINE, -4.5, 60),)),
)  # fmt: skip
ANALYTES: dict[str, Analyte] = {a.key: a for a in _ALL}

# What an acute illness adds while it is fresh (natural logarithms where the analyte is logarithmic).
ACUTE: dict[str, tuple[tuple[Code, float], ...]] = {
    "temperature": ((codes.PNEUMONIA, 1.6), (codes.SEPSIS, 2.0), (codes.COVID, 1.4), (codes.APPENDICITIS, 0.9),
                    (codes.CHOLECYSTITIS, 1.0), (codes.PHARYNGITIS, 0.8), (codes.CYSTITIS, 0.3)),
    "systolic": ((codes.SEPSIS, -30), (codes.STROKE, 22), (codes.MYOCARDIAL_INFARCTION, -6)),
    "pulse": ((codes.SEPSIS, 35), (codes.PNEUMONIA, 18), (codes.COVID, 12), (codes.MYOCARDIAL_INFARCTION, 14),
        (codes.APPENDICITIS, 14)),
    "respiration": ((codes.SEPSIS, 9), (codes.PNEUMONIA, 7), (codes.COVID, 5)),
    "saturation": ((codes.PNEUMONIA, -5), (codes.SEPSIS, -5), (codes.COVID, -3)),
    "pain": ((codes.APPENDICITIS, 4), (codes.CHOLECYSTITIS, 4), (codes.HIP_FRACTURE, 5), (codes.FOREARM_FRACTURE, 4),
             (codes.MYOCARDIAL_INFARCTION, 5), (codes.LOW_BACK_PAIN, 3), (codes.WHIPLASH, 3)),
    "crp": ((codes.PNEUMONIA, 4.6), (codes.SEPSIS, 5.2), (codes.COVID, 3.6), (codes.APPENDICITIS, 4.0),
        (codes.CHOLECYSTITIS, 4.3)),
    "leukocytes": ((codes.PNEUMONIA, 0.6), (codes.SEPSIS, 0.8), (codes.APPENDICITIS, 0.7), (codes.CHOLECYSTITIS,
        0.6), (codes.COVID, -0.2)),
    "lactate": ((codes.SEPSIS, 1.4),),
    "troponin": ((codes.MYOCARDIAL_INFARCTION, 7.0),),
    "hemoglobin": ((codes.GI_HEMORRHAGE, -3.0), (codes.PEPTIC_ULCER, -2.0), (codes.HIP_FRACTURE, -1.5)),
    "urea": ((codes.SEPSIS, 0.6),),
}  # fmt: skip
