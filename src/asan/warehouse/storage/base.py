"""What the lake asks of the place of its files."""

from typing import Protocol

from asan.warehouse.connection import Connection


class Storage(Protocol):
    """A place for data files. ``location`` is what the engine calls it, without a slash at its end."""

    @property
    def location(self) -> str:
        """Folder or URL."""

    def make(self) -> None:
        """Make the place where it can be made."""

    def prepare(self, connection: Connection) -> None:
        """Give the engine what it needs to get in."""
