"""The ontology's answers over HTTP."""

from pydantic import BaseModel

from asan.omop.search.concept import Found, IndexedConcept
from asan.omop.search.schema import normal
from asan.warehouse.concepts import ConceptDetail, ConceptRow, Related


class VocabularyOut(BaseModel):
    """A vocabulary's version, and whether this machine has its search index."""

    version: str
    searchable: bool


class ConceptOut(BaseModel):
    """A concept. ``standard``: S, C or null; ``invalid_reason``: D, U or null where valid."""

    concept_id: int
    name: str
    code: str
    domain: str
    vocabulary: str
    concept_class: str
    standard: str | None
    invalid_reason: str | None


class ConceptHit(ConceptOut):
    """A concept found; ``synonym`` is the other name that matched best, where one did and its own name did not."""

    synonym: str | None


class ConceptsOut(BaseModel):
    """A page of a search: ``total`` concepts match."""

    total: int
    limit: int
    offset: int
    concepts: list[ConceptHit]


class RelatedOut(BaseModel):
    """The first concepts in a relation by name, and how many there are."""

    total: int
    concepts: list[ConceptOut]


class SynonymOut(BaseModel):
    """Another name of a concept, with its language's concept."""

    name: str
    language_concept_id: int


class ConceptDetailOut(ConceptOut):
    """A concept with its names, its neighbours in the hierarchy, and its mappings."""

    valid_start: str
    valid_end: str
    synonyms: list[SynonymOut]
    parents: RelatedOut
    children: RelatedOut
    maps_to: RelatedOut
    mapped_from: RelatedOut


def concepts_out(found: Found, text: str, limit: int, offset: int) -> ConceptsOut:
    """A page of a search as JSON."""
    return ConceptsOut(
        total=found.total, limit=limit, offset=offset, concepts=[_hit(concept, text) for concept in found.concepts]
    )


def detail_out(detail: ConceptDetail) -> ConceptDetailOut:
    """A concept's detail as JSON."""
    return ConceptDetailOut(
        **_row(detail.concept).model_dump(),
        valid_start=detail.valid_start,
        valid_end=detail.valid_end,
        synonyms=[SynonymOut(name=one.name, language_concept_id=one.language_concept_id) for one in detail.synonyms],
        parents=_related(detail.parents),
        children=_related(detail.children),
        maps_to=_related(detail.maps_to),
        mapped_from=_related(detail.mapped_from),
    )


def _related(related: Related) -> RelatedOut:
    return RelatedOut(total=related.total, concepts=[_row(concept) for concept in related.concepts])


def _row(row: ConceptRow | IndexedConcept) -> ConceptOut:
    return ConceptOut(**{name: getattr(row, name) for name in ConceptOut.model_fields})


def _hit(concept: IndexedConcept, text: str) -> ConceptHit:
    return ConceptHit(**_row(concept).model_dump(), synonym=_matching_synonym(concept, normal(text).split()))


def _matching_synonym(concept: IndexedConcept, words: list[str]) -> str | None:
    """The shortest synonym with the most of the words, when it has more of them than the name."""

    def score(name: str) -> int:
        lowered = normal(name)
        return sum(word in lowered for word in words)

    best = max(concept.synonyms, key=lambda name: (score(name), -len(name)), default=None)
    return best if best is not None and score(best) > score(concept.name) else None
