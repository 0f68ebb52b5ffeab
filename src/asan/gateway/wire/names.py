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
    return _found(item)[0]


def _found(item: exp.Expr) -> tuple[str, bool]:
    """An expression's name, and whether a cast around it keeps it."""
    match item:
        case exp.Column() | exp.Dot():
            return str(item.name or item.expression.name), True
        case exp.Cast() | exp.TryCast():
            name, keeps = _found(item.this)
            return (name, True) if keeps else (_type_name(item), False)
        case exp.Paren() | exp.Window() | exp.Filter() | exp.WithinGroup() | exp.Bracket() | exp.Collate():
            return _found(item.this)
        case exp.Case():
            default = item.args.get("default")
            name, keeps = _found(default) if default is not None else (UNNAMED, False)
            return (name, True) if keeps else ("case", False)
        case exp.Exists():
            return "exists", True
        case exp.Array():
            return "array", True
        case exp.Tuple():
            return "row", True
        case exp.Subquery():
            return _first_name(item.this), True
        case exp.IntDiv():
            return "div", True
        case exp.Trim():
            side = str(item.args.get("position") or "").upper()
            return {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(side, "btrim"), True
        case exp.Pad():
            return ("lpad" if item.args.get("is_left") else "rpad"), True
        case exp.And() | exp.Or() | exp.RegexpLike() | exp.RegexpILike():
            return UNNAMED, False
        case exp.Anonymous() | exp.AnonymousAggFunc():
            return str(item.name or item.this).lower(), True
        case exp.Func():
            return _FUNCTIONS.get(type(item)) or str(item.sql_name()).lower(), True
    return UNNAMED, False


# Where one node stands for two spellings, the more frequent one.
_FUNCTIONS: dict[type[exp.Expr], str] = {
    exp.ArraySize: "array_length",
    exp.Ceil: "ceil",
    exp.CurrentTimestamp: "now",
    exp.CurrentVersion: "version",
    exp.Explode: "unnest",
    exp.GroupConcat: "string_agg",
    exp.Hex: "to_hex",
    exp.LogicalAnd: "bool_and",
    exp.LogicalOr: "bool_or",
    exp.Pow: "power",
    exp.StrPosition: "position",
    exp.StrToDate: "to_date",
    exp.StrToTime: "to_timestamp",
    exp.TimeToStr: "to_char",
    exp.TimestampTrunc: "date_trunc",
    exp.UnixToTime: "to_timestamp",
    exp.VariancePop: "var_pop",
}


def _type_name(cast: exp.Expr) -> str:
    name = str(cast.args["to"].sql(dialect="postgres")).partition("(")[0].strip().lower()
    return {"int": "int4", "bigint": "int8", "smallint": "int2", "double precision": "float8", "boolean": "bool",
            "real": "float4", "decimal": "numeric"}.get(name, name)  # fmt: skip


def _first_name(query: exp.Expr) -> str:
    first = query.selects[0] if isinstance(query, exp.Query) and query.selects else None
    return (first.alias_or_name or _name(first)) if first is not None else UNNAMED
