"""The built web application: files as they are, and its one page for every address that is the browser's to route."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from starlette.exceptions import HTTPException

# In a checkout the build lies beside src; asan.server says so where it is missing.
BUILD = Path(__file__).parents[3] / "web" / "dist"


def install(app: FastAPI, build: Path = BUILD) -> None:
    """Serve ``build``: hashed assets for a year, the page itself never from a cache."""
    root = build.resolve()

    @app.get("/{path:path}", include_in_schema=False)
    def page(path: str) -> Response:
        if path == "api" or path.startswith("api/"):
            raise HTTPException(404)
        file = (root / path).resolve()
        if path and file.is_file() and file.is_relative_to(root):
            forever = path.startswith("assets/")
            return FileResponse(
                file, headers={"cache-control": "max-age=31536000, immutable" if forever else "no-cache"}
            )
        index = root / "index.html"
        if not index.is_file():
            return Response("The pages are not built: run `make setup`.", status_code=503, media_type="text/plain")
        return FileResponse(index, headers={"cache-control": "no-cache"})
