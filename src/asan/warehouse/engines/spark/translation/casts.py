"""Values brought to another type, as DuckDB brings them there.

A text is read only where both engines are certain to read the same value, or none: what Spark might read otherwise
(``'7.6'`` as a whole number, ``'2020-1-1'`` as a date) stops the question instead of answering it.
"""

from typing import Final

from asan.warehouse.engines.spark.translation.types import NULL, WHOLE, common, decimal, is_decimal, is_number
from asan.warehouse.engines.spark.translation.values import Unsaid, Value, known_type, text_literal
from asan.warehouse.spark.dialect import DOUBLE_TEXT

UNCERTAIN: Final = "asan: a text that the two engines read differently"
"""What Spark is told to fail with there."""

_PAST_BIGINT: Final = "CAST('9223372036854775808' AS DOUBLE)"
_CERTAIN: Final = {
    "INTEGER": r"\A-?[0-9]{1,18}\z",
    "BIGINT": r"\A-?[0-9]{1,18}\z",
    "DOUBLE": r"\A-?[0-9]{1,30}(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,2})?\z",
    "DATE": r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\z",
    "TIMESTAMP": r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?)?\z",
}
# Without a digit a text is no value, but for words that begin like these.
_NO_VALUE: Final = {
    "INTEGER": r"\A[^0-9]*\z",
    "BIGINT": r"\A[^0-9]*\z",
    "DOUBLE": r"(?i)\A(?!.*(inf|nan))[^0-9]*\z",
    "DATE": r"(?i)\A(?!.*(inf|epoch))[^0-9]*\z",
    "TIMESTAMP": r"(?i)\A(?!.*(inf|epoch|now|today))[^0-9]*\z",
}


def fails(message: str) -> str:
    """An expression of any type that stops the question."""
    return f"raise_error({text_literal(message)})"


def unified(*values: Value) -> tuple[list[Value], str]:
    """The values in the one type that DuckDB brings them to. Raises Unsaid."""
    target = NULL
    for value in values:
        found = common(target, value.type)
        if found is None:
            raise Unsaid(f"{target} beside {value.type}")
        target = found
    return [cast(value, target) for value in values], target


def cast(value: Value, target: str, *, attempt: bool = False) -> Value:
    """The value as ``target``, as CAST does, or with ``attempt`` as TRY_CAST: NULL where it does not fit.

    Raises Unsaid.
    """
    kind = known_type(target)
    known_type(value.type)
    how = "TRY_CAST" if attempt else "CAST"
    if value.type == target:
        return value
    match value.type, target:
        case (from_, _) if from_ == NULL:
            return Value(f"CAST(NULL AS {kind})", target)
        case ("VARCHAR", _):
            return Value(_from_text(value.sql, target, kind, attempt=attempt), target)
        case (_, "VARCHAR"):
            return Value(_as_text(value), target)
        case ("DOUBLE", "SMALLINT" | "INTEGER"):
            return Value(f"{how}(rint({value.sql}) AS {kind})", target)
        case ("DOUBLE", "BIGINT"):
            # Spark takes the first number past the end for the last before it.
            past = "CAST(NULL AS BIGINT)" if attempt else fails("asan: a number beyond BIGINT")
            fits = f"{how}(rint({value.sql}) AS BIGINT)"
            return Value(f"(CASE WHEN {value.sql} >= {_PAST_BIGINT} THEN {past} ELSE {fits} END)", target)
        case (from_, "BOOLEAN") if from_ in ("SMALLINT", "INTEGER", "BIGINT"):
            return Value(f"({value.sql} <> 0)", target)
        case ("BOOLEAN", to) if to in ("SMALLINT", "INTEGER", "BIGINT"):
            return Value(f"CAST({value.sql} AS {kind})", target)
        case (from_, to) if from_ in WHOLE and to in (*WHOLE, "DOUBLE"):
            return Value(f"{how}({value.sql} AS {kind})", target)
        case (from_, to) if is_decimal(to) and _holds(to, from_):
            return Value(f"CAST({value.sql} AS {kind})", target)
        case (from_, "DOUBLE") if is_decimal(from_):
            return Value(_from_decimal(value), target)
        case ("DATE", "TIMESTAMP") | ("TIMESTAMP", "DATE"):
            return Value(f"CAST({value.sql} AS {kind})", target)
    raise Unsaid(f"a conversion of {value.type} to {target}")


def _holds(target: str, given: str) -> bool:
    wide, narrow = decimal(target), decimal(given)
    return bool(wide and narrow and wide[1] >= narrow[1] and wide[0] - wide[1] >= narrow[0] - narrow[1])


def _from_decimal(value: Value) -> str:
    """DuckDB divides the number without its point by a power of ten; Spark would round once only."""
    digits = decimal(value.type)
    assert digits is not None  # the caller asked
    power = f"1{'0' * digits[1]}"
    whole = f"CAST({value.sql} * CAST('{power}' AS DECIMAL({len(power)},0)) AS DECIMAL(38,0))"
    return f"(CAST({whole} AS DOUBLE) / CAST('{power}' AS DOUBLE))"


def _as_text(value: Value) -> str:
    match value.type:
        case "DOUBLE":
            return f"{DOUBLE_TEXT}(CAST({value.sql} AS STRING))"
        case "DATE" | "TIMESTAMP":
            return within_calendar(value, f"CAST({value.sql} AS STRING)")
        case "BOOLEAN" | "SMALLINT" | "INTEGER" | "BIGINT" | "HUGEINT":
            return f"CAST({value.sql} AS STRING)"
    raise Unsaid(f"a conversion of {value.type} to VARCHAR")


def within_calendar(value: Value, text: str) -> str:
    """``text`` of a date or time, where its year has four digits: past these each engine writes its own."""
    outside = fails("asan: a year that is not between 1 and 9999")
    return f"(CASE WHEN year({value.sql}) NOT BETWEEN 1 AND 9999 THEN {outside} ELSE {text} END)"


def _from_text(sql: str, target: str, kind: str, *, attempt: bool) -> str:
    if target not in _CERTAIN:
        raise Unsaid(f"a conversion of VARCHAR to {target}")
    read = f"{'TRY_CAST' if attempt else 'CAST'}({sql} AS {kind})"
    certain = f"WHEN {sql} RLIKE {text_literal(_CERTAIN[target])} THEN {read}"
    none = f" WHEN {sql} RLIKE {text_literal(_NO_VALUE[target])} THEN CAST(NULL AS {kind})" if attempt else ""
    return f"(CASE WHEN {sql} IS NULL THEN CAST(NULL AS {kind}) {certain}{none} ELSE {fails(UNCERTAIN)} END)"


def number(value: Value) -> Value:
    """The value, which has to be a number. Raises Unsaid."""
    if not is_number(value.type) and value.type != NULL:
        raise Unsaid(f"arithmetic with {value.type}")
    return value
