"""What the dashboard's routes give."""

from datetime import date
from typing import Literal

from pydantic import BaseModel

from asan.kit.clock import UtcTime


class SnapshotInUse(BaseModel):
    """What readers see: a published snapshot (``run`` is None for an import), or a CDM in place, without a version."""

    version: int | None
    published_at: UtcTime | None
    run: int | None
    kind: str
    source: str
    vocabulary_version: str
    synthetic: bool


class FigureSource(BaseModel):
    """Where figures were read: the question as asked, its tables, and the output columns that a mask touched."""

    sql: str
    tables: list[str]
    masked: list[str]


class TableCount(BaseModel):
    """A CDM table's counts. ``persons`` and the dates are None where the table has no person or no date."""

    name: str
    group: str
    rows: int
    persons: int | None
    first_date: date | None
    last_date: date | None


class YearCount(BaseModel):
    """Rows of one table in one calendar year."""

    table: str
    year: int
    rows: int


class BandCount(BaseModel):
    """Living persons of one gender in one band of five years, by age at the end of the data."""

    gender_concept_id: int
    gender: str | None
    age_from: int
    persons: int


class VisitCount(BaseModel):
    """Visits of one kind. ``name`` is the vocabulary's; None where it does not know the concept."""

    concept_id: int
    name: str | None
    visits: int


class VisitYearCount(BaseModel):
    """Visits of one kind in one calendar year."""

    concept_id: int
    year: int
    visits: int


class MappingCount(BaseModel):
    """How many rows of a domain's event table carry a standard concept."""

    domain: str
    table: str
    rows: int
    mapped: int


class LastRun(BaseModel):
    """One of the newest runs of the ETL or of an import. Times are UTC."""

    id: int
    kind: str
    state: str
    source: str
    synthetic: bool
    started: UtcTime
    ended: UtcTime | None
    seconds: float | None
    snapshot: int | None


class CdmSource(BaseModel):
    """What the CDM says of itself: the row of ``cdm_source``."""

    name: str | None
    released: date | None
    source_released: date | None
    cdm_version: str | None
    vocabulary_version: str | None


FigureName = Literal["tables", "statistics", "cdm_source"]


class Dashboard(BaseModel):
    """Everything on the page, from one snapshot. A count that is None, and a row that is absent: withheld as small.

    ``limited`` are the CDM's tables of which policies hide rows from the asker: no figure counts them.
    """

    snapshot: SnapshotInUse
    persons: int | None
    deaths: int | None
    tables: list[TableCount]
    years: list[YearCount]
    pyramid: list[BandCount]
    visits: list[VisitCount]
    visit_years: list[VisitYearCount]
    mapping: list[MappingCount]
    limited: list[str]
    runs: list[LastRun]
    cdm_source: CdmSource | None
    sources: dict[FigureName, FigureSource]
