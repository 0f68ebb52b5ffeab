"""Every failure leaves the server in one shape: ``{code, message, next}`` in the asker's language."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from asan.kit.errors import AsanError, BadInput, NotFound
from asan.kit.language import language_of

log = logging.getLogger("asan.http")


def _answer(error: AsanError, request: Request) -> JSONResponse:
    answer = JSONResponse(error.as_json(language_of(request)), status_code=error.status)
    if "retry_after" in error.values:
        answer.headers["retry-after"] = str(error.values["retry_after"])
    return answer


class MethodNotAllowed(AsanError):
    """The address exists, the method does not."""

    code = "method_not_allowed"
    status = 405


def install(app: FastAPI) -> None:
    """Answer every exception that a route lets out."""

    @app.exception_handler(AsanError)
    async def named(request: Request, error: AsanError) -> JSONResponse:
        return _answer(error, request)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        # Where and what, but not the value: it may be a password.
        detail = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()[:5])
        answer = _answer(BadInput(detail=detail), request)
        answer.status_code = 422
        return answer

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 404:
            return _answer(NotFound(what=request.url.path), request)
        if error.status_code == 405:
            answer = _answer(MethodNotAllowed(), request)
            answer.headers.update(error.headers or {})
            return answer
        answer = _answer(BadInput(detail=str(error.detail)), request)
        answer.status_code = error.status_code
        return answer

    @app.exception_handler(Exception)
    async def unknown(request: Request, error: Exception) -> JSONResponse:
        log.exception("%s %s", request.method, request.url.path, exc_info=error)
        return _answer(AsanError(), request)
