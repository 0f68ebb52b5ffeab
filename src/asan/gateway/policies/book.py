"""The policies in force, remembered: read again when their version differs, settled once for all treated alike."""

import datetime as dt
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from asan.gateway.errors import QuestionFailed
from asan.gateway.policies import store
from asan.gateway.policies.concepts import ConceptReader, Sensitive
from asan.gateway.policies.definition import Concept
from asan.gateway.policies.emergency import in_emergency
from asan.gateway.policies.resolution import Situation, resolve
from asan.gateway.policies.stated import Explicit, Stated
from asan.gateway.policy import Policy
from asan.gateway.principal import Principal
from asan.kit.clock import today
from asan.warehouse.engines.base import Engine, Schema, Session, State
from asan.warehouse.engines.faults import Fault, Interrupted
from asan.warehouse.snapshots import Snapshot

_MOST: Final = 500
_SECONDS_IN_PLACE: Final = 60.0
"""How long what concepts reach is believed where the vocabulary may change at any time."""


@dataclass(frozen=True, slots=True)
class _Settled:
    schema: Schema
    policy: Policy
    at: float


class PolicyBook:
    """The policies of one data folder. Safe to share between threads."""

    def __init__(
        self, engine: Engine, small_cell: int, count_base: int = 1, *, emergency_concepts: bool = False
    ) -> None:
        self._engine = engine
        self._emergency_concepts = emergency_concepts
        self._small_cell = small_cell
        self._count_base = count_base
        self._explicit = Explicit((-1, -1))
        self._settled: dict[object, _Settled] = {}

    def explicit(self) -> Explicit:
        """All explicit policies and tags in force; one look at their version a call."""
        if self._explicit.version != store.version():
            self._explicit = store.in_force()
        return self._explicit

    def policy(
        self, principal: Principal, session: Session, snapshot: State | None, explicit: Explicit | None = None
    ) -> Policy:
        """What ``principal`` sees at ``snapshot`` today; ``explicit`` is what is in force, where that is known."""
        explicit, day = explicit or self.explicit(), today()
        schema = session.schema(snapshot)
        applying = self._applying(explicit, principal, day)
        # Roles, and all that groups, project, purpose, name and day decide: which policies apply. The day itself
        # counts for ages.
        labels = [each.label for each in applying] + [each.label for each in explicit.unreadable_for(principal, day)]
        key = (principal.roles, tuple(labels), explicit.version, day, id(schema))
        found = self._settled.get(key)
        if found is not None and found.schema is schema and not _is_stale(found, snapshot):
            return found.policy
        if len(self._settled) >= _MOST:
            self._settled.clear()
        settled = _Settled(schema, self.settle(principal, explicit, session, snapshot), time.monotonic())
        self._settled[key] = settled
        return settled.policy

    def settle(self, principal: Principal, explicit: Explicit, session: Session, snapshot: State | None) -> Policy:
        """What ``principal`` would see today were ``explicit`` in force. Raises QuestionFailed, Interrupted."""
        return resolve(
            principal.roles,
            session.schema(snapshot),
            self._small_cell,
            self.situation(principal, explicit, session, snapshot),
            count_base=self._count_base,
        )

    def situation(
        self, principal: Principal, explicit: Explicit, session: Session, snapshot: State | None
    ) -> Situation:
        """What ``explicit`` is settled with for ``principal`` today."""

        def look(concepts: Iterable[Concept]) -> Sensitive:
            try:
                return ConceptReader(self._engine, session, snapshot, session.schema(snapshot)).sensitive(concepts)
            except Interrupted:
                raise
            except Fault:
                raise QuestionFailed(kind="vocabulary") from None

        day = today()
        lost = explicit.unreadable_for(principal, day)
        return Situation(self._applying(explicit, principal, day), explicit.tags, day, look, lost)

    def _applying(self, explicit: Explicit, principal: Principal, day: dt.date) -> tuple[Stated, ...]:
        applying = explicit.for_(principal, day)
        if principal.emergency is None:
            return applying
        return in_emergency(applying, principal.emergency, concepts=self._emergency_concepts)


def _is_stale(found: _Settled, snapshot: State | None) -> bool:
    return not isinstance(snapshot, Snapshot) and time.monotonic() - found.at > _SECONDS_IN_PLACE
