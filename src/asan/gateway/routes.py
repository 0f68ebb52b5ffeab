"""Questions over HTTP: rows as JSON or as Arrow's stream, and the catalog that the asker sees."""

import io
from collections.abc import Iterator
from typing import Annotated, Any

import pyarrow as pa
from fastapi import APIRouter, Header
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from asan.gateway.answer import Answer
from asan.gateway.output import plain, rows_of
from asan.gateway.principal import CurrentPrincipal
from asan.gateway.service import BUFFERED_BYTES, VisibleTable, gateway

ARROW = "application/vnd.apache.arrow.stream"

router = APIRouter(prefix="/api", tags=["gateway"])


class Question(BaseModel):
    """A question, the snapshot to ask it of (default: the newest) and how many rows to answer at most."""

    sql: str = Field(max_length=200_000)
    snapshot: int | None = Field(default=None, ge=0, lt=2**62)
    limit: int | None = Field(default=None, ge=1, le=1_000_000)


class AnswerColumn(BaseModel):
    """A column of an answer; ``mask`` names the masks that touched its values."""

    name: str
    type: str
    mask: str | None


class AnswerBody(BaseModel):
    """An answer in JSON: rows as lists in the order of the columns."""

    columns: list[AnswerColumn]
    rows: list[list[Any]]
    truncated: bool
    snapshot: int | None
    milliseconds: float


@router.post("/query", response_model=AnswerBody)
def query(question: Question, principal: CurrentPrincipal, accept: Annotated[str, Header()] = "") -> Response:
    """Answer one SELECT as the asker may see it; Arrow's stream when the request accepts that."""
    answer = gateway().query(
        principal, question.sql, snapshot=question.snapshot, row_limit=question.limit, surface="http"
    )
    if ARROW in accept:
        return StreamingResponse(_stream(answer), media_type=ARROW)
    try:
        rows = [[plain(value) for value in row] for row in rows_of(answer, most_bytes=BUFFERED_BYTES)]
    finally:
        answer.close()
    body = AnswerBody(
        columns=[
            AnswerColumn(name=field.name, type=str(field.type), mask=answer.masked.get(field.name))
            for field in answer.schema
        ],
        rows=rows,
        truncated=answer.truncated,
        snapshot=answer.snapshot.version if answer.snapshot else None,
        milliseconds=answer.milliseconds,
    )
    return JSONResponse(body.model_dump())


@router.get("/catalog")
def catalog(principal: CurrentPrincipal) -> list[VisibleTable]:
    """The tables and columns that the asker sees, and how."""
    return list(gateway().catalog(principal))


def _stream(answer: Answer) -> Iterator[bytes]:
    """Arrow's IPC stream, piece by piece."""
    buffer = io.BytesIO()
    try:
        with pa.ipc.new_stream(buffer, answer.schema) as writer:
            for batch in answer.batches:
                writer.write_batch(batch)
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
        yield buffer.getvalue()
    finally:
        answer.close()
