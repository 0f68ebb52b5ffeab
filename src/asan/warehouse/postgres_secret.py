"""How the engine is told the way to a PostgreSQL server: a secret, which no error text and no log shows."""

from collections.abc import Mapping

from asan.warehouse.connection import Connection
from asan.warehouse.extensions import quoted

SECRET = {"host": "HOST", "port": "PORT", "dbname": "DATABASE", "user": "USER", "password": "PASSWORD"}
"""The secret's parameters by libpq's names; the engine knows no others."""


def create_secret(connection: Connection, name: str, parameters: Mapping[str, str]) -> None:
    """Make the secret ``name``, in place of one of that name, of those libpq ``parameters`` that it takes.

    Raises EngineError, whose text may quote them.
    """
    told = "".join(f", {SECRET[key]} '{quoted(parameters[key])}'" for key in SECRET if key in parameters)
    connection.execute(f"CREATE OR REPLACE SECRET {name} (TYPE postgres{told})")
