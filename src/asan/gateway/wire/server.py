"""Listens for PostgreSQL's clients: a thread each, at most so many, and the way from a cancel request to its question.

Threads, not an event loop: what a client waits for is the gateway, which blocks, and a socket that blocks is all the
backpressure that is needed (docs/adr).
"""

import hmac
import itertools
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import inf
from typing import Final

from asan.gateway.execution import Cancellation
from asan.gateway.service import Gateway
from asan.gateway.wire.access import Authenticator
from asan.gateway.wire.connection import Connection, Service
from asan.gateway.wire.errors import TooManyConnections
from asan.gateway.wire.messages import Cancel
from asan.gateway.wire.tls import encryption_of

CANCEL_SECONDS: Final = 5.0
LOOK_SECONDS: Final = 0.2
"""Between two looks whether a client has left while its question runs."""
REFUSALS: Final = 50
"""Connections beyond the limit that are told so at a time; those beyond that are closed without a word."""

log = logging.getLogger("asan.wire")


class WireServer:
    """A listening server. ``port`` is the one it got."""

    def __init__(self, door: Gateway, authenticator: Authenticator, host: str, port: int) -> None:
        self.most = door.settings.pg_connections
        self._service = Service(door, authenticator, encryption_of(door.settings), self._cancel)
        self._listener = socket.create_server((host, port), family=_family(host), backlog=128)
        self.port = int(self._listener.getsockname()[1])
        self._connections: dict[int, Connection] = {}
        self._refused = 0
        self._stopping = threading.Event()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for name, work in (("wire", self._accept), ("wire-left", self._look))
        ]

    def start(self) -> None:
        """Serve, in threads of its own."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Take no more clients, stop what runs, close all connections."""
        self._stopping.set()
        # A thread in accept() is woken by shutdown, not by close.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            left = list(self._connections.values())
        for connection in left:
            connection.stop()

    def _accept(self) -> None:
        while True:
            try:
                accepted, _ = self._listener.accept()
            except OSError:
                if self._stopping.is_set():
                    return
                # Out of file descriptors, say: those who are connected go on.
                log.warning("a connection could not be accepted", exc_info=True)
                time.sleep(0.1)
                continue
            self._welcome(accepted)

    def _look(self) -> None:
        """Stop the questions of clients that left: a thread that waits for the engine does not see its socket close."""
        while not self._stopping.wait(LOOK_SECONDS):
            with self._lock:
                there = list(self._connections.values())
            for connection in there:
                if connection.left_while_asking():
                    # An engine may take its time to stop: the others are looked at meanwhile.
                    threading.Thread(target=_stop, args=(connection, connection.running, inf), daemon=True).start()

    def _welcome(self, accepted: socket.socket) -> None:
        number = next(self._numbers)
        try:
            connection = Connection(self._service, accepted, number)
            with self._lock:
                admitted = len(self._connections) < self.most
                if admitted:
                    self._connections[number] = connection
                elif self._refused < REFUSALS:
                    self._refused += 1
                else:
                    accepted.close()
                    return
            work = self._serve if admitted else self._refuse
            threading.Thread(target=work, args=(connection,), name=f"wire-{number}", daemon=True).start()
        except (OSError, RuntimeError):
            log.warning("connection %s could not be served", number, exc_info=True)
            self._forget(number)
            accepted.close()

    def _serve(self, connection: Connection) -> None:
        try:
            connection.serve()
        finally:
            self._forget(connection.process)

    def _refuse(self, connection: Connection) -> None:
        try:
            connection.refuse(TooManyConnections(most=self.most))
        finally:
            with self._lock:
                self._refused -= 1

    def _forget(self, number: int) -> None:
        with self._lock:
            self._connections.pop(number, None)

    def _cancel(self, request: Cancel) -> None:
        """Stop what the connection runs whose key was given; a wrong key does nothing and is told nothing."""
        with self._lock:
            connection = self._connections.get(request.process)
        given, own = request.key & 0xFFFFFFFF, connection.key if connection is not None else -1
        if connection is None or not hmac.compare_digest(str(given), str(own)) or connection.session is None:
            return
        _stop(connection, connection.running, CANCEL_SECONDS)


def _stop(connection: Connection, running: Cancellation | None, seconds: float) -> None:
    """Stop a question. The engine hears it only while it works: until the question has ended it is said again."""
    ends = time.monotonic() + seconds
    while running is not None and connection.running is running and time.monotonic() < ends:
        running.cancel()
        time.sleep(0.02)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


@contextmanager
def serving(door: Gateway, authenticator: Authenticator, host: str, port: int) -> Iterator[WireServer]:
    """A server until the block ends."""
    server = WireServer(door, authenticator, host, port)
    server.start()
    try:
        yield server
    finally:
        server.stop()
