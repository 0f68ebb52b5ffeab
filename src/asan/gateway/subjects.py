"""Persons by two names: the platform's own person_id, and what the masks of somebody who asks make of it.

What is kept of persons outside of the CDM (who belongs to a review) is kept by the first; whatever is shown or asked
goes by the second. Each of these looks is in the audit with the persons that it found.
"""

from collections.abc import Collection
from contextlib import AbstractContextManager
from typing import cast

from asan.gateway.audit import Entry
from asan.gateway.platform import PlatformReading, SeenReading, platform_reading
from asan.gateway.principal import Principal
from asan.gateway.service import Gateway


def subjects_of(
    gateway: Gateway, principal: Principal, persons: Collection[int], *, snapshot: int | None, surface: str
) -> dict[int, int]:
    """What ``principal`` calls each of ``persons`` (person_id); those whom they do not see are left out.

    A mask that leaves nothing to tell persons apart by leaves all of them out. Raises NotVisible where no person may
    be seen, and what `platform_reading` raises.
    """
    if not persons:
        return {}
    with _reading(gateway, principal, "subjects", snapshot, surface) as reading:
        source = cast(SeenReading, reading).subjects("cdm", "person")
        rows = reading.ask(
            f"SELECT DISTINCT person, subject FROM {source} WHERE person IN (SELECT unnest($persons))",
            {"persons": sorted(persons)},
        ).to_pylist()
        seen = {row["person"]: row["subject"] for row in rows if row["subject"] is not None}
        told_apart = len(set(seen.values())) == len(seen)
        reading.rows, reading.persons = len(seen), tuple(sorted(seen))
    return seen if told_apart else {}


def persons_of(
    gateway: Gateway, principal: Principal, subject: int, *, snapshot: int | None, surface: str
) -> tuple[int, ...]:
    """The person_ids that ``principal`` sees as ``subject``. Raises as `subjects_of` does."""
    with _reading(gateway, principal, "subject", snapshot, surface) as reading:
        source = cast(SeenReading, reading).subjects("cdm", "person")
        sql = f"SELECT DISTINCT person FROM {source} WHERE subject = $subject ORDER BY person LIMIT 2"
        found = tuple(row["person"] for row in reading.ask(sql, {"subject": subject}).to_pylist())
        reading.rows, reading.persons = len(found), found
    return found


def members_seen(
    gateway: Gateway, principal: Principal, cohort: int, *, snapshot: int | None, surface: str
) -> tuple[int, ...]:
    """The person_ids of a published cohort of whom ``principal`` sees rows, in order. Raises as `subjects_of` does."""
    with _reading(gateway, principal, "cohort.members", snapshot, surface) as reading:
        members = cast(SeenReading, reading).subjects("cdm", "cohort", "cohort_definition_id")
        persons = cast(SeenReading, reading).subjects("cdm", "person")
        sql = f"""SELECT DISTINCT person FROM {members} WHERE cohort_definition_id = $cohort
AND person IN (SELECT person FROM {persons}) ORDER BY person"""
        found = tuple(row["person"] for row in reading.ask(sql, {"cohort": cohort}).to_pylist())
        reading.rows, reading.persons = len(found), found
    return found


def _reading(
    gateway: Gateway, principal: Principal, action: str, snapshot: int | None, surface: str
) -> AbstractContextManager[PlatformReading]:
    entry = Entry(action, "answered", surface)
    seconds = gateway.settings.query_seconds
    return platform_reading(gateway, principal, entry, snapshot=snapshot, seconds=seconds, as_seen=True)
