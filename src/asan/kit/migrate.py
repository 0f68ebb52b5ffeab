"""Brings the app store to the present version of its tables."""

from asan.kit.store import Base, engine


def upgrade() -> None:
    """Create what is missing."""
    from importlib import import_module
    from contextlib import suppress

    for name in import_module("asan.parts").MODELS:
        with suppress(ModuleNotFoundError):
            import_module(name)
    Base.metadata.create_all(engine())
