"""Prices in won, and who pays them."""

from dataclasses import dataclass

import numpy as np

from asan.synth import codes
from asan.synth.arrays import Bools, Columns, Floats, Ints
from asan.synth.cancers import CANCERS
from asan.synth.catalog import CODES, lasting, number
from asan.synth.clock import DAY
from asan.synth.codes import Code
from asan.synth.encounters import KINDS, STAYS, Encounters, Prescriptions, Procedures, kinds
from asan.synth.insurance import CANCER_COVERAGE, MOTOR_PAYER, PAYERS
from asan.synth.window import World

# Invented, in the order of magnitude of the fee schedule; what is not named costs the usual price.
USUAL_PROCEDURE = 32_000
PROCEDURES: dict[Code, int] = {
    codes.CHEST_XRAY: 9_500, codes.PLAIN_XRAY: 10_500,
    codes.HEAD_CT: 115_000, codes.CHEST_CT: 130_000, codes.ABDOMEN_CT: 150_000, codes.HEAD_MRI: 380_000,
        codes.SPINE_MRI: 420_000,
    codes.ULTRASOUND: 95_000, codes.NECK_ULTRASOUND: 85_000, codes.FETAL_ULTRASOUND: 55_000, codes.MAMMOGRAPHY: 32_000,
    codes.BONE_DENSITY: 41_000, codes.ECG: 7_500, codes.ECHOCARDIOGRAPHY: 165_000, codes.SPIROMETRY: 16_500,
    codes.ENDOSCOPY: 62_000, codes.COLONOSCOPY: 98_000, codes.CORONARY_ANGIOGRAPHY: 640_000,
        codes.CORONARY_INTERVENTION: 2_900_000,
    codes.CORONARY_BYPASS: 7_800_000, codes.HEMODIALYSIS: 148_000, codes.APPENDECTOMY: 720_000,
        codes.CHOLECYSTECTOMY: 980_000,
    codes.HIP_REPLACEMENT: 2_600_000, codes.KNEE_REPLACEMENT: 2_400_000, codes.PROSTATE_RESECTION: 850_000,
    codes.RADICAL_PROSTATECTOMY: 2_300_000, codes.PARTIAL_MASTECTOMY: 1_200_000, codes.COLECTOMY: 2_100_000,
    codes.LUNG_RESECTION: 2_200_000, codes.HEPATECTOMY: 3_600_000, codes.CHEMOTHERAPY: 95_000,
        codes.RADIOTHERAPY: 230_000,
    codes.CESAREAN: 610_000, codes.VAGINAL_DELIVERY: 430_000, codes.EPIDURAL: 110_000,
        codes.DEPRESSION_SCREENING: 12_000,
}  # fmt: skip
USUAL_MONTH = 12_000  # of a tablet a day
MONTHS: dict[Code, int] = {
    codes.METFORMIN: 5_400, codes.AMLODIPINE: 9_800, codes.LOSARTAN: 13_000, codes.SIMVASTATIN: 15_000,
        codes.ATORVASTATIN: 16_500,
    codes.ATORVASTATIN_40: 26_000, codes.CANAGLIFLOZIN: 22_000, codes.INSULIN_MIX: 31_000, codes.ASPIRIN: 2_300,
    codes.CLOPIDOGREL: 29_000, codes.WARFARIN: 2_100, codes.SACUBITRIL_VALSARTAN: 98_000, codes.ERYTHROPOIETIN: 210_000,
    codes.BARICITINIB: 580_000, codes.DONEPEZIL: 52_000, codes.OXALIPLATIN: 290_000, codes.CISPLATIN: 24_000,
        codes.PACLITAXEL: 260_000,
    codes.LEUPROLIDE: 180_000, codes.TAMOXIFEN: 12_500, codes.VANCOMYCIN: 115_000, codes.ALENDRONATE: 24_000,
        codes.ALBUTEROL: 4_800,
    codes.FLUTICASONE: 24_000, codes.ACETAMINOPHEN: 1_500, codes.IBUPROFEN: 2_900, codes.PREGABALIN: 34_000,
}  # fmt: skip
DAY_IN_BED = 165_000
VACCINE = 42_000
DAYS_A_DISPENSE = 30


@dataclass(frozen=True)
class Bill(Columns):
    """What each encounter costs in won, and what its insurer pays."""

    base: Ints
    total: Ints
    covered: Ints


def procedure_prices(done: Procedures) -> Ints:
    """The price of each procedure."""
    return _table(PROCEDURES, USUAL_PROCEDURE)[done.procedure]


def drug_prices(given: Prescriptions) -> tuple[Ints, Ints]:
    """The price of one dispensing (30 days, or fewer where fewer were given) and the number of dispensings."""
    dispenses = np.maximum(np.round(given.days / DAYS_A_DISPENSE), 1).astype(np.int64)
    month = _table(MONTHS, USUAL_MONTH)[given.drug]
    part = np.minimum(given.days / DAYS_A_DISPENSE, 1.0)
    return np.maximum(np.round(month * np.where(dispenses > 1, 1.0, part)), 300).astype(np.int64), dispenses


def coverage(world: World, visits: Encounters, payer: Ints) -> Floats:
    """The share that the insurer pays of each encounter and of what is done in it."""
    stay = np.isin(visits.kind, kinds(*STAYS))
    share = np.where(stay, np.array([p.stay for p in PAYERS])[payer], np.array([p.clinic for p in PAYERS])[payer])
    with_cancer = np.zeros(len(visits), dtype=bool)
    for cancer in CANCERS:
        with_cancer |= world.health.onset[lasting(cancer.code), visits.patient] <= visits.start // DAY
    share = np.where(with_cancer & (payer < MOTOR_PAYER), np.maximum(share, CANCER_COVERAGE), share)
    free = np.isin(visits.kind, kinds("checkup", "well_child", "vaccination"))
    return np.where(free, 1.0, share)


def bill(visits: Encounters, share: Floats, items: Ints, item_visits: Ints, billed: Bools) -> Bill:
    """The bill of each encounter: its basic price, days in bed, and all its items (won, by visit); zero unbilled."""
    base = np.array([k.price for k in KINDS])[visits.kind]
    nights = (visits.stop - visits.start) // DAY
    base = base + np.where(np.isin(visits.kind, kinds(*STAYS)), nights * DAY_IN_BED, 0)
    total = base + np.bincount(item_visits, weights=items, minlength=len(visits)).astype(np.int64)
    base, total = np.where(billed, base, 0), np.where(billed, total, 0)
    return Bill(base, total, np.floor(total * share).astype(np.int64))


def _table(prices: dict[Code, int], usual: int) -> Ints:
    table = np.full(len(CODES), usual)
    for code, price in prices.items():
        table[number(code)] = price
    return table
