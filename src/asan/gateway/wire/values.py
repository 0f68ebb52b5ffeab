"""A column's values as PostgreSQL writes them, in text or in binary: a whole Arrow array at a time.

The result is an Arrow array of bytes with NULL where the value is; what Arrow's own kernels or numpy can do is not done
value by value in Python.
"""

import json
import struct
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from asan.gateway.output import plain
from asan.gateway.wire.types import (
    BOOL,
    BYTEA,
    DATE,
    FLOAT4,
    FLOAT8,
    INT2,
    INT4,
    INT8,
    INTERVAL,
    JSON,
    NUMERIC,
    OID,
    TEXT,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    PgType,
    type_of,
)

_EPOCH_DAYS: Final = 10957
"""Days from 1970-01-01, Arrow's epoch, to 2000-01-01, PostgreSQL's."""
_EPOCH_MICROSECONDS: Final = _EPOCH_DAYS * 86_400_000_000

_INTEGERS: Final = {INT2.oid: ("int16", ">i2"), INT4.oid: ("int32", ">i4"), INT8.oid: ("int64", ">i8")}


def in_text(array: pa.Array) -> pa.Array:
    """``array`` as PostgreSQL writes it in text."""
    type_ = type_of(array.type)
    array = _plain(array, type_)
    return _TEXTS.get(type_.oid, _array_in_text if type_.element else _json)(array).cast(pa.binary())


def in_binary(array: pa.Array) -> pa.Array:
    """``array`` as PostgreSQL writes it in binary."""
    type_ = type_of(array.type)
    array = _plain(array, type_)
    fixed = _FIXED.get(type_.oid)
    if fixed is not None:
        return _fixed(array, fixed(array))
    if type_.oid == NUMERIC.oid:
        return _each(array, _numeric_in_binary)
    if type_.element:
        return _array_in_binary(array, type_.element)
    return array.cast(pa.binary()) if type_.oid in (TEXT.oid, BYTEA.oid) else _json(array).cast(pa.binary())


def _plain(array: pa.Array, type_: PgType) -> pa.Array:
    """The same values in the one Arrow type that stands for ``type_``."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_timestamp(array.type):
        # Without its zone, the instant is told in UTC.
        microseconds = array.cast(pa.timestamp("us", array.type.tz), safe=False)
        return microseconds.view(pa.int64()).view(pa.timestamp("us"))
    if pa.types.is_time(array.type):
        return array.cast(pa.time64("us"), safe=False)
    if pa.types.is_unsigned_integer(array.type) and type_.oid != OID.oid:
        return array.cast(pa.decimal128(20, 0) if type_.oid == NUMERIC.oid else _INTEGERS[type_.oid][0])
    if type_.oid in _INTEGERS:
        return array.cast(_INTEGERS[type_.oid][0])
    if pa.types.is_null(array.type) or pa.types.is_large_string(array.type):
        return array.cast(pa.string())
    return array


def _each(array: pa.Array, write: Callable[[Any], bytes]) -> pa.Array:
    return pa.array([None if value is None else write(value) for value in array.to_pylist()], pa.binary())


# --- text


def _bool_in_text(array: pa.Array) -> pa.Array:
    return pc.if_else(array, "t", "f")


def _cast_to_text(array: pa.Array) -> pa.Array:
    return array.cast(pa.string())


def _float_in_text(array: pa.Array) -> pa.Array:
    written = array.cast(pa.string())
    if pc.all(pc.is_finite(array), skip_nulls=True).as_py() is not False:
        return written
    for ours, theirs in (("nan", "NaN"), ("-nan", "NaN"), ("inf", "Infinity"), ("-inf", "-Infinity")):
        written = pc.if_else(pc.equal(written, ours), theirs, written)
    return written


def _numeric_in_text(array: pa.Array) -> pa.Array:
    # Arrow writes numbers near zero with an exponent, which PostgreSQL never does.
    written = array.cast(pa.string())
    if pc.any(pc.match_substring(written, "E")).as_py():
        return pa.array([None if value is None else f"{value:f}" for value in array.to_pylist()], pa.string())
    return written


def _clock_in_text(array: pa.Array) -> pa.Array:
    """Times of day and timestamps: as many decimals of a second as there are."""
    return pc.replace_substring_regex(array.cast(pa.string()), r"\.?0+$", "")


def _zoned_in_text(array: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(_clock_in_text(array), "+00", "")


def _bytes_in_text(array: pa.Array) -> pa.Array:
    return _each(array, lambda value: b"\\x" + value.hex().encode())


def _interval_in_text(array: pa.Array) -> pa.Array:
    return _each(array, lambda value: interval_text(value.months, value.days, value.nanoseconds // 1000).encode())


def interval_text(months: int, days: int, microseconds: int) -> str:
    """An interval in PostgreSQL's own style: ``1 year 2 mons 3 days 04:05:06``."""
    years, months = int(months / 12), int(np.fmod(months, 12))
    parts = [
        f"{count} {unit}{'' if count == 1 else 's'}"
        for count, unit in ((years, "year"), (months, "mon"), (days, "day"))
        if count
    ]
    if microseconds or not parts:
        seconds, rest = divmod(abs(microseconds), 1_000_000)
        sign = "-" if microseconds < 0 else ""
        fraction = f".{rest:06}".rstrip("0") if rest else ""
        parts.append(f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{fraction}")
    return " ".join(parts)


def _json(array: pa.Array) -> pa.Array:
    return _each(array, lambda value: json.dumps(plain(value), ensure_ascii=False).encode())


def _array_in_text(array: pa.Array) -> pa.Array:
    sizes = pc.fill_null(pc.list_value_length(array), 0)
    values = in_text(pc.list_flatten(array)).cast(pa.string())
    quotes = pc.match_substring_regex(values, r'^$|[{},"\\\s]|^(?i:null)$')
    escaped = pc.replace_substring_regex(values, r'(["\\])', r"\\\1")
    written = pc.if_else(quotes, pc.binary_join_element_wise('"', escaped, '"', ""), values)
    ends = np.concatenate([[0], np.cumsum(sizes.to_numpy(zero_copy_only=False))]).astype(np.int32)
    lists = pa.ListArray.from_arrays(pa.array(ends), pc.fill_null(written, "NULL"))
    whole = pc.binary_join_element_wise("{", pc.binary_join(lists, ","), "}", "")
    return pc.if_else(pc.is_null(array), pa.scalar(None, pa.string()), whole)


_TEXTS: Final = {
    BOOL.oid: _bool_in_text,
    INT2.oid: _cast_to_text,
    INT4.oid: _cast_to_text,
    INT8.oid: _cast_to_text,
    OID.oid: _cast_to_text,
    TEXT.oid: _cast_to_text,
    DATE.oid: _cast_to_text,
    FLOAT4.oid: _float_in_text,
    FLOAT8.oid: _float_in_text,
    NUMERIC.oid: _numeric_in_text,
    TIME.oid: _clock_in_text,
    TIMESTAMP.oid: _clock_in_text,
    TIMESTAMPTZ.oid: _zoned_in_text,
    BYTEA.oid: _bytes_in_text,
    INTERVAL.oid: _interval_in_text,
    JSON.oid: _json,
}


# --- binary


def _numbers(array: pa.Array, kind: str) -> "np.ndarray[Any, Any]":
    """The values as numpy has them, anything where there is NULL."""
    filled = array.fill_null(False if pa.types.is_boolean(array.type) else 0) if array.null_count else array
    numbers: np.ndarray[Any, Any] = filled.to_numpy(zero_copy_only=False)
    return numbers.astype(kind)


def _days(array: pa.Array) -> "np.ndarray[Any, Any]":
    return (_numbers(array.view(pa.int32()), "i8") - _EPOCH_DAYS).astype(">i4")


def _moments(array: pa.Array) -> "np.ndarray[Any, Any]":
    return (_numbers(array.view(pa.int64()), "i8") - _EPOCH_MICROSECONDS).astype(">i8")


def _intervals(array: pa.Array) -> "np.ndarray[Any, Any]":
    ours = np.dtype([("months", "<i4"), ("days", "<i4"), ("nanoseconds", "<i8")])
    theirs = np.dtype([("microseconds", ">i8"), ("days", ">i4"), ("months", ">i4")])
    given = np.frombuffer(array.buffers()[1], ours)[array.offset : array.offset + len(array)]
    written = np.empty(len(array), theirs)
    written["microseconds"] = given["nanoseconds"] // 1000
    written["days"], written["months"] = given["days"], given["months"]
    return written


_FIXED: Final[dict[int, Callable[[pa.Array], "np.ndarray[Any, Any]"]]] = {
    BOOL.oid: lambda array: _numbers(array, "u1"),
    INT2.oid: lambda array: _numbers(array, ">i2"),
    INT4.oid: lambda array: _numbers(array, ">i4"),
    INT8.oid: lambda array: _numbers(array, ">i8"),
    OID.oid: lambda array: _numbers(array, ">u4"),
    FLOAT4.oid: lambda array: _numbers(array, ">f4"),
    FLOAT8.oid: lambda array: _numbers(array, ">f8"),
    DATE.oid: _days,
    TIME.oid: lambda array: _numbers(array.view(pa.int64()), ">i8"),
    TIMESTAMP.oid: _moments,
    TIMESTAMPTZ.oid: _moments,
    INTERVAL.oid: _intervals,
}


def _fixed(array: pa.Array, values: "np.ndarray[Any, Any]") -> pa.Array:
    type_ = pa.binary(values.dtype.itemsize)
    written = pa.FixedSizeBinaryArray.from_buffers(type_, len(values), [None, pa.py_buffer(values.tobytes())])
    return pc.if_else(array.is_valid(), written, pa.scalar(None, type_)) if array.null_count else written


def _numeric_in_binary(value: Decimal) -> bytes:
    """Digits to the base of 10,000, the weight of the first one, a sign, and decimals to be shown."""
    sign, digits, exponent = value.as_tuple()
    scale = max(-int(exponent), 0)
    unscaled = int("".join(map(str, digits))) * 10 ** max(int(exponent), 0)
    unscaled *= 10 ** (-scale % 4)
    groups: list[int] = []
    while unscaled:
        unscaled, group = divmod(unscaled, 10_000)
        groups.append(group)
    weight = len(groups) - 1 - (scale + 3) // 4
    groups.reverse()
    while groups and groups[-1] == 0:
        groups.pop()
    return struct.pack(
        f"!HhHH{len(groups)}H", len(groups), weight if groups else 0, 0x4000 if sign and groups else 0, scale, *groups
    )


def _array_in_binary(array: pa.Array, element: PgType) -> pa.Array:
    values = in_binary(pc.list_flatten(array)).to_pylist()
    written: list[bytes | None] = []
    start = 0
    for size in pc.list_value_length(array).to_pylist():
        if size is None:
            written.append(None)
            continue
        written.append(_one_array(values[start : start + size], element))
        start += size
    return pa.array(written, pa.binary())


def _one_array(values: Iterable[bytes | None], element: PgType) -> bytes:
    items = list(values)
    head = struct.pack("!iiI", 1 if items else 0, int(None in items), element.oid)
    if not items:
        return head
    parts = [head, struct.pack("!ii", len(items), 1)]
    for item in items:
        parts.append(struct.pack("!i", -1) if item is None else struct.pack("!i", len(item)) + item)
    return b"".join(parts)
