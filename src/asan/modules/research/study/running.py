"""A study run on the CDM of this site, as somebody may see it: cohorts, analyses, and the package of their results."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from asan import __version__
from asan.gateway.audit import Entry, write
from asan.gateway.execution import Cancellation
from asan.gateway.principal import Principal
from asan.kit.errors import AsanError, BadInput, Forbidden
from asan.kit.settings import settings
from asan.kit.translation import Language, Text
from asan.modules.research.analysis.errors import UnknownCohort
from asan.modules.research.analysis.kinds import cohorts_of, compute
from asan.modules.research.analysis.reading import Reading
from asan.modules.research.analysis.schemas import PathwaysIn
from asan.modules.research.analysis.specification import Specified
from asan.modules.research.analysis.suppression import told
from asan.modules.research.analysis.tables import ResultTable, tables
from asan.modules.research.brought import Computed, computed
from asan.modules.research.study.checking import Check, check
from asan.modules.research.study.errors import ConceptsMissing
from asan.modules.research.study.manifest import PROVENANCE, AnalysisDone, CohortFound, StudyProvenance
from asan.modules.research.study.package import Package, as_text, packed

Progress = Callable[[float, str], None]
"""Hears how far the run is, 0 to 1, and what it does; may raise to end it."""

LANGUAGE: Final[Language] = "en"
"""Of labels in results: sites compare them line by line."""

_SHARE: Final = 0.4
"""Of the time, as a guess, that the cohorts take."""
_PERSONS: Final = "SELECT count(DISTINCT c.subject_id) AS persons FROM cdm.cohort c WHERE c.cohort_definition_id = {}"


@dataclass(frozen=True, slots=True)
class Ran:
    """``package`` holds the results beside what was run; ``check`` is what was found of the site before."""

    package: Package
    provenance: StudyProvenance
    check: Check


def run(
    principal: Principal,
    package: Package,
    *,
    surface: str,
    allow_missing: bool = False,
    site: str = "",
    progress: Progress = lambda fraction, message: None,
    cancellation: Cancellation | None = None,
) -> Ran:
    """Run ``package`` at the snapshot that ``principal`` reads, by default the newest, as they may see it.

    An analysis that is refused, or that has nobody to look at, does not keep others from running: its provenance says
    so. Raises ConceptsMissing unless ``allow_missing``; LooksAtHidden; what is wrong with the package; TimedOut,
    Cancelled and whatever else would end every analysis alike.
    """
    progress(0.0, "check")
    looked = check(principal, package, surface, cancellation)
    if looked.missing and not allow_missing:
        some = ", ".join(f"{each.concept} {each.name}".strip() for each in looked.missing[:5])
        more = " …" if len(looked.missing) > 5 else ""
        raise ConceptsMissing(count=len(looked.missing), names=some + more)
    reader = dataclasses.replace(principal, snapshot=looked.snapshot.version or principal.snapshot)
    found = computed(
        reader,
        package.definitions(),
        snapshot=reader.snapshot,
        surface=surface,
        progress=lambda done, of: progress(_SHARE * done / of, "cohorts"),
        cancellation=cancellation,
    )
    runner = _Runner(reader, found, surface, cancellation)
    cohorts = [runner.cohort(entry.key) for entry in package.manifest.cohorts]
    done: list[AnalysisDone] = []
    members = {name: given for name, given in package.members.items() if not name.startswith("results/")}
    analyses = package.analyses()
    for place, specified in enumerate(analyses):
        progress(_SHARE + (1 - _SHARE) * place / len(analyses), specified.id)
        outcome, written = runner.analysis(specified, cohorts)
        done.append(outcome)
        members |= {f"results/{name}.csv": table.as_csv() for name, table in written.items()}
    provenance = StudyProvenance(
        study=package.manifest.name,
        platform=__version__,
        site=site,
        snapshot=looked.snapshot,
        rights=found.rights,
        aggregate_only=runner.aggregate_only,
        suppressed_below=settings().small_cell,
        absent=list(found.absent),
        cohorts=cohorts,
        analyses=done,
    )
    members[PROVENANCE] = as_text(provenance.model_dump(mode="json"))
    manifest = package.manifest.model_copy(update={"snapshot": looked.snapshot, "site": site, "results": True})
    result = packed(manifest, members)
    note = f"{manifest.name} ({package.digest[:16]}): {len(cohorts)} cohorts, {len(done)} analyses"
    write(principal, Entry("study.run", "done", surface, question=note, snapshot=looked.snapshot.version))
    return Ran(result, provenance, looked)


class _Runner:
    """One site's answers to the analyses of a study."""

    def __init__(self, principal: Principal, found: Computed, surface: str, cancellation: Cancellation | None) -> None:
        self.principal, self.found, self.surface, self.cancellation = principal, found, surface, cancellation
        self.names = {number: key for key, number in found.numbers.items()}
        self.least = settings().small_cell
        self.aggregate_only = self._reading().aggregate_only

    def cohort(self, key: str) -> CohortFound:
        """How many persons a cohort has, as may leave the house."""
        rows = self._reading().counted(_PERSONS.format(self.found.numbers[key]))
        persons = int(rows[0]["persons"]) if rows else None
        return CohortFound(
            key=key, persons=told(persons, self.least), empty=persons == 0, missing=self.found.missing[key]
        )

    def analysis(self, specified: Specified, cohorts: list[CohortFound]) -> tuple[AnalysisDone, dict[str, ResultTable]]:
        """How an analysis ended, and its tables by name. Raises what would end every other analysis too."""
        asked = specified.asked(lambda key: self.found.numbers[str(key)])
        nobody = {self.found.numbers[cohort.key] for cohort in cohorts if cohort.empty}
        first, *_ = cohorts_of(specified.kind, asked)
        if first in nobody:
            return self._ended(specified, "empty"), {}
        if isinstance(asked, PathwaysIn):
            asked = asked.model_copy(update={"least_persons": max(asked.least_persons, self.least)})
        reading = self._reading()
        try:
            answer = compute(specified.kind, reading, asked, LANGUAGE)
        except UnknownCohort:
            return self._ended(specified, "empty"), {}
        except (Forbidden, BadInput) as error:
            return self._ended(specified, "refused", error), {}
        named = {f"{specified.id}{added}": each for added, each in tables(answer, self.names, self.least).items()}
        done = AnalysisDone(
            id=specified.id,
            kind=specified.kind,
            outcome="answered",
            withheld=reading.withheld,
            tables=sorted(named),
            masked=sorted({column for source in reading.sources for column in source.masked}),
            sources=[source.sql for source in reading.sources],
        )
        return done, named

    def _ended(self, specified: Specified, outcome: str, error: AsanError | None = None) -> AnalysisDone:
        text = error.message if error else Text("대상자가 없습니다.", "Nobody is in the cohort.")
        code = error.code if error else None
        return AnalysisDone.model_validate(
            {"id": specified.id, "kind": specified.kind, "outcome": outcome, "code": code, "ko": text.ko, "en": text.en}
        )

    def _reading(self) -> Reading:
        return Reading(self.principal, surface=self.surface, cancellation=self.cancellation, brought=self.found.brought)
