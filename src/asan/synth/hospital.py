"""A synthetic hospital in a folder."""

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from asan.kit.errors import BadInput
from asan.synth.blocks import TABLES, Plan, made
from asan.synth.clock import day_of
from asan.synth.defects.ledger import Ledger
from asan.synth.files import Format, open_writer
from asan.synth.label import LABEL
from asan.synth.practice import ORDINARY
from asan.synth.presets import PRACTICES, Preset
from asan.synth.totals import SHARED, added
from asan.synth.truth.effects import write_effects
from asan.synth.truth.prevalence import write_prevalence

LAST_DAY = date(2025, 12, 31)
PATIENTS = 300
MOST_PATIENTS = 10_000_000
MOST_YEARS = 40
MOST_DEFECTS = 0.5
TRUTH = "truth"

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

patients={patients} seed={seed} years={years} end={end} preset={preset} defects={defects}
"""


def write_hospital(
    folder: Path,
    patients: int | None = None,
    seed: int = 1,
    years: int = 10,
    end: date = LAST_DAY,
    *,
    format: Format = Format.csv,
    workers: int = 1,
    defects: float = 0.0,
    preset: Preset | None = None,
    progress: Callable[[float], None] = lambda fraction: None,
) -> int:
    """Write Synthea's files (newer column set, and notes) of a synthetic Korean hospital into ``folder``.

    The files hold the ``years`` up to and including ``end``. The same arguments give the same bytes, whatever the
    number of ``workers`` (processes). ``folder`` appears when it is complete; one that an earlier call wrote is
    replaced. A ``preset`` sets how much is recorded, and the number of ``patients`` where none is given (else 300).
    ``truth/`` in it holds what is known to be true: the effects planted, the prevalence, what notes mention; with
    ``defects``, the share of rows to spoil (0 to 0.5), also the ledger of these.
    Returns the number of patients. Raises BadInput when a figure is out of range or ``folder`` holds something else.
    """
    practice = PRACTICES[preset] if preset else ORDINARY
    patients = patients if patients is not None else practice.persons or PATIENTS
    _check(folder, patients, seed, years, defects)
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    try:
        plan = Plan(patients, seed, day_of(end) - int(years * 365.25) + 1, day_of(end), defects, format, practice)
        _write(fresh, plan, workers, progress)
        notice = NOTICE.format(patients=patients, seed=seed, years=years, end=end.isoformat(), defects=defects,
                               preset=preset.value if preset else "none")  # fmt: skip
        (fresh / LABEL).write_text(notice, encoding="utf-8", newline="\n")
        if folder.exists():
            shutil.rmtree(folder)
        fresh.rename(folder)
        return patients
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _write(folder: Path, plan: Plan, workers: int, progress: Callable[[float], None]) -> None:
    writers = {name: open_writer(folder, name, plan.format) for name in TABLES}
    truth = folder / TRUTH
    truth.mkdir()
    entities = open_writer(truth, "notes", plan.format)
    ledger = Ledger(truth, plan.format) if plan.defects else None
    totals: dict[str, pa.Table] = {}
    prevalence = np.zeros(())
    try:
        for number, block in enumerate(made(plan, workers), start=1):
            for name, spoilt in block.tables.items():
                if name in SHARED:
                    totals[name] = added(totals.get(name), spoilt.table)
                else:
                    writers[name].write(spoilt.table, spoilt.broken)
                    if ledger:
                        ledger.add(name, spoilt)
            entities.write(block.entities)
            prevalence = prevalence + block.prevalence
            progress(number / plan.blocks)
        for name, table in totals.items():
            writers[name].write(table)
        write_effects(truth, plan.practice)
        write_prevalence(truth, prevalence)
    finally:
        for writer in (*writers.values(), entities):
            writer.close()
        if ledger:
            ledger.close()


def _check(folder: Path, patients: int, seed: int, years: int, defects: float) -> None:
    if not 1 <= patients <= MOST_PATIENTS:
        raise BadInput(detail=f"patients {patients}: 1–{MOST_PATIENTS}")
    if not 1 <= years <= MOST_YEARS:
        raise BadInput(detail=f"years {years}: 1–{MOST_YEARS}")
    if not 0 <= defects <= MOST_DEFECTS:
        raise BadInput(detail=f"defects {defects}: 0–{MOST_DEFECTS}")
    if seed < 0:
        raise BadInput(detail=f"seed {seed}: 0–")
    if folder.exists() and not folder.is_dir():
        raise BadInput(detail=f"{folder}: not a folder · 폴더가 아닙니다")
    if folder.exists() and any(folder.iterdir()) and not (folder / LABEL).is_file():
        raise BadInput(detail=f"{folder}: holds other files · 다른 파일이 들어 있습니다")
