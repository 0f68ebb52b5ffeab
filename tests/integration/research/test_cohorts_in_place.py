"""Cohorts on a CDM in PostgreSQL, read where it lies: those of the same records elsewhere."""

from collections.abc import Iterator

import pytest

from asan.gateway.service import gateway
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.modules.research.analysis.specification import read_specification
from asan.modules.research.saved.expressions import keep
from asan.modules.research.study import running
from asan.modules.research.study.making import Chosen, make
from asan.omop.cdm import CDM
from asan.omop.circe.writing import as_json
from asan.warehouse.connection import open_engine
from tests.generative.research.records import records
from tests.support.circe_cdm import CirceCdm
from tests.support.cohorts_in_place import DEFINITIONS, OWNER, found
from tests.support.loaded_hospital import client_as
from tests.support.postgres import PostgresServer, missing_postgres
from tests.support.postgres_cdm import fill, make_tables, reader_url, use

pytestmark = pytest.mark.skipif(missing_postgres() is not None, reason=str(missing_postgres()))


@pytest.fixture(scope="module")
def cdm(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CirceCdm]:
    """Records, and the settings of this process naming a PostgreSQL that holds them."""
    given, folder = records(5), tmp_path_factory.mktemp("in-place")
    schemas = {"cdm": "cdm", "vocabulary": "vocabulary"}
    names = [name for name, table in CDM.tables.items() if table.schema in schemas]
    make_tables(server, "cohorts", names, schemas)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        source = open_engine(settings())
        for name in names:
            source.register("rows_given", given.connection.execute(f"SELECT * FROM cdm.{name}").to_arrow_table())
            fill(server, "cohorts", f"{CDM.tables[name].schema}.{name}", source, "SELECT * FROM rows_given", folder)
        use(patch, reader_url(server, "cohorts", cdm_schema="cdm", vocabulary_schema="vocabulary"))
        upgrade()
        yield given
    settings.cache_clear()


def test_cohorts_in_place_are_those_of_the_same_records(cdm: CirceCdm) -> None:
    expected = cdm.run(DEFINITIONS)
    assert all(expected)
    assert found() == expected
    assert found() == expected, "the tables of the first computation are gone with it"


def test_what_a_computation_keeps_is_not_part_of_the_cdm(cdm: CirceCdm) -> None:
    found()
    session = gateway().reader.open()
    try:
        assert not [table for schema, table in session.schema(session.current()) if table.startswith("cohort_")]
    finally:
        session.close()


def test_attrition_in_place_is_counted_anew_each_time(cdm: CirceCdm) -> None:
    body = {"expression": as_json(DEFINITIONS[0]), "overlaps": True}
    expected = cdm.attrition(DEFINITIONS[0]).steps()
    for _ in range(2):
        told = client_as("admin").post("/api/research/attrition", json=body).json()
        assert (told["snapshot"], told["rights"], told["computed"]) == (None, "platform", True)
        assert [(step["events"], step["persons"]) for step in told["steps"]] == [
            (step.events, step.persons) for step in expected
        ]


def test_a_study_runs_in_place_though_nothing_is_written(cdm: CirceCdm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "settings", lambda: settings().model_copy(update={"small_cell": 1}))
    chosen = [
        Chosen(f"c{number}", "", keep(as_json(one)), called=frozenset({f"c{number}"}))
        for number, one in enumerate(DEFINITIONS)
    ]
    specification = read_specification('{"kind": "survival", "target": "c0"}')
    done = running.run(OWNER, make(OWNER, "in place", chosen, specification), surface="test", allow_missing=True)
    expected = [len({subject for subject, _, _ in spans}) for spans in cdm.run(DEFINITIONS)]
    assert [cohort.persons for cohort in done.provenance.cohorts] == expected
    assert done.provenance.snapshot.version is None
    assert [one.outcome for one in done.provenance.analyses] == ["answered"]
