"""Attaches a server to an engine, its secret unseen."""

from collections.abc import Mapping

from asan.warehouse.connection import Connection, EngineError
from asan.warehouse.engines.errors import CdmUnreachable
from asan.warehouse.engines.postgres.address import Address
from asan.warehouse.extensions import load_extensions, quoted
from asan.warehouse.postgres_secret import create_secret


def attach(root: Connection, address: Address, names: Mapping[str, str]) -> None:
    """Attach the server under each of ``names``, read-only, with what it is to know the connection by.

    Raises CdmUnreachable.
    """
    load_extensions(root, ["postgres_scanner"])
    try:
        create_secret(root, "asan_cdm", address.parameters)
        for catalog, application in names.items():
            rest = quoted(address.open_conninfo(application_name=application))
            root.execute(f"ATTACH '{rest}' AS {catalog} (TYPE postgres, SECRET asan_cdm, READ_ONLY)")
    except EngineError:
        # The engine's text may quote what it was given.
        raise CdmUnreachable(detail="the engine could not attach it") from None
