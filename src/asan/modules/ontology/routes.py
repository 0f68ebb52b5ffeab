"""The ontology over HTTP. Vocabularies hold no patient's data: whoever is signed in may read them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from asan.gateway.current_principal import CurrentPrincipal
from asan.modules.ontology import service
from asan.modules.ontology.schemas import ConceptDetailOut, ConceptsOut, VocabularyOut, concepts_out, detail_out
from asan.omop.search.concept import Filters
from asan.omop.search.query import LARGEST_ID

router = APIRouter(prefix="/api/ontology", tags=["ontology"])


@router.get("/concepts")
def search_concepts(
    principal: CurrentPrincipal,
    q: Annotated[str, Query(min_length=1, max_length=200, description="id, code, name, synonym, or part of one")],
    domain: Annotated[tuple[str, ...], Query()] = (),
    vocabulary: Annotated[tuple[str, ...], Query()] = (),
    concept_class: Annotated[tuple[str, ...], Query()] = (),
    standard: Annotated[bool, Query(description="standard concepts only")] = False,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=9_000)] = 0,
) -> ConceptsOut:
    """Concepts for what was typed, in English or Korean: exact first, then standard, then similar spellings."""
    filters = Filters(domain, vocabulary, concept_class, ("S",) if standard else ())
    return concepts_out(service.search(q, filters, limit, offset, snapshot=principal.snapshot), q, limit, offset)


@router.get("/vocabulary")
def get_vocabulary(principal: CurrentPrincipal) -> VocabularyOut:
    """The vocabulary in which concepts are searched: the one loaded last, or the pinned snapshot's."""
    found = service.status(principal.snapshot)
    return VocabularyOut(version=found.info.version, searchable=found.searchable)


@router.get("/concepts/{concept_id}")
def get_concept(concept_id: Annotated[int, Path(ge=0, lt=LARGEST_ID)], principal: CurrentPrincipal) -> ConceptDetailOut:
    """A concept with its synonyms, parents, children and mappings."""
    return detail_out(service.concept(concept_id, snapshot=principal.snapshot))
