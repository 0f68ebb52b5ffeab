"""Near-equal aggregate questions are noticed: the difference of two answers must not count fewer than k persons.

Two answers over the same tables of patients are *near* where one's conditions are all among the other's, or where they
differ in one condition; in whatever words (`asan.gateway.conditions`), and of whatever snapshot: what one publication
added is a difference too. Conditions on a vocabulary table that only one of them reads are not compared: any question
can join one and say the same with it. If two near answers count numbers of persons that differ by less than k, in all
or in a group, the second is refused until the first is forgotten. An answer is compared with those to the same account,
and with those to all who act for the same project. What was answered is kept for a while in the app store, so that it
holds for all processes: hashes of conditions and of group keys, and counts of persons.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from asan.gateway.errors import Differencing, DifferencingLoads
from asan.gateway.limits.usage import locked, until
from asan.gateway.models import CountedPopulation
from asan.gateway.principal import Principal
from asan.kit.clock import utc_now
from asan.kit.store import fleeting

MOST_GROUPS: Final = 1000
"""Groups of one answer that are remembered; of more, only the whole is."""


@dataclass(frozen=True, slots=True)
class Counted:
    """An answer's population as it is remembered: the persons of the whole, and of each group by its own terms.

    ``place`` and ``terms`` are as `asan.gateway.populations.Population` has them, ``state`` names the snapshot.
    """

    place: str
    state: str
    terms: frozenset[str]
    keys: str
    persons: int
    groups: Mapping[frozenset[str], int]


@dataclass(frozen=True, slots=True)
class _Asker:
    account: str
    project: str | None

    @property
    def answered(self) -> ColumnElement[bool]:
        """What was answered to them, or to others for the same work."""
        own = CountedPopulation.principal == self.account
        return own if self.project is None else or_(own, CountedPopulation.project == self.project)


def admit(by: Principal, populations: Sequence[Counted], k: int, hours: float) -> None:
    """Remember what is about to be answered. Raises Differencing, and remembers nothing, where it must not be."""
    window = dt.timedelta(hours=hours)
    asker = _Asker(by.name, by.project)
    with fleeting() as session:
        locked(session, asker.account)
        if asker.project is not None and session.connection().dialect.name == "postgresql":
            # SQLite's one writer is us already.
            session.execute(select(func.pg_advisory_xact_lock(func.hashtext(asker.project))))
        session.execute(delete(CountedPopulation).where(asker.answered, CountedPopulation.at < utc_now() - window))
        for counted in populations:
            _compare(session, asker, counted, k, window)
            session.flush()


def _compare(session: Session, asker: _Asker, counted: Counted, k: int, window: dt.timedelta) -> None:
    earlier = session.scalars(
        select(CountedPopulation)
        .where(asker.answered, CountedPopulation.place.startswith(counted.place.partition(" ")[0], autoescape=True))
        .order_by(CountedPopulation.id.desc())
    ).all()
    telling: list[tuple[CountedPopulation, Counted]] = []
    for row in earlier:
        known = _remembered(row)
        if known == counted and row.principal == asker.account and row.project == asker.project:
            # The same again tells nothing new; it is remembered from now on.
            row.at = utc_now()
            return
        if _tells(known, counted, k):
            telling.append((row, known))
    if telling:
        raise _refusal(telling, counted, k, window)
    session.add(
        CountedPopulation(
            principal=asker.account,
            project=asker.project,
            at=utc_now(),
            place=counted.place,
            state=counted.state,
            terms=json.dumps(sorted(counted.terms)),
            keys=counted.keys,
            persons=counted.persons,
            groups=json.dumps([[sorted(terms), persons] for terms, persons in counted.groups.items()]),
        )
    )


def _refusal(
    telling: Sequence[tuple[CountedPopulation, Counted]], counted: Counted, k: int, window: dt.timedelta
) -> Differencing:
    """What is said: it is free again when the last answer that forbids it is forgotten."""
    row, known = max(telling, key=lambda each: each[0].at)
    at = row.at.replace(tzinfo=dt.UTC).astimezone()
    free = until(row.at + window - utc_now())
    asked = f"{at:%Y-%m-%d %H:%M:%S %Z}".strip()
    if all(_same_question(each, counted) for _, each in telling):
        return DifferencingLoads(k=k, asked=asked, earlier=known.state, now=counted.state, **free)
    return Differencing(k=k, asked=asked, **free)


def _same_question(one: Counted, other: Counted) -> bool:
    """Whether they differ in the snapshot, and in numbers, alone."""
    return (one.terms, one.keys) == (other.terms, other.keys) and one.state != other.state


def _remembered(row: CountedPopulation) -> Counted:
    groups = {frozenset(terms): persons for terms, persons in json.loads(row.groups)}
    return Counted(row.place, row.state, frozenset(json.loads(row.terms)), row.keys, row.persons, groups)


def _tells(one: Counted, other: Counted, k: int) -> bool:
    """Whether the difference of the two tells of fewer than ``k`` persons."""
    if 0 < abs(one.persons - other.persons) < k and _near(one, one.terms, other, other.terms):
        return True
    for grouped, whole in ((one, other), (other, one)):
        for terms, n in grouped.groups.items():
            if 0 < abs(n - whole.persons) < k and _near(grouped, grouped.terms | terms, whole, whole.terms):
                return True
    if one.keys != other.keys or not _near(one, one.terms, other, other.terms):
        return False
    return any(0 < abs(one.groups[terms] - n) < k for terms, n in other.groups.items() if terms in one.groups)


def _near(one: Counted, its: frozenset[str], other: Counted, others: frozenset[str]) -> bool:
    """Whether ``its`` terms, said of what ``one`` reads, are near to those ``others`` of ``other``."""
    if one.place != other.place:
        alone = set(one.place.split()[1:]) ^ set(other.place.split()[1:])
        its, others = _without(its, alone), _without(others, alone)
    more, less = its - others, others - its
    return not more or not less or len(more) == len(less) == 1


def _without(terms: frozenset[str], tables: set[str]) -> frozenset[str]:
    """The terms that speak of none of ``tables``."""
    return frozenset(term for term in terms if tables.isdisjoint(term.partition("@")[2].split(".")))
