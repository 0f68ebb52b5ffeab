"""The built web application: files as they are, and its one page for every address that is the browser's to route."""

from mimetypes import guess_type
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from starlette.exceptions import HTTPException

# In a checkout the build lies beside src; asan.server says so where it is missing.
BUILD = Path(__file__).parents[3] / "web" / "dist"


# A page may load nothing but its own server's files. Styles are inline because the component library writes them so.
CONTENT_SECURITY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

# What the build wrote beside each text file, best first.
PACKED = (("br", ".br"), ("gzip", ".gz"))


def install(app: FastAPI, build: Path = BUILD) -> None:
    """Serve ``build``: hashed assets for a year, the page itself never from a cache, both packed where understood."""
    root = build.resolve()

    @app.get("/{path:path}", include_in_schema=False)
    def page(path: str, request: Request) -> Response:
        if path == "api" or path.startswith("api/"):
            raise HTTPException(404)
        file = _built(root, path)
        if file is not None:
            return _file(file, request, "max-age=31536000, immutable" if path.startswith("assets/") else "no-cache")
        index = root / "index.html"
        if not index.is_file():
            return Response("The pages are not built: run `make setup`.", status_code=503, media_type="text/plain")
        return _file(index, request, "no-cache")


def _built(root: Path, path: str) -> Path | None:
    """The file of the build that ``path`` names; None where it names none, or nothing that a file can be called."""
    try:
        file = (root / path).resolve()
        return file if file.is_relative_to(root) and file.is_file() else None
    except (OSError, ValueError):
        return None


def _file(file: Path, request: Request, caching: str) -> FileResponse:
    """``file``, or the packed copy beside it that the browser understands, under the plain file's type."""
    headers = {
        "cache-control": caching,
        "vary": "accept-encoding",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "content-security-policy": CONTENT_SECURITY,
    }
    understood = {part.split(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
    for encoding, suffix in PACKED:
        packed = file.with_name(file.name + suffix)
        if encoding in understood and packed.is_file():
            return FileResponse(packed, headers={**headers, "content-encoding": encoding}, media_type=_type(file))
    return FileResponse(file, headers=headers, media_type=_type(file))


def _type(file: Path) -> str:
    return guess_type(file.name)[0] or "application/octet-stream"
