"""Ten million records in the audit: how long a search takes, how large the store becomes, how long the proof takes.

    python bench/bench_audit.py [--records 10000000] [--keep FOLDER] [--verify]

The store is SQLite, made in a folder of its own with the platform's own migrations; records are of the platform's
kinds, chained and indexed as it does, written past its locks in large transactions. 400 accounts ask, some far more
than others; a third of the questions name a person, a quarter read tables through. Each search runs cold (the first
time) and then again; nothing is asserted.
"""

import argparse
import json
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from operator import attrgetter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

BATCH = 20_000
START = datetime(2020, 1, 1, tzinfo=UTC)
PERSONS = 76_074
TABLES = ("person", "visit_occurrence", "condition_occurrence", "measurement", "drug_exposure", "note", "observation")
COLUMNS = ("concept_id", "start_date", "value_as_number", "source_value", "type_concept_id", "unit_concept_id")
PURPOSES = (
    None,
    None,
    None,
    "IRB 2026-0417 stroke outcome",
    "IRB 2025-1120 diabetes and kidney",
    "진료",
    "질 관리 지표",
)


def questions(count: int, rng: random.Random) -> list[tuple[SimpleNamespace, str]]:
    """Records as far as their question goes, and the words of that: each is asked many times."""
    from asan.gateway.audit.index import words_of
    from asan.gateway.audit.records import COLUMNS as ALL

    made = []
    for _ in range(count):
        record = SimpleNamespace(**dict.fromkeys(ALL))
        record.action, record.outcome, record.surface = "query", "answered", rng.choice(("http", "page:mart", "wire"))
        record.user_id, record.roles, record.purpose = 7, "researcher", rng.choice(PURPOSES)
        record.project = "stroke" if record.purpose and "stroke" in record.purpose else None
        _ask(record, rng)
        if rng.random() < 0.01:
            record.outcome, record.code = "refused", "not_visible"
        record.principal = "user"
        words = words_of(record) - {"w_user"}
        made.append((record, " ".join(sorted(words))))
    return made


def _ask(record: SimpleNamespace, rng: random.Random) -> None:
    table, column = rng.choice(TABLES), rng.choice(COLUMNS)
    kind = rng.random()
    if kind < 0.33:
        person = rng.randrange(PERSONS)
        record.question = f"SELECT * FROM {table} WHERE person_id = {person}"
        record.reach, record.persons = "named", json.dumps([person])
    elif kind < 0.58:
        record.question = f"SELECT {column}, count(*) FROM {table} WHERE {column} > {rng.randrange(10**6)} GROUP BY 1"
        record.reach = "everybody"
    else:
        record.question = f"SELECT {column} FROM concept WHERE concept_id = {rng.randrange(10**7)}"
        table = "concept"
    record.sql_run = record.question
    schema = "vocabulary" if table == "concept" else "cdm"
    record.policies = json.dumps({f"{schema}.{table}": {"masks": {"birth_datetime": "year"}}})


def records(count: int, rng: random.Random) -> Iterator[tuple[SimpleNamespace, str]]:
    """Records in order, chained, and their words."""
    from asan.gateway.audit.records import FIRST, digest

    accounts = [f"user{index:03d}" for index in range(400)]
    weights = list(accumulate(1 / (index + 1) for index in range(400)))
    asked = questions(min(count, 200_000), rng)
    previous = FIRST
    step = timedelta(days=365 * 4) / count
    for number in range(1, count + 1):
        record, words = asked[rng.randrange(len(asked))]
        record.id, record.previous = number, previous
        record.at = (START + step * number).isoformat(timespec="milliseconds")
        (record.principal,) = rng.choices(accounts, cum_weights=weights)
        record.rows, record.milliseconds, record.snapshot = number % 9973, number % 2999, number // 90_000
        record.hash = previous = digest(record)
        yield record, f"{words} w_{record.principal}"


def fill(path: Path, count: int) -> None:
    """Write the records and their index."""
    from asan.gateway.audit.records import COLUMNS as ALL

    store = sqlite3.connect(path, isolation_level=None)
    store.execute("PRAGMA synchronous=OFF")
    store.execute("PRAGMA cache_size=-400000")
    insert = f"INSERT INTO audit_record ({', '.join(ALL)}) VALUES ({', '.join('?' * len(ALL))})"
    day = "INSERT INTO audit_day VALUES (?, ?, ?) ON CONFLICT (day) DO UPDATE SET last = excluded.last"
    values = attrgetter(*ALL)
    made = records(count, random.Random(7))
    started = time.process_time()
    for begun in range(0, count, BATCH):
        # Records of one question are one object: what it holds is taken out at once.
        batch = [(values(record), words) for record, words in islice(made, BATCH)]
        store.execute("BEGIN")
        store.executemany(insert, (row for row, _ in batch))
        store.executemany(
            "INSERT INTO audit_index (rowid, words) VALUES (?, ?)", ((row[0], words) for row, words in batch)
        )
        store.executemany(day, ((row[1][:10], row[0], row[0]) for row, _ in batch))
        store.execute("COMMIT")
        if (begun // BATCH) % 25 == 24:
            done = begun + len(batch)
            print(f"  {done:,} records, {(time.process_time() - started) / done * 1e6:.0f} µs of CPU each", flush=True)
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


def sizes(path: Path) -> dict[str, float]:
    """MB of the store, and of its parts where SQLite can tell."""
    store = sqlite3.connect(path)
    found = {"store": path.stat().st_size / 2**20}
    try:
        parts = store.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name HAVING sum(pgsize) > 1e6").fetchall()
    except sqlite3.OperationalError:
        parts = []
    return found | {name: size / 2**20 for name, size in parts}


def searches(count: int) -> dict[str, Callable[[], Any]]:
    """What an auditor asks, from the rare to the common."""
    from asan.modules.security.audit_log import Filter, page, seen

    middle = START + timedelta(days=365 * 2)
    asked = {
        "newest": Filter(),
        "a busy account": Filter(user="user000"),
        "a quiet account": Filter(user="user399"),
        "a patient": Filter(person=4711),
        "a table": Filter(table="cdm.note"),
        "refused": Filter(outcome="refused"),
        "a day long ago": Filter(since=middle, until=middle + timedelta(days=1)),
        "quiet account, refused": Filter(user="user399", outcome="refused"),
        "busy account, patient": Filter(user="user000", person=4711),
        "purpose: diabetes": Filter(purpose="diabetes"),
        "purpose and table and year": Filter(
            purpose="진료", table="note", since=START, until=START + timedelta(days=365)
        ),
        "text: value_as_number": Filter(text="value_as_number"),
        "text: a beginning, value_": Filter(text="value_"),
        "text: in all, select": Filter(text="select"),
        "text: a beginning, sel": Filter(text="sel"),
        "text: a beginning, sele": Filter(text="sele"),
        "text: a number's, 4711": Filter(text="4711", person=4711),
        "text: nowhere": Filter(text="nowhereatall"),
        "surface, outcome, text": Filter(surface="wire", outcome="refused", text="measurement"),
    }
    pages: dict[str, Callable[[], Any]] = {name: (lambda wanted=wanted: page(wanted)) for name, wanted in asked.items()}
    pages["a page in the middle"] = lambda: page(Filter(user="user000"), before=count // 2)
    pages["who has seen a patient"] = lambda: seen(4711)
    return pages


def main() -> None:
    """Print the store's size, each search's seconds and, where asked for, the proof's."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--records", type=int, default=10_000_000)
    arguments.add_argument("--keep", type=Path, help="folder for the store, kept and used again")
    arguments.add_argument("--verify", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.keep or Path(folder)
        os.environ["ASAN_HOME"] = str(home)
        from asan.gateway.audit import verify
        from asan.gateway.audit.words import gather
        from asan.kit.migrate import upgrade
        from asan.kit.store import engine

        fresh = not (home / "app.db").exists()
        upgrade()
        if fresh:
            fill(home / "app.db", given.records)
            started = time.perf_counter()
            with engine().begin() as connection:
                gather(connection)
            print(f"words gathered in {time.perf_counter() - started:.1f} s")
        for name, size in sizes(home / "app.db").items():
            print(f"{name:28}{size:10.0f} MB")
        print(f"{'search':28}{'seconds':>10}{'again':>10}{'records':>10}")
        for name, ask in searches(given.records).items():
            times = []
            for _ in range(3):
                started = time.perf_counter()
                found = ask()
                times.append(time.perf_counter() - started)
            count = len(found) if isinstance(found, list) else sum(viewer.times for viewer in found.certain)
            print(f"{name:28}{times[0]:10.3f}{min(times[1:]):10.3f}{count:10}", flush=True)
        if given.verify:
            started = time.perf_counter()
            print(f"{verify()}: {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
