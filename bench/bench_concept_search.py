"""Concept search on an invented vocabulary of millions of concepts: median and 95th percentile by kind of question.

python bench/bench_concept_search.py [concepts]
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from synthetic_vocabulary import write

QUESTIONS = {
    "concept id": ["1234", "77777", "100001", "5"],
    "code": ["X00001234", "x00077777", "X00000005"],
    "one word": ["cardioneuroitis", "hepatanephroosis", "disorder", "acute"],
    "beginning": ["cardio", "hepat", "neuroder", "ca", "gastro"],
    "several words": [
        "acute cardioneuroitis",
        "chronic disorder of hepat",
        "left gastroopoosteemioma",
        "MG Oral Tablet",
    ],
    "part of a word": ["statin", "pathy", "derma", "ronche", "plasty"],
    "typing error": ["cardioneuroitsi", "hepatanephroossi", "chrnic disordr", "acutte cardioneuroitis"],
    "Korean": ["가마", "다", "버쇼", "가마병"],
}


def main() -> None:
    concepts = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ASAN_HOME"] = str(Path(folder) / "home")
        from asan.kit.settings import settings
        from asan.omop.search.build import index_folder
        from asan.omop.search.concept import Filters
        from asan.omop.search.index import index_of
        from asan.warehouse.lake import Lake
        from asan.warehouse.vocabulary import load_vocabulary

        write(Path(folder) / "download", concepts)
        started = time.perf_counter()
        done = load_vocabulary(Lake(settings()), Path(folder) / "download")
        print(f"{concepts:,} concepts loaded and indexed in {time.perf_counter() - started:.0f} s")
        size = sum(
            file.stat().st_size
            for file in index_folder(settings().search, done.fingerprint).rglob("*")
            if file.is_file()
        )
        print(f"index: {size / 2**20:,.0f} MB")
        index = index_of(settings().search, done.fingerprint)
        everything = []
        for filters, label in ((Filters(), ""), (Filters(domains=("Condition",), standard=("S",)), ", filtered")):
            for kind, texts in QUESTIONS.items():
                taken = []
                for _ in range(5):
                    for text in texts:
                        begin = time.perf_counter()
                        index.search(text, filters, 20)
                        taken.append(1000 * (time.perf_counter() - begin))
                everything += taken
                print(f"  {kind + label:<26} median {statistics.median(taken):6.1f} ms   slowest {max(taken):6.1f} ms")
        p95 = statistics.quantiles(everything, n=20)[-1]
        print(f"all: median {statistics.median(everything):.1f} ms, 95th percentile {p95:.1f} ms")


if __name__ == "__main__":
    main()
