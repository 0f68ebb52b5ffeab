"""What the gateway adds to the engine's own time, by question: medians and 99th percentiles, and their ratios.

    ASAN_HOME=… python bench/bench_gateway.py [--role researcher] [--rounds 200]

Each round asks through the door and then runs the very SQL that the door ran on a connection of its own, in turn, so
that both meet the same machine. The budget (architecture.md): 15 ms at the median, 5 ms of them for
reading and rewriting.
"""

import argparse
import statistics
import time
from collections.abc import Callable

from sqlglot import exp

from asan.gateway.errors import Refused
from asan.gateway.keys import masking_key
from asan.gateway.masks import KEY_PARAMETER
from asan.gateway.parsing import parse_question
from asan.gateway.principal import Principal
from asan.gateway.rewrite import rewrite
from asan.gateway.service import Gateway, gateway
from asan.kit.migrate import upgrade

QUESTIONS = {
    "no table": "SELECT 1",
    "ten rows": "SELECT * FROM person LIMIT 10",
    "count by group": "SELECT gender_concept_id, count(*) FROM person GROUP BY 1",
    "join": """SELECT c.concept_name, count(DISTINCT p.person_id) AS n FROM person p
        JOIN condition_occurrence o ON o.person_id = p.person_id
        JOIN concept c ON c.concept_id = o.condition_concept_id GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20""",
}


def milliseconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def measure(door: Gateway, who: Principal, sql: str, rounds: int) -> dict[str, list[float]]:
    """Times of the whole door, of the engine alone, and of reading and rewriting alone."""
    session = door.reader.open()
    policy = door.policy(who, session, door.reader.snapshot(session, None))
    run = door.query(who, sql).sql_run
    row_limit = door.settings.query_rows
    once = rewrite(parse_question(sql), policy, _nowhere, row_limit=row_limit)
    bound = dict(once.parameters) | ({KEY_PARAMETER: masking_key(door.settings)} if once.keyed else {})

    snapshot = door.reader.snapshot(session, None)

    def prepare() -> None:
        # Where a table lies changes nothing in the work of reading and rewriting.
        seen = door.policy(who, session, snapshot)
        rewritten = rewrite(parse_question(sql), seen, _nowhere, row_limit=row_limit)
        door.reader.engine.translate(rewritten.statement)

    times: dict[str, list[float]] = {"door": [], "engine": [], "prepare": []}
    for _ in range(rounds):
        times["door"].append(milliseconds(lambda: door.query(who, sql).table()))
        times["engine"].append(milliseconds(lambda: list(session.run(run, bound).batches)))
        times["prepare"].append(milliseconds(prepare))
    session.close()
    return times


def _nowhere(table: object) -> exp.Table:
    return exp.table_("person", db="cdm", catalog="lake", quoted=True)


def report(name: str, times: dict[str, list[float]]) -> str:
    """One line: median and 99th percentile of each, what the door adds, and the ratio."""
    added = [door - engine for door, engine in zip(times["door"], times["engine"], strict=True)]
    cells = [f"{name:15}"]
    for values in (times["engine"], times["door"], added, times["prepare"]):
        cells.append(f"{statistics.median(values):8.1f} {statistics.quantiles(values, n=100)[98]:8.1f}")
    ratio = statistics.median(times["door"]) / statistics.median(times["engine"])
    return "  ".join([*cells, f"{ratio:6.2f}"])


def main() -> None:
    """Print one line a question."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--role", default="researcher")
    arguments.add_argument("--rounds", type=int, default=200)
    given = arguments.parse_args()
    upgrade()
    who = Principal(name="bench", roles=frozenset({given.role}))
    print(f"{'milliseconds':15}  {'engine':>8} {'p99':>8}  {'door':>8} {'p99':>8}  {'added':>8} {'p99':>8}", end="")
    print(f"  {'prepare':>8} {'p99':>8}   ratio")
    for name, sql in QUESTIONS.items():
        try:
            print(report(name, measure(gateway(), who, sql, given.rounds)))
        except Refused as refusal:
            print(f"{name:15}  {refusal.code}")


if __name__ == "__main__":
    main()
