"""What the ETL's routes take and give."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from asan.kit.clock import UtcTime

Counts = dict[str, int]
NodeKind = Literal["source", "vocabulary", "map", "cdm", "results", "step"]


class StartRun(BaseModel):
    """Where the source is: a folder or zip on the server, or an upload. Exactly one of them.

    ``incremental``: it holds only what is new or has changed since the published load. ``synthetic``: no real patients.
    """

    model_config = ConfigDict(extra="forbid")

    path: str | None = Field(default=None, min_length=1, max_length=4000)
    upload: str | None = Field(default=None, pattern="^[0-9a-f]{32}$")
    incremental: bool = False
    synthetic: bool = False

    @model_validator(mode="after")
    def one_source(self) -> Self:
        """Refuse none and both."""
        if (self.path is None) == (self.upload is None):
            raise ValueError("give either path or upload")
        return self


class Started(BaseModel):
    """The job of a run that was asked for. ``run`` once the job has begun; ``error`` where it could not begin."""

    job: int
    state: str
    run: int | None
    error: dict[str, str] | None


class Uploaded(BaseModel):
    """A zip that arrived. ``files``: the source files in it; ``other``: how many that no step reads."""

    id: str
    name: str
    bytes: int
    files: list[str]
    other: int


class RunError(BaseModel):
    """Why a run did not finish: what happened and where, with the next step."""

    code: str
    message: str


class RunSummary(BaseModel):
    """A run in the history. ``read``, ``loaded``, ``rejected``, ``merged`` are source rows, None before the end.

    ``progress`` is from 0 to 1. ``job``: the job that runs it, None for one started from the command line.
    ``copy_error``: why the copy to the target failed, which that job makes after the run.
    """

    id: int
    kind: str
    source: str
    synthetic: bool
    state: str
    started_by: str
    started: UtcTime
    ended: UtcTime | None
    seconds: float | None
    snapshot: int | None
    progress: float
    step: str | None
    read: int | None
    loaded: int | None
    rejected: int | None
    merged: int | None
    reconciles: bool | None
    error: RunError | None
    copy_error: RunError | None
    job: int | None


class RunsOut(BaseModel):
    """A page of the history, newest first, and how many runs there are."""

    runs: list[RunSummary]
    total: int


class StepState(BaseModel):
    """A step of a run. ``rows``: CDM rows that it made."""

    ordinal: int
    name: str
    state: str
    rows: int | None
    seconds: float | None
    progress: float
    message: str


class FileReport(BaseModel):
    """A source file's rows: read = loaded + rejected + merged."""

    read: int
    loaded: int
    rejected: int
    merged: int


class StepReport(BaseModel):
    """A step's account: read + expanded = loaded + rejected + merged, each summed over its names."""

    name: str
    seconds: float
    read: Counts = {}
    expanded: Counts = {}
    loaded: Counts = {}
    rejected: Counts = {}
    merged: Counts = {}


class MappingReport(BaseModel):
    """Rows of a domain, and those with a standard concept."""

    rows: int
    mapped: int


class IncrementalReport(BaseModel):
    """What an incremental run added to: snapshot ``base``; ``persons`` were made anew.

    Of ``prolonged`` others the rows that last until the end of the data went through the steps again, for it may move.

    Source rows: ``incoming`` were read from the files, ``replaced`` made way for them, ``stored`` of the same persons
    were read again, ``unchanged`` are as they were.
    """

    base: int
    persons: int
    prolonged: int = 0
    incoming: int
    stored: int
    replaced: int
    unchanged: int


class ReportOut(BaseModel):
    """A finished run's report. ``incremental``: None for a run of a whole source."""

    reconciles: bool
    incremental: IncrementalReport | None = None
    mapping: dict[str, MappingReport] = {}
    tables: Counts = {}
    files: dict[str, FileReport] = {}
    steps: list[StepReport] = []


class RunOut(RunSummary):
    """One run with its steps and, once it has finished, its report."""

    peak_mb: float | None
    resumed_from: int | None
    steps: list[StepState]
    report: ReportOut | None


class RejectOut(BaseModel):
    """A rejected source row. ``value`` is None where the asker's role does not see it."""

    step: str
    file: str
    line: int | None
    column_name: str | None
    value: str | None
    reason: str


class RejectGroup(BaseModel):
    """How many rows one step rejected of one file for one reason."""

    step: str
    file: str
    reason: str
    rows: int


class RejectsOut(BaseModel):
    """A page of a run's rejects. ``total`` is exact for the filters; ``groups`` count all of the run's rejects."""

    rejects: list[RejectOut]
    total: int
    groups: list[RejectGroup]
    masked: list[str]


class StepOut(BaseModel):
    """One of the thirteen steps. ``prose``: what it decides and why, as its SQL file says."""

    ordinal: int
    name: str
    prose: str
    files: list[str]
    reads: list[str]
    writes: list[str]


class NodeOut(BaseModel):
    """A source file, a table or a step."""

    id: str
    kind: NodeKind
    label: str


class EdgeOut(BaseModel):
    """Data goes from ``source`` to ``target``."""

    source: str
    target: str


class LineageOut(BaseModel):
    """The graph of steps and tables."""

    nodes: list[NodeOut]
    edges: list[EdgeOut]
