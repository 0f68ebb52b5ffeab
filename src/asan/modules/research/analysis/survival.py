"""Survival: how long persons of a cohort stay without an outcome, or alive, from their index date on."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np

from asan.kit.translation import Language, Text
from asan.modules.research.analysis.errors import UnknownCohort
from asan.modules.research.analysis.population import Population, groups
from asan.modules.research.analysis.provenance import provenance_of
from asan.modules.research.analysis.reading import Reading
from asan.modules.research.analysis.schemas import CurveOut, CurveStepOut, LogRankOut, SurvivalIn, SurvivalOut
from asan.modules.research.analysis.statistics.survival import Durations, Step, kaplan_meier, log_rank, median

SURVIVAL: Final = Text("생존 분석", "Survival analysis")
MOST_STEPS: Final = 400
"""More than a screen has pixels for."""

MARKS: Final = 6
"""At how many days the numbers at risk are told."""

_OUTCOME: Final = """, outcome AS (
    SELECT subject_id AS person_id, cohort_start_date AS came FROM cdm.cohort WHERE cohort_definition_id = $outcome
)"""
_DEATH: Final = ", outcome AS (SELECT person_id, death_date AS came FROM cdm.death)"
# A death is often noted a little after the last record, where observation ends: it ends what is followed all the same.
_FOLLOWED: Final = """, came AS (
    SELECT m.stratum, m.person_id, min(o.came) AS came FROM member m JOIN outcome o ON o.person_id = m.person_id
    GROUP BY m.stratum, m.person_id
), followed AS (
    SELECT m.stratum, date_diff('day', m.index_date, c.came) AS event_day,
        CASE WHEN {dies} AND m.observed_until IS NOT NULL AND c.came > m.observed_until
            AND date_diff('day', m.observed_until, c.came) <= {grace}
            THEN date_diff('day', m.index_date, c.came) ELSE m.follow_days END AS follow_days
    FROM member m LEFT JOIN came c ON c.stratum = m.stratum AND c.person_id = m.person_id
    WHERE m.follow_days IS NOT NULL AND (c.came IS NULL OR c.came > m.index_date OR ({dies} AND c.came = m.index_date))
), ended AS (
    SELECT stratum, least(coalesce(event_day, follow_days), follow_days, {most}) AS days,
        CASE WHEN event_day <= least(follow_days, {most}) THEN 1 END AS event
    FROM followed
)
SELECT stratum, days, count(event) AS events, count(*) - count(event) AS censored
FROM ended GROUP BY stratum, days ORDER BY stratum, days"""
GRACE: Final = 30
"""Days after the end of observation until which a death still belongs to it."""


def survival(reading: Reading, asked: SurvivalIn, language: Language) -> SurvivalOut:
    """Kaplan-Meier curves of a population's groups, and the log-rank test between them.

    Raises RowsNeeded for who sees aggregates alone, UnknownCohort, and what the gateway raises.
    """
    reading.need_rows(SURVIVAL)
    population = Population(asked.target, asked.strata, asked.other)
    found = groups(reading, population, language)
    dies = "true" if asked.outcome is None else "false"
    sql = population.members() + (_DEATH if asked.outcome is None else _OUTCOME)
    sql += _FOLLOWED.format(dies=dies, grace=GRACE, most=asked.most_days)
    parameters = population.parameters
    if asked.outcome is not None:
        parameters["outcome"] = asked.outcome
    rows = reading.rows(sql, parameters)
    durations = {group.key: _durations([row for row in rows if row["stratum"] == group.key]) for group in found}
    seen = [group for group in found if durations[group.key].persons]
    if not seen:
        raise UnknownCohort(cohort=asked.target)
    marks = _marks(max(int(durations[group.key].days[-1]) for group in seen))
    curves = []
    for group in seen:
        steps = kaplan_meier(durations[group.key])
        middle = median(steps)
        curves.append(
            CurveOut(
                key=group.key,
                label=group.label,
                persons=durations[group.key].persons,
                events=int(durations[group.key].events.sum()),
                last_day=int(durations[group.key].days[-1]),
                steps=[CurveStepOut(**asdict(step)) for step in _thinned(steps)],
                at_risk=durations[group.key].at_risk(marks).tolist(),
                median=middle.day,
                median_low=middle.low,
                median_high=middle.high,
            )
        )
    test = log_rank([durations[group.key] for group in seen]) if len(seen) > 1 else None
    return SurvivalOut(
        curves=curves,
        marks=marks,
        test=LogRankOut(**asdict(test)) if test else None,
        provenance=provenance_of(reading),
    )


def _durations(rows: list[dict[str, Any]]) -> Durations:
    days, events, censored = (
        np.array([int(row[name]) for row in rows], dtype=np.int64) for name in ("days", "events", "censored")
    )
    return Durations(days, events, censored)


def _thinned(steps: Sequence[Step]) -> list[Step]:
    """At most `MOST_STEPS` of the steps, evenly, the first and the last among them."""
    if len(steps) <= MOST_STEPS:
        return list(steps)
    return [steps[place] for place in np.linspace(0, len(steps) - 1, MOST_STEPS).round().astype(int)]


def _marks(last: int) -> list[int]:
    """Days from 0 to ``last`` at which numbers at risk are told: in steps of years, or months, where there are two."""
    unit = 365 if last >= 2 * 365 else 30 if last >= 2 * 30 else 1
    step = max(1, round(last / unit / MARKS)) * unit
    return list(range(0, last + 1, step))
