"""The pages' addresses under ten users: how long the server takes to answer, by address.

python bench/bench_pages.py --home FOLDER [--users 10] [--rounds 20] [--think 2] [--sort]

FOLDER is a data folder with a published CDM. A server is started on it, on a free port of this machine; the users are
researchers made for this call, whose accounts are disabled at its end. Each sends what the web sends when a person
opens the page, one request after another; the number of requests is bounded. Nothing is asserted.
"""

import argparse
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import httpx
from visitors import show, visitors

PAGE = {"limit": 200, "count": True, "names": True}
SORTED = {**PAGE, "sort": [{"column": "measurement_date", "desc": True}]}
FILTERED = {**PAGE, "filters": [{"column": "measurement_concept_id", "op": "eq", "value": 3004410}]}

Ask = Callable[[httpx.Client], httpx.Response]
REQUESTS: dict[str, Ask] = {
    "dashboard": lambda c: c.get("/api/dashboard"),
    "mart: tables": lambda c: c.get("/api/mart/tables"),
    "mart: a table": lambda c: c.get("/api/mart/tables/measurement"),
    "mart: person, first rows": lambda c: c.post("/api/mart/tables/person/rows", json=PAGE),
    "mart: measurement, first rows": lambda c: c.post("/api/mart/tables/measurement/rows", json=PAGE),
    "mart: measurement, one concept": lambda c: c.post("/api/mart/tables/measurement/rows", json=FILTERED),
    "mart: profile": lambda c: c.get("/api/mart/tables/measurement/profile"),
    "concepts: 당뇨": lambda c: c.get("/api/ontology/concepts", params={"q": "당뇨"}),
    "concepts: hypertenson": lambda c: c.get("/api/ontology/concepts", params={"q": "hypertenson"}),
}
# A person may also sort a whole table, which reads a column of it: asked for by --sort, for it slows everyone's pages.
SORT: Ask = lambda c: c.post("/api/mart/tables/measurement/rows", json=SORTED)  # noqa: E731


def visit(
    client: httpx.Client, rounds: int, think: float, taken: dict[str, list[float]], failed: dict[str, int]
) -> None:
    """One user's requests, one after another, with ``think`` seconds between them on average."""
    for _ in range(rounds):
        for name, ask in REQUESTS.items():
            time.sleep(random.uniform(0, 2 * think))
            began = time.perf_counter()
            answer = ask(client)
            taken[name].append((time.perf_counter() - began) * 1000)
            if answer.status_code != 200:
                failed[f"{name}: {answer.status_code} {answer.text[:120]}"] += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--users", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--think", type=float, default=2.0)
    parser.add_argument("--sort", action="store_true", help="sort the measurements by date as well")
    arguments = parser.parse_args()
    if arguments.sort:
        REQUESTS["mart: measurement, by date"] = SORT
    taken: dict[str, list[float]] = defaultdict(list)
    failed: dict[str, int] = defaultdict(int)
    with visitors(arguments.home, arguments.users) as clients:
        visit(clients[0], 1, 0, defaultdict(list), failed)  # the first visit opens files; people come to a warm server
        began = time.monotonic()
        users = [
            threading.Thread(target=visit, args=(c, arguments.rounds, arguments.think, taken, failed)) for c in clients
        ]
        for user in users:
            user.start()
        for user in users:
            user.join()
        seconds = time.monotonic() - began
    show(taken)
    total = sum(map(len, taken.values()))
    print(f"{total} requests of {arguments.users} users in {seconds:.1f} s: {total / seconds:.1f} a second")
    for what, count in failed.items():
        print(f"failed {count} times: {what}")


if __name__ == "__main__":
    main()
