"""What each role sees by default, asked through the whole door."""

from typing import Any

import pytest

from asan.gateway.errors import AggregatesOnly, NotVisible
from asan.gateway.service import Gateway
from tests.integration.gateway.conftest import PERSONS, Ask, leaked, someone

ROWS_ROLES = ("researcher", "analyst")


@pytest.mark.parametrize("role", ROWS_ROLES)
@pytest.mark.parametrize("table", ["person", "location", "provider", "visit_occurrence", "note", "measurement"])
def test_a_researcher_finds_no_secret_in_any_row(ask: Ask, role: str, table: str) -> None:
    rows = ask(role, f"SELECT * FROM {table}")
    assert rows
    assert not leaked(str(rows))


def test_a_researcher_sees_the_year_of_birth_alone(ask: Ask) -> None:
    row = ask("researcher", "SELECT * FROM person LIMIT 1")[0]
    assert row["year_of_birth"] == 1969
    assert row["month_of_birth"] is row["day_of_birth"] is row["birth_datetime"] is None


def test_masked_columns_keep_their_type(door: Gateway) -> None:
    plain = door.query(someone("admin"), "SELECT * FROM person").schema
    for role in ("researcher", "steward"):
        assert door.query(someone(role), "SELECT * FROM person").schema == plain


def test_an_answer_says_which_columns_a_mask_touched(door: Gateway) -> None:
    sql = """WITH p AS (SELECT person_id, upper(person_source_value) AS code, year_of_birth FROM person)
        SELECT code || '!' AS shouted, year_of_birth, max(code) OVER () FROM p"""
    masked = door.query(someone("steward"), sql).masked
    assert masked["shouted"] == "token"
    assert "year_of_birth" not in masked
    assert list(masked.values()) == ["token", "token"]
    assert door.query(someone("admin"), sql).masked == {}


def test_a_clinician_sees_patients_plain_but_no_rejects(ask: Ask) -> None:
    assert ask("clinician", "SELECT person_source_value FROM person WHERE person_id = 3") == [
        {"person_source_value": "SECRETSOURCE3"}
    ]
    with pytest.raises(NotVisible):
        ask("clinician", "SELECT * FROM etl.reject")


def test_a_steward_joins_on_tokens(ask: Ask) -> None:
    rows = ask(
        "steward",
        """SELECT count(*) AS n, min(length(p.person_source_value)) AS width FROM person p
           JOIN location l ON l.location_source_value = p.person_source_value""",
    )
    assert rows == [{"n": PERSONS, "width": 16}]
    tokens = ask("steward", "SELECT DISTINCT person_source_value FROM person")
    assert len(tokens) == PERSONS
    assert "SECRET" not in str(tokens)


@pytest.mark.parametrize(("role", "value"), [("admin", "SECRETREJECT"), ("steward", None), ("engineer", None)])
def test_rejected_values_are_for_administrators(ask: Ask, role: str, value: str | None) -> None:
    assert ask(role, "SELECT file, line, value FROM etl.reject") == [
        {"file": "patients.csv", "line": 7, "value": value}
    ]


def test_an_auditor_reads_no_patient(ask: Ask) -> None:
    for table in ("person", "cdm.person", "note", "measurement", "location", "etl.reject"):
        with pytest.raises(NotVisible):
            ask("auditor", f"SELECT count(*) FROM {table}")
    assert ask("auditor", "SELECT concept_name FROM concept") == [{"concept_name": "MALE"}]


def test_small_counts_of_the_statistics_are_for_those_who_see_rows(ask: Ask) -> None:
    sql = "SELECT count_value FROM results.cdm_statistic WHERE statistic = 'persons_by_birth_year' ORDER BY 1 DESC"
    assert [row["count_value"] for row in ask("researcher", sql)] == [38, 2]
    for role in ("engineer", "auditor"):
        assert [row["count_value"] for row in ask(role, sql)] == [38]
    sql = "SELECT table_name FROM results.table_statistic ORDER BY 1"
    assert [row["table_name"] for row in ask("engineer", sql)] == ["person", "visit_occurrence"]


@pytest.mark.parametrize(
    ("role", "seen"), [("engineer", ["Drug", "measurement"]), ("auditor", ["Drug", "measurement"]), ("analyst", None)]
)
def test_many_rows_of_one_person_are_a_small_cell(ask: Ask, role: str, seen: list[str] | None) -> None:
    sql = "SELECT stratum_1 AS s FROM results.cdm_statistic WHERE count_value = 100 ORDER BY 1"
    assert [row["s"] for row in ask(role, sql)] == (seen or ["Drug", "measurement", "note"])


@pytest.mark.parametrize("role", ["engineer", "auditor"])
def test_the_first_and_last_date_of_a_table_are_single_persons(ask: Ask, role: str) -> None:
    sql = "SELECT first_date, last_date FROM results.table_statistic WHERE table_name = 'visit_occurrence'"
    assert ask(role, sql) == [{"first_date": None, "last_date": None}]
    assert str(ask("researcher", sql)[0]["first_date"]) == "2020-01-01"


def test_profiles_of_masked_columns_are_not_there(ask: Ask) -> None:
    sql = "SELECT column_name, minimum FROM results.column_profile ORDER BY 1"
    assert ask("researcher", sql) == [{"column_name": "year_of_birth", "minimum": "1969"}]
    assert ask("engineer", sql) == [{"column_name": "year_of_birth", "minimum": None}]
    assert ask("auditor", sql) == []
    assert len(ask("clinician", sql)) == 3


def test_two_roles_add_up_to_the_less_restrictive(ask: Ask, door: Gateway) -> None:
    rows = door.query(someone("engineer", "researcher"), "SELECT year_of_birth, person_source_value FROM person").rows()
    assert rows[0] == {"year_of_birth": 1969, "person_source_value": None}
    rows = door.query(someone("researcher", "clinician"), "SELECT birth_datetime FROM person").rows()
    assert rows[0]["birth_datetime"].year == 1969
    assert rows[0]["birth_datetime"].month == 7


def test_without_a_role_nothing_is_there(door: Gateway) -> None:
    assert door.catalog(someone("stranger")) == ()
    with pytest.raises(NotVisible):
        door.query(someone("stranger"), "SELECT * FROM concept")


def test_the_catalog_shows_what_the_answers_show(door: Gateway) -> None:
    person = next(table for table in door.catalog(someone("researcher")) if table.name == "person")
    treatments = {column.name: (column.treatment, column.mask) for column in person.columns}
    assert treatments["person_source_value"] == ("mask", "null")
    assert treatments["year_of_birth"] == ("plain", None)
    assert not person.aggregate_only
    assert next(t for t in door.catalog(someone("engineer")) if t.name == "person").aggregate_only


COUNTS: list[tuple[str, list[dict[str, Any]]]] = [
    ("SELECT count(*) AS n FROM person", [{"n": 40}]),
    # Of 29, 8 and 3 the last is too small, and 8 goes with it: 40 less 37 would be the last.
    ("SELECT race_concept_id AS r, count(*) AS n FROM person GROUP BY 1", [{"r": 8515, "n": 29}]),
    ("SELECT race_concept_id AS r, count(*) AS n FROM person GROUP BY ALL", [{"r": 8515, "n": 29}]),
    (
        "SELECT race_concept_id r, count(DISTINCT person_id) n FROM person GROUP BY r HAVING count(*) > 3",
        [{"r": 8515, "n": 29}],
    ),
    ("SELECT gender_concept_id AS g, count(*) AS n FROM person GROUP BY 1", []),
    (
        "SELECT race_concept_id AS r, count(*) AS n FROM person GROUP BY ROLLUP (race_concept_id) ORDER BY n DESC",
        [{"r": None, "n": 40}, {"r": 8515, "n": 29}],
    ),
    (
        "SELECT race_concept_id AS r, count(*) AS n FROM person GROUP BY GROUPING SETS ((), (1)) ORDER BY count(*)",
        [{"r": 8515, "n": 29}, {"r": None, "n": 40}],
    ),
    ("SELECT count(*) AS n FROM person WHERE gender_concept_id = 8532", []),
    ("SELECT year_of_birth // 10 * 10 AS decade, count(*) AS n FROM person GROUP BY 1", [{"decade": 1960, "n": 40}]),
    ("SELECT avg(value_as_number) AS mean FROM measurement", [{"mean": 114.5}]),
    ("SELECT round(avg(value_as_number), 0) AS mean FROM measurement", [{"mean": 115.0}]),
    (
        "SELECT c.concept_name, count(*) AS n FROM person p "
        "JOIN concept c ON c.concept_id = p.gender_concept_id GROUP BY 1",
        [{"concept_name": "MALE", "n": 38}],
    ),
    (
        "SELECT v.visit_concept_id AS c, count(DISTINCT p.person_id) AS n FROM person p "
        "JOIN visit_occurrence v ON v.person_id = p.person_id GROUP BY 1",
        [{"c": 9202, "n": 40}],
    ),
    (
        "SELECT state, count(*) AS n FROM person JOIN location USING (location_id) GROUP BY state",
        [{"state": "MA", "n": 40}],
    ),
    ("SELECT count(*) AS n FROM location", [{"n": 40}]),
    ("SELECT count(*) AS n FROM note", []),
    ("SELECT count(*) AS n FROM death", [{"n": 0}]),
    ("SELECT n * 2 AS twice FROM (SELECT count(*) AS n FROM person)", [{"twice": 80}]),
    (
        "SELECT 'person' AS t, count(*) AS n FROM person UNION ALL SELECT 'note', count(*) FROM note",
        [{"t": "person", "n": 40}],
    ),
    ("SELECT year(visit_start_date) AS y, count(*) AS n FROM visit_occurrence GROUP BY 1", [{"y": 2020, "n": 40}]),
    (
        "SELECT count(*) AS n FROM visit_occurrence WHERE visit_start_date >= '2020-01-05' GROUP BY visit_concept_id",
        [{"n": 24}],
    ),
]


@pytest.mark.parametrize(("sql", "rows"), COUNTS, ids=[sql[:60] for sql, _ in COUNTS])
def test_an_engineer_counts(ask: Ask, sql: str, rows: list[dict[str, Any]]) -> None:
    assert ask("engineer", sql) == rows


NO_AGGREGATES = [
    "SELECT * FROM person",
    "SELECT person_id FROM person GROUP BY person_id",
    "SELECT DISTINCT year_of_birth FROM person",
    "SELECT min(year_of_birth) FROM person",
    "SELECT max(measurement_date) FROM measurement",
    "SELECT list(person_id) FROM person",
    "SELECT string_agg(person_source_value, ',') FROM person",
    "SELECT any_value(person_source_value) FROM person",
    "SELECT count(*) FROM person WHERE person_id = 7",
    "SELECT count(*) FROM person WHERE person_id <> 7",
    "SELECT count(*) FILTER (WHERE person_id = 7) FROM person",
    "SELECT sum(CASE WHEN person_id = 7 THEN 1 ELSE 0 END) FROM person",
    "SELECT sum(value_as_number * value_as_number) FROM measurement",
    "SELECT sum(person_id) FROM person",
    "SELECT sum(DISTINCT value_as_number) FROM measurement",
    "SELECT count(*) FROM person WHERE person_source_value = 'SECRETSOURCE7'",
    "SELECT count(*) FROM person WHERE birth_datetime = TIMESTAMP '1969-07-20 10:00:00'",
    "SELECT person_source_value, count(*) FROM person GROUP BY 1",
    "SELECT measurement_id, sum(value_as_number) FROM measurement GROUP BY measurement_id",
    "SELECT count(*) FROM person WHERE CAST(CASE WHEN year_of_birth = 1969 THEN 'x' ELSE '1' END AS INTEGER) = 1",
    "SELECT count(*) FROM person WHERE year_of_birth * 2000000 > 0",
    "SELECT count(*) FROM person WHERE gender_source_value = 5",
    "SELECT count(*) FROM person WHERE year_of_birth = '1969x'",
    "SELECT count(*) FROM person WHERE person_id IN (SELECT 7)",
    "SELECT count(*) FROM person WHERE EXISTS (SELECT 1 FROM measurement m WHERE m.person_id = person.person_id)",
    "SELECT v.i, (SELECT count(*) FROM person p WHERE p.year_of_birth = v.i) FROM (VALUES (1969)) v(i)",
    "SELECT sum(m.value_as_number * w.w) FROM measurement m JOIN (VALUES (7, 1)) w(i, w) ON w.i = m.person_id",
    "SELECT sum(m.value_as_number) FROM measurement m JOIN (VALUES (7)) w(i) ON w.i = m.person_id",
    "SELECT sum(m.value_as_number) FROM measurement m JOIN concept c ON c.concept_id = m.person_id",
    "SELECT count(*) FROM person p JOIN person q ON p.year_of_birth = q.year_of_birth",
    "SELECT count(*) FROM person p, measurement m",
    "SELECT count(*) OVER (PARTITION BY person_id) FROM person",
    "SELECT count(*) FROM person GROUP BY ROLLUP (gender_concept_id, race_concept_id)",
    "SELECT count(*) FROM person GROUP BY gender_concept_id, ROLLUP (race_concept_id)",
    "SELECT count(*) FROM person GROUP BY GROUPING SETS ((gender_concept_id), (race_concept_id))",
    "SELECT count(*) FROM person ORDER BY max(year_of_birth)",
    "SELECT gender_concept_id, count(*) FROM person GROUP BY 1 HAVING max(person_id) = 39",
    "SELECT gender_concept_id, count(*) FROM person GROUP BY 1 HAVING count(*) > (SELECT 1)",
    "SELECT count(*) FROM location WHERE zip = '02131'",
    "SELECT zip, count(*) FROM location GROUP BY zip",
    "SELECT p.zip, count(*) FROM person JOIN location p USING (location_id) GROUP BY 1",
    "SELECT * FROM location",
    "SELECT (SELECT person_id FROM person LIMIT 1)",
    "SELECT person FROM person",
    "SELECT count(*) FROM (SELECT person_id FROM person) x",
    "WITH p AS (SELECT * FROM person) SELECT count(*) FROM p",
    "SELECT count(*) FROM person AS p(a, b)",
    "SELECT count(*) FROM person QUALIFY row_number() OVER () = 1",
    "SELECT 1 FROM person LIMIT 1 OFFSET 1",
    "SELECT person_id FROM person UNION ALL SELECT 1",
    "SELECT max(year_of_birth) FROM person",
    "SELECT min(person_id) FROM person",
    "SELECT count(*) FILTER (WHERE race_concept_id = 8516) FROM person",
    "SELECT sum(CASE WHEN race_concept_id = 8516 THEN 1 END) FROM person",
    "SELECT count(*) OVER () FROM person",
    "SELECT count(DISTINCT CASE WHEN person_id = 3 THEN 1 END) FROM person",
    "SELECT list(year_of_birth) FROM person",
    "SELECT first(year_of_birth) FROM person",
    "SELECT median(year_of_birth) FROM person",
    "SELECT stddev(year_of_birth) FROM person",
    "SELECT bool_or(race_concept_id = 8516) FROM person",
    "SELECT count_if(race_concept_id = 8516) FROM person",
    "SELECT approx_count_distinct(race_concept_id) FROM person",
    "SELECT histogram(race_concept_id) FROM person",
    "SELECT avg(person_id) FROM person",
    "SELECT sum(DISTINCT year_of_birth) FROM person",
    "SELECT arg_max(person_id, year_of_birth) FROM person",
    "SELECT DISTINCT race_concept_id FROM person",
    "SELECT race_concept_id FROM person",
    "SELECT any_value(race_concept_id) FROM person",
    "SELECT count(*) % 7, product(year_of_birth) FROM person",
    "SELECT count(*) FROM person WHERE person_id = 3",
    "SELECT count(*) FROM person WHERE person_id IN (1,2,3,4,5,6)",
    "SELECT count(*) FROM person WHERE 1 / (race_concept_id - 8516) > 0",
    "SELECT count(*) FROM person WHERE CAST(gender_source_value AS INTEGER) = 1",
    "SELECT count(*) FROM person WHERE EXISTS (SELECT 1 FROM note n WHERE n.person_id = person.person_id)",
    "SELECT count(*) FROM person WHERE race_concept_id = (SELECT min(race_concept_id) FROM person)",
    "SELECT count(*) FROM person GROUP BY person_id",
    "SELECT person_id, count(*) FROM person GROUP BY ALL",
    "SELECT count(*) FROM person p JOIN (VALUES (3)) v(i) ON v.i = p.person_id",
    "SELECT count(*) FROM person p, range(10) r(i) WHERE p.person_id = r.i",
    "SELECT count(*) FROM (SELECT * FROM person LIMIT 6)",
    "SELECT race_concept_id, count(*) FROM person GROUP BY CUBE (race_concept_id, gender_concept_id)",
    "SELECT count(*) FROM person HAVING count(*) FILTER (WHERE race_concept_id = 8516) = 3",
    "SELECT count(*) FROM person HAVING max(person_id) = 39",
    "SELECT count(*) FROM person GROUP BY race_concept_id ORDER BY min(person_id)",
    "SELECT (SELECT year_of_birth FROM person LIMIT 1)",
    "SELECT count(*) FROM person p JOIN note n ON n.person_id <> p.person_id",
    "SELECT count(*) FROM person p JOIN visit_occurrence v ON v.visit_occurrence_id = p.person_id",
    "SELECT count(*) FROM person WHERE random() < 0.1",
    "SELECT count(*) FROM person WHERE hash(person_id) % 40 = 3",
    "SELECT DISTINCT ON (race_concept_id) person_id FROM person",
    "SELECT count(*) FROM person p LEFT JOIN LATERAL (SELECT 1 FROM note n WHERE n.person_id = p.person_id) ON true",
    "SELECT count(*) FROM person WHERE birth_datetime = '1969-07-20'",
    "SELECT count(*) FROM person GROUP BY birth_datetime",
    "SELECT count(note_text) FROM note",
    "SELECT * FROM note",
    "(SELECT race_concept_id FROM person) EXCEPT (SELECT 8515)",
    "SELECT count(*) FROM person WHERE list_contains([8516], race_concept_id)",
    "SELECT count(*) FROM person LIMIT (SELECT count(*) FROM person WHERE person_id = 3)",
    "SELECT count(*) FROM person OFFSET (SELECT max(person_id) FROM person) - 39",
    "SELECT race_concept_id, count(*) AS n FROM person GROUP BY 1 ORDER BY CASE WHEN race_concept_id = 8516 THEN 0 END",
    "WITH RECURSIVE r AS (SELECT race_concept_id x FROM person UNION SELECT x FROM r) SELECT count(*) FROM r",
    "VALUES ((SELECT max(person_id) FROM person))",
]


@pytest.mark.parametrize("sql", NO_AGGREGATES)
def test_what_is_no_provable_aggregate_is_refused(ask: Ask, sql: str) -> None:
    try:
        rows = ask("engineer", sql)
    except AggregatesOnly:
        return
    # A constant for a large enough group says no more than that it is large enough.
    assert rows in ([], [{"1": 1}])


def test_a_sum_over_few_persons_values_is_suppressed(ask: Ask) -> None:
    # 38 men, but of this laboratory test one person alone has a value.
    assert ask("engineer", "SELECT sum(value_as_number) AS s FROM measurement WHERE measurement_concept_id = 777") == []
    # In groups the other 39 go too: all 40, which one may count, less these would be the one.
    assert ask("engineer", "SELECT measurement_concept_id, count(*) AS n FROM measurement GROUP BY 1") == []


def test_a_count_of_values_does_not_tell_of_the_few_who_have_none(ask: Ask) -> None:
    # Of 40 measurements ten have no value.
    both = "SELECT count(*) AS n, count(value_as_number) AS v FROM measurement"
    assert ask("engineer", both) == [{"n": 40, "v": 30}]
    wide = "SELECT count(*) AS n, count(m.value_as_number) AS v FROM measurement m JOIN person p USING (person_id) "
    assert ask("engineer", wide + "WHERE p.race_concept_id = 8527") == [{"n": 8, "v": 8}]
    by_day = "SELECT count(m.value_as_number) AS v FROM measurement m JOIN visit_occurrence v USING (person_id) "
    # Of the visits from the sixth on five are without one, of those from the eighth on three.
    assert ask("engineer", by_day + "WHERE v.visit_start_date >= '2020-01-06'") == [{"v": 15}]
    assert ask("engineer", by_day + "WHERE v.visit_start_date >= '2020-01-08'") == []


def test_an_outer_filter_cannot_meet_a_suppressed_group(ask: Ask) -> None:
    sql = """SELECT n FROM (SELECT race_concept_id AS r, count(*) AS n FROM person GROUP BY 1)
        WHERE CAST(CASE WHEN r <> 8515 THEN 'x' ELSE '1' END AS INTEGER) = 1"""
    assert ask("engineer", sql) == [{"n": 29}]
