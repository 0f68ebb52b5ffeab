"""Which drugs are given for which lasting disease, when they start, and how long they stay."""

from typing import NamedTuple

from asan.synth import codes
from asan.synth.codes import Code


class Line(NamedTuple):
    """A line of treatment.

    ``share`` of those ill get it, on average ``after_years`` after the diagnosis (0: with it); it ends after
    ``lasts_years`` on average (0: it stays), or when the line named by ``replaced_by`` starts.
    """

    disease: Code
    drug: Code
    share: float
    after_years: float = 0.0
    lasts_years: float = 0.0
    replaced_by: Code | None = None
    from_age: float = 0.0


# Drugs that are not given for passing illnesses below an age, in years: quinolones harm growing cartilage, and tramadol
# slows the breathing of children (as their labels say).
YOUNGEST: dict[Code, float] = {codes.CIPROFLOXACIN: 18, codes.TRAMADOL: 12}

LINES: tuple[Line, ...] = (
    Line(codes.DIABETES, codes.METFORMIN, 0.88),
    Line(codes.DIABETES, codes.CANAGLIFLOZIN, 0.45, 3.0),
    Line(codes.DIABETES, codes.INSULIN_MIX, 0.25, 7.0),
    Line(codes.HYPERTENSION, codes.AMLODIPINE, 0.65),
    Line(
        codes.HYPERTENSION, codes.LISINOPRIL, 0.12, 0.0, 1.0, codes.LOSARTAN
    ),  # the cough of one drug leads to the other
    Line(codes.HYPERTENSION, codes.LOSARTAN, 0.60, 0.8),
    Line(codes.HYPERTENSION, codes.THIAZIDE, 0.20, 2.5),
    Line(codes.DYSLIPIDEMIA, codes.SIMVASTATIN, 0.30, 0.0, 3.0, codes.ATORVASTATIN_40),
    Line(codes.DYSLIPIDEMIA, codes.ATORVASTATIN, 0.50),
    Line(codes.DYSLIPIDEMIA, codes.ATORVASTATIN_40, 0.20, 2.0),
    Line(codes.ANGINA, codes.ASPIRIN, 0.85),
    Line(codes.ANGINA, codes.NITROGLYCERIN, 0.50),
    Line(codes.ANGINA, codes.CLOPIDOGREL, 0.35, 0.3, 1.5),
    Line(codes.HEART_FAILURE, codes.FUROSEMIDE, 0.75),
    Line(codes.HEART_FAILURE, codes.SACUBITRIL_VALSARTAN, 0.35, 1.0),
    Line(codes.HEART_FAILURE, codes.CARVEDILOL, 0.65),
    Line(codes.ATRIAL_FIBRILLATION, codes.WARFARIN, 0.60),
    Line(codes.ATRIAL_FIBRILLATION, codes.DIGOXIN, 0.15),
    Line(codes.KIDNEY_5, codes.ERYTHROPOIETIN, 0.85),
    Line(codes.ASTHMA, codes.ALBUTEROL, 0.90),
    Line(codes.ASTHMA, codes.FLUTICASONE, 0.65),
    Line(codes.COPD, codes.ALBUTEROL, 0.85),
    Line(codes.COPD, codes.FLUTICASONE, 0.45, 1.5),
    Line(codes.RHINITIS, codes.CETIRIZINE, 0.55, 0.0, 2.0),
    Line(codes.RHINITIS, codes.LORATADINE, 0.35, 0.5, 3.0),
    Line(codes.ATOPIC_DERMATITIS, codes.HYDROCORTISONE, 0.90),
    Line(codes.KNEE_ARTHRITIS, codes.NAPROXEN, 0.50, 0.0, 1.5),
    Line(codes.KNEE_ARTHRITIS, codes.ACETAMINOPHEN, 0.45),
    Line(codes.OSTEOPOROSIS, codes.ALENDRONATE, 0.70, 0.0, 5.0),
    Line(codes.RHEUMATOID_ARTHRITIS, codes.METHOTREXATE, 0.80, from_age=15),
    Line(codes.RHEUMATOID_ARTHRITIS, codes.BARICITINIB, 0.15, 3.0, from_age=19),
    Line(codes.RHEUMATOID_ARTHRITIS, codes.PREDNISONE, 0.50, 0.0, 1.0),
    Line(codes.GOUT, codes.ALLOPURINOL, 0.75, from_age=15),
    Line(codes.GOUT, codes.COLCHICINE, 0.55, 0.0, 0.6, from_age=15),
    Line(codes.HYPOTHYROIDISM, codes.LEVOTHYROXINE, 0.95),
    Line(codes.DEPRESSION, codes.SERTRALINE, 0.50, 0.0, 1.5),
    Line(codes.DEPRESSION, codes.FLUOXETINE, 0.30, 0.5, 1.5),
    Line(codes.ANXIETY, codes.SERTRALINE, 0.60),
    Line(codes.ALZHEIMER, codes.DONEPEZIL, 0.80),
    Line(codes.ALZHEIMER, codes.GALANTAMINE, 0.12, 0.5),
    Line(codes.EPILEPSY, codes.CARBAMAZEPINE, 0.85),
    Line(codes.MIGRAINE, codes.PROPRANOLOL, 0.50, from_age=15),
    Line(codes.DIABETIC_NEUROPATHY, codes.PREGABALIN, 0.70),
)
