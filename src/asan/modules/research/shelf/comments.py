"""Comments on what is on a shelf: made by those who see it, resolved by those who edit it, each deed audited."""

from typing import Any, Final, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from asan.gateway import audit
from asan.gateway.principal import Principal
from asan.kit.clock import utc_now
from asan.kit.errors import NotFound
from asan.kit.store import transaction
from asan.modules.research.shelf.errors import NotYours
from asan.modules.research.shelf.models import Shelved, ShelvedComment, ShelvedVersion
from asan.modules.research.shelf.store import Shelf

D = TypeVar("D", bound=Shelved)
V = TypeVar("V", bound=ShelvedVersion)
C = TypeVar("C", bound=ShelvedComment)
_LARGEST: Final = 2**31 - 1


class Comments(Generic[D, V, C]):
    """The comments on the things of one shelf."""

    def __init__(self, shelf: Shelf[D, V], comments: type[C]) -> None:
        self._shelf = shelf
        self._comments: Any = comments

    def listed(self, principal: Principal, number: int) -> list[C]:
        """All comments on a thing, the first first. Raises NotFound, also for what ``principal`` may not see."""
        self._shelf.find(principal, number)
        with transaction() as session:
            query = select(self._comments).where(self._comments.definition_id == number)
            return list(session.scalars(query.order_by(self._comments.id)))

    def add(self, principal: Principal, number: int, version: int, text: str) -> C:
        """Comment on a version. Raises NotFound."""
        self._shelf.find(principal, number, version)
        with transaction() as session:
            audit.lock(session)
            comment: C = self._comments(
                definition_id=number, number=version, author=principal.name, text=text, created_at=utc_now()
            )
            session.add(comment)
            session.flush()
            self._note(session, principal, "comment", comment)
            return comment

    def resolve(self, principal: Principal, number: int, comment: int, resolved: bool) -> C:
        """Say that a comment is dealt with, or open it again: its author does, and those who may edit the thing.

        Raises NotFound, NotYours.
        """
        stored = self._shelf.find(principal, number)
        with transaction() as session:
            audit.lock(session)
            found = self._found(session, number, comment)
            if not stored.may_edit and found.author != principal.name:
                raise NotYours(owner=found.author)
            found.resolved_by = principal.name if resolved else None
            found.resolved_at = utc_now() if resolved else None
            self._note(session, principal, "comment_resolve" if resolved else "comment_reopen", found)
            return found

    def delete(self, principal: Principal, number: int, comment: int) -> None:
        """Take one's own comment away. Raises NotFound, NotYours."""
        self._shelf.find(principal, number)
        with transaction() as session:
            audit.lock(session)
            found = self._found(session, number, comment)
            if found.author != principal.name:
                raise NotYours(owner=found.author)
            self._note(session, principal, "comment_delete", found)
            session.delete(found)

    def _found(self, session: Session, number: int, comment: int) -> C:
        found: C | None = session.get(self._comments, comment) if 0 < comment <= _LARGEST else None
        if found is None or found.definition_id != number:
            raise NotFound(what=f"comment {comment}")
        return found

    def _note(self, session: Session, principal: Principal, action: str, comment: C) -> None:
        # Not its words: they are gone when their author takes them back.
        what = f"{comment.definition_id} version {comment.number}: comment {comment.id}"
        self._shelf.note(session, principal, action, what)
