"""What the routes of charts take and give."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from asan.modules.research.analysis.schemas import Provenance
from asan.modules.research.chart.domains import Domain

State = Literal["shown", "hidden"]


class TreatedOut(BaseModel):
    """A field that the asker sees through ``mask``; ``absent``: does not see. ``column`` is OMOP's."""

    field: str
    column: str
    mask: str


class MonthOut(BaseModel):
    """How many events of a lane began in a month, whose first day is ``month``."""

    month: date
    count: int


class LaneOut(BaseModel):
    """A lane: its events by month of their beginning. ``undated``: those without a day that the asker sees.

    ``state`` hidden: the asker does not see the table, or nothing that says whose its rows are.
    """

    domain: Domain
    table: str
    state: State
    months: list[MonthOut]
    undated: int
    treated: list[TreatedOut]


class SpanOut(BaseModel):
    """Days in which the patient is observed."""

    start: date | None
    end: date | None


class OverviewOut(BaseModel):
    """A patient, and when they have records. Nothing of a person that the asker does not see is told."""

    subject: int
    sex: str | None
    year_of_birth: int | None
    died: date | None
    observed: list[SpanOut]
    lanes: list[LaneOut]
    treated: list[TreatedOut]
    provenance: Provenance


class ChartEventOut(BaseModel):
    """An event. ``concept`` 0: its code was not mapped. ``number`` has ``operator``, ``unit`` and its normal range."""

    id: int | None = None
    start: date | None = None
    end: date | None = None
    at: datetime | None = None
    concept: int | None = None
    name: str | None = None
    source: str | None = None
    visit: int | None = None
    number: float | None = None
    operator: str | None = None
    unit: str | None = None
    value: str | None = None
    text: str | None = None
    low: float | None = None
    high: float | None = None
    quantity: float | None = None
    days: int | None = None


class LaneEventsOut(BaseModel):
    """Events of a lane in a window, by their beginning. ``more``: there are others behind the last."""

    domain: Domain
    events: list[ChartEventOut]
    more: bool
    treated: list[TreatedOut]


class EventsOut(BaseModel):
    """Events of a window."""

    lanes: list[LaneEventsOut]
    provenance: Provenance


class SeriesOut(BaseModel):
    """A measurement in one unit. ``source`` and ``unit_source`` tell unmapped ones apart; null where mapped."""

    concept: int
    name: str | None
    source: str | None
    unit: int | None
    unit_name: str | None
    unit_source: str | None
    values: int
    first: date | None
    last: date | None


class MeasuredOut(BaseModel):
    """What was measured in numbers, most often first."""

    series: list[SeriesOut]
    more: bool
    treated: list[TreatedOut]
    provenance: Provenance


class PointOut(BaseModel):
    """A value, or of ``values`` in one month the mean, with the least and the largest."""

    at: datetime
    number: float
    values: int = 1
    least: float | None = None
    largest: float | None = None
    operator: str | None = None
    low: float | None = None
    high: float | None = None


class TrendOut(BaseModel):
    """Values of one series in order. ``monthly``: there are so many that each point is a month."""

    points: list[PointOut]
    monthly: bool
    treated: list[TreatedOut]
    provenance: Provenance


class NoteOut(BaseModel):
    """A note's text as the asker sees it; ``cut``: it is longer than what is shown."""

    id: int
    date: date | None
    title: str | None
    text: str | None
    cut: bool
    treated: list[TreatedOut]
    provenance: Provenance
