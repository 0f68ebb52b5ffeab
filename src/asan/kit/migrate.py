"""Brings the app store to the present version of its tables."""

import fcntl
from pathlib import Path

from alembic import command
from alembic.config import Config

from asan.kit.settings import settings
from asan.kit.store import engine

# Key of the advisory lock, of this platform's own choosing.
_LOCK = 4_115_110_003

VERSIONS = Path(__file__).parents[1] / "migrations"


def upgrade() -> None:
    """Apply the versions that the app store has not seen. Processes that start together wait for each other."""
    home = settings().make_home()
    with (home / "migrate.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with engine().connect() as connection:
            if connection.dialect.name == "postgresql":
                # Other machines wait here; the lock ends with the transaction.
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            command.upgrade(configuration(connection), "head")
            connection.commit()


def configuration(connection: object) -> Config:
    """Alembic's configuration for the platform's versions over an open connection."""
    config = Config()
    config.set_main_option("script_location", str(VERSIONS))
    config.attributes["connection"] = connection
    return config
