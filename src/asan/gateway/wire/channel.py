"""One client's socket: whole messages in, within bounds of size and time; bytes out, as fast as it reads."""

import contextlib
import select
import socket
import ssl
import time
from typing import Final

from asan.gateway.wire.errors import BrokenProtocol, TooLarge
from asan.gateway.wire.messages import First, Message, parse_first, parse_message

STARTUP_BYTES: Final = 10_000
"""As in PostgreSQL: who is not signed in gets no more memory than that."""
SIGN_IN_BYTES: Final = 4_096
MESSAGE_BYTES: Final = 4 << 20
"""A text of a question has at most 200,000 characters; the rest is for parameters."""
WRITE_SECONDS: Final = 60.0
"""How long a client may leave what it asked for unread."""
HELD_BYTES: Final = 64 << 10
_CLOSED: Final = getattr(select, "POLLRDHUP", 0)
"""Linux tells of a client's end whatever it sent before that is still unread; elsewhere only a broken one is seen."""


class Gone(Exception):
    """The client has left, or is treated as if it had: it neither reads nor sends."""


class Silent(Exception):
    """Nothing came in time."""


class Channel:
    """Messages over a socket. Every method raises Gone once there is nobody to talk to."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self.tls: ssl.SSLSocket | None = None
        self._in = bytearray()
        self._out = bytearray()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Half-open: a client's machine that lost its power is noticed within two minutes.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 20), ("TCP_KEEPCNT", 3)):
            if hasattr(socket, name):
                connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)

    def read_first(self, seconds: float) -> First:
        """The message that a connection begins with. Raises Silent, BrokenProtocol."""
        ends = time.monotonic() + seconds
        return parse_first(self._read(_length(self._read(4, ends), STARTUP_BYTES), ends))

    def read(self, seconds: float, most: int = MESSAGE_BYTES) -> Message:
        """The next message; it must be complete within ``seconds``. Raises Silent, TooLarge, BrokenProtocol."""
        ends = time.monotonic() + seconds
        head = self._read(5, ends)
        return parse_message(head[:1], self._read(_length(head[1:], most), ends))

    def send(self, data: bytes | memoryview) -> None:
        """Send soon: small messages wait for each other."""
        if len(self._out) + len(data) < HELD_BYTES:
            self._out += data
            return
        self.flush()
        self._write(data)

    def flush(self) -> None:
        """Send what waits."""
        if self._out:
            waiting, self._out = self._out, bytearray()
            self._write(waiting)

    def encrypt(self, context: ssl.SSLContext, seconds: float) -> None:
        """Go on under TLS. Raises BrokenProtocol for bytes that came before it: somebody may have put them there."""
        if self._in:
            raise BrokenProtocol(detail="data before the TLS handshake")
        self.socket.settimeout(seconds)
        try:
            self.tls = context.wrap_socket(self.socket, server_side=True)
        except OSError as error:
            raise Gone from error
        self.socket = self.tls

    def left(self) -> bool:
        """Whether the client has closed the connection, or it broke. May be asked from any thread; reads nothing."""
        number = self.socket.fileno()
        if number < 0:
            return True
        poll = select.poll()
        poll.register(number, _CLOSED)
        return bool(poll.poll(0))

    def close(self) -> None:
        """Close at once; what waits is not sent."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def _read(self, size: int, ends: float) -> bytes:
        while len(self._in) < size:
            left = ends - time.monotonic()
            if left <= 0:
                raise Silent
            self.socket.settimeout(left)
            try:
                more = self.socket.recv(min(max(size - len(self._in), 8192), 1 << 16))
            except TimeoutError:
                raise Silent from None
            except OSError as error:
                raise Gone from error
            if not more:
                raise Gone
            self._in += more
        taken = bytes(self._in[:size])
        del self._in[:size]
        return taken

    def _write(self, data: bytes | bytearray | memoryview) -> None:
        self.socket.settimeout(WRITE_SECONDS)
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise Gone from error


def _length(field: bytes, most: int) -> int:
    """The length that a message says, without the four bytes that say it."""
    length = int.from_bytes(field, "big", signed=True) - 4
    if length < 0:
        raise BrokenProtocol(detail="a message without length")
    if length > most:
        raise TooLarge(what=f"a message of {length} bytes, at most {most}")
    return length
