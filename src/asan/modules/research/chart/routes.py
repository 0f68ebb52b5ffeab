"""Charts over HTTP."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from asan.kit.language import language_of
from asan.modules.research.access import Researcher
from asan.modules.research.chart import events, notes, overview, trends
from asan.modules.research.chart.domains import Domain
from asan.modules.research.chart.patient import Patient
from asan.modules.research.chart.schemas import EventsOut, MeasuredOut, NoteOut, OverviewOut, TrendOut

router = APIRouter(prefix="/api/research/charts/{subject}", tags=["research"])

Subject = Annotated[int, Path(ge=0, lt=2**63, description="person_id as the asker sees it: the number, or its token")]
Since = Annotated[dt.date | None, Query(description="first day of the window")]
Until = Annotated[dt.date | None, Query(description="last day of the window")]
Concept = Annotated[int, Query(ge=0, lt=2**31)]
UnitConcept = Annotated[int | None, Query(ge=0, lt=2**31)]
Source = Annotated[str | None, Query(max_length=500)]


@router.get("")
def get_overview(subject: Subject, principal: Researcher, request: Request) -> OverviewOut:
    """A patient, and how many of their events began in each month, by domain."""
    return overview.overview(Patient(principal, subject), language_of(request))


@router.get("/events")
def list_events(
    subject: Subject,
    principal: Researcher,
    request: Request,
    domain: Annotated[list[Domain], Query(min_length=1, max_length=20)],
    since: Since = None,
    until: Until = None,
) -> EventsOut:
    """Events of some domains that touch a window, the first 500 of each."""
    return events.events(Patient(principal, subject), domain, since, until, language_of(request))


@router.get("/measurements")
def list_measured(subject: Subject, principal: Researcher, request: Request) -> MeasuredOut:
    """What was measured in numbers, by measurement and unit."""
    return trends.measured(Patient(principal, subject), language_of(request))


@router.get("/trend")
def get_trend(
    subject: Subject,
    principal: Researcher,
    request: Request,
    concept: Concept,
    unit: UnitConcept = None,
    source: Source = None,
    unit_source: Source = None,
    since: Since = None,
    until: Until = None,
) -> TrendOut:
    """The values of one measurement in one unit; by month where there are more than a thousand."""
    series = trends.Series(concept, unit, source, unit_source)
    return trends.trend(Patient(principal, subject), series, since, until, language_of(request))


@router.get("/notes/{note}")
def get_note(subject: Subject, note: Annotated[int, Path(ge=0, lt=2**63)], principal: Researcher) -> NoteOut:
    """The text of a note, under the asker's masks."""
    return notes.note(Patient(principal, subject), note)
