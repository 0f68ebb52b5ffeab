"""What there is to say in each note: its slots, filled from the visit and from what was recorded before it."""

from typing import NamedTuple

import numpy as np

from asan.synth import codes
from asan.synth.arrays import Ints, Strings
from asan.synth.catalog import CODES, LASTING, number
from asan.synth.clock import DAY, years_between
from asan.synth.codes import Code
from asan.synth.encounters import Diagnoses, Prescriptions, Procedures
from asan.synth.notes.compose import Slot
from asan.synth.notes.names import named
from asan.synth.notes.phrases import RELATIVES, SEXES, SMOKING
from asan.synth.timeline import Timeline


class Meaning(NamedTuple):
    """The kind of what a slot mentions, and how it is meant."""

    kind: str
    negated: bool = False
    uncertain: bool = False
    historical: bool = False
    family: bool = False


MEANINGS: dict[str, Meaning] = {
    "dx": Meaning("condition"),
    "past": Meaning("condition", historical=True),
    "absent": Meaning("condition", negated=True),
    "denied": Meaning("symptom", negated=True),
    "complaint": Meaning("symptom"),
    "suspect": Meaning("condition", uncertain=True),
    "family": Meaning("condition", family=True),
    "drug": Meaning("drug"),
    "procedure": Meaning("procedure"),
    "phone": Meaning("phone"),
}
# Illnesses that a doctor thinks of and rules out, or does not.
_THOUGHT_OF = (codes.PNEUMONIA, codes.APPENDICITIS, codes.CHOLECYSTITIS, codes.MYOCARDIAL_INFARCTION, codes.STROKE,
               codes.SEPSIS, codes.GI_HEMORRHAGE, codes.PEPTIC_ULCER, codes.CYSTITIS)  # fmt: skip
_IN_FAMILIES = (codes.BREAST_CANCER, codes.DIABETES, codes.HYPERTENSION, codes.STROKE, codes.MYOCARDIAL_INFARCTION,
                codes.COLON_CANCER, codes.LIVER_CANCER, codes.LUNG_CANCER, codes.ALZHEIMER)  # fmt: skip
_SYMPTOMS = (codes.FEVER, codes.COUGH, codes.DYSPNEA, codes.CHEST_PAIN, codes.ABDOMINAL_PAIN, codes.HEADACHE,
             codes.NAUSEA, codes.SORE_THROAT)  # fmt: skip
# The symptoms of an illness: the first is complained of, and none of them is said to be missing.
_SYMPTOMS_OF: dict[Code, tuple[Code, ...]] = {
    codes.PHARYNGITIS: (codes.SORE_THROAT, codes.FEVER, codes.COUGH), codes.BRONCHITIS: (codes.COUGH, codes.DYSPNEA),
    codes.PNEUMONIA: (codes.FEVER, codes.COUGH, codes.DYSPNEA, codes.CHEST_PAIN),
    codes.COVID: (codes.FEVER, codes.COUGH, codes.SORE_THROAT, codes.HEADACHE, codes.DYSPNEA),
    codes.GASTRITIS: (codes.NAUSEA, codes.ABDOMINAL_PAIN), codes.PEPTIC_ULCER: (codes.ABDOMINAL_PAIN, codes.NAUSEA),
    codes.GI_HEMORRHAGE: (codes.ABDOMINAL_PAIN, codes.NAUSEA), codes.STROKE: (codes.HEADACHE, codes.NAUSEA),
    codes.APPENDICITIS: (codes.ABDOMINAL_PAIN, codes.FEVER, codes.NAUSEA),
    codes.CONCUSSION: (codes.HEADACHE, codes.NAUSEA),
    codes.CHOLECYSTITIS: (codes.ABDOMINAL_PAIN, codes.FEVER, codes.NAUSEA), codes.SEPSIS: (codes.FEVER, codes.DYSPNEA),
    codes.MYOCARDIAL_INFARCTION: (codes.CHEST_PAIN, codes.DYSPNEA, codes.NAUSEA), codes.CYSTITIS: (codes.FEVER,),
    codes.ANGINA: (codes.CHEST_PAIN,), codes.MIGRAINE: (codes.HEADACHE, codes.NAUSEA),
    codes.COPD: (codes.DYSPNEA, codes.COUGH),
    codes.ASTHMA: (codes.DYSPNEA, codes.COUGH), codes.HEART_FAILURE: (codes.DYSPNEA,),
    codes.PREGNANCY: (codes.NAUSEA,), codes.LUNG_CANCER: (codes.COUGH, codes.DYSPNEA, codes.CHEST_PAIN),
}  # fmt: skip


def slots(timeline: Timeline, visits: Ints, language: str, draw: np.random.Generator) -> dict[str, Slot]:
    """The slots of notes about these visits (rows of the encounters)."""
    of, people = timeline.events.encounters, timeline.world.people
    patient, reason = of.patient[visits], of.reason[visits]
    count = len(visits)
    family = _numbers(_IN_FAMILIES)[draw.integers(0, len(_IN_FAMILIES), count)]
    # Breast cancer is the mother's.
    relative = np.where(family == number(codes.BREAST_CANCER), 0, draw.integers(0, 3, count))
    absent, suspect = _thought_of(reason, draw)
    complaint = np.array([number(_SYMPTOMS_OF[c][0]) if c in _SYMPTOMS_OF else -1 for c in _codes(reason)], np.int64)
    age = years_between(people.birth[patient], of.start[visits] // DAY).astype(np.int64)
    mentions = {
        "dx": reason, "past": _recorded_before(timeline, visits, reason, draw), "absent": absent, "suspect": suspect,
        "family": family, "denied": _denied(reason, draw), "complaint": complaint,
        "drug": _one(timeline.events.prescriptions, timeline.events.prescriptions.drug, visits, draw),
        "procedure": _one(timeline.events.procedures, timeline.events.procedures.procedure, visits, draw),
    }  # fmt: skip
    filled = {name: Slot(named(code, language, draw), code >= 0, code, True) for name, code in mentions.items()}
    filled["phone"] = Slot(_phones(draw, count), np.ones(count, bool), np.full(count, -1), True)
    filled["nodx"] = Slot(np.full(count, "", dtype=object), reason < 0, reason, False)
    plain = {
        "age": age.astype(str).astype(object),
        "days": ((of.stop[visits] - of.start[visits]) // DAY + 1).astype(str).astype(object),
        "sex": np.array(SEXES[language], dtype=object)[people.female[patient].astype(int)],
        "smoking": np.array(SMOKING[language], dtype=object)[people.smoker[patient]],
        "relative": np.array(RELATIVES[language], dtype=object)[relative],
    }
    return filled | {name: Slot(text, np.ones(count, bool), reason, False) for name, text in plain.items()}


def _numbers(of: tuple[Code, ...]) -> Ints:
    return np.array([number(code) for code in of])


def _codes(numbers: Ints) -> list[Code | None]:
    return [CODES[n] if n >= 0 else None for n in numbers.tolist()]


def _thought_of(reason: Ints, draw: np.random.Generator) -> tuple[Ints, Ints]:
    """Two different illnesses, neither of them the reason of the visit."""
    pool = _numbers(_THOUGHT_OF)
    first, second, spare = pool[np.argsort(draw.random((len(reason), len(pool))), axis=1)[:, :3]].T
    return np.where(first == reason, spare, first), np.where(second == reason, spare, second)


def _denied(reason: Ints, draw: np.random.Generator) -> Ints:
    """A symptom that does not belong to the visit's reason."""
    allowed = {code: _numbers(tuple(s for s in _SYMPTOMS if s not in of)) for code, of in _SYMPTOMS_OF.items()}
    every = _numbers(_SYMPTOMS)
    choice = draw.integers(0, 2**31, len(reason)).tolist()
    pools = (allowed.get(code, every) if code else every for code in _codes(reason))
    return np.array([pool[c % len(pool)] for pool, c in zip(pools, choice, strict=True)], dtype=np.int64)


def _recorded_before(timeline: Timeline, visits: Ints, reason: Ints, draw: np.random.Generator) -> Ints:
    """A lasting disease that was recorded at an earlier visit of the person, other than the reason; -1 without one."""
    diagnoses: Diagnoses = timeline.events.diagnoses
    diagnoses = diagnoses.take(np.isin(diagnoses.condition, _numbers(LASTING)))
    patient = timeline.events.encounters.patient
    # Encounters are in order of person and time, and the diagnoses in theirs.
    first = np.searchsorted(patient[diagnoses.encounter], patient[visits], side="left")
    count = np.searchsorted(diagnoses.encounter, visits, side="left") - first
    if not len(diagnoses):
        return np.full(len(visits), -1)
    chosen = first + np.floor(draw.random(len(visits)) * np.maximum(count, 1)).astype(np.int64)
    found = diagnoses.condition[np.minimum(chosen, len(diagnoses) - 1)]
    return np.where((count > 0) & (found != reason), found, -1)


def _one(items: Prescriptions | Procedures, codes_of: Ints, visits: Ints, draw: np.random.Generator) -> Ints:
    """One of each visit's items; -1 without any."""
    first = np.searchsorted(items.encounter, visits, side="left")
    count = np.searchsorted(items.encounter, visits, side="right") - first
    if not len(items):
        return np.full(len(visits), -1)
    chosen = first + np.floor(draw.random(len(visits)) * np.maximum(count, 1)).astype(np.int64)
    return np.where(count > 0, codes_of[np.minimum(chosen, len(items) - 1)], -1)


def _phones(draw: np.random.Generator, count: int) -> Strings:
    """Numbers 010-0…: an exchange that is not in use."""
    exchange, line = draw.integers(0, 1000, count).tolist(), draw.integers(0, 10_000, count).tolist()
    return np.array([f"010-0{e:03d}-{n:04d}" for e, n in zip(exchange, line, strict=True)], dtype=object)
