"""Comments over HTTP, the same for everything on a shelf."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, StringConstraints

from asan.gateway.principal import Principal
from asan.kit.clock import UtcTime
from asan.modules.research.access import Researcher
from asan.modules.research.shelf.comments import Comments
from asan.modules.research.shelf.models import ShelvedComment

Number = Annotated[int, Path(ge=1, lt=2**31)]


class CommentIn(BaseModel):
    """What is said of a version."""

    version: Annotated[int, Field(ge=1, lt=2**31)]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000, pattern=r"^[^\x00]*$")]


class ResolvedIn(BaseModel):
    """Whether a comment is dealt with."""

    resolved: bool


class CommentOut(BaseModel):
    """A comment. ``mine``: the asker's own, to delete."""

    id: int
    version: int
    author: str
    text: str
    created_at: UtcTime
    resolved_by: str | None
    resolved_at: UtcTime | None
    mine: bool


def comment_routes(comments: Comments[Any, Any, Any]) -> APIRouter:
    """Routes under a thing's address: list, add, resolve, delete."""
    router = APIRouter(prefix="/{number}/comments")

    @router.get("")
    def list_comments(number: Number, principal: Researcher) -> list[CommentOut]:
        """All comments on it, the first first."""
        return [_out(principal, comment) for comment in comments.listed(principal, number)]

    @router.post("", status_code=201)
    def add_comment(number: Number, asked: CommentIn, principal: Researcher) -> CommentOut:
        """Comment on a version of it."""
        return _out(principal, comments.add(principal, number, asked.version, asked.text))

    @router.put("/{comment}/resolved")
    def resolve_comment(number: Number, comment: Number, asked: ResolvedIn, principal: Researcher) -> CommentOut:
        """Say that a comment is dealt with, or open it again."""
        return _out(principal, comments.resolve(principal, number, comment, asked.resolved))

    @router.delete("/{comment}", status_code=204)
    def delete_comment(number: Number, comment: Number, principal: Researcher) -> None:
        """Take one's own comment away."""
        comments.delete(principal, number, comment)

    return router


def _out(principal: Principal, comment: ShelvedComment) -> CommentOut:
    return CommentOut(
        id=comment.id,
        version=comment.number,
        author=comment.author,
        text=comment.text,
        created_at=comment.created_at,
        resolved_by=comment.resolved_by,
        resolved_at=comment.resolved_at,
        mine=comment.author == principal.name,
    )
