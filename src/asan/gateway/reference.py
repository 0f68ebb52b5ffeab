"""What masking means, in plain Python: the definition that every engine's rewrite is compared with.

Slow and small on purpose. It shares no code with the SQL of `asan.gateway.masks` and `asan.gateway.rewrite`.
"""

import datetime as dt
import hashlib
import math
from collections.abc import Mapping, Sequence

from asan.gateway.masks import (
    AgeBand,
    Constant,
    DateShift,
    FirstCharacter,
    Mask,
    Null,
    Rounded,
    Token,
    YearOnly,
)
from asan.gateway.policy import All, Among, AnyRule, Compare, Not, OneOf, Present, RowRule, TablePolicy, TogetherOneOf
from asan.warehouse.engines.base import TableName

Row = Mapping[str, object]
Database = Mapping[TableName, Sequence[Row]]

_TOKEN_DIGITS = {"SMALLINT": 3, "INTEGER": 7, "BIGINT": 13}


def masked_rows(database: Database, policy: TablePolicy, key: str) -> list[dict[str, object]]:
    """The rows of one table of ``database`` as a policy shows them."""
    return [
        {column.name: _shown(column.mask, row, column.name, column.type, key) for column in policy.columns}
        for row in database[policy.key]
        if policy.rows is None or keeps(policy.rows, row, database)
    ]


def keeps(rule: RowRule, row: Row, database: Database) -> bool:
    """Whether a row of a table of ``database`` passes a rule."""
    match rule:
        case All(rules=rules):
            return all(keeps(part, row, database) for part in rules)
        case AnyRule(rules=rules):
            return any(keeps(part, row, database) for part in rules)
        case Not(rule=denied):
            return not keeps(denied, row, database)
        case Among(column=column, table=table, of=of, where=where):
            value = row[column]
            found = (each[of] for each in database[table] if where is None or keeps(where, each, database))
            return value is not None and value in found
        case Present(column=column):
            return row[column] is not None
        case OneOf(column=column, values=values):
            return row[column] is not None and row[column] in values
        case TogetherOneOf(columns=columns, values=combinations):
            return tuple(row[column] for column in columns) in combinations
        case Compare(column=column, relation=relation, value=value):
            given = row[column]
            if given is None:
                return False
            if isinstance(given, dt.datetime):
                # A day stands for its first moment.
                value = dt.datetime.combine(value, dt.time())  # type: ignore[arg-type]
            order = (given > value) - (given < value)  # type: ignore[operator]
            return order in {"=": (0,), "<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}[relation]


def _shown(mask: Mask | None, row: Row, column: str, type_name: str, key: str) -> object:
    value = row[column]
    return value if mask is None or value is None else mask_value(mask, value, row, type_name, key)


def mask_value(mask: Mask, value: object, row: Row, type_name: str, key: str) -> object:
    """A value that is not NULL, through a mask; None where the mask does not fit the type."""
    match mask, value:
        case Constant(value=text), str():
            return text
        case Token(), str():
            return _keyed(key, value)[:16]
        case Token(), int():
            return int(_keyed(key, value)[: _TOKEN_DIGITS[type_name]], 16)
        case YearOnly(), dt.datetime():
            return dt.datetime(value.year, 1, 1)
        case YearOnly(), dt.date():
            return dt.date(value.year, 1, 1)
        case AgeBand(year=year, width=width), int():
            return year - min(max(year - value, 0) // width * width, 90)
        case Rounded(step=step), int() | float():
            rounded = math.floor(value / step + 0.5) * step
            return float(rounded) if isinstance(value, float) else rounded
        case FirstCharacter(), str():
            return value[:1]
        case DateShift(days=days, person_column=person), dt.date():
            if row[person] is None:
                return None
            offset = int(_keyed(key, row[person])[:8], 16) % (2 * days + 1) - days
            return value + dt.timedelta(days=offset)
        case Null(), _:
            return None
    return None


def _keyed(key: str, value: object) -> str:
    return hashlib.sha256(f"{key}|{value}".encode()).hexdigest()
