"""Illnesses and injuries that come and pass: how often, whom, where they are seen, and what is done.

Rates are episodes that reach this hospital, per 1,000 persons and year, by the age bands ``BANDS``. A source is named
where a national figure stands behind the rate; the others are chosen so that every kind of visit occurs.
"""

from typing import NamedTuple

from asan.synth import codes
from asan.synth.codes import Code

BANDS = (0.0, 10.0, 20.0, 40.0, 60.0, 75.0)  # lower ends, in years
Rates = tuple[float, float, float, float, float, float]
OWN, MOTOR, WORK = "own", "motor", "work"


class Illness(NamedTuple):
    """``seen`` are the shares of clinic, urgent care, emergency room alone, and emergency room with admission."""

    code: Code
    department: str
    rates: Rates
    seen: tuple[float, float, float, float]
    days: float  # mean length of the illness
    stay: float = 5.0  # median length of an admission, days
    drugs: tuple[tuple[Code, float, int], ...] = ()  # drug, share, days
    procedures: tuple[tuple[Code, float], ...] = ()  # at the clinic or emergency room
    admitted: tuple[tuple[Code, float], ...] = ()  # procedures of an admission
    admitted_drugs: tuple[tuple[Code, float, int], ...] = ()
    device: Code | None = None  # left in the person by the first admitted procedure
    fatal: float = 0.0  # share of admissions that end in death
    women: float = 1.0  # rate of women relative to men
    risks: tuple[tuple[Code, float], ...] = ()  # lasting disease, times the rate from its onset on
    drug_risks: tuple[tuple[Code, float], ...] = ()  # drug, times the rate while it is taken
    payers: tuple[float, float, float] = (1, 0, 0)  # own insurance, motor insurance, workers' compensation
    once: bool = False  # comes once in a life, as what is inflamed is taken out
    rehabilitation: float = 0.0  # share of admissions that go on in the rehabilitation centre


ILLNESSES: tuple[Illness, ...] = (
    Illness(codes.PHARYNGITIS, "family", (120, 60, 40, 30, 30, 25), (0.75, 0.2, 0.05, 0), 7,
            drugs=((codes.ACETAMINOPHEN, 0.7, 5), (codes.IBUPROFEN, 0.2, 5))),
    Illness(codes.BRONCHITIS, "family", (110, 35, 30, 35, 50, 60), (0.8, 0.15, 0.05, 0), 12,
            drugs=((codes.ACETAMINOPHEN, 0.4, 5), (codes.CEFUROXIME, 0.3, 5)), procedures=((codes.CHEST_XRAY, 0.3),),
            risks=((codes.COPD, 3.0), (codes.ASTHMA, 1.8))),
    Illness(codes.PNEUMONIA, "pulmonology", (14, 4, 3, 6, 16, 40), (0.3, 0, 0.15, 0.55), 21, 7,
            ((codes.AMOXICILLIN_CLAVULANATE, 0.7, 7), (codes.CEFUROXIME, 0.3, 5)), ((codes.CHEST_XRAY, 1.0),),
            ((codes.CHEST_CT, 0.4),), ((codes.VANCOMYCIN, 0.15, 7),), fatal=0.05, risks=((codes.COPD, 4.0),
                (codes.ALZHEIMER, 3.0))),
    Illness(codes.GASTRITIS, "gastroenterology", (60, 25, 25, 15, 15, 15), (0.4, 0.3, 0.25, 0.05), 5, 3,
            ((codes.ACETAMINOPHEN, 0.3, 3),), (), (), ((codes.ONDANSETRON, 0.7, 2),)),
    Illness(codes.CYSTITIS, "urology", (3, 3, 9, 9, 12, 16), (0.75, 0.1, 0.13, 0.02), 7, 4, ((codes.CIPROFLOXACIN,
        0.85, 5),),
            women=6.0),
    Illness(codes.APPENDICITIS, "surgery", (1.2, 2.4, 1.6, 1.0, 0.8, 0.6), (0, 0, 0, 1), 14, 4,
        ((codes.ACETAMINOPHEN, 0.9, 5),),
            ((codes.ABDOMEN_CT, 0.8), (codes.ULTRASOUND, 0.2)), ((codes.APPENDECTOMY, 1.0),),
            ((codes.PROPOFOL, 1.0, 1), (codes.MORPHINE, 0.4, 1)), once=True),
    Illness(codes.CHOLECYSTITIS, "surgery", (0, 0.2, 0.9, 2.0, 3.0, 4.0), (0, 0, 0, 1), 14, 5,
        ((codes.ACETAMINOPHEN, 0.8, 5),),
            ((codes.ULTRASOUND, 1.0),), ((codes.CHOLECYSTECTOMY, 0.85),), ((codes.PROPOFOL, 0.85, 1),), fatal=0.005,
            risks=((codes.OBESITY, 1.8),), once=True),
    Illness(codes.PEPTIC_ULCER, "gastroenterology", (0, 0.5, 3, 7, 10, 10), (0.75, 0, 0.1, 0.15), 56, 5, (),
            ((codes.ENDOSCOPY, 0.9),), ((codes.ENDOSCOPY, 0.9),), fatal=0.02, women=0.7),
    # Bleeding by 1.8 under an anticoagulant, about twice under a nonsteroidal painkiller
    Illness(codes.GI_HEMORRHAGE, "gastroenterology", (0.05, 0.1, 0.4, 1.4, 4.0, 9.0), (0, 0, 0.15, 0.85), 14, 5, (),
            ((codes.ENDOSCOPY, 0.4),), ((codes.ENDOSCOPY, 0.9),), fatal=0.03, women=0.7,
            drug_risks=((codes.WARFARIN, 1.8), (codes.CLOPIDOGREL, 1.4), (codes.NAPROXEN, 2.0))),
    Illness(codes.LOW_BACK_PAIN, "orthopedics", (0, 8, 35, 60, 80, 80), (0.9, 0.05, 0.05, 0), 40,
        drugs=((codes.IBUPROFEN, 0.5, 14),
            (codes.TRAMADOL, 0.15, 10)), procedures=((codes.PLAIN_XRAY, 0.6), (codes.SPINE_MRI, 0.12),
                (codes.PHYSICAL_THERAPY, 0.4)),
            women=1.2, payers=(0.9, 0.04, 0.06)),
    # About 68 in 100,000 persons a year (질병관리청, 심뇌혈관질환 발생통계 2021)
    Illness(codes.MYOCARDIAL_INFARCTION, "cardiology", (0, 0, 0.05, 0.7, 2.2, 5.0), (0, 0, 0, 1), 30, 6,
            ((codes.ASPIRIN, 0.95, 90), (codes.CLOPIDOGREL, 0.9, 90), (codes.ATORVASTATIN_40, 0.85, 90)),
                ((codes.ECG, 1.0),),
            ((codes.CORONARY_INTERVENTION, 0.86), (codes.CORONARY_ANGIOGRAPHY, 0.95), (codes.ECHOCARDIOGRAPHY, 0.9)),
            ((codes.ENOXAPARIN, 0.8, 3), (codes.MORPHINE, 0.4, 1)), codes.STENT, 0.08, 0.4,
            ((codes.ANGINA, 5.0), (codes.DIABETES, 1.8), (codes.HYPERTENSION, 1.6), (codes.DYSLIPIDEMIA, 1.3))),
    # About 212 in 100,000 persons a year (질병관리청, 심뇌혈관질환 발생통계 2021)
    Illness(codes.STROKE, "neurology", (0, 0, 0.2, 1.5, 5.5, 14.0), (0, 0, 0, 1), 90, 11,
            ((codes.ASPIRIN, 0.8, 90), (codes.ATORVASTATIN_40, 0.7, 90)), ((codes.HEAD_CT, 1.0),), ((codes.HEAD_MRI,
                0.9),),
            ((codes.ENOXAPARIN, 0.3, 5),), fatal=0.08, women=0.85, rehabilitation=0.4,
            risks=((codes.ATRIAL_FIBRILLATION, 3.5), (codes.HYPERTENSION, 1.8), (codes.DIABETES, 1.4))),
    Illness(codes.SEPSIS, "infection", (0.3, 0.1, 0.2, 0.8, 3.0, 9.0), (0, 0, 0, 1), 28, 12, (), ((codes.CHEST_XRAY,
        0.8),),
            ((codes.CHEST_CT, 0.6),), ((codes.VANCOMYCIN, 0.7, 10), (codes.NOREPINEPHRINE, 0.5, 4)), fatal=0.25,
            risks=((codes.KIDNEY_5, 4.0), (codes.DIABETES, 1.6))),
    # Past 80 about 1 % of women a year break a hip (건강보험심사평가원)
    Illness(codes.HIP_FRACTURE, "orthopedics", (0, 0, 0.02, 0.15, 1.0, 6.5), (0, 0, 0, 1), 120, 14,
        ((codes.TRAMADOL, 0.5, 14),),
            ((codes.PLAIN_XRAY, 1.0),), ((codes.HIP_REPLACEMENT, 0.9),), ((codes.ENOXAPARIN, 0.9, 10),
                (codes.MORPHINE, 0.7, 3)),
            codes.WHEELCHAIR, 0.03, 2.0, ((codes.OSTEOPOROSIS, 2.0), (codes.ALZHEIMER, 1.8)), rehabilitation=0.6),
    Illness(codes.FOREARM_FRACTURE, "orthopedics", (6, 9, 2.5, 3.5, 6, 7), (0.2, 0.1, 0.7, 0), 60,
        drugs=((codes.ACETAMINOPHEN, 0.7, 7),),
            procedures=((codes.PLAIN_XRAY, 1.0), (codes.IMMOBILIZATION, 0.95)), women=1.1,
                risks=((codes.OSTEOPOROSIS, 1.6),),
            payers=(0.86, 0.06, 0.08)),
    Illness(codes.ANKLE_SPRAIN, "orthopedics", (8, 22, 14, 9, 7, 4), (0.45, 0.3, 0.25, 0), 25,
        drugs=((codes.IBUPROFEN, 0.6, 7),),
            procedures=((codes.PLAIN_XRAY, 0.8), (codes.IMMOBILIZATION, 0.4)), payers=(0.9, 0.03, 0.07)),
    Illness(codes.WHIPLASH, "orthopedics", (0.5, 1.5, 7, 6, 4, 2), (0.6, 0.1, 0.3, 0), 30, drugs=((codes.IBUPROFEN,
        0.6, 10),),
            procedures=((codes.PLAIN_XRAY, 0.7), (codes.PHYSICAL_THERAPY, 0.6)), payers=(0.05, 0.93, 0.02)),
    Illness(codes.CONCUSSION, "neurology", (7, 4, 2.5, 2.5, 3.5, 5), (0, 0.1, 0.75, 0.15), 14, 3,
        ((codes.ACETAMINOPHEN, 0.7, 5),),
            ((codes.HEAD_CT, 0.8),), women=0.8, payers=(0.62, 0.28, 0.10)),
    Illness(codes.HAND_LACERATION, "emergency", (4, 5, 7, 6, 4, 2), (0.1, 0.35, 0.55, 0), 12,
            drugs=((codes.ACETAMINOPHEN, 0.6, 3),), procedures=((codes.WOUND_CARE, 1.0),), women=0.6, payers=(0.68,
                0.02, 0.30)),
)  # fmt: skip

# COVID-19 came in its own years: its rates per 1,000 persons by calendar year, about as reported (질병관리청).
COVID = Illness(codes.COVID, "infection", (1, 1, 1, 1, 1, 1), (0.7, 0.1, 0.14, 0.06), 12, 8,
                ((codes.ACETAMINOPHEN, 0.8, 5),), ((codes.CHEST_XRAY, 0.3),), ((codes.CHEST_CT, 0.4),), (),
                fatal=0.06)  # fmt: skip
COVID_YEARS: dict[int, float] = {2020: 1.2, 2021: 11, 2022: 150, 2023: 60}  # of which a part comes to this hospital
