"""Builds the web application, and serves it with its worker process."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext

from fastapi import FastAPI

from asan import __version__
from asan.http import errors, pages
from asan.http.audited import AuditMiddleware
from asan.kit.migrate import upgrade
from asan.parts import load_jobs, routers


def create_app() -> FastAPI:
    """The whole application: every module's routes behind the login, errors in one shape, the pages."""
    from asan.modules.security.middleware import AuthenticationMiddleware

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        upgrade()
        yield

    load_jobs()
    app = FastAPI(
        title="Asan Data Platform",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    errors.install(app)
    for router in routers():
        app.include_router(router)
    pages.install(app)
    app.add_middleware(AuditMiddleware)
    app.add_middleware(AuthenticationMiddleware)
    return app


def serve(host: str, port: int, pg_port: int = 0) -> None:
    """Serve until interrupted, with a worker process beside; the worker ends with the server.

    With a ``pg_port``, PostgreSQL's clients are served there.
    """
    import uvicorn

    upgrade()
    # No input of anybody's is in this command.
    command = [sys.executable, "-m", "asan.cli", "worker", "--parent", str(os.getpid())]
    worker = subprocess.Popen(command)  # noqa: S603
    try:
        with _wire(host, pg_port):
            uvicorn.run(create_app(), host=host, port=port, log_level="warning", timeout_graceful_shutdown=3)
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def _wire(host: str, port: int) -> AbstractContextManager[object]:
    """The server for PostgreSQL's clients; nothing where there is no port for it."""
    if not port:
        return nullcontext()
    from asan.gateway.service import gateway
    from asan.gateway.wire.server import serving
    from asan.modules.security.wire_access import TokenAccess

    return serving(gateway(), TokenAccess(), host, port)


if __name__ == "__main__":
    # The OpenAPI snapshot, for `make api`.
    json.dump(create_app().openapi(), sys.stdout, indent=2, ensure_ascii=False, sort_keys=True)
    sys.stdout.write("\n")
