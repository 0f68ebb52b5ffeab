"""A vocabulary takes the place of another: a pinned snapshot goes on with the one that it was published with."""

import os
from pathlib import Path

import pytest

from asan.gateway.errors import NoSnapshot
from asan.gateway.owner import owner
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.modules.etl.snapshots import tags, upkeep
from asan.modules.etl.snapshots.upkeep import Rule
from asan.modules.ontology import service
from asan.omop.search.build import index_folder
from asan.omop.search.concept import Filters
from asan.omop.vocabulary.errors import SearchIndexMissing
from asan.upkeep import DAY, tidy
from tests.support.loaded_hospital import client_as
from tests.support.published_lake import publish_persons
from tests.support.tiny_vocabulary import VALID, tiny_files, write_files

NOW = 2_000_000_000.0


def load(folder: Path, *more: str) -> None:
    """Load the tiny vocabulary without its diabetes monitoring and with ``more`` concepts."""
    files = tiny_files()
    files["CONCEPT.csv"] = [line for line in files["CONCEPT.csv"] if not line.startswith("8\t")] + list(more)
    service.load(write_files(folder, files))


@pytest.fixture
def versions(asan_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Two published snapshots, each with a vocabulary of its own; a third vocabulary was loaded after them."""
    monkeypatch.setenv("ASAN_LAKE_GRACE_HOURS", "0")
    settings.cache_clear()
    upgrade()
    service.load(write_files(tmp_path / "a", tiny_files()))
    first = publish_persons(tmp_path / "work", 1).version
    load(tmp_path / "b", f"20\tGout\tCondition\tSNOMED\tDisorder\tS\t90560007\t{VALID}")
    second = publish_persons(tmp_path / "work", 2).version
    load(tmp_path / "c", f"21\tAsthma\tCondition\tSNOMED\tDisorder\tS\t195967001\t{VALID}")
    return first, second


def found(text: str, snapshot: int | None) -> list[int]:
    return [one.concept_id for one in service.search(text, Filters(), 5, snapshot=snapshot).concepts]


def test_a_pinned_snapshot_is_searched_in_its_own_vocabulary(versions: tuple[int, int]) -> None:
    first, second = versions
    for text, by_snapshot in (
        ("monitoring", {first: [8], second: [], None: []}),
        ("gout", {first: [], second: [20], None: []}),
        ("asthma", {first: [], second: [], None: [21]}),
    ):
        assert {each: found(text, each) for each in by_snapshot} == by_snapshot
    tags.tag(owner(), first, "paper", surface="test")
    client = client_as("researcher")
    for pin, answers in (("paper", (200, 404)), (second, (404, 200))):
        concepts = [client.get(f"/api/ontology/concepts/{each}?snapshot={pin}") for each in (8, 20)]
        assert tuple(answer.status_code for answer in concepts) == answers
    hits = client.get("/api/ontology/concepts?q=monitoring&snapshot=paper").json()["concepts"]
    assert [one["concept_id"] for one in hits] == [8]
    assert client.get("/api/ontology/vocabulary?snapshot=paper").json() == {
        "version": "v5.0 30-AUG-24",
        "searchable": True,
    }
    with pytest.raises(NoSnapshot):
        service.search("gout", Filters(), 5, snapshot=second + 1)


def test_indexes_stay_as_long_as_a_snapshot_needs_them(versions: tuple[int, int], asan_home: Path) -> None:
    given = settings()
    for file in (given.search, *given.search.rglob("*")):
        os.utime(file, (NOW - 10 * DAY,) * 2)
    assert tidy(given, NOW) == []
    gone = index_folder(given.search, service.status(versions[0]).info.fingerprint)
    upkeep.expire(owner(), Rule(keep=1), surface="test")
    assert tidy(given, NOW) == [gone]
    assert found("gout", versions[1]) == [20]
    assert found("asthma", None) == [21]


def test_an_index_that_is_gone_is_made_again_for_its_snapshot_alone(versions: tuple[int, int], asan_home: Path) -> None:
    for folder in settings().search.iterdir():
        folder.rename(folder.with_name(f"{folder.name}.gone"))
    with pytest.raises(SearchIndexMissing):
        found("monitoring", versions[0])
    service.index(versions[0])
    assert found("monitoring", versions[0]) == [8]
    with pytest.raises(SearchIndexMissing):
        found("gout", versions[1])


def test_the_vocabulary_stays_known_when_the_version_that_loaded_it_expires(
    versions: tuple[int, int], tmp_path: Path
) -> None:
    before = [service.status(each).info for each in (None, versions[1])]
    third = publish_persons(tmp_path / "work", 3).version
    upkeep.expire(owner(), Rule(keep=2), surface="test")
    assert [service.status(each).info for each in (None, versions[1])] == before
    assert service.status(third).info == before[0]
