"""Data files in a local folder."""

from pathlib import Path

from asan.kit.settings import Settings
from asan.warehouse.connection import Connection


class FolderStorage:
    """``lake/data`` in the data folder, or the folder that ``ASAN_LAKE_DATA`` names."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.location = settings.lake_data.rstrip("/") or str(settings.home / "lake" / "data")

    def make(self) -> None:
        """Make the folder, for its owner alone. Raises HomeUnusable."""
        self._settings.make_home()
        Path(self.location).mkdir(mode=0o700, parents=True, exist_ok=True)

    def prepare(self, connection: Connection) -> None:
        """Nothing is needed."""
