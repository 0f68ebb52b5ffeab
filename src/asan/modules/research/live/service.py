"""How a definition's rules thin out its entry events, under the asker's eyes and policies.

The first time, the engine computes the events and each rule's bits; a rule that was switched off, moved or brought back
is then counted without it, and a new one is computed alone.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from asan.gateway.errors import NoSnapshot
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.gateway.sight import Sight, sight
from asan.kit.settings import settings
from asan.modules.research import service as research
from asan.modules.research.attrition import Attrition, Step
from asan.modules.research.compiler.plan import Plan
from asan.modules.research.compiler.reach import reach
from asan.modules.research.definitions import NamedDefinition
from asan.modules.research.live.kept import Kept, Shelf
from asan.modules.research.live.keys import entry_key, rule_key
from asan.warehouse.engines.base import State
from asan.warehouse.snapshots import Snapshot

SURFACE: Final = "page:research"
_MOST_BYTES: Final = 512 * 2**20
_MOST_OVERLAPS: Final = 40

Rights = Literal["platform", "own", "none"]
_shelf = Shelf(_MOST_BYTES)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Persons whose best event meets exactly these rules (positions in the definition)."""

    rules: tuple[int, ...]
    persons: int | None


@dataclass(frozen=True, slots=True)
class Live:
    """``steps``: entry events, then what is left after each rule in order. None: a count that may not be told.

    ``rights``: platform, where the asker sees all that was counted; own, where it was counted on what they see; none,
    where they may be told nothing. ``cells``: counts are rounded down to multiples of it; 0: they are exact.
    ``computed``: whether the engine was asked.
    """

    snapshot: State
    rights: Rights
    steps: tuple[tuple[int | None, int | None], ...]
    overlaps: tuple[Overlap, ...]
    cells: int
    computed: bool


def attrition(
    principal: Principal, definition: NamedDefinition, rules: Sequence[int] | None, *, overlaps: bool
) -> Live:
    """Count ``rules`` (positions, in their order; default: all) at the snapshot that ``principal`` reads.

    Raises DefinitionFailed, CannotRun, NoSnapshot, and what `platform_reading` raises.
    """
    plan = Plan()
    plan.add(definition.expression)
    snapshot = gateway().snapshot(principal.snapshot)
    if snapshot is None:
        raise NoSnapshot(which="")
    seen = sight(gateway(), principal, reach(plan), snapshot=snapshot.version)
    if not seen.whole and seen.small_cell:
        return Live(snapshot, "none", (), (), seen.small_cell, computed=False)
    rights: Rights = "platform" if seen.whole else "own"
    every = range(len(definition.expression.inclusion_rules))
    asked = [rule for rule in (every if rules is None else rules) if rule in every]
    found, computed = _found(principal, definition, asked, snapshot, rights)
    return Live(
        snapshot=snapshot,
        rights=rights,
        steps=_steps(found.steps(), seen),
        overlaps=_overlaps(found, asked, seen) if overlaps else (),
        cells=seen.small_cell,
        computed=computed,
    )


def _steps(steps: Sequence[Step], seen: Sight) -> tuple[tuple[int | None, int | None], ...]:
    """The counts, but no small cell, and none whose difference to the one before is a small cell."""
    told: list[tuple[int | None, int | None]] = []
    before: Step | None = None
    for step in steps:
        lost = before.persons - step.persons if before is not None else 0
        small = seen.told(step.persons) is None or seen.told(lost) is None
        told.append((None, None) if small else (seen.told(step.events), seen.told(step.persons)))
        before = before if small else step
    return tuple(told)


def _overlaps(found: Attrition, asked: Sequence[int], seen: Sight) -> tuple[Overlap, ...]:
    masks = sorted(found.masks(best_events=True).items(), key=lambda each: (-each[1], each[0]))
    return tuple(
        Overlap(tuple(rule for at, rule in enumerate(asked) if mask >> at & 1), seen.told(persons))
        for mask, persons in masks[:_MOST_OVERLAPS]
    )


def _found(
    principal: Principal, definition: NamedDefinition, asked: Sequence[int], snapshot: State, rights: Rights
) -> tuple[Attrition, bool]:
    """The events and the bits of the rules that were asked, and whether the engine had to be."""
    expression = definition.expression
    keys = [rule_key(expression, rule.expression) for rule in expression.inclusion_rules]
    key, owner = _key(principal, definition, snapshot, rights)
    kept = _shelf.find(key) if key is not None else None
    computed = False
    if kept is None or any(keys[rule] not in kept.met for rule in asked):
        with _shelf.alone(object() if key is None else key):
            kept = _shelf.find(key) if key is not None else None
            if kept is None:
                kept, computed = _compute(principal, definition, keys, snapshot, rights), True
                kept.owner = owner
            lacking = [rule for rule in asked if keys[rule] not in kept.met]
            if lacking:
                bits = research.rules_met(
                    principal,
                    kept.events,
                    definition,
                    lacking,
                    snapshot=snapshot.version,
                    surface=SURFACE,
                    as_seen=rights == "own",
                    seconds=settings().query_seconds,
                )
                # A new object: another thread may be counting on the old one.
                added = dict(zip((keys[rule] for rule in lacking), bits, strict=True))
                kept, computed = replace(kept, met={**kept.met, **added}), True
            if computed and key is not None:
                _shelf.put(key, kept)
    return Attrition(kept.events, tuple(kept.met[keys[rule]] for rule in asked)), computed


def _compute(
    principal: Principal, definition: NamedDefinition, keys: Sequence[str], snapshot: State, rights: Rights
) -> Kept:
    found = research.attrition(
        principal,
        definition,
        snapshot=snapshot.version,
        surface=SURFACE,
        as_seen=rights == "own",
        seconds=settings().query_seconds,
    )
    return Kept(found.events, dict(zip(keys, found.met, strict=True)))


def _key(
    principal: Principal, definition: NamedDefinition, snapshot: State, rights: Rights
) -> tuple[Hashable | None, object]:
    """What the entry is found by, and what must live as long; None: a CDM in place changes, so nothing is kept.

    Snapshots of one time have the same data (`asan.warehouse.publish.same_data`): each generated cohort makes another.
    """
    if not isinstance(snapshot, Snapshot):
        return None, None
    entry = entry_key(definition.expression)
    home = str(settings().home)
    if rights == "platform":
        return (home, snapshot.published_at, entry), None
    session = gateway().reader.open()
    try:
        policy = gateway().policy(principal, session, snapshot)
    finally:
        session.close()
    return (home, snapshot.published_at, entry, id(policy), principal.project), policy
