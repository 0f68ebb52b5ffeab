"""The protocol's messages (PostgreSQL's manual, "Frontend/Backend Protocol"): bytes to values, values to bytes.

Nothing here reads or writes a socket. Whatever bytes come in, the outcome is a message or BrokenProtocol.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from asan.gateway.wire.errors import BrokenProtocol

PROTOCOL: Final = 3 << 16
SSL_REQUEST: Final = 80877103
GSS_REQUEST: Final = 80877104
CANCEL_REQUEST: Final = 80877102


@dataclass(frozen=True, slots=True)
class Startup:
    """The first message of a session: protocol version and parameters, among them ``user``."""

    minor: int
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class EncryptionRequest:
    """May we speak TLS (or GSSAPI)?"""

    tls: bool


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop what another connection runs, which it proves to know by its key."""

    process: int
    key: int


@dataclass(frozen=True, slots=True)
class Secret:
    """A step of the sign-in: raw, since its meaning depends on the step."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Query:
    """Statements to run at once (the simple protocol)."""

    text: str


@dataclass(frozen=True, slots=True)
class Parse:
    """Prepare one statement; a type of 0 is left to the server."""

    name: str
    text: str
    types: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bind:
    """Make a portal of a prepared statement: parameters, and the formats of both sides (0 text, 1 binary)."""

    portal: str
    statement: str
    formats: tuple[int, ...]
    values: tuple[bytes | None, ...]
    results: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Describe:
    """What columns will come? ``kind`` is S for a prepared statement, P for a portal."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Execute:
    """Run a portal, for at most ``rows`` rows; 0 for all."""

    portal: str
    rows: int


@dataclass(frozen=True, slots=True)
class Close:
    """Forget a prepared statement (S) or portal (P)."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Sync:
    """End of a group of messages."""


@dataclass(frozen=True, slots=True)
class Flush:
    """Send what there is."""


@dataclass(frozen=True, slots=True)
class Terminate:
    """Good-bye."""


@dataclass(frozen=True, slots=True)
class CopyIn:
    """Data that nobody asked for: what follows a COPY that failed. It is skipped."""


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """Call a function by number: long out of use, and refused."""


First = Startup | EncryptionRequest | Cancel
Message = Secret | Query | Parse | Bind | Describe | Execute | Close | Sync | Flush | Terminate | CopyIn | FunctionCall


class _Body:
    """A cursor over a message's bytes. Every method raises BrokenProtocol where they end too soon."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.at = 0

    def text(self) -> str:
        end = self.body.find(b"\0", self.at)
        if end < 0:
            raise BrokenProtocol(detail="a text without end")
        raw = self.body[self.at : end]
        self.at = end + 1
        try:
            return raw.decode()
        except UnicodeDecodeError:
            raise BrokenProtocol(detail="a text that is not UTF-8") from None

    def take(self, size: int) -> bytes:
        found = self.body[self.at : self.at + size]
        if size < 0 or len(found) < size:
            raise BrokenProtocol(detail="a message shorter than it says")
        self.at += size
        return found

    def int16(self) -> int:
        return int.from_bytes(self.take(2), "big", signed=True)

    def int32(self) -> int:
        return int.from_bytes(self.take(4), "big", signed=True)

    def formats(self) -> tuple[int, ...]:
        found = tuple(self.int16() for _ in range(self._count()))
        if any(one not in (0, 1) for one in found):
            raise BrokenProtocol(detail="a format that is neither text nor binary")
        return found

    def types(self) -> tuple[int, ...]:
        return tuple(self.int32() & 0xFFFFFFFF for _ in range(self._count()))

    def values(self) -> tuple[bytes | None, ...]:
        return tuple(self._value() for _ in range(self._count()))

    def _value(self) -> bytes | None:
        size = self.int32()
        return None if size == -1 else self.take(size)

    def _count(self) -> int:
        return int.from_bytes(self.take(2), "big")

    def end(self) -> None:
        if self.at != len(self.body):
            raise BrokenProtocol(detail="a message longer than it says")


def parse_first(body: bytes) -> First:
    """The message that a connection begins with, without its length. Raises BrokenProtocol."""
    reader = _Body(body)
    code = reader.int32()
    if code in (SSL_REQUEST, GSS_REQUEST):
        reader.end()
        return EncryptionRequest(tls=code == SSL_REQUEST)
    if code == CANCEL_REQUEST:
        found = Cancel(reader.int32(), reader.int32())
        reader.end()
        return found
    if code >> 16 != PROTOCOL >> 16:
        raise BrokenProtocol(detail=f"version {code >> 16 & 0xFFFF}.{code & 0xFFFF}; 3.0 is spoken here")
    parameters: dict[str, str] = {}
    while name := reader.text():
        parameters[name] = reader.text()
    reader.end()
    return Startup(code & 0xFFFF, parameters)


def parse_message(kind: bytes, body: bytes) -> Message:
    """A message of a session by its kind and its bytes. Raises BrokenProtocol."""
    reader = _Body(body)
    message = _parse(kind, reader)
    if not isinstance(message, Secret | CopyIn | FunctionCall):
        reader.end()
    return message


def _parse(kind: bytes, reader: _Body) -> Message:
    match kind:
        case b"Q":
            return Query(reader.text())
        case b"P":
            return Parse(reader.text(), reader.text(), reader.types())
        case b"B":
            return Bind(reader.text(), reader.text(), reader.formats(), reader.values(), reader.formats())
        case b"D":
            return Describe(_kind(reader), reader.text())
        case b"E":
            return Execute(reader.text(), reader.int32())
        case b"C":
            return Close(_kind(reader), reader.text())
        case b"S":
            return Sync()
        case b"H":
            return Flush()
        case b"X":
            return Terminate()
        case b"p":
            return Secret(reader.body)
        case b"d" | b"c" | b"f":
            return CopyIn()
        case b"F":
            return FunctionCall()
    raise BrokenProtocol(detail=f"a message of kind {kind!r}")


def _kind(reader: _Body) -> str:
    kind = reader.take(1)
    if kind not in (b"S", b"P"):
        raise BrokenProtocol(detail="neither a statement nor a portal")
    return kind.decode()


@dataclass(frozen=True, slots=True)
class Field:
    """A column of an answer as a client is told of it. ``width`` is in bytes, -1 where it varies."""

    name: str
    oid: int
    width: int
    modifier: int = -1
    format: int = 0


def framed(kind: bytes, body: bytes = b"") -> bytes:
    """A message with its kind and length."""
    return kind + struct.pack("!i", len(body) + 4) + body


def text(value: str) -> bytes:
    """A text as messages hold it: no zero byte but the last."""
    return value.replace("\0", "").encode(errors="replace") + b"\0"


def authentication(code: int, body: bytes = b"") -> bytes:
    """A step of the sign-in: 0 done, 10 mechanisms, 11 go on, 12 the last."""
    return framed(b"R", struct.pack("!i", code) + body)


def parameter_status(name: str, value: str) -> bytes:
    """A setting's value that clients keep track of."""
    return framed(b"S", text(name) + text(value))


def backend_key(process: int, key: int) -> bytes:
    """What a cancel request must know."""
    return framed(b"K", struct.pack("!iI", process, key))


def ready(status: bytes) -> bytes:
    """Ready for the next question: I idle, T in a transaction, E in a failed one."""
    return framed(b"Z", status)


def row_description(fields: Sequence[Field]) -> bytes:
    """The columns that follow."""
    body = [struct.pack("!H", len(fields))]
    for field in fields:
        told = struct.pack("!ihIhih", 0, 0, field.oid, field.width, field.modifier, field.format)
        body.append(text(field.name) + told)
    return framed(b"T", b"".join(body))


def parameter_description(types: Sequence[int]) -> bytes:
    """The types of a prepared statement's parameters."""
    return framed(b"t", struct.pack(f"!H{len(types)}I", len(types), *types))


def command_complete(tag: str) -> bytes:
    """A statement has ended."""
    return framed(b"C", text(tag))


def copy_out(columns: int, format_: int) -> bytes:
    """Rows of a COPY follow."""
    return framed(b"H", struct.pack(f"!bH{columns}h", format_, columns, *[format_] * columns))


def negotiate_version(unknown: Sequence[str]) -> bytes:
    """Only version 3.0 is spoken here, and these options are not known."""
    body = struct.pack("!ii", 0, len(unknown)) + b"".join(text(name) for name in unknown)
    return framed(b"v", body)


def report(kind: bytes, fields: dict[str, str]) -> bytes:
    """An error (``E``) or a notice (``N``) with PostgreSQL's one-letter fields."""
    return framed(kind, b"".join(code.encode() + text(value) for code, value in fields.items()) + b"\0")


PARSE_COMPLETE: Final = framed(b"1")
BIND_COMPLETE: Final = framed(b"2")
CLOSE_COMPLETE: Final = framed(b"3")
NO_DATA: Final = framed(b"n")
EMPTY_QUERY: Final = framed(b"I")
PORTAL_SUSPENDED: Final = framed(b"s")
COPY_DONE: Final = framed(b"c")
