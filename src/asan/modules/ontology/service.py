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
    """Concepts for what was typed, best first. Raises SearchIndexMissing."""
    return current_index(settings().search).search(text, filters, limit, offset)


def concept(concept_id: int) -> ConceptDetail:
    """One concept with its neighbours. Raises NotFound and VocabularyMissing."""
    connection = _cursor()
    try:
        if loaded(connection) is None:
            raise VocabularyMissing
        detail = concept_detail(connection, concept_id)
    finally:
        connection.close()
    if detail is None:
        raise NotFound(what=f"concept {concept_id}")
    return detail


def load(path: Path, progress: Progress | None = None) -> VocabularyLoad:
    """Load a download and make its search index; waits for nobody. Raises LakeBusy and the download's errors."""
    lake = Lake(settings())
    with write_lock(lake, f"vocabulary {path.name}"):
        return load_vocabulary(lake, path, progress)


def status() -> VocabularyStatus:
    """Raises VocabularyMissing."""
    connection = _cursor()
    try:
        info = loaded(connection)
    finally:
        connection.close()
    if info is None:
        raise VocabularyMissing
    return VocabularyStatus(info, is_built(settings().search, info.fingerprint))


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
