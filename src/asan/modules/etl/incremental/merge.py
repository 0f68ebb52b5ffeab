"""The affected persons' new rows and everybody else's old ones: seen as one CDM, and put into the lake as one."""

from asan.modules.etl.incremental.prolonged import FRESH, fresh_tables
from asan.modules.etl.incremental.tables import by_person
from asan.modules.etl.keys import COST_EVENTS
from asan.modules.etl.staging import BY_PATIENT
from asan.omop.cdm import CDM
from asan.warehouse.connection import Connection, tables_in
from asan.warehouse.publish import insert_ordered, replace_table


def _theirs(work: str = "") -> str:
    """The affected persons' rows of a table by person, as a condition: of some tables everybody's are made."""
    return f"person_id IN (SELECT person_id FROM {work}etl.affected_person)"


def _replaced(table: str, fresh: set[str], work: str = "") -> str:
    """Which of the lake's rows of a table by person make way, as a condition."""
    gone = _theirs(work)
    if table in fresh:
        gone += f" OR {table}_id IN (SELECT row_id FROM {work}etl.outdated WHERE table_name = '{table}')"
    return gone


CHANGED = frozenset(table.name for table in CDM.in_schema("cdm") if by_person(table) or table.name == "cost")
"""The tables of which `show` sets apart the changed persons' rows."""


def prepare(connection: Connection) -> None:
    """``etl.affected_person``: ids that affected persons have or had. ``etl.gone_cost``: costs of their old events.

    ``before.*`` are the rows that the lake has of these persons.
    """
    connection.execute(
        """CREATE OR REPLACE TABLE etl.affected_person AS
           SELECT person_id FROM lake.cdm.person WHERE person_source_value IN (SELECT patient FROM etl.affected)
           UNION SELECT person_id FROM map.person WHERE patient IN (SELECT patient FROM etl.affected)"""
    )
    connection.execute("CREATE SCHEMA IF NOT EXISTS before")
    for table in filter(by_person, CDM.in_schema("cdm")):
        _keep_before(connection, table.name, _theirs())
    events = " UNION ALL ".join(
        f"SELECT '{domain}' AS domain, {table}_id AS event_id FROM before.{table}"
        for domain, table in COST_EVENTS.items()
    )
    connection.execute(
        f"""CREATE OR REPLACE TABLE etl.gone_cost AS
            SELECT c.cost_id FROM lake.cdm.cost AS c
            JOIN ({events}) AS e ON e.event_id = c.cost_event_id AND e.domain = c.cost_domain_id"""
    )


def _keep_before(connection: Connection, table: str, whose: str) -> None:
    connection.execute(f"CREATE OR REPLACE TABLE before.{table} AS SELECT * FROM lake.cdm.{table} WHERE {whose}")


def show(connection: Connection) -> None:
    """The CDM as it will be published, as views ``whole.*``; needs the lake attached and `prepare`.

    ``before.*`` and ``after.*`` are the rows of persons of whom any row changes, in the lake and as published.
    """
    connection.execute("CREATE SCHEMA IF NOT EXISTS whole")
    connection.execute("CREATE SCHEMA IF NOT EXISTS after")
    fresh = fresh_tables(connection)
    for table in CDM.in_schema("cdm"):
        new, old = f"SELECT * FROM cdm.{table.name}", f"SELECT * FROM lake.cdm.{table.name}"
        if by_person(table):
            new += f" WHERE {_theirs()}"
            if table.name in fresh:
                new += f" UNION ALL SELECT * FROM {FRESH}.{table.name}"
            sql = f"{new} UNION ALL {old} WHERE NOT ({_replaced(table.name, fresh)})"
        elif table.name == "cost":
            sql = f"{new} UNION ALL {old} WHERE cost_id NOT IN (SELECT cost_id FROM etl.gone_cost)"
        else:
            sql = new
        connection.execute(f"CREATE OR REPLACE VIEW whole.{table.name} AS {sql}")
        if table.name in CHANGED:
            _set_apart_changed(connection, table.name, fresh)


def _set_apart_changed(connection: Connection, table: str, fresh: set[str]) -> None:
    after = f"SELECT * FROM cdm.{table}"
    if table == "cost":
        gone = "cost_id IN (SELECT cost_id FROM etl.gone_cost)"
        _keep_before(connection, table, gone)
    elif table in fresh:
        # Persons are counted: all rows of whoever has one that changes.
        whose = f"""person_id IN (
            SELECT person_id FROM etl.affected_person UNION SELECT person_id FROM {FRESH}.{table}
            UNION SELECT person_id FROM lake.cdm.{table}
            WHERE {table}_id IN (SELECT row_id FROM etl.outdated WHERE table_name = '{table}'))"""
        _keep_before(connection, table, whose)
        after = f"SELECT * FROM whole.{table} WHERE {whose}"
    else:
        after += f" WHERE {_theirs()}"
    connection.execute(f"CREATE OR REPLACE TABLE after.{table} AS {after}")


def write(connection: Connection, work: str) -> None:
    """Change the lake, attached as ``lake``, within the open transaction; ``work`` is the work database's name."""
    fresh = fresh_tables(connection, work)
    for table in CDM.in_schema("cdm"):
        target = f"lake.cdm.{table.name}"
        if by_person(table):
            connection.execute(f"DELETE FROM {target} WHERE {_replaced(table.name, fresh, f'{work}.')}")
            insert_ordered(connection, work, "cdm", table.name, f"WHERE {_theirs(f'{work}.')}")
            if table.name in fresh:
                insert_ordered(connection, work, FRESH, table.name, into="cdm")
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
            # Of the others the same rows are there already.
            theirs = f"WHERE {patient[name]} IN (SELECT patient FROM {work}.etl.affected)"
            connection.execute(f"DELETE FROM lake.staging.{name} {theirs}")
            insert_ordered(connection, work, "staging", name, theirs)
        else:
            replace_table(connection, work, "staging", name)
