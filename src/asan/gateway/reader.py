"""The gateway's way to the CDM: sessions on its engine, and the snapshots that a question may name."""

from asan.gateway.errors import NoSnapshot
from asan.kit.settings import Settings
from asan.warehouse.engines import engine_of
from asan.warehouse.engines.base import Session, State
from asan.warehouse.engines.faults import Missing


class Reader:
    """The engine of one process's settings."""

    def __init__(self, settings: Settings) -> None:
        self.engine = engine_of(settings)

    def open(self) -> Session:
        """A session of its own. Raises NoSnapshot where there is no CDM yet."""
        try:
            return self.engine.open()
        except Missing:
            raise NoSnapshot(which="") from None

    def snapshot(self, session: Session, version: int | None) -> State | None:
        """The published snapshot ``version``, or the current one. Raises NoSnapshot for a number never published."""
        if version is None:
            return session.current()
        found = session.find(version)
        if found is None:
            raise NoSnapshot(which=f" {version}")
        return found
