"""Invented databases and policies: three small tables shaped like a CDM, with every kind of column a mask meets."""

import datetime as dt

from hypothesis import strategies as st

from asan.gateway.masks import AgeBand, Constant, DateShift, FirstCharacter, Mask, Null, Rounded, Token, YearOnly
from asan.gateway.policy import (
    All,
    Among,
    AnyRule,
    ColumnPolicy,
    Compare,
    Not,
    OneOf,
    Policy,
    Present,
    RowRule,
    TablePolicy,
    TogetherOneOf,
)

COLUMNS: dict[str, dict[str, str]] = {
    "person": {
        "person_id": "BIGINT",
        "year_of_birth": "INTEGER",
        "name": "VARCHAR",
        "birth": "DATE",
        "site_id": "BIGINT",
    },
    "visit": {
        "visit_id": "BIGINT",
        "person_id": "BIGINT",
        "started": "TIMESTAMP",
        "score": "DOUBLE",
        "ward": "VARCHAR",
    },
    "site": {"site_id": "BIGINT", "name": "VARCHAR", "beds": "INTEGER"},
}

Row = dict[str, object]
Database = dict[str, list[Row]]
"""Rows by table; all tables are of the schema ``cdm``."""

_VALUES: dict[str, st.SearchStrategy[object]] = {
    "BIGINT": st.integers(0, 6),
    "INTEGER": st.integers(1920, 2030),
    "VARCHAR": st.sampled_from(["", "a", "b", "Kim", "김", "O'Hara", "é", "a b"]),
    "DATE": st.dates(dt.date(1930, 1, 1), dt.date(2026, 12, 31)),
    "TIMESTAMP": st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2026, 12, 31)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    # Multiples of a quarter are exact in binary: sums do not depend on their order.
    "DOUBLE": st.integers(-40, 40).map(lambda number: number / 4),
}

_MASKS: st.SearchStrategy[Mask] = st.sampled_from(
    [Null(), Constant("x"), Token(), YearOnly(), AgeBand(2026), Rounded(10), Rounded(3), FirstCharacter()]
)
_RELATIONS = st.sampled_from(["=", "<", "<=", ">", ">="])


def databases() -> st.SearchStrategy[Database]:
    """Up to six rows a table, with NULLs."""

    def rows(columns: dict[str, str]) -> st.SearchStrategy[list[Row]]:
        cells = {name: st.none() | _VALUES[kind] for name, kind in columns.items()}
        return st.lists(st.fixed_dictionaries(cells), max_size=6)

    return st.fixed_dictionaries({table: rows(columns) for table, columns in COLUMNS.items()})


def rules(table: str, depth: int = 2) -> st.SearchStrategy[RowRule]:
    """Row rules on the text and number columns of ``table``, among them those that look into other tables."""
    usable = {name: kind for name, kind in COLUMNS[table].items() if kind in ("BIGINT", "INTEGER", "VARCHAR")}

    def compare(name: str) -> st.SearchStrategy[RowRule]:
        value = _VALUES[usable[name]]
        return st.builds(Compare, st.just(name), _RELATIONS, value) | st.builds(
            OneOf, st.just(name), st.lists(value, max_size=3).map(tuple)
        )

    simple = st.sampled_from(sorted(usable)).flatmap(compare)
    numbers = st.sampled_from(sorted(name for name, kind in usable.items() if kind == "BIGINT"))
    # Long enough to be bound instead of written.
    long = st.builds(OneOf, numbers, st.integers(0, 5).map(lambda first: tuple(range(first, first + 40))))
    days = [name for name, kind in COLUMNS[table].items() if kind in ("DATE", "TIMESTAMP")]
    dated = st.builds(Compare, st.sampled_from(days), _RELATIONS, _VALUES["DATE"]) if days else st.nothing()
    texts = sorted(name for name, kind in usable.items() if kind == "VARCHAR")
    pairs = st.lists(st.tuples(*(_VALUES["VARCHAR"] for _ in texts)), max_size=3).map(tuple)
    together = st.builds(TogetherOneOf, st.just(tuple(texts)), pairs) if texts else st.nothing()
    present = st.builds(Present, st.sampled_from(sorted(COLUMNS[table])))
    plain = simple | long | dated | together | present
    if depth == 0:
        return plain
    inner = st.deferred(lambda: rules(table, depth - 1))
    several = st.lists(inner, max_size=3).map(tuple)
    return (
        plain
        | st.builds(All, several)
        | st.builds(AnyRule, several)
        | st.builds(Not, inner)
        | st.sampled_from(sorted(COLUMNS)).flatmap(lambda other: _among(numbers, other, depth - 1))
    )


def _among(column: st.SearchStrategy[str], other: str, depth: int) -> st.SearchStrategy[RowRule]:
    of = st.sampled_from(sorted(name for name, kind in COLUMNS[other].items() if kind == "BIGINT"))
    return st.builds(Among, column, st.just(("cdm", other)), of, st.none() | rules(other, depth))


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Each column plain, masked or hidden; at least one column a table stays; rows with or without a rule."""
    tables = []
    for name, columns in COLUMNS.items():
        kept: list[ColumnPolicy] = []
        for column, kind in columns.items():
            what = draw(st.sampled_from(["plain", "plain", "mask", "hidden"]))
            mask = draw(_MASKS) if what == "mask" else None
            if what == "mask" and "person_id" in columns and draw(st.booleans()):
                mask = DateShift(days=30)
            if what != "hidden":
                kept.append(ColumnPolicy(column, kind, mask))
        if not kept:
            kept.append(ColumnPolicy(*next(iter(columns.items()))))
        rule = draw(st.none() | rules(name))
        tables.append(TablePolicy("cdm", name, tuple(kept), rows=rule))
    return Policy(tuple(tables))
