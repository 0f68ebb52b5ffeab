"""Engines that hold a published CDM and answer questions on it. The gateway knows no other way to read one."""

from asan.kit.settings import Settings
from asan.warehouse.engines.base import Engine
from asan.warehouse.engines.lake import LakeEngine
from asan.warehouse.engines.place import Place
from asan.warehouse.engines.postgres import PostgresEngine
from asan.warehouse.engines.postgres.address import address_of
from asan.warehouse.engines.postgres.place import look as look_at_postgres
from asan.warehouse.engines.spark import SparkEngine
from asan.warehouse.engines.spark.address import SCHEME
from asan.warehouse.engines.spark.engine import source_of as spark_source
from asan.warehouse.engines.spark.files import look as look_at_files
from asan.warehouse.in_place import is_in_place

__all__ = ["Engine", "Place", "engine_of", "place_of", "source_of"]


def engine_of(settings: Settings) -> Engine:
    """The engine that holds the CDM of these settings. Cheap: nothing is opened until a session is."""
    if not is_in_place(settings):
        return LakeEngine(settings)
    return SparkEngine(settings) if _on_spark(settings) else PostgresEngine(settings)


def place_of(settings: Settings) -> Place:
    """Look at the CDM in place that these settings name. Raises CdmUnreachable, NotACdm, CdmAddressWrong."""
    return look_at_files(settings) if _on_spark(settings) else look_at_postgres(settings)


def source_of(settings: Settings) -> str:
    """That CDM's place as people may see it; nothing is looked at. Raises CdmAddressWrong."""
    return spark_source(settings) if _on_spark(settings) else address_of(settings.cdm.get_secret_value()).shown


def _on_spark(settings: Settings) -> bool:
    return settings.cdm.get_secret_value().startswith(SCHEME)
