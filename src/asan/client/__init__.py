"""The Python client of a server: Arrow, pandas, polars, DB-API 2.0 and SQLAlchemy over its HTTP API.

It needs pyarrow and urllib3, and nothing of the server's program.
"""

from asan.client.answer import Answer, TruncatedAnswer
from asan.client.connection import Connection, connect
from asan.client.errors import Error

__all__ = ["Answer", "Connection", "Error", "TruncatedAnswer", "connect"]
