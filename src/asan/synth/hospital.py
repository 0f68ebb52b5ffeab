"""A synthetic hospital in a folder."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa

from asan.kit.errors import BadInput
from asan.synth.chart import Chart
from asan.synth.clock import day_of
from asan.synth.draws import Draws
from asan.synth.files import write_table
from asan.synth.tables import care, others, people, texts
from asan.synth.timeline import simulate

LAST_DAY = date(2025, 12, 31)
MOST_PATIENTS = 200_000  # held in memory at once
MOST_YEARS = 40

TABLES: dict[str, Callable[[Chart], dict[str, pa.Array]]] = {
    "patients": people.patients,
    "organizations": people.organizations,
    "providers": people.providers,
    "payers": people.payers,
    "payer_transitions": people.payer_transitions,
    "encounters": care.encounters,
    "conditions": care.conditions,
    "medications": care.medications,
    "immunizations": care.immunizations,
    "procedures": care.procedures,
    "observations": care.observations,
    "allergies": others.allergies,
    "careplans": others.careplans,
    "devices": others.devices,
    "supplies": others.supplies,
    "imaging_studies": others.imaging_studies,
    "notes": texts.notes,
}

NOTICE = """\
합성 데모병원 (synthetic)

이 폴더의 모든 자료는 프로그램이 만든 합성 자료입니다. 실제 환자, 의료진, 병원의 기록은 하나도 들어 있지 않습니다.
임상 연구의 근거로 쓸 수 없습니다. 주민등록번호는 월 자리에 12를 더해(13~24) 누구의 번호도 될 수 없고, 전화번호는
0으로 시작하는 국번을 써서 걸리지 않으며, 도로명은 지어낸 것입니다. 시각은 병원의 벽시계 시각이며, 끝의 Z는
Synthea 형식을 따른 것입니다. 금액은 원입니다.

Everything in this folder is synthetic: written by a program, with no record of any real patient, doctor or hospital.
It is no evidence for clinical research. Resident registration numbers carry the month plus 12 (13 to 24) and so cannot
be anyone's; telephone numbers have exchanges that begin with 0 and reach nobody; the streets are made up. Times are the
hospital's wall clock; the Z at their end keeps Synthea's form. Amounts are in Korean won.

patients={patients} seed={seed} years={years} end={end}
"""


def write_hospital(folder: Path, patients: int = 300, seed: int = 1, years: int = 10, end: date = LAST_DAY) -> None:
    """Write Synthea's CSV files (newer column set, and notes.csv) of a synthetic Korean hospital into ``folder``.

    ``folder`` is made when absent. The files hold the ``years`` up to and including ``end``. The same arguments give
    the same bytes. Raises BadInput when a figure is out of range or ``folder`` cannot be a folder.
    """
    _check(folder, patients, seed, years)
    folder.mkdir(parents=True, exist_ok=True)
    start = day_of(end) - int(years * 365.25) + 1
    chart = Chart(simulate(Draws(seed), patients, start, day_of(end)))
    notice = NOTICE.format(patients=patients, seed=seed, years=years, end=end.isoformat())
    (folder / "SYNTHETIC.txt").write_text(notice, encoding="utf-8", newline="\n")
    for name, table in TABLES.items():
        write_table(folder, name, table(chart))


def _check(folder: Path, patients: int, seed: int, years: int) -> None:
    if not 1 <= patients <= MOST_PATIENTS:
        raise BadInput(detail=f"patients {patients}: 1–{MOST_PATIENTS}")
    if not 1 <= years <= MOST_YEARS:
        raise BadInput(detail=f"years {years}: 1–{MOST_YEARS}")
    if seed < 0:
        raise BadInput(detail=f"seed {seed}: 0–")
    if folder.exists() and not folder.is_dir():
        raise BadInput(detail=f"{folder}: not a folder · 폴더가 아닙니다")
