"""The questions of one analysis: asked as the asker, all of one snapshot, each kept as the source of its figures."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from asan.gateway.brought import Brought
from asan.gateway.errors import Differencing
from asan.gateway.execution import Cancellation
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.settings import settings
from asan.kit.translation import Language, Text
from asan.modules.research.analysis.errors import RowsNeeded, TooMuch, UnknownCohort
from asan.warehouse.engines.base import State

SURFACE: Final = "page:research"
MOST_ROWS: Final = 1_000_000
KOREAN: Final = 4175771
"""The concept of the Korean language."""

_NAMES = "SELECT concept_id, concept_name AS name FROM vocabulary.concept WHERE concept_id IN (SELECT unnest($ids))"
_CODES = "SELECT concept_id, concept_code AS name FROM vocabulary.concept WHERE concept_id IN (SELECT unnest($ids))"
_KOREAN_NAMES = f"""SELECT concept_id, min(concept_synonym_name) AS name FROM vocabulary.concept_synonym
WHERE language_concept_id = {KOREAN} AND concept_id IN (SELECT unnest($ids)) GROUP BY concept_id"""


@dataclass(frozen=True, slots=True)
class Source:
    """A question as it was asked, and which of its columns masks have touched."""

    sql: str
    masked: tuple[str, ...]


class Reading:
    """One person's look at cohorts. The first question settles which snapshot all the others read.

    ``aggregate_only``: the asker sees counts of cohorts, no rows. Raises UnknownCohort where there is no table of
    cohorts, or none that the asker may see. ``cancellation`` stops whichever question is being answered, and the rest.
    ``brought`` are cohorts that were computed for the asker and stand in the place of the published ones. ``seconds``
    is the time limit of each question; ``heard`` is told how many were asked before each, and may raise to end it all.
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
        self.principal = principal
        self.surface = surface
        self.cancellation = cancellation
        self.brought = brought
        self.seconds = seconds
        self.heard = heard
        self.asked = 0
        self.tables = {f"{table.schema}.{table.name}": table for table in gateway().catalog(principal, brought=brought)}
        self.snapshot: State | None = gateway().snapshot(principal.snapshot)
        self.sources: list[Source] = []
        self.withheld = 0
        """How many questions were not answered, as another answer beside them would tell of too few."""
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

    def table(self, sql: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
        """The whole answer. Raises what the gateway raises, and TooMuch."""
        if self.heard is not None:
            self.heard(self.asked)
        self.asked += 1
        answer = gateway().query(
            self.principal,
            sql,
            parameters=parameters,
            seconds=self.seconds,
            snapshot=self.snapshot.version if self.snapshot else None,
            row_limit=MOST_ROWS,
            surface=self.surface,
            cancellation=self.cancellation,
            brought=self.brought,
        )
        rows = answer.table()
        if answer.truncated:
            raise TooMuch(rows=MOST_ROWS)
        self.sources.append(Source(sql, tuple(sorted(answer.masked))))
        return rows

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        """The whole answer as dictionaries. Raises as `table` does."""
        found: list[dict[str, Any]] = self.table(sql, parameters).to_pylist()
        return found

    def counted(self, sql: str) -> list[dict[str, Any]]:
        """As `rows`, and nothing where the gateway finds that the difference to an earlier answer tells of too few."""
        try:
            return self.rows(sql)
        except Differencing:
            self.withheld += 1
            return []

    def codes(self, concepts: Iterable[int | None]) -> dict[int, str]:
        """Codes of concepts: of units what people write, such as mg/dL."""
        return self._of_concepts(_CODES, concepts)

    def names(self, concepts: Iterable[int | None], language: Language) -> dict[int, str]:
        """Names of concepts as the vocabulary has them; in Korean where it has a Korean synonym."""
        found = self._of_concepts(_NAMES, concepts)
        if language == "ko" and "vocabulary.concept_synonym" in self.tables:
            found |= self._of_concepts(_KOREAN_NAMES, concepts)
        return found

    def _of_concepts(self, sql: str, concepts: Iterable[int | None]) -> dict[int, str]:
        ids = sorted({concept for concept in concepts if concept})
        if not ids or "vocabulary.concept" not in self.tables:
            return {}
        kept = len(self.sources)
        found = self.rows(sql, {"ids": ids})
        # Names are no figures: what they were read by is nobody's question.
        del self.sources[kept:]
        return {int(row["concept_id"]): str(row["name"]) for row in found}
