"""A study on a CDM of Parquet files that Spark reads: the figures of the same hospital in the lake."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from asan.gateway.principal import Principal
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.modules.research.analysis.specification import read_specification
from asan.modules.research.saved.schemas import draft
from asan.modules.research.saved.store import SHELF
from asan.modules.research.study.making import choose, make
from asan.modules.research.study.package import Package
from asan.modules.research.study.running import Ran, run
from asan.warehouse.lake import Lake
from tests.integration.research.study_site import definition, publish_site
from tests.support.spark_cdm import copy_lake, needs_spark, use

pytestmark = needs_spark

RESEARCHER = Principal("rae", frozenset({"researcher"}))
COHORTS = {"Target": definition(101), "with another": definition(101, 102), "outcome": definition(103, name="out")}
RISK = {"end_from": "start", "end": 365}
SPECIFICATION = [
    {"id": "table", "kind": "table-one", "target": "target", "strata": "comparison", "other": "with-another"},
    {"id": "features", "kind": "features", "target": "target", "domain": "condition"},
    {"id": "incidence", "kind": "incidence", "target": "target", "outcome": "outcome", "risk": RISK},
    {"id": "survival", "kind": "survival", "target": "target", "strata": "sex"},
    {"id": "ways", "kind": "pathways", "target": "target", "ingredients": [200]},
]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ran, Ran]]:
    """One package, run on the lake and on its tables as files."""
    folder = tmp_path_factory.mktemp("study-on-spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        patch.setenv("ASAN_QUERY_SECONDS", "900")  # a busy machine
        settings.cache_clear()
        upgrade()
        publish_site(folder, 60)
        for called, given in COHORTS.items():
            SHELF.create(RESEARCHER, draft(called, "", given, ""))
        package = make(
            RESEARCHER, "a study", choose(RESEARCHER, list(COHORTS)), read_specification(json.dumps(SPECIFICATION))
        )
        on_lake = run(RESEARCHER, package, surface="test")
        copy_lake(Lake(settings()), folder / "cdm")
        patch.setenv("ASAN_HOME", str(folder / "other"))
        use(patch, folder / "cdm", folder / "spark")
        upgrade()
        on_spark = run(RESEARCHER, package, surface="test")
        yield on_lake, on_spark
    settings.cache_clear()


def results(package: Package) -> dict[str, bytes]:
    return {Path(name).name: text for name, text in package.members.items() if name.endswith(".csv")}


def test_figures_are_those_of_the_lake(both: tuple[Ran, Ran]) -> None:
    on_lake, on_spark = both
    assert {one.id: (one.outcome, one.en) for one in on_spark.provenance.analyses} == {
        one.id: (one.outcome, one.en) for one in on_lake.provenance.analyses
    }
    assert on_spark.provenance.cohorts == on_lake.provenance.cohorts
    assert results(on_spark.package) == results(on_lake.package)
