"""A connection to a server: questions out, answers as Arrow, pandas or polars in."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from asan.client.answer import Answer
from asan.client.errors import Own, machine_language
from asan.client.parameters import Parameters, as_json
from asan.client.transport import Transport
from asan.kit.translation import Language

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

Compression = Literal["zstd", "lz4", "none"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the asker sees; ``type`` is DuckDB's name for it, ``mask`` names how its values are changed."""

    name: str
    type: str
    mask: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table that the asker sees. ``aggregate_only``: counts and sums are answered, rows never."""

    schema: str
    name: str
    columns: tuple[Column, ...]
    aggregate_only: bool


class Connection:
    """Questions to one server as one account. Safe to share between threads; holds nothing on the server."""

    def __init__(
        self, transport: Transport, *, snapshot: int | None, limit: int | None, compression: Compression | None
    ) -> None:
        self._transport: Transport | None = transport
        self.language = transport.language
        self.snapshot = snapshot
        self.limit = limit
        self.compression: Compression = compression or ("none" if transport.local else "zstd")

    def query(
        self, sql: str, parameters: Parameters = None, *, limit: int | None = None, snapshot: int | None = None
    ) -> Answer:
        """Ask one SELECT (DuckDB's dialect; ``?`` or ``$name`` for ``parameters``) and return its answer, unread.

        ``limit`` rows come at most (default: the connection's, else the server's), of ``snapshot`` (default: the
        connection's, else the newest). Raises an Error: see `asan.client.errors`.
        """
        wanted = limit or self.limit
        body: dict[str, Any] = {
            "sql": sql,
            "parameters": as_json(parameters),
            "limit": wanted,
            "snapshot": self.snapshot if snapshot is None else snapshot,
            "compression": None if self.compression == "none" else self.compression,
        }
        response = self._open().post("/api/query", body)
        return Answer(response, self.language, limited=wanted is not None)

    def table(self, sql: str, parameters: Parameters = None, **options: Any) -> pa.Table:
        """The answer as an Arrow table; ``options`` as for `query`."""
        with self.query(sql, parameters, **options) as answer:
            return answer.table()

    def pandas(self, sql: str, parameters: Parameters = None, **options: Any) -> "pd.DataFrame":
        """The answer as a pandas frame; ``options`` as for `query`."""
        with self.query(sql, parameters, **options) as answer:
            return answer.pandas()

    def polars(self, sql: str, parameters: Parameters = None, **options: Any) -> "pl.DataFrame":
        """The answer as a polars frame; ``options`` as for `query`."""
        with self.query(sql, parameters, **options) as answer:
            return answer.polars()

    def catalog(self) -> list[Table]:
        """The tables and columns that this account sees, and how."""
        return [
            Table(
                schema=told["schema"],
                name=told["name"],
                columns=tuple(Column(each["name"], each["type"], each["mask"]) for each in told["columns"]),
                aggregate_only=told["aggregate_only"],
            )
            for told in self._open().get("/api/catalog")
        ]

    def account(self) -> str:
        """Whose token this is: also a way to see whether the server is there and the token holds."""
        return str(self._open().get("/api/auth/me")["user"]["name"])

    def close(self) -> None:
        """Close what is open. Answers that are being read go on."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<asan.Connection to {self._transport.server if self._transport else 'nowhere: closed'}>"

    def _open(self) -> Transport:
        if self._transport is None:
            raise Own.error("closed", self.language)
        return self._transport


def connect(
    url: str | None = None,
    token: str | None = None,
    *,
    snapshot: int | None = None,
    limit: int | None = None,
    language: Language | None = None,
    timeout: float | None = 300.0,
    ca: str | os.PathLike[str] | None = None,
    certificate: tuple[str, str] | None = None,
    proxy: str | None = None,
    compression: Compression | None = None,
    project: str | None = None,
) -> Connection:
    """Connect to the server at ``url`` with an API ``token`` (default: ``ASAN_URL`` and ``ASAN_TOKEN``).

    Nothing is sent before the first question. ``snapshot`` and ``limit`` hold for questions that name none;
    ``language`` is that of error texts (default: this machine's); ``timeout`` is how many seconds the server may be
    silent. ``ca`` is a file of authorities to trust instead of the system's, ``certificate`` the client's own with its
    key, ``proxy`` an address (default: the environment's; ``""``: none). ``compression`` of Arrow's buffers is "zstd"
    unless the server is this machine. ``project`` is the key of the project for which is asked, where the token is not
    bound to one already. Raises InterfaceError for an address or token that cannot be one.
    """
    told = language or machine_language()
    transport = Transport(
        (url or os.environ.get("ASAN_URL", "")).strip(),
        (token or os.environ.get("ASAN_TOKEN", "")).strip(),
        language=told,
        timeout=timeout,
        ca=ca,
        certificate=certificate,
        proxy=proxy,
        project=project,
    )
    return Connection(transport, snapshot=snapshot, limit=limit, compression=compression)
