"""What other parts may ask of the ontology: search concepts, look at one, load and index a vocabulary."""

from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from asan.gateway.errors import NoSnapshot
from asan.kit.errors import NotFound
from asan.kit.settings import Settings, settings
from asan.omop.search.build import build_index, is_built
from asan.omop.search.concept import Filters, Found
from asan.omop.search.index import index_of
from asan.omop.vocabulary.errors import VocabularyMissing
from asan.warehouse.concept_rows import concept_rows
from asan.warehouse.concepts import ConceptDetail, concept_detail
from asan.warehouse.connection import Connection
from asan.warehouse.engines import Place, place_of, source_of
from asan.warehouse.engines.kept import read_kept, stamp
from asan.warehouse.in_place import StatisticsMissing, is_in_place, refuse_in_place
from asan.warehouse.lake import Lake, LakeMissing
from asan.warehouse.lock import write_lock
from asan.warehouse.snapshots import find
from asan.warehouse.vocabulary import Progress, VocabularyInfo, VocabularyLoad, load_vocabulary, loaded
from asan.warehouse.vocabulary_at import VocabularyAt

__all__ = ["Filters", "Found", "VocabularyStatus", "concept", "index", "load", "search", "status"]


@dataclass(frozen=True, slots=True)
class VocabularyStatus:
    """A vocabulary, and whether its search index is ready."""

    info: VocabularyInfo
    searchable: bool


def search(text: str, filters: Filters, limit: int, offset: int = 0, *, snapshot: int | None = None) -> Found:
    """Concepts of the vocabulary that `status` tells of for what was typed, best first.

    Raises VocabularyMissing, SearchIndexMissing, NoSnapshot; of a CDM in place, StatisticsMissing.
    """
    found = status(snapshot)
    if is_in_place(settings()) and not found.searchable:
        raise StatisticsMissing
    return index_of(settings().search, found.info.fingerprint).search(text, filters, limit, offset)


def concept(concept_id: int, *, snapshot: int | None = None) -> ConceptDetail:
    """One concept with its neighbours.

    Raises NotFound, VocabularyMissing, NoSnapshot; of a CDM in place, CdmUnreachable.
    """
    in_place = is_in_place(settings())
    detail = _detail_in_place(concept_id) if in_place else _detail_in_the_lake(concept_id, snapshot)
    if detail is None:
        raise NotFound(what=f"concept {concept_id}")
    return detail


def load(path: Path, progress: Progress | None = None) -> VocabularyLoad:
    """Load a download and make its search index; waits for nobody. Raises LakeBusy and the download's errors."""
    lake = Lake(settings())
    with write_lock(lake, f"vocabulary {path.name}"):
        return load_vocabulary(lake, path, progress)


def index(snapshot: int | None = None) -> VocabularyInfo:
    """Make the search index of a vocabulary in the lake where this machine has none.

    Raises VocabularyMissing, NoSnapshot, CdmInPlace (`asan cdm refresh` makes that index).
    """
    refuse_in_place(settings())
    info = status(snapshot).info
    with closing(_cursor()) as connection:
        rows = concept_rows(connection if snapshot is None else VocabularyAt(connection, snapshot))
        build_index(settings().search, info.fingerprint, rows)
    return info


def status(snapshot: int | None = None) -> VocabularyStatus:
    """The vocabulary that was loaded last, or that of a published snapshot.

    Raises VocabularyMissing, NoSnapshot; of a CDM in place, StatisticsMissing where it was not looked through yet.
    """
    if is_in_place(settings()):
        info = _kept(settings(), stamp(settings()))
    else:
        with closing(_cursor()) as connection:
            info = _loaded(connection, snapshot)
    return VocabularyStatus(info, is_built(settings().search, info.fingerprint))


def _loaded(connection: Connection, snapshot: int | None) -> VocabularyInfo:
    if snapshot is not None and find(connection, snapshot) is None:
        raise NoSnapshot(which=f" {snapshot}")
    info = loaded(connection, snapshot)
    if info is None:
        raise VocabularyMissing
    return info


def _detail_in_the_lake(concept_id: int, snapshot: int | None) -> ConceptDetail | None:
    with closing(_cursor()) as connection:
        _loaded(connection, snapshot)
        return concept_detail(connection if snapshot is None else VocabularyAt(connection, snapshot), concept_id)


def _detail_in_place(concept_id: int) -> ConceptDetail | None:
    return concept_detail(_looked(settings(), stamp(settings())).vocabulary(), concept_id)


@lru_cache(maxsize=1)
def _looked(settings: Settings, _stamp: object) -> Place:
    """The CDM's tables as they were at the last refresh: looking costs more than asking for a concept."""
    return place_of(settings)


@lru_cache(maxsize=1)
def _kept(settings: Settings, _stamp: object) -> VocabularyInfo:
    """The vocabulary of the CDM in place as it was at the last refresh. Raises StatisticsMissing, VocabularyMissing."""
    kept = read_kept(settings, source_of(settings))
    if kept is None:
        raise StatisticsMissing
    if kept.vocabulary is None:
        raise VocabularyMissing
    return kept.vocabulary


def _cursor() -> Connection:
    """Opening the lake takes a tenth of a second, so a process keeps one reader and each question its own cursor."""
    identity = Lake(settings()).catalog.identity()
    if identity is None:
        raise VocabularyMissing
    try:
        return _reader(settings(), identity).cursor()
    except LakeMissing:
        raise VocabularyMissing from None


@lru_cache(maxsize=1)
def _reader(settings: Settings, _identity: object) -> Connection:
    return Lake(settings).connect_reader()
