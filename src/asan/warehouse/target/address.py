"""Where a CDM is to be written: a PostgreSQL database and a schema in it."""

from dataclasses import dataclass, field
from urllib.parse import quote, unquote

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from asan.warehouse.target.errors import BadTarget

_DEFAULT_SCHEMA = "cdm"
# A schema's name has 63 bytes, and the load's own schemas add a suffix of five.
_LONGEST_NAME = 58
_RESERVED = ("pg_", "information_schema")

# What libpq would wait for without end: a host that is gone, a cut line.
_PATIENCE = {"connect_timeout": "10", "keepalives_idle": "30", "tcp_user_timeout": "60000"}


@dataclass(frozen=True, slots=True)
class Address:
    """A database and a schema. ``conninfo`` is libpq's, without the password; nothing may show either."""

    conninfo: str = field(repr=False)
    password: str | None = field(repr=False)
    schema: str
    shown: str
    """The address for people: no password, no parameter that could be a secret."""

    @classmethod
    def parse(cls, url: str) -> "Address":
        """``postgresql://user@host:port/database?schema=cdm`` and libpq's other parameters.

        A password that is not here libpq takes from PGPASSWORD or ~/.pgpass. Raises BadTarget, which quotes nothing.
        """
        if not url.startswith(("postgresql://", "postgres://")):
            raise BadTarget
        base, _, query = url.partition("?")
        given = [part for part in query.split("&") if part]
        rest = "&".join(part for part in given if not part.startswith("schema="))
        try:
            options = {
                name: str(value) for name, value in conninfo_to_dict(f"{base}?{rest}").items() if value is not None
            }
            schema = unquote(dict(part.split("=", 1) for part in given).get("schema", _DEFAULT_SCHEMA), errors="strict")
        except (ValueError, psycopg.Error):
            raise BadTarget from None
        if not schema or len(schema.encode()) > _LONGEST_NAME or schema.startswith(_RESERVED) or "\x00" in schema:
            raise BadTarget
        password = options.pop("password", None)
        where = options.get("host", "") + (f":{options['port']}" if "port" in options else "")
        who = f"{options['user']}@" if "user" in options else ""
        shown = f"postgresql://{who}{where}/{options.get('dbname', '')}?schema={quote(schema)}"
        return cls(make_conninfo(**{**_PATIENCE, **options}), password, schema, shown)
