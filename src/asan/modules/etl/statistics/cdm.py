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
from asan.modules.etl.statistics.counts import DOMAIN_OF, TableCount
from asan.warehouse.connection import Connection

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
SELECT 'visits_by_year', visit_concept_id::VARCHAR, year(visit_start_date)::VARCHAR, NULL, count(*),
       count(DISTINCT person_id)
FROM {relation} GROUP BY 2, 3
UNION ALL
SELECT 'visits_by_concept', visit_concept_id::VARCHAR, NULL, NULL, count(*), count(DISTINCT person_id)
FROM {relation} GROUP BY 2
"""


def note_table(connection: Connection, table: Table, count: TableCount) -> None:
    """Rows, persons, dates and mapped rows of one table."""
    dates = count.columns[table.date] if table.date else None
    connection.execute(
        "INSERT INTO results.table_statistic VALUES (?, ?, ?, ?::DATE, ?::DATE, ?)",
        [table.name, count.rows, count.persons, dates and dates.minimum, dates and dates.maximum, count.mapped],
    )
    domain = DOMAIN_OF.get(table.name)
    if domain:
        connection.executemany(
            "INSERT INTO results.cdm_statistic VALUES ('mapping_by_domain', ?, ?, NULL, ?, NULL)",
            [(domain, what, n) for what, n in (("rows", count.rows), ("mapped", count.mapped)) if n is not None],
        )


def by_time(relation: str, table: Table) -> str | None:
    """SQL of the figures that count ``relation``'s rows and persons by year; None where the table has no such.

    Each counts persons who are all in ``relation``, so that figures of other persons may be added.
    """
    found = []
    if table.date and table.has("person_id"):
        found.append(
            f"(WITH counted AS MATERIALIZED (SELECT year({table.date}) AS at_year, count(*) AS n, "
            f"count(DISTINCT person_id) AS p FROM {relation} GROUP BY 1) "
            f"SELECT 'rows_by_year', '{table.name}', at_year::VARCHAR, NULL, n, p FROM counted UNION ALL "
            f"SELECT 'persons_by_year', '{table.name}', at_year::VARCHAR, NULL, p, p FROM counted)"
        )
    if table.name == "visit_occurrence":
        found.append(VISITS.format(relation=relation))
    return " UNION ALL ".join(found) or None


def kept_by_time(table: Table, results: str) -> str:
    """SQL of such figures where ``results`` has them."""
    visits = " OR statistic IN ('visits_by_year', 'visits_by_concept')" if table.name == "visit_occurrence" else ""
    return (
        f"SELECT * FROM {results}.cdm_statistic "
        f"WHERE (statistic IN ('rows_by_year', 'persons_by_year') AND stratum_1 = '{table.name}'){visits}"
    )


def count_hospital(connection: Connection, schema: str, present: set[str]) -> None:
    """The figures that join tables; those whose tables are absent are left out."""
    for needs, sql in (
        ({"person"}, PERSONS),
        ({"person", "observation_period", "death"}, AGE_BANDS),
        ({"death"}, DEATHS),
    ):
        if needs <= present:
            connection.execute(sql.format(schema=schema))
