"""The typed source rows that a run leaves in the lake's schema ``staging``, so that an incremental run finds them.

No role reads them: the gateway knows no table of this schema. They are published with the CDM that was made from them,
in one commit, and go when a CDM is published without them.
"""

from asan.modules.etl.source.files import FILES, SourceFile
from asan.modules.etl.statistics.counts import COLUMNS, VALUES
from asan.warehouse.connection import Connection, transaction


def patient_column(file: SourceFile) -> str | None:
    """The column that says whose row it is; None for the files of the hospital itself."""
    return next((name for name in ("patient", "patientid") if name in file.by_name), None)


# Read as a whole by every run: they are small, and addresses and ids of persons depend on all of them.
WHOLE = tuple(file for file in FILES.values() if patient_column(file) is None)
BY_PATIENT = tuple((file, column) for file in FILES.values() if (column := patient_column(file)))


def keep(connection: Connection, facts: dict[str, str]) -> None:
    """Show what is to be kept as the work database's schema ``staging``; publication takes it over.

    A table for each source file with the rows that step 1 accepted; ``base`` with ``facts`` about the run and the last
    day of its data; ``collision`` with the patients of rows whose id was moved because another row has the same hash;
    what the statistics were made of (`asan.modules.etl.statistics.counts`).
    """
    with transaction(connection):
        connection.execute("CREATE SCHEMA IF NOT EXISTS staging")
        for stem in FILES:
            connection.execute(
                f"CREATE OR REPLACE VIEW staging.{stem} AS SELECT * EXCLUDE (source_row, source_key) FROM source.{stem}"
            )
        for counts in (VALUES, COLUMNS):
            connection.execute(f"CREATE OR REPLACE VIEW staging.{counts} AS SELECT * FROM etl.{counts}")
        connection.execute("CREATE OR REPLACE TABLE staging.base (name VARCHAR, value VARCHAR)")
        for name, value in facts.items():
            connection.execute("INSERT INTO staging.base VALUES (?, ?)", [name, value])
        connection.execute(
            """INSERT INTO staging.base
               SELECT 'as_of', value FROM etl.parameter WHERE name = 'as_of'
               UNION ALL SELECT 'data_end', CAST(data_end AS VARCHAR) FROM etl.horizon WHERE data_end IS NOT NULL"""
        )
        _keep_collisions(connection)


def _keep_collisions(connection: Connection) -> None:
    """Step 5 tells visits with one hash apart itself; all others were noted when they were moved."""
    connection.execute(
        """CREATE OR REPLACE TABLE staging.collision AS
           SELECT DISTINCT p.patient
           FROM map.person AS p
           JOIN (SELECT person_id FROM etl.collision
                 UNION SELECT m.person_id FROM map.visit_member AS m JOIN map.visit AS v ON v.lead_id = m.id
                 WHERE stable_id('visit_occurrence', v.lead_id) IN (
                     SELECT stable_id('visit_occurrence', lead_id) FROM map.visit GROUP BY 1 HAVING count(*) > 1)
                 UNION SELECT person_id FROM map.encounter
                 WHERE stable_id('visit_detail', encounter) IN (
                     SELECT stable_id('visit_detail', encounter) FROM map.encounter GROUP BY 1 HAVING count(*) > 1)
                ) AS c ON c.person_id = p.person_id"""
    )
