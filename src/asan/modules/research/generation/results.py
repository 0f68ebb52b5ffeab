"""What a generation found, as its asker's policies show it: every figure is asked through the gateway."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from asan.gateway.answer import Answer
from asan.gateway.brought import Brought
from asan.gateway.errors import AggregatesOnly, NotVisible
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.gateway.sight import sight
from asan.kit.clock import naive_utc
from asan.kit.errors import NotFound
from asan.kit.settings import settings
from asan.modules.research.generation.errors import NeverGenerated, OfAnotherCdm
from asan.modules.research.generation.own import rows_of
from asan.modules.research.generation.service import generations
from asan.modules.research.models import CohortGeneration
from asan.warehouse.engines.base import State as Published
from asan.warehouse.in_place import is_in_place
from asan.warehouse.snapshots import InPlace

SURFACE: Final = "page:research"
_COUNTS: Final = """SELECT count(*) AS spans, count(DISTINCT subject_id) AS persons
FROM cdm.cohort WHERE cohort_definition_id = {cohort}"""
_YEARS: Final = """SELECT year(cohort_start_date) AS entered, count(DISTINCT subject_id) AS persons
FROM cdm.cohort WHERE cohort_definition_id = {cohort} GROUP BY year(cohort_start_date) ORDER BY 1"""
_PUBLISHED: Final = "SELECT count(*) AS n FROM cdm.cohort_definition WHERE cohort_definition_id = {cohort}"
_EVERYBODY: Final = "SELECT count(*) AS persons FROM cdm.person"

State = Literal["found", "nobody", "suppressed", "hidden", "gone"]


@dataclass(frozen=True, slots=True)
class Results:
    """``state``: found; nobody; suppressed (a small cell); hidden (policies hide rows it may come from); gone (the lake
    was made anew since, or persons may have other numbers).

    ``everybody``: every person that the asker sees is in it. ``sql`` is the question that counted, at ``snapshot``.
    """

    generation: CohortGeneration
    state: State
    rows: int | None
    persons: int | None
    total: int | None
    years: tuple[tuple[int, int], ...]
    snapshot: Published
    sql: str
    masked: tuple[str, ...]

    @property
    def data_are_current(self) -> bool:
        """Whether it was computed on the data that are read now, as each look in place is."""
        if isinstance(self.snapshot, InPlace):
            return True
        return naive_utc(self.snapshot.published_at) == self.generation.data_at

    @property
    def everybody(self) -> bool:
        """Whether nobody is left out."""
        return self.persons is not None and self.persons > 0 and self.persons == self.total


def results(principal: Principal, cohort: int, generation: int | None = None) -> Results:
    """A generation's figures: of the newest published one in the snapshot that ``principal`` reads, of another as it
    was published, of one with own rights as its author sees its snapshot now. In place it is the newest with own
    rights, as its author sees the CDM now.

    Raises NotFound, NeverGenerated, NoSnapshot where that snapshot has expired, OfAnotherCdm, LooksAtHidden.
    """
    every = generations(principal, cohort)
    in_place = is_in_place(settings())
    newest = next((one for one in every if (one.source is not None if in_place else one.rights == "platform")), None)
    chosen = newest if generation is None else _chosen(every, generation)
    if chosen is None:
        raise NeverGenerated(id=cohort)
    if in_place != (chosen.source is not None):
        raise OfAnotherCdm(source=chosen.source or f"snapshot {chosen.snapshot}")
    reader = replace(principal, snapshot=principal.snapshot if chosen is newest else chosen.published)
    state = gateway().snapshot(reader.snapshot)
    if state is None:
        raise NeverGenerated(id=cohort)
    if isinstance(state, InPlace) and state.source != chosen.source:
        raise OfAnotherCdm(source=chosen.source)
    reader = replace(reader, snapshot=state.version)
    if chosen.rights == "own":
        brought, number = rows_of(reader, chosen, surface=SURFACE)
        return _Asked(reader, chosen, state, number, brought).results()
    return _Asked(reader, chosen, state, cohort).results()


def _chosen(every: Sequence[CohortGeneration], generation: int) -> CohortGeneration:
    found = next((one for one in every if one.id == generation), None)
    if found is None:
        raise NotFound(what=f"generation {generation}")
    return found


class _Asked:
    """One generation's figures on their way."""

    def __init__(
        self,
        reader: Principal,
        generation: CohortGeneration,
        snapshot: Published,
        number: int,
        brought: Brought | None = None,
    ) -> None:
        self.reader = reader
        self.generation = generation
        self.snapshot = snapshot
        self.number = number
        self.brought = brought

    def results(self) -> Results:
        """Counts, where there are any to be told."""
        columns = frozenset(("subject_id", "cohort_start_date", "cohort_end_date"))
        own = self.brought is not None
        # What was computed on what the asker sees hides nothing from them.
        if not own and sight(gateway(), self.reader, {"cohort": columns}, snapshot=self.snapshot.version).partly:
            return self._told("hidden")
        try:
            published = own or self._rows(_PUBLISHED)[0]["n"]
            counting = self._ask(_COUNTS)
        except NotVisible:
            return self._told("gone")
        counted = counting.table().to_pylist()
        if not published:
            return self._told("gone", counting)
        if not counted:
            # For whoever sees aggregates alone nobody is a small cell too.
            return self._told("suppressed", counting)
        spans, persons = counted[0]["spans"], counted[0]["persons"]
        if not spans:
            return self._told("nobody", counting, rows=0, persons=0, total=self._total())
        return self._told("found", counting, rows=spans, persons=persons, total=self._total(), years=self._years())

    def _told(
        self,
        state: State,
        answer: Answer | None = None,
        *,
        rows: int | None = None,
        persons: int | None = None,
        total: int | None = None,
        years: tuple[tuple[int, int], ...] = (),
    ) -> Results:
        masked = tuple(sorted(set(answer.masked.values()))) if answer else ()
        sql = _COUNTS.format(cohort=self.number)
        return Results(self.generation, state, rows, persons, total, years, self.snapshot, sql, masked)

    def _years(self) -> tuple[tuple[int, int], ...]:
        try:
            return tuple((row["entered"], row["persons"]) for row in self._rows(_YEARS))
        except AggregatesOnly:
            return ()

    def _total(self) -> int | None:
        found = gateway().query(self.reader, _EVERYBODY, surface=SURFACE).table().to_pylist()
        return found[0]["persons"] if found else None

    def _rows(self, sql: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._ask(sql).table().to_pylist()
        return found

    def _ask(self, sql: str) -> Answer:
        # Written out: who sees aggregates alone may compare with what stands in the question, not with a parameter.
        return gateway().query(self.reader, sql.format(cohort=self.number), surface=SURFACE, brought=self.brought)
