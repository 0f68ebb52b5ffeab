"""The manifest of a study package: what is in it, of which version, with the hash of every member."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

FORMAT: Final = "asan-study"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
ANALYSES: Final = "analyses.json"
PROVENANCE: Final = "results/provenance.json"

Sha = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[\w-]{1,60}$")]
Title = Annotated[str, StringConstraints(max_length=200)]


class _Part(BaseModel):
    # What a later release adds within the same version is for those who know it.
    model_config = ConfigDict(extra="ignore", frozen=True)


class Member(_Part):
    """A file of the package."""

    sha256: Sha
    bytes: Annotated[int, Field(ge=0)]


class CohortEntry(_Part):
    """A definition: by ``key`` analyses name it. ``id`` and ``version`` are the maker's; null: from a file.

    ``digest`` is that of the definition as this platform writes it, whatever the spaces in the file are.
    """

    key: Key
    name: Title
    file: str
    id: int | None = None
    version: int | None = None
    digest: Sha


class ConceptSetEntry(_Part):
    """A concept set that definitions use. ``id`` and ``version``: of the maker's saved set with just these items."""

    name: Title
    file: str
    id: int | None = None
    version: int | None = None
    digest: Sha


class SnapshotEntry(_Part):
    """The state of the data that results were made on; ``version`` is null where a CDM was read in place."""

    version: int | None = None
    published_at: str | None = None
    vocabulary_version: str = ""
    synthetic: bool = False


class Manifest(_Part):
    """All that the package says of itself. ``results``: whether it holds any."""

    format: Literal["asan-study"] = "asan-study"
    version: Literal[1] = 1
    name: Key
    title: Title = ""
    description: Annotated[str, StringConstraints(max_length=20_000)] = ""
    platform: Annotated[str, StringConstraints(max_length=40)]
    cdm: Annotated[str, StringConstraints(max_length=20)]
    snapshot: SnapshotEntry = SnapshotEntry()
    site: Title = ""
    results: bool = False
    cohorts: Annotated[list[CohortEntry], Field(min_length=1, max_length=500)]
    concept_sets: Annotated[list[ConceptSetEntry], Field(max_length=5_000)] = []
    members: dict[str, Member]

    def as_json(self) -> dict[str, Any]:
        """As it is written."""
        return self.model_dump(mode="json")


class CohortFound(_Part):
    """What a site found of a cohort. ``persons``: None where they are too few to be told, or withheld."""

    key: Key
    persons: int | None = None
    empty: bool = False
    missing: int = 0


class AnalysisDone(_Part):
    """How an analysis ended. ``tables`` are the results' files; ``sources`` the questions behind them.

    ``outcome``: answered; empty (a cohort that it needs has nobody); refused (``code`` and the two texts say why).
    """

    id: str
    kind: str
    outcome: Literal["answered", "empty", "refused"]
    code: str | None = None
    ko: str | None = None
    en: str | None = None
    withheld: int = 0
    tables: list[str] = []
    masked: list[str] = []
    sources: list[str] = []


class StudyProvenance(_Part):
    """Where results are from. ``rights``: whose rows were looked at; counts below ``suppressed_below`` are not told.

    Nothing in it changes from one run of the same package on the same snapshot to the next.
    """

    study: str
    platform: str
    site: Title = ""
    snapshot: SnapshotEntry
    rights: Literal["platform", "own"]
    aggregate_only: bool
    suppressed_below: int
    absent: list[str] = []
    cohorts: list[CohortFound]
    analyses: list[AnalysisDone]
