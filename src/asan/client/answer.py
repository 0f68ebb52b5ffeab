"""An answer as the client reads it: once, batch by batch, and to its end or with an error."""

import json
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from asan.client import frames
from asan.client.errors import Error, InternalError, Own, from_server
from asan.kit.translation import Language, Text

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

_TRUNCATED = Text(
    "서버의 행 한도에서 잘렸습니다({rows}행). limit=으로 늘릴 수 있습니다.",
    "Cut off at the server's row limit, after {rows} rows. limit= raises it.",
)


class TruncatedAnswer(UserWarning):
    """There were more rows than the server's own limit, and the asker had not named one."""


class Answer:
    """The rows of one question, streamed. Reading it takes the memory of a few batches, unless it is kept whole.

    ``masked`` maps a column to the mask that touched its values; ``snapshot`` is the published version that was read,
    None where there is none; ``audit_id`` the number of the audit's record. ``truncated`` says whether there were more
    rows than the limit: None as long as that is not known. ``rows_read`` counts the rows so far.

    An answer that ends early raises: it is never silently short. Closing it, or leaving its ``with`` block, before the
    end stops the server's work.
    """

    def __init__(self, response: BaseHTTPResponse, language: Language, *, limited: bool) -> None:
        self._response = response
        self._language = language
        self._limited = limited
        self._taken = False
        self.rows_read = 0
        with self._named_errors():
            self._reader = pa.ipc.open_stream(pa.PythonFile(_Body(response), mode="r"))
        self.schema: pa.Schema = self._reader.schema
        told = {name.decode(): value.decode() for name, value in (self.schema.metadata or {}).items()}
        self.snapshot = int(told["asan.snapshot"]) if told.get("asan.snapshot") else None
        self.audit_id = int(told["asan.audit"])
        self.masked: dict[str, str] = json.loads(told["asan.masked"])
        self.truncated: bool | None = json.loads(told.get("asan.truncated", "null"))

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows as they come. Raises the server's error where it failed midway, OperationalError where it was cut.

        Warns with TruncatedAnswer at the end where the server's own limit cut the answer.
        """
        if self._taken:
            raise Own.error("read_already", self._language)
        self._taken = True
        return self._batches()

    __iter__ = batches

    def reader(self) -> pa.RecordBatchReader:
        """The rows as Arrow's own reader, for what takes one: DuckDB, Parquet writers, data sets."""
        return pa.RecordBatchReader.from_batches(self.schema, self.batches())

    def table(self) -> pa.Table:
        """All rows as an Arrow table."""
        return pa.Table.from_batches(self.batches(), schema=self.schema)

    def pandas(self) -> "pd.DataFrame":
        """All rows as a pandas frame: whole numbers stay whole where values are missing, dates are datetime64."""
        return frames.pandas(self.table())

    def polars(self) -> "pl.DataFrame":
        """All rows as a polars frame; of columns with one name, later ones get a number."""
        return frames.polars(self.table())

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows as tuples of Python's values."""
        for batch in self.batches():
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.reader().__arrow_c_stream__(requested_schema)

    def close(self) -> None:
        """Stop reading, and the server's work with it. What was read to its end gives its connection back."""
        self._taken = True
        # Closed, not drained: the server notices, and does no more.
        self._response.close()

    def __enter__(self) -> "Answer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _batches(self) -> Iterator[pa.RecordBatch]:
        ended = False
        try:
            while not ended:
                with self._named_errors():
                    batch, told = self._reader.read_next_batch_with_custom_metadata()
                end = (told or {}).get(b"asan.end")
                if end is not None:
                    self._ended(json.loads(end))
                    ended = True
                elif batch.num_rows:
                    self.rows_read += batch.num_rows
                    yield batch
            # What follows the last batch is the stream's own end.
            self._response.drain_conn()
            self._response.release_conn()
        finally:
            if not ended:
                self._response.close()

    def _ended(self, told: dict[str, Any]) -> None:
        if "error" in told:
            raise from_server(told["error"], int(told["error"]["status"]))
        if told["rows"] != self.rows_read:
            raise self._cut()
        self.truncated = told["truncated"]
        if self.truncated and not self._limited:
            message = _TRUNCATED.fill(rows=self.rows_read).in_language(self._language)
            warnings.warn(TruncatedAnswer(message), stacklevel=4)

    def _cut(self) -> Error:
        return Own.error("answer_cut", self._language, rows=self.rows_read)

    def _named_errors(self) -> "_NamedErrors":
        return _NamedErrors(self)


class _NamedErrors:
    """Whatever a broken stream raises, said as one of our errors."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, HTTPError | pa.ArrowInvalid | StopIteration | OSError):
            raise self.answer._cut() from error
        if isinstance(error, pa.ArrowException):
            raise InternalError("internal_error", str(error)) from error


class _Body:
    """The response's body as Arrow reads a file."""

    closed = False

    def __init__(self, response: BaseHTTPResponse) -> None:
        self._response = response

    def read(self, size: int) -> bytes:
        return self._response.read(size) if size else b""

    def close(self) -> None:
        return None
