"""Parts of invented questions: tables in any spelling, values, conditions and whole SELECTs that cannot fail."""

from dataclasses import dataclass

from hypothesis import strategies as st

from asan.gateway.masks import family
from asan.gateway.policy import Policy


@dataclass(frozen=True)
class Source:
    """Something to select from: its SQL, its alias, and its columns with the family of their types."""

    sql: str
    alias: str
    columns: tuple[tuple[str, str], ...]

    def of(self, kind: str) -> list[str]:
        return [f"{self.alias}.{name}" for name, family_ in self.columns if family_ == kind]


@st.composite
def some_case(draw: st.DrawFn, name: str) -> str:
    """A table's name in some spelling that means the same."""
    return draw(st.sampled_from([name, name.upper(), name.capitalize(), f'"{name}"', f'"{name.upper()}"']))


@st.composite
def a_table(draw: st.DrawFn, policy: Policy, alias: str) -> Source:
    table = draw(st.sampled_from(policy.tables))
    spelled = draw(some_case(table.name))
    schema = draw(st.sampled_from(["", f"{table.schema}.", f'"{table.schema.upper()}".']))
    columns = tuple((column.name, family(column.type)) for column in table.columns)
    return Source(f"{schema}{spelled} AS {alias}", alias, columns)


@st.composite
def a_select(draw: st.DrawFn, policy: Policy, depth: int) -> str:
    first = draw(a_table(policy, "a"))
    sources, text = [first], first.sql
    if draw(st.booleans()):
        second = draw(a_table(policy, "b"))
        kind = draw(st.sampled_from(["JOIN", "LEFT JOIN", "FULL JOIN", "CROSS JOIN", ","]))
        on = f" ON {draw(an_equality(first, second))}" if kind.endswith("JOIN") and kind != "CROSS JOIN" else ""
        text += f" {kind} {second.sql}{on}" if kind != "," else f", {second.sql}"
        sources.append(second)
    where = f" WHERE {draw(a_condition(policy, sources, depth))}" if draw(st.booleans()) else ""
    if draw(st.booleans()):
        key = draw(a_value(sources))
        counted = draw(a_value(sources))
        having = draw(st.sampled_from(["", " HAVING count(*) > 1"]))
        return (
            f"SELECT {key} AS k, count(*) AS n, count(DISTINCT {counted}) AS d, min({counted}) AS low "
            f"FROM {text}{where} GROUP BY {key}{having} ORDER BY {draw(st.sampled_from(['k', 'n, k', '2, 1']))}"
        )
    outputs = draw(st.lists(a_value(sources), min_size=1, max_size=4))
    named = ", ".join(f"{output} AS c{index}" for index, output in enumerate(outputs))
    distinct = draw(st.sampled_from(["", "DISTINCT "]))
    places = ", ".join(str(place) for place in range(1, len(outputs) + 1))
    tail = draw(st.sampled_from(["", f" ORDER BY {places}", f" ORDER BY {places} LIMIT 3", " ORDER BY c0 DESC"]))
    return f"SELECT {distinct}{named} FROM {text}{where}{tail}"


@st.composite
def a_value(draw: st.DrawFn, sources: list[Source]) -> str:
    source = draw(st.sampled_from(sources))
    name, kind = draw(st.sampled_from(source.columns))
    column = f"{source.alias}.{name}"
    shapes = {
        "text": ["upper({0})", "coalesce({0}, '-')", "length({0})", "{0} || '!'", "CASE WHEN {0} > 'a' THEN 1 END"],
        "integer": ["{0} + 1", "coalesce({0}, 0)", "{0} % 3", "CAST({0} AS VARCHAR)", "list_value({0}, 1)"],
        "number": ["{0} * 2", "abs({0})", "nullif({0}, 0)"],
        "date": ["year({0})", "{0} + INTERVAL 1 DAY", "date_trunc('month', {0})", "extract(dow FROM {0})"],
        "timestamp": ["year({0})", "CAST({0} AS DATE)", "date_part('hour', {0})", "strftime({0}, '%Y-%m')"],
    }
    return draw(st.sampled_from(["{0}", "{0}", *shapes[kind]])).format(column)


@st.composite
def a_condition(draw: st.DrawFn, policy: Policy, sources: list[Source], depth: int) -> str:
    source = draw(st.sampled_from(sources))
    name, kind = draw(st.sampled_from(source.columns))
    column = f"{source.alias}.{name}"
    simple = {
        "text": ["{0} = 'Kim'", "{0} LIKE 'a%'", "{0} IN ('', 'b')", "{0} IS NOT NULL"],
        "integer": ["{0} > 3", "{0} BETWEEN 1 AND 1980", "NOT {0} = 2", "{0} IS NULL"],
        "number": ["{0} > 0", "{0} <= -1.5"],
        "date": ["{0} < DATE '1980-06-01'", "year({0}) = 2000"],
        "timestamp": ["{0} > TIMESTAMP '2010-01-01 00:00:00'", "{0} IS NOT NULL"],
    }
    condition = draw(st.sampled_from(simple[kind])).format(column)
    if depth > 1 and draw(st.booleans()):
        inner = draw(a_table(policy, "x"))
        same = draw(an_equality(source, inner))
        condition += draw(
            st.sampled_from(
                [
                    f" AND EXISTS (SELECT 1 FROM {inner.sql} WHERE {same})",
                    f" OR (SELECT count(*) FROM {inner.sql} WHERE {same}) > 1",
                    f" OR 0 IN (SELECT count(*) FROM {inner.sql})",
                ]
            )
        )
    return condition


@st.composite
def an_equality(draw: st.DrawFn, left: Source, right: Source) -> str:
    """An equality of two columns of one kind, or a constant condition where there is none."""
    kinds = [kind for kind in ("integer", "text", "number", "date") if left.of(kind) and right.of(kind)]
    if not kinds:
        return "1 = 1"
    kind = draw(st.sampled_from(kinds))
    return f"{draw(st.sampled_from(left.of(kind)))} = {draw(st.sampled_from(right.of(kind)))}"


@st.composite
def a_text_query(draw: st.DrawFn, policy: Policy) -> str:
    """A query of one text column, to be united with another."""
    source = draw(a_table(policy, "t"))
    column = draw(st.sampled_from([name for name, _ in source.columns]))
    return f"SELECT CAST(t.{column} AS VARCHAR) AS value FROM {source.sql}"


def all_columns(source: Source) -> str:
    return ", ".join(f"{source.alias}.{name}" for name, _ in source.columns)
