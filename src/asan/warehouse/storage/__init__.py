"""Where the lake's Parquet files lie: a local folder, or a bucket of an S3 store."""

from asan.kit.settings import Settings
from asan.warehouse.storage.base import Storage
from asan.warehouse.storage.folder import FolderStorage
from asan.warehouse.storage.s3 import S3Storage

__all__ = ["Storage", "storage_of"]


def storage_of(settings: Settings) -> Storage:
    """The storage that the settings name.."""
    if settings.lake_data.startswith("s3://"):
        return S3Storage(settings, settings.lake_data)
    return FolderStorage(settings)
