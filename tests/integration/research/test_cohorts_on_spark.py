"""Cohorts on a CDM of Parquet files, computed by Spark: those of the same records elsewhere."""

from collections.abc import Iterator

import pytest

from asan.gateway.models import User, UserRole
from asan.kit.jobs.queue import run_job
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.omop.cdm import CDM
from asan.omop.circe.writing import as_json
from asan.parts import load_jobs
from tests.generative.research.records import records
from tests.support.circe_cdm import CirceCdm
from tests.support.cohorts_in_place import DEFINITIONS, found
from tests.support.loaded_hospital import client_as
from tests.support.spark_cdm import needs_spark, use, write

pytestmark = needs_spark


@pytest.fixture(scope="module")
def cdm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CirceCdm]:
    """Records, and the settings of this process naming a folder that holds them."""
    given, folder = records(5), tmp_path_factory.mktemp("on-spark")
    for name, table in CDM.tables.items():
        if table.schema in ("cdm", "vocabulary"):
            write(given.connection, folder / "cdm", table.schema, name, f"SELECT * FROM cdm.{name}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        use(patch, folder / "cdm", folder / "spark")
        upgrade()
        yield given
    settings.cache_clear()


def test_cohorts_on_spark_are_those_of_the_same_records_and_leave_nothing_there(cdm: CirceCdm) -> None:
    from pyspark.sql import SparkSession

    expected = cdm.run(DEFINITIONS)
    assert all(expected)
    assert found() == expected
    spark = SparkSession.getActiveSession()
    assert spark is not None
    assert [table.name for table in spark.catalog.listTables() if "kept" in table.name] == []


def test_attrition_on_spark_is_that_of_the_same_records(cdm: CirceCdm) -> None:
    body = {"expression": as_json(DEFINITIONS[0]), "overlaps": True}
    told = client_as("admin").post("/api/research/attrition", json=body).json()
    assert (told["snapshot"], told["rights"], told["computed"]) == (None, "platform", True)
    assert [(step["events"], step["persons"]) for step in told["steps"]] == [
        (step.events, step.persons) for step in cdm.attrition(DEFINITIONS[0]).steps()
    ]


def test_a_generation_with_own_rights_is_computed_by_spark(cdm: CirceCdm) -> None:
    load_jobs()
    with transaction() as session:
        session.add(User(name="steward", display_name="steward", roles=[UserRole(role="steward")]))
    asker = client_as("steward")
    body = {"name": "x", "expression": as_json(DEFINITIONS[1])}
    cohort = asker.post("/api/research/cohorts", json=body).json()["id"]
    address = f"/api/research/cohorts/{cohort}"
    run_job(asker.post(f"{address}/generations", json={"own_rights": True}).json()["job"])
    spans = cdm.run(DEFINITIONS[1:])[0]
    found = asker.get(f"{address}/results").json()
    assert (found["state"], found["snapshot"]) == ("found", None)
    assert (found["rows"], found["persons"]) == (len(spans), len({one[0] for one in spans}))
