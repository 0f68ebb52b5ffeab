"""What clinics write for lasting diseases once the visits stand: diagnoses, prescriptions, procedures, devices."""

from typing import NamedTuple

import numpy as np

from asan.synth import codes
from asan.synth.arrays import Bools, Ints
from asan.synth.catalog import CODES, LASTING, lasting, number
from asan.synth.charting import coded_again, orders, tasks
from asan.synth.clock import DAY, MINUTE, NEVER
from asan.synth.codes import Code
from asan.synth.departments import department
from asan.synth.draws import chance
from asan.synth.drug_lines import LINES
from asan.synth.encounters import OPEN, Batch, Devices, Diagnoses, Encounters, Prescriptions, Procedures, batch, kinds
from asan.synth.health import ill_at, known_from
from asan.synth.items import perform
from asan.synth.visits.followups import CARE
from asan.synth.window import World

EARLIER_DAYS = 2  # an appointment may stand on the workday just before the day on which the disease is known
LONGEST_SUPPLY = 120
SHORTEST_SUPPLY = 14
SHORT_SUPPLY = 28


class Routine(NamedTuple):
    """A procedure at a share of a department's visits of persons with a disease."""

    disease: Code
    department: str
    procedure: Code
    share: float


ROUTINES: tuple[Routine, ...] = (
    Routine(codes.HYPERTENSION, "cardiology", codes.ECG, 0.12),
    Routine(codes.ANGINA, "cardiology", codes.ECG, 0.5),
    Routine(codes.ATRIAL_FIBRILLATION, "cardiology", codes.ECG, 0.8),
    Routine(codes.HEART_FAILURE, "cardiology", codes.ECHOCARDIOGRAPHY, 0.2),
    Routine(codes.ANGINA, "cardiology", codes.CORONARY_ANGIOGRAPHY, 0.02),
    Routine(codes.ASTHMA, "pulmonology", codes.SPIROMETRY, 0.4),
    Routine(codes.COPD, "pulmonology", codes.SPIROMETRY, 0.4),
    Routine(codes.COPD, "pulmonology", codes.CHEST_XRAY, 0.3),
    Routine(codes.KNEE_ARTHRITIS, "orthopedics", codes.PLAIN_XRAY, 0.3),
    Routine(codes.OSTEOPOROSIS, "endocrinology", codes.BONE_DENSITY, 0.4),
    Routine(codes.REFLUX, "gastroenterology", codes.ENDOSCOPY, 0.15),
    Routine(codes.DEPRESSION, "psychiatry", codes.DEPRESSION_SCREENING, 0.5),
    Routine(codes.EPILEPSY, "neurology", codes.HEAD_MRI, 0.06),
    Routine(codes.ALZHEIMER, "neurology", codes.HEAD_MRI, 0.06),
    Routine(codes.KIDNEY_3, "nephrology", codes.ULTRASOUND, 0.1),
    Routine(codes.THYROID_CANCER, "oncology", codes.NECK_ULTRASOUND, 0.5),
    Routine(codes.COLON_CANCER, "oncology", codes.ABDOMEN_CT, 0.45),
    Routine(codes.COLON_CANCER, "oncology", codes.COLONOSCOPY, 0.12),
    Routine(codes.LUNG_CANCER, "oncology", codes.CHEST_CT, 0.6),
    Routine(codes.BREAST_CANCER, "oncology", codes.MAMMOGRAPHY, 0.25),
    Routine(codes.LIVER_CANCER, "oncology", codes.ABDOMEN_CT, 0.6),
    Routine(codes.DIABETES, "endocrinology", codes.MEDICATION_REVIEW, 0.1),
    Routine(codes.OBESITY, "family", codes.MEDICATION_REVIEW, 0.1),
)
# Devices handed out with the diagnosis: disease, device, share.
HANDED_OUT = (
    (codes.DIABETES, codes.GLUCOMETER, 0.6),
    (codes.SLEEP_APNEA, codes.CPAP, 0.7),
    (codes.COPD, codes.OXYGEN_CONCENTRATOR, 0.1),
)


def records(world: World, visits: Encounters) -> Batch:
    """The items of lasting diseases on the settled visits."""
    diagnoses = _diagnoses(world, visits)
    return batch(
        visits,
        [diagnoses, coded_again(world, visits)],
        [*_routines(world, visits), *tasks(world, visits)],
        [_prescriptions(world, visits), *orders(world, visits)],
        _devices(world, diagnoses),
    )


def _diagnoses(world: World, visits: Encounters) -> Diagnoses:
    """Each disease at the first visit of its department from the day on which it can be known."""
    known = known_from(world.health, world.people)
    parts = []
    for row, place, _ in CARE:
        of_place = np.flatnonzero(
            (visits.department == place) & np.isin(visits.kind, kinds("follow_up", "telephone", "treatment"))
        )
        since = known[row, visits.patient[of_place]]
        day = visits.start[of_place] // DAY
        over = world.health.over[row, visits.patient[of_place]]
        counts = of_place[(since < NEVER) & (day >= since - EARLIER_DAYS) & (day < over)]
        _, first = np.unique(visits.patient[counts], return_index=True)
        at = counts[first]
        ends = world.health.over[row, visits.patient[at]]
        seen_to_end = ends <= world.last_day[visits.patient[at]]
        parts.append(Diagnoses(at, np.full(len(at), number(LASTING[row])), np.where(seen_to_end, ends * DAY, OPEN)))
    return Diagnoses.join(parts)


def _prescriptions(world: World, visits: Encounters) -> Prescriptions:
    """Each line's drug at every visit of its department while it is taken, until the next visit there."""
    regular = np.isin(visits.kind, kinds("follow_up", "telephone"))
    supply = _days_to_next(visits, regular)
    short = chance(world.draws.stream("short supply"), world.practice.short_supply, len(visits))
    place_of = {row: place for row, place, _ in CARE}
    parts = []
    for position, line in enumerate(LINES):
        of_place = regular & (visits.department == place_of[lasting(line.disease)])
        rows = np.flatnonzero(of_place)
        day = visits.start[rows] // DAY
        start, stop = (m[position, visits.patient[rows]] for m in (world.health.line_start, world.health.line_stop))
        taken = (start < NEVER) & (day >= start - EARLIER_DAYS) & (day < stop)
        rows, stop = rows[taken], stop[taken]
        days = np.where(short[rows], np.minimum(SHORT_SUPPLY, supply[rows]), supply[rows])
        days = np.maximum(np.minimum(days, stop - visits.start[rows] // DAY), 1)
        parts.append(Prescriptions(rows, np.full(len(rows), number(line.drug)), days, np.full(len(rows), OPEN),
                                   np.full(len(rows), number(line.disease))))  # fmt: skip
    whole = Prescriptions.join(parts)
    _, first = np.unique(whole.encounter * len(CODES) + whole.drug, return_index=True)  # one drug once a visit
    return whole.take(np.sort(first))


def _days_to_next(visits: Encounters, regular: Bools) -> Ints:
    """Days from each regular visit to the person's next one in the same department; the last one like the longest."""
    days = np.full(len(visits), 91)
    rows = np.flatnonzero(regular)
    order = rows[np.lexsort((visits.start[rows], visits.department[rows], visits.patient[rows]))]
    same = (visits.patient[order][1:] == visits.patient[order][:-1]) & (
        visits.department[order][1:] == visits.department[order][:-1]
    )
    gap = (visits.start[order][1:] - visits.start[order][:-1]) // DAY
    days[order[:-1]] = np.where(same, gap, 91)
    return np.asarray(np.clip(days, SHORTEST_SUPPLY, LONGEST_SUPPLY))


def _routines(world: World, visits: Encounters) -> list[Procedures]:
    draw = world.draws.stream("routines")
    parts = []
    for routine in ROUTINES:
        rows = np.flatnonzero(
            (visits.department == department(routine.department)) & np.isin(visits.kind, kinds("follow_up"))
        )
        ill = ill_at(world.health, lasting(routine.disease), visits.patient[rows], visits.start[rows] // DAY)
        parts.append(perform(draw, rows[ill], routine.procedure, routine.share, routine.disease, length=15 * MINUTE))
    return parts


def _devices(world: World, diagnoses: Diagnoses) -> list[Devices]:
    draw = world.draws.stream("handed out")
    parts = []
    for disease, device, share in HANDED_OUT:
        rows = diagnoses.encounter[diagnoses.condition == number(disease)]
        rows = rows[chance(draw, share, len(rows))]
        parts.append(Devices(rows, np.full(len(rows), number(device))))
    return parts
