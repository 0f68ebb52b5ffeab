"""Expressions on their way in and out: from what a client sent to the text that is kept."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from asan.modules.research.definitions import NamedDefinition
from asan.modules.research.saved.errors import TooLarge
from asan.omop.circe.errors import NotJson
from asan.omop.circe.reading import Read, read_expression
from asan.omop.circe.writing import as_given

_MEGABYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Kept:
    """An expression as it is stored: its text, the text's digest, and what was read of it."""

    text: str
    digest: str
    read: Read


def keep(given: dict[str, Any]) -> Kept:
    """Read a client's JSON (also as the WebAPI wraps it) and write it as it is kept: as it came, numbers as numbers.

    Raises NotJson, NotACohort, BadMember, TooLarge.
    """
    try:
        text = json.dumps(given, ensure_ascii=False, allow_nan=False)
        size = len(text.encode())
    except (ValueError, RecursionError):
        raise NotJson(detail="UTF-8, NaN") from None
    if size > _MEGABYTES * 2**20:
        raise TooLarge(limit=_MEGABYTES)
    read = read_expression(text)
    # Escaped, so that every database can hold whatever letters are in it.
    kept = json.dumps(as_given(read.expression, read.given), allow_nan=False)
    return Kept(kept, hashlib.sha256(kept.encode()).hexdigest(), read)


def named(name: str, kept_text: str, digest: str) -> NamedDefinition:
    """A kept expression as what cohorts are computed from."""
    read = read_expression(kept_text)
    return NamedDefinition(name, read.expression, digest, read.unknown)
