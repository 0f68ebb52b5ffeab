"""Rows a second from the gateway to a PostgreSQL client, and what the wire adds to the door.

    python bench/bench_wire.py [--rows 500000] [--rounds 5] [--clients 50]

In a data folder of its own it publishes a table of ten columns and asks for all of it: from the door as Arrow (what the
wire has to write), over the wire to a client that counts bytes, and to psycopg in another process, in text and in
binary, as rows of Python and by COPY. Then many clients ask small questions at once. Each way is timed in turn within a
round; medians are printed, with CPU seconds of the server. The budget: 100,000 rows of ten columns a second to psycopg.
"""

import argparse
import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

COLUMNS = """SELECT i AS measurement_id, i % 1000 AS person_id, (3000000 + i % 400)::INTEGER AS measurement_concept_id,
    DATE '2015-01-01' + (i % 3000)::INTEGER AS measurement_date,
    TIMESTAMP '2015-01-01 00:00:00' + to_seconds(i) AS measurement_datetime, 32817 AS measurement_type_concept_id,
    (i % 977) / 7.0::DOUBLE AS value_as_number, CASE WHEN i % 3 = 0 THEN 8840 END::INTEGER AS unit_concept_id,
    i % 5000 AS visit_occurrence_id, 'LAB-' || i % 400 AS measurement_source_value FROM range({rows}) t(i)"""


def publish_rows(folder: Path, rows: int) -> None:
    """A lake with a table ``measurement`` of ``rows`` rows."""
    from asan.kit.settings import settings
    from asan.warehouse.connection import open_engine
    from asan.warehouse.lake import Lake
    from asan.warehouse.publish import publish

    lake = Lake(settings())
    connection = open_engine(lake.settings, folder / "work.duckdb")
    connection.execute("CREATE SCHEMA cdm; CREATE SCHEMA results")
    connection.execute(f"CREATE TABLE cdm.measurement AS {COLUMNS.format(rows=rows)}")
    connection.close()
    publish(lake, folder / "work.duckdb", extra={"kind": "etl", "run": 1, "source": "bench"})


def connected(port: int, token: str) -> "psycopg.Connection[tuple[object, ...]]":
    """A client of the server."""
    return psycopg.connect(host="127.0.0.1", port=port, user="bench", password=token, dbname="asan", autocommit=True)


def read_rows(port: int, token: str, binary: bool) -> int:
    """All rows as Python's tuples."""
    with connected(port, token) as connection, connection.cursor(binary=binary) as cursor:
        cursor.execute("SELECT * FROM measurement")
        return len(cursor.fetchall())


def read_copy(port: int, token: str, binary: bool) -> int:
    """All rows by COPY, unread."""
    sql = f"COPY (SELECT * FROM measurement) TO STDOUT (FORMAT {'binary' if binary else 'text'})"
    with connected(port, token) as connection, connection.cursor() as cursor, cursor.copy(sql) as copy:
        return sum(1 for _ in copy)


def client(pipe: "multiprocessing.connection.Connection", port: int, token: str) -> None:
    """A client process: runs what it is told, and says how long it took."""
    ways: dict[str, Callable[[], int]] = {
        "psycopg, text": lambda: read_rows(port, token, False),
        "psycopg, binary": lambda: read_rows(port, token, True),
        "COPY, text": lambda: read_copy(port, token, False),
        "COPY, binary": lambda: read_copy(port, token, True),
    }
    while (name := pipe.recv()) is not None:
        started = time.perf_counter()
        ways[name]()
        pipe.send(time.perf_counter() - started)


def small_questions(port: int, tokens: list[str]) -> list[float]:
    """How long each of many simultaneous small questions took, in milliseconds; a client a token, which has a limit."""
    took: list[float] = []

    def work(token: str) -> None:
        with connected(port, token) as connection:
            for _ in range(10):
                started = time.perf_counter()
                connection.execute("SELECT count(*) FROM measurement WHERE person_id = 7").fetchone()
                took.append((time.perf_counter() - started) * 1000)

    threads = [threading.Thread(target=work, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def main() -> None:
    """Print one line a way of reading, then one of small questions."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["ASAN_HOME"] = f"{home}/home"
        measure(Path(home), options.rows, options.rounds, options.clients)


def measure(folder: Path, rows: int, rounds: int, clients: int) -> None:
    """Publish, serve, and time every way of reading."""
    from asan.gateway.accounts import principal_of
    from asan.gateway.owner import owner
    from asan.gateway.service import gateway
    from asan.gateway.wire.server import serving
    from asan.kit.migrate import upgrade
    from asan.modules.security.accounts import create_user
    from asan.modules.security.tokens import create_token
    from asan.modules.security.wire_access import TokenAccess

    upgrade()
    publish_rows(folder, rows)
    user = create_user(owner(), "bench", "long enough and nobody's", ["researcher"])
    principal = principal_of(user)
    token = create_token(principal, "bench", 1, ["query"])[1]
    door = gateway()

    def arrow() -> float:
        started = time.perf_counter()
        answer = door.query(principal, "SELECT * FROM measurement", row_limit=10**9)
        assert sum(batch.num_rows for batch in answer.batches) == rows
        return time.perf_counter() - started

    ways = ["psycopg, text", "psycopg, binary", "COPY, text", "COPY, binary"]
    with serving(door, TokenAccess(), "127.0.0.1", 0) as server:
        ours, theirs = multiprocessing.get_context("spawn").Pipe()
        process = multiprocessing.get_context("spawn").Process(target=client, args=(theirs, server.port, token))
        process.start()
        times: dict[str, list[float]] = {name: [] for name in ["Arrow, no wire", *ways]}
        used: dict[str, list[float]] = {name: [] for name in times}
        for _ in range(rounds):
            for name in times:
                before = time.process_time()
                if name in ways:
                    ours.send(name)
                    times[name].append(ours.recv())
                else:
                    times[name].append(arrow())
                used[name].append(time.process_time() - before)
        for name in times:
            middle = statistics.median(times[name])
            cpu = statistics.median(used[name])
            sys.stdout.write(f"{name:16} {rows / middle:12,.0f} rows/s   {rows / cpu:12,.0f} rows a CPU second here\n")
        tokens = [create_token(principal, f"client {number}", 1, ["query"])[1] for number in range(clients)]
        took = sorted(small_questions(server.port, tokens))
        middle, late = took[len(took) // 2], took[len(took) * 99 // 100]
        sys.stdout.write(f"{clients} clients at once: median {middle:.0f} ms, p99 {late:.0f} ms a question\n")
        ours.send(None)
        process.join()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"peak memory of the server: {peak:,.0f} MB\n")


if __name__ == "__main__":
    main()
