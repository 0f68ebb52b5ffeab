"""Building the search index of a vocabulary, in a stream: memory stays the same however many concepts come."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from tantivy import Document, Index

from asan.omop.search.concept import IndexedConcept
from asan.omop.search.schema import analyzer, code_forms, concept_schema, normal, parts, register, word_schema

HEAP = 96_000_000
# Raised when the fields change, so that an index of an older program is not read but built again.
FORMAT = "2"


def index_folder(root: Path, fingerprint: str) -> Path:
    """Where the index of a vocabulary lies under ``root``, once it is built."""
    return root / f"{fingerprint}.v{FORMAT}"


def is_built(root: Path, fingerprint: str) -> bool:
    """Whether the index of this vocabulary is there."""
    return index_folder(root, fingerprint).is_dir()


def build_index(root: Path, fingerprint: str, concepts: Iterable[IndexedConcept]) -> None:
    """Write the index of a vocabulary where it is not there yet. A killed build leaves nothing that is read."""
    if is_built(root, fingerprint):
        return
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = index_folder(root, fingerprint)
    fresh = root / f"{folder.name}.{os.getpid()}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "concepts").mkdir(parents=True)
    (fresh / "words").mkdir()
    _build_words(_build_concepts(fresh / "concepts", concepts), fresh / "words")
    try:
        fresh.rename(folder)
    except OSError:
        # Another process was first; its index is of the same content.
        if not folder.is_dir():
            raise
        shutil.rmtree(fresh)


def _build_concepts(folder: Path, concepts: Iterable[IndexedConcept]) -> Index:
    index = Index(concept_schema(), path=str(folder))
    register(index)
    words = analyzer()
    writer = index.writer(HEAP, 1)
    for concept in concepts:
        names = (concept.name, *concept.synonyms)
        analyzed = [tokens for name in names if (tokens := words.analyze(name))]
        writer.add_document(
            Document(
                id=concept.concept_id,
                stored=concept.stored(),
                code=code_forms(concept.code),
                exact_name=normal(concept.name),
                exact_synonym=[normal(name) for name in concept.synonyms],
                first=list({tokens[0] for tokens in analyzed}),
                name=concept.name,
                words=list(names),
                brevity=str(min(map(len, analyzed), default=0)),
                domain=concept.domain,
                vocabulary=concept.vocabulary,
                **{"class": concept.concept_class},
                standard=concept.standard or "N",
                valid="N" if concept.invalid_reason else "Y",
            )
        )
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def _build_words(concepts: Index, folder: Path) -> None:
    """The words of all names. Numbers are left out: they have no parts that anyone searches for."""
    index = Index(word_schema(), path=str(folder))
    register(index)
    writer = index.writer(HEAP, 1)
    for word, count in concepts.searcher().terms_with_prefix("words", ""):
        if not word.isdigit():
            writer.add_document(Document(word=word, parts=" ".join(parts(word)), concepts=count))
    writer.commit()
    writer.wait_merging_threads()
