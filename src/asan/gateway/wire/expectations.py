"""What type a parameter has by the place where it stands, for clients that ask before they send values."""

from collections.abc import Sequence

from sqlglot import exp

from asan.gateway.service import VisibleTable
from asan.gateway.wire.types import BOOL, DATE, FLOAT8, INT4, INT8, TEXT, TIMESTAMP, PgType, array_of, type_of_column

_CASTS = {
    exp.DType.INT: INT4,
    exp.DType.BIGINT: INT8,
    exp.DType.SMALLINT: INT4,
    exp.DType.DOUBLE: FLOAT8,
    exp.DType.FLOAT: FLOAT8,
    exp.DType.DECIMAL: FLOAT8,
    exp.DType.DATE: DATE,
    exp.DType.TIMESTAMP: TIMESTAMP,
    exp.DType.BOOLEAN: BOOL,
    exp.DType.TEXT: TEXT,
    exp.DType.VARCHAR: TEXT,
}
_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ)


def expected(parameter: exp.Parameter, tables: Sequence[VisibleTable]) -> PgType | None:
    """The type that a parameter's place asks for; None where it does not tell."""
    node: exp.Expr = parameter
    while isinstance(node.parent, exp.Paren):
        node = node.parent
    parent = node.parent
    match parent:
        case exp.Cast():
            to = parent.args["to"]
            return _CASTS.get(to.this) if isinstance(to, exp.DataType) else None
        case exp.Limit() | exp.Offset():
            return INT8
        case exp.Between() | exp.In():
            return _of_column(parent.this, tables)
        case exp.Any():
            element = _of_column(parent.parent.this, tables) if isinstance(parent.parent, exp.EQ) else None
            return array_of(element or TEXT)
        case exp.Like() | exp.ILike():
            return TEXT
    if isinstance(parent, _COMPARISONS):
        return _of_column(parent.expression if parent.this is node else parent.this, tables)
    return None


def _of_column(node: exp.Expr, tables: Sequence[VisibleTable]) -> PgType | None:
    if not isinstance(node, exp.Column):
        return None
    name = node.name.lower()
    types = {column.type for table in tables for column in table.columns if column.name.lower() == name}
    return type_of_column(types.pop()) if len(types) == 1 else None
