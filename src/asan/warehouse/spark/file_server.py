"""Files on S3 for the Spark of this machine, by the protocol that its own Hadoop client speaks: WebHDFS, read only.

pyspark brings no client for S3, but one for WebHDFS, and so its own reader of Parquet reads here what it needs:
footers, the columns of a question, the row groups that a filter leaves. Spark never holds the store's keys. The server
listens on the loopback alone, and answers whoever knows the secret in the path: Spark's session, and nobody else.
"""

import json
import secrets
import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from asan.warehouse.storage.errors import StoreUnreachable
from asan.warehouse.storage.s3_files import Entry, S3Files

_PREFIX: Final = "/webhdfs/v1/"
# Hadoop's client opens a file at each column of a row group, and often reads no more than a footer.
_FIRST_BYTES: Final = 64 * 1024
_MOST_BYTES: Final = 4 * 1024 * 1024


class FileServer:
    """Serves the files below ``files.location`` until the process ends.

    A file that is no longer what a listing told of it is absent: a question reads one state of it, or none.
    """

    def __init__(self, files: S3Files) -> None:
        self.files = files
        self.troubles = 0
        """How often the store failed a reader."""
        # 64 hexadecimal digits: what shows plans does not show them (`asan.warehouse.spark.session`).
        self._secret = secrets.token_hex(32)
        self._told: dict[str, Entry] = {}
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.owner = self
        threading.Thread(target=self._server.serve_forever, name="asan-files", daemon=True).start()

    def address(self, place: str) -> str:
        """What Spark calls ``place``, a folder below the location."""
        below = place.removeprefix(self.files.location).strip("/")
        return f"webhdfs://127.0.0.1:{self._server.server_address[1]}/{self._secret}/{below}"

    def close(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()

    def name_of(self, path: str) -> str:
        """The name below the location that a request's path means. Raises FileNotFoundError."""
        secret, _, name = path.removeprefix(_PREFIX).partition("/")
        if not path.startswith(_PREFIX) or not secrets.compare_digest(secret.encode(), self._secret.encode()):
            raise FileNotFoundError
        if ".." in name.split("/"):
            raise FileNotFoundError
        return name.strip("/")

    def listed(self, name: str) -> list[Entry]:
        """What lies in a folder; from now on its files are served as they are."""
        found = self.files.listed(name)
        self._told.update((entry.name, entry) for entry in found)
        return found

    def entry(self, name: str) -> Entry:
        """A file or folder. Raises FileNotFoundError, for a file that has changed too."""
        found = self.files.entry(name)
        if self._told.get(name, found) != found:
            raise FileNotFoundError(name)
        return found

    def read(self, name: str, start: int, count: int) -> Iterator[bytes]:
        """``count`` bytes from ``start`` on, in pieces that grow. Raises StoreUnreachable."""
        with self.files.opened(name) as file:
            wanted = _FIRST_BYTES
            while count > 0:
                try:
                    piece = file.read_at(min(count, wanted), start)
                except OSError as error:
                    raise self.files.trouble(error) from None
                if not piece:
                    return
                yield piece
                start, count, wanted = start + len(piece), count - len(piece), min(wanted * 4, _MOST_BYTES)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    owner: FileServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that went away has what it wanted."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(asked.query).items()}
        served = self.server.owner
        try:
            name = served.name_of(unquote(asked.path))
            match given.get("op", "").upper():
                case "GETFILESTATUS":
                    self._answer({"FileStatus": _status(served.entry(name), name)})
                case "LISTSTATUS":
                    told = [_status(entry, name) for entry in served.listed(name)]
                    self._answer({"FileStatuses": {"FileStatus": told}})
                case "GETFILEBLOCKLOCATIONS" | "GET_BLOCK_LOCATIONS":
                    self._answer({"BlockLocations": {"BlockLocation": []}})
                case "OPEN":
                    self._stream(name, given)
                case other:
                    self._refuse(HTTPStatus.BAD_REQUEST, "java.lang.UnsupportedOperationException", other[:40])
        except FileNotFoundError:
            self._refuse(HTTPStatus.NOT_FOUND, "java.io.FileNotFoundException", "no such file")
        except StoreUnreachable as error:
            served.troubles += 1
            self._refuse(HTTPStatus.FORBIDDEN, "java.io.IOException", error.code)

    def _stream(self, name: str, given: dict[str, str]) -> None:
        served = self.server.owner
        size = served.entry(name).size
        start = min(int(given.get("offset", "0")), size)
        count = min(int(given.get("length", size)), size - start)
        pieces = served.read(name, start, count)
        first = next(pieces, b"")  # while it can still be refused
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(count))
        self.end_headers()
        try:
            self.wfile.write(first)
            for piece in pieces:
                self.wfile.write(piece)
        except StoreUnreachable:
            served.troubles += 1
            self.close_connection = True  # too short: the client notices
        except OSError:
            self.close_connection = True

    def _answer(self, told: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _refuse(self, status: HTTPStatus, kind: str, message: str) -> None:
        told = {"exception": kind.rpartition(".")[2], "javaClassName": kind, "message": message}
        self._answer({"RemoteException": told}, status)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the secret stands in the path."""


def _status(entry: Entry, below: str) -> dict[str, Any]:
    """The file or folder as WebHDFS tells it, its name relative to the folder ``below``."""
    return {
        "type": "DIRECTORY" if entry.is_folder else "FILE",
        "pathSuffix": entry.name.removeprefix(below).lstrip("/"),
        "length": entry.size,
        "modificationTime": entry.changed // 1_000_000,
        "accessTime": 0,
        "blockSize": 128 * 1024 * 1024,
        "replication": 1,
        "permission": "500",
        "owner": "asan",
        "group": "asan",
        "fileId": 0,
        "childrenNum": 0,
        "storagePolicy": 0,
    }
