"""What the lake asks of its catalog, wherever that lies."""

from contextlib import AbstractContextManager
from typing import Protocol

from asan.kit.errors import Conflict
from asan.kit.translation import Text
from asan.warehouse.connection import Connection


class LakeBusy(Conflict):
    """Another run writes the lake."""

    code = "lake_busy"
    text = Text(
        "다른 적재가 진행 중입니다: {what} (프로세스 {pid}, {since}부터).",
        "Another load is under way: {what} (process {pid}, since {since}).",
    )
    next = Text(
        "`asan etl status`로 진행을 보고, 끝난 뒤 다시 실행해 주세요.",
        "Follow it with `asan etl status`, and run again when it has ended.",
    )


class Catalog(Protocol):
    """A catalog: how the engine reaches it, who may write, and what tells that it has changed."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Files that a locked-down reader must be able to open for it."""

    @property
    def moves(self) -> bool:
        """Whether it lies in the data folder, which people copy and rename: its files are where that folder is now."""

    @property
    def write_options(self) -> tuple[str, ...]:
        """What ATTACH is told besides, by those who write."""

    def exists(self) -> bool:
        """Whether a lake was ever made in it."""

    def prepare(self, connection: Connection) -> str:
        """Load the engine's extensions and give it the keys; returns what follows ``ducklake:`` in ATTACH."""

    def creating(self) -> AbstractContextManager[None]:
        """Held while the lake's tables are looked for and made: two first writers would both make them."""

    def writing(self, what: str) -> AbstractContextManager[None]:
        """The write lock, saying ``what`` one does; freed when its process dies. Raises LakeBusy at once."""

    def identity(self) -> object:
        """Differs where another lake has taken this one's place: then an open reader must be opened anew.

        None where it is plain without asking that there is no lake.
        """

    def stamp(self) -> object | None:
        """Changes with every commit; None where looking costs as much as asking the catalog itself."""
