"""Whatever bytes come in, the outcome is a message or an error with a name; what goes out is what was meant."""

import base64
import contextlib
import datetime as dt
import math
import struct
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.adapt import Transformer
from psycopg.pq import Format

from asan.gateway.wire import messages
from asan.gateway.wire.copying import copy_format
from asan.gateway.wire.errors import BrokenProtocol
from asan.gateway.wire.parameters import value_of
from asan.gateway.wire.rows import data_rows
from asan.gateway.wire.scram import MECHANISM, Exchange, Verifier, keys_of
from asan.gateway.wire.statements import split
from asan.gateway.wire.types import BY_OID, type_of
from asan.gateway.wire.values import in_binary, in_text
from asan.kit.errors import AsanError

unhurried = settings(deadline=None)
KINDS = st.one_of(st.sampled_from([bytes([kind]) for kind in b"QPBDECSHXpdcfF"]), st.binary(min_size=1, max_size=1))


@unhurried
@given(KINDS, st.binary(max_size=300))
def test_any_bytes_are_a_message_or_a_broken_protocol(kind: bytes, body: bytes) -> None:
    with contextlib.suppress(BrokenProtocol):
        messages.parse_message(kind, body)


@unhurried
@given(st.one_of(st.binary(max_size=300), st.binary(max_size=60).map(lambda rest: struct.pack("!i", 3 << 16) + rest)))
def test_any_bytes_are_a_first_message_or_a_broken_protocol(body: bytes) -> None:
    with contextlib.suppress(BrokenProtocol):
        messages.parse_first(body)


NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


@unhurried
@given(
    NAMES, NAMES, st.lists(st.one_of(st.none(), st.binary(max_size=20)), max_size=5), st.lists(st.sampled_from([0, 1]))
)
def test_a_bind_is_read_as_it_was_written(
    portal: str, statement: str, values: list[bytes | None], formats: list[int]
) -> None:
    told = struct.pack(f"!H{len(formats)}h", len(formats), *formats)
    body = portal.encode() + b"\0" + statement.encode() + b"\0" + told + struct.pack("!H", len(values))
    for value in values:
        body += struct.pack("!i", -1) if value is None else struct.pack("!i", len(value)) + value
    body += told
    expected = messages.Bind(portal, statement, tuple(formats), tuple(values), tuple(formats))
    assert messages.parse_message(b"B", body) == expected
    for cut in range(len(body)):
        with pytest.raises(BrokenProtocol):
            messages.parse_message(b"B", body[:cut])


@unhurried
@given(st.binary(max_size=80), st.binary(max_size=120))
def test_no_bytes_sign_anybody_in(first: bytes, final: bytes) -> None:
    exchange = Exchange("kim", MECHANISM, None)
    verifier = Verifier(1, keys_of("asan_token", "kim"))
    try:
        sent = exchange.first(b"n,,n=,r=0123456789abcdef" if len(first) % 2 else first)
        nonce = sent[2:].split(b",")[0]
        proof = base64.b64encode(final.ljust(32, b"x")[:32])
        assert exchange.final(b"c=biws,r=" + nonce + b",p=" + proof, [verifier]) is None
        assert exchange.final(final, [verifier]) is None
    except BrokenProtocol:
        pass


@unhurried
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(
    ["SELECT", "DECLARE", "c", "CURSOR", "FOR", "FETCH", "ALL", "COPY", "(", ")", "TO", "STDOUT", "SET", "x", "=", "'",
     '"', ";", ",", "--", "/*", "$$", "1", "WITH", "SHOW", "ROLLBACK", "SAVEPOINT", "HOLD", "NO", "SCROLL", "-", "."]
)).map(" ".join)))  # fmt: skip
def test_any_text_is_statements_or_an_error_with_a_name(text: str) -> None:
    with contextlib.suppress(AsanError):
        split(text)


@unhurried
@given(st.sampled_from([0, *BY_OID, 99999]), st.booleans(), st.binary(max_size=60))
def test_any_bytes_are_a_parameter_or_an_error_with_a_name(oid: int, binary: bool, raw: bytes) -> None:
    with contextlib.suppress(AsanError):
        value_of(1, oid, binary, raw)


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
FLOATS = st.floats(allow_nan=False)
MOMENTS = st.datetimes(dt.datetime(1, 1, 2), dt.datetime(9999, 12, 30))
COLUMNS: dict[str, tuple[pa.DataType, st.SearchStrategy[Any]]] = {
    "bool": (pa.bool_(), st.booleans()),
    "int16": (pa.int16(), st.integers(-(2**15), 2**15 - 1)),
    "int32": (pa.int32(), st.integers(-(2**31), 2**31 - 1)),
    "int64": (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "uint32": (pa.uint32(), st.integers(0, 2**32 - 1)),
    "uint64": (pa.uint64(), st.integers(0, 2**64 - 1).map(Decimal)),
    "double": (pa.float64(), FLOATS),
    "text": (pa.string(), TEXTS),
    "enum": (pa.dictionary(pa.int8(), pa.string()), st.sampled_from(["a", "b"])),
    "bytes": (pa.binary(), st.binary(max_size=12)),
    "date": (pa.date32(), st.dates()),
    "timestamp": (pa.timestamp("us"), MOMENTS),
    "zoned": (pa.timestamp("us", "Asia/Seoul"), MOMENTS.map(lambda moment: moment.replace(tzinfo=dt.UTC))),
    "time": (pa.time64("us"), st.times()),
    "decimal": (pa.decimal128(18, 4), st.decimals(-(10**13), 10**13, places=4)),
    "huge": (pa.decimal128(38, 0), st.integers(-(10**37), 10**37).map(Decimal)),
    "tiny": (pa.decimal128(38, 20), st.decimals(-1, 1, places=20)),
    "integers": (pa.list_(pa.int32()), st.lists(st.one_of(st.none(), st.integers(-5, 5)), max_size=4)),
    "texts": (pa.list_(pa.string()), st.lists(st.one_of(st.none(), TEXTS, st.just("NULL")), max_size=4)),
    "dates": (pa.list_(pa.date32()), st.lists(st.one_of(st.none(), st.dates()), max_size=3)),
}


@pytest.mark.parametrize("format_", [Format.TEXT, Format.BINARY])
@pytest.mark.parametrize("kind", COLUMNS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_psycopg_reads_the_values_that_went_in(kind: str, format_: Format, data: st.DataObject) -> None:
    arrow, strategy = COLUMNS[kind]
    values = data.draw(st.lists(st.one_of(st.none(), strategy), min_size=1, max_size=8))
    start = data.draw(st.integers(0, len(values) - 1))
    column = pa.array(values, arrow)[start:]
    written = (in_binary if format_ else in_text)(column).to_pylist()
    load = Transformer().get_loader(type_of(arrow).oid, format_).load
    read = [None if one is None else load(one) for one in written]
    assert read == values[start:]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, -0.0, 5e-324])
@pytest.mark.parametrize("format_", [Format.TEXT, Format.BINARY])
def test_the_ends_of_the_floating_point_numbers(number: float, format_: Format) -> None:
    (written,) = (in_binary if format_ else in_text)(pa.array([number])).to_pylist()
    read = Transformer().get_loader(type_of(pa.float64()).oid, format_).load(written)
    assert struct.pack("!d", read) == struct.pack("!d", number)


@unhurried
@given(
    st.lists(st.tuples(st.one_of(st.none(), st.integers(-9, 9)), st.one_of(st.none(), TEXTS)), max_size=6), st.data()
)
def test_rows_are_messages_one_by_one(rows: list[tuple[int | None, str | None]], data: st.DataObject) -> None:
    formats = data.draw(st.lists(st.sampled_from([0, 1]), min_size=2, max_size=2))
    numbers, texts = pa.array([row[0] for row in rows], pa.int64()), pa.array([row[1] for row in rows], pa.string())
    raw = bytes(data_rows(pa.record_batch([numbers, texts], ["a", "b"]), formats))
    read: list[tuple[int | None, str | None]] = []
    while raw:
        kind, length, fields = struct.unpack_from("!cIH", raw)
        assert (kind, fields) == (b"D", 2)
        at, cells = 7, []
        for _ in range(2):
            (size,) = struct.unpack_from("!i", raw, at)
            at += 4
            cells.append(None if size < 0 else raw[at : at + size])
            at += max(size, 0)
        assert at == length + 1
        raw = raw[at:]
        number, text = cells
        whole = None if number is None else int.from_bytes(number, "big", signed=True) if formats[0] else int(number)
        read.append((whole, None if text is None else text.decode()))
    assert read == rows


@unhurried
@given(
    st.lists(st.tuples(st.one_of(st.none(), TEXTS), st.integers(-9, 9)), min_size=1, max_size=6),
    st.sampled_from(["", ";", "|"]),
)
def test_a_copy_in_csv_is_read_by_pythons_csv(rows: list[tuple[str | None, int]], delimiter: str) -> None:
    import csv
    import io

    texts, numbers = pa.array([row[0] for row in rows], pa.string()), pa.array([row[1] for row in rows])
    options = {"format": "csv", "null": "nothing", **({"delimiter": delimiter} if delimiter else {})}
    lines = copy_format(options)._lines(pa.record_batch([texts, numbers], ["a", "b"])).to_pylist()
    found = list(csv.reader(io.StringIO("".join(lines), newline=""), delimiter=delimiter or ","))
    assert found == [["nothing" if text is None else text, str(number)] for text, number in rows]
