"""Stands before an HTTP server, answers 503 instead of it as often as a test says, and lets it watch what passes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class FailingProxy:
    """``failures`` requests are still to be refused; ``refused`` were. ``watch`` is told of each before it goes on."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.failures = 0
        self.refused = 0
        self.watch: Callable[[str, str], None] = lambda command, path: None
        self.lock = threading.Lock()

    def refuses(self) -> bool:
        """Whether this request is one of those."""
        with self.lock:
            if self.failures <= 0:
                return False
            self.failures -= 1
            self.refused += 1
            return True


@contextmanager
def failing_proxy(target: str) -> Iterator[tuple[FailingProxy, str]]:
    """The proxy before ``target`` (host:port), and its own address."""
    proxy = FailingProxy(target)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self) -> None:
            chunked = self.headers.get("Transfer-Encoding", "").lower() == "chunked"
            body = self.chunks() if chunked else self.rfile.read(int(self.headers.get("Content-Length") or 0))
            proxy.watch(self.command, self.path)
            if proxy.refuses():
                self.send_response(503)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            upstream = HTTPConnection(proxy.target, timeout=60)
            # The Host header goes on as it came: it is part of what was signed.
            upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                upstream.putheader(name, value)
            upstream.endheaders(body, encode_chunked=chunked)
            answer = upstream.getresponse()
            content = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("transfer-encoding", "connection", "content-length", "date", "server"):
                    self.send_header(name, value)
            length = answer.getheader("Content-Length") if self.command == "HEAD" else str(len(content))
            self.send_header("Content-Length", length or "0")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)
            upstream.close()

        def chunks(self) -> bytes:
            """The body of a request whose length is told piece by piece."""
            body = b""
            while size := int(self.rfile.readline().partition(b";")[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return body

        do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = forward

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy, f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
