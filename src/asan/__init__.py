"""The Asan Data Platform: source records in, OMOP CDM 5.4 out, one governed door to read it.

``asan.connect(url, token)`` asks a server; it is imported when it is used, and nothing of the server with it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asan.client.connection import connect as connect

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "connect":
        from asan.client.connection import connect

        return connect
    raise AttributeError(f"module 'asan' has no attribute {name!r}")
