"""The one door to clinical data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from asan.gateway.answer import Answer
from asan.gateway.principal import Principal


@dataclass(frozen=True, slots=True)
class VisibleColumn:
    """A column that a principal sees, plain or masked (``mask`` names how)."""

    name: str
    type: str
    treatment: Literal["plain", "mask"]
    mask: str | None


@dataclass(frozen=True, slots=True)
class VisibleTable:
    """A table that a principal sees. ``aggregate_only``: counts and sums are answered, rows never."""

    schema: str
    name: str
    columns: tuple[VisibleColumn, ...]
    aggregate_only: bool


class Gateway:
    """Parse, authorize, rewrite, execute, audit."""

    def query(
        self,
        principal: Principal,
        sql: str,
        *,
        parameters: Mapping[str, object] | Sequence[object] | None = None,
        snapshot: int | None = None,
        row_limit: int | None = None,
        seconds: float | None = None,
        surface: str = "http",
    ) -> Answer:
        """The question's answer on the database that policy defines for ``principal``."""
        raise NotImplementedError

    def catalog(self, principal: Principal, *, snapshot: int | None = None) -> tuple[VisibleTable, ...]:
        """The tables and columns that ``principal`` may see at ``snapshot`` (default: the current one)."""
        raise NotImplementedError


@cache
def gateway() -> Gateway:
    """This process's gateway."""
    return Gateway()
