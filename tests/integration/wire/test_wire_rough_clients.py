"""Clients that break the protocol, leave, do not read, or are too many: their own end, and nobody else's."""

import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import errors
from sqlalchemy import select

from asan.gateway.models import AuditRecord
from asan.gateway.service import Gateway
from asan.gateway.wire import channel, connection
from asan.gateway.wire.server import WireServer, serving
from asan.kit.settings import Settings
from asan.kit.store import transaction
from asan.modules.security.wire_access import TokenAccess
from tests.integration.wire.conftest import Wire


def serves(wire: Wire) -> bool:
    with wire.connect() as client:
        return client.execute("SELECT count(*) FROM person").fetchone() == (40,)


@contextmanager
def another(wire: Wire, **more: Any) -> Iterator[Wire]:
    """A server over the same data with other settings."""
    with serving(Gateway(Settings(**more)), TokenAccess(), "127.0.0.1", 0) as server:
        yield Wire(server, wire.tokens)


def until(holds: Any) -> bool:
    """Whether ``holds()`` comes true; there is time."""
    for _ in range(600):
        if holds():
            return True
        time.sleep(0.05)
    return False


def answer(port: int, sent: bytes, *, close: bool = True) -> bytes:
    """What the server says to bytes, up to its end of the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(sent)
        if close:
            client.shutdown(socket.SHUT_WR)
        said = b""
        try:
            while more := client.recv(65536):
                said += more
        except ConnectionResetError:
            pass
        return said


STARTUP = struct.pack("!i", 3 << 16) + b"user\0researcher\0\0"


def framed(body: bytes) -> bytes:
    return struct.pack("!i", len(body) + 4) + body


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"54000"),
        (struct.pack("!i", 2**31 - 1), b"54000"),
        (struct.pack("!i", 3), b"08P01"),
        (framed(struct.pack("!i", 2 << 16)), b"08P01"),
        (framed(struct.pack("!i", 3 << 16) + b"user"), b"08P01"),
        (framed(struct.pack("!i", 3 << 16) + b"\0"), b"08P01"),
        (framed(struct.pack("!i", 80877103)) * 6, b"08P01"),
        (framed(STARTUP) + b"Q" + framed(b"SELECT 1\0"), b"08P01"),
        (framed(STARTUP) + b"p" + framed(b"SCRAM-SHA-1\0\0\0\0\x04n,,x"), b"08P01"),
        (framed(STARTUP) + b"p" + framed(b"SCRAM-SHA-256\0\0\0\0\x04n,,x"), b"08P01"),
        (framed(STARTUP) + b"p" + framed(b"x" * 5000), b"54000"),
    ],
)
def test_who_breaks_the_sign_in_is_told_so_and_disconnected(wire: Wire, sent: bytes, code: bytes) -> None:
    assert code in answer(wire.port, sent, close=False)
    assert serves(wire)


@contextmanager
def signed_in(wire: Wire) -> Iterator[socket.socket]:
    """The bare socket of a client that has signed in."""
    client = wire.connect()
    with socket.socket(fileno=os.dup(client.fileno())) as bare:
        bare.setblocking(True)
        bare.settimeout(60)
        yield bare
    client.close()


def read_to_ready(bare: socket.socket) -> list[tuple[bytes, bytes]]:
    """Messages up to ReadyForQuery, or to the end."""
    said = []
    buffer = b""
    while True:
        while len(buffer) < 5 or len(buffer) < 1 + int.from_bytes(buffer[1:5], "big"):
            more = bare.recv(65536)
            if not more:
                return said
            buffer += more
        size = 1 + int.from_bytes(buffer[1:5], "big")
        said.append((buffer[:1], buffer[5:size]))
        buffer = buffer[size:]
        if said[-1][0] == b"Z":
            return said


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"Q" + struct.pack("!i", 2**31 - 1), b"54000"),
        (b"Q" + struct.pack("!i", -5), b"08P01"),
        (b"?" + framed(b""), b"08P01"),
        (b"Q" + framed(b"SELECT 1"), b"08P01"),
        (b"Q" + framed(b"SELECT '\xff'\0"), b"08P01"),
        (b"B" + framed(b"\0\0" + struct.pack("!hh", 0, 30000)), b"08P01"),
        (b"D" + framed(b"X\0"), b"08P01"),
        (b"p" + framed(b"again\0"), b"08P01"),
    ],
)
def test_who_breaks_the_protocol_later_is_told_so_and_disconnected(wire: Wire, sent: bytes, code: bytes) -> None:
    with signed_in(wire) as bare:
        bare.sendall(sent)
        said = read_to_ready(bare)
    assert [kind for kind, _ in said] == [b"E"]
    assert b"SFATAL\0" in said[0][1]
    assert code in said[0][1]
    assert serves(wire)


def test_after_an_error_messages_are_skipped_up_to_sync(wire: Wire) -> None:
    with signed_in(wire) as bare:
        parse = b"P" + framed(b"\0SELECT * FROM nosuch\0" + struct.pack("!h", 0))
        bind = b"B" + framed(b"\0\0" + struct.pack("!hhh", 0, 0, 0))
        execute, sync = b"E" + framed(b"\0" + struct.pack("!i", 0)), b"S" + framed(b"")
        bare.sendall(parse + bind + execute + execute + b"C" + framed(b"Sx\0") + sync)
        assert [kind for kind, _ in read_to_ready(bare)] == [b"1", b"2", b"E", b"Z"]
        bare.sendall(b"F" + framed(b"") + execute + sync)
        assert [kind for kind, _ in read_to_ready(bare)] == [b"E", b"Z"]
        bare.sendall(b"d" + framed(b"data nobody asked for") + b"c" + framed(b"") + b"Q" + framed(b"SELECT 1\0"))
        assert [kind for kind, _ in read_to_ready(bare)] == [b"T", b"D", b"C", b"Z"]


MESSAGES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(b"QPBDECSHdcf"), st.binary(max_size=40)),
        st.tuples(st.just(ord("Q")), st.sampled_from([b"SELECT 1\0", b"BEGIN\0", b"ROLLBACK\0", b"FETCH c\0", b"\0"])),
        st.tuples(st.just(ord("P")), st.sampled_from([b"\0SELECT $1\0\0\0", b"s\0BEGIN\0\0\0", b"\0\0\0\0"])),
        st.tuples(st.just(ord("B")), st.sampled_from([b"\0\0\0\0\0\x01\0\0\0\x01x\0\0", b"p\0s\0\0\0\0\0\0\0"])),
        st.tuples(st.sampled_from(b"DC"), st.sampled_from([b"S\0", b"P\0", b"Ss\0", b"Pp\0"])),
        st.tuples(st.just(ord("E")), st.sampled_from([b"\0\0\0\0\0", b"p\0\0\0\0\x01"])),
        st.just((ord("S"), b"")),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MESSAGES)
def test_any_messages_in_any_order_end_in_ready_or_in_a_named_error(
    wire: Wire, caplog: pytest.LogCaptureFixture, sent: list[tuple[int, bytes]]
) -> None:
    caplog.clear()
    with signed_in(wire) as bare:
        raw = b"".join(bytes([kind]) + framed(body) for kind, body in sent)
        bare.sendall(raw + b"S" + framed(b"") + b"X" + framed(b""))
        kinds = []
        while said := read_to_ready(bare):
            kinds += said
    assert not [body for kind, body in kinds if kind == b"E" and b"CXX000" in body]
    assert not caplog.records


def test_large_texts_are_refused_and_the_session_goes_on(wire: Wire) -> None:
    with wire.connect() as client:
        for sql, error in (
            ("SELECT " + "(" * 500_000 + "1" + ")" * 500_000, errors.SyntaxError),
            ("SELECT " + "(" * 5_000 + "1" + ")" * 5_000, errors.SyntaxError),
            ("SELECT " + "date(" * 40 + "'2020-01-01'" + ")" * 40, errors.SyntaxError),
            ("SELECT 1;" * 10_000, errors.ProgramLimitExceeded),
            ("SELECT '" + "x" * 199_000, errors.SyntaxError),
        ):
            with pytest.raises(error):
                client.execute(sql)
        assert client.execute("SELECT 1").fetchone() == (1,)


def test_cursors_and_prepared_statements_are_bounded(wire: Wire) -> None:
    with wire.connect(autocommit=False) as client:
        for number in range(50):
            client.execute(f"DECLARE c{number} CURSOR FOR SELECT 1")
        with pytest.raises(errors.ProgramLimitExceeded):
            client.execute("DECLARE one_more CURSOR FOR SELECT 1")
        client.rollback()
        assert client.execute("SELECT 1").fetchone() == (1,)


def test_who_says_nothing_is_disconnected(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SIGN_IN_SECONDS", 0.3)
    assert answer(wire.port, b"", close=False) == b""
    assert answer(wire.port, framed(STARTUP)[:-3], close=False) == b""
    assert b"SCRAM-SHA-256" in answer(wire.port, framed(STARTUP), close=False)


def test_who_asks_nothing_for_long_is_disconnected(wire: Wire) -> None:
    with another(wire, pg_idle_minutes=0.01) as short, short.connect() as client:
        assert until(lambda: not short.server._connections)
        with pytest.raises(errors.IdleSessionTimeout):
            client.execute("SELECT 1")


def test_who_does_not_read_holds_little_and_is_disconnected(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "WRITE_SECONDS", 2.0)
    with another(wire, pg_rows=10**9) as server, signed_in(server) as bare:
        bare.sendall(b"Q" + framed(b"SELECT repeat('x', 1000) FROM person, generate_series(1, 10000000) n\0"))
        before = psutil.Process().memory_info().rss
        assert serves(server)
        grown = psutil.Process().memory_info().rss - before
        assert grown < 400 << 20
        assert until(lambda: not server.server._connections)


def test_who_leaves_in_the_middle_frees_what_was_held(wire: Wire) -> None:
    with another(wire) as server:
        client = server.connect()
        client.pgconn.send_query(b"SELECT b FROM generate_series(1, 900000) b")
        client.close()
        assert until(lambda: not server.server._connections)


@pytest.mark.parametrize("how", ["goodbye", "closed", "reset", "half", "tls"])
def test_the_question_of_who_left_is_stopped(wire: Wire, tmp_path: Path, how: str) -> None:
    path = certificate(tmp_path)
    # One that nothing else would end in time.
    endless = b"SELECT sum(a.n * b.n) FROM generate_series(1, 100000000) a(n), generate_series(1, 100000000) b(n)"
    with another(wire, pg_certificate=path, query_seconds=3600) as server:
        client = server.connect(sslmode="require" if how == "tls" else "disable")
        client.pgconn.send_query(endless)
        assert until(lambda: [one for one in list(server.server._connections.values()) if one.running])
        with socket.socket(fileno=os.dup(client.fileno())) as bare:
            if how == "reset":
                bare.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif how == "half":
                # What was sent and not yet read hides the end from who only reads.
                bare.sendall(b"Q" + framed(endless + b"\0"))
                bare.shutdown(socket.SHUT_WR)
            elif how == "closed":
                bare.shutdown(socket.SHUT_RDWR)
        if how in ("goodbye", "reset", "tls"):
            client.close()
        assert until(lambda: not server.server._connections)
        client.close()
    with transaction() as session:
        newest = session.scalars(select(AuditRecord).order_by(AuditRecord.id.desc()).limit(1)).one()
    assert (newest.action, newest.code) == ("query", "query_cancelled")


def test_one_too_many_is_told_so_and_the_others_go_on(wire: Wire) -> None:
    with another(wire, pg_connections=2) as server:
        first, second = server.connect(), server.connect()
        with pytest.raises(psycopg.OperationalError, match="All 2 connections are taken"):
            server.connect()
        assert second.execute("SELECT 1").fetchone() == (1,)
        first.close()
        assert until(lambda: len(server.server._connections) < 2)
        server.connect().close()
        second.close()


def test_many_clients_are_answered_at_once(wire: Wire) -> None:
    found: list[object] = []

    def work(number: int) -> None:
        with wire.connect() as client:
            for _ in range(3):
                found.append(client.execute("SELECT %s + count(*) FROM person", [number]).fetchone() == (number + 40,))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 120


def test_a_server_that_stops_says_so_and_lets_go_of_its_port(wire: Wire) -> None:
    with another(wire) as server:
        client = server.connect()
        port = server.port
    with pytest.raises(psycopg.OperationalError):
        client.execute("SELECT 1")
    again = WireServer(Gateway(Settings()), TokenAccess(), "127.0.0.1", port)
    again.start()
    again.stop()


def test_an_internal_fault_tells_nothing_and_the_session_goes_on(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    with wire.connect() as client:
        with monkeypatch.context() as patch:
            patch.setattr(Gateway, "query", lambda *_, **__: (_ for _ in ()).throw(ValueError("SECRETNAME")))
            with pytest.raises(errors.InternalError) as caught:
                client.execute("SELECT 1")
        assert "SECRETNAME" not in str(caught.value)
        assert client.execute("SELECT 1").fetchone() == (1,)


def certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1, signed by itself, and its key, in one file."""
    import datetime as dt
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "server.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


def test_tls_is_spoken_bound_to_the_sign_in_and_asked_for(wire: Wire, tmp_path: Path) -> None:
    path = certificate(tmp_path)
    with another(wire, pg_certificate=path, pg_cleartext="never") as server:
        safe = {"sslmode": "verify-full", "sslrootcert": str(path)}
        for binding in ("require", "prefer", "disable"):
            with server.connect(**safe, channel_binding=binding) as client:
                assert client.pgconn.ssl_in_use
                assert client.execute("SHOW ssl").fetchone() == ("on",)
                assert client.execute("SELECT count(*) FROM person").fetchone() == (40,)
        with pytest.raises(psycopg.OperationalError, match="Connections without TLS are refused"):
            server.connect(sslmode="disable")
        # What comes with the request for encryption could be anybody's.
        request = framed(struct.pack("!i", 80877103))
        assert b"08P01" in answer(server.port, request + framed(STARTUP), close=False)
    with another(wire, pg_cleartext="never") as server, pytest.raises(psycopg.OperationalError, match="without TLS"):
        server.connect()


def test_only_clients_on_this_machine_may_do_without_tls(wire: Wire) -> None:
    address = socket.gethostbyname(socket.gethostname())
    if address.startswith("127."):
        pytest.skip("this machine has no address but its own loopback's")
    for rule, refused in (("local", True), ("always", False)):
        with serving(Gateway(Settings(pg_cleartext=rule)), TokenAccess(), "0.0.0.0", 0) as server:
            parts = {**Wire(server, wire.tokens).parts("researcher"), "host": address}
            if refused:
                with pytest.raises(psycopg.OperationalError, match="without TLS"):
                    psycopg.connect(**parts)
            else:
                psycopg.connect(**parts).close()


def test_a_certificate_that_is_none_is_named_at_the_start(wire: Wire, tmp_path: Path) -> None:
    from asan.gateway.wire.tls import CertificateUnusable

    path = tmp_path / "none.pem"
    path.write_text("no certificate")
    for wrong in (path, tmp_path / "nosuch.pem"):
        with pytest.raises(CertificateUnusable):
            WireServer(Gateway(Settings(pg_certificate=wrong)), TokenAccess(), "127.0.0.1", 0)
