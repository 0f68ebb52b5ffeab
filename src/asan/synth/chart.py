"""Everything that the files are written from, worked out once: identifiers, insurers, prices."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from asan.synth.arrays import Bools, Floats, Ints, Strings
from asan.synth.cells import won
from asan.synth.clock import DAY
from asan.synth.costs import VACCINE, Bill, bill, coverage, drug_prices, procedure_prices
from asan.synth.encounters import OPEN, Encounters, kind, kinds
from asan.synth.facilities import Doctors, doctor_of, doctors, site_ids, site_of
from asan.synth.insurance import PAYERS, Terms, payer_at, terms
from asan.synth.notes.compose import Mentions
from asan.synth.notes.write import Notes, notes
from asan.synth.observations import Observations, observations
from asan.synth.population import Papers, papers
from asan.synth.timeline import Timeline
from asan.synth.window import World


@dataclass(frozen=True)
class Vaccinations:
    """The vaccinations that took place: the visit and the position in ``checkups.VACCINES``."""

    encounter: Ints
    vaccine: Ints


class Chart:
    """A timeline with what its files need. Every part is computed at its first use."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.world: World = timeline.world
        self.events = timeline.events
        self.visits: Encounters = timeline.events.encounters

    @cached_property
    def papers(self) -> Papers:
        """What identifies each person."""
        return papers(self.world.draws, self.world.people, self.world.end)

    @cached_property
    def patient_ids(self) -> Strings:
        """Each person's identifier."""
        return self.papers.id

    @cached_property
    def visit_ids(self) -> Strings:
        """Each visit's identifier."""
        return self.world.draws.uuids("visit ids", len(self.visits))

    @cached_property
    def payer_ids(self) -> Strings:
        """The identifiers of ``PAYERS``."""
        return self.world.draws.whole.uuids("payer ids", len(PAYERS))

    @cached_property
    def site_ids(self) -> Strings:
        """The identifiers of ``SITES``."""
        return site_ids(self.world.draws.whole)

    @cached_property
    def doctors(self) -> Doctors:
        """The doctors of all departments."""
        return doctors(self.world.draws.whole)

    @cached_property
    def doctor_of_visit(self) -> Ints:
        """The row of each visit's doctor."""
        return doctor_of(self.visits)

    @cached_property
    def site_of_visit(self) -> Ints:
        """The position in ``SITES`` of each visit."""
        return site_of(self.visits)

    @cached_property
    def terms(self) -> Terms:
        """Who was insured where and when."""
        return terms(self.world)

    @cached_property
    def payer_of_visit(self) -> Ints:
        """The position in ``PAYERS`` of who pays each visit."""
        own = payer_at(self.terms, self.visits.patient, self.visits.start)
        return np.where(self.visits.payer >= 0, self.visits.payer, own)

    @cached_property
    def covered_share(self) -> Floats:
        """The share of each visit that its insurer pays."""
        return coverage(self.world, self.visits, self.payer_of_visit)

    @cached_property
    def results(self) -> Observations:
        """Every measured value."""
        return observations(self.world, self.events)

    @cached_property
    def vaccinations(self) -> Vaccinations:
        """Each shot at the vaccination visit of its person and day, where that visit took place."""
        rows = np.flatnonzero(self.visits.kind == kind("vaccination"))
        lane = 100_000
        held = self.visits.patient[rows] * lane + self.visits.start[rows] // DAY
        wanted = self.timeline.shots.patient * lane + self.timeline.shots.day
        order = np.argsort(held, kind="stable")
        position = np.minimum(np.searchsorted(held[order], wanted), max(len(held) - 1, 0))
        found = held[order][position] == wanted if len(held) else np.zeros(len(wanted), dtype=bool)
        encounter = rows[order][position[found]] if len(held) else np.zeros(0, dtype=np.int64)
        vaccine = self.timeline.shots.vaccine[found]
        sequence = np.lexsort((vaccine, encounter))
        return Vaccinations(encounter[sequence], vaccine[sequence])

    @cached_property
    def procedure_price(self) -> Ints:
        """The price of each procedure in won."""
        return procedure_prices(self.events.procedures)

    @cached_property
    def drug_price(self) -> tuple[Ints, Ints]:
        """The price of one dispensing in won, and the number of dispensings, of each prescription."""
        return drug_prices(self.events.prescriptions)

    @cached_property
    def bill(self) -> Bill:
        """What each visit costs with everything done in it."""
        price, dispenses = self.drug_price
        shots = self.vaccinations.encounter
        items = np.concatenate([self.procedure_price, price * dispenses, np.full(len(shots), VACCINE)])
        at = np.concatenate([self.events.procedures.encounter, self.events.prescriptions.encounter, shots])
        return bill(self.visits, self.covered_share, items, at, self.billed)

    @cached_property
    def billed(self) -> Bools:
        """Which visits are billed at all."""
        return ~np.isin(self.visits.kind, kinds(*self.world.practice.unbilled))

    def priced(self, amounts: Ints) -> pa.Array:
        """The amounts of items in won; nothing where the practice bills by visit alone."""
        return won(amounts, np.full(len(amounts), self.world.practice.itemised))

    @cached_property
    def notes(self) -> tuple[Notes, Mentions]:
        """Every note, and what each mentions."""
        return notes(self.timeline)

    @cached_property
    def note_ids(self) -> Strings:
        """Each note's identifier."""
        return self.world.draws.uuids("note ids", len(self.notes[0]))

    @cached_property
    def dead(self) -> Bools:
        """Who died within the window."""
        return np.asarray(self.timeline.death < OPEN)
