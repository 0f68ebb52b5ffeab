"""The affected persons' new rows and everybody else's old ones: seen as one CDM, and put into the lake as one."""

from asan.modules.etl.incremental.stored import taken_rows
from asan.modules.etl.keys import COST_EVENTS
from asan.modules.etl.staging import BY_PATIENT
from asan.omop.cdm import CDM
from asan.omop.cdm.model import Table
from asan.warehouse.connection import Connection, tables_in
from asan.warehouse.publish import insert_ordered, replace_table

# Made anew from all patients and the whole of the hospital's files.
_ANEW = ("person",)


def by_person(table: Table) -> bool:
    """Whether a person's rows of ``table`` are replaced, and other persons' stay."""
    return table.name not in _ANEW and any(field.name == "person_id" for field in table.fields)


def _replaced(table: Table, work: str = "") -> str:
    """Which rows of a table by person are replaced, as a condition on new and old ones alike."""
    theirs = f"person_id IN (SELECT person_id FROM {work}etl.affected_person)"
    if table.name == "payer_plan_period":
        theirs += f" OR payer_plan_period_id IN (SELECT payer_plan_period_id FROM {work}etl.prolonged_period)"
    return theirs


def prepare(connection: Connection) -> None:
    """``etl.affected_person``: ids that affected persons have or had. ``etl.gone_cost``: costs of their old events.

    ``etl.prolonged_period``: the insurance periods that were made anew of persons who stay.
    """
    connection.execute(
        """CREATE OR REPLACE TABLE etl.affected_person AS
           SELECT person_id FROM lake.cdm.person WHERE person_source_value IN (SELECT patient FROM etl.affected)
           UNION SELECT person_id FROM map.person WHERE patient IN (SELECT patient FROM etl.affected)"""
    )
    connection.execute(
        """CREATE OR REPLACE TABLE etl.prolonged_period AS
           SELECT payer_plan_period_id FROM cdm.payer_plan_period
           WHERE person_id NOT IN (SELECT person_id FROM etl.affected_person)"""
    )
    events = " UNION ALL ".join(
        f"""SELECT '{domain}' AS domain, {table}_id AS event_id FROM lake.cdm.{table}
            WHERE person_id IN (SELECT person_id FROM etl.affected_person)"""
        for domain, table in COST_EVENTS.items()
    )
    connection.execute(
        f"""CREATE OR REPLACE TABLE etl.gone_cost AS
            SELECT c.cost_id FROM lake.cdm.cost AS c
            JOIN ({events}) AS e ON e.event_id = c.cost_event_id AND e.domain = c.cost_domain_id"""
    )


def show(connection: Connection) -> None:
    """The CDM as it will be published, as views ``whole.*``; needs the lake attached and `prepare`."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS whole")
    for table in CDM.in_schema("cdm"):
        new, old = f"SELECT * FROM cdm.{table.name}", f"SELECT * FROM lake.cdm.{table.name}"
        if by_person(table):
            theirs = _replaced(table)
            sql = f"{new} WHERE {theirs} UNION ALL {old} WHERE NOT ({theirs})"
        elif table.name == "cost":
            sql = f"{new} UNION ALL {old} WHERE cost_id NOT IN (SELECT cost_id FROM etl.gone_cost)"
        else:
            sql = new
        connection.execute(f"CREATE OR REPLACE VIEW whole.{table.name} AS {sql}")


def write(connection: Connection, work: str) -> None:
    """Change the lake, attached as ``lake``, within the open transaction; ``work`` is the work database's name."""
    for table in CDM.in_schema("cdm"):
        target = f"lake.cdm.{table.name}"
        if by_person(table):
            theirs = _replaced(table, f"{work}.")
            connection.execute(f"DELETE FROM {target} WHERE {theirs}")
            insert_ordered(connection, work, "cdm", table.name, f"WHERE {theirs}")
        elif table.name == "cost":
            connection.execute(f"DELETE FROM {target} WHERE cost_id IN (SELECT cost_id FROM {work}.etl.gone_cost)")
            insert_ordered(connection, work, "cdm", table.name)
        else:
            replace_table(connection, work, "cdm", table.name)
    for name in tables_in(connection, work, "results"):
        replace_table(connection, work, "results", name)
    patient = {file.stem: column for file, column in BY_PATIENT}
    for name in tables_in(connection, work, "staging"):
        if name in patient:
            theirs = taken_rows(name, patient[name], f"{work}.")
            connection.execute(f"DELETE FROM lake.staging.{name} WHERE {theirs}")
            insert_ordered(connection, work, "staging", name)
        else:
            replace_table(connection, work, "staging", name)
