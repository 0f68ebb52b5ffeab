"""The hospital's persons in blocks: each is simulated by itself, by any process, and they come in order.

A block's random streams hang on the seed and its number alone, so neither the number of processes nor that of persons
in other blocks changes it. Only the last block, when it is not full, has other persons than a full one would have.
"""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from asan.synth.chart import Chart
from asan.synth.defects.plant import Spoilt, plant
from asan.synth.draws import Draws
from asan.synth.files import Format
from asan.synth.practice import ORDINARY, Practice
from asan.synth.tables import care, others, people, texts
from asan.synth.timeline import simulate
from asan.synth.truth import prevalence

PERSONS = 2_000

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


class Block(NamedTuple):
    """What a block's persons bring: their tables by name, what notes mention, the figures of ``truth.prevalence``."""

    tables: dict[str, Spoilt]
    entities: pa.Table
    prevalence: NDArray[np.float64]


@dataclass(frozen=True)
class Plan:
    """What to make: how many persons, from which seed, from day ``start`` to day ``end`` (since 1970-01-01).

    ``defects``: the share of rows to spoil, in a way that suits the ``format``. ``practice``: how much is recorded.
    """

    patients: int
    seed: int
    start: int
    end: int
    defects: float = 0.0
    format: Format = Format.csv
    practice: Practice = ORDINARY

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return -(-self.patients // PERSONS)

    def make(self, block: int) -> Block:
        """One block."""
        first = block * PERSONS
        count = min(PERSONS, self.patients - first)
        draws = Draws(self.seed, block)
        women = self.practice.women_of(first, count)
        timeline = simulate(draws, count, self.start, self.end, self.practice, women)
        chart = Chart(timeline)
        tables = {name: pa.table(table(chart)) for name, table in TABLES.items()}
        if self.defects:
            spoilt = plant(tables, draws, self.defects, self.format, first=block == 0)
        else:
            spoilt = {name: Spoilt(table) for name, table in tables.items()}
        return Block(spoilt, pa.table(texts.entities(chart)), prevalence.count(timeline))


def made(plan: Plan, workers: int) -> Iterator[Block]:
    """The blocks in order, made by so many processes at once; few are held ready, whatever their number."""
    workers = min(workers, plan.blocks)
    if workers <= 1:
        yield from map(plan.make, range(plan.blocks))
        return
    # Forked children of a process with threads can hang; these start afresh.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        ahead: deque[Future[Block]] = deque()
        try:
            for block in range(plan.blocks):
                ahead.append(pool.submit(plan.make, block))
                if len(ahead) > workers:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
