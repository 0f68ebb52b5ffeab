"""When those included leave, and the spans that result."""

from datetime import date
from typing import Final

from asan.modules.research.compiler.cdm import Cdm
from asan.modules.research.compiler.conditions import CONCEPT_SETS, date_literal
from asan.modules.research.compiler.entry import INCLUDED
from asan.modules.research.compiler.events import known_events
from asan.modules.research.compiler.plan import Plan
from asan.modules.research.compiler.relations import Relation, rows_of, union
from asan.modules.research.compiler.spans import spans
from asan.omop.circe.expression import CustomEraEnd, DateField, DateOffset

COHORT: Final = "cohort_result"
"""The cohorts: index_id, subject_id, cohort_start_date, cohort_end_date."""

_STRATEGIES: Final = "cohort_ending"
_EXPOSURES: Final = "cohort_exposure"
_CENSORS: Final = "cohort_censor"
_EVENT: Final = "i.index_id, i.person_id, i.event_id"


def ended_spans(plan: Plan, cdm: Cdm, levels: int) -> list[Relation]:
    """COHORT: each included event until the earliest of its ends that is not before it, spans made one, censored."""
    strategies, exposures, censors = _parameters(plan)
    found = [strategies]
    ends = [_observation_end(), _offset_end()]
    if exposures.parameters[f"{_EXPOSURES}_index_id"]:
        found.append(exposures)
        ends.append(_exposure_end(cdm))
    if censors.parameters[f"{_CENSORS}_index_id"]:
        found.append(censors)
        ends.append(_censor_end(levels))
    return [*found, Relation("cohort_span", _earliest(ends)), Relation(COHORT, _collapsed())]


def _parameters(plan: Plan) -> tuple[Relation, Relation, Relation]:
    strategies: list[tuple[object, ...]] = []
    exposures: list[tuple[object, ...]] = []
    censors: list[tuple[object, ...]] = []
    for number, definition in enumerate(plan.definitions):
        expression = definition.expression
        strategy, window = expression.end_strategy, expression.censor_window
        offset = strategy.offset if isinstance(strategy, DateOffset) else None
        of_end = isinstance(strategy, DateOffset) and strategy.date_field is DateField.END
        pad = expression.collapse_settings.era_pad
        censored = (_date(window.start_date), _date(window.end_date)) if window else (None, None)
        strategies.append((number, offset, of_end, pad, *censored))
        if isinstance(strategy, CustomEraEnd):
            exposures.append(
                (number, definition.exposure, strategy.gap_days, strategy.offset, strategy.days_supply_override)
            )
        censors += [(number, source) for source in definition.censoring]
    return (
        rows_of(
            _STRATEGIES,
            {
                "index_id": "INTEGER",
                "days": "INTEGER",
                "of_end": "BOOLEAN",
                "era_pad": "INTEGER",
                "window_start": "DATE",
                "window_end": "DATE",
            },
            strategies,
        ),
        rows_of(
            _EXPOSURES,
            {
                "index_id": "INTEGER",
                "concept_set": "INTEGER",
                "gap_days": "INTEGER",
                "days": "INTEGER",
                "days_supply": "INTEGER",
            },
            exposures,
        ),
        rows_of(_CENSORS, {"index_id": "INTEGER", "source": "INTEGER"}, censors),
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(date_literal(text)[6:-1])


def _observation_end() -> str:
    """Observation ends every cohort, except where a date offset does, which it cuts."""
    return f"""SELECT {_EVENT}, i.start_date, i.op_end_date AS end_date
    FROM {INCLUDED} i JOIN {_STRATEGIES} s ON s.index_id = i.index_id WHERE s.days IS NULL"""


def _offset_end() -> str:
    return f"""SELECT {_EVENT}, i.start_date,
        CASE WHEN left_on > op_end_date THEN op_end_date ELSE left_on END AS end_date
    FROM (
        SELECT n.*, CASE WHEN s.of_end THEN n.end_date ELSE n.start_date END + s.days AS left_on
        FROM {INCLUDED} n JOIN {_STRATEGIES} s ON s.index_id = n.index_id WHERE s.days IS NOT NULL
    ) i"""


def _exposure_end(cdm: Cdm) -> str:
    """The end of the exposure in which the event lies: exposures to the set's drugs, by either concept, padded."""
    taken = union(
        [
            f"""SELECT x.index_id, x.gap_days, d.person_id, d.drug_exposure_start_date AS start_date,
            CASE WHEN x.days_supply IS NOT NULL THEN d.drug_exposure_start_date + x.days_supply
                ELSE coalesce(d.drug_exposure_end_date, d.drug_exposure_start_date + d.days_supply,
                    d.drug_exposure_start_date + 1) END + (x.gap_days + x.days) AS end_date
        FROM {_EXPOSURES} x JOIN {CONCEPT_SETS} c ON c.concept_set = x.concept_set
        JOIN {cdm.table("drug_exposure")} d ON d.{column} = c.concept_id"""
            for column in ("drug_concept_id", "drug_source_concept_id")
        ]
    )
    return f"""SELECT {_EVENT}, i.start_date, e.end_date - e.gap_days AS end_date
    FROM {INCLUDED} i JOIN ({spans(taken, ("index_id", "gap_days", "person_id"))}) e
        ON e.index_id = i.index_id AND e.person_id = i.person_id
        AND i.start_date >= e.start_date AND i.start_date <= e.end_date - e.gap_days"""


def _censor_end(levels: int) -> str:
    """The first censoring event while observed."""
    return f"""SELECT {_EVENT}, i.start_date, e.start_date AS end_date
    FROM {INCLUDED} i JOIN {_CENSORS} c ON c.index_id = i.index_id
    JOIN {known_events(levels)} e ON e.source = c.source AND e.person_id = i.person_id
        AND e.start_date >= i.start_date AND e.start_date <= i.op_end_date"""


def _earliest(ends: list[str]) -> str:
    return f"""SELECT index_id, person_id, start_date, min(end_date) AS end_date
FROM ({union(ends)}) ends WHERE end_date >= start_date
GROUP BY index_id, person_id, event_id, start_date"""


def _collapsed() -> str:
    padded = f"""SELECT c.index_id, c.person_id, c.start_date, c.end_date + s.era_pad AS end_date
        FROM cohort_span c JOIN {_STRATEGIES} s ON s.index_id = c.index_id"""
    return f"""SELECT index_id, person_id AS subject_id, start_date AS cohort_start_date, end_date AS cohort_end_date
FROM (
    SELECT c.index_id, c.person_id,
        CASE WHEN s.window_start IS NULL OR c.start_date > s.window_start THEN c.start_date
            ELSE s.window_start END AS start_date,
        CASE WHEN s.window_end IS NULL OR c.end_date - s.era_pad < s.window_end THEN c.end_date - s.era_pad
            ELSE s.window_end END AS end_date
    FROM ({spans(padded, ("index_id", "person_id"))}) c JOIN {_STRATEGIES} s ON s.index_id = c.index_id
) censored WHERE start_date <= end_date OR NOT EXISTS (
    SELECT 1 FROM {_STRATEGIES} s
    WHERE s.index_id = censored.index_id AND (s.window_start IS NOT NULL OR s.window_end IS NOT NULL)
)"""
