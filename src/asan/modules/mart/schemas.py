"""What the data mart's routes take and give."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from asan.kit.clock import UtcTime

Cell = int | float | str | bool | None
Operator = Literal["eq", "ne", "lt", "le", "gt", "ge", "contains", "in", "is_null", "not_null"]
Scalar = Annotated[str, Field(max_length=2000)] | int | float
Kind = Literal["integer", "number", "date", "datetime", "text"]


class Given(BaseModel):
    """What a client sends: a misspelt name is an error, not a filter that silently does nothing."""

    model_config = ConfigDict(extra="forbid")


class SnapshotOut(BaseModel):
    """What an answer was read from: a published snapshot, or a CDM in place, which has no version."""

    version: int | None
    published_at: UtcTime | None
    source: str
    synthetic: bool


class TableSummary(BaseModel):
    """A table in the list. ``rows`` and ``persons`` are None where no statistics were published for it."""

    name: str
    group: str
    description: str
    rows: int | None
    persons: int | None
    first_date: date | None
    last_date: date | None
    aggregate_only: bool


class TablesOut(BaseModel):
    """The tables that the asker may see, in the specification's order. ``snapshot`` None: nothing is published."""

    snapshot: SnapshotOut | None
    tables: list[TableSummary]


class ForeignKeyOut(BaseModel):
    """Where a column points; ``visible`` says whether the asker may see that table."""

    table: str
    field: str
    visible: bool


class FieldOut(BaseModel):
    """A column as the specification has it and as the asker may see it."""

    name: str
    type: str
    kind: Kind
    required: bool
    primary_key: bool
    foreign_key: ForeignKeyOut | None
    concept_domain: str | None
    description: str
    treatment: Literal["plain", "mask", "absent"]
    mask: str | None


class ReferenceOut(BaseModel):
    """A column elsewhere that points at this table."""

    table: str
    field: str


class TableOut(BaseModel):
    """A table's schema."""

    name: str
    group: str
    description: str
    aggregate_only: bool
    fields: list[FieldOut]
    referenced_by: list[ReferenceOut]


class Filter(Given):
    """One condition; several must all hold. ``value`` is a list for ``in`` and absent for the tests on null."""

    column: str = Field(max_length=100)
    op: Operator
    value: Scalar | Annotated[list[Scalar], Field(min_length=1, max_length=1000)] | None = None


class Sort(Given):
    """One key of the order. Empty cells come last either way."""

    column: str = Field(max_length=100)
    desc: bool = False


class Selection(Given):
    """Which rows and columns, in what order. ``columns`` None: all that the asker may see."""

    filters: list[Filter] = Field(default=[], max_length=30)
    sort: list[Sort] = Field(default=[], max_length=10)
    columns: list[str] | None = Field(default=None, min_length=1, max_length=100)


class RowsIn(Selection):
    """A page of rows. ``snapshot`` keeps later pages on the first page's version; ``count`` False saves the count."""

    offset: int = Field(default=0, ge=0, le=2**40)
    limit: int = Field(default=100, ge=1, le=500)
    snapshot: int | None = Field(default=None, ge=0, le=2**53)
    count: bool = True
    names: bool = False


class ColumnOut(BaseModel):
    """A column of an answer; ``mask`` names what was done to its values, None: nothing."""

    name: str
    kind: Kind
    mask: str | None


class RowsHead(BaseModel):
    """What is said of a page of rows. ``total`` is exact for the filters. ``names``: its concepts."""

    columns: list[ColumnOut]
    total: int | None
    snapshot: SnapshotOut
    names: dict[int, str]
    sql: str
    audit_id: int | str | None


class RowsOut(RowsHead):
    """A page of rows, each in the order of the columns."""

    rows: list[list[Cell]]


class TopValue(BaseModel):
    """A frequent value of a column; ``name`` where the value is a concept that is known."""

    value: str
    count: int
    name: str | None = None


class ProfileColumn(BaseModel):
    """A column's profile, computed when the snapshot was published.

    ``distinct_exact`` False: the number of distinct values is an estimate.
    """

    name: str
    row_count: int
    null_count: int
    distinct_count: int
    distinct_exact: bool
    minimum: str | None
    maximum: str | None
    mean: float | None
    top_values: list[TopValue]


class MaskedColumn(BaseModel):
    """A column whose values the asker sees through a mask only, so that its profile is not shown."""

    name: str
    mask: str


class ProfileOut(BaseModel):
    """The profile of a table's columns that the asker may see; no columns: the table has none."""

    snapshot: SnapshotOut
    columns: list[ProfileColumn]
    masked: list[MaskedColumn]


class ExportIn(Selection):
    """What to write into a file. ``snapshot`` None: the one that the asker reads, else the current one."""

    table: str = Field(max_length=100)
    format: Literal["csv", "parquet"] = "csv"
    snapshot: int | None = Field(default=None, ge=0, le=2**53)


class JobStarted(BaseModel):
    """The job that was queued; follow it at /api/jobs/{job}."""

    job: int


class ExportOut(BaseModel):
    """An export of the asker's. ``rows`` and ``bytes`` once it has ended well."""

    job: int
    table: str
    format: Literal["csv", "parquet"]
    state: str
    fraction: float
    created_at: UtcTime
    ended_at: UtcTime | None
    rows: int | None
    bytes: int | None
    masked: list[str]
    snapshot: int | None
    downloadable: bool
