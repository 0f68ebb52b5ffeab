"""Questions over HTTP: rows as JSON or as Arrow's stream, and the catalog that the asker sees."""

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from asan.gateway.answer import Answer
from asan.gateway.arrow_stream import ARROW, ArrowStream, Compression
from asan.gateway.current_principal import CurrentPrincipal
from asan.gateway.execution import Cancellation
from asan.gateway.output import plain, rows_of
from asan.gateway.question import BUFFERED_BYTES
from asan.gateway.service import VisibleTable, gateway
from asan.kit.errors import BadInput
from asan.kit.language import language_of
from asan.kit.presence import while_present

MOST_JSON_ROWS: Final = 1_000_000

router = APIRouter(prefix="/api", tags=["gateway"])


class DateValue(BaseModel):
    """A date as a parameter's value: JSON has no form for it."""

    date: dt.date


class TimestampValue(BaseModel):
    """A moment as a parameter's value."""

    timestamp: dt.datetime


class DecimalValue(BaseModel):
    """An exact number as a parameter's value, as text."""

    decimal: Annotated[Decimal, Field(max_digits=38)]


Scalar = (
    bool
    | Annotated[int, Field(ge=-(2**63), lt=2**63)]
    | Annotated[float, Field(allow_inf_nan=False)]
    | Annotated[str, Field(max_length=100_000)]
    | DateValue
    | TimestampValue
    | DecimalValue
    | None
)
Value = Scalar | Annotated[list[Scalar], Field(max_length=10_000)]


class Question(BaseModel):
    """A question, the snapshot to ask it of (default: the newest) and how many rows to answer at most.

    ``parameters`` stand for its ``?`` in their order, or for ``$name`` by name. ``compression`` is of Arrow's buffers.
    """

    sql: str = Field(max_length=200_000)
    parameters: (
        Annotated[list[Value], Field(max_length=10_000)] | Annotated[dict[str, Value], Field(max_length=1000)] | None
    ) = None
    snapshot: int | None = Field(default=None, ge=0, lt=2**62)
    limit: int | None = Field(default=None, ge=1, le=1_000_000_000)
    compression: Compression | None = None


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
async def query(
    question: Question, principal: CurrentPrincipal, request: Request, accept: Annotated[str, Header()] = ""
) -> Response:
    """Answer one SELECT as the asker may see it; Arrow's stream when the request accepts that.

    The question is stopped when the client goes away. JSON holds a million rows at most, Arrow has no such limit.
    """
    as_arrow = ARROW in accept
    if not as_arrow and question.limit is not None and question.limit > MOST_JSON_ROWS:
        raise BadInput(detail=f"limit: at most {MOST_JSON_ROWS:,} as JSON; Accept: {ARROW}")
    cancellation = Cancellation()

    def ask() -> Answer:
        return gateway().query(
            principal,
            question.sql,
            parameters=_bare(question.parameters),
            snapshot=question.snapshot,
            row_limit=question.limit,
            surface="http",
            cancellation=cancellation,
        )

    answer = await while_present(request.receive, ask, cancellation.cancel)
    if as_arrow:
        return ArrowStream(answer, cancellation, language_of(request), question.compression)
    return await while_present(request.receive, partial(_as_json, answer), cancellation.cancel)


def _as_json(answer: Answer) -> Response:
    return JSONResponse(answer_body(answer).model_dump())


def answer_body(answer: Answer) -> AnswerBody:
    """All of an answer as JSON holds it; reads and closes it."""
    try:
        rows = [[plain(value) for value in row] for row in rows_of(answer, most_bytes=BUFFERED_BYTES)]
    finally:
        answer.close()
    return AnswerBody(
        columns=[
            AnswerColumn(name=field.name, type=str(field.type), mask=answer.masked.get(field.name))
            for field in answer.schema
        ],
        rows=rows,
        truncated=answer.truncated,
        snapshot=answer.snapshot.version if answer.snapshot else None,
        milliseconds=answer.milliseconds,
    )


def _bare(value: Any) -> Any:
    """Parameters as Python's values."""
    match value:
        case DateValue():
            return value.date
        case TimestampValue():
            return value.timestamp
        case DecimalValue():
            return value.decimal
        case list():
            return [_bare(each) for each in value]
        case dict():
            return {name: _bare(each) for name, each in value.items()}
    return value


@router.get("/catalog")
def catalog(principal: CurrentPrincipal) -> list[VisibleTable]:
    """The tables and columns that the asker sees, and how."""
    return list(gateway().catalog(principal))
