"""A concept as the index takes it and as a search shows it."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IndexedConcept:
    """A concept with its other names. ``standard`` is S, C or None; ``invalid_reason`` D, U or None where valid."""

    concept_id: int
    name: str
    code: str
    domain: str
    vocabulary: str
    concept_class: str
    standard: str | None
    invalid_reason: str | None
    synonyms: tuple[str, ...]

    def stored(self) -> bytes:
        """The concept as the index keeps it: its values in order (asdict would take half of the building time)."""
        values = (
            self.concept_id,
            self.name,
            self.code,
            self.domain,
            self.vocabulary,
            self.concept_class,
            self.standard,
            self.invalid_reason,
            self.synonyms,
        )
        return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_stored(cls, stored: bytes) -> "IndexedConcept":
        """The concept that `stored` wrote."""
        concept_id, name, code, domain, vocabulary, concept_class, standard, invalid, synonyms = json.loads(stored)
        return cls(concept_id, name, code, domain, vocabulary, concept_class, standard, invalid, tuple(synonyms))


@dataclass(frozen=True, slots=True)
class Filters:
    """What the concepts found must be. ``standard``: S and, where asked, C; empty tuples filter nothing."""

    domains: tuple[str, ...] = ()
    vocabularies: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    standard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search: ``total`` concepts match, ``concepts`` are those of the page, best first."""

    total: int
    concepts: tuple[IndexedConcept, ...]
