"""The data mart over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from asan.gateway.arrow_stream import ARROW, in_one_piece
from asan.gateway.current_principal import CurrentPrincipal
from asan.kit.language import language_of
from asan.modules.mart import exports, service
from asan.modules.mart.schemas import (
    ExportIn,
    ExportOut,
    JobStarted,
    ProfileOut,
    RowsIn,
    RowsOut,
    TableOut,
    TablesOut,
)
from asan.modules.mart.visible import schema_of

router = APIRouter(prefix="/api/mart", tags=["mart"])

_MEDIA = {".csv": "text/csv; charset=utf-8", ".parquet": "application/vnd.apache.parquet"}


@router.get("/tables")
def list_tables(principal: CurrentPrincipal, request: Request) -> TablesOut:
    """The CDM's tables that the asker may see, with counts of the snapshot read."""
    return service.tables(principal, language_of(request))


@router.get("/tables/{table}")
def get_table(table: str, principal: CurrentPrincipal, request: Request) -> TableOut:
    """A table's columns, keys, links and descriptions, and how each column is shown to the asker."""
    return schema_of(principal, table, language_of(request))


@router.post("/tables/{table}/rows", response_model=RowsOut)
def read_rows(
    table: str, asked: RowsIn, principal: CurrentPrincipal, request: Request, accept: Annotated[str, Header()] = ""
) -> Response:
    """A page of a table's rows under the asker's policies, filtered and sorted, with the exact number of rows.

    As Arrow's stream when the request accepts that; everything but the rows is then JSON in its schema's ``asan.page``.
    """
    page = service.rows(principal, table, asked)
    if ARROW in accept:
        told = {"asan.page": page.head.model_dump_json()}
        return in_one_piece(page.answer, page.rows, language_of(request), **told)
    return JSONResponse(page.as_json().model_dump(mode="json"))


@router.get("/tables/{table}/profile")
def get_profile(table: str, principal: CurrentPrincipal) -> ProfileOut:
    """The profile of each column; values of masked columns are left out."""
    return service.profile(principal, table)


@router.post("/exports", status_code=202)
def start_export(asked: ExportIn, principal: CurrentPrincipal) -> JobStarted:
    """Write a selection to a CSV (UTF-8 with byte order mark) or Parquet file, as a job."""
    return JobStarted(job=exports.start(principal, asked))


@router.get("/exports")
def list_exports(principal: CurrentPrincipal) -> list[ExportOut]:
    """The asker's own exports, newest first."""
    return exports.mine(principal)


@router.get("/exports/{job}/file", response_class=FileResponse)
def download_export(job: int, principal: CurrentPrincipal) -> FileResponse:
    """The file of one of the asker's own exports; the download is audited."""
    path = exports.download(principal, job)
    return FileResponse(path, filename=path.name, media_type=_MEDIA[path.suffix])
