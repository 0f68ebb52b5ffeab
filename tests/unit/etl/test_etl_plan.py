"""The steps' order and what they touch, derived from their SQL."""

import pytest

from asan.modules.etl.access import Access, access
from asan.modules.etl.lineage import lineage
from asan.modules.etl.plan import OWNED, OrderError, Step, check_order, steps
from asan.modules.etl.source.files import FILES


def step(ordinal: int, sql: str) -> Step:
    return Step(ordinal, f"s{ordinal}", sql, access(sql))


def test_reads_and_writes_are_found_wherever_they_stand() -> None:
    found = access(
        """CREATE TABLE map.a AS WITH x AS (SELECT * FROM source.p) SELECT * FROM x JOIN vocabulary.concept USING (id);
        INSERT INTO cdm.person (person_id) SELECT id FROM map.a WHERE id IN (SELECT id FROM etl.reject);
        UPDATE cdm.person SET year_of_birth = 1 FROM map.b WHERE TRUE;
        DROP TABLE map.a;"""
    )
    assert found.reads == {"source.p", "vocabulary.concept", "map.a", "etl.reject", "map.b"}
    assert found.writes == {"map.a", "cdm.person"}


def test_the_thirteen_steps_are_in_an_order_that_their_sql_allows() -> None:
    assert [(s.ordinal, s.name) for s in steps()] == [
        (1, "source"),
        (2, "vocabulary"),
        (3, "facilities"),
        (4, "persons"),
        (5, "visits"),
        (6, "observation_periods"),
        (7, "conditions"),
        (8, "drugs"),
        (9, "procedures"),
        (10, "measurements"),
        (11, "costs"),
        (12, "eras"),
        (13, "publish"),
    ]


def test_a_step_that_reads_what_a_later_one_makes_is_refused() -> None:
    early, late = step(1, "INSERT INTO cdm.a SELECT * FROM map.b"), step(2, "CREATE TABLE map.b AS SELECT 1")
    check_order([late, early])
    with pytest.raises(OrderError, match=r"map\.b"):
        check_order([early, late])


def test_every_source_file_is_owned_by_one_step() -> None:
    owned = [file for files in OWNED.values() for file in files]
    assert sorted(owned) == sorted(FILES)
    assert set(OWNED) <= {s.name for s in steps()}


def test_lineage_leads_from_files_through_steps_to_tables() -> None:
    graph = lineage()
    ids = {node.id for node in graph.nodes}
    edges = {(edge.source, edge.target) for edge in graph.edges}
    assert all(edge.source in ids and edge.target in ids for edge in graph.edges)
    assert ("source.patients", "step.persons") in edges
    assert ("step.persons", "cdm.person") in edges
    assert ("step.visits", "cdm.visit_detail") in edges
    assert not any(node.id.startswith("etl.") for node in graph.nodes)


def test_access_is_a_value() -> None:
    assert access("SELECT 1") == Access(frozenset(), frozenset())
