"""Loading downloads, whole and bent, into a real lake."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from asan.kit.settings import settings
from asan.omop.vocabulary.errors import (
    VocabularyDuplicate,
    VocabularyEmpty,
    VocabularyLine,
    VocabularyValueMissing,
)
from asan.warehouse.lake import Lake
from asan.warehouse.vocabulary import VocabularyLoad, load_vocabulary, loaded
from tests.support.tiny_vocabulary import HEADERS, tiny_files, write_files

Files = dict[str, list[str]]


def load(folder: Path, files: Files | None = None, newline: str = "\n") -> VocabularyLoad:
    return load_vocabulary(Lake(settings()), write_files(folder, files or tiny_files(), newline))


def ask(sql: str) -> list[tuple[object, ...]]:
    connection = Lake(settings()).connect_reader()
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def codes(done: VocabularyLoad) -> set[str]:
    return {warning["code"] for warning in done.warnings}


def test_a_load_shows_versions_rows_and_what_is_missing(asan_home: Path, tmp_path: Path) -> None:
    done = load(tmp_path)
    assert done.version == "v5.0 30-AUG-24"
    assert done.vocabularies == {"ICD10": "2021", "RxNorm": "20240506", "SNOMED": "2024-02-01"}
    assert (done.rows["concept"], done.rows["concept_relationship"], done.rows["concept_synonym"]) == (9, 8, 5)
    assert codes(done) == {"no_domain", "no_concept_class", "no_concept_ancestor", "no_drug_strength"}
    assert ask("SELECT valid_end_date FROM lake.vocabulary.concept WHERE concept_id = 2") == [(date(2099, 12, 31),)]


def test_what_was_loaded_is_told_by_the_lake_itself(asan_home: Path, tmp_path: Path) -> None:
    done = load(tmp_path)
    connection = Lake(settings()).connect_reader()
    info = loaded(connection)
    assert info is not None
    assert (info.fingerprint, info.version, info.rows) == (done.fingerprint, done.version, done.rows)


def test_loading_the_same_again_writes_nothing_and_says_so(asan_home: Path, tmp_path: Path) -> None:
    load(tmp_path)
    before = ask("SELECT max(snapshot_id) FROM __ducklake_metadata_lake.ducklake_snapshot")
    assert load(tmp_path).already_loaded
    assert ask("SELECT max(snapshot_id) FROM __ducklake_metadata_lake.ducklake_snapshot") == before


def test_another_vocabulary_replaces_the_first_and_old_versions_keep_it(asan_home: Path, tmp_path: Path) -> None:
    first = load(tmp_path / "a")
    version = ask("SELECT max(snapshot_id) FROM __ducklake_metadata_lake.ducklake_snapshot")[0][0]
    files = tiny_files()
    del files["CONCEPT.csv"][-1]
    second = load(tmp_path / "b", files)
    assert (first.rows["concept"], second.rows["concept"]) == (9, 8)
    assert ask(f"SELECT count(*) FROM lake.vocabulary.concept AT (VERSION => {version})") == [(9,)]
    connection = Lake(settings()).connect_reader()
    assert loaded(connection, int(str(version))).fingerprint == first.fingerprint  # type: ignore[union-attr]


def test_windows_line_ends_byte_order_mark_and_quotes_load_as_they_are(asan_home: Path, tmp_path: Path) -> None:
    files = tiny_files()
    files["CONCEPT.csv"][0] = "\ufeff" + files["CONCEPT.csv"][0]
    files["CONCEPT.csv"][1] = files["CONCEPT.csv"][1].replace("Diabetes mellitus", 'Diabetes "mellitus')
    assert load(tmp_path, files, "\r\n").rows["concept"] == 9
    assert ask("SELECT concept_name, invalid_reason FROM lake.vocabulary.concept WHERE concept_id = 1") == [
        ('Diabetes "mellitus', None)
    ]


def test_ancestors_are_built_from_relationships_where_the_file_is_missing(asan_home: Path, tmp_path: Path) -> None:
    load(tmp_path)
    pairs = ask("FROM lake.vocabulary.concept_ancestor WHERE min_levels_of_separation > 0 ORDER BY ALL")
    assert pairs == [(1, 2, 1, 1), (1, 3, 2, 2), (2, 3, 1, 1), (5, 6, 1, 1)]
    own = ask("FROM lake.vocabulary.concept_ancestor WHERE max_levels_of_separation = 0 ORDER BY ALL")
    assert own == [(standard, standard, 0, 0) for standard in (1, 2, 3, 5, 6, 7, 8, 9)]


def test_two_ways_down_give_shortest_and_longest_separation(asan_home: Path, tmp_path: Path) -> None:
    files = tiny_files()
    files["CONCEPT_RELATIONSHIP.csv"].append("1\t3\tSubsumes\t19700101\t20991231\t")
    load(tmp_path, files)
    assert ask("FROM lake.vocabulary.concept_ancestor WHERE ancestor_concept_id = 1 AND descendant_concept_id = 3") == [
        (1, 3, 1, 2)
    ]


def test_a_hierarchy_that_runs_in_a_circle_is_a_warning(asan_home: Path, tmp_path: Path) -> None:
    files = tiny_files()
    files["CONCEPT_RELATIONSHIP.csv"].append("3\t1\tSubsumes\t19700101\t20991231\t")
    assert "circular_hierarchy" in codes(load(tmp_path, files))


def replace(name: str, line: int, text: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        files[name][line] = text

    return change


def append(name: str, text: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        files[name].append(text)

    return change


DAMAGES = {
    "cut off": (append("CONCEPT.csv", "10\tName\tCondi"), VocabularyLine, "Line 11 of CONCEPT.csv"),
    "too many columns": (append("CONCEPT_SYNONYM.csv", "1\tx\t4180186\tmore"), VocabularyLine, "Line 7 of CONCEPT_SYN"),
    "not a number": (replace("CONCEPT_SYNONYM.csv", 2, "two\tx\t4180186"), VocabularyLine, "Line 3 of CONCEPT_SYN"),
    "bad date": (
        replace("CONCEPT_RELATIONSHIP.csv", 1, "4\t3\tMaps to\t19701301\t20991231\t"),
        VocabularyLine,
        "Line 2 of CONCEPT_RELATIONSHIP.csv",
    ),
    "empty date": (
        replace("CONCEPT_RELATIONSHIP.csv", 1, "4\t3\tMaps to\t\t20991231\t"),
        VocabularyValueMissing,
        "valid_start_date of CONCEPT_RELATIONSHIP.csv is empty in 1 lines",
    ),
    "twice": (
        append("CONCEPT.csv", "9\tAgain\tCondition\tSNOMED\tDisorder\tS\tx\t19700101\t20991231\t"),
        VocabularyDuplicate,
        "1 concept ids occur more than once \\(9",
    ),
    "no rows": (lambda files: files.update({"CONCEPT.csv": [HEADERS["CONCEPT"]]}), VocabularyEmpty, "CONCEPT.csv"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_named_and_leaves_the_loaded_vocabulary(asan_home: Path, tmp_path: Path, damage: str) -> None:
    change, error, message = DAMAGES[damage]
    good = load(tmp_path / "good")
    files = tiny_files()
    change(files)
    with pytest.raises(error, match=message):
        load(tmp_path / "bad", files)
    assert ask("SELECT count(*) FROM lake.vocabulary.concept") == [(9,)]
    assert loaded(Lake(settings()).connect_reader()).fingerprint == good.fingerprint  # type: ignore[union-attr]


def test_bytes_that_are_not_utf8_are_named_with_their_line(asan_home: Path, tmp_path: Path) -> None:
    folder = write_files(tmp_path, tiny_files())
    path = folder / "CONCEPT_SYNONYM.csv"
    path.write_bytes(path.read_bytes() + "1\t당뇨병\t4175771\n".encode("cp949"))
    with pytest.raises(VocabularyLine, match=r"Line 7 of CONCEPT_SYNONYM\.csv"):
        load_vocabulary(Lake(settings()), folder)


def test_rows_that_point_at_unknown_concepts_are_counted(asan_home: Path, tmp_path: Path) -> None:
    files = tiny_files()
    files["CONCEPT_RELATIONSHIP.csv"].append("1\t99\tMaps to\t19700101\t20991231\t")
    files["CONCEPT_SYNONYM.csv"] += ["98\tx\t4180186", "99\ty\t4180186"]
    done = load(tmp_path, files)
    counts = {warning["code"]: warning["count"] for warning in done.warnings}
    assert counts["unknown_concepts_in_concept_relationship"] == 1
    assert counts["unknown_concepts_in_concept_synonym"] == 2


def test_a_download_without_mappings_is_a_warning(asan_home: Path, tmp_path: Path) -> None:
    files = tiny_files()
    files["CONCEPT_RELATIONSHIP.csv"] = [line for line in files["CONCEPT_RELATIONSHIP.csv"] if "Maps to" not in line]
    assert "no_maps_to" in codes(load(tmp_path, files))


def test_a_last_line_without_end_is_a_warning(asan_home: Path, tmp_path: Path) -> None:
    folder = write_files(tmp_path, tiny_files())
    path = folder / "CONCEPT.csv"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert "unfinished_last_line" in codes(load_vocabulary(Lake(settings()), folder))
