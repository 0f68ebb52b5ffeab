"""Whether a study would find anything at this site: concepts that the vocabulary lacks, tables without rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from asan.gateway.errors import NotVisible
from asan.gateway.execution import Cancellation
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.modules.research.analysis.kinds import Kind
from asan.modules.research.compiler.plan import Plan
from asan.modules.research.compiler.reach import reach
from asan.modules.research.definitions import NamedDefinition
from asan.modules.research.study.manifest import SnapshotEntry
from asan.modules.research.study.package import Package
from asan.warehouse.snapshots import Snapshot

CDM_VERSIONS: Final = ("5.3", "5.4")
"""Of whose data the platform presents a CDM 5.4."""

_AT_ONCE: Final = 5_000
_LOOKED_AT: Final[dict[Kind, tuple[str, ...]]] = {
    "table-one": ("person", "observation_period", "visit_occurrence"),
    "incidence": ("person", "observation_period"),
    "survival": ("person", "observation_period", "death"),
    "pathways": ("person",),
    "numbers": ("person",),
    "features": ("person",),
}
"""Tables that analyses read beside those of the definitions."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A concept that the vocabulary here does not have, and which cohorts name it."""

    concept: int
    name: str
    cohorts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """``empty``: tables that the study reads and that have no row here, ``absent`` those that are not there or seen.

    ``cdm``: the package's version of the CDM, where it is not this site's.
    """

    missing: tuple[Missing, ...]
    empty: tuple[str, ...]
    absent: tuple[str, ...]
    cdm: str | None
    snapshot: SnapshotEntry
    unknown: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not (self.missing or self.empty or self.absent or self.cdm)


def check(principal: Principal, package: Package, surface: str, cancellation: Cancellation | None = None) -> Check:
    """Look at this site for ``package``, as ``principal`` sees it. Raises what reading it and the gateway raise."""
    definitions = package.definitions()
    asking = _Asking(principal, surface, cancellation)
    plan = Plan()
    for definition in definitions:
        plan.add(definition.expression)
    read = {*reach(plan), *(table for one in package.analyses() for table in _LOOKED_AT[one.kind])}
    rows = {table: asking.rows_of(table) for table in sorted(read)}
    return Check(
        missing=tuple(_missing(asking, definitions)),
        empty=tuple(table for table, count in rows.items() if count == 0),
        absent=tuple(table for table, count in rows.items() if count is None),
        cdm=None if package.manifest.cdm in CDM_VERSIONS else package.manifest.cdm,
        snapshot=snapshot_entry(principal),
        unknown=tuple(f"{one.name}: {place}" for one in definitions for place in one.unknown),
    )


def snapshot_entry(principal: Principal) -> SnapshotEntry:
    """What is read, as a package tells it."""
    state = gateway().snapshot(principal.snapshot)
    if state is None:
        return SnapshotEntry()
    pinned = isinstance(state, Snapshot)
    return SnapshotEntry(
        version=state.version,
        published_at=state.published_at.isoformat() if pinned and state.published_at else None,
        vocabulary_version=state.vocabulary_version,
        synthetic=state.synthetic,
    )


class _Asking:
    def __init__(self, principal: Principal, surface: str, cancellation: Cancellation | None) -> None:
        self.principal, self.surface, self.cancellation = principal, surface, cancellation

    def rows_of(self, table: str) -> int | None:
        """How many rows a table has for the asker; None where it is not there for them."""
        try:
            found = self._ask(f"SELECT count(*) AS n FROM cdm.{table}")
        except NotVisible:
            return None
        # A table of so few persons that it is not told has rows all the same.
        return int(str(found[0]["n"])) if found else 1

    def known(self, concepts: Sequence[int]) -> set[int]:
        """Those that the vocabulary has."""
        found: set[int] = set()
        for start in range(0, len(concepts), _AT_ONCE):
            listed = ", ".join(map(str, concepts[start : start + _AT_ONCE]))
            sql = f"SELECT concept_id FROM vocabulary.concept WHERE concept_id IN ({listed})"
            try:
                found |= {int(str(row["concept_id"])) for row in self._ask(sql)}
            except NotVisible:
                return set()
        return found

    def _ask(self, sql: str) -> list[dict[str, object]]:
        answer = gateway().query(
            self.principal, sql, surface=self.surface, row_limit=_AT_ONCE, cancellation=self.cancellation
        )
        return list(answer.table().to_pylist())


def _missing(asking: _Asking, definitions: Sequence[NamedDefinition]) -> Iterator[Missing]:
    named: dict[int, tuple[str, set[str]]] = {}
    for definition in definitions:
        for number, name in _concepts(definition):
            named.setdefault(number, (name, set()))[1].add(definition.name)
    known = asking.known(sorted(named))
    for number, (name, cohorts) in sorted(named.items()):
        if number not in known:
            yield Missing(number, name, tuple(sorted(cohorts)))


def _concepts(definition: NamedDefinition) -> Iterator[tuple[int, str]]:
    for found in definition.expression.concept_sets:
        for item in found.expression.items:
            if item.concept.concept_id is not None:
                yield item.concept.concept_id, item.concept.concept_name or ""
