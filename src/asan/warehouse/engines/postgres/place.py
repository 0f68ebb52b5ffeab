"""The CDM in PostgreSQL, for what is computed of all of it here."""

from collections.abc import Mapping

from asan.kit.settings import Settings
from asan.warehouse.concepts import Asked
from asan.warehouse.connection import Connection
from asan.warehouse.engines.base import TableName
from asan.warehouse.engines.place import Found
from asan.warehouse.engines.postgres.address import Address, address_of
from asan.warehouse.engines.postgres.attach import attach
from asan.warehouse.engines.postgres.catalog import relations
from asan.warehouse.engines.postgres.views import Presented, present
from asan.warehouse.engines.postgres.vocabulary import ServerVocabulary

_CATALOG = "asan_server"


class PostgresPlace:
    """The server's tables as they are presented."""

    def __init__(self, address: Address, presented: Presented) -> None:
        self._address = address
        self._presented = presented

    @property
    def found(self) -> Found:
        """The server's relations by their schemas."""
        shown = self._presented
        return Found(
            source=self._address.shown,
            tables={view.table: ".".join(view.relation) for view in shown.views},
            left_out={lack.table: lack.columns for lack in shown.lacks},
            empty=shown.empty,
        )

    def connect(self, connection: Connection) -> None:
        """Attach the server, read-only."""
        attach(connection, self._address, {_CATALOG: "asan statistics"})

    def selects(self) -> Mapping[TableName, str]:
        """The views' queries on the attached server."""
        return {view.table: view.select(_CATALOG) for view in self._presented.views}

    def vocabulary(self) -> Asked:
        """The server itself, which has indexes."""
        return ServerVocabulary(self._address, self._presented)


def look(settings: Settings) -> PostgresPlace:
    """Look at the server's catalog. Raises CdmUnreachable, NotACdm, CdmAddressWrong."""
    address = address_of(settings.cdm.get_secret_value())
    return PostgresPlace(address, present(relations(address), address))
