"""Requests and answers of the analyses over HTTP."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from asan.modules.research.analysis.population import Strata

CohortId = Annotated[int, Field(ge=0, lt=2**31)]
Days = Annotated[int, Field(ge=-36_525, le=36_525)]
"""A hundred years either way."""


class SourceOut(BaseModel):
    """A question that figures were made of; ``masked`` are its columns that masks touched."""

    sql: str
    masked: list[str]


class Provenance(BaseModel):
    """Where figures are from. ``suppressed_below``: groups of fewer persons are left out for this asker; so are the
    answers to ``withheld`` questions, as their difference to another answer would tell of so few."""

    snapshot: int | None
    published_at: dt.datetime | None
    synthetic: bool
    suppressed_below: int | None
    withheld: int
    sources: list[SourceOut]


class CohortCountOut(BaseModel):
    """A cohort of the snapshot: how many rows, of how many persons; null for who sees aggregates alone."""

    cohort: int
    name: str
    rows: int | None
    persons: int | None


class CohortsOut(BaseModel):
    """The cohorts that the asker may analyse; ``aggregate_only``: those figures alone that are counts of persons."""

    cohorts: list[CohortCountOut]
    aggregate_only: bool
    provenance: Provenance


class PopulationIn(BaseModel):
    """A cohort and what divides it. ``other`` is the second cohort where strata are cohort or comparison."""

    target: CohortId
    strata: Strata = "none"
    other: CohortId | None = None

    @model_validator(mode="after")
    def _complete(self) -> "PopulationIn":
        if (self.strata in ("cohort", "comparison")) != (self.other is not None):
            raise ValueError("other names the second cohort exactly where strata is cohort or comparison")
        if self.other == self.target:
            raise ValueError("other must be another cohort than target")
        return self


class GroupOut(BaseModel):
    """One stratum."""

    key: int
    label: str
    persons: int


class ValueOut(BaseModel):
    """What one group has: a share of its persons, or the distribution of a number over them.

    ``persons`` have the feature, or a value; None: not told, as too few.
    """

    persons: int | None
    share: float | None = None
    mean: float | None = None
    sd: float | None = None
    q1: float | None = None
    median: float | None = None
    q3: float | None = None


class BaselineLineOut(BaseModel):
    """A line of Table 1: a level of a variable (share), or a variable (distribution). One value a group.

    ``smd`` is the standardized mean difference where there are two groups. Who sees aggregates alone is told the
    decade of birth, not the age.
    """

    variable: Literal["age", "prior_days", "follow_days", "death", "age_group", "birth_decade", "sex", "year", "visit"]
    level: str | None
    values: list[ValueOut]
    smd: float | None = None


class BaselineOut(BaseModel):
    """Table 1."""

    groups: list[GroupOut]
    lines: list[BaselineLineOut]
    provenance: Provenance


class WindowIn(BaseModel):
    """Days relative to the index date, both ends included: -365 to -1 is the year before."""

    start: Days
    end: Days

    @model_validator(mode="after")
    def _ordered(self) -> "WindowIn":
        if self.end < self.start:
            raise ValueError("a window ends on or after the day it starts")
        return self


Domain = Literal["condition", "drug", "procedure", "observation", "device", "measurement", "visit"]
Number = Literal["measurement", "visit", "cost"]


class FeaturesIn(PopulationIn):
    """Which persons have which concepts of a domain in each window. Drugs are told by ingredient.

    A feature is told where it has ``least_share`` of one group's persons; of these, the ``most`` commonest.
    """

    domain: Domain
    windows: list[WindowIn] = Field(
        default=[WindowIn(start=-365, end=-1), WindowIn(start=0, end=0), WindowIn(start=1, end=365)],
        min_length=1,
        max_length=6,
    )
    least_share: float = Field(default=0.01, ge=0, le=1)
    most: int = Field(default=300, ge=1, le=10_000)


class NumbersIn(PopulationIn):
    """Numbers in one window: last measured values, visits a person, costs a person."""

    kind: Number
    window: WindowIn = WindowIn(start=-365, end=0)
    least_share: float = Field(default=0.05, ge=0, le=1)
    most: int = Field(default=100, ge=1, le=10_000)


class FeatureOut(BaseModel):
    """One concept in one window (by its place in the request). ``unit``: of a measured value, or the currency."""

    concept: int
    name: str
    unit: str | None = None
    window: int
    values: list[ValueOut]
    smd: float | None = None


class FeaturesOut(BaseModel):
    """Features, the commonest first; ``left_out`` of them are told nowhere here as ``most`` was reached."""

    groups: list[GroupOut]
    windows: list[WindowIn]
    features: list[FeatureOut]
    left_out: int
    provenance: Provenance


class RiskIn(BaseModel):
    """Time at risk of each person: from ``start`` days after the index date or the entry's end, to ``end`` days
    after either; never beyond the observation period."""

    start_from: Literal["start", "end"] = "start"
    start: Days = 1
    end_from: Literal["start", "end"] = "end"
    end: Days = 0


class IncidenceIn(BaseModel):
    """First rows of cohort ``outcome`` in the time at risk of cohort ``target``; ``comparator`` gives a rate ratio.

    ``clean_days``: who had the outcome so many days before, or still has it, is not at risk; null: had it ever.
    """

    target: CohortId
    outcome: CohortId
    comparator: CohortId | None = None
    risk: RiskIn = RiskIn()
    clean_days: Annotated[int, Field(ge=0, le=36_525)] | None = None

    @model_validator(mode="after")
    def _apart(self) -> "IncidenceIn":
        if self.target in (self.outcome, self.comparator):
            raise ValueError("target, outcome and comparator are different cohorts")
        return self


class IntervalOut(BaseModel):
    """An estimate with its 95 % limits; null: none, or without a limit."""

    estimate: float | None
    low: float
    high: float | None


class RateOut(BaseModel):
    """A stratum of one cohort: ``persons`` at risk, the ``events`` and days among them; the rate is per 1,000
    person-years."""

    cohort: int
    by: Literal["all", "age", "sex", "year"]
    level: str | None
    persons: int
    events: int
    person_years: float
    rate: IntervalOut


class IncidenceOut(BaseModel):
    """Rates of one or two cohorts; ``excluded`` persons had the outcome before, or no time at risk, by cohort."""

    rates: list[RateOut]
    ratio: IntervalOut | None
    excluded: dict[int, int]
    provenance: Provenance


class SurvivalIn(PopulationIn):
    """Days from the index date to the first row of cohort ``outcome`` after it, or to death (``outcome`` null).

    Persons are followed until the observation period ends, for ``most_days`` at most. Who had the outcome by the
    index date is left out.
    """

    outcome: CohortId | None = None
    most_days: Annotated[int, Field(ge=1, le=36_525)] = 3653


class CurveStepOut(BaseModel):
    """The share without the event from a day on."""

    day: int
    survival: float
    low: float | None
    high: float | None
    at_risk: int
    events: int


class CurveOut(BaseModel):
    """The curve of one group; ``steps`` are thinned where there are very many, ``last_day`` is the last seen.

    ``at_risk`` follows ``SurvivalOut.marks``. ``median`` is a day, with limits; null where it is not reached.
    """

    key: int
    label: str
    persons: int
    events: int
    last_day: int
    steps: list[CurveStepOut]
    at_risk: list[int]
    median: int | None
    median_low: int | None
    median_high: int | None


class LogRankOut(BaseModel):
    """Whether the curves differ."""

    statistic: float
    degrees: int
    p: float


class SurvivalOut(BaseModel):
    """Kaplan-Meier curves, and the days at which the numbers at risk are told."""

    curves: list[CurveOut]
    marks: list[int]
    test: LogRankOut | None
    provenance: Provenance


class PathwaysIn(BaseModel):
    """What persons of ``target`` are treated with after their index date, in which order.

    Events are rows of ``cohorts``, or drug eras of ``ingredients``. Eras of one event not more than ``gap_days``
    apart are one; of these, shorter ones than ``least_days`` do not count. Eras that overlap for ``overlap_days``
    or more are a combination. Paths of fewer than ``least_persons`` are told together.
    """

    target: CohortId
    cohorts: list[CohortId] = Field(default=[], max_length=20)
    ingredients: list[Annotated[int, Field(ge=1, lt=2**31)]] = Field(default=[], max_length=20)
    within_days: Annotated[int, Field(ge=1, le=36_525)] = 1096
    gap_days: Annotated[int, Field(ge=0, le=3653)] = 30
    least_days: Annotated[int, Field(ge=0, le=3653)] = 0
    overlap_days: Annotated[int, Field(ge=1, le=3653)] = 30
    most_steps: Annotated[int, Field(ge=1, le=10)] = 5
    least_persons: Annotated[int, Field(ge=5, le=10_000)] = 5

    @model_validator(mode="after")
    def _one_kind(self) -> "PathwaysIn":
        if bool(self.cohorts) == bool(self.ingredients):
            raise ValueError("give cohorts or ingredients, one of the two")
        if self.target in self.cohorts:
            raise ValueError("the target cohort cannot be one of its own events")
        return self


class EventOut(BaseModel):
    """An event that paths are made of."""

    key: int
    label: str
    persons: int | None


class PathOut(BaseModel):
    """Persons who went one way: each step holds the keys of the events that were taken together."""

    steps: list[list[int]]
    persons: int


class PathwaysOut(BaseModel):
    """Paths, the commonest first; ``pooled`` persons went ways of too few, ``untreated`` had no event at all.

    Both and a person count of an event are null where they are fewer than ``least_persons`` but not none.
    """

    persons: int
    events: list[EventOut]
    paths: list[PathOut]
    pooled: int | None
    untreated: int | None
    provenance: Provenance
