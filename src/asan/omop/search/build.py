"""Building the search index of a vocabulary, in a stream: memory stays the same however many concepts come."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from tantivy import Document, Index

from asan.omop.search.concept import IndexedConcept
from asan.omop.search.schema import analyzer, code_forms, concept_schema, normal, parts, register, word_schema

HEAP = 96_000_000
CURRENT = "current"
# Raised when the fields change, so that an index of an older program is not read but built again.
FORMAT = "2"


def current_folder(root: Path) -> Path | None:
    """The index that searches use; None where there is none that this program can read."""
    pointer = root / CURRENT
    if not pointer.is_file():
        return None
    fingerprint, _, version = pointer.read_text().partition(" ")
    return root / fingerprint if version == FORMAT and (root / fingerprint).is_dir() else None


def is_built(root: Path, fingerprint: str) -> bool:
    """Whether the index of this vocabulary is there and is the one that searches use."""
    return current_folder(root) == root / fingerprint


def build_index(root: Path, fingerprint: str, concepts: Iterable[IndexedConcept]) -> Path:
    """Write the index to ``root/fingerprint`` and make it the current one. A killed build leaves the old one in use."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder, fresh = root / fingerprint, root / f"{fingerprint}.{os.getpid()}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "concepts").mkdir(parents=True)
    (fresh / "words").mkdir()
    _build_words(_build_concepts(fresh / "concepts", concepts), fresh / "words")
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
    pointer = root / f"{CURRENT}.{os.getpid()}.new"
    pointer.write_text(f"{fingerprint} {FORMAT}")
    pointer.replace(root / CURRENT)
    return folder


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
