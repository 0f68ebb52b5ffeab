"""A published snapshot written to PostgreSQL: seconds by phase, rows a second, CPU of this side, peak memory.

python bench/bench_postgres_target.py postgresql://user@host/database?schema=bench [--home FOLDER] [--verify]

The snapshot is the newest of the data folder (default: ASAN_HOME), which is only read. The schema stays, for a look at
its sizes; the password comes from PGPASSWORD or ~/.pgpass. Nothing is asserted.
"""

import argparse
import resource
import sys
import time
from pathlib import Path

from asan.kit.settings import Settings, settings
from asan.warehouse.lake import Lake
from asan.warehouse.snapshots import current
from asan.warehouse.target import Address, load


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--home", type=Path, default=settings().home)
    parser.add_argument("--verify", action="store_true", help="compare row hashes as well")
    arguments = parser.parse_args()
    lake = Lake(Settings(home=arguments.home))
    connection = lake.connect_reader()
    snapshot = current(connection)
    connection.close()
    if snapshot is None:
        sys.exit(f"nothing was published in {arguments.home}")
    began = time.monotonic()
    told = load(
        lake,
        snapshot,
        Address.parse(arguments.target),
        retries=0,
        verify=arguments.verify,
        progress=lambda share, what: print(
            f"{time.monotonic() - began:8.1f} s {share:4.0%} {what}", file=sys.stderr, flush=True
        ),
    )
    rows = sum(told.rows.values())
    print(f"{'rows':<14}{rows:>14,}")
    for phase, seconds in told.seconds.items():
        print(f"{phase:<14}{seconds:>12.1f} s {rows / max(seconds, 0.01):>14,.0f} rows/s")
    total = sum(told.seconds.values())
    print(f"{'all':<14}{total:>12.1f} s {rows / total:>14,.0f} rows/s")
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"CPU here {used.ru_utime + used.ru_stime:,.1f} s, peak here {used.ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
