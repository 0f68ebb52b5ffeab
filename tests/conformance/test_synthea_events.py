"""Steps 7 to 12 on real Synthea output, against what the files and the vocabulary themselves say."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from asan.kit.settings import settings
from asan.modules.etl.service import load_source
from asan.omop.domains import EVENT_TABLES, event_table
from asan.warehouse.lake import Lake
from tests.support.shared_data import shared_data

# One worker runs the steps once for all of these.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("synthea_events")]

# The seven tables that events are routed to; specimen alone has no link to a visit.
ROUTED = [table for domain, table in EVENT_TABLES.items() if domain != "Visit"]
LINKED = [table for table in ROUTED if table.name != "specimen"]
EVENT_FILES = (
    "conditions",
    "allergies",
    "medications",
    "immunizations",
    "procedures",
    "careplans",
    "devices",
    "supplies",
    "imaging_studies",
    "observations",
)


@dataclass(frozen=True)
class Loaded:
    """A Synthea export and the CDM that the 13 steps made of it."""

    source: Path
    report: dict[str, Any]

    def rows(self, stem: str) -> list[dict[str, str]]:
        """Rows of a source file; none where the export lacks it."""
        path = self.source / f"{stem}.csv"
        if not path.exists():
            return []
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the lake."""
        connection = Lake(settings()).connect_reader()
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()


@pytest.fixture(scope="module", params=["synthea-27", "synthea-109"])
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    source, vocabulary = shared_data(request.param), shared_data("vocabulary")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(tmp_path_factory.mktemp("home")))
        settings.cache_clear()
        yield Loaded(source, load_source(source, vocabulary))
    settings.cache_clear()


def vocabulary_rows(name: str) -> Iterator[dict[str, str]]:
    with (shared_data("vocabulary") / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def test_the_run_adds_up(loaded: Loaded) -> None:
    assert loaded.report["reconciles"] is True
    for counts in loaded.report["files"].values():
        assert counts["read"] == counts["loaded"] + counts["rejected"] + counts["merged"]


@pytest.mark.parametrize("table", ROUTED, ids=lambda table: table.name)
def test_each_concept_stands_in_its_domains_table(loaded: Loaded, table: Any) -> None:
    domains = loaded.ask(
        f"SELECT DISTINCT c.domain_id, c.standard_concept FROM lake.cdm.{table.name} AS t "
        f"JOIN lake.vocabulary.concept AS c ON c.concept_id = t.{table.concept} WHERE t.{table.concept} <> 0"
    )
    assert {event_table(domain).name for domain, _ in domains} <= {table.name}
    assert {standard for _, standard in domains} <= {"S"}


def test_conditions_go_where_the_vocabulary_says(loaded: Loaded) -> None:
    """SNOMED rows of conditions.csv by the domain of what "Maps to" leads to, counted in Python."""
    concepts = {row["concept_id"]: row for row in vocabulary_rows("CONCEPT")}
    snomed = {row["concept_code"]: row["concept_id"] for row in concepts.values() if row["vocabulary_id"] == "SNOMED"}
    mapped: dict[str, list[str]] = defaultdict(list)
    for row in vocabulary_rows("CONCEPT_RELATIONSHIP"):
        if row["relationship_id"] == "Maps to":
            mapped[row["concept_id_1"]].append(row["concept_id_2"])
    expected: Counter[str] = Counter()
    codes = [row["CODE"] for row in loaded.rows("conditions") if row.get("SYSTEM", "SNOMED-CT") == "SNOMED-CT"]
    for code in codes:
        source = snomed.get(code, "")
        own = [source] if source and concepts[source]["standard_concept"] == "S" else []
        for target in mapped[source] or own:
            if concepts.get(target, {}).get("standard_concept") == "S":
                expected[event_table(concepts[target]["domain_id"]).name] += 1
    used = ", ".join(f"'{code}'" for code in sorted(set(codes)))
    found = Counter(
        {
            table.name: count
            for table in ROUTED
            for (count,) in loaded.ask(
                f"SELECT count(*) FROM lake.cdm.{table.name} WHERE {table.source_value} IN ({used}) "
                f"AND {table.concept} <> 0"
            )
            if count and table.name in ("condition_occurrence", "observation")
        }
    )
    assert sum(expected.values()) > 400
    assert found["condition_occurrence"] == expected["condition_occurrence"]
    assert found["observation"] >= expected["observation"] > 200


def test_every_event_with_an_encounter_is_linked(loaded: Loaded) -> None:
    without = sum(not row["ENCOUNTER"] for stem in EVENT_FILES for row in loaded.rows(stem))
    unlinked = 0
    for table in LINKED:
        total, visits, details, providers = loaded.ask(
            "SELECT count(*), count(v.visit_occurrence_id), count(d.visit_detail_id), count(t.provider_id) "
            f"FROM lake.cdm.{table.name} AS t "
            "LEFT JOIN lake.cdm.visit_occurrence AS v ON v.visit_occurrence_id = t.visit_occurrence_id "
            "AND v.person_id = t.person_id AND v.care_site_id IS NOT NULL "
            "LEFT JOIN lake.cdm.visit_detail AS d ON d.visit_detail_id = t.visit_detail_id "
            "AND d.visit_occurrence_id = t.visit_occurrence_id"
        )[0]
        assert visits == details == providers, table.name
        unlinked += total - visits
    assert unlinked == without


def test_a_drug_is_supplied_for_no_longer_than_it_is_taken(loaded: Loaded) -> None:
    ((rows, wrong),) = loaded.ask(
        "SELECT count(*), count(*) FILTER (days_supply IS NULL OR days_supply < 1 OR quantity < 1 OR quantity IS NULL "
        "OR days_supply > drug_exposure_end_date - drug_exposure_start_date + 1) FROM lake.cdm.drug_exposure"
    )
    assert rows > 600
    assert wrong == 0


def test_nothing_lasts_past_death_or_the_data(loaded: Loaded) -> None:
    last = max(row["STOP"][:10] for row in loaded.rows("encounters"))
    ((late,),) = loaded.ask(
        "SELECT count(*) FROM lake.cdm.drug_exposure AS t LEFT JOIN lake.cdm.death AS d ON d.person_id = t.person_id "
        f"WHERE t.drug_exposure_end_date > d.death_date OR (t.verbatim_end_date IS NULL AND "
        f"t.drug_exposure_end_date > DATE '{last}')"
    )
    assert late == 0


def test_costs_are_the_sources_sums(loaded: Loaded) -> None:
    refused = {
        (Path(file).stem, int(line))
        for file, line in loaded.ask(
            f"SELECT file, line FROM lake.etl.reject WHERE run_id = {loaded.report['run']} AND step <> 'costs'"
        )
    }

    def total(stem: str, column: str) -> float:
        rows = enumerate(loaded.rows(stem), 2)  # the header is line 1, and no cell holds a line break
        return sum(float(row[column] or 0) for line, row in rows if (stem, line) not in refused)

    found = dict(
        loaded.ask(
            "SELECT CASE WHEN cost_domain_id = 'Visit' THEN 'visits' ELSE 'items' END, sum(total_cost) "
            "FROM lake.cdm.cost GROUP BY 1"
        )
    )
    items = total("medications", "TOTALCOST") + total("immunizations", "BASE_COST") + total("procedures", "BASE_COST")
    assert found["items"] == pytest.approx(items, abs=0.01)
    assert found["visits"] == pytest.approx(total("encounters", "TOTAL_CLAIM_COST"), abs=0.01)
    ((events, costs),) = loaded.ask("SELECT count(*), count(DISTINCT cost_id) FROM lake.cdm.cost")
    assert events == costs


def test_a_charge_is_the_unit_cost_of_an_encounter_or_item(loaded: Loaded) -> None:
    """Why claims and their transactions add nothing: each charge of an amount is one that is counted already."""
    charges = [row for row in loaded.rows("claims_transactions") if row["TYPE"] == "CHARGE"]
    if not charges:
        pytest.skip("this export has no claims_transactions.csv")
    known = Counter(
        (encounter, code, float(amount))
        for stem, key, cost in (
            ("encounters", "Id", "BASE_ENCOUNTER_COST"),
            ("procedures", "ENCOUNTER", "BASE_COST"),
            ("medications", "ENCOUNTER", "BASE_COST"),
            ("immunizations", "ENCOUNTER", "BASE_COST"),
        )
        for encounter, code, amount in ((row[key], row["CODE"], row[cost]) for row in loaded.rows(stem))
    )
    charged = Counter((row["APPOINTMENTID"], row["PROCEDURECODE"], float(row["AMOUNT"])) for row in charges)
    unexplained = charged - known
    assert sum(charged.values()) == sum(known.values())
    assert all(amount == 0 for _, _, amount in unexplained)


def test_drug_eras_are_what_the_calendar_shows(loaded: Loaded) -> None:
    exposures = loaded.ask(
        "SELECT t.person_id, c.concept_id, t.drug_exposure_start_date, t.drug_exposure_end_date "
        "FROM lake.cdm.drug_exposure AS t "
        "JOIN lake.vocabulary.concept_ancestor AS a ON a.descendant_concept_id = t.drug_concept_id "
        "JOIN lake.vocabulary.concept AS c ON c.concept_id = a.ancestor_concept_id "
        "WHERE c.concept_class_id = 'Ingredient' AND c.standard_concept = 'S'"
    )
    spans: dict[tuple[int, int], list[tuple[date, date]]] = defaultdict(list)
    for person, ingredient, start, end in exposures:
        spans[person, ingredient].append((start, end))
    expected = []
    for (person, ingredient), taken in spans.items():
        days = sorted({day for start, end in taken for day in range(start.toordinal(), end.toordinal() + 1)})
        first = before = days[0]
        free = 0
        for day in days[1:]:
            if day - before > 30:
                expected.append((person, ingredient, first, before, free))
                first, free = day, 0
            else:
                free += day - before - 1
            before = day
        expected.append((person, ingredient, first, before, free))
    found = loaded.ask(
        "SELECT person_id, drug_concept_id, drug_era_start_date, drug_era_end_date, gap_days FROM lake.cdm.drug_era"
    )
    assert sorted(
        (person, drug, start.toordinal(), end.toordinal(), gap) for person, drug, start, end, gap in found
    ) == sorted(expected)
