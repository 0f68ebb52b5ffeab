"""Finds persons whom a change touches only because an id of theirs is also an id of a new row.

Ids are hashes of 52 bits; among n rows about n²/2^53 pairs share one, and the steps tell them apart by looking at both.
"""

from collections.abc import Iterator

from asan.modules.etl.incremental.tables import by_person
from asan.modules.etl.keys import COST_EVENTS
from asan.omop.cdm import CDM
from asan.warehouse.connection import Connection

_AFFECTED = "(SELECT person_id FROM etl.affected_person)"


def entangled(connection: Connection) -> set[str]:
    """Patients who are not affected, but have a row or a person id that collides with a new one."""
    found: set[str] = set()
    for sql in _queries():
        found |= {patient for (patient,) in connection.execute(sql).fetchall()}
    return found


def _queries() -> Iterator[str]:
    yield """SELECT o.person_source_value FROM cdm.person AS p
             JOIN lake.cdm.person AS o ON o.person_source_value = p.person_source_value
             WHERE o.person_id <> p.person_id
               AND o.person_source_value NOT IN (SELECT patient FROM etl.affected)"""
    for kind, column in (("provider", "provider"), ("care_site", "organization")):
        yield f"""SELECT e.patient FROM lake.staging.encounters AS e
                  JOIN map.{kind} AS m ON m.{column} = e.{column}
                  JOIN lake.cdm.{kind} AS o ON o.{kind}_source_value = e.{column}
                  WHERE o.{kind}_id <> m.{kind}_id AND e.patient NOT IN (SELECT patient FROM etl.affected)"""
    # A row that was told apart from a new one in this run.
    yield """SELECT patient FROM map.person
             WHERE person_id IN (SELECT person_id FROM etl.collision)
               AND patient NOT IN (SELECT patient FROM etl.affected)"""
    for table in CDM.in_schema("cdm"):
        key = table.primary_key
        if by_person(table) and len(key) == 1 and key[0] != "person_id":
            yield f"""SELECT p.person_source_value FROM lake.cdm.{table.name} AS o
                      JOIN lake.cdm.person AS p ON p.person_id = o.person_id
                      JOIN cdm.{table.name} AS n ON n.{key[0]} = o.{key[0]}
                      WHERE o.person_id NOT IN {_AFFECTED} AND n.person_id <> o.person_id"""
    for domain, name in COST_EVENTS.items():
        yield f"""SELECT p.person_source_value FROM lake.cdm.cost AS c
                  JOIN lake.cdm.{name} AS o ON o.{name}_id = c.cost_event_id AND c.cost_domain_id = '{domain}'
                  JOIN lake.cdm.person AS p ON p.person_id = o.person_id
                  WHERE c.cost_id IN (SELECT cost_id FROM cdm.cost)
                    AND c.cost_id NOT IN (SELECT cost_id FROM etl.gone_cost)"""
