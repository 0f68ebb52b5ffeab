"""Policies over HTTP: read, write, approve, their history; tags; why something is masked; previews as another user."""

from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from pydantic import BaseModel, Field

from asan.gateway.accounts import principal_named
from asan.gateway.current_principal import CurrentPrincipal
from asan.gateway.objects import Known, known_objects
from asan.gateway.policies import approval, store
from asan.gateway.policies.definition import KEY_PATTERN, Definition
from asan.gateway.policies.explain import Explanation
from asan.gateway.policies.versions import Change
from asan.gateway.principal import Principal
from asan.gateway.routes import AnswerBody, answer_body
from asan.gateway.service import gateway

router = APIRouter(prefix="/api", tags=["policies"])

Key = Annotated[str, InPath(pattern=KEY_PATTERN)]
Name = Annotated[str, Query(min_length=1, max_length=200)]
Reason = Annotated[str, Field(max_length=2000)]


class PolicyView(BaseModel):
    """One version of a policy or of an object's tags; ``body`` is None where it was removed.

    What is not ``readable`` in this version of the platform refuses what it governs until it is written anew.
    """

    key: str
    version: int
    body: dict[str, Any] | None
    reason: str
    changed_by: str
    changed_at: str
    approved_by: str | None
    approved_at: str | None
    rejected_by: str | None
    rejected_at: str | None
    rejected_reason: str | None
    in_force: bool
    waits: bool
    readable: bool
    diff: str


class PolicyText(BaseModel):
    """What a policy is to say, and why; ``proposed``: it counts once another one has approved it."""

    policy: Definition
    reason: Reason = ""
    proposed: bool = False


class Rejection(BaseModel):
    """Why a proposed version is not to be."""

    reason: str = Field(min_length=1, max_length=2000)


class TagText(BaseModel):
    """The tags that an object is to carry; none takes them off."""

    object: str = Field(min_length=1, max_length=200)
    tags: list[Annotated[str, Field(min_length=1, max_length=60)]] = Field(max_length=50)
    reason: Reason = ""


class Written(BaseModel):
    """The number of the version that was written."""

    version: int


class PreviewQuestion(BaseModel):
    """A question as somebody else would ask it, and policies to try (None: without the one of that name)."""

    user: str = Field(min_length=1, max_length=120)
    sql: str = Field(max_length=200_000)
    groups: list[Annotated[str, Field(max_length=200)]] = Field(default=[], max_length=100)
    project: str | None = Field(default=None, max_length=60)
    purpose: str | None = Field(default=None, max_length=2000)
    draft: dict[Annotated[str, Field(pattern=KEY_PATTERN)], Definition | None] = Field(default={}, max_length=20)
    limit: int = Field(default=100, ge=1, le=10_000)


@router.get("/objects")
def list_objects(_: CurrentPrincipal) -> Known:
    """The tables, columns and tags that policies and requests for access can speak of."""
    return known_objects()


@router.get("/security/policies")
def list_policies(principal: CurrentPrincipal) -> list[PolicyView]:
    """The newest version of every policy."""
    return [_view(change) for change in store.policies(principal)]


@router.get("/security/policies/{key}")
def show_policy(key: Key, principal: CurrentPrincipal) -> PolicyView:
    """The newest version of one policy."""
    return _view(store.policy(principal, key))


@router.put("/security/policies/{key}")
def set_policy(key: Key, body: PolicyText, principal: CurrentPrincipal) -> Written:
    """Write a policy's next version."""
    return Written(version=store.set_policy(principal, key, body.policy, body.reason, proposed=body.proposed))


@router.delete("/security/policies/{key}")
def remove_policy(
    key: Key, principal: CurrentPrincipal, reason: Annotated[str, Query(max_length=2000)] = ""
) -> Written:
    """Take a policy away; its versions stay."""
    return Written(version=store.remove_policy(principal, key, reason))


@router.get("/security/policies/{key}/history")
def policy_history(key: Key, principal: CurrentPrincipal) -> list[PolicyView]:
    """All versions of one policy, newest first, each with its difference to the one before."""
    return [_view(change) for change in store.history(principal, key)]


@router.post("/security/policies/{key}/versions/{version}/approval", status_code=204)
def approve_policy(key: Key, version: Annotated[int, InPath(ge=1, lt=2**31)], principal: CurrentPrincipal) -> None:
    """Approve the newest version of a policy that somebody else wrote."""
    approval.approve(principal, key, version)


@router.post("/security/policies/{key}/versions/{version}/rejection", status_code=204)
def reject_policy(
    key: Key, version: Annotated[int, InPath(ge=1, lt=2**31)], body: Rejection, principal: CurrentPrincipal
) -> None:
    """Reject the newest version of a policy while it waits; its author withdraws it so."""
    approval.reject(principal, key, version, body.reason)


@router.get("/security/tags")
def list_tags(principal: CurrentPrincipal) -> list[PolicyView]:
    """The tags that stewards have put."""
    return [_view(change) for change in store.tags(principal)]


@router.put("/security/tags")
def set_tags(body: TagText, principal: CurrentPrincipal) -> Written:
    """Put tags on a table, a column or a concept, in place of those that it carries."""
    return Written(version=store.set_tags(principal, body.object, body.tags, body.reason))


@router.get("/why")
def why(
    table: Name,
    principal: CurrentPrincipal,
    column: Name | None = None,
    user: Annotated[str | None, Query(max_length=120)] = None,
) -> Explanation:
    """Why the asker, or ``user``, sees a table or column as they do."""
    if user is None:
        return gateway().why(principal, table, column)
    principal.require("why", *store.READERS)
    other = principal_named(user, acting_for=principal.name)
    return gateway().why(other, table, column, asked_by=principal)


@router.post("/security/preview")
def preview(question: PreviewQuestion, principal: CurrentPrincipal) -> AnswerBody:
    """What somebody else would see of a question, as far as the asker may see it too."""
    principal.require("preview", *store.WRITERS)
    answer = gateway().preview(
        principal, _as(question, principal), question.sql, draft=question.draft, row_limit=question.limit
    )
    return answer_body(answer)


def _as(question: PreviewQuestion, by: Principal) -> Principal:
    other = principal_named(question.user, acting_for=by.name)
    return replace(
        other,
        groups=other.groups | frozenset(question.groups),
        project=question.project,
        purpose=question.purpose,
        snapshot=by.snapshot,
    )


def _view(change: Change) -> PolicyView:
    return PolicyView(**asdict(change))
