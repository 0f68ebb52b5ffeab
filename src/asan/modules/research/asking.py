"""Questions of one person to one snapshot: asked as the asker, each kept as the source of what is shown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from asan.gateway.brought import Brought
from asan.gateway.execution import Cancellation
from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.errors import BadInput
from asan.kit.translation import Language, Text
from asan.warehouse.engines.base import State

MOST_ROWS: Final = 1_000_000
KOREAN: Final = 4175771
"""The concept of the Korean language."""

_NAMES = "SELECT concept_id, concept_name AS name FROM vocabulary.concept WHERE concept_id IN (SELECT unnest($ids))"
_CODES = "SELECT concept_id, concept_code AS name FROM vocabulary.concept WHERE concept_id IN (SELECT unnest($ids))"
_KOREAN_NAMES = f"""SELECT concept_id, min(concept_synonym_name) AS name FROM vocabulary.concept_synonym
WHERE language_concept_id = {KOREAN} AND concept_id IN (SELECT unnest($ids)) GROUP BY concept_id"""


class TooMuch(BadInput):
    """An answer is larger than what one analysis may take into memory."""

    code = "analysis_too_large"
    text = Text("결과가 {rows:,}행을 넘습니다.", "The result has more than {rows:,} rows.")
    next = Text("기간을 줄이거나 층을 덜 나누어 주세요.", "Shorten the time or use fewer strata.")


@dataclass(frozen=True, slots=True)
class Source:
    """A question as it was asked, and which of its columns masks have touched."""

    sql: str
    masked: tuple[str, ...]


class Asking:
    """One person's look at a snapshot, which stays the same for all questions.

    ``tables`` are those that the asker sees, by schema and name. ``cancellation`` stops whichever question is being
    answered, and the rest. ``brought`` are cohorts that were computed for the asker and stand in the place of the
    published ones. ``seconds`` is the time limit of each question; ``heard`` is told how many were asked before each,
    and may raise to end it all. ``person`` is the one patient of whom rows are read, where it is a look at one.
    """

    person: int | None = None

    def __init__(
        self,
        principal: Principal,
        *,
        surface: str,
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

    @property
    def suppressed_below(self) -> int | None:
        """Groups of fewer persons are not in the answers; None where nothing is suppressed."""
        return None

    @property
    def version(self) -> int | None:
        """The published version that is read; None for a CDM in place."""
        return self.snapshot.version if self.snapshot else None

    def table(self, sql: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
        """The whole answer. Raises what the gateway raises, and TooMuch."""
        return self.answer(sql, parameters)[0]

    def answer(self, sql: str, parameters: Mapping[str, object] | None = None) -> tuple[pa.Table, dict[str, str]]:
        """The whole answer, and the masks of its columns by their names. Raises as `table` does."""
        if self.heard is not None:
            self.heard(self.asked)
        self.asked += 1
        answer = gateway().query(
            self.principal,
            sql,
            parameters=parameters,
            seconds=self.seconds,
            snapshot=self.version,
            row_limit=MOST_ROWS,
            surface=self.surface,
            cancellation=self.cancellation,
            brought=self.brought,
            person=self.person,
        )
        rows = answer.table()
        if answer.truncated:
            raise TooMuch(rows=MOST_ROWS)
        self.sources.append(Source(sql, tuple(sorted(answer.masked))))
        return rows, answer.masked

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        """The whole answer as dictionaries. Raises as `table` does."""
        found: list[dict[str, Any]] = self.table(sql, parameters).to_pylist()
        return found

    def codes(self, concepts: Iterable[int | None]) -> dict[int, str]:
        """Codes of concepts: of units what people write, such as mg/dL."""
        return self._of_concepts(_CODES, concepts)

    def names(self, concepts: Iterable[int | None], language: Language) -> dict[int, str]:
        """Names of concepts as the vocabulary has them; in Korean where it has a Korean synonym."""
        concepts = list(concepts)
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
