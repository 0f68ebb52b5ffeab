"""What Spark answers is what DuckDB answers, to the last bit, where their rules differ; or it is refused."""

import datetime as dt
import math
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlglot import parse_one

from asan.warehouse.engines.spark.translation import Unsaid
from asan.warehouse.spark import open_session
from tests.support.spark import ADDRESS, small_spark
from tests.support.spark_cdm import needs_spark
from tests.support.spark_meaning import SparkTables, located, on_duckdb

pytestmark = needs_spark

TYPES = {
    "t": {
        "i": "INTEGER",
        "j": "INTEGER",
        "b": "BIGINT",
        "x": "DOUBLE",
        "y": "DOUBLE",
        "s": "VARCHAR",
        "n": "VARCHAR",
        "d": "DATE",
        "m": "TIMESTAMP",
        "k": "BOOLEAN",
    },
    "u": {"i": "INTEGER", "b": "BIGINT", "s": "VARCHAR", "x": "DOUBLE"},
}
INTEGERS = [7, -7, 0, 2, -3, 2147483647, -2147483648, None, 1, 100]
BIGINTS = [9007199254740993, -1, 0, None, 4294967296, -4294967297, 5, 9223372036854775807, 3, -9223372036854775808]
DOUBLES = [0.5, 1.5, 2.5, -0.5, -0.0, 0.0, math.nan, math.inf, -math.inf, None]
OTHERS = [0.285, 1.005, 2.675, 1e-5, 1e16, 42.02613, 0.1, 4503599627370497.5, -71.0, 1e300]
TEXTS = ["Kim", "kim", "김철수", "", None, "a%b_c", "a\\b", "it's ${env:HOME} $1", "\u00a0 b \u3000", "é\nz"]
NUMERIC = ["7", "-12", "abc", "", None, "0", "1.5", "x1", "1e3", " 7"]
DATES = [
    dt.date(2020, 2, 29),
    dt.date(1999, 12, 31),
    dt.date(2024, 1, 1),
    None,
    dt.date(1582, 10, 10),
    dt.date(2, 2, 2),
    dt.date(9998, 12, 31),
    dt.date(2023, 1, 31),
    dt.date(1970, 1, 1),
    dt.date(2021, 1, 3),
]
MOMENTS = [
    dt.datetime(2020, 2, 29, 23, 59, 59, 999999),
    dt.datetime(1969, 12, 31, 23, 59, 59, 500000),
    dt.datetime(2021, 3, 28, 2, 30),
    None,
    dt.datetime(1900, 1, 1),
    dt.datetime(2024, 12, 31, 12),
    dt.datetime(1582, 10, 10),
    dt.datetime(2000, 1, 31),
    dt.datetime(2, 2, 2),
    dt.datetime(9998, 12, 31),
]
ROWS: dict[str, list[dict[str, object]]] = {
    "t": [
        {
            "i": i,
            "j": INTEGERS[-place],
            "b": b,
            "x": x,
            "y": y,
            "s": s,
            "n": n,
            "d": d,
            "m": m,
            "k": (True, False, None)[place % 3],
        }
        for place, (i, b, x, y, s, n, d, m) in enumerate(
            zip(INTEGERS, BIGINTS, DOUBLES, OTHERS, TEXTS, NUMERIC, DATES, MOMENTS, strict=True)
        )
    ],
    "u": [
        {"i": 7, "b": 5, "s": "Kim", "x": 0.25},
        {"i": 7, "b": None, "s": "나", "x": None},
        {"i": None, "b": 3, "s": None, "x": -0.5},
        {"i": 2, "b": 3, "s": "Kim", "x": 1e-5},
    ],
}

# Of one row: all are asked in one question.
EXPRESSIONS = [
    "i // j",
    "i % j",
    "b // 3",
    "b % 7",
    "i / j",
    "x / y",
    "y / x",
    "i / 0",
    "-(i // 2)",
    "i // 0",
    "1 / x",
    "CAST(x AS VARCHAR)",
    "CAST(y AS VARCHAR)",
    "CAST(b AS VARCHAR)",
    "CAST(d AS VARCHAR)",
    "CAST(m AS VARCHAR)",
    "CAST(k AS VARCHAR)",
    "CAST(i AS DOUBLE)",
    "CAST(b AS DOUBLE)",
    "TRY_CAST(x AS INTEGER)",
    "TRY_CAST(x AS BIGINT)",
    "TRY_CAST(y AS INTEGER)",
    "CAST(k AS INTEGER)",
    "CAST(i AS BOOLEAN)",
    "TRY_CAST(b AS INTEGER)",
    "CAST(m AS DATE)",
    "CAST(d AS TIMESTAMP)",
    "x + 1",
    "x * 2",
    "y + 1.5",
    "i * 1.5",
    "i + 1.25",
    "y * 100.0 / 3",
    "floor(x)",
    "ceil(x)",
    "floor(y)",
    "ceil(y)",
    "CAST(ceil(x) AS VARCHAR)",
    "CAST(floor(x) AS VARCHAR)",
    "floor(i)",
    "round(x)",
    "round(y, 2)",
    "round(y)",
    "abs(x)",
    "sqrt(abs(y))",
    "abs(y)",
    "x = x",
    "x > 1e300",
    "x < y",
    "x IS NOT DISTINCT FROM y",
    "i = b",
    "i < 2.5",
    "x = 0",
    "s > 'a'",
    "s = 'KIM'",
    "s LIKE 'a%'",
    "s LIKE 'a\\%'",
    "s LIKE '%\\%'",
    "s LIKE 'a_b%'",
    "s NOT LIKE '%i_'",
    "s LIKE s",
    "s LIKE '%${env%'",
    "s || '!'",
    "concat(s, i, '|', d)",
    "concat_ws('-', s, n)",
    "length(s)",
    "upper(s)",
    "lower(s)",
    "left(s, 2)",
    "right(s, 1)",
    "substr(s, 2, 3)",
    "substr(s, 1)",
    "trim(s)",
    "ltrim(s)",
    "rtrim(s)",
    "replace(s, 'a', 'bb')",
    "replace(s, '', 'b')",
    "contains(s, 'i')",
    "starts_with(s, '')",
    "suffix(s, 'm')",
    "strpos(s, '수')",
    "sha256(s)",
    "md5(s)",
    "regexp_matches(s, '^[A-Za-z]+$')",
    "regexp_matches(s, 'é.z')",
    "regexp_matches(s, '[가-힣]')",
    "regexp_full_match(s, '[Kk]im|김.*')",
    "coalesce(s, n, '-')",
    "nullif(s, n)",
    "nullif(i, 7)",
    "greatest(i, j, 3)",
    "least(x, y)",
    "greatest(x, 0.5)",
    "CASE WHEN i > 0 THEN 1.5 ELSE i END",
    "CASE i WHEN 7 THEN 'a' WHEN 0 THEN 'b' END",
    "CASE WHEN k THEN d ELSE m END",
    "i IN (7, NULL)",
    "b NOT IN (5, 3)",
    "s IN ('Kim', '')",
    "i BETWEEN -7 AND 2.5",
    "k AND i > 0",
    "NOT k",
    "k OR NULL",
    "k IS TRUE",
    "k IS NOT TRUE",
    "d < '2000-01-01'",
    "d = DATE '2020-02-29'",
    "m > '2000-01-01 00:00:00'",
    "d > m",
    "year(d)",
    "month(m)",
    "day(d)",
    "quarter(d)",
    "week(d)",
    "dayofyear(d)",
    "dayofweek(d)",
    "isodow(d)",
    "extract(dow FROM m)",
    "hour(m)",
    "minute(m)",
    "second(m)",
    "date_part('hour', m)",
    "date_trunc('month', d)",
    "date_trunc('week', m)",
    "date_trunc('hour', m)",
    "date_trunc('quarter', d)",
    "date_trunc('year', m)",
    "strftime(m, '%Y-%m-%d %H:%M:%S')",
    "strftime(d, '%Y/%m')",
    "last_day(d)",
    "d + INTERVAL 1 DAY",
    "m - INTERVAL 1 MONTH",
    "d - INTERVAL 1 YEAR",
    "m + INTERVAL 90 MINUTE - INTERVAL 2 HOUR",
    "d + 0",
    "d - 365",
    "d - DATE '2000-01-01'",
    "date_diff('day', d, DATE '2020-01-01')",
    "date_diff('month', m, DATE '2020-01-01')",
    "date_diff('year', d, CAST(m AS DATE))",
    "date_diff('quarter', d, m)",
    "make_date(2020, 1 + i % 3 * 0, 28)",
    "d + to_days(CAST(3 AS INTEGER))",
    "TRY_CAST(CASE WHEN n IN ('7', '-12', 'abc', '', '0') THEN n END AS INTEGER)",
    "TRY_CAST(CASE WHEN n NOT IN ('x1', ' 7') THEN n END AS DOUBLE)",
    "TRY_CAST(CASE WHEN k THEN '2020-02-30' ELSE '2020-02-28' END AS DATE)",
    "CAST('2020-02-29 10:00:00.5' AS TIMESTAMP)",
    "DATE '2020-01-31' + INTERVAL 1 MONTH",
    "1 + 1",
    "1.5",
    "NULL",
    "TRY_CAST('7.6' AS INTEGER)",
    "1e-5",
    "'${spark.app.name}\\n'",
]
QUESTIONS = [
    "SELECT count(*) AS n, count(i) AS c, count(DISTINCT x) AS d, sum(i) AS s, min(s) AS l, max(d) "
    "AS h, avg(i) AS a FROM t",
    "SELECT sum(b) AS s FROM t WHERE b < 9223372036854775807",
    "SELECT sum(b) AS s, sum(b) FILTER (WHERE i > 0) AS f FROM t",
    "SELECT i, sum(b) AS s, count(*) FILTER (WHERE s = 'Kim') AS k FROM u GROUP BY i ORDER BY i DESC",
    "SELECT s, count(*) AS n FROM u GROUP BY ALL HAVING count(*) > 1 ORDER BY 2, 1 NULLS FIRST",
    "SELECT upper(s) AS s, count(*) AS n FROM t WHERE s <> 'é' GROUP BY upper(s) ORDER BY n, s",
    "SELECT x AS z, count(*) AS n FROM t GROUP BY z ORDER BY z",
    "SELECT count_if(i > 0) AS n, bool_or(k) AS o, bool_and(k) AS a, sum(1.5) AS s, min(x) AS l, max(x) AS h FROM t",
    "SELECT sum(i) AS s, avg(x) AS a FROM t WHERE false",
    "SELECT stddev(i) IS NULL AS d, var_pop(i) AS v FROM t WHERE i IN (0, 2)",
    "SELECT i, row_number() OVER (ORDER BY i DESC, b) AS r, rank() OVER (ORDER BY s) AS k, lag(i) OVER (ORDER BY b) "
    "AS l, lead(i, 2, 0) OVER (ORDER BY b) AS e, "
    "sum(i) OVER (ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s, "
    "count(*) OVER (PARTITION BY k) AS n, first_value(s) OVER (PARTITION BY k ORDER BY b) AS f, "
    "percent_rank() OVER (ORDER BY b) AS p, ntile(3) OVER (ORDER BY b) AS q FROM t",
    "SELECT t.i, u.s FROM t LEFT JOIN u ON t.i = u.i ORDER BY t.i, u.s",
    "SELECT t.i, u.s FROM t FULL JOIN u ON t.i = u.i AND t.b > 0",
    "SELECT i, t.s AS a, u.s AS c FROM t JOIN u USING (i)",
    "SELECT * FROM t JOIN u USING (i)",
    "SELECT a.i, b.i FROM u a, u b JOIN t ON b.i = t.i",
    "SELECT i FROM t WHERE i NOT IN (SELECT i FROM u WHERE i IS NOT NULL)",
    "SELECT i FROM t WHERE i NOT IN (SELECT i FROM u)",
    "SELECT i FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.i = t.i)",
    "SELECT i, (SELECT count(*) FROM u WHERE u.i = t.i) AS n, (SELECT max(x) FROM u WHERE u.i = t.i) AS x FROM t",
    "SELECT o.i, l.n FROM t o, LATERAL (SELECT count(*) AS n FROM u WHERE u.i = o.i) AS l",
    "SELECT i FROM t UNION SELECT b FROM u",
    "SELECT i FROM t EXCEPT ALL SELECT i FROM u",
    "SELECT i FROM t INTERSECT SELECT i FROM u",
    "SELECT i AS a FROM t UNION ALL SELECT x FROM u ORDER BY a NULLS FIRST LIMIT 5",
    "WITH a AS (SELECT i, count(*) AS n FROM u GROUP BY i), c AS (SELECT * FROM a WHERE n > 1) "
    "SELECT * FROM c, a WHERE a.n = c.n",
    "WITH a(z) AS (SELECT i FROM t) SELECT z FROM a WHERE z > 0 ORDER BY z LIMIT 2 OFFSET 1",
    "SELECT i AS x FROM t WHERE x > 1",
    "SELECT i - 1 AS z FROM u WHERE z > 1 ORDER BY z",
    "SELECT i AS b, b AS i FROM u ORDER BY i",
    "SELECT s, x FROM t QUALIFY row_number() OVER (PARTITION BY k ORDER BY s) = 1",
    "SELECT DISTINCT i, upper(s) AS s FROM u ORDER BY 1, 2",
    "SELECT * EXCLUDE (x) FROM u",
    "SELECT * REPLACE (i % 5 AS i, x IS NULL AS x) FROM u",
    "SELECT w.* REPLACE (v.i AS b) FROM u AS w JOIN t AS v ON v.i = w.i",
    "FROM u SELECT s",
    "SELECT v.a, u.i FROM u, (VALUES (1, 'x'), (NULL, 'y')) AS v(a, b)",
    "SELECT r.range, u.i FROM u, range(2) r",
    "SELECT I, U.S FROM u WHERE \"S\" = 'Kim'",
    "SELECT sum(i) / count(*) AS q, 100.0 * count(*) / 3 AS p FROM t",
    "SELECT 1 AS a, 'x' AS b FROM u GROUP BY a, b",
    "SELECT NULL AS a FROM u UNION ALL SELECT 'x'",
]
REFUSED = [
    "SELECT list(i) FROM t",
    "SELECT first(i) FROM t",
    "SELECT string_agg(s, ',') FROM t",
    "SELECT arg_max(i, b) FROM t",
    "SELECT approx_count_distinct(i) FROM t",
    "SELECT median(x) FROM t",
    "SELECT mode(s) FROM t",
    "SELECT hash(s) FROM t",
    "SELECT ln(x), exp(x) FROM t",
    "SELECT t FROM t",
    "SELECT [i] FROM t",
    "SELECT {'a': i} FROM t",
    "SELECT COLUMNS('i') FROM t",
    "SELECT regexp_matches(s, '\\bx') FROM t",
    "SELECT regexp_matches(s, '(?i)kim') FROM t",
    "SELECT regexp_matches(s, s) FROM t",
    "SELECT regexp_replace(s, 'a', 'b') FROM t",
    "SELECT s LIKE 'a!%' ESCAPE '!' FROM t",
    "SELECT s ILIKE 'a' FROM t",
    "SELECT substr(s, 0, 2) FROM t",
    "SELECT substr(s, -1) FROM t",
    "SELECT x // 2 FROM t",
    "SELECT x % 2 FROM t",
    "SELECT CAST(s AS BOOLEAN) FROM t",
    "SELECT CAST(x AS DECIMAL(10, 2)) FROM t",
    "SELECT m - m FROM t",
    "SELECT age(m) FROM t",
    "SELECT dayname(d) FROM t",
    "SELECT strftime(d, '%A') FROM t",
    "SELECT now() FROM t",
    "SELECT random() FROM t",
    "SELECT DISTINCT ON (i) s FROM t",
    "SELECT i, count(*) FROM t GROUP BY ROLLUP (i)",
    "SELECT * FROM t ASOF JOIN u ON t.i >= u.i",
    "SELECT * FROM t SEMI JOIN u ON t.i = u.i",
    "SELECT * FROM t NATURAL JOIN u",
    "SELECT * RENAME (i AS j) FROM u",
    "SELECT i FROM t UNION ALL BY NAME SELECT i FROM u",
    "SELECT * FROM (SELECT i FROM t ORDER BY i) LIMIT 3",
    "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r, u",
    "SELECT unnest([1, 2]) FROM t",
    "SELECT i FROM t LIMIT 10%",
    "SELECT i & 1 FROM t",
    "SELECT i AS b FROM u GROUP BY i HAVING b > 1",
    "SELECT rank() OVER w FROM t WINDOW w AS (ORDER BY i)",
    "SELECT sum(x) OVER (ORDER BY x RANGE 1 PRECEDING) FROM t",
    "SELECT coalesce(i, 'x') FROM t",
    "SELECT sum(k) FROM t",
    "SELECT trim(s, 'x') FROM t",
    "SELECT date_diff('hour', m, m) FROM t",
]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkTables]:
    folder: Path = tmp_path_factory.mktemp("meaning")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        for name, value in small_spark(folder).items():
            patch.setenv(name, value)
        made = SparkTables(open_session(ADDRESS), TYPES)
        made.fill(ROWS)
        yield made


def bag(rows: list[tuple[object, ...]]) -> list[str]:
    return sorted(map(repr, rows))


def test_every_expression_means_the_same(tables: SparkTables) -> None:
    listed = ", ".join(f"{expression} AS c{place}" for place, expression in enumerate(EXPRESSIONS))
    sql = f"SELECT {listed} FROM t"
    expected = on_duckdb(TYPES, ROWS).execute(sql).fetchall()
    found = tables.ask(located(parse_one(sql, dialect="duckdb")))
    wrong = [
        (expression, [(row[place], other[place]) for row, other in zip(found, expected, strict=True)])
        for place, expression in enumerate(EXPRESSIONS)
        if [repr(row[place]) for row in found] != [repr(row[place]) for row in expected]
    ]
    assert not wrong


@pytest.mark.parametrize("sql", QUESTIONS)
def test_a_question_means_the_same(tables: SparkTables, sql: str) -> None:
    expected = on_duckdb(TYPES, ROWS).execute(sql).fetchall()
    found = tables.ask(located(parse_one(sql, dialect="duckdb")))
    assert bag(found) == bag(expected)
    if " ORDER BY " in sql.rpartition(")")[2]:
        assert list(map(repr, found)) == list(map(repr, expected))


@pytest.mark.parametrize("sql", REFUSED)
def test_what_would_differ_is_refused(tables: SparkTables, sql: str) -> None:
    with pytest.raises(Unsaid):
        tables.ask(located(parse_one(sql, dialect="duckdb")))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT CAST(s AS INTEGER) AS a FROM t",
        "SELECT TRY_CAST(n AS INTEGER) AS a FROM t",  # DuckDB reads 1.5 and 1e3 as 2 and 1000
        "SELECT i + 1 AS a FROM t",
        "SELECT b + 1 AS a FROM t",
        "SELECT CAST(x AS INTEGER) AS a FROM t",
        "SELECT sqrt(x) AS a FROM t",
        "SELECT upper(s || 'ß') AS a FROM t",
        "SELECT (SELECT i FROM u) AS a FROM t",
    ],
)
def test_what_has_no_value_fails_and_is_not_another(tables: SparkTables, sql: str) -> None:
    with pytest.raises(Exception, match=r"asan:|OVERFLOW|SCALAR_SUBQUERY_TOO_MANY_ROWS"):
        tables.ask(located(parse_one(sql, dialect="duckdb")))


def test_letters_whose_case_is_changed_are_changed_alike(tables: SparkTables) -> None:
    """Every letter that is let through, alone."""
    blocks = [
        (0x20, 0x7F),
        (0xA0, 0xB5),
        (0xB6, 0xDF),
        (0xE0, 0xFF),
        (0x1100, 0x1200),
        (0x2010, 0x2045),
        (0x3000, 0x3190),
        (0x4E00, 0x5000),
        (0xAC00, 0xB000),
        (0xFF00, 0xFF21),
    ]
    letters = [chr(code) for low, high in blocks for code in range(low, high)] + list(string.ascii_letters)
    rows = {**ROWS, "u": [{"i": place, "b": None, "s": letter, "x": None} for place, letter in enumerate(letters)]}
    sql = "SELECT i, upper(s) AS a, lower(s) AS b, length(trim(s)) AS n FROM u"
    tables.fill(rows)
    try:
        assert bag(tables.ask(located(parse_one(sql, dialect="duckdb")))) == bag(
            on_duckdb(TYPES, rows).execute(sql).fetchall()
        )
    finally:
        tables.fill(ROWS)
