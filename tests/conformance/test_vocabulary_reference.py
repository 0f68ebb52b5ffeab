"""The reference vocabulary, a true subset of OMOP's, loaded and searched."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from asan.kit.settings import settings
from asan.modules.ontology import service
from asan.omop.search.concept import Filters
from asan.warehouse.lake import Lake
from asan.warehouse.vocabulary import VocabularyLoad, load_vocabulary
from tests.support.shared_data import shared_data


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VocabularyLoad]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(tmp_path_factory.mktemp("reference") / "home"))
        settings.cache_clear()
        yield service.load(shared_data("vocabulary"))
    settings.cache_clear()


def lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file) - 1


def test_every_line_is_loaded(reference: VocabularyLoad) -> None:
    expected = {path.stem.lower(): lines(path) for path in shared_data("vocabulary").glob("*.csv")}
    assert {table: reference.rows[table] for table in expected} == expected
    assert reference.version == "v5.0 30-AUG-24"


def test_ancestors_built_from_relationships_agree_with_omops_where_both_know(
    reference: VocabularyLoad, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The subset's relations and ancestors are each a part of OMOP's, so most but not all of both can agree."""
    given = ancestors()
    folder = tmp_path / "download"
    ignored = shutil.ignore_patterns("CONCEPT_ANCESTOR.csv")
    shutil.copytree(shared_data("vocabulary"), folder, ignore=ignored)
    monkeypatch.setenv("ASAN_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    load_vocabulary(Lake(settings()), folder)
    built = ancestors()
    both = given.keys() & built.keys()
    assert len(given) > 9_000
    assert len(both) / len(given) > 0.9
    assert sum(given[pair] == built[pair] for pair in both) / len(both) > 0.9


def ancestors() -> dict[tuple[int, int], int]:
    """Levels between the pairs of different SNOMED concepts."""
    connection = Lake(settings()).connect_reader()
    rows = connection.execute(
        """SELECT ancestor_concept_id, descendant_concept_id, min_levels_of_separation
           FROM lake.vocabulary.concept_ancestor
           JOIN lake.vocabulary.concept a ON a.concept_id = ancestor_concept_id AND a.vocabulary_id = 'SNOMED'
           JOIN lake.vocabulary.concept d ON d.concept_id = descendant_concept_id AND d.vocabulary_id = 'SNOMED'
           WHERE ancestor_concept_id <> descendant_concept_id"""
    ).fetchall()
    return {(above, below): levels for above, below, levels in rows}


@pytest.mark.parametrize(
    ("text", "concept_id"),
    [
        ("201826", 201826),
        ("44054006", 201826),
        ("type 2 diabtes melitus", 201826),
        ("Essential hypertension", 320128),
        ("simvastatin", 1539403),
        ("Myocardial infarction", 4329847),
    ],
)
def test_search_finds_real_concepts_first(reference: VocabularyLoad, text: str, concept_id: int) -> None:
    assert service.search(text, Filters(), 1).concepts[0].concept_id == concept_id
