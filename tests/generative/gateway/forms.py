"""The forms of SQL that invented questions take, one function each."""

from collections.abc import Callable

from hypothesis import strategies as st

from asan.gateway.policy import Policy
from tests.generative.gateway.grammar import (
    a_condition,
    a_select,
    a_table,
    a_text_query,
    all_columns,
    an_equality,
    some_case,
)

Form = Callable[[Policy], st.SearchStrategy[str]]


@st.composite
def qualify(draw: st.DrawFn, policy: Policy) -> str:
    source = draw(a_table(policy, "t"))
    by, everything = draw(st.sampled_from(source.columns))[0], all_columns(source)
    # Rows that tie are the same row twice, so whichever is first is the same answer.
    numbered = f"row_number() OVER (PARTITION BY t.{by} ORDER BY {everything})"
    return f"SELECT {everything} FROM {source.sql} QUALIFY {numbered} = {draw(st.sampled_from([1, 2]))}"


@st.composite
def grouping(draw: st.DrawFn, policy: Policy) -> str:
    source = draw(a_table(policy, "t"))
    first, second = (f"t.{draw(st.sampled_from(source.columns))[0]}" for _ in range(2))
    sets = draw(
        st.sampled_from(
            [
                "GROUPING SETS (({0}), ({1}), ())",
                "ROLLUP ({0}, {1})",
                "CUBE ({0}, {1})",
                "GROUPING SETS (({0}, {1}))",
            ]
        )
    ).format(first, second)
    return (
        f"SELECT {first} AS f, {second} AS s, count(*) AS n, grouping({first}) AS g FROM {source.sql} GROUP BY {sets}"
    )


@st.composite
def values(draw: st.DrawFn, policy: Policy) -> str:
    source = draw(a_table(policy, "t"))
    numbers = source.of("integer")
    on = f"v.x = {draw(st.sampled_from(numbers))}" if numbers else "v.x > 1"
    rows = "(VALUES (1, 'a'), (2, 'b'), (3, NULL)) v(x, y)"
    return f"SELECT v.x, v.y, {all_columns(source)} FROM {source.sql} JOIN {rows} ON {on}"


@st.composite
def exclude(draw: st.DrawFn, policy: Policy) -> str:
    table = draw(st.sampled_from(policy.tables))
    if len(table.columns) < 2:
        return f"SELECT * FROM {table.name}"
    column = draw(some_case(draw(st.sampled_from(table.columns)).name))
    return (
        f"SELECT {draw(st.sampled_from(['', table.name + '.']))}* EXCLUDE ({column}) FROM {draw(some_case(table.name))}"
    )


@st.composite
def replace(draw: st.DrawFn, policy: Policy) -> str:
    table = draw(st.sampled_from(policy.tables))
    column = draw(st.sampled_from(table.columns)).name
    return f"SELECT * REPLACE (coalesce(CAST({column} AS VARCHAR), '-') AS {column}) FROM {draw(some_case(table.name))}"


@st.composite
def other_alias(draw: st.DrawFn, policy: Policy) -> str:
    # Each table under the other's name.
    one, two = draw(st.sampled_from(policy.tables)), draw(st.sampled_from(policy.tables))
    return (
        f"SELECT {two.name}.{one.columns[0].name}, {one.name}_.{two.columns[0].name} "
        f"FROM {draw(some_case(one.name))} AS {two.name}, {two.schema}.{two.name} AS {one.name}_"
    )


@st.composite
def using(draw: st.DrawFn, policy: Policy) -> str:
    one, two = draw(st.sampled_from(policy.tables)), draw(st.sampled_from(policy.tables))
    types = {column.name: column.type for column in two.columns}
    shared = [column.name for column in one.columns if types.get(column.name) == column.type]
    if not shared:
        return f"SELECT count(*) AS n FROM {one.name} a, {two.name} b"
    column = draw(st.sampled_from(shared))
    kind = draw(st.sampled_from(["JOIN", "LEFT JOIN", "FULL JOIN", "SEMI JOIN", "ANTI JOIN"]))
    chosen = "a.*" if kind in ("SEMI JOIN", "ANTI JOIN") else f"{column}, a.{one.columns[-1].name} AS other"
    return f"SELECT {chosen} FROM {draw(some_case(one.name))} a {kind} {draw(some_case(two.name))} b USING ({column})"


@st.composite
def scalar(draw: st.DrawFn, policy: Policy) -> str:
    outer, inner = draw(a_table(policy, "o")), draw(a_table(policy, "i"))
    aggregate = draw(
        st.sampled_from(["count(*)", f"max(i.{inner.columns[0][0]})", f"count(DISTINCT i.{inner.columns[-1][0]})"])
    )
    condition = draw(an_equality(outer, inner))
    return f"SELECT {all_columns(outer)}, (SELECT {aggregate} FROM {inner.sql} WHERE {condition}) AS s FROM {outer.sql}"


@st.composite
def renamed(draw: st.DrawFn, policy: Policy) -> str:
    table = draw(st.sampled_from(policy.tables))
    names = ", ".join(f"c{place}" for place in range(len(table.columns)))
    last = f"c{len(table.columns) - 1}"
    return f"SELECT x.c0, x.{last} FROM {draw(some_case(table.name))} AS x({names}) WHERE x.c0 IS NOT NULL"


@st.composite
def nested(draw: st.DrawFn, policy: Policy) -> str:
    parts = [draw(a_text_query(policy)) for _ in range(3)]
    first, second = (draw(st.sampled_from(["UNION", "UNION ALL", "INTERSECT", "EXCEPT"])) for _ in range(2))
    return f"({parts[0]} {first} {parts[1]}) {second} ({parts[2]})"


@st.composite
def filtered(draw: st.DrawFn, policy: Policy) -> str:
    source = draw(a_table(policy, "t"))
    condition = draw(a_condition(policy, [source], 1))
    return (
        f"SELECT count(*) FILTER (WHERE {condition}) AS n, bool_or({condition}) AS o, count(*) AS a FROM {source.sql}"
    )


@st.composite
def left_lateral(draw: st.DrawFn, policy: Policy) -> str:
    outer, inner = draw(a_table(policy, "o")), draw(a_table(policy, "i"))
    condition = draw(an_equality(outer, inner))
    everything = ", ".join(f"i.{name}" for name, _ in inner.columns)
    picked = f"SELECT i.{inner.columns[-1][0]} AS v FROM {inner.sql} WHERE {condition} ORDER BY {everything} LIMIT 1"
    return f"SELECT {all_columns(outer)}, l.v FROM {outer.sql} LEFT JOIN LATERAL ({picked}) AS l ON true"


@st.composite
def cte(draw: st.DrawFn, policy: Policy) -> str:
    return f"WITH inner_query AS ({draw(a_select(policy, 1))}) SELECT * FROM inner_query"


@st.composite
def shadow(draw: st.DrawFn, policy: Policy) -> str:
    # A WITH query of a table's own name, and the table by its schema beside it.
    table = draw(st.sampled_from(policy.tables))
    name = draw(some_case(table.name))
    return f"WITH {table.name} AS (SELECT * FROM {name}) SELECT * FROM {name} a, {table.schema}.{name} b"


@st.composite
def set_operation(draw: st.DrawFn, policy: Policy) -> str:
    operator = draw(st.sampled_from(["UNION", "UNION ALL", "INTERSECT", "EXCEPT"]))
    left, right = draw(a_text_query(policy)), draw(a_text_query(policy))
    return f"{left} {operator} {right}"


@st.composite
def subquery(draw: st.DrawFn, policy: Policy) -> str:
    return f"SELECT * FROM ({draw(a_select(policy, 1))}) AS q"


@st.composite
def window(draw: st.DrawFn, policy: Policy) -> str:
    source = draw(a_table(policy, "t"))
    return (
        f"SELECT {all_columns(source)}, count(*) OVER (PARTITION BY {source.alias}.{source.columns[0][0]}) AS n, "
        f"rank() OVER (ORDER BY {source.alias}.{source.columns[-1][0]}) AS place FROM {source.sql}"
    )


@st.composite
def lateral(draw: st.DrawFn, policy: Policy) -> str:
    outer, inner = draw(a_table(policy, "o")), draw(a_table(policy, "i"))
    condition = draw(an_equality(outer, inner))
    counted = f"SELECT count(*) AS n FROM {inner.sql} WHERE {condition}"
    return f"SELECT o.{outer.columns[0][0]}, l.n FROM {outer.sql}, LATERAL ({counted}) AS l"


@st.composite
def recursive(draw: st.DrawFn, policy: Policy) -> str:
    source = draw(a_table(policy, "t"))
    if draw(st.booleans()):
        column = source.columns[0][0]
        union = draw(st.sampled_from(["UNION", "UNION ALL"]))
        return (
            f"WITH RECURSIVE steps AS (SELECT t.{column} AS v, 1 AS n FROM {source.sql} {union} "
            f"SELECT v, n + 1 FROM steps WHERE n < 3) SELECT * FROM steps"
        )
    return (
        f"WITH RECURSIVE steps AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM steps WHERE n < 3) "
        f"SELECT steps.n, {all_columns(source)} FROM steps, {source.sql}"
    )


@st.composite
def star(draw: st.DrawFn, policy: Policy) -> str:
    table = draw(st.sampled_from(policy.tables))
    return draw(st.sampled_from(["SELECT * FROM {0}", "FROM {0}", "SELECT {1}.* FROM {0}", "TABLE {0}"])).format(
        draw(some_case(table.name)), table.name
    )


@st.composite
def plain(draw: st.DrawFn, policy: Policy) -> str:
    return draw(a_select(policy, 2))


FORMS: tuple[Form, ...] = (
    qualify,
    grouping,
    values,
    exclude,
    replace,
    other_alias,
    using,
    scalar,
    renamed,
    nested,
    filtered,
    left_lateral,
    cte,
    shadow,
    set_operation,
    subquery,
    window,
    lateral,
    recursive,
    star,
    plain,
)
