"""The figures of the dashboard, as rows of ``results.cdm_statistic``.

statistic             stratum_1           stratum_2          stratum_3   count_value
persons                                                                  persons
deaths                                                                   persons with a death
persons_by_birth_year gender_concept_id   year                           persons
persons_by_age_band   gender_concept_id   lower age (0, 5…)              persons alive, age at the last date of the data
rows_by_year          table               year                           rows
persons_by_year       table               year                           persons
visits_by_concept     visit_concept_id                                   visits
visits_by_year        visit_concept_id    year                           visits
mapping_by_domain     domain              rows or mapped                 rows
vocabulary_rows       table                                              rows (of a CDM in place only)

``person_count`` is how many persons stand behind the count, NULL where it is no matter of persons: a hundred rows may
be one person's, whom the gateway then hides from those who may see aggregates only.
"""

from asan.modules.etl.statistics.columns import Table
from asan.omop.domains import EVENT_TABLES
from asan.warehouse.connection import Connection

DOMAIN_OF = {table.name: domain for domain, table in EVENT_TABLES.items()}

PERSONS = """
INSERT INTO results.cdm_statistic
SELECT 'persons', NULL, NULL, NULL, count(*), count(*) FROM {schema}.person
UNION ALL
SELECT 'persons_by_birth_year', gender_concept_id::VARCHAR, year_of_birth::VARCHAR, NULL, count(*), count(*)
FROM {schema}.person GROUP BY gender_concept_id, year_of_birth
"""

# The age at the end of the data, not today's: a snapshot's figures must not change while it lies.
AGE_BANDS = """
INSERT INTO results.cdm_statistic
WITH data_end AS (
    SELECT max(year(observation_period_end_date)) AS at_year FROM {schema}.observation_period
)
SELECT 'persons_by_age_band', p.gender_concept_id::VARCHAR,
       (least(greatest(d.at_year - p.year_of_birth, 0), 100) // 5 * 5)::VARCHAR, NULL, count(*), count(*)
FROM {schema}.person p CROSS JOIN data_end d
WHERE d.at_year IS NOT NULL AND p.year_of_birth IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM {schema}.death x WHERE x.person_id = p.person_id)
GROUP BY 2, 3
"""

DEATHS = """
INSERT INTO results.cdm_statistic
SELECT 'deaths', NULL, NULL, NULL, count(DISTINCT person_id) AS n, n FROM {schema}.death
"""

VISITS = """
INSERT INTO results.cdm_statistic
SELECT 'visits_by_year', visit_concept_id::VARCHAR, year(visit_start_date)::VARCHAR, NULL, count(*),
       count(DISTINCT person_id)
FROM {schema}.visit_occurrence GROUP BY 2, 3
UNION ALL
SELECT 'visits_by_concept', visit_concept_id::VARCHAR, NULL, NULL, count(*), count(DISTINCT person_id)
FROM {schema}.visit_occurrence GROUP BY 2
"""


def count_table(connection: Connection, schema: str, table: Table) -> None:
    """Rows, persons, dates and mapped rows of one table, and its rows and persons by year."""
    domain = DOMAIN_OF.get(table.name)
    concept = EVENT_TABLES[domain].concept if domain else None
    mapped = f"count(*) FILTER (WHERE {concept} <> 0)" if concept and table.has(concept) else "NULL"
    persons = "count(DISTINCT person_id)" if table.has("person_id") else "NULL"
    first, last = (f"min({table.date})", f"max({table.date})") if table.date else ("NULL", "NULL")
    connection.execute(
        f"INSERT INTO results.table_statistic "
        f"SELECT '{table.name}', count(*), {persons}, {first}, {last}, {mapped} FROM {schema}.{table.name}"
    )
    if table.date and table.has("person_id"):
        connection.execute(
            f"INSERT INTO results.cdm_statistic WITH counted AS MATERIALIZED (SELECT year({table.date}) AS at_year, "
            f"count(*) AS n, {persons} AS p FROM {schema}.{table.name} GROUP BY 1) "
            f"SELECT 'rows_by_year', '{table.name}', at_year::VARCHAR, NULL, n, p FROM counted UNION ALL "
            f"SELECT 'persons_by_year', '{table.name}', at_year::VARCHAR, NULL, p, p FROM counted"
        )
    if domain:
        connection.execute(
            "INSERT INTO results.cdm_statistic "
            f"SELECT 'mapping_by_domain', '{domain}', measure, NULL, n, NULL "
            "FROM results.table_statistic CROSS JOIN LATERAL "
            "(VALUES ('rows', row_count), ('mapped', mapped_rows)) AS counts(measure, n) "
            f"WHERE table_name = '{table.name}' AND n IS NOT NULL"
        )


def count_hospital(connection: Connection, schema: str, present: set[str]) -> None:
    """The figures that join tables; those whose tables are absent are left out."""
    for needs, sql in (
        ({"person"}, PERSONS),
        ({"person", "observation_period", "death"}, AGE_BANDS),
        ({"death"}, DEATHS),
        ({"visit_occurrence"}, VISITS),
    ):
        if needs <= present:
            connection.execute(sql.format(schema=schema))
