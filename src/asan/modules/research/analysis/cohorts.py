"""Which cohorts there are to analyse in a snapshot."""

from typing import Any

from asan.gateway.principal import Principal
from asan.modules.research.analysis.errors import UnknownCohort
from asan.modules.research.analysis.provenance import provenance_of
from asan.modules.research.analysis.reading import Reading
from asan.modules.research.analysis.schemas import CohortCountOut, CohortsOut
from asan.modules.research.analysis.specification import Lookup, Reference
from asan.modules.research.saved.store import SHELF

_COUNTS = """SELECT cohort_definition_id AS cohort, count(*) AS rows, count(DISTINCT subject_id) AS persons
FROM cdm.cohort GROUP BY cohort_definition_id"""
# Who sees aggregates alone gets no counts here: they are what later answers would be compared with.
_PUBLISHED = """SELECT cohort_definition_id AS cohort, NULL AS rows, NULL AS persons FROM cdm.cohort_definition"""


def reading_of(principal: Principal, *numbers: int | None, **how: Any) -> Reading:
    """A reading for figures of these cohorts, whose definitions ``principal`` may see; ``how`` as `Reading` takes it.

    Raises UnknownCohort.
    """
    known = _names(principal)
    for number in numbers:
        if number is not None and number not in known:
            raise UnknownCohort(cohort=number)
    return Reading(principal, **how)


def numbered(principal: Principal) -> Lookup:
    """Cohorts by their definition's number or name, of those that ``principal`` may see. It raises UnknownCohort."""
    known = _names(principal)

    def lookup(called: Reference) -> int:
        same = [number for number, name in known.items() if called in (number, name)]
        if len(same) != 1:
            raise UnknownCohort(cohort=called)
        return same[0]

    return lookup


def cohorts(principal: Principal) -> CohortsOut:
    """Every cohort whose definition and rows ``principal`` may see.

    Raises UnknownCohort where there is no table of cohorts, and what the gateway raises.
    """
    reading = Reading(principal)
    names = _names(principal)
    rows = reading.rows(_PUBLISHED if reading.aggregate_only else _COUNTS)
    found = [CohortCountOut(name=names[row["cohort"]], **row) for row in rows if row["cohort"] in names]
    return CohortsOut(
        cohorts=sorted(found, key=lambda each: (each.name, each.cohort)),
        aggregate_only=reading.aggregate_only,
        provenance=provenance_of(reading),
    )


def _names(principal: Principal) -> dict[int, str]:
    return {stored.id: stored.name for stored in SHELF.listed(principal)}
