"""Functions of one row: those that are known, under the arguments for which both engines agree."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from asan.warehouse.engines.spark.translation.arithmetic import interval_of, moved
from asan.warehouse.engines.spark.translation.casts import cast, fails, within_calendar
from asan.warehouse.engines.spark.translation.patterns import java_pattern
from asan.warehouse.engines.spark.translation.scope import Scope
from asan.warehouse.engines.spark.translation.values import Unsaid, Value, known_type, text_literal

if TYPE_CHECKING:
    from asan.warehouse.engines.spark.translation.expression import Expressions

__all__ = ["call", "hexadecimal", "known_type"]

Handler = Callable[[exp.Expr, Scope, "Expressions"], Value]

# Letters whose upper and lower case are one letter to both engines: not ß (SS or ẞ), İ, a final sigma and their like.
_PLAIN_LETTERS: Final = (
    r"\A[\x00-\x7F\xA0-\xB4\xB6-\xDE\xE0-\xFE\u1100-\u11FF\u2010-\u2044\u3000-\u318F"
    r"\u4E00-\u9FFF\uAC00-\uD7A3\uFF00-\uFF20]*\z"
)
# What DuckDB's trim takes for a blank.
_BLANKS: Final = "".join(map(chr, (0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))
_MONTH: Final = "CAST(year({0}) * 12 + month({0}) AS BIGINT)"
_QUARTER: Final = "CAST(year({0}) * 4 + quarter({0}) AS BIGINT)"
_PARTS: Final = {
    "year": "year({})",
    "quarter": "quarter({})",
    "month": "month({})",
    "week": "weekofyear({})",
    "day": "day({})",
    "dayofyear": "dayofyear({})",
    "doy": "dayofyear({})",
    "dow": "(dayofweek({}) - 1)",
    "dayofweek": "(dayofweek({}) - 1)",
    "isodow": "(weekday({}) + 1)",
    "hour": "hour({})",
    "minute": "minute({})",
    "second": "second({})",
}
_PART_NODES: Final[dict[type[exp.Expr], str]] = {
    exp.Year: "year",
    exp.Quarter: "quarter",
    exp.Month: "month",
    exp.Week: "week",
    exp.WeekOfYear: "week",
    exp.Day: "day",
    exp.DayOfMonth: "day",
    exp.DayOfYear: "dayofyear",
    exp.DayOfWeek: "dow",
    exp.DayOfWeekIso: "isodow",
    exp.Hour: "hour",
    exp.Minute: "minute",
    exp.Second: "second",
}
_TRUNCATED: Final = ("YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND")
_FORMATS: Final = {"%Y": "yyyy", "%m": "MM", "%d": "dd", "%H": "HH", "%M": "mm", "%S": "ss"}
# Past this a double has no places behind the point.
_PLACES_END: Final = "CAST('4503599627370496' AS DOUBLE)"


def call(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    """The function's value. Raises Unsaid."""
    handler = _HANDLERS.get(type(node))
    if handler is None and isinstance(node, exp.Anonymous):
        handler = _NAMED.get(node.name.lower())
    if handler is None and type(node) in _PART_NODES:
        return _part(_PART_NODES[type(node)], node.this, scope, told)
    if handler is None:
        raise Unsaid(f"{node.name.lower()}()" if isinstance(node, exp.Anonymous) else node.key.upper())
    return handler(node, scope, told)


def hexadecimal(node: exp.Expr) -> exp.Expr | None:
    """The digits, where the node is ``'0x'`` and digits of a hash behind it, no more than BIGINT holds."""
    parts = node.expressions if _is(node, "concat", exp.Concat) else []
    if len(parts) != 2 or not isinstance(parts[0], exp.Literal) or parts[0].this != "0x":
        return None
    cut: exp.Expr = parts[1]
    if _is(cut, "substr", exp.Substring):
        text, start, length = cut.expressions or (cut.this, cut.args.get("start"), cut.args.get("length"))
        hashed = _is(text, "sha256", exp.SHA2) or _is(text, "md5", exp.MD5)
        if hashed and start == exp.Literal.number(1) and isinstance(length, exp.Literal) and _small(length, 1, 15):
            return cut
    return None


def _is(node: exp.Expr, name: str, kind: type[exp.Expr]) -> bool:
    return isinstance(node, kind) or (isinstance(node, exp.Anonymous) and node.name.lower() == name)


def _small(node: exp.Expr, low: int, high: int) -> bool:
    return isinstance(node, exp.Literal) and node.name.isdigit() and low <= int(node.name) <= high


def _arguments(node: exp.Expr, *names: str) -> list[exp.Expr]:
    """The arguments of a call by their names in sqlglot's node, or in their order where it has none of its own."""
    if isinstance(node, exp.Anonymous):
        return list(node.expressions)
    return [node.args[name] for name in names if node.args.get(name) is not None]


def _length(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    return Value(f"CAST(length({told.text(node.this, scope)}) AS BIGINT)", "BIGINT")


def _cased(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    text = told.text(node.this, scope)
    other = fails("asan: letters whose case the two engines change differently")
    plain = f"{text} IS NULL OR {text} RLIKE {text_literal(_PLAIN_LETTERS)}"
    return Value(f"(CASE WHEN {plain} THEN {node.key}({text}) ELSE {other} END)", "VARCHAR")


def _substring(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    text, start, *length = _arguments(node, "this", "start", "length")
    if not _small(start, 1, 2**31 - 1) or (length and not _small(length[0], 0, 2**31 - 1)):
        raise Unsaid("substr() with places that are no plain numbers from 1")
    places = ", ".join([start.name, *(one.name for one in length)])
    return Value(f"substring({told.text(text, scope)}, {places})", "VARCHAR")


def _end(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    if not _small(node.expression, 0, 2**31 - 1):
        raise Unsaid(f"{node.key}() with a length that is no plain number")
    return Value(f"{node.key}({told.text(node.this, scope)}, {node.expression.name})", "VARCHAR")


def _joined(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    parts = [cast(told.value(part, scope), "VARCHAR").sql for part in (node.this, node.expression)]
    return Value(f"concat({', '.join(parts)})", "VARCHAR")


def _concat(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    parts = [f"coalesce({cast(told.value(part, scope), 'VARCHAR').sql}, '')" for part in node.expressions]
    return Value(f"concat({', '.join(parts)})", "VARCHAR")


def _concat_ws(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    between, *parts = node.expressions
    texts = [told.text(between, scope), *(cast(told.value(part, scope), "VARCHAR").sql for part in parts)]
    return Value(f"concat_ws({', '.join(texts)})", "VARCHAR")


def _trim(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    if node.expression or node.args.get("collation"):
        raise Unsaid("trim() of given characters")
    side = node.args.get("position") or "BOTH"
    return Value(f"trim({side} {text_literal(_BLANKS)} FROM {told.text(node.this, scope)})", "VARCHAR")


def _replace(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    parts = [told.text(part, scope) for part in _arguments(node, "this", "expression", "replacement")]
    if len(parts) != 3:
        raise Unsaid("replace() with other than three texts")
    return Value(f"replace({', '.join(parts)})", "VARCHAR")


def _holds(name: str) -> Handler:
    def handler(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
        text, part = _arguments(node, "this", "expression")
        return Value(f"{name}({told.text(text, scope)}, {told.text(part, scope)})", "BOOLEAN")

    return handler


def _position(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    part = node.args["substr"]
    if not isinstance(part, exp.Literal) or not part.this or node.args.get("position") or node.args.get("occurrence"):
        raise Unsaid("strpos() of something other than a text in quotes")
    return Value(f"CAST(instr({told.text(node.this, scope)}, {told.text(part, scope)}) AS BIGINT)", "BIGINT")


def _like(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    """DuckDB's LIKE has no sign that takes another's meaning away; Spark's has, which is doubled here."""
    text, pattern = told.text(node.this, scope), told.text(node.expression, scope)
    plain = f"replace({pattern}, {text_literal(chr(92))}, {text_literal(chr(92) * 2)})"
    if isinstance(node.expression, exp.Literal):
        plain = text_literal(node.expression.name.replace("\\", "\\\\"))
    word = "NOT LIKE" if node.args.get("negate") else "LIKE"
    return Value(f"({text} {word} {plain})", "BOOLEAN")


def _matches(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    pattern = node.expression
    if not isinstance(pattern, exp.Literal) or node.args.get("flag") or node.args.get("options"):
        raise Unsaid("a pattern that is no text in quotes, or has options")
    java = java_pattern(pattern.name)
    if isinstance(node, exp.RegexpFullMatch):
        java = rf"\A(?:{java})\z"
    return Value(f"({told.text(node.this, scope)} RLIKE {text_literal(java)})", "BOOLEAN")


def _hash(name: str, bits: str = "") -> Handler:
    def handler(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
        (text,) = _arguments(node, "this")
        if bits and node.args.get("length") not in (None, exp.Literal.number(256)):
            raise Unsaid("a hash of another length")
        return Value(f"{name}({told.text(text, scope)}{bits})", "VARCHAR")

    return handler


def _absolute(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    value = told.of_type(node.this, scope, "INTEGER", "BIGINT", "DOUBLE")
    return Value(f"abs({value.sql})", value.type)


def _whole(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    """``floor`` and ``ceil`` of a double are doubles, with the sign of a zero."""
    given, *places = _arguments(node, "this", "decimals", "to")
    if places:
        raise Unsaid(f"{node.key}() with places")
    x = cast(told.of_type(given, scope, "DOUBLE", "INTEGER", "BIGINT"), "DOUBLE").sql
    up = isinstance(node, exp.Ceil)
    sign = f"WHEN {x} < 0 AND {x} > -1 THEN CAST('-0.0' AS DOUBLE) " if up else ""
    near = f"CAST({'ceil' if up else 'floor'}({x}) AS DOUBLE)"
    return Value(f"(CASE {sign}WHEN abs({x}) < {_PLACES_END} AND {x} <> 0 THEN {near} ELSE {x} END)", "DOUBLE")


def _rounded(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    value = told.of_type(node.this, scope, "DOUBLE")
    places = node.args.get("decimals")
    if places is None:
        return Value(_nearest(value.sql), "DOUBLE")
    if not _small(places, 0, 15) or node.args.get("truncate"):
        raise Unsaid("round() to places that are no plain number")
    # As DuckDB does: the product is rounded, not the number's decimal text.
    power = f"CAST('1e{places.name}' AS DOUBLE)"
    inside = f"abs({value.sql}) < CAST('1e290' AS DOUBLE)"
    near = f"{_nearest(f'({value.sql} * {power})')} / {power}"
    return Value(f"(CASE WHEN {inside} THEN {near} ELSE {value.sql} END)", "DOUBLE")


def _nearest(x: str) -> str:
    """The whole number next to a double, halves away from zero; a zero keeps its sign."""
    return (
        f"(CASE WHEN {x} = 0 THEN {x} WHEN {x} < 0 AND {x} > CAST('-0.5' AS DOUBLE) THEN CAST('-0.0' AS DOUBLE) "
        f"ELSE round({x}) END)"
    )


def _root(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    x = cast(told.of_type(node.this, scope, "DOUBLE", "INTEGER", "BIGINT"), "DOUBLE").sql
    return Value(f"(CASE WHEN {x} < 0 THEN {fails('asan: a root of a negative number')} ELSE sqrt({x}) END)", "DOUBLE")


def _part(name: str, node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    if name not in _PARTS:
        raise Unsaid(f"the part {name} of a date")
    timed = name in ("hour", "minute", "second")
    moment = told.of_type(node, scope, *(("TIMESTAMP",) if timed else ("DATE", "TIMESTAMP")))
    return Value(f"CAST({_PARTS[name].format(moment.sql)} AS BIGINT)", "BIGINT")


def _extracted(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    return _part(node.this.name.lower(), node.expression, scope, told)


def _date_part(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    name, moment = node.expressions
    if not isinstance(name, exp.Literal):
        raise Unsaid("date_part() of a part that is no text in quotes")
    return _part(name.name.lower(), moment, scope, told)


def _truncated(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    unit = node.args["unit"].name.upper()
    if unit not in _TRUNCATED or node.args.get("zone"):
        raise Unsaid(f"date_trunc() to {unit}")
    moment = told.of_type(node.this, scope, "TIMESTAMP", "DATE")
    # The session's time zone is UTC, where every moment has one local time.
    return Value(f"CAST(date_trunc('{unit}', {cast(moment, 'TIMESTAMP').sql}) AS TIMESTAMP_NTZ)", "TIMESTAMP")


def _formatted(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    form = node.args["format"]
    if not isinstance(form, exp.Literal) or not form.is_string:
        raise Unsaid("strftime() with a format that is no text in quotes")
    moment = told.of_type(node.this, scope, "TIMESTAMP", "DATE")
    pieces, left = [], form.name
    while left:
        if left[:2] in _FORMATS:
            pieces.append(_FORMATS[left[:2]])
            left = left[2:]
        elif left[0] in "-/. :":
            pieces.append(left[0])
            left = left[1:]
        else:
            raise Unsaid("strftime() with parts beyond %Y %m %d %H %M %S")
    pattern = text_literal("".join(pieces))
    return Value(within_calendar(moment, f"date_format({cast(moment, 'TIMESTAMP').sql}, {pattern})"), "VARCHAR")


def _difference(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    """How many days, months … begin between two dates."""
    unit = node.args["unit"].name.upper()
    later, earlier = (
        cast(told.of_type(one, scope, "DATE", "TIMESTAMP"), "DATE").sql for one in (node.this, node.expression)
    )
    match unit:
        case "DAY":
            sql = f"CAST(datediff({later}, {earlier}) AS BIGINT)"
        case "MONTH":
            sql = f"({_MONTH.format(later)} - {_MONTH.format(earlier)})"
        case "QUARTER":
            sql = f"({_QUARTER.format(later)} - {_QUARTER.format(earlier)})"
        case "YEAR":
            sql = f"CAST(year({later}) - year({earlier}) AS BIGINT)"
        case _:
            raise Unsaid(f"date_diff() by {unit}")
    return Value(sql, "BIGINT")


def _made(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    parts = _arguments(node, "year", "month", "day")
    if len(parts) != 3:
        raise Unsaid("make_date() of other than three numbers")
    numbers = [cast(told.of_type(part, scope, "INTEGER", "BIGINT"), "INTEGER").sql for part in parts]
    return Value(f"make_date({', '.join(numbers)})", "DATE")


def _last_day(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    if node.args.get("unit"):
        raise Unsaid("last_day() of a unit")
    return Value(f"last_day({cast(told.of_type(node.this, scope, 'DATE', 'TIMESTAMP'), 'DATE').sql})", "DATE")


def _added(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    interval = interval_of(node.expression)
    if interval is None:
        raise Unsaid("date_add() of something other than an interval")
    amount, unit = interval
    return moved(told.of_type(node.this, scope, "TIMESTAMP", "DATE"), told.value(amount, scope), unit)


def _year(node: exp.Expr, scope: Scope, told: "Expressions") -> Value:
    return _part(node.name.lower(), node.expressions[0], scope, told)


_NAMED: Final[dict[str, Handler]] = {
    "substr": _substring,
    "concat": _concat,
    "sha256": _hash("sha2", ", 256"),
    "floor": _whole,
    "make_date": _made,
    "date_part": _date_part,
    "datepart": _date_part,
    "prefix": _holds("startswith"),
    "suffix": _holds("endswith"),
    "year": _year,
}
_HANDLERS: Final[dict[type[exp.Expr], Handler]] = {
    exp.Length: _length,
    exp.Upper: _cased,
    exp.Lower: _cased,
    exp.Substring: _substring,
    exp.Left: _end,
    exp.Right: _end,
    exp.DPipe: _joined,
    exp.Concat: _concat,
    exp.ConcatWs: _concat_ws,
    exp.Trim: _trim,
    exp.Replace: _replace,
    exp.Contains: _holds("contains"),
    exp.StartsWith: _holds("startswith"),
    exp.EndsWith: _holds("endswith"),
    exp.StrPosition: _position,
    exp.Like: _like,
    exp.RegexpLike: _matches,
    exp.RegexpFullMatch: _matches,
    exp.SHA2: _hash("sha2", ", 256"),
    exp.MD5: _hash("md5"),
    exp.Abs: _absolute,
    exp.Floor: _whole,
    exp.Ceil: _whole,
    exp.Round: _rounded,
    exp.Sqrt: _root,
    exp.Extract: _extracted,
    exp.TimestampTrunc: _truncated,
    exp.DateTrunc: _truncated,
    exp.TimeToStr: _formatted,
    exp.DateDiff: _difference,
    exp.DateFromParts: _made,
    exp.LastDay: _last_day,
    exp.DateAdd: _added,
}
