"""PostgreSQL's SQL as the gateway's: the same meaning, or refused; never something similar.

sqlglot reads and writes both. Here stands what it leaves as it is although the two mean different things by it. The
result is text once more, which the gateway reads, checks and rewrites like anybody's.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ErrorLevel, UnsupportedError

from asan.gateway.errors import BadSql
from asan.gateway.information import DATABASE
from asan.gateway.service import VisibleTable
from asan.gateway.trees import trees
from asan.gateway.wire.division import divide
from asan.gateway.wire.errors import Unsupported
from asan.gateway.wire.names import name_columns
from asan.gateway.wire.parameters import array_items
from asan.gateway.wire.types import BY_OID, PgType

_DIALECT: Final = Dialect.get_or_raise("postgres")
_FORMATS: Final = re.compile(r"(YYYY|YY|MM|DD|DDD|HH24|HH12|MI|SS|MS|US|AM|PM|[-/:., T_])*")
"""Templates of to_char and its like that both sides understand alike; the others' letters would be taken literally."""

_DUCKDB: Final = {
    "bool": "BOOLEAN", "int2": "SMALLINT", "int4": "INTEGER", "int8": "BIGINT", "oid": "BIGINT", "float4": "FLOAT",
    "float8": "DOUBLE", "numeric": "DOUBLE", "date": "DATE", "time": "TIME", "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMPTZ", "interval": "INTERVAL", "uuid": "UUID", "bytea": "BLOB",
}  # fmt: skip
"""What a parameter of a declared type is cast to; texts stay what they are and take the type of their place."""


@dataclass(frozen=True, slots=True)
class Translated:
    """A question in the gateway's dialect, with its parameters' numbers as they stand in it: ``$w1``, ``$w2``…"""

    sql: str
    parameters: tuple[int, ...]
    names: tuple[str, ...] | None
    """The columns' names where they are not the engine's."""


def parse(sql: str) -> exp.Expr:
    """The one question in ``sql``, names without quotes in lower case. Raises BadSql."""
    statements = trees(_DIALECT, sql)
    if len(statements) != 1:
        raise BadSql(detail="exactly one statement is expected")
    for identifier in statements[0].find_all(exp.Identifier):
        if not identifier.quoted:
            identifier.set("this", identifier.this.lower())
    return statements[0]


def parameter_numbers(tree: exp.Expr) -> tuple[int, ...]:
    """The numbers of the parameters, each once."""
    return tuple(sorted({_number(parameter) for parameter in tree.find_all(exp.Parameter)}))


def expected_types(tree: exp.Expr, tables: Sequence[VisibleTable]) -> dict[int, PgType]:
    """What a parameter without a declared type is, where its place says so: a cast, a LIMIT, the column beside it."""
    from asan.gateway.wire.expectations import expected

    found: dict[int, PgType] = {}
    for parameter in tree.find_all(exp.Parameter):
        type_ = expected(parameter, tables)
        if type_ is not None:
            found.setdefault(_number(parameter), type_)
    return found


def translate(tree: exp.Expr, types: Mapping[int, int], tables: Sequence[VisibleTable]) -> Translated:
    """``tree`` (it is consumed) in the gateway's dialect. ``types`` are the parameters' declared types by number.

    Raises Unsupported, BadSql.
    """
    try:
        names = (
            tuple(f"column{place}" for place in range(1, _width(tree) + 1)) if isinstance(tree, exp.Values) else None
        )
        name_columns(tree)
        for node in list(tree.walk()):
            _respell(node)
        divide(tree, tables)
        numbers = bind(tree, types)
        return Translated(_written(tree), numbers, names)
    except RecursionError:
        raise BadSql(detail="nested too deeply") from None


def _written(tree: exp.Expr) -> str:
    try:
        return tree.sql(dialect="duckdb", comments=False, unsupported_level=ErrorLevel.RAISE)
    except (UnsupportedError, ValueError) as error:
        # What the generator cannot write it would leave out; what it does not even know (`$..a`) it calls a bad value.
        raise Unsupported(what=str(error)[:200]) from None


def bind(tree: exp.Expr, types: Mapping[int, int]) -> tuple[int, ...]:
    """Give the parameters of ``tree`` the gateway's names, and the types that were declared for them."""
    numbers = parameter_numbers(tree)
    for parameter in list(tree.find_all(exp.Parameter)):
        number = _number(parameter)
        place = exp.Placeholder(this=f"w{number}")
        declared = BY_OID.get(types.get(number, 0))
        name = _cast_name(declared) if declared is not None else None
        parameter.replace(exp.Cast(this=place, to=exp.DataType.build(name, dialect="duckdb")) if name else place)
    return numbers


def _cast_name(declared: PgType) -> str | None:
    if declared.element is not None:
        element = _DUCKDB.get(declared.element.name, "VARCHAR")
        return f"{element}[]"
    return _DUCKDB.get(declared.name)


def _number(parameter: exp.Parameter) -> int:
    name = str(parameter.name)
    if not name.isdigit() or not 0 < int(name) < 65536:
        raise BadSql(detail=f"parameter ${name[:20]} has no number")
    return int(name)


def _width(values: exp.Values) -> int:
    first = values.expressions[0] if values.expressions else None
    return len(first.expressions) if isinstance(first, exp.Tuple) else 1


def _respell(node: exp.Expr) -> None:
    """Change one node where both dialects write the same and mean something else."""
    match node:
        case exp.ByteString() | exp.RawString():
            node.replace(exp.Literal.string(str(node.this)))
        case exp.Like() | exp.ILike() if not isinstance(node.parent, exp.Escape):
            _escape_with_backslash(node)
        case exp.NEQ(expression=exp.Anonymous(this="ALL", expressions=[array])):
            # DuckDB knows ALL of a query only.
            node.replace(exp.Not(this=exp.EQ(this=node.this, expression=exp.Any(this=exp.Paren(this=array)))))
        case exp.Lock():
            raise Unsupported(what="FOR UPDATE and its like; nothing is locked for who only reads")
        case exp.Collate(this=exp.Expr() as text) if node.expression.name in ("C", "POSIX", "default", "ucs_basic"):
            node.replace(text)
        case exp.Anonymous():
            _rename(node)
        case exp.Hex() if not isinstance(node.parent, exp.Lower):
            lower = exp.Lower()
            node.replace(lower)
            lower.set("this", node)
        case exp.SimilarTo():
            raise Unsupported(what="SIMILAR TO; use ~ with a regular expression")
        case exp.Encode() | exp.Decode():
            raise Unsupported(what="encode() and decode()")
        case exp.TimeToStr() | exp.StrToTime() | exp.StrToDate():
            _check_format(node)
        case exp.Cast() | exp.TryCast():
            _retype(node)
        case exp.DataType() if isinstance(node.parent, exp.DataType):
            node.replace(_without_schema(node))
        case exp.Table() | exp.Column():
            _drop_database(node)
            if isinstance(node.this, exp.GenerateSeries):
                _name_the_column(node)
        case exp.Unnest() | exp.Lateral():
            _name_the_column(node)
        case exp.Limit() if isinstance(node.expression, exp.Column) and node.expression.name == "all":
            node.pop()


def _rename(call: exp.Anonymous) -> None:
    """Functions that DuckDB knows by another name."""
    match str(call.this).lower(), call.expressions:
        case "cardinality", [array]:
            call.replace(exp.Anonymous(this="len", expressions=[array]))
        case "octet_length", [text]:
            call.replace(exp.Anonymous(this="strlen", expressions=[text]))
        case "every", [condition]:
            call.replace(exp.LogicalAnd(this=condition))


def _escape_with_backslash(like: exp.Like | exp.ILike) -> None:
    """In PostgreSQL a backslash in a pattern escapes what follows, in DuckDB only where it is said."""
    pattern = like.expression
    if isinstance(pattern, exp.Literal) and "\\" not in str(pattern.this):
        return
    escaped = exp.Escape(expression=exp.Literal.string("\\"))
    like.replace(escaped)
    escaped.set("this", like)


def _check_format(node: exp.Expr) -> None:
    template = node.args.get("format")
    given = _DIALECT.generator_class(dialect=_DIALECT).format_time(node) if template is not None else None
    if not isinstance(template, exp.Literal) or given is None or not _FORMATS.fullmatch(given.strip("'")):
        raise Unsupported(what="a date template other than of YYYY, MM, DD, HH24, MI, SS and separators")


def _retype(cast: exp.Expr) -> None:
    to = cast.args["to"]
    if not isinstance(to, exp.DataType):
        return
    to = _without_schema(to)
    cast.set("to", to)
    if to.this == exp.DType.ARRAY and isinstance(cast.this, exp.Literal) and cast.this.is_string:
        cast.set("this", _array(str(cast.this.this)))
    elif to.this == exp.DType.DECIMAL and not to.expressions:
        # Of any number of digits there; to three decimals here.
        cast.set("to", exp.DataType.build("DOUBLE"))
    elif to.this in (exp.DType.NAME, exp.DType.BPCHAR):
        cast.set("to", exp.DataType.build("TEXT"))
    elif to.this in (exp.DType.CHAR, exp.DType.VARCHAR, exp.DType.NCHAR, exp.DType.NVARCHAR):
        length = to.expressions[0].this if to.expressions else None
        if length is None and to.this == exp.DType.CHAR:
            length = exp.Literal.number(1)
        cast.set("to", exp.DataType.build("TEXT"))
        if length is not None:
            cut = exp.Left(expression=length.copy())
            cast.replace(cut)
            cut.set("this", cast)


def _name_the_column(function: exp.Expr) -> None:
    """``generate_series(1, 3) AS n``: the name is also that of its one column."""
    alias = function.args.get("alias")
    calls = not isinstance(function, exp.Lateral) or isinstance(function.this, exp.Func)
    if calls and isinstance(alias, exp.TableAlias) and alias.this is not None and not alias.columns:
        alias.set("columns", [alias.this.copy()])


def _array(written: str) -> exp.Expr:
    """``'{1,2}'`` is an array there, and text here."""
    try:
        items = array_items(written)
    except (ValueError, IndexError):
        raise BadSql(detail="malformed array literal") from None
    return exp.Array(expressions=[exp.null() if item is None else exp.Literal.string(item) for item in items])


def _without_schema(to: exp.DataType) -> exp.DataType:
    """``pg_catalog.int4`` is ``int4``."""
    kind = to.args.get("kind")
    if to.this != exp.DType.USERDEFINED or not isinstance(kind, exp.Dot):
        return to
    return exp.DataType.build(kind.expression.name, dialect="postgres", udt=True)


def _drop_database(node: exp.Table | exp.Column) -> None:
    # Between two dots with nothing in between the parser puts a text of no letters.
    catalog = node.args.get("catalog")
    if isinstance(catalog, exp.Expr) and catalog.name == DATABASE:
        node.set("catalog", None)
