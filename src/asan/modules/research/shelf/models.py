"""The columns that everything on a shelf has, that each of its versions has, and each comment on one."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from asan.kit.clock import utc_now


class Shelved:
    """What keeps its number through all versions. ``sharing``: private, read or edit; by the members of ``project``,
    or by everyone where it has none.

    What was deleted keeps its row, so that its number is never given again.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(120), index=True)
    sharing: Mapped[str] = mapped_column(String(10), default="private")
    project: Mapped[str | None] = mapped_column(String(60), default=None)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)


class ShelvedVersion:
    """One saved state, never changed. ``expression`` is JSON, ``digest`` its SHA-256.

    The table says what ``definition_id`` refers to, and that it has each ``number`` once: of two who save on the same
    version, the second finds its number taken.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    definition_id: Mapped[int]
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    expression: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    comment: Mapped[str] = mapped_column(String(500))
    author: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class ShelvedComment:
    """What somebody said of version ``number``. Its author may delete it: then nothing of it stays but the audit's word
    that it was there. The table says what ``definition_id`` refers to.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    definition_id: Mapped[int]
    number: Mapped[int]
    author: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    resolved_by: Mapped[str | None] = mapped_column(String(120), default=None)
    resolved_at: Mapped[datetime | None] = mapped_column(default=None)
