"""Which cohorts there are to analyse in a snapshot."""

from asan.gateway.execution import Cancellation
from asan.gateway.principal import Principal
from asan.modules.research.analysis.errors import UnknownCohort
from asan.modules.research.analysis.provenance import provenance_of
from asan.modules.research.analysis.reading import Reading
from asan.modules.research.analysis.schemas import CohortCountOut, CohortsOut
from asan.modules.research.saved.store import SHELF

_COUNTS = """SELECT cohort_definition_id AS cohort, count(*) AS rows, count(DISTINCT subject_id) AS persons
FROM cdm.cohort GROUP BY cohort_definition_id"""
# Who sees aggregates alone gets no counts here: they are what later answers would be compared with.
_PUBLISHED = """SELECT cohort_definition_id AS cohort, NULL AS rows, NULL AS persons FROM cdm.cohort_definition"""


def reading_of(principal: Principal, *numbers: int | None, cancellation: Cancellation | None = None) -> Reading:
    """A reading for figures of these cohorts, whose definitions ``principal`` may see. Raises UnknownCohort."""
    known = _names(principal)
    for number in numbers:
        if number is not None and number not in known:
            raise UnknownCohort(cohort=number)
    return Reading(principal, cancellation=cancellation)


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
