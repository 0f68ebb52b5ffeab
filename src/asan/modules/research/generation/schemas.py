"""What the routes of generation take and give."""

from pydantic import BaseModel

from asan.kit.clock import UtcTime
from asan.modules.research.brought import Rights
from asan.modules.research.generation.difference import Counts, Difference
from asan.modules.research.generation.results import Results, State
from asan.modules.research.models import CohortGeneration


class GenerateIn(BaseModel):
    """The version to compute; null: the newest. ``own_rights``: on what the asker sees, and for them alone."""

    version: int | None = None
    own_rights: bool = False


class GenerationStarted(BaseModel):
    """The job to follow."""

    job: int


class GenerationOut(BaseModel):
    """When a version was computed, with whose rights, on which snapshot, and which one first has its rows.

    ``source`` is the CDM that was read in place, which has no snapshots; null otherwise.
    """

    id: int
    version: int
    rights: Rights
    snapshot: int | None
    published: int | None
    source: str | None
    vocabulary: str
    author: str
    created_at: UtcTime
    seconds: float
    missing: int
    absent: list[str]


class YearOut(BaseModel):
    """How many persons entered in a year."""

    year: int
    persons: int


class ResultsOut(BaseModel):
    """A generation's figures under the asker's policies.

    ``state``: found, nobody, suppressed (fewer than the asker may be told), hidden (policies hide rows that it may come
    from), gone (the lake no longer has it). ``total``: persons that the asker sees at all.
    """

    generation: GenerationOut
    state: State
    rows: int | None
    persons: int | None
    total: int | None
    everybody: bool
    years: list[YearOut]
    snapshot: int | None
    published_at: UtcTime | None
    current: bool
    sql: str
    masked: list[str]


class CountsOut(BaseModel):
    """null: not told."""

    added: int | None
    gone: int | None
    changed: int | None


class CauseOut(BaseModel):
    """Of the persons whose rows differ, how many have other records in a table."""

    table: str
    persons: int | None


class DifferenceOut(BaseModel):
    """From one generation to another. ``told``: whether the asker sees all that it is made of."""

    old: GenerationOut
    new: GenerationOut
    told: bool
    persons: CountsOut
    rows: CountsOut
    tables: list[CauseOut]
    left: int | None
    other_version: bool
    other_vocabulary: bool


def generation_out(made: CohortGeneration) -> GenerationOut:
    """A generation as JSON."""
    return GenerationOut(**{name: getattr(made, name) for name in GenerationOut.model_fields})


def results_out(found: Results) -> ResultsOut:
    """Figures as JSON."""
    return ResultsOut(
        generation=generation_out(found.generation),
        state=found.state,
        rows=found.rows,
        persons=found.persons,
        total=found.total,
        everybody=found.everybody,
        years=[YearOut(year=year, persons=persons) for year, persons in found.years],
        snapshot=found.snapshot.version,
        published_at=found.snapshot.published_at,
        current=found.data_are_current,
        sql=found.sql,
        masked=list(found.masked),
    )


def difference_out(found: Difference) -> DifferenceOut:
    """A difference as JSON."""
    return DifferenceOut(
        old=generation_out(found.old),
        new=generation_out(found.new),
        told=found.told,
        persons=_counts(found.persons),
        rows=_counts(found.rows),
        tables=[CauseOut(table=table, persons=persons) for table, persons in found.tables],
        left=found.left,
        other_version=found.other_version,
        other_vocabulary=found.other_vocabulary,
    )


def _counts(counts: Counts) -> CountsOut:
    return CountsOut(added=counts.added, gone=counts.gone, changed=counts.changed)
