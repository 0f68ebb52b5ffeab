"""allergies.csv, careplans.csv, devices.csv, supplies.csv, imaging_studies.csv."""

import numpy as np
import pyarrow as pa

from asan.synth import codes
from asan.synth.catalog import CODES, number
from asan.synth.cells import chosen, dates, moments, nothing, same, text
from asan.synth.chart import Chart
from asan.synth.clock import DAY, MINUTE
from asan.synth.codes import Code
from asan.synth.draws import chance
from asan.synth.encounters import OPEN, kind
from asan.synth.tables.care import coded, links

Table = dict[str, pa.Array]

SYSTEMS = {"SNOMED": "SNOMED-CT", "RxNorm": "RxNorm"}
PLANS: tuple[tuple[Code, Code], ...] = (  # diagnosis, plan made with it
    (codes.DIABETES, codes.SELF_CARE),
    (codes.HYPERTENSION, codes.HYPERTENSION_EDUCATION),
    (codes.DYSLIPIDEMIA, codes.DIET_EDUCATION),
    (codes.OBESITY, codes.WEIGHT_PROGRAM),
    (codes.ASTHMA, codes.ASTHMA_SELF_CARE),
    (codes.COPD, codes.PULMONARY_REHABILITATION),
    (codes.PREGNANCY, codes.ANTENATAL_CARE),
    (codes.FOREARM_FRACTURE, codes.FRACTURE_CARE),
)
# What is imaged: procedure, body site, DICOM modality and its name, DICOM class of the object and its name.
_DX = ("DX", "Digital Radiography", "1.2.840.10008.5.1.4.1.1.1.1", "Digital X-Ray Image Storage")
_CT = ("CT", "Computed Tomography", "1.2.840.10008.5.1.4.1.1.2", "CT Image Storage")
_MR = ("MR", "Magnetic Resonance", "1.2.840.10008.5.1.4.1.1.4", "MR Image Storage")
_US = ("US", "Ultrasound", "1.2.840.10008.5.1.4.1.1.6.1", "Ultrasound Image Storage")
_MG = ("MG", "Mammography", "1.2.840.10008.5.1.4.1.1.1.2", "Digital Mammography X-Ray Image Storage")
IMAGING: tuple[tuple[Code, str, tuple[str, str, str, str]], ...] = (
    (codes.CHEST_XRAY, "Chest", _DX),
    (codes.PLAIN_XRAY, "Bone", _DX),
    (codes.MAMMOGRAPHY, "Breast", _MG),
    (codes.HEAD_CT, "Head", _CT),
    (codes.CHEST_CT, "Chest", _CT),
    (codes.ABDOMEN_CT, "Abdomen", _CT),
    (codes.HEAD_MRI, "Head", _MR),
    (codes.SPINE_MRI, "Spine", _MR),
    (codes.ULTRASOUND, "Abdomen", _US),
    (codes.NECK_ULTRASOUND, "Neck", _US),
    (codes.FETAL_ULTRASOUND, "Uterus", _US),
    (codes.ECHOCARDIOGRAPHY, "Heart", _US),
)


def allergies(chart: Chart) -> Table:
    """Allergies,
    recorded at each person's first visit and open ever since; food and dust more with an atopic liability."""
    draw = chart.world.draws.stream("allergies")
    persons, first = np.unique(chart.visits.patient, return_index=True)
    rows, kinds_of = [], []
    for position, (_, category, share) in enumerate(codes.ALLERGENS):
        liable = np.exp(0.8 * chart.world.people.atopic[persons] - 0.32) if category != "medication" else 1.0
        having = first[chance(draw, share * liable, len(first))]
        rows.append(having)
        kinds_of.append(np.full(len(having), position))
    encounter, allergen = np.concatenate(rows), np.concatenate(kinds_of)
    order = np.lexsort((allergen, encounter))
    encounter, allergen = encounter[order], allergen[order]
    count = len(encounter)
    known = [code for code, _, _ in codes.ALLERGENS]
    return {
        "START": dates(chart.visits.start[encounter] // DAY),
        "STOP": nothing(count),
        **links(chart, encounter),
        "CODE": chosen([c.code for c in known], allergen),
        "SYSTEM": chosen([SYSTEMS[c.vocabulary] for c in known], allergen),
        "DESCRIPTION": chosen([c.text for c in known], allergen),
        "TYPE": same("allergy", count),
        "CATEGORY": chosen([category for _, category, _ in codes.ALLERGENS], allergen),
        **{f"{name}{n}": nothing(count) for n in (1, 2) for name in ("REACTION", "DESCRIPTION", "SEVERITY")},
    }


def careplans(chart: Chart) -> Table:
    """A plan beside each first diagnosis that has one, for as long as the disease lasts."""
    d = chart.events.diagnoses
    plan_of = np.full(len(CODES), -1)
    plan_of[[number(diagnosis) for diagnosis, _ in PLANS]] = [number(plan) for _, plan in PLANS]
    d = d.take(plan_of[d.condition] >= 0)
    closed = d.stop < OPEN
    return {
        "Id": text(chart.world.draws.uuids("plan ids", len(d))),
        "START": dates(chart.visits.start[d.encounter] // DAY),
        "STOP": dates(np.where(closed, d.stop, 0) // DAY, closed),
        **links(chart, d.encounter),
        **coded(plan_of[d.condition]),
        **coded(d.condition, "REASONCODE", "REASONDESCRIPTION"),
    }


def devices(chart: Chart) -> Table:
    """Implanted in a stay or handed out at a visit."""
    d = chart.events.devices
    draw = chart.world.draws.stream("device numbers")
    serial = draw.integers(10**8, 10**9, len(d)).astype(str)
    start = np.minimum(chart.visits.start[d.encounter] + 10 * MINUTE, chart.visits.stop[d.encounter])
    return {
        "START": moments(start),
        "STOP": nothing(len(d)),
        **links(chart, d.encounter),
        **coded(d.device),
        "UDI": text(np.char.add("(01)00000000000000(21)", serial)),  # a product number of zeros is no product's
    }


def supplies(chart: Chart) -> Table:
    """The humidifiers that belong to the devices of those who breathe with one at night: a new one with each visit."""
    visits = chart.visits
    rows = np.flatnonzero((visits.reason == number(codes.SLEEP_APNEA)) & (visits.kind == kind("follow_up")))
    return {
        "DATE": dates(visits.start[rows] // DAY),
        **links(chart, rows),
        "CODE": same(codes.HUMIDIFIER.code, len(rows)),
        "DESCRIPTION": same(codes.HUMIDIFIER.text, len(rows)),
        "QUANTITY": pa.array(np.ones(len(rows), dtype=np.int64)),
    }


def imaging_studies(chart: Chart) -> Table:
    """The images of the procedures that make some; the body site stands as text, without a code."""
    p = chart.events.procedures
    position = np.full(len(CODES), -1)
    position[[number(code) for code, _, _ in IMAGING]] = np.arange(len(IMAGING))
    p = p.take(position[p.procedure] >= 0)
    of = position[p.procedure]
    # 2.25 is the root of identifiers made of a UUID's number; here it is made of a random one.
    draw = chart.world.draws.stream("images")
    uid = np.char.add("2.25.", draw.integers(10**17, 10**18, len(p)).astype(str))
    return {
        "Id": text(chart.world.draws.uuids("image ids", len(p))),
        "DATE": moments(chart.visits.start[p.encounter] + p.offset),
        **links(chart, p.encounter),
        "SERIES_UID": text(uid),
        "BODYSITE_CODE": nothing(len(p)),
        "BODYSITE_DESCRIPTION": chosen([site for _, site, _ in IMAGING], of),
        "MODALITY_CODE": chosen([m[0] for _, _, m in IMAGING], of),
        "MODALITY_DESCRIPTION": chosen([m[1] for _, _, m in IMAGING], of),
        "INSTANCE_UID": text(np.char.add(uid, ".1")),
        "SOP_CODE": chosen([m[2] for _, _, m in IMAGING], of),
        "SOP_DESCRIPTION": chosen([m[3] for _, _, m in IMAGING], of),
        "PROCEDURE_CODE": chosen([code.code for code, _, _ in IMAGING], of),
    }
