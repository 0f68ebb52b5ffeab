"""What the routes of studies take and give."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from asan.kit.clock import UtcTime
from asan.kit.translation import Language
from asan.modules.research.shelf.schemas import Name, Words
from asan.modules.research.study.comparing import is_key, rows_of
from asan.modules.research.study.manifest import CohortEntry, SnapshotEntry, StudyProvenance
from asan.modules.research.study.package import Package
from asan.modules.research.study.service import MAKE, Study, Wanted

Number = Annotated[int, Field(ge=1, lt=2**31)]
Site = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f]*$")]


class StudyIn(BaseModel):
    """Saved definitions and kept analyses of the asker's, by number. Cohorts that analyses name come by themselves.

    Without analyses it has Table 1 of each cohort. ``results``: this site's figures go in too.
    """

    name: Name
    description: Words = ""
    site: Site = ""
    cohorts: list[Number] = Field(default=[], max_length=200)
    analyses: list[Number] = Field(default=[], max_length=200)
    results: bool = True

    def wanted(self) -> Wanted:
        """As the service takes it."""
        numbers = {"cohorts": tuple(self.cohorts), "analyses": tuple(self.analyses)}
        return Wanted(self.name, self.description, self.site, results=self.results, **numbers)


class StudyStarted(BaseModel):
    """The job to follow."""

    job: int


class StudyOut(BaseModel):
    """A package that was made, or brought and run. ``outcomes``: how its analyses ended, by their names."""

    job: int
    kind: Literal["make", "run"]
    name: str
    snapshot: int | None
    created_at: UtcTime
    ended_at: UtcTime | None
    state: str
    fraction: float
    message: str
    error: str | None
    bytes: int | None
    downloadable: bool
    outcomes: dict[str, str]


class ResultTableOut(BaseModel):
    """A table of results: its first ``keys`` columns say what a row is about. An empty cell is not told."""

    name: str
    keys: int
    columns: list[str]
    rows: list[list[str]]


class StudyResultsOut(StudyOut):
    """With what is in the file."""

    title: str
    description: str
    platform: str
    site: str
    cohorts: list[CohortEntry]
    specification: list[dict[str, object]]
    data: SnapshotEntry
    provenance: StudyProvenance | None
    tables: list[ResultTableOut]


def study_out(found: Study, language: Language) -> StudyOut:
    """A study's job as JSON."""
    job, result = found.job, found.job.result or {}
    return StudyOut(
        job=job.id,
        kind="make" if job.kind == MAKE else "run",
        name=str(job.parameters.get("name", "")),
        snapshot=job.parameters.get("snapshot"),
        created_at=job.created_at,
        ended_at=job.ended_at,
        state=job.state,
        fraction=job.fraction,
        message=job.message,
        error=job.error[language]["message"] if job.error else None,
        bytes=result.get("bytes"),
        downloadable=found.file is not None,
        outcomes=result.get("outcomes", {}),
    )


def results_out(found: Study, package: Package, language: Language) -> StudyResultsOut:
    """A package that was made or run as JSON."""
    manifest = package.manifest
    return StudyResultsOut(
        **study_out(found, language).model_dump(),
        title=manifest.title or manifest.name,
        description=manifest.description,
        platform=manifest.platform,
        site=manifest.site,
        cohorts=list(manifest.cohorts),
        specification=[one.as_json() for one in package.analyses()],
        data=manifest.snapshot,
        provenance=package.provenance(),
        tables=[_table(name, given) for name, given in sorted(package.members.items()) if name.endswith(".csv")],
    )


def _table(name: str, content: bytes) -> ResultTableOut:
    columns, rows = rows_of(content)
    return ResultTableOut(
        name=name.removeprefix("results/").removesuffix(".csv"),
        keys=sum(is_key(column) for column in columns),
        columns=columns,
        rows=[[row[column] or "" for column in columns] for row in rows],
    )
