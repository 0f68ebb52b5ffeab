"""Ids that collide by chance are told apart; ids that a step made twice are a fault."""

import pytest

from asan.modules.etl.errors import StepFailed
from asan.modules.etl.keys import resolve_collisions
from tests.spec.etl.world import World

ROW = "INSERT INTO cdm.drug_era VALUES (?, ?, 1, DATE '2020-01-01', DATE '2020-01-02', 1, 0)"


def era_ids(world: World) -> dict[int, int]:
    return dict(world.connection.execute("SELECT person_id, drug_era_id FROM cdm.drug_era").fetchall())


def test_the_first_by_content_keeps_the_id_whatever_the_order() -> None:
    found = []
    for order in ([(7, 1), (7, 2), (8, 3)], [(8, 3), (7, 2), (7, 1)]):
        world = World()
        for row in order:
            world.connection.execute(ROW, row)
        assert resolve_collisions(world.connection, "eras", ("drug_era",)) == 1
        found.append(era_ids(world))
    assert found[0] == found[1]
    assert found[0][1] == 7
    assert found[0][3] == 8
    assert found[0][2] not in (7, 8)
    assert 0 <= found[0][2] < 2**52


def test_costs_follow_the_row_that_moved() -> None:
    world = World()
    for row in ((7, 1), (7, 2)):
        world.connection.execute(ROW, row)
    world.connection.execute("CREATE OR REPLACE TABLE etl.item (table_name VARCHAR, row_id BIGINT, person_id BIGINT)")
    world.connection.execute("INSERT INTO etl.item VALUES ('drug_era', 7, 1), ('drug_era', 7, 2), ('other', 7, 2)")
    resolve_collisions(world.connection, "eras", ("drug_era",))
    moved = era_ids(world)[2]
    assert world.connection.execute("SELECT * FROM etl.item ORDER BY ALL").fetchall() == sorted(
        [("drug_era", 7, 1), ("drug_era", moved, 2), ("other", 7, 2)]
    )


def test_costs_of_one_persons_rows_go_with_the_least_new_id_whatever_the_order() -> None:
    found = []
    for concepts in ((1, 2, 3), (3, 1, 2)):
        world = World()
        for concept in concepts:
            row = f"INSERT INTO cdm.drug_era VALUES (7, 1, {concept}, DATE '2020-01-01', DATE '2020-01-02', 1, 0)"
            world.connection.execute(row)
        world.connection.execute(
            "CREATE OR REPLACE TABLE etl.item (table_name VARCHAR, row_id BIGINT, person_id BIGINT)"
        )
        world.connection.execute("INSERT INTO etl.item VALUES ('drug_era', 7, 1), ('drug_era', 7, 1)")
        assert resolve_collisions(world.connection, "eras", ("drug_era",)) == 2
        eras = world.connection.execute("SELECT drug_concept_id, drug_era_id FROM cdm.drug_era ORDER BY 1").fetchall()
        costs = world.connection.execute("SELECT DISTINCT row_id FROM etl.item").fetchall()
        assert costs == [(min(era for _, era in eras if era != 7),)]
        found.append(eras)
    assert found[0] == found[1]


def test_more_than_chance_makes_is_a_fault_of_the_step() -> None:
    world = World()
    for person in range(30):
        world.connection.execute(ROW, (7, person))
    with pytest.raises(StepFailed, match="29 rows of drug_era"):
        resolve_collisions(world.connection, "eras", ("drug_era",))
