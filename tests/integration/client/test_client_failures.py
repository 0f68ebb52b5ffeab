"""What goes wrong on the way is noticed: no answer is silently short, and nobody works for a client that has gone."""

import io
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import urllib3
from sqlalchemy import create_engine, text

import asan
from asan.client import Error
from asan.client.errors import DataError, InterfaceError, OperationalError
from tests.integration.client.conftest import Served
from tests.integration.client.test_client_answers import ENDLESS
from tests.support.scripted_server import scripted_server

ARROW = "application/vnd.apache.arrow.stream"
FAILS_LATE = "SELECT CAST(CASE WHEN range = 900000 THEN 'x' ELSE '1' END AS INTEGER) AS v FROM range(1000000)"
LONG = "SELECT a.person_id, b.range FROM person a, range(100000000) b"


def test_an_error_in_midstream_reaches_the_reader(served: Served) -> None:
    answer = served.connect().query(FAILS_LATE, limit=10**6)
    with pytest.raises(DataError) as caught:
        answer.table()
    assert answer.rows_read > 0
    assert (caught.value.code, caught.value.status) == ("question_failed", 400)
    assert caught.value.message.isascii()


def test_an_error_in_midstream_breaks_http_for_those_who_know_nothing_of_ours(served: Served) -> None:
    response = urllib3.request(
        "POST",
        f"{served.url}/api/query",
        json={"sql": FAILS_LATE, "limit": 10**6},
        headers={"accept": ARROW, "authorization": f"Bearer {served.token('researcher')}"},
        preload_content=False,
    )
    with pytest.raises(urllib3.exceptions.ProtocolError):
        response.read()


def ipc(count: int, **told: Any) -> bytes:
    schema = pa.schema([("v", pa.int64())], {"asan.snapshot": "1", "asan.audit": "7", "asan.masked": "{}"})
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_batch(pa.record_batch([pa.array(range(count))], schema=schema))
        if told:
            end = pa.record_batch([pa.array([], pa.int64())], schema=schema)
            writer.write_batch(end, custom_metadata={"asan.end": json.dumps(told)})
    return sink.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        ipc(5),
        ipc(5)[:-100],
        ipc(5, rows=6, truncated=False),
        ipc(50_000, rows=50_000, truncated=False)[:100_000],
        ipc(5)[:40],
        b"",
        b"nothing of Arrow's",
    ],
    ids=["no end", "no end, cut", "too few", "cut inside", "cut in the schema", "empty", "garbage"],
)
def test_a_stream_without_its_end_is_cut(body: bytes) -> None:
    with scripted_server((200, {"content-type": ARROW}, body)) as server, pytest.raises(OperationalError) as caught:
        asan.connect(server.url, "asan_x").table("SELECT 1")
    assert caught.value.code == "answer_cut"


def test_a_stream_with_its_end_is_whole() -> None:
    with scripted_server((200, {"content-type": ARROW}, ipc(5, rows=5, truncated=False))) as server:
        assert asan.connect(server.url, "asan_x").table("SELECT 1").num_rows == 5


@contextmanager
def cutting(target: str, after: int) -> Iterator[str]:
    """A relay to ``target`` that drops the connection once ``after`` bytes have come back."""
    listener = socket.create_server(("127.0.0.1", 0))
    host, port = target.removeprefix("http://").split(":")

    def relay() -> None:
        client, _ = listener.accept()
        upstream = socket.create_connection((host, int(port)))
        threading.Thread(target=_pump, args=(client, upstream, 2**60), daemon=True).start()
        _pump(upstream, client, after)
        for end in (client, upstream):
            end.shutdown(socket.SHUT_RDWR)
            end.close()

    threading.Thread(target=relay, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


def _pump(source: socket.socket, sink: socket.socket, most: int) -> None:
    passed = 0
    try:
        while passed < most and (data := source.recv(min(65536, most - passed))):
            sink.sendall(data)
            passed += len(data)
    except OSError:
        pass


@pytest.mark.parametrize("after", [10, 400, 3_000_000])
def test_a_dropped_connection_is_noticed(served: Served, after: int) -> None:
    with cutting(served.url, after) as url, pytest.raises(OperationalError) as caught:
        asan.connect(url, served.token("researcher")).table(LONG, limit=10**6)
    assert caught.value.code in ("answer_cut", "unreachable")


def codes(served: Served) -> list[str | None]:
    """The newest records' codes, from the server's audit."""
    engine = create_engine(f"sqlite:///{served.home / 'app.db'}")
    with engine.connect() as connection:
        found = connection.execute(text("SELECT code FROM audit_record ORDER BY id DESC LIMIT 3")).scalars()
        return list(found)


def becomes(served: Served, code: str) -> bool:
    """Whether a record with ``code`` comes to stand at the end of the audit, within the time that a stop may take."""
    for _ in range(100):
        if codes(served)[0] == code:
            return True
        time.sleep(0.1)
    return False


def test_a_question_ends_when_its_asker_goes_before_the_first_row(served: Served) -> None:
    with pytest.raises(OperationalError) as caught:
        served.connect(timeout=0.5).query(ENDLESS)
    assert caught.value.code == "no_answer"
    assert becomes(served, "query_cancelled")


def test_a_json_question_ends_when_its_asker_goes(served: Served) -> None:
    with pytest.raises(urllib3.exceptions.ReadTimeoutError):
        urllib3.PoolManager(retries=False).request(
            "POST",
            f"{served.url}/api/query",
            json={"sql": ENDLESS},
            headers={"authorization": f"Bearer {served.token('researcher')}"},
            timeout=0.5,
        )
    assert becomes(served, "query_cancelled")


def test_a_stream_ends_when_its_reader_goes(served: Served) -> None:
    with served.connect().query(LONG, limit=10**9) as answer:
        assert next(answer.batches()).num_rows
    assert any(becomes(served, code) for code in ("query_cancelled", "stopped_reading"))


def test_a_stream_that_is_not_read_ends_at_the_time_limit_and_says_so(served: Served) -> None:
    answer = served.connect().query(LONG, limit=10**9)
    rows = answer.batches()
    next(rows)
    time.sleep(11)  # the server's limit here is 10 s
    with pytest.raises(OperationalError) as caught:
        for _ in rows:
            pass
    assert (caught.value.code, caught.value.status) == ("query_timeout", 504)


def told(code: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    return 503, headers, json.dumps({"code": code, "message": "m", "next": "n"}).encode()


def test_what_the_server_put_off_is_asked_again(served: Served) -> None:
    good = (200, {"content-type": ARROW}, ipc(1, rows=1, truncated=False))
    with scripted_server(told("busy", **{"retry-after": "0"}), good) as server:
        assert asan.connect(server.url, "asan_x").table("SELECT 1").num_rows == 1
        assert len(server.requests) == 2


def test_nobody_waits_until_tomorrow() -> None:
    spent = (429, {"retry-after": "43200"}, json.dumps({"code": "limit_export", "message": "m", "next": "n"}).encode())
    with scripted_server(spent) as server:
        with pytest.raises(OperationalError) as caught:
            asan.connect(server.url, "asan_x").query("SELECT 1")
        assert (caught.value.code, caught.value.status) == ("limit_export", 429)
        assert len(server.requests) == 1


def test_what_is_put_off_again_and_again_is_told() -> None:
    with scripted_server(*[told("busy", **{"retry-after": "0"})] * 3) as server:
        with pytest.raises(OperationalError) as caught:
            asan.connect(server.url, "asan_x").query("SELECT 1")
        assert caught.value.code == "busy"
        assert len(server.requests) == 3


def test_what_the_server_began_is_not_asked_again() -> None:
    with scripted_server(told("query_memory")) as server:
        with pytest.raises(OperationalError) as caught:
            asan.connect(server.url, "asan_x").query("SELECT 1")
        assert (caught.value.code, caught.value.message, caught.value.hint) == ("query_memory", "m", "n")
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        (302, {"location": "http://127.0.0.1:1/elsewhere"}, b""),
        (200, {"content-type": "text/html"}, b"<html>"),
        (500, {}, b"oops"),
        (404, {}, b'{"detail": "Not Found"}'),
    ],
)
def test_what_is_no_server_of_ours_is_named(answer: tuple[int, dict[str, str], bytes]) -> None:
    with scripted_server(answer) as server:
        for ask in (lambda it: it.query("SELECT 1"), lambda it: it.catalog()):
            with pytest.raises(InterfaceError) as caught:
                ask(asan.connect(server.url, "asan_x"))
            assert caught.value.code == "not_a_server"
            # The token went to no other place.
        assert len(server.requests) == 2


def test_nobody_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(OperationalError) as caught:
        asan.connect(f"http://127.0.0.1:{port}", "asan_x").query("SELECT 1")
    assert caught.value.code == "unreachable"


def test_a_proxy_is_used_when_named_or_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    good = (200, {"content-type": ARROW}, ipc(1, rows=1, truncated=False))
    with scripted_server(good) as proxy:
        address = proxy.url.replace("http://", "http://kim:s%40cret@")
        with pytest.warns(UserWarning, match="http, token"):
            asan.connect("http://hospital.example", "asan_x", proxy=address).table("SELECT 1")
        path, headers = proxy.requests[-1]
        assert path == "http://hospital.example/api/query"
        assert headers["proxy-authorization"] == "Basic a2ltOnNAY3JldA=="
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        with pytest.warns(UserWarning, match="http, token"):
            asan.connect("http://hospital.example", "asan_x").table("SELECT 1")
        assert len(proxy.requests) == 2
        monkeypatch.setenv("no_proxy", "hospital.example")
        with pytest.warns(UserWarning, match="http, token"), pytest.raises(Error):
            asan.connect("http://hospital.example", "asan_x", timeout=1).table("SELECT 1")
        assert len(proxy.requests) == 2


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that vouches for itself, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"),
        ],
        check=True,
        capture_output=True,
    )
    return folder


def test_certificates_are_checked_and_ones_own_is_shown(authority: Path) -> None:
    pair = (str(authority / "cert.pem"), str(authority / "key.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=pair[0])
    context.load_cert_chain(*pair)
    context.verify_mode = ssl.CERT_REQUIRED
    good = (200, {"content-type": ARROW}, ipc(1, rows=1, truncated=False))
    with scripted_server(good, context=context) as server:
        with pytest.raises(OperationalError, match="certificate verify failed"):
            asan.connect(server.url, "asan_x", language="en").query("SELECT 1")
        connection = asan.connect(server.url, "asan_x", ca=pair[0], certificate=pair)
        assert connection.table("SELECT 1").num_rows == 1
        with pytest.raises(OperationalError):
            asan.connect(server.url, "asan_x", ca=pair[0]).query("SELECT 1")


def test_a_project_that_is_not_ones_own_is_refused_by_its_code(served: Served) -> None:
    with pytest.raises(Error) as caught:
        served.connect(project="nosuch").table("SELECT 1")
    assert (caught.value.code, caught.value.status) == ("not_in_project", 403)
