"""Where DuckLake keeps its catalog: a SQLite file on one machine, a PostgreSQL database for several."""

from asan.kit.settings import Settings
from asan.warehouse.catalog.base import Catalog
from asan.warehouse.catalog.postgres import PostgresCatalog
from asan.warehouse.catalog.sqlite import SqliteCatalog

__all__ = ["Catalog", "catalog_of"]


def catalog_of(settings: Settings) -> Catalog:
    """The catalog that the settings name."""
    if settings.lake_catalog:
        return PostgresCatalog(settings.lake_catalog.get_secret_value())
    return SqliteCatalog(settings.home / "lake")
