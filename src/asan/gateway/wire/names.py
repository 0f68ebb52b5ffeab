"""What PostgreSQL calls columns that have no name of their own."""

from sqlglot import exp

UNNAMED = "?column?"


def name_columns(tree: exp.Expr) -> None:
    """Give every unnamed output of every SELECT the name that PostgreSQL has for it."""
    for select in list(tree.find_all(exp.Select)):
        for item in list(select.expressions):
            if isinstance(item, exp.Alias | exp.Aliases | exp.Column | exp.Star) or item.is_star:
                continue
            named = exp.Alias(alias=exp.to_identifier(_name(item), quoted=True))
            item.replace(named)
            named.set("this", item)


def _name(item: exp.Expr) -> str:
    match item:
        case exp.Column() | exp.Dot():
            return str(item.name or item.expression.name)
        case exp.Cast() | exp.TryCast():
            inner = _name(item.this)
            return inner if inner != UNNAMED else _type_name(item)
        case exp.Paren() | exp.Window() | exp.Filter() | exp.WithinGroup() | exp.Bracket() | exp.Collate():
            return _name(item.this)
        case exp.Case():
            default = item.args.get("default")
            found = _name(default) if default is not None else UNNAMED
            return "case" if found == UNNAMED else found
        case exp.Exists():
            return "exists"
        case exp.Array():
            return "array"
        case exp.Tuple():
            return "row"
        case exp.Subquery():
            return _first_name(item.this)
        case exp.And() | exp.Or():
            return UNNAMED
        case exp.Anonymous() | exp.AnonymousAggFunc():
            return str(item.name or item.this).lower()
        case exp.Func():
            return _FUNCTIONS.get(type(item)) or str(item.sql_name()).lower()
    return UNNAMED


_FUNCTIONS: dict[type[exp.Expr], str] = {
    exp.GroupConcat: "string_agg",
    exp.TimestampTrunc: "date_trunc",
    exp.TimeToStr: "to_char",
    exp.StrToDate: "to_date",
    exp.StrToTime: "to_timestamp",
    exp.UnixToTime: "to_timestamp",
    exp.CurrentTimestamp: "now",
    exp.Ceil: "ceil",
    exp.LogicalOr: "bool_or",
    exp.LogicalAnd: "bool_and",
    exp.StrPosition: "position",
    exp.CurrentVersion: "version",
    exp.Pad: "lpad",
    exp.Pow: UNNAMED,
    exp.Explode: "unnest",
}


def _type_name(cast: exp.Expr) -> str:
    name = str(cast.args["to"].sql(dialect="postgres")).partition("(")[0].strip().lower()
    return {"int": "int4", "bigint": "int8", "smallint": "int2", "double precision": "float8", "boolean": "bool",
            "real": "float4", "decimal": "numeric"}.get(name, name)  # fmt: skip


def _first_name(query: exp.Expr) -> str:
    first = query.selects[0] if isinstance(query, exp.Query) and query.selects else None
    return (first.alias_or_name or _name(first)) if first is not None else UNNAMED
