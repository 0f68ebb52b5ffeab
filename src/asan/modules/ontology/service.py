"""What other parts may ask of the ontology: search concepts, look at one, load a vocabulary, say which is loaded."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from asan.kit.errors import NotFound
from asan.kit.settings import Settings, settings
from asan.omop.search.build import is_built
from asan.omop.search.concept import Filters, Found
from asan.omop.search.index import current_index
from asan.omop.vocabulary.errors import VocabularyMissing
from asan.warehouse.concepts import ConceptDetail, concept_detail
from asan.warehouse.connection import Connection
from asan.warehouse.engines.postgres.address import Address, address_of
from asan.warehouse.engines.postgres.kept import read_kept, stamp
from asan.warehouse.engines.postgres.views import Presented
from asan.warehouse.engines.postgres.vocabulary import ServerVocabulary
from asan.warehouse.engines.postgres.work import look
from asan.warehouse.in_place import StatisticsMissing, is_in_place
from asan.warehouse.lake import Lake, LakeMissing
from asan.warehouse.lock import write_lock
from asan.warehouse.vocabulary import Progress, VocabularyInfo, VocabularyLoad, load_vocabulary, loaded

__all__ = ["Filters", "Found", "VocabularyStatus", "concept", "load", "search", "status"]


@dataclass(frozen=True, slots=True)
class VocabularyStatus:
    """The loaded vocabulary, and whether its search index is ready."""

    info: VocabularyInfo
    searchable: bool


def search(text: str, filters: Filters, limit: int, offset: int = 0) -> Found:
    """Concepts for what was typed, best first. Raises SearchIndexMissing; of a CDM in place, StatisticsMissing."""
    if is_in_place(settings()) and not status().searchable:
        raise StatisticsMissing
    return current_index(settings().search).search(text, filters, limit, offset)


def concept(concept_id: int) -> ConceptDetail:
    """One concept with its neighbours. Raises NotFound and VocabularyMissing; of a CDM in place, CdmUnreachable."""
    detail = _detail_in_place(concept_id) if is_in_place(settings()) else _detail_in_the_lake(concept_id)
    if detail is None:
        raise NotFound(what=f"concept {concept_id}")
    return detail


def load(path: Path, progress: Progress | None = None) -> VocabularyLoad:
    """Load a download and make its search index; waits for nobody. Raises LakeBusy and the download's errors."""
    lake = Lake(settings())
    with write_lock(lake, f"vocabulary {path.name}"):
        return load_vocabulary(lake, path, progress)


def status() -> VocabularyStatus:
    """Raises VocabularyMissing; of a CDM in place, StatisticsMissing where it was not looked through yet."""
    if is_in_place(settings()):
        kept = _kept(settings(), stamp(settings()))
        return VocabularyStatus(kept, is_built(settings().search, kept.fingerprint))
    connection = _cursor()
    try:
        info = loaded(connection)
    finally:
        connection.close()
    if info is None:
        raise VocabularyMissing
    return VocabularyStatus(info, is_built(settings().search, info.fingerprint))


def _detail_in_the_lake(concept_id: int) -> ConceptDetail | None:
    connection = _cursor()
    try:
        if loaded(connection) is None:
            raise VocabularyMissing
        return concept_detail(connection, concept_id)
    finally:
        connection.close()


def _detail_in_place(concept_id: int) -> ConceptDetail | None:
    return concept_detail(ServerVocabulary(*_looked(settings(), stamp(settings()))), concept_id)


@lru_cache(maxsize=1)
def _looked(settings: Settings, _stamp: object) -> tuple[Address, Presented]:
    """The server's tables as they were at the last refresh: looking costs more than asking for a concept."""
    return look(settings)


@lru_cache(maxsize=1)
def _kept(settings: Settings, _stamp: object) -> VocabularyInfo:
    """The vocabulary of the CDM in place as it was at the last refresh. Raises StatisticsMissing, VocabularyMissing."""
    kept = read_kept(settings, address_of(settings.cdm.get_secret_value()).shown)
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
