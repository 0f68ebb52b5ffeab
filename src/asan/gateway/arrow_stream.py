"""An answer as Arrow's IPC stream over HTTP: what policy did stands in the schema, how it ended in the last batch.

The schema's metadata holds ``asan.snapshot`` (the version; empty where there is none), ``asan.audit`` (the record's
number), ``asan.masked`` (JSON, mask by column) and, where it is known before the rows, ``asan.truncated``. The last
batch has no rows and in its metadata ``asan.end``: JSON with ``rows`` and ``truncated``, or with ``error`` as
``{code, message, next, status}``. A stream without it was cut. After an error, HTTP's own end is left out as well, so
that readers who know nothing of ours notice too.
"""

import copy
import io
import json
import logging
from collections.abc import Iterator
from functools import partial
from typing import Final, Literal

import anyio
import pyarrow as pa
from anyio.to_thread import run_sync
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from asan.gateway.answer import Answer
from asan.gateway.execution import Cancellation
from asan.kit.errors import AsanError
from asan.kit.presence import watched
from asan.kit.translation import Language

ARROW: Final = "application/vnd.apache.arrow.stream"
Compression = Literal["zstd", "lz4"]

PIECE_BYTES: Final = 2**20
"""Batches are put together until they hold this much: the engine's own are small."""

STALL_SECONDS: Final = 60.0
"""A client that takes nothing for this long is given up."""

log = logging.getLogger("asan.gateway")


class ArrowStream(Response):
    """Streams an answer and closes it, whatever happens. At most a few pieces are in memory."""

    media_type = ARROW

    def __init__(
        self, answer: Answer, cancellation: Cancellation, language: Language, compression: Compression | None
    ) -> None:
        super().__init__(media_type=ARROW)
        del self.headers["content-length"]
        self.answer = answer
        self.cancellation = cancellation
        self.pieces = pieces(answer, language, compression)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream piece by piece as the client takes it; stop the engine when the client has gone."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        try:
            async with watched(receive, self.cancellation.cancel):
                whole = await self._send_pieces(send)
            if whole:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            with anyio.CancelScope(shield=True):
                await run_sync(self.answer.close)

    async def _send_pieces(self, send: Send) -> bool:
        """Whether the stream ended well. Left unended, the server drops the connection."""
        while True:
            piece = await run_sync(next, self.pieces, None)
            if piece is None:
                return True
            with anyio.move_on_after(STALL_SECONDS) as patience:
                await send({"type": "http.response.body", "body": piece.content, "more_body": True})
            if patience.cancelled_caught or piece.broken or self.cancellation.requested:
                return False


class Piece:
    """Bytes of the stream; ``broken`` where they are its last because of an error."""

    def __init__(self, content: bytes, *, broken: bool = False) -> None:
        self.content = content
        self.broken = broken


def in_one_piece(answer: Answer, rows: pa.Table, language: Language, **told: str) -> Response:
    """``rows``, few and already read from ``answer``, as the same stream; ``told`` joins the schema's metadata."""
    again = copy.copy(answer)
    again.schema = rows.schema.with_metadata({**(rows.schema.metadata or {}), **told})
    again.batches = iter(rows.to_batches())
    return Response(b"".join(piece.content for piece in pieces(again, language, None)), media_type=ARROW)


def pieces(answer: Answer, language: Language, compression: Compression | None) -> Iterator[Piece]:
    """The stream's bytes, an error's record last."""
    sink = io.BytesIO()
    schema = answer.schema.with_metadata({**(answer.schema.metadata or {}), **_told(answer)})
    rows = 0
    with pa.ipc.new_stream(sink, schema, options=_options(compression)) as writer:
        end = partial(writer.write_batch, _without_rows(schema))
        try:
            for batch in _together(answer):
                rows += batch.num_rows
                writer.write_batch(batch.cast(schema))
                yield Piece(_taken(sink))
        except Exception as error:
            named = error if isinstance(error, AsanError) else AsanError()
            if named is not error:
                log.exception("an answer broke off", exc_info=error)
            end(custom_metadata=_end(error={**named.as_json(language), "status": named.status}))
            yield Piece(_taken(sink), broken=True)
            return
        end(custom_metadata=_end(rows=rows, truncated=answer.truncated))
    yield Piece(_taken(sink))


def _together(answer: Answer) -> Iterator[pa.RecordBatch]:
    held: list[pa.RecordBatch] = []
    size = 0
    for batch in answer.batches:
        held.append(batch)
        size += batch.nbytes
        if size >= PIECE_BYTES:
            yield from pa.Table.from_batches(held).combine_chunks().to_batches()
            held, size = [], 0
    if held:
        yield from pa.Table.from_batches(held).combine_chunks().to_batches()


def _told(answer: Answer) -> dict[str, str]:
    version = answer.snapshot.version if answer.snapshot else None
    return {
        "asan.snapshot": "" if version is None else str(version),
        "asan.audit": str(answer.audit_id),
        "asan.masked": json.dumps(answer.masked, ensure_ascii=False),
        **({"asan.truncated": json.dumps(answer.truncated)} if answer.computed else {}),
    }


def _end(**told: object) -> dict[str, str]:
    return {"asan.end": json.dumps(told, ensure_ascii=False)}


def _options(compression: Compression | None) -> pa.ipc.IpcWriteOptions:
    # The fastest level: most of what there is to gain comes with it.
    codec = pa.Codec("zstd", compression_level=1) if compression == "zstd" else compression
    return pa.ipc.IpcWriteOptions(compression=codec)


def _without_rows(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([], field.type) for field in schema], schema=schema)


def _taken(sink: io.BytesIO) -> bytes:
    content = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return content
