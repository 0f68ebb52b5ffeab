"""A database of our own beside the hospital's: the CDM's tables as views, for whatever is computed of them."""

from pathlib import Path

from asan.kit.settings import Settings
from asan.warehouse.connection import Connection, open_engine
from asan.warehouse.engines.postgres.address import Address, address_of
from asan.warehouse.engines.postgres.attach import attach
from asan.warehouse.engines.postgres.catalog import relations
from asan.warehouse.engines.postgres.views import Presented, present, vocabulary_selects

_CATALOG = "asan_server"


def look(settings: Settings) -> tuple[Address, Presented]:
    """The CDM's address, and its tables as they are presented. Raises CdmUnreachable, NotACdm, CdmAddressWrong."""
    address = address_of(settings.cdm.get_secret_value())
    return address, present(relations(address), address)


def open_beside(settings: Settings, path: Path, address: Address, presented: Presented) -> Connection:
    """The database file ``path`` with a view for each of the CDM's clinical tables in schema ``cdm``.

    The vocabulary stands where the lake has its own, in ``lake.vocabulary``: what reads the one reads the other.
    """
    connection = open_engine(settings, path)
    attach(connection, address, {_CATALOG: "asan statistics"})
    connection.execute("CREATE SCHEMA cdm; ATTACH ':memory:' AS lake; CREATE SCHEMA lake.vocabulary")
    for view in presented.views:
        schema, table = view.table
        if schema == "cdm":
            connection.execute(f'CREATE VIEW cdm."{table}" AS {view.select(_CATALOG)}')
    for table, select in vocabulary_selects(presented, _CATALOG).items():
        connection.execute(f'CREATE VIEW lake.vocabulary."{table}" AS {select}')
    return connection


def close_beside(connection: Connection) -> None:
    """Close it, and leave in its file nothing of the server's."""
    connection.execute("DROP SCHEMA cdm CASCADE")
    connection.close()
