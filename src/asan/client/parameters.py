"""Values of a question's parameters as JSON holds them on the way to the server."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from asan.client.errors import Own

Parameters = Mapping[str, object] | Sequence[object] | None
"""By name for ``$name``, or in order for ``?``."""


def as_json(parameters: Parameters) -> Any:
    """Parameters for the request's body. Raises ProgrammingError for a value of a kind that cannot be sent."""
    if not parameters:
        return None
    if isinstance(parameters, Mapping):
        return {str(name): _value(value) for name, value in parameters.items()}
    return [_value(value) for value in parameters]


def _value(value: object) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case float() if math.isfinite(value):
            return value
        case dt.datetime():
            return {"timestamp": value.isoformat()}
        case dt.date():
            return {"date": value.isoformat()}
        case Decimal() if value.is_finite():
            return {"decimal": str(value)}
        case UUID():
            return str(value)
        case list() | tuple() | set() | frozenset():
            return [_value(each) for each in value]
    plain = getattr(value, "item", None)
    if plain is not None and type(value).__module__ == "numpy":
        return _value(plain())
    raise Own.error("bad_parameter", type=type(value).__qualname__)
