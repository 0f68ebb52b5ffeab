"""PostgreSQL's catalog queries as the scratch engine runs them: its tables, its functions, its types of names."""

from functools import cache
from importlib.resources import files
from typing import Final

from sqlglot import exp

from asan.gateway.errors import NotAllowed
from asan.gateway.resolution import resolve_names
from asan.gateway.wire.catalog.session_facts import Facts, called
from asan.gateway.wire.errors import Mixed, NoSuchName

PREFIX: Final = "pgf_"
SYSTEM: Final = "pg_catalog"
INFORMATION: Final = "information_schema"

_OF_PROCEDURES: Final = frozenset(
    {"typinput", "typoutput", "typreceive", "typsend", "typmodin", "typmodout", "typanalyze"}
)
"""Columns that hold a procedure's number there and its name here: 0 is ``-``."""

_ZERO_BASED: Final = frozenset({"indkey", "indclass", "indoption", "indcollation"})
_NAMES_OF_TYPES: Final = frozenset(
    {"regclass", "regtype", "regproc", "regprocedure", "regnamespace", "regrole", "regoper"}
)
_TEXTS: Final = frozenset({"name", "char", "cstring", "aclitem", "pg_node_tree", "bpchar", "unknown", "refcursor"})
_NUMBERS: Final = frozenset({"oid", "xid", "cid"})
_OPERATORS: Final = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    ">": exp.GT,
    "<=": exp.LTE,
    ">=": exp.GTE,
    "||": exp.DPipe,
}


@cache
def script() -> str:
    """The SQL that makes the catalogs."""
    return files("asan.gateway.wire.catalog").joinpath("catalog.sql").read_text(encoding="utf-8")


@cache
def _made(kind: str, schema: str) -> frozenset[str]:
    start = f"CREATE {kind} {schema}"
    return frozenset(
        line.removeprefix(start).split("(")[0].split()[0] for line in script().splitlines() if line.startswith(start)
    )


@cache
def functions() -> frozenset[str]:
    """Functions that the catalogs know, by PostgreSQL's names."""
    return _made("MACRO", PREFIX)


def tables(schema: str) -> frozenset[str]:
    """The tables of a system schema."""
    return _made("TABLE", f"{schema}_.") | _made("VIEW", f"{schema}_.")


def concerns(tree: exp.Expr, facts: Facts) -> bool:
    """Whether ``tree`` reads the catalogs. Raises Mixed where it reads data as well."""
    kinds = {_is_system(reference, facts) for reference in resolve_names(tree).tables}
    if kinds == {True, False}:
        raise Mixed()
    known = functions() | tables(SYSTEM)
    calls = any(called(node) in known for node in tree.find_all(exp.Anonymous))
    casts = any(_type_name(cast.args["to"]) in _NAMES_OF_TYPES for cast in tree.find_all(exp.Cast))
    if (calls or casts) and kinds == {False}:
        raise Mixed()
    return True in kinds or calls or casts


def _is_system(reference: exp.Table, facts: Facts) -> bool:
    schema = reference.args["db"].name if reference.args.get("db") else None
    if schema in (SYSTEM, INFORMATION):
        return True
    name = reference.name
    return schema is None and (name in tables(SYSTEM) or name.startswith("pg_") or facts.table(name) is not None)


def to_scratch(tree: exp.Expr, facts: Facts) -> exp.Expr:
    """``tree`` (it is consumed) for the scratch engine. Raises NoSuchName, NotAllowed."""
    for reference in resolve_names(tree).tables:
        _place(reference, facts)
    # From the leaves up: what is put in is not looked at again.
    for node in reversed(list(tree.walk(bfs=False))):
        new = _mapped(node)
        if new is node:
            continue
        if node is tree:
            tree = new.pop()
        else:
            node.replace(new)
    return tree


def _place(reference: exp.Table, facts: Facts) -> None:
    schema = reference.args["db"].name if reference.args.get("db") else SYSTEM
    own = facts.table(reference.name)
    if own is not None:
        alias = reference.args.get("alias") or exp.TableAlias(this=exp.to_identifier(reference.name))
        joins, laterals = reference.args.get("joins"), reference.args.get("laterals")
        reference.replace(exp.Subquery(this=own, alias=alias, joins=joins, laterals=laterals))
        return
    if reference.name not in tables(schema) or reference.name == "key_definition":
        raise NoSuchName("table", f"{schema}.{reference.name}")
    reference.set("db", exp.to_identifier(f"{schema}_"))
    reference.set("catalog", None)


def _mapped(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.Dot(expression=exp.Func() as call) if node.this.name in (SYSTEM, INFORMATION):
            return call
        case exp.Anonymous():
            return _function(node)
        case exp.Table() if not isinstance(node.this, exp.Identifier):
            node.set("db", None)
            if isinstance(node.this, exp.Anonymous) and "pg_partition_" in str(node.this.this).lower():
                return _nothing_like(node)
            if isinstance(node.this, exp.Anonymous) and str(node.this.this).lower() == "pg_get_keywords":
                node.set("this", exp.to_identifier("pg_get_keywords"))
                node.set("db", exp.to_identifier(f"{SYSTEM}_"))
        case exp.Collate(this=exp.Expr() as text):
            return text
        case exp.Operator():
            return _operator(node)
        case exp.Column() if node.args.get("db") is not None:
            node.set("db", None)
            node.set("catalog", None)
        case exp.Cast() | exp.TryCast():
            return _cast(node)
        case exp.EQ(expression=exp.Any() as any_) if not any_.find(exp.Query):
            # The engine makes a subquery of ANY, which no outer join takes; in the catalogs no array holds NULL.
            return exp.ArrayContains(this=any_.this.unnest(), expression=node.this)
        case exp.EQ() | exp.NEQ():
            _compare_procedures(node)
    return node


def _function(call: exp.Anonymous) -> exp.Expr:
    name = str(call.this).lower()
    if name.startswith(PREFIX):
        raise NotAllowed(what=f"{name}()")
    if name == "generate_subscripts" and call.expressions:
        array = call.expressions[0]
        if isinstance(array, exp.Column) and array.name in _ZERO_BASED:
            return own("subscripts_of_vector", *call.expressions)
    if name in ("json_build_object", "jsonb_build_object"):
        return _json_object(call.expressions)
    if name in functions():
        return own(name, *call.expressions)
    return call


def _json_object(arguments: list[exp.Expr]) -> exp.Expr:
    """``{"key":value,…}`` as text: the engine's own function wants its keys as literals."""
    parts: list[exp.Expr] = [exp.Literal.string("{")]
    for place, one in enumerate(arguments):
        written = exp.Anonymous(this="to_json", expressions=[exp.cast(one, "text") if place % 2 == 0 else one])
        null = exp.Coalesce(this=exp.cast(written, "text"), expressions=[exp.Literal.string("null")])
        parts += [exp.Literal.string(":" if place % 2 else "," if place else ""), null]
    return exp.Anonymous(this="concat", expressions=[*parts, exp.Literal.string("}")])


def _nothing_like(function: exp.Table) -> exp.Expr:
    """No table here has partitions: a table function of theirs has no rows."""
    alias = function.args.get("alias") or exp.TableAlias(this=exp.to_identifier("partitions"))
    width = max(1, len(alias.columns))
    empty = exp.Select(expressions=[exp.null() for _ in range(width)]).where(exp.false())
    return exp.Subquery(this=empty, alias=alias, joins=function.args.get("joins"))


def own(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    """A call of one of the script's macros."""
    return exp.Anonymous(this=f"{PREFIX}{name}", expressions=list(arguments))


def _operator(node: exp.Operator) -> exp.Expr:
    sign = str(node.args["operator"]).rpartition(".")[2]
    left, right = node.this, node.expression
    match sign:
        case "~":
            return exp.RegexpLike(this=left, expression=right)
        case "!~":
            return exp.Not(this=exp.RegexpLike(this=left, expression=right))
        case "~*":
            return exp.RegexpILike(this=left, expression=right)
    kind = _OPERATORS.get(sign)
    if kind is None:
        raise NotAllowed(what=f"OPERATOR({sign[:10]})")
    return kind(this=left, expression=right)


def _cast(cast: exp.Expr) -> exp.Expr:
    name = _type_name(cast.args["to"])
    value: exp.Expr = cast.this
    if name in _NUMBERS:
        return _number(value)
    if isinstance(value, exp.Column) and value.name in _ZERO_BASED and name in ("text", "varchar"):
        return exp.Anonymous(this="list_aggregate", expressions=[value, *map(exp.Literal.string, ("string_agg", " "))])
    if name in _TEXTS:
        cast.set("to", exp.DataType.build("TEXT"))
        return cast
    if name in ("int2vector", "oidvector"):
        return value
    if name not in _NAMES_OF_TYPES:
        return cast
    if _is_number(value):
        return _number(value)
    if isinstance(value, exp.Literal | exp.Parameter | exp.Placeholder):
        return _looked_up(name, value)
    parent = cast.parent
    # A number is shown by its name, and compared as a number.
    text = isinstance(parent, exp.Cast) and _type_name(parent.args["to"]) in ("text", "varchar", "name")
    shown = text or isinstance(parent, exp.Select | exp.Alias | exp.DPipe | exp.Case | exp.If | exp.Coalesce)
    return _named(name, value) if shown else value


def _number(value: exp.Expr) -> exp.Expr:
    if isinstance(value, exp.Cast) and _type_name(value.args["to"]) in _NAMES_OF_TYPES:
        return value
    return exp.Cast(this=value, to=exp.DataType.build("UINTEGER", dialect="duckdb"))


def _is_number(value: exp.Expr) -> bool:
    return isinstance(value, exp.Literal) and (not value.is_string or str(value.this).isdigit())


def _looked_up(kind: str, value: exp.Expr) -> exp.Expr:
    if kind in ("regclass", "regtype", "regnamespace"):
        return own(f"to_{kind}", value)
    return exp.cast(exp.null(), "integer")


def _named(kind: str, value: exp.Expr) -> exp.Expr:
    match kind:
        case "regclass":
            return own("regclass_name", value)
        case "regtype":
            return own("format_type", value, exp.null())
        case "regnamespace":
            return own("regnamespace_name", value)
        case "regrole":
            return own("pg_get_userbyid", value)
    return exp.cast(value, "text")


def _type_name(to: exp.Expr) -> str:
    """A type's name without its schema, in lower case."""
    if isinstance(to, exp.ObjectIdentifier):
        return str(to.this).lower()
    kind = to.args.get("kind") if isinstance(to, exp.DataType) else None
    if isinstance(kind, exp.Dot):
        return str(kind.expression.name).lower()
    if kind is not None:
        return str(getattr(kind, "name", None) or kind).strip('"').lower()
    if isinstance(to, exp.DataType) and isinstance(to.this, exp.DType):
        return to.this.value.lower()
    return str(to.name).lower()


def _compare_procedures(comparison: exp.Expr) -> None:
    for one, other in (("this", "expression"), ("expression", "this")):
        column, zero = comparison.args[one], comparison.args[other]
        named = isinstance(column, exp.Column) and column.name in _OF_PROCEDURES
        if named and isinstance(zero, exp.Literal) and str(zero.this) == "0":
            comparison.set(other, exp.Literal.string("-"))
