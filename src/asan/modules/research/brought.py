"""Cohorts computed for one asker and published nowhere: what studies and feasibility counts are made of.

They are computed with the platform's rights where the asker sees every row that a definition looks at, else on the
rows that they see. A definition that looks at values which they do not see plain is refused: who is in it would tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from asan.gateway.brought import ROWS, Brought
from asan.gateway.errors import AggregatesOnly, NoSnapshot
from asan.gateway.execution import Cancellation
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.gateway.sight import Sight, sight
from asan.kit.errors import AsanError, BadInput
from asan.kit.translation import Text
from asan.modules.research import service
from asan.modules.research.attrition import Attrition
from asan.modules.research.compiler.plan import Plan
from asan.modules.research.compiler.reach import reach
from asan.modules.research.definitions import DefinitionFailed, NamedDefinition
from asan.modules.research.generation.errors import LooksAtHidden

Rights = Literal["platform", "own"]
_FIRST: Final = 2**30
"""From here on numbers are no saved definition's."""


class SameTwice(BadInput):
    """Two definitions of one computation are the same, or cannot be told apart."""

    code = "cohorts_same_twice"
    text = Text("{one}과(와) {other}은(는) 같은 정의입니다.", "{one} and {other} are the same definition.")
    next = Text("한쪽을 빼 주세요.", "Leave one of them out.")


@dataclass(frozen=True, slots=True)
class Computed:
    """``numbers``: of each definition by its name. ``missing``: concepts of it that the vocabulary does not have.

    ``absent``: what definitions speak of and this CDM does not have. ``rights``: whose rows were looked at.
    ``attrition`` is that of a single definition, where it was asked for.
    """

    brought: Brought
    numbers: dict[str, int]
    missing: dict[str, int]
    absent: tuple[str, ...]
    rights: Rights
    attrition: Attrition | None = None


def rights_of(principal: Principal, definitions: Sequence[NamedDefinition], snapshot: int | None) -> Rights:
    """On whose rows cohorts are computed for ``principal``. Raises LooksAtHidden, CannotRun, NoSnapshot."""
    return "own" if _seen(principal, definitions, snapshot).partly else "platform"


def lookable(
    principal: Principal, definitions: Sequence[NamedDefinition], snapshot: int | None
) -> tuple[list[NamedDefinition], list[DefinitionFailed]]:
    """The definitions whose rows ``principal`` may have, and why they may not have the others': what they look at is
    hidden, or only to be counted. Raises the first DefinitionFailed where none is left, NoSnapshot.
    """
    left: list[NamedDefinition] = []
    failed: list[DefinitionFailed] = []
    for definition in definitions:
        try:
            if _seen(principal, [definition], snapshot).small_cell:
                raise AggregatesOnly(part="subject_id")
            left.append(definition)
        except NoSnapshot:
            raise
        except AsanError as error:
            failed.append(DefinitionFailed.of(definition.name, error))
    if failed and not left:
        raise failed[0]
    return left, failed


def _seen(principal: Principal, definitions: Sequence[NamedDefinition], snapshot: int | None) -> Sight:
    plan = Plan()
    for definition in definitions:
        plan.add(definition.expression)
    seen = sight(gateway(), principal, reach(plan), snapshot=snapshot)
    if seen.hidden:
        raise LooksAtHidden(names=", ".join(seen.hidden))
    return seen


def number_of(digest: str, step: int | None = None) -> int:
    """A number for a definition, or for what is left at a step of it: the same for the same text, and for no other.

    Answers about near-equal cohorts are noticed by it (`asan.gateway.differencing`).
    """
    return _FIRST + (int(digest[:12], 16) + (0 if step is None else (step + 1) * 7_919)) % _FIRST


def computed(
    principal: Principal,
    definitions: Sequence[NamedDefinition],
    *,
    snapshot: int | None,
    surface: str,
    progress: service.Progress = lambda done, of: None,
    cancellation: Cancellation | None = None,
    with_attrition: bool = False,
) -> Computed:
    """Compute ``definitions``, which have different names, at ``snapshot`` for questions of ``principal``.

    ``with_attrition``: of a single one what its inclusion rules leave, too.

    Raises SameTwice, LooksAtHidden, the first DefinitionFailed, and what `asan.gateway.platform.platform_reading` does.
    """
    numbers: dict[str, int] = {}
    for definition in definitions:
        number = number_of(definition.digest)
        same = next((name for name, taken in numbers.items() if taken == number), None)
        if same is not None:
            raise SameTwice(one=same, other=definition.name)
        numbers[definition.name] = number
    rights = rights_of(principal, definitions, snapshot)
    done = service.generate(
        principal,
        definitions,
        snapshot=snapshot,
        surface=surface,
        progress=progress,
        cancellation=cancellation,
        as_seen=rights == "own",
        with_attrition=with_attrition,
    )
    if done.failed:
        raise done.failed[0]
    by_place = pa.array([numbers[cohort.name] for cohort in done.cohorts], pa.int64())
    columns = [pc.take(by_place, done.spans["cohort"]), *(done.spans[name] for name in ROWS.names[1:])]
    rows = pa.table(columns, names=ROWS.names).cast(ROWS)
    missing = {cohort.name: cohort.missing for cohort in done.cohorts}
    return Computed(Brought(rows), numbers, missing, done.absent, rights, done.attrition)
