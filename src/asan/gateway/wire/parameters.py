"""Parameters as they come, in text or in binary, as values that the gateway binds.

Values stay texts as far as they can: the question casts each to the type that the client declared for it.
"""

import datetime as dt
import struct
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from asan.gateway.wire.errors import BadParameter, Unsupported
from asan.gateway.wire.types import (
    BOOL,
    BPCHAR,
    BY_OID,
    BYTEA,
    DATE,
    FLOAT4,
    FLOAT8,
    INT2,
    INT4,
    INT8,
    INTERVAL,
    JSON,
    JSONB,
    NAME,
    NUMERIC,
    OID,
    TEXT,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    UNKNOWN,
    UUID,
    VARCHAR,
    PgType,
)
from asan.gateway.wire.values import interval_text

Value = str | list[str | None] | None

_EPOCH: Final = dt.datetime(2000, 1, 1)
_TEXTS: Final = frozenset(one.oid for one in (TEXT, VARCHAR, BPCHAR, NAME, UNKNOWN, JSON)) | {0}


def value_of(number: int, oid: int, binary: bool, raw: bytes | None) -> Value:
    """The value of parameter ``number``. Raises BadParameter, Unsupported."""
    if raw is None:
        return None
    type_ = BY_OID.get(oid)
    if oid and type_ is None:
        raise Unsupported(what=f"a parameter of type {oid}")
    try:
        if type_ is not None and type_.element is not None:
            return _array(raw, type_.element) if binary else array_items(raw.decode())
        if type_ is BYTEA:
            raise Unsupported(what="a parameter of type bytea")
        return _one(raw, oid) if binary else raw.decode()
    except (ValueError, struct.error, OverflowError, ArithmeticError, IndexError):
        raise BadParameter(number=number, type=type_.name if type_ else "text") from None


def _one(raw: bytes, oid: int) -> str:
    if oid in _TEXTS:
        return raw.decode()
    read = _READERS.get(oid)
    if read is None:
        raise Unsupported(what=f"a parameter of type {oid}")
    return read(raw)


def _integer(raw: bytes, size: int) -> str:
    if len(raw) != size:
        raise ValueError
    return str(int.from_bytes(raw, "big", signed=True))


def _numeric(raw: bytes) -> str:
    count, weight, sign, scale = struct.unpack("!HhHH", raw[:8])
    groups = struct.unpack(f"!{count}H", raw[8:])
    if sign in (0xC000, 0xD000, 0xF000):
        return {0xC000: "NaN", 0xD000: "Infinity", 0xF000: "-Infinity"}[sign]
    if abs(weight) > 100 or count > 100 or scale > 1000:
        raise ValueError
    unscaled = sum(Decimal(group).scaleb(4 * (weight - place)) for place, group in enumerate(groups))
    return f"{-unscaled if sign else unscaled:.{scale}f}"


def _moment(raw: bytes) -> str:
    (microseconds,) = struct.unpack("!q", raw)
    if abs(microseconds) == 2**63 - 1 or microseconds == -(2**63):
        return "infinity" if microseconds > 0 else "-infinity"
    return (_EPOCH + dt.timedelta(microseconds=microseconds)).isoformat(" ")


def _date(raw: bytes) -> str:
    (days,) = struct.unpack("!i", raw)
    return (_EPOCH.date() + dt.timedelta(days=days)).isoformat()


def _time(raw: bytes) -> str:
    (microseconds,) = struct.unpack("!q", raw)
    return (_EPOCH + dt.timedelta(microseconds=microseconds)).time().isoformat()


def _interval(raw: bytes) -> str:
    microseconds, days, months = struct.unpack("!qii", raw)
    return interval_text(months, days, microseconds)


_READERS: Final[dict[int, Callable[[bytes], str]]] = {
    BOOL.oid: lambda raw: str(struct.unpack("!?", raw)[0]).lower(),
    INT2.oid: lambda raw: _integer(raw, 2),
    INT4.oid: lambda raw: _integer(raw, 4),
    INT8.oid: lambda raw: _integer(raw, 8),
    OID.oid: lambda raw: str(struct.unpack("!I", raw)[0]),
    FLOAT4.oid: lambda raw: repr(struct.unpack("!f", raw)[0]),
    FLOAT8.oid: lambda raw: repr(struct.unpack("!d", raw)[0]),
    NUMERIC.oid: _numeric,
    DATE.oid: _date,
    TIME.oid: _time,
    TIMESTAMP.oid: _moment,
    TIMESTAMPTZ.oid: lambda raw: _moment(raw) + "+00",
    INTERVAL.oid: _interval,
    UUID.oid: lambda raw: str(uuid.UUID(bytes=raw)),
    JSONB.oid: lambda raw: raw[1:].decode(),
}


def _array(raw: bytes, element: PgType) -> list[str | None]:
    dimensions, _, oid = struct.unpack_from("!iiI", raw)
    if dimensions == 0:
        return []
    if dimensions != 1:
        raise Unsupported(what="a parameter that is an array of arrays")
    (count,) = struct.unpack_from("!i", raw, 12)
    at = 20
    items: list[str | None] = []
    if not 0 <= count <= len(raw):
        raise ValueError
    for _ in range(count):
        (size,) = struct.unpack_from("!i", raw, at)
        at += 4
        if size < 0:
            items.append(None)
            continue
        if at + size > len(raw):
            raise ValueError
        items.append(_one(raw[at : at + size], oid or element.oid))
        at += size
    return items


def array_items(text: str) -> list[str | None]:
    """The items of a one-dimensional array as PostgreSQL writes it: ``{1,NULL,"a,b"}``."""
    body = text.strip()
    if not (body.startswith("{") and body.endswith("}")):
        raise ValueError
    items: list[str | None] = []
    at, end = 1, len(body) - 1
    if not body[1:end].strip():
        return []
    while at <= end:
        item, at = _item(body, at)
        items.append(item)
        if body[at : at + 1] not in (",", "}"):
            raise ValueError
        at += 1
    return items


def _item(body: str, at: int) -> tuple[str | None, int]:
    while body[at : at + 1].isspace():
        at += 1
    if body[at : at + 1] == "{":
        raise Unsupported(what="a parameter that is an array of arrays")
    letters: list[str] = []
    if body[at : at + 1] == '"':
        at += 1
        while body[at] != '"':
            at += body[at] == "\\"
            letters.append(body[at])
            at += 1
        return "".join(letters), at + 1
    while body[at] not in ",}":
        at += body[at] == "\\"
        letters.append(body[at])
        at += 1
    bare = "".join(letters).strip()
    return (None if bare.upper() == "NULL" else bare), at
