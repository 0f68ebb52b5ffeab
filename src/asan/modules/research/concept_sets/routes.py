"""Concept sets over HTTP. Counts and codes are the gateway's answers to the asker."""

import json
import re
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response

from asan.kit.language import language_of
from asan.modules.research.access import Researcher
from asan.modules.research.concept_sets import service
from asan.modules.research.concept_sets.counts import NONE, counts_with_descendants, own_counts
from asan.modules.research.concept_sets.csv_exchange import read_csv, write_csv
from asan.modules.research.concept_sets.members import members
from asan.modules.research.concept_sets.schemas import (
    ComparisonIn,
    ComparisonOut,
    ConceptSetIn,
    ConceptSetListed,
    ConceptSetOut,
    ConceptSetVersionIn,
    CountOut,
    CountsIn,
    Format,
    ItemsIn,
    ListIn,
    ListOut,
    MembersOut,
    NeighbourOut,
    NeighboursOut,
    SourceCodeOut,
    listed_out,
    member_out,
)
from asan.modules.research.concept_sets.store import COMMENTS, SHELF, draft, items_of, read_items
from asan.modules.research.shelf.comment_routes import comment_routes
from asan.modules.research.shelf.schemas import SharingIn
from asan.modules.research.shelf.store import Stored
from asan.omop.circe.expression import ConceptSetExpression
from asan.omop.circe.writing import as_json

router = APIRouter(prefix="/api/research/concept-sets", tags=["research"])
router.include_router(comment_routes(COMMENTS))

SetId = Annotated[int, Path(ge=1, lt=2**31)]
Version = Annotated[int | None, Query(ge=1, lt=2**31, description="default: the newest")]


@router.get("")
def list_concept_sets(principal: Researcher) -> list[ConceptSetListed]:
    """The sets that the asker may see, last saved first."""
    return [listed_out(stored) for stored in SHELF.listed(principal)]


@router.post("", status_code=201)
def create_concept_set(asked: ConceptSetIn, principal: Researcher) -> ConceptSetOut:
    """Save a new set, or import one of ATLAS."""
    kept = draft(asked.name, asked.description, read_items(asked.expression), asked.comment)
    return _out(SHELF.create(principal, kept))


@router.post("/members")
def resolve_concept_set(asked: ItemsIn, principal: Researcher) -> MembersOut:
    """The concepts that a set's items come to, and the items that lead to none."""
    items = read_items(asked.expression).items
    _, missing = service.named(principal, items)
    return MembersOut(members=[member_out(member) for member in members(principal, items)], missing=missing)


@router.post("/comparison")
def compare_concept_sets(asked: ComparisonIn, principal: Researcher) -> ComparisonOut:
    """Concepts that come and go when a set takes the place of the one that it is held against."""
    before, after = read_items(asked.against).items, read_items(asked.expression).items
    found = service.compare(principal, before, after)
    return ComparisonOut(
        added=[member_out(member) for member in found.added],
        removed=[member_out(member) for member in found.removed],
        both=found.both,
    )


@router.post("/counts")
def count_concepts(asked: CountsIn, principal: Researcher) -> list[CountOut]:
    """Records and persons of concepts, alone and with their descendants, as the asker's policy shows them."""
    domains = {concept.id: concept.domain for concept in asked.concepts}
    own, below = own_counts(principal, domains), counts_with_descendants(principal, domains)
    return [
        CountOut(
            id=concept,
            records=own.get(concept, NONE).records,
            persons=own.get(concept, NONE).persons,
            records_with_descendants=below.get(concept, NONE).records,
            persons_with_descendants=below.get(concept, NONE).persons,
        )
        for concept in domains
    ]


@router.post("/neighbours")
def list_neighbours(asked: ItemsIn, principal: Researcher, request: Request) -> NeighboursOut:
    """Concepts that the set may have forgotten: near in the hierarchy, or common among the same patients."""
    found, refusal = service.neighbours(principal, read_items(asked.expression).items)
    return NeighboursOut(
        neighbours=[NeighbourOut.model_validate(one, from_attributes=True) for one in found],
        refused=refusal.message.in_language(language_of(request)) if refusal else None,
    )


@router.post("/source-codes")
def list_source_codes(asked: ItemsIn, principal: Researcher) -> list[SourceCodeOut]:
    """The hospital's own codes that the set catches, and those near it that it misses."""
    found = service.codes(principal, read_items(asked.expression).items)
    return [SourceCodeOut.model_validate(code, from_attributes=True) for code in found]


@router.post("/list")
def read_list(asked: ListIn, principal: Researcher) -> ListOut:
    """A CSV file as a set; nothing is saved. Names come from the vocabulary."""
    items, missing = service.named(principal, read_csv(asked.text))
    return ListOut(expression=as_json(ConceptSetExpression(items=items)), missing=missing)


@router.get("/{concept_set}")
def get_concept_set(concept_set: SetId, principal: Researcher, version: Version = None) -> ConceptSetOut:
    """A version of a set, by default the newest."""
    return _out(SHELF.find(principal, concept_set, version))


@router.put("/{concept_set}")
def save_concept_set(concept_set: SetId, asked: ConceptSetVersionIn, principal: Researcher) -> ConceptSetOut:
    """Save the next version. Refused (409) where somebody has saved one since ``base``; nothing is changed then."""
    kept = draft(asked.name, asked.description, read_items(asked.expression), asked.comment)
    return _out(SHELF.save(principal, concept_set, asked.base, kept))


@router.delete("/{concept_set}", status_code=204)
def delete_concept_set(concept_set: SetId, principal: Researcher) -> None:
    """Take a set off the list. Cohorts keep the copy of it that they were made with."""
    SHELF.delete(principal, concept_set)


@router.put("/{concept_set}/sharing")
def share_concept_set(concept_set: SetId, asked: SharingIn, principal: Researcher) -> ConceptSetListed:
    """Say who else sees a set."""
    return listed_out(SHELF.share(principal, concept_set, asked.sharing, asked.project))


@router.get("/{concept_set}/versions")
def list_concept_set_versions(concept_set: SetId, principal: Researcher) -> list[ConceptSetListed]:
    """All versions, newest first."""
    return [listed_out(stored) for stored in SHELF.history(principal, concept_set)]


@router.get("/{concept_set}/export", response_class=Response)
def export_concept_set(
    concept_set: SetId, principal: Researcher, version: Version = None, form: Format = "json"
) -> Response:
    """The items as ATLAS imports them, or as CSV."""
    stored = SHELF.find(principal, concept_set, version)
    plain = re.sub(r"[^\w.-]+", "_", stored.name).strip("_")[:80] or f"concept_set_{stored.id}"
    named = f"attachment; filename=\"concept_set_{stored.id}.{form}\"; filename*=UTF-8''{quote(plain)}.{form}"
    if form == "csv":
        body, kind = write_csv(items_of(stored.expression)), "text/csv; charset=utf-8"
    else:
        body = json.dumps(json.loads(stored.expression), ensure_ascii=False, indent=2).encode()
        kind = "application/json"
    return Response(body, media_type=kind, headers={"content-disposition": named})


def _out(stored: Stored) -> ConceptSetOut:
    return ConceptSetOut(**listed_out(stored).model_dump(), expression=json.loads(stored.expression))
