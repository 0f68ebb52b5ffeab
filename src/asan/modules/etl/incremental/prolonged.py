"""What lasts until the end of the data, of persons whom a change does not touch otherwise: ``etl.prolonged``.

Open insurance and running prescriptions end with the data. Where that end moves, these source rows alone pass through
the steps again. What the steps must know beside them comes from the lake: the encounters that they name, and the
person's other rows of which eras are built. At the end, what differs from the lake's rows is set apart.
"""

from asan.modules.etl.incremental.tables import by_person
from asan.modules.etl.keys import COST_EVENTS
from asan.omop.cdm import CDM
from asan.warehouse.connection import Connection, tables_in, transaction

OPEN = {
    "payer_transitions": "end_date IS NULL",
    # A drug that ends earlier of itself stays as it is: the new end is not before that of the persons who stay.
    "medications": """stop IS NULL
        AND start + INTERVAL 1 DAY * CAST(30 * greatest(coalesce(floor(dispenses), 1), 1) - 1 AS INTEGER) > coalesce(
            (SELECT CAST(CAST(value AS DATE) AS TIMESTAMP) FROM etl.parameter WHERE name = 'elsewhere_data_end'),
            CAST('-infinity' AS TIMESTAMP))""",
}
"""By file, the rows that last until the end of the data, or may; needs the parameter of `affected.note_elsewhere`."""

FRESH = "prolonged"
"""The work database's schema with the tables' new rows of persons who stay."""

# Eras, and the rows of which they are built.
_ERAS = {"condition_era": "condition_occurrence", "drug_era": "drug_exposure", "dose_era": "drug_exposure"}

# Made of all of a person's records, and of ends that the source tells: nothing in it ends with the data.
_WHOLE = "observation_period"

_THEIRS = """person_id IN (
    SELECT person_id FROM map.person WHERE patient IN (SELECT patient FROM etl.prolonged))"""


def find_prolonged(connection: Connection) -> None:
    """Fill ``etl.prolonged``: whoever is in the CDM, is not affected, and has a row that lasts that long."""
    for stem, rows in OPEN.items():
        connection.execute(
            f"""INSERT OR IGNORE INTO etl.prolonged
                SELECT person_source_value FROM lake.cdm.person
                WHERE person_source_value NOT IN (SELECT patient FROM etl.affected)
                  AND person_source_value IN (SELECT patient FROM lake.staging.{stem} WHERE {rows})"""
        )


def supply(connection: Connection, step: str) -> None:
    """Give ``step`` what it must know of the prolonged persons beside their rows that last; within its transaction."""
    if step == "drugs":
        # Whoever has an encounter whose id was moved is affected, so that these have the id of their own hash.
        connection.execute(
            """INSERT INTO map.encounter BY NAME
               SELECT DISTINCT m.encounter, d.person_id, d.visit_occurrence_id, d.visit_detail_id, d.provider_id,
                      d.care_site_id, d.visit_detail_start_datetime AS start_at, d.visit_detail_end_datetime AS stop_at
               FROM source.medications AS m
               JOIN etl.prolonged AS l ON l.patient = m.patient
               JOIN map.person AS p ON p.patient = m.patient
               JOIN lake.staging.encounters AS e ON e.id = m.encounter AND e.patient = m.patient
               JOIN lake.cdm.visit_detail AS d
                 ON d.visit_detail_id = stable_id('visit_detail', m.encounter) AND d.person_id = p.person_id
                 AND d.visit_detail_start_datetime = e.start"""
        )
    if step == "eras":
        for table in sorted(set(_ERAS.values())):
            connection.execute(
                f"""INSERT INTO cdm.{table} BY NAME
                    SELECT * FROM lake.cdm.{table}
                    WHERE person_id IN (SELECT person_id FROM cdm.{table} WHERE {_THEIRS})
                      AND {table}_id NOT IN (SELECT {table}_id FROM cdm.{table} WHERE {_THEIRS})"""
            )


def forget_costs(connection: Connection) -> None:
    """Costs do not end: those of prolonged rows are the lake's."""
    held = _tables(connection)
    for domain, table in COST_EVENTS.items():
        if table in held:
            connection.execute(
                f"""DELETE FROM cdm.cost WHERE cost_domain_id = '{domain}'
                    AND cost_event_id IN (SELECT {table}_id FROM cdm.{table} WHERE {_THEIRS})"""
            )


def set_apart(connection: Connection) -> None:
    """Leave the affected persons' rows in ``cdm``; put those of others that differ from the lake's into ``prolonged``.

    ``etl.outdated`` (table_name, row_id) are the lake's rows that make way for them. May be repeated.
    """
    if "outdated" in tables_in(connection, _work(connection), "etl"):
        return
    with transaction(connection):
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {FRESH}")
        connection.execute("CREATE TABLE etl.outdated (table_name VARCHAR, row_id BIGINT)")
        connection.execute(f"DELETE FROM cdm.{_WHOLE} WHERE {_THEIRS}")
        held = _tables(connection)
        for table in held:
            whose = f"(SELECT person_id FROM cdm.{_ERAS.get(table, table)} WHERE {_THEIRS})"
            old, new = f"FROM lake.cdm.{table} WHERE person_id IN {whose}", f"FROM cdm.{table} WHERE {_THEIRS}"
            connection.execute(f"CREATE TABLE {FRESH}.{table} AS SELECT * {new} EXCEPT SELECT * {old}")
            # An era may be gone, where another one has reached it.
            gone = f"SELECT * {old} EXCEPT SELECT * {new}" if table in _ERAS else f"SELECT * FROM {FRESH}.{table}"
            connection.execute(f"INSERT INTO etl.outdated SELECT '{table}', {table}_id FROM ({gone}) AS gone")
        for table in held:
            connection.execute(f"DELETE FROM cdm.{table} WHERE {_THEIRS}")
        connection.execute(f"DELETE FROM map.encounter WHERE {_THEIRS}")


def fresh_tables(connection: Connection, work: str | None = None) -> set[str]:
    """The tables that have rows set apart; ``work``: the work database, where another one is in use."""
    return tables_in(connection, work or _work(connection), FRESH)


def _tables(connection: Connection) -> list[str]:
    """Tables with rows of persons who stay, and eras that are built of such rows."""
    return [
        table.name
        for table in CDM.in_schema("cdm")
        if by_person(table)
        and table.primary_key == (f"{table.name}_id",)
        and connection.execute(
            f"SELECT 1 FROM cdm.{_ERAS.get(table.name, table.name)} WHERE {_THEIRS} LIMIT 1"
        ).fetchall()
    ]


def _work(connection: Connection) -> str:
    return str(connection.execute("SELECT current_database()").fetchall()[0][0])
