"""SQLAlchemy's dialect: ``asan://TOKEN@host/`` (HTTPS) or ``asan+http://TOKEN@127.0.0.1:8000/``.

Statements compile as for PostgreSQL, where DuckDB means the same by them; tables and columns are reflected from the
gateway's catalog, so that everybody sees their own.
"""

import re
from typing import Any

from sqlalchemy import types
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGIdentifierPreparer, PGTypeCompiler
from sqlalchemy.engine import URL, Engine, reflection
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import NoSuchTableError

from asan.client.connection import Table

SCHEMA = "cdm"

_TYPES: dict[str, type[types.TypeEngine[Any]]] = {
    "TINYINT": types.SMALLINT,
    "SMALLINT": types.SMALLINT,
    "INTEGER": types.INTEGER,
    "BIGINT": types.BIGINT,
    "HUGEINT": types.NUMERIC,
    "FLOAT": types.REAL,
    "DOUBLE": types.DOUBLE_PRECISION,
    "VARCHAR": types.VARCHAR,
    "BOOLEAN": types.BOOLEAN,
    "DATE": types.DATE,
    "TIME": types.TIME,
    "TIMESTAMP": types.TIMESTAMP,
    "BLOB": types.LargeBinary,
}


class AsanCompiler(PGCompiler):
    """PostgreSQL's SQL, save where DuckDB means something else by it."""

    def visit_regexp_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """``~`` is a match of the whole text in DuckDB."""
        return f"regexp_matches({self.process(binary.left, **kw)}, {self.process(binary.right, **kw)})"

    def visit_not_regexp_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """See above."""
        return f"NOT {self.visit_regexp_match_op_binary(binary, operator, **kw)}"


class AsanDialect(DefaultDialect):
    """Reads through the platform's HTTP API."""

    name = "asan"
    driver = "https"
    default_paramstyle = "qmark"
    statement_compiler = AsanCompiler
    type_compiler_cls = PGTypeCompiler
    preparer = PGIdentifierPreparer
    supports_statement_cache = True
    supports_native_boolean = True
    supports_native_decimal = True
    supports_sane_rowcount = False
    supports_sane_multi_rowcount = False
    postfetch_lastrowid = False
    # DuckDB's / divides whole numbers into fractions.
    div_is_floordiv = False
    default_schema_name = SCHEMA
    _backslash_escapes = False

    @classmethod
    def import_dbapi(cls) -> Any:
        """The client's DB-API module."""
        from asan.client import dbapi

        return dbapi

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Keep the token out of what an engine says of itself: a password is not shown, a user's name is."""
        if engine.url.username and not engine.url.password:
            engine.url = engine.url.set(username="token", password=engine.url.username)

    def create_connect_args(self, url: URL) -> tuple[list[Any], dict[str, Any]]:
        """The token is the user's name (or password); ``snapshot``, ``limit``, ``ca``, ``language`` are parameters."""
        plain = url.drivername == "asan+http"
        host = f"[{url.host}]" if url.host and ":" in url.host else url.host or ""
        port = f":{url.port}" if url.port else ""
        path = f"/{url.database}" if url.database else ""
        options: dict[str, Any] = dict(url.query)
        for name in ("snapshot", "limit"):
            if name in options:
                options[name] = int(options[name])
        if "timeout" in options:
            options["timeout"] = float(options["timeout"])
        address = f"{'http' if plain else 'https'}://{host}{port}{path}"
        return [address, url.password or url.username], options

    def initialize(self, connection: Any) -> None:
        """Nothing needs to be asked: every server means the same."""

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Whether the server knows the token; asks nothing of the data."""
        dbapi_connection.client.account()
        return True

    def get_isolation_level_values(self, dbapi_connection: Any) -> list[Any]:
        """Each question reads one snapshot; there is nothing to choose."""
        return ["AUTOCOMMIT"]

    def set_isolation_level(self, dbapi_connection: Any, level: Any) -> None:
        """Nothing to set."""

    def reset_isolation_level(self, dbapi_connection: Any) -> None:
        """Nothing to reset."""

    @reflection.cache
    def _catalog(self, connection: Any, **kw: Any) -> list[Table]:
        client = connection.connection.dbapi_connection.client
        found: list[Table] = client.catalog()
        return found

    def get_schema_names(self, connection: Any, **kw: Any) -> list[str]:
        """The schemas in which something is visible."""
        return sorted({table.schema for table in self._catalog(connection, **kw)})

    def get_table_names(self, connection: Any, schema: str | None = None, **kw: Any) -> list[str]:
        """The visible tables of ``schema``; without one, of the CDM."""
        wanted = schema or SCHEMA
        return [table.name for table in self._catalog(connection, **kw) if table.schema == wanted]

    def get_view_names(self, connection: Any, schema: str | None = None, **kw: Any) -> list[str]:
        """None."""
        return []

    def has_table(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Whether the table is visible."""
        return self._find(connection, table_name, schema, **kw) is not None

    def get_columns(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> list[Any]:
        """The visible columns; a comment says how one is masked. Raises NoSuchTableError."""
        table = self._table(connection, table_name, schema, **kw)
        return [
            {
                "name": column.name,
                "type": type_of(column.type),
                "nullable": True,
                "default": None,
                "autoincrement": False,
                "comment": f"masked: {column.mask}" if column.mask else None,
            }
            for column in table.columns
        ]

    def get_pk_constraint(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> Any:
        """None: the catalog does not tell keys. Raises NoSuchTableError."""
        self._table(connection, table_name, schema, **kw)
        return {"constrained_columns": [], "name": None}

    def get_foreign_keys(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> Any:
        """None, as above."""
        self._table(connection, table_name, schema, **kw)
        return []

    get_indexes = get_unique_constraints = get_check_constraints = get_foreign_keys

    def get_table_comment(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> Any:
        """Says where only aggregates are answered."""
        table = self._table(connection, table_name, schema, **kw)
        return {"text": "aggregates only" if table.aggregate_only else None}

    def _find(self, connection: Any, name: str, schema: str | None, **kw: Any) -> Table | None:
        # Without a schema a name means what it means in a question: the first table called so.
        tables = (table for table in self._catalog(connection, **kw) if schema in (None, table.schema))
        return next((table for table in tables if table.name.lower() == name.lower()), None)

    def _table(self, connection: Any, name: str, schema: str | None, **kw: Any) -> Table:
        found = self._find(connection, name, schema, **kw)
        if found is None:
            raise NoSuchTableError(name)
        return found


def type_of(name: str) -> types.TypeEngine[Any]:
    """SQLAlchemy's type for DuckDB's ``name``; NullType where there is none."""
    decimal = re.fullmatch(r"DECIMAL\((\d+),\s*(\d+)\)", name)
    if decimal:
        return types.NUMERIC(int(decimal[1]), int(decimal[2]))
    if name == "TIMESTAMP WITH TIME ZONE":
        return types.TIMESTAMP(timezone=True)
    return _TYPES.get(name, types.NullType)()
