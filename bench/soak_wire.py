"""Many PostgreSQL clients on one server for minutes, with loads beside them: what they got, and whether memory stays.

python bench/soak_wire.py [--clients 200] [--seconds 600] [--patients 2000] [--think 2]

A synthetic hospital is written and loaded into a data folder of its own; then a server of its own process serves it to
clients with a token each, while `asan etl run` publishes it again and again. A client asks counts, joins, rows by a
cursor and catalog questions, one after another; now and then it cancels one, leaves in the middle of an answer, or goes
and comes again. Answers are held against those of the first load: every load publishes the same rows. Printed are
questions a second, percentiles, errors by SQLSTATE, wrong answers, and the server's memory and threads by minute.
"""

import argparse
import collections
import contextlib
import itertools
import os
import random
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
import psycopg
from visitors import asan, free_port, show

QUESTIONS = {
    "count": "SELECT count(*) FROM measurement",
    "one person": "SELECT count(*) FROM measurement WHERE person_id = %(person)s",
    "join": """SELECT p.gender_concept_id, count(*) FROM person p JOIN visit_occurrence v USING (person_id)
        GROUP BY 1 ORDER BY 1""",
    "tables": "SELECT count(*) FROM information_schema.tables",
}
ROWS = "SELECT measurement_id, measurement_concept_id, value_as_number FROM measurement LIMIT 20000"


class Client(threading.Thread):
    """One client until ``end`` (monotonic seconds)."""

    def __init__(self, port: int, user: str, token: str, end: float, think: float, seed: int) -> None:
        super().__init__()
        self.address = {"host": "127.0.0.1", "port": port, "user": user, "password": token, "dbname": "asan"}
        self.end, self.think, self.chance = end, think, random.Random(seed)
        self.took: dict[str, list[float]] = collections.defaultdict(list)
        self.errors: collections.Counter[str] = collections.Counter()
        self.answers: dict[str, set[str]] = collections.defaultdict(set)

    def run(self) -> None:
        while time.monotonic() < self.end:
            try:
                with psycopg.connect(**self.address, autocommit=True) as connection:
                    self._stay(connection)
            except psycopg.Error as error:
                self.errors[f"{error.sqlstate or type(error).__name__}: {str(error).splitlines()[0][:90]}"] += 1
                time.sleep(self.chance.uniform(0, self.think))

    def _stay(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        for _ in range(self.chance.randint(1, 40)):
            time.sleep(self.chance.uniform(0, 2 * self.think))
            if time.monotonic() > self.end:
                return
            what = self.chance.choice([*QUESTIONS, "cursor", "cancel", "leave"])
            began = time.monotonic()
            if what == "cursor":
                with connection.transaction(), connection.cursor("walk") as cursor:
                    cursor.execute(ROWS)
                    while cursor.fetchmany(2000):
                        pass
            elif what == "cancel":
                stop = threading.Timer(0.02, connection.cancel)
                stop.start()
                with contextlib.suppress(psycopg.errors.QueryCanceled):
                    connection.execute(ROWS).fetchall()
                stop.join()
            elif what == "leave":
                connection.pgconn.send_query(ROWS.encode())
                # At once: psycopg's own close would wait for a COMMIT first, and leave the socket open.
                connection.pgconn.finish()
                return
            else:
                person = self.chance.randint(1, 50) if what == "one person" else 0
                answer = connection.execute(QUESTIONS[what], {"person": person}).fetchall()
                self.answers[f"{what} {person}"].add(repr(answer))
            self.took[what].append((time.monotonic() - began) * 1000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--patients", type=int, default=2000)
    parser.add_argument(
        "--think", type=float, default=2.0, help="seconds between two questions of a client, on average"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        soak(Path(folder), options)


def soak(folder: Path, options: argparse.Namespace) -> None:
    """Load, serve, ask, and print."""
    home, hospital = folder / "home", folder / "hospital"
    asan(home, "vocabulary", "load", "--starter")
    asan(home, "synth", str(hospital), "--patients", str(options.patients), "--format", "parquet")
    load = ("etl", "run", "--source", str(hospital), "--synthetic")
    asan(home, *load)
    users = accounts(home, options.clients)
    http, port = free_port(), free_port()
    environment = {**os.environ, "ASAN_HOME": str(home), "ASAN_PG_CONNECTIONS": str(options.clients + 20)}
    server = subprocess.Popen(
        [sys.executable, "-m", "asan.cli", "serve", "--port", str(http), "--pg-port", str(port)], env=environment
    )
    over, loads = threading.Event(), []

    def reload() -> None:
        while not over.is_set():
            began = time.monotonic()
            asan(home, *load)
            loads.append(time.monotonic() - began)

    try:
        wait_for(port)
        began = time.monotonic()
        beside = threading.Thread(target=reload)
        beside.start()
        clients = [Client(port, *user, began + options.seconds, options.think, seed) for seed, user in enumerate(users)]
        for client in clients:
            client.start()
        watched = psutil.Process(server.pid)
        for minute in itertools.count():
            answered = sum(len(times) for client in clients for times in client.took.values())
            memory = watched.memory_info().rss / 2**20
            print(f"minute {minute}: {memory:,.0f} MB, {watched.num_threads()} threads, {answered} answers, "
                  f"{len(loads)} loads", flush=True)  # fmt: skip
            if not any(client.is_alive() for client in clients):
                break
            time.sleep(min(60, max(1, began + options.seconds - time.monotonic())))
        over.set()
        beside.join()
        time.sleep(5)
        print(
            f"5 s after the last client: {watched.memory_info().rss / 2**20:,.0f} MB, {watched.num_threads()} threads"
        )
    finally:
        over.set()
        server.terminate()
        server.wait(timeout=60)
    report(clients, options.seconds)


def report(clients: list[Client], seconds: int) -> None:
    """What the clients got."""
    took: dict[str, list[float]] = collections.defaultdict(list)
    answers: dict[str, set[str]] = collections.defaultdict(set)
    errors: collections.Counter[str] = collections.Counter()
    for client in clients:
        errors += client.errors
        for what, times in client.took.items():
            took[what] += times
        for what, given in client.answers.items():
            answers[what] |= given
    show(took)
    total = sum(map(len, took.values()))
    print(f"{total} questions of {len(clients)} clients: {total / seconds:.1f} a second")
    print(f"questions with more than one answer: {sum(1 for given in answers.values() if len(given) > 1)}")
    for what, count in errors.most_common():
        print(f"{count} times {what}")


def accounts(home: Path, clients: int) -> list[tuple[str, str]]:
    """A user for each client, by name and token: what may run at once is limited by user."""
    os.environ["ASAN_HOME"] = str(home)
    from asan.gateway.accounts import principal_of
    from asan.gateway.owner import owner
    from asan.modules.security.accounts import create_user
    from asan.modules.security.tokens import create_token

    users = [
        create_user(owner(), f"soak-{number}", secrets.token_urlsafe(20), ["researcher"]) for number in range(clients)
    ]
    return [(user.name, create_token(principal_of(user), "soak", 1, ["query"])[1]) for user in users]


def wait_for(port: int) -> None:
    """Wait until somebody listens. Raises SystemExit after a minute."""
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server does not answer")


if __name__ == "__main__":
    main()
