"""Where a CDM is to be written: a PostgreSQL database and a schema in it."""

from dataclasses import dataclass, field
from urllib.parse import quote

from psycopg.conninfo import make_conninfo

from asan.warehouse.postgres_url import PATIENCE, read_url
from asan.warehouse.target.errors import BadTarget

_DEFAULT_SCHEMA = "cdm"
# A schema's name has 63 bytes, and the load's own schemas add a suffix of five.
_LONGEST_NAME = 58
_RESERVED = ("pg_", "information_schema")


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
        try:
            options, ours = read_url(url, ("schema",))
        except ValueError:
            raise BadTarget from None
        schema = ours.get("schema", _DEFAULT_SCHEMA)
        if not schema or len(schema.encode()) > _LONGEST_NAME or schema.startswith(_RESERVED) or "\x00" in schema:
            raise BadTarget
        password = options.pop("password", None)
        where = options.get("host", "") + (f":{options['port']}" if "port" in options else "")
        who = f"{options['user']}@" if "user" in options else ""
        shown = f"postgresql://{who}{where}/{options.get('dbname', '')}?schema={quote(schema)}"
        return cls(make_conninfo(**{**PATIENCE, **options}), password, schema, shown)
