"""Cohort definitions over HTTP."""

import json
import re
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response

from asan.kit.language import language_of
from asan.modules.research.access import Researcher
from asan.modules.research.saved.expressions import keep
from asan.modules.research.saved.schemas import (
    CohortListed,
    CohortOut,
    DraftIn,
    FindingOut,
    LineOut,
    ReadingIn,
    ReadingOut,
    VersionIn,
    VersionOut,
    listed_out,
    version_out,
)
from asan.modules.research.saved.store import COMMENTS, SHELF
from asan.modules.research.saved.words import compared, in_words
from asan.modules.research.shelf.comment_routes import comment_routes
from asan.modules.research.shelf.schemas import SharingIn
from asan.modules.research.shelf.store import Stored
from asan.omop.circe.reading import read_expression
from asan.omop.circe.validation import findings

router = APIRouter(prefix="/api/research/cohorts", tags=["research"])
router.include_router(comment_routes(COMMENTS))

CohortId = Annotated[int, Path(ge=1, lt=2**31)]
Version = Annotated[int | None, Query(ge=1, lt=2**31, description="default: the newest")]


@router.get("")
def list_cohorts(principal: Researcher) -> list[CohortListed]:
    """The definitions that the asker may see, last saved first."""
    return [listed_out(stored) for stored in SHELF.listed(principal)]


@router.post("", status_code=201)
def create_cohort(asked: DraftIn, principal: Researcher) -> CohortOut:
    """Save a new definition, or import one of ATLAS; members that Circe does not define are kept and named."""
    return _out(SHELF.create(principal, asked.draft()))


@router.post("/reading")
def read_cohort(asked: ReadingIn, principal: Researcher, request: Request) -> ReadingOut:
    """A definition in words, saved or not, and what differs from another; nothing is kept."""
    language = language_of(request)
    read = keep(asked.expression).read
    lines = in_words(read, language) if asked.against is None else compared(keep(asked.against).read, read, language)
    return ReadingOut(
        lines=[LineOut(depth=line.depth, text=line.text, change=line.change) for line in lines],
        findings=[
            FindingOut(code=found.code, path=found.path, text=found.text.in_language(language))
            for found in findings(read.expression, read.unknown)
        ],
    )


@router.get("/{cohort}")
def get_cohort(cohort: CohortId, principal: Researcher, version: Version = None) -> CohortOut:
    """A version of a definition, by default the newest."""
    return _out(SHELF.find(principal, cohort, version))


@router.put("/{cohort}")
def save_cohort(cohort: CohortId, asked: VersionIn, principal: Researcher) -> CohortOut:
    """Save the next version. Refused (409) where somebody has saved one since ``base``; nothing is changed then."""
    return _out(SHELF.save(principal, cohort, asked.base, asked.draft()))


@router.delete("/{cohort}", status_code=204)
def delete_cohort(cohort: CohortId, principal: Researcher) -> None:
    """Take a definition off the list. Rows that were generated from it go with the next cohort's publication."""
    SHELF.delete(principal, cohort)


@router.put("/{cohort}/sharing")
def share_cohort(cohort: CohortId, asked: SharingIn, principal: Researcher) -> CohortListed:
    """Say who else sees a definition."""
    return listed_out(SHELF.share(principal, cohort, asked.sharing, asked.project))


@router.get("/{cohort}/versions")
def list_versions(cohort: CohortId, principal: Researcher) -> list[VersionOut]:
    """All versions, newest first."""
    return [version_out(stored) for stored in SHELF.history(principal, cohort)]


@router.get("/{cohort}/export", response_class=Response)
def export_cohort(cohort: CohortId, principal: Researcher, version: Version = None) -> Response:
    """Circe's JSON, as ATLAS imports it."""
    stored = SHELF.find(principal, cohort, version)
    plain = re.sub(r"[^\w.-]+", "_", stored.name).strip("_")[:80] or f"cohort_{stored.id}"
    text = json.dumps(json.loads(stored.expression), ensure_ascii=False, indent=2)
    named = f"attachment; filename=\"cohort_{stored.id}.json\"; filename*=UTF-8''{quote(plain)}.json"
    return Response(text, media_type="application/json", headers={"content-disposition": named})


def _out(stored: Stored) -> CohortOut:
    return CohortOut(
        **listed_out(stored).model_dump(),
        latest=stored.latest,
        comment=stored.comment,
        expression=json.loads(stored.expression),
        unknown=list(read_expression(stored.expression).unknown),
    )
