"""Searching a vocabulary's index."""

from functools import lru_cache
from pathlib import Path

from tantivy import Index

from asan.omop.search.build import index_folder, is_built
from asan.omop.search.concept import Filters, Found, IndexedConcept
from asan.omop.search.query import Asked, Questions, asked
from asan.omop.search.schema import analyzer, normal, register
from asan.omop.search.words import Words
from asan.omop.vocabulary.errors import SearchIndexMissing

# Fewer finds than these, and misspelled words are looked for as well.
FEW = 10
FURTHEST = 10_000
LONGEST_TEXT = 200


class ConceptIndex:
    """The index of one vocabulary, opened once a process; safe for several threads."""

    def __init__(self, folder: Path) -> None:
        self.index = Index.open(str(folder / "concepts"))
        register(self.index)
        self.searcher = self.index.searcher()
        self.questions = Questions(self.index.schema, Words(folder / "words"))
        self.analyzer = analyzer()

    def search(self, text: str, filters: Filters, limit: int, offset: int = 0) -> Found:
        """Concepts for what was typed. ``offset + limit`` is at most `FURTHEST`; ``text`` is cut at 200 characters."""
        text = text[:LONGEST_TEXT]
        what = asked(text, self.analyzer.analyze(normal(text)))
        if not what.text:
            return Found(0, ())
        page = self._search(what, filters, limit, offset, spelling=False)
        if page.total >= FEW or self.searcher.search(self.questions.exactly(what, filters), 1).hits:
            return page
        return self._search(what, filters, limit, offset, spelling=True)

    def _search(self, what: Asked, filters: Filters, limit: int, offset: int, *, spelling: bool) -> Found:
        limit = max(1, min(limit, FURTHEST - offset))
        query = self.questions.ranked(what, filters, spelling=spelling)
        result = self.searcher.search(query, limit, count=True, offset=offset)
        concepts = tuple(
            IndexedConcept.from_stored(bytes(self.searcher.doc(address).get_first("stored") or b""))
            for _, address in result.hits
        )
        # tantivy's type stubs forget the count.
        return Found(int(getattr(result, "count", 0)), concepts)


@lru_cache(maxsize=4)
def _opened(folder: Path) -> ConceptIndex:
    return ConceptIndex(folder)


def index_of(root: Path, fingerprint: str) -> ConceptIndex:
    """The index of the vocabulary ``fingerprint``. Raises SearchIndexMissing."""
    if not is_built(root, fingerprint):
        raise SearchIndexMissing
    return _opened(index_folder(root, fingerprint))
