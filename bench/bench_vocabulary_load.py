"""Loading a vocabulary of ten million rows: rows a second and the loading process's peak memory.

python bench/bench_vocabulary_load.py [concepts]
"""

import itertools
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from synthetic_vocabulary import write


def load(folder: Path, home: Path) -> None:
    os.environ["ASAN_HOME"] = str(home)
    from asan.kit.settings import settings
    from asan.warehouse.lake import Lake
    from asan.warehouse.vocabulary import load_vocabulary

    started = time.perf_counter()
    marks: list[tuple[float, str]] = []
    done = load_vocabulary(Lake(settings()), folder, lambda _share, what: marks.append((time.perf_counter(), what)))
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for (begin, what), (end, _) in itertools.pairwise(marks):
        if end - begin > 0.5:
            print(f"  {what:<22}{end - begin:7.1f} s")
    total = sum(done.rows.values())
    print(f"{total:,} rows (of them {done.rows['concept_ancestor']:,} ancestors built) in {seconds:.1f} s")
    print(f"{total / seconds:,.0f} rows/s, peak {peak:,.0f} MB")


def main() -> None:
    concepts = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    with tempfile.TemporaryDirectory() as folder:
        rows = write(Path(folder) / "download", concepts)
        print(f"{rows:,} rows in the download")
        # A process of its own, so that the peak is the load's and not the generator's.
        subprocess.run([sys.executable, __file__, "--load", folder], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--load"]:
        load(Path(sys.argv[2]) / "download", Path(sys.argv[2]) / "home")
    else:
        main()
