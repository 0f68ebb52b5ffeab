"""The 300 phenotypes of OHDSI's library on GiBleed: every row that Circe's own SQL finds, and none besides."""

import csv
from collections import defaultdict
from collections.abc import Iterator

import pytest

from asan.gateway.principal import Principal
from asan.kit.settings import settings
from asan.modules.etl.cdm_import.service import import_cdm
from asan.modules.research import service
from asan.modules.research.definitions import NamedDefinition, read_definitions
from tests.support.shared_data import shared_data

Spans = dict[str, list[tuple[int, str, str]]]

OWNER = Principal(name="os:test", roles=frozenset({"admin"}))


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[NamedDefinition]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(tmp_path_factory.mktemp("gibleed") / "home"))
        settings.cache_clear()
        import_cdm(shared_data("gibleed"))
        yield read_definitions([shared_data("phenotypes") / "json"])[0]
    settings.cache_clear()


def expected() -> Spans:
    found: Spans = defaultdict(list)
    with (shared_data("phenotypes") / "expected_rows_gibleed.csv").open() as file:
        for row in csv.DictReader(file):
            span = int(row["subject_id"]), row["cohort_start_date"], row["cohort_end_date"]
            found[row["cohort_id"]].append(span)
    return {cohort: sorted(spans) for cohort, spans in found.items()}


def generated(definitions: list[NamedDefinition]) -> Spans:
    done = service.generate(OWNER, definitions, surface="test")
    found: Spans = defaultdict(list)
    for number, subject, start, end in zip(*(column.to_pylist() for column in done.spans.columns), strict=True):
        found[done.cohorts[number].name].append((subject, str(start), str(end)))
    return {cohort: sorted(spans) for cohort, spans in found.items()}


def test_no_definition_holds_anything_unknown(definitions: list[NamedDefinition]) -> None:
    assert len(definitions) == 300
    assert [definition.name for definition in definitions if definition.unknown] == []


def test_rows_of_one_batch_equal_circe_on_every_run(definitions: list[NamedDefinition]) -> None:
    for _ in range(2):
        assert generated(definitions) == expected()


def test_a_cohort_alone_equals_itself_in_the_batch(definitions: list[NamedDefinition]) -> None:
    alone = {"1071", "818", "344"}
    together = expected()
    for definition in definitions:
        if definition.name in alone:
            assert generated([definition]).get(definition.name, []) == together.get(definition.name, [])
