"""SQL of DuckDB's meaning as Spark's, for the conservative SQL that the ETL's steps are written in.

sqlglot translates the grammar, the order of NULLs, and most functions. What it leaves is put right here:

- a table is Parquet, and is replaced by dropping it first, since Spark's own catalog does not replace;
- ``stable_id`` becomes the expression that it stands for;
- a double becomes a whole number by rounding half to even, not by cutting;
- a double becomes the text that DuckDB writes (`asan.warehouse.spark.numbers`);
- ``floor`` and ``ceil`` give a double, not a whole number (0.0 where DuckDB writes -0.0);
- ``round(x, n)`` rounds the product with 10^n as DuckDB does, not the decimal text as Java does;
- ``$`` at the end of a pattern is the end of the text, not the place before a last line feed.

A division by zero stops Spark, where DuckDB answers with infinity. Types are not known here: where one decides, Spark's
own ``typeof`` does, which its planner folds away.
"""

from collections.abc import Iterator, Mapping, Sequence

import sqlglot
from sqlglot import exp

DOUBLE_TEXT = "asan_double_text"
"""The function that a session has to know: `asan.warehouse.spark.numbers.double_text`."""

Parameters = Mapping[str, object] | Sequence[object]


class Untranslatable(Exception):
    """A statement that Spark would run with another meaning, or not at all."""


def translate(sql: str, parameters: Parameters, schemas: Mapping[str, str]) -> list[str]:
    """The statements of ``sql`` in Spark's SQL, with the parameters' values in their places.

    ``schemas`` says what a schema's name is in Spark's catalog; others stay. Raises Untranslatable.
    """
    found = []
    for statement in sqlglot.parse(sql, read="duckdb"):
        if statement is not None:
            found += [_text(one) for one in _shaped(_meant(_placed(statement, parameters), schemas))]
    return found


def _text(statement: exp.Expr) -> str:
    try:
        return statement.sql(dialect="spark", identify=True, comments=False, unsupported_level=sqlglot.ErrorLevel.RAISE)
    except sqlglot.errors.UnsupportedError as error:
        raise Untranslatable(str(error)) from error


def _placed(statement: exp.Expr, parameters: Parameters) -> exp.Expr:
    """Values for ``?``, ``$1`` and ``$name``, as literals."""
    unnamed = iter(parameters.values() if isinstance(parameters, Mapping) else parameters)
    for node in list(statement.find_all(exp.Placeholder, exp.Parameter)):
        name = node.name
        if isinstance(parameters, Mapping):
            value = parameters[name]
        else:
            value = parameters[int(name) - 1] if name.isdigit() else next(unnamed)
        node.replace(exp.convert(value))
    return statement


def _shaped(statement: exp.Expr) -> Iterator[exp.Expr]:
    """Statements in the forms that Spark takes."""
    if isinstance(statement, exp.Create):
        yield from _created(statement)
    elif isinstance(statement, exp.Insert | exp.Drop | exp.Query):
        yield statement
    else:
        raise Untranslatable(type(statement).__name__)


def _created(statement: exp.Create) -> Iterator[exp.Expr]:
    if statement.kind != "TABLE":
        yield statement
        return
    if isinstance(statement.this, exp.Schema):
        for column in statement.this.expressions:
            column.set("constraints", [])  # Parquet keeps no NOT NULL
    if statement.args.get("replace"):
        statement.set("replace", False)
        table = statement.this.this if isinstance(statement.this, exp.Schema) else statement.this
        yield exp.Drop(tables=[table.copy()], kind="TABLE", exists=True)
    statement.set("properties", exp.Properties(expressions=[exp.FileFormatProperty(this=exp.Var(this="PARQUET"))]))
    yield statement


def _meant(statement: exp.Expr, schemas: Mapping[str, str]) -> exp.Expr:
    """The statement with Spark's names of schemas, and with expressions that mean in Spark what they do in DuckDB."""

    def meant(node: exp.Expr) -> exp.Expr:
        match node:
            case exp.Table() if node.db:
                node.set("db", exp.to_identifier(schemas.get(node.db.lower(), node.db)))
            case exp.Anonymous() if node.name.lower() == "stable_id":
                return _stable_id(*node.expressions)
            case exp.Localtimestamp():
                return exp.Anonymous(this="LOCALTIMESTAMP")
            case exp.Cast():
                return _cast(node)
            case exp.Floor() | exp.Ceil():
                return exp.cast(node.copy(), "double")
            case exp.Round():
                return _rounded(node)
            case exp.RegexpLike() | exp.RegexpReplace():
                _end_of_text(node)
        return node

    # From the leaves up, so that what is put in is not looked at again.
    for node in reversed(list(statement.walk(bfs=True))):
        if (put := meant(node)) is not node:
            node.replace(put)
    return statement


def _stable_id(kind: exp.Expr, key: exp.Expr) -> exp.Expr:
    text = exp.func("concat", kind.copy(), exp.Chr(expressions=[exp.Literal.number(31)]), key.copy())
    digits = exp.Substring(this=exp.MD5(this=text), start=exp.Literal.number(1), length=exp.Literal.number(13))
    number = exp.Anonymous(this="CONV", expressions=[digits, exp.Literal.number(16), exp.Literal.number(10)])
    return exp.cast(number, "bigint")


def _cast(node: exp.Cast) -> exp.Expr:
    if node.is_type("varchar", "text"):
        text = exp.Anonymous(this=DOUBLE_TEXT, expressions=[node.copy()])
        return exp.Case(ifs=[exp.If(this=_is_double(node.this), true=text)], default=node.copy())
    if node.is_type("int", "smallint", "tinyint"):
        # Whatever fits into 32 bits is exact as a double.
        whole = exp.Anonymous(this="RINT", expressions=[exp.cast(node.this.copy(), "double")])
        return exp.Cast(this=whole, to=node.args["to"].copy())
    if node.is_type("bigint", "float", "decimal") and not isinstance(node.this, exp.Literal):
        raise Untranslatable(f"a cast to {node.to.sql()}")
    return node


def _is_double(value: exp.Expr) -> exp.Expr:
    kind = exp.Anonymous(this="TYPEOF", expressions=[value.copy()])
    return exp.In(this=kind, expressions=[exp.Literal.string("double"), exp.Literal.string("float")])


def _rounded(node: exp.Round) -> exp.Expr:
    places = node.args.get("decimals")
    if places is None:
        return node
    if not isinstance(places, exp.Literal) or not places.is_int:
        raise Untranslatable("round to a number of places that is no literal")
    power = exp.Literal.number(f"1e{int(places.name)}")
    product = exp.Round(this=exp.Mul(this=exp.paren(node.this.copy()), expression=power.copy()))
    return exp.paren(exp.Div(this=product, expression=power, typed=False))


def _end_of_text(node: exp.RegexpLike | exp.RegexpReplace) -> None:
    pattern = node.expression
    if not isinstance(pattern, exp.Literal):
        raise Untranslatable("a pattern that is no literal")
    if "$" in pattern.name.removesuffix("$") or "\\" in pattern.name:
        raise Untranslatable("a pattern with $ or \\ inside")
    if isinstance(node, exp.RegexpReplace) and not pattern.name.endswith("$"):
        # DuckDB replaces the first hit, Spark every one; at the end of the text there is but one.
        raise Untranslatable("a replacement of the first hit")
    if pattern.name.endswith("$"):
        pattern.replace(exp.Literal.string(pattern.name.removesuffix("$") + "\\z"))
