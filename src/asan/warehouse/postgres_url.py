"""How an address of PostgreSQL is read: libpq's URL, with parameters of ours among its own."""

from collections.abc import Collection
from typing import Final
from urllib.parse import unquote

import psycopg
from psycopg.conninfo import conninfo_to_dict

PATIENCE: Final = {
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}
"""A server that is gone is noticed after a minute, not after the system's two hours. All may be given in the URL."""


def read_url(url: str, own: Collection[str]) -> tuple[dict[str, str], dict[str, str]]:
    """libpq's parameters, and those that are called as one of ``own``, percent-decoded.

    Raises ValueError, whose text and context hold nothing of the URL: a password may be in it.
    """
    ours: dict[str, str] = {}
    rest = []
    try:
        if not url.startswith(("postgresql://", "postgres://")):
            raise ValueError
        base, _, query = url.partition("?")
        for part in filter(None, query.split("&")):
            name, _, value = part.partition("=")
            if name in own:
                ours[name] = unquote(value, errors="strict")
            else:
                rest.append(part)
        parameters = conninfo_to_dict(f"{base}?{'&'.join(rest)}")
    except (ValueError, psycopg.Error):
        raise ValueError("no address of PostgreSQL") from None
    return {name: str(value) for name, value in parameters.items() if value is not None}, ours
