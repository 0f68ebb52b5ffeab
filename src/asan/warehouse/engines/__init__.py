"""Engines that hold a published CDM and answer questions on it. The gateway knows no other way to read one."""

from asan.kit.settings import Settings
from asan.warehouse.engines.base import Engine
from asan.warehouse.engines.lake import LakeEngine
from asan.warehouse.engines.postgres import PostgresEngine
from asan.warehouse.in_place import is_in_place

__all__ = ["Engine", "engine_of"]


def engine_of(settings: Settings) -> Engine:
    """The engine that holds the CDM of these settings. Cheap: nothing is opened until a session is."""
    return PostgresEngine(settings) if is_in_place(settings) else LakeEngine(settings)
