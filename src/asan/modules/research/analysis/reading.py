"""The questions of one analysis: asked as the asker, all of one snapshot, each kept as the source of its figures."""

from collections.abc import Callable
from typing import Any, Final

from asan.gateway.brought import Brought
from asan.gateway.errors import Differencing
from asan.gateway.execution import Cancellation
from asan.gateway.principal import Principal
from asan.kit.settings import settings
from asan.kit.translation import Text
from asan.modules.research.analysis.errors import RowsNeeded, UnknownCohort
from asan.modules.research.asking import Asking

SURFACE: Final = "page:research"


class Reading(Asking):
    """One person's look at cohorts.

    ``aggregate_only``: the asker sees counts of cohorts, no rows. Raises UnknownCohort where there is no table of
    cohorts, or none that the asker may see.
    """

    def __init__(
        self,
        principal: Principal,
        *,
        surface: str = SURFACE,
        cancellation: Cancellation | None = None,
        brought: Brought | None = None,
        seconds: float | None = None,
        heard: Callable[[int], None] | None = None,
    ) -> None:
        super().__init__(
            principal, surface=surface, cancellation=cancellation, brought=brought, seconds=seconds, heard=heard
        )
        if "cdm.cohort" not in self.tables:
            raise UnknownCohort(cohort="")
        self.aggregate_only = self.tables["cdm.cohort"].aggregate_only

    @property
    def suppressed_below(self) -> int | None:
        """Groups of fewer persons are not in the answers; None where nothing is suppressed."""
        return settings().small_cell if self.aggregate_only else None

    def need_rows(self, figure: Text) -> None:
        """Raise RowsNeeded where the asker sees aggregates alone."""
        if self.aggregate_only:
            raise RowsNeeded(figure=figure)

    def counted(self, sql: str) -> list[dict[str, Any]]:
        """As `rows`, and nothing where the gateway finds that the difference to an earlier answer tells of too few."""
        try:
            return self.rows(sql)
        except Differencing:
            self.withheld += 1
            return []
