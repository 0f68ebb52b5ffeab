"""What the dashboard shows: the published statistics, read through the gateway in a handful of questions."""

from collections.abc import Iterable, Mapping

from asan.gateway.principal import Principal
from asan.gateway.service import gateway
from asan.kit.translation import Language
from asan.modules.dashboard import figures
from asan.modules.dashboard.schemas import CdmSource, Dashboard, FigureName, FigureSource, LastRun, SnapshotInUse
from asan.modules.etl import service as etl
from asan.warehouse.engines.base import State
from asan.warehouse.in_place import StatisticsMissing
from asan.warehouse.snapshots import InPlace

SURFACE = "page:dashboard"
RUNS = 5

TABLES = "SELECT table_name, row_count, person_count, first_date, last_date\nFROM results.table_statistic"
STATISTICS = """SELECT statistic, stratum_1, stratum_2, count_value
FROM results.cdm_statistic
WHERE statistic IN ('persons', 'deaths', 'persons_by_age_band', 'rows_by_year',
                    'visits_by_concept', 'visits_by_year', 'mapping_by_domain')"""
CDM_SOURCE = """SELECT cdm_source_name, source_release_date, cdm_release_date, cdm_version, vocabulary_version
FROM cdm.cdm_source"""
NAMES = "SELECT concept_id, concept_name FROM vocabulary.concept WHERE concept_id IN ({ids})"
# 4175771 is the concept of the Korean language.
KOREAN_NAMES = """SELECT concept_id, min(concept_synonym_name) AS concept_name FROM vocabulary.concept_synonym
WHERE language_concept_id = 4175771 AND concept_id IN ({ids}) GROUP BY concept_id"""


class Reading:
    """One person's reading of one snapshot: the first question pins it, the others follow; sources are noted."""

    def __init__(self, principal: Principal) -> None:
        self.principal = principal
        catalog = gateway().catalog(principal)
        self.granted = {f"{table.schema}.{table.name}" for table in catalog}
        self.limited = sorted(table.name for table in catalog if table.schema == "cdm" and table.rows_filtered)
        self.snapshot: State | None = None
        self.sources: dict[FigureName, FigureSource] = {}

    def rows(self, sql: str, *, figure: FigureName | None = None, tables: Iterable[str] = ()) -> list[figures.Row]:
        """The question's rows at the reading's snapshot."""
        pinned = self.snapshot.version if self.snapshot else None
        answer = gateway().query(self.principal, sql, snapshot=pinned, surface=SURFACE)
        rows = answer.rows()
        self.snapshot = self.snapshot or answer.snapshot
        if figure:
            self.sources[figure] = FigureSource(sql=sql, tables=list(tables), masked=sorted(answer.masked))
        return rows

    def names(self, concepts: Iterable[int], language: Language) -> dict[int, str]:
        """Names of concepts as the vocabulary has them; in Korean where it has a Korean synonym."""
        ids = ", ".join(str(concept) for concept in sorted(set(concepts)))
        if not ids:
            return {}
        found = self.rows(NAMES.format(ids=ids))
        if language == "ko" and "vocabulary.concept_synonym" in self.granted:
            found += self.rows(KOREAN_NAMES.format(ids=ids))
        return {int(row["concept_id"]): str(row["concept_name"]) for row in found}


def dashboard(principal: Principal, language: Language) -> Dashboard:
    """All figures of the page. Raises the gateway's errors, and StatisticsMissing where a CDM in place has none."""
    reading = Reading(principal)
    counts = reading.rows(TABLES, figure="tables", tables=["results.table_statistic"])
    if isinstance(reading.snapshot, InPlace) and reading.snapshot.published_at is None:
        raise StatisticsMissing
    statistics = figures.by_name(reading.rows(STATISTICS, figure="statistics", tables=["results.cdm_statistic"]))
    names = reading.names(figures.concepts(statistics), language)
    assert reading.snapshot is not None  # a question over tables always has one
    return Dashboard(
        snapshot=_in_use(reading.snapshot),
        persons=figures.single(statistics, "persons"),
        deaths=figures.single(statistics, "deaths"),
        tables=figures.tables(counts),
        years=figures.years(statistics),
        pyramid=figures.pyramid(statistics, names),
        visits=figures.visits(statistics, names),
        visit_years=figures.visit_years(statistics),
        mapping=figures.mapping(statistics),
        limited=reading.limited,
        runs=[LastRun.model_validate(run, from_attributes=True) for run in etl.runs_status(RUNS)],
        cdm_source=_cdm_source(reading),
        sources=reading.sources,
    )


def snapshot(principal: Principal) -> SnapshotInUse | None:
    """What ``principal`` reads; it names no patient, so that every role may know it. Raises NoSnapshot."""
    found = gateway().snapshot(principal.snapshot)
    return _in_use(found) if found else None


def _in_use(found: State) -> SnapshotInUse:
    return SnapshotInUse(
        version=found.version,
        published_at=found.published_at,
        run=found.run,
        kind=found.kind,
        source=found.source,
        vocabulary_version=found.vocabulary_version,
        synthetic=found.synthetic,
    )


def _cdm_source(reading: Reading) -> CdmSource | None:
    if "cdm.cdm_source" not in reading.granted:
        return None
    rows: list[Mapping[str, object]] = list(reading.rows(CDM_SOURCE, figure="cdm_source", tables=["cdm.cdm_source"]))
    return (
        CdmSource.model_validate(
            {
                "name": rows[0]["cdm_source_name"],
                "released": rows[0]["cdm_release_date"],
                "source_released": rows[0]["source_release_date"],
                "cdm_version": rows[0]["cdm_version"],
                "vocabulary_version": rows[0]["vocabulary_version"],
            }
        )
        if rows
        else None
    )
