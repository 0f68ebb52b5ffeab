"""Researchers at work at once on a published hospital: attrition while rules are changed, and cohorts generated.

python bench/bench_researchers.py --home FOLDER [--users 10] [--rounds 3] [--think 2]

FOLDER is a data folder with a published CDM. Each user asks for the attrition of a definition made of the hospital's
most frequent concepts, switches its rules off and on and moves them as the builder does, saves it and has it generated.
A generation's time is from the click to the end of the job: waiting for the others' publications and its own included.
Nothing is asserted.
"""

import argparse
import os
import random
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import httpx
from hospital_definitions import definitions
from visitors import show, visitors

CHANGES = ([0], [0, 1], [1], [1, 0], [])
"""Rules that are on, in their order, after each change."""


class Researcher(threading.Thread):
    """One person: ``rounds`` definitions, one after another."""

    def __init__(self, client: httpx.Client, made: list[tuple[str, dict[str, Any]]], think: float) -> None:
        super().__init__()
        self.client, self.made, self.think = client, made, think
        self.taken: dict[str, list[float]] = defaultdict(list)

    def run(self) -> None:
        for name, expression in self.made:
            self._pause()
            self._timed("attrition, first", "/api/research/attrition", {"expression": expression, "overlaps": True})
            for rules in CHANGES:
                self._pause()
                asked = {"expression": expression, "rules": rules, "overlaps": True}
                self._timed("attrition, after a change", "/api/research/attrition", asked)
            saved = self._timed("save", "/api/research/cohorts", {"name": name, "expression": expression})
            began = time.perf_counter()
            started = self._timed("start a generation", f"/api/research/cohorts/{saved['id']}/generations", {})
            while (job := self.client.get(f"/api/jobs/{started['job']}").json())["state"] in ("queued", "running"):
                time.sleep(0.1)
            if job["error"]:
                raise SystemExit(f"{name}: {job['error']}")
            self.taken["generation, to its end"].append((time.perf_counter() - began) * 1000)

    def _pause(self) -> None:
        time.sleep(random.uniform(0, 2 * self.think))

    def _timed(self, what: str, address: str, asked: dict[str, Any]) -> Any:
        began = time.perf_counter()
        answer = self.client.post(address, json=asked)
        self.taken[what].append((time.perf_counter() - began) * 1000)
        answer.raise_for_status()
        return answer.json()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--users", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--think", type=float, default=2.0)
    arguments = parser.parse_args()
    os.environ["ASAN_HOME"] = str(arguments.home)

    from asan.gateway.principal import Principal
    from asan.gateway.service import gateway

    someone = Principal(name="bench", roles=frozenset({"admin"}))
    made = list(definitions(lambda sql: gateway().query(someone, sql).rows()))
    with visitors(arguments.home, arguments.users) as clients:
        people = [
            Researcher(client, [made[(place + turn * 7) % len(made)] for turn in range(arguments.rounds)],
                       arguments.think)
            for place, client in enumerate(clients)
        ]  # fmt: skip
        began = time.monotonic()
        for person in people:
            person.start()
        for person in people:
            person.join()
        seconds = time.monotonic() - began
    taken: dict[str, list[float]] = defaultdict(list)
    for person in people:
        for what, times in person.taken.items():
            taken[what] += times
    show(taken)
    print(f"{arguments.users} users, {arguments.rounds} definitions each, in {seconds:.1f} s")


if __name__ == "__main__":
    main()
