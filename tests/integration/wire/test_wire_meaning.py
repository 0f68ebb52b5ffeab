"""The same SQL, asked of PostgreSQL itself and over the wire: the same values, or a refusal."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.integration.wire.conftest import Wire
from tests.support.postgres import PostgresServer, missing_postgres

pytestmark = pytest.mark.skipif(missing_postgres() is not None, reason=missing_postgres() or "")

ROWS = """(VALUES (1, 7, 2.5::float8, 'alpha', DATE '2020-01-31', TIMESTAMP '2020-02-29 10:11:12.5', true),
    (2, -7, -2.25, 'a_b%', DATE '1999-12-31', TIMESTAMP '1999-12-31 23:59:59', false),
    (3, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, 0, 100.0, 'Beta', DATE '2021-03-01', TIMESTAMP '2021-03-01 00:00:00', true))
    AS t(id, n, x, s, d, ts, b)"""

SAME = [
    # Numbers.
    "n / 2", "7 / 2, -7 / 2, 7 / -2", "n / 2.0", "7.0 / 2", "id / 2 * 2.0", "n % 3, -7 % 3", "(n + id) / 2",
    "-(n / 2)",
    "abs(n) / 2", "round(x::numeric, 1)::float8", "x::int", "2 ^ 3 AS p", "2 ^ 3 ^ 2 AS p", "-2 ^ 2 AS p",
    "mod(n, 3) AS m", "div(7, 2)::int",
    "sign(n)::int", "ceil(x), floor(x)", "sqrt(16.0)::float8", "n & 3, n | 8", "greatest(n, id), least(n, id)",
    "coalesce(n, 0) / 4", "CASE WHEN b THEN 7 ELSE 8 END / 2", "nullif(n, 0)", "5 # 3", "1 / 3 + 1 / 3",
    "power(2, 10)::float8", "trunc(x)", "cbrt(27.0)::int",
    # Texts.
    "s LIKE 'a%'", r"s LIKE 'a\_b\%'", r"s LIKE '%\%'", "s ILIKE 'ALPHA'", r"s NOT LIKE 'a\_%'",
    "s LIKE 'a#_b#%' ESCAPE '#'",
    r"E'a\\b\n\'c'", "$$it's$$", "$x$ $y$ $x$", "s || n", "s || 'x'", "concat(s, n, NULL)", "concat_ws('-', s, n)",
    "length(s), char_length(s) AS c, octet_length(s)", "upper(s), lower(s)", "substring(s FROM 2 FOR 2)",
    "substring(s, 2)",
    "position('p' IN s)", "strpos(s, 'p') AS p", "trim(BOTH 'a' FROM s)", "ltrim('  x'), rtrim('x  ')",
    "left(s, 2), right(s, 2)",
    "left(s, -1)", "replace(s, 'a', 'o')", "split_part('a,b,c', ',', 2)", "lpad(s, 7), rpad(s, 7, 'x')", "reverse(s)",
    "repeat(s, 2)", "md5(s)", "initcap(s)", "s ~ '^a'", "s ~* '^B'", "s !~ 'a'", "regexp_replace(s, 'a', 'X')",
    "regexp_replace(s, 'a', 'X', 'g')", "s::varchar(2)", "s::char(3)::text", "'x'::text = s", "ascii(s), chr(65)",
    "starts_with(s, 'al')", "s COLLATE \"C\" < 'b'", "s < 'b'", "to_hex(255)", "translate(s, 'ab', 'xy')",
    # Dates and times.
    "d + 1, d - 1", "d - DATE '2020-01-01'", "(d - DATE '2020-01-01') / 7", "d + INTERVAL '1 month'",
    "d - INTERVAL '1 year'",
    "ts + INTERVAL '1 day 2 hours'", "ts - TIMESTAMP '2020-01-01 00:00:00'", "extract(year FROM d)::int",
    "date_part('month', ts)::int AS m", "extract(dow FROM d)::int, extract(isodow FROM d)::int",
    "extract(doy FROM d)::int",
    "extract(week FROM d)::int", "extract(quarter FROM d)::int", "extract(epoch FROM ts)::float8",
    "extract(hour FROM ts)::int",
    "date_trunc('month', ts)", "date_trunc('week', ts), date_trunc('quarter', ts)", "d::timestamp", "ts::date",
    "ts::time",
    "to_char(ts, 'YYYY-MM-DD HH24:MI:SS')", "to_date('2020-02-03', 'YYYY-MM-DD')", "make_date(2020, 2, 29)",
    "DATE '2020-01-31' + INTERVAL '1 month'", "d BETWEEN DATE '2000-01-01' AND DATE '2020-12-31'", "ts > d",
    "'2020-01-31' = d",
    "INTERVAL '1 day' * 3", "d IS DISTINCT FROM DATE '2020-01-31'", "age(DATE '2020-03-01', DATE '2019-01-15')",
    # Logic, arrays, conditions.
    "b AND n > 0, b OR n IS NULL, NOT b", "n IS NULL, n IS NOT NULL", "b IS TRUE, b IS NOT FALSE",
    "n IN (7, 0)", "n NOT IN (7, 0)",
    "n = ANY(ARRAY[7, 0])", "n = ANY('{7,0}'::int[])", "n <> ALL(ARRAY[7, 0])", "ARRAY[n, id]", "(ARRAY[1, 2, 3])[2]",
    "array_length(ARRAY[1, 2], 1)", "cardinality(ARRAY[1, 2])", "array_to_string(ARRAY['a', NULL, 'b'], ',')",
    "n BETWEEN SYMMETRIC 7 AND -7", "CASE n WHEN 7 THEN 'seven' END", "CASE WHEN n > 0 THEN 1.5 ELSE 2 END::float8",
    "(n, id) = (7, 1)", "n::text, b::text, d::text", "'t'::boolean, 'false'::boolean", "b::int", "1::boolean",
    "'12'::int + 1",
    "n::numeric(10, 2)", "n IS DISTINCT FROM id",
]  # fmt: skip

WHOLE = [
    "SELECT count(*), count(n), count(DISTINCT b), sum(n), min(s), max(d) FROM {rows}",
    "SELECT avg(n)::float8, avg(x), stddev(x), var_pop(x) FROM {rows}",
    "SELECT sum(n) / count(*), sum(id) / count(n), max(n) / 2, min(id) / count(*) FROM {rows}",
    "SELECT string_agg(s, ',' ORDER BY id DESC), array_agg(n ORDER BY id), bool_and(b), bool_or(b), "
    "every(b) FROM {rows}",
    "SELECT b, count(*) FROM {rows} GROUP BY b ORDER BY b",
    "SELECT b, count(*) FROM {rows} GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 DESC",
    "SELECT b, s, count(*) FROM {rows} GROUP BY ROLLUP (b, s) ORDER BY 1, 2, 3",
    "SELECT grouping(b), b, count(*) FROM {rows} GROUP BY CUBE (b) ORDER BY 1, 2",
    "SELECT id FROM {rows} ORDER BY n DESC, id",
    "SELECT id FROM {rows} ORDER BY n, id",
    "SELECT id FROM {rows} ORDER BY s DESC NULLS LAST",
    "SELECT id FROM {rows} ORDER BY id OFFSET 1 LIMIT 2",
    "SELECT id FROM {rows} ORDER BY id FETCH FIRST 2 ROWS ONLY",
    "SELECT id FROM {rows} ORDER BY id LIMIT ALL",
    "SELECT DISTINCT ON (b) b, id FROM {rows} ORDER BY b, id DESC",
    "SELECT id, row_number() OVER (ORDER BY n DESC, id), rank() OVER (ORDER BY b), lag(n) OVER (ORDER BY id) "
    "FROM {rows} ORDER BY id",
    "SELECT id, sum(n) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM {rows} ORDER BY id",
    "SELECT id, first_value(s) OVER w, ntile(2) OVER w FROM {rows} WINDOW w AS (ORDER BY id) ORDER BY id",
    "SELECT count(*) FILTER (WHERE n > 0), sum(n) FILTER (WHERE b) FROM {rows}",
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n), mode() WITHIN GROUP (ORDER BY b) FROM {rows}",
    "SELECT g FROM generate_series(1, 5, 2) g ORDER BY g",
    "SELECT g::date FROM generate_series(TIMESTAMP '2020-01-01', TIMESTAMP '2020-01-03', INTERVAL '1 day') g "
    "ORDER BY 1",
    "SELECT a, n FROM unnest(ARRAY['x', 'y']) AS u(a), (VALUES (1), (2)) AS v(n) ORDER BY 1, 2",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 4) SELECT n, n / 2 FROM r ORDER BY n",
    "SELECT id FROM {rows} WHERE n = (SELECT max(n) FROM {rows})",
    "SELECT id FROM {rows} WHERE EXISTS (SELECT 1 FROM (VALUES (7)) AS v(m) WHERE v.m = t.n)",
    "SELECT id FROM {rows} WHERE n NOT IN (SELECT 7) ORDER BY id",
    "SELECT t.id, l.m FROM {rows}, LATERAL (SELECT t.n + 1 AS m) AS l ORDER BY t.id",
    "SELECT id FROM {rows} EXCEPT SELECT 1 ORDER BY 1",
    "SELECT id FROM {rows} INTERSECT SELECT 1",
    "VALUES (1, 'a'), (2, NULL)",
    'SELECT Id AS "Id", ID FROM {rows} ORDER BY iD LIMIT 1',
    "SELECT count(*), upper('a'), 1, id::text, CASE WHEN true THEN 1 END, EXISTS (SELECT 1), ARRAY[1], "
    "(SELECT 2 AS two), coalesce(n, 1), n + 1, now() IS NULL, s FROM {rows} WHERE id = 1 GROUP BY id, n, s",
    "SELECT extract(year FROM d), sum(n)::int, n::int4, 1.5::float8, 'x'::text, NULL, true, DATE '2020-01-01' "
    "FROM {rows} WHERE id = 1 GROUP BY d, n",
]  # fmt: skip


@pytest.fixture(scope="module")
def original(server: PostgresServer) -> "Iterator[psycopg.Connection[Any]]":
    """A session of PostgreSQL itself, sorting texts by their bytes."""
    with psycopg.connect(server.create_database("meaning"), autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def ours(wire: Wire) -> "Iterator[psycopg.Connection[Any]]":
    with wire.connect() as connection:
        yield connection


def asked(connection: "psycopg.Connection[Any]", sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    cursor = connection.execute(sql)
    return [column.name for column in cursor.description or ()], cursor.fetchall()


def same(sql: str, original: "psycopg.Connection[Any]", ours: "psycopg.Connection[Any]") -> None:
    names, rows = asked(original, sql)
    our_names, our_rows = asked(ours, sql)
    assert our_names == names
    assert len(our_rows) == len(rows)
    for row, our_row in zip(rows, our_rows, strict=True):
        # Sums and averages may come as another type of number, of the same value.
        assert our_row == pytest.approx(row) if all(_is_number(value) for value in row) else list(our_row) == list(row)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@pytest.mark.parametrize("expressions", SAME)
def test_an_expression_means_what_it_means_to_postgresql(
    original: "psycopg.Connection[Any]", ours: "psycopg.Connection[Any]", expressions: str
) -> None:
    same(f"SELECT {expressions} FROM {ROWS} ORDER BY id", original, ours)


@pytest.mark.parametrize("sql", WHOLE, ids=range(len(WHOLE)))
def test_a_question_means_what_it_means_to_postgresql(
    original: "psycopg.Connection[Any]", ours: "psycopg.Connection[Any]", sql: str
) -> None:
    same(sql.format(rows=ROWS), original, ours)


@pytest.mark.parametrize(
    "expression",
    [
        "s SIMILAR TO 'a%'",
        "to_char(ts, 'Day, DD Month')",
        "to_char(ts, 'Q')",
        "encode(s::bytea, 'hex')",
        "(SELECT y FROM unnest(ARRAY[1, 2]) AS u(y) LIMIT 1) / 2",
        "json_build_object('a', 1)",
    ],
)
def test_what_would_mean_something_else_is_refused(ours: "psycopg.Connection[Any]", expression: str) -> None:
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        ours.execute(f"SELECT {expression} FROM {ROWS}")


def test_locks_are_refused(ours: "psycopg.Connection[Any]") -> None:
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        ours.execute("SELECT person_id FROM person FOR UPDATE")


def test_dividing_by_zero_is_null_as_documented(ours: "psycopg.Connection[Any]") -> None:
    assert ours.execute("SELECT 1 / 0, 1.5 / 0, 1::float8 / 0").fetchone() == (None, None, None)
