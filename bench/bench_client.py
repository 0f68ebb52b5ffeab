"""A million rows to a client, as JSON and as Arrow: seconds, bytes on the wire, peak memory of both sides, ratios.

    python bench/bench_client.py [--rows 1000000] [--rounds 3]

A server is started on an empty data folder of its own. The question makes its rows, so that nothing but the way from
the engine to the client is measured: ids, dates, codes, numbers with gaps, and texts. Each way runs in a process of its
own, in turn, and is told by its best round. Nothing is asserted.
"""

import argparse
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

SQL = """SELECT range AS measurement_id, range % 76074 AS person_id, 3004410 + range % 40 AS measurement_concept_id,
DATE '2014-01-01' + CAST(range % 3650 AS INTEGER) AS measurement_date, 32817 AS measurement_type_concept_id,
CASE WHEN range % 7 > 0 THEN hash(range) % 10000 / 100 END AS value_as_number, 8840 + range % 3 AS unit_concept_id,
range // 9 AS visit_occurrence_id, 'LAB-' || range % 900 AS measurement_source_value, 'mg/dL' AS unit_source_value
FROM range({rows})"""

WAYS = ("json", "arrow: none", "arrow: lz4", "arrow: zstd", "arrow: zstd, streamed", "arrow: zstd, pandas")


def fetch(way: str, url: str, token: str, rows: int) -> dict[str, float]:
    """Ask one way; what it took here."""
    sql = SQL.format(rows=rows)
    started = time.perf_counter()
    if way == "json":
        request = urllib.request.Request(
            f"{url}/api/query",
            json.dumps({"sql": sql, "limit": rows}).encode(),
            {"authorization": f"Bearer {token}", "content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as response:
            body = response.read()
        found, size = len(json.loads(body)["rows"]), len(body)
    else:
        import asan

        connection = asan.connect(url, token, compression=way.split(",")[0].split()[-1], timeout=None)
        before = psutil.net_io_counters(pernic=True)["lo"].bytes_recv
        if way.endswith("streamed"):
            found = sum(batch.num_rows for batch in connection.query(sql, limit=rows))
        elif way.endswith("pandas"):
            found = len(connection.pandas(sql, limit=rows))
        else:
            found = connection.table(sql, limit=rows).num_rows
        size = psutil.net_io_counters(pernic=True)["lo"].bytes_recv - before
    seconds = time.perf_counter() - started
    if found != rows:
        raise SystemExit(f"{way}: {found} rows instead of {rows}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "megabytes": size / 2**20, "peak": peak}


def prepare(home: Path) -> str:
    """A data folder with an empty lake, and the token of an administrator of it."""
    os.environ.update(ASAN_HOME=str(home), ASAN_QUERY_SECONDS="600")
    from asan.gateway.accounts import principal_named
    from asan.gateway.owner import owner
    from asan.kit.migrate import upgrade
    from asan.kit.settings import settings
    from asan.modules.security.accounts import create_user
    from asan.modules.security.tokens import create_token
    from asan.warehouse.lake import Lake

    upgrade()
    Lake(settings()).connect_writer().close()
    create_user(owner(), "bench", "a long enough one", ["admin"])
    return create_token(principal_named("bench", acting_for="bench"), "bench", 1)[1]


@contextmanager
def server() -> Iterator[tuple[psutil.Process, str]]:
    """A server's process and address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = psutil.Popen([sys.executable, "-m", "asan.cli", "serve", "--port", str(port)])
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{url}/api/health", timeout=2).close()
                break
            except OSError:
                time.sleep(0.2)
        yield process, url
    finally:
        process.terminate()
        process.wait(30)


def server_peak(process: psutil.Process, work: subprocess.Popen[str]) -> float:
    """The server's largest resident size while ``work`` runs, in MB."""
    peak = 0
    while work.poll() is None:
        peak = max(peak, process.memory_info().rss)
        time.sleep(0.05)
    return peak / 2**20


def measure(way: str, process: psutil.Process, url: str, token: str, rows: int) -> dict[str, float]:
    """One round in a process of its own."""
    started = process.cpu_times()
    work = subprocess.Popen(
        [sys.executable, __file__, "--way", way, "--url", url, "--token", token, "--rows", str(rows)],
        stdout=subprocess.PIPE,
        text=True,
    )
    peak = server_peak(process, work)
    told, _ = work.communicate()
    ended = process.cpu_times()
    cpu = ended.user + ended.system - started.user - started.system
    return {**json.loads(told), "server peak": peak, "server cpu": cpu}


def main() -> None:
    """Print one line a way, and its ratios to JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--way")
    arguments.add_argument("--url")
    arguments.add_argument("--token")
    given = arguments.parse_args()
    if given.way:
        print(json.dumps(fetch(given.way, given.url, given.token, given.rows)))
        return
    best: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        token = prepare(Path(folder))
        for way in WAYS:
            # A server each: the memory that one way has taken stays with its process.
            with server() as (process, url):
                rounds = [measure(way, process, url, token, given.rows) for _ in range(given.rounds)]
            best[way] = min(rounds, key=lambda each: each["seconds"])
    columns = ("seconds", "server cpu", "megabytes", "peak", "server peak")
    print(f"{given.rows} rows of ten columns; seconds, seconds, MB on the wire, MB of the client, MB of the server")
    print(f"{'':24}" + "".join(f"{name:>13}" for name in columns) + f"{'JSON is ×':>13}")
    for way, told in best.items():
        ratio = best["json"]["seconds"] / told["seconds"]
        print(f"{way:24}" + "".join(f"{told[name]:13.1f}" for name in columns) + f"{ratio:13.1f}")


if __name__ == "__main__":
    main()
