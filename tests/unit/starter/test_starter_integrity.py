"""The starter vocabulary holds together: no id twice, nothing dangling, every map ends at a standard concept."""

from collections import Counter, defaultdict
from pathlib import Path

import duckdb
import pytest

from asan.omop.starter import notice, write
from asan.omop.starter.content import LISTS, concepts
from asan.omop.starter.relations import REVERSE, ancestors, relationships
from asan.omop.starter.source import DATA, concepts_in, table

BY_ID = {concept.id: concept for concept in concepts()}

# Hierarchies that SNOMED CT lets run through two OMOP domains: (child, parent).
CROSSES_DOMAIN = {
    (4077697, 4324693),  # Screening mammography is a Measurement, Mammography a Procedure
    (4217975, 4299535),  # Normal pregnancy is a Condition, Pregnancy an Observation
}
# Source codes of Synthea's files that the vocabulary itself maps to nothing.
UNMAPPED = {4135423, 4179721, 4215570, 37117046, 42537112, 42537121, 42537188, 42537338, 44784290}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("starter")
    write(path)
    return path


def test_its_size_is_what_the_documents_say() -> None:
    assert round(len(BY_ID), -2) == 1_900


def test_no_concept_id_twice() -> None:
    assert [found for found, times in Counter(concept.id for concept in concepts()).items() if times > 1] == []


def test_no_code_twice_in_a_vocabulary() -> None:
    codes = Counter((c.vocabulary, c.code) for c in concepts() if c.code != "OMOP generated")
    assert [found for found, times in codes.items() if times > 1] == []


def test_every_list_in_the_folder_is_read() -> None:
    plain = {"kcd", "local_orders", "vocabulary", "domain", "concept_class", "relationship"}
    assert {entry.name.removesuffix(".tsv") for entry in DATA.iterdir()} == set(LISTS) | plain


def test_local_ids_are_above_two_billion_and_only_they() -> None:
    local = {c.id for c in concepts() if c.vocabulary.startswith("ASAN")}
    described = {int(row[1]) for name in ("vocabulary", "concept_class") for row in table(name)}
    assert {c.id for c in concepts() if c.id > 2_000_000_000} == local | {i for i in described if i > 2_000_000_000}


def test_every_map_ends_at_a_standard_concept_of_the_set() -> None:
    wrong = [(c.id, t) for c in concepts() for t in c.maps_to if t not in BY_ID or BY_ID[t].standard != "S"]
    assert wrong == []


def test_every_standard_concept_maps_to_itself() -> None:
    maps = {(a, b) for a, b, name in relationships(concepts()) if name == "Maps to"}
    assert [c.id for c in concepts() if c.standard == "S" and (c.id, c.id) not in maps] == []


def test_every_source_code_has_a_target_but_the_known_ones() -> None:
    bare = {c.id for c in concepts() if not c.standard and not c.maps_to and c.domain != "Metadata"}
    assert bare == UNMAPPED


def test_local_codes_keep_the_domain_of_their_target() -> None:
    wrong = [
        (c.code, c.domain, BY_ID[t].domain)
        for c in concepts()
        if c.vocabulary.startswith("ASAN")
        for t in c.maps_to
        if BY_ID[t].domain != c.domain
    ]
    assert wrong == []


def test_relationships_dangle_nowhere_and_have_their_reverse() -> None:
    found = relationships(concepts())
    assert [row for row in found if row[0] not in BY_ID or row[1] not in BY_ID] == []
    both = REVERSE | {reverse: name for name, reverse in REVERSE.items()}
    assert {(b, a, both[name]) for a, b, name in found} == set(found)


def test_the_relationship_table_knows_what_is_written() -> None:
    described = {row[0]: row[5] for row in table("relationship")}
    assert {name for _, _, name in relationships(concepts())} == set(described)
    assert all(described[reverse] == name for name, reverse in described.items())


def test_hierarchy_stays_in_its_domain() -> None:
    crossing = {(c.id, p) for c in concepts() for p in c.parents if BY_ID[p].domain != c.domain}
    assert crossing == CROSSES_DOMAIN


def test_parents_are_in_the_set_and_standard_or_class() -> None:
    assert [(c.id, p) for c in concepts() for p in c.parents if p not in BY_ID or BY_ID[p].standard is None] == []


def test_ancestors_are_the_transitive_closure() -> None:
    pairs: defaultdict[int, set[int]] = defaultdict(set)
    for ancestor, descendant, _, _ in ancestors(concepts()):
        pairs[descendant].add(ancestor)
    for concept in concepts():
        above = {*concept.parents, *(dose.ingredient for dose in concept.doses)} if concept.standard else set()
        expected = {concept.id} if concept.standard else set()
        assert pairs[concept.id] == expected.union(*(pairs[parent] for parent in above))


def test_every_clinical_drug_has_a_strength_of_an_ingredient() -> None:
    drugs = [c for c in concepts() if c.concept_class in {"Clinical Drug", "Quant Clinical Drug"}]
    assert len(drugs) > 100
    assert [c.id for c in drugs if not c.doses] == []
    assert {BY_ID[dose.ingredient].concept_class for c in drugs for dose in c.doses} == {"Ingredient"}
    assert all(dose.amount > 0 for c in drugs for dose in c.doses)


def test_vocabularies_domains_and_classes_are_described_and_used() -> None:
    assert {c.vocabulary for c in concepts()} == {row[0] for row in table("vocabulary")}
    assert {c.concept_class for c in concepts()} == {row[0] for row in table("concept_class")}
    assert {c.domain for c in concepts()} <= {row[0] for row in table("domain")}


def test_everything_that_a_person_searches_has_a_korean_name() -> None:
    assert [c.id for c in concepts() if c.domain != "Metadata" and not c.korean] == []


def test_korean_names_are_korean() -> None:
    has_hangul = [any("가" <= sign <= "힣" for sign in name) for c in concepts() for name in c.korean]
    assert sum(has_hangul) / len(has_hangul) > 0.97


def test_a_bad_row_is_named_by_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad.tsv").write_text("# title\n1\tcode\tname\t이름\n", encoding="utf-8")
    monkeypatch.setattr("asan.omop.starter.source.DATA", tmp_path)
    with pytest.raises(ValueError, match=r"bad\.tsv, line 2: .*@ line"):
        concepts_in("bad")


def test_a_cycle_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "@\tV\tD\tC\tS\n1\ta\tA\t가\tis=2\n2\tb\tB\t나\tis=1\n"
    (tmp_path / "cycle.tsv").write_text(rows, encoding="utf-8")
    monkeypatch.setattr("asan.omop.starter.source.DATA", tmp_path)
    with pytest.raises(ValueError, match="own ancestor"):
        ancestors(concepts_in("cycle"))


def test_the_same_bytes_each_time(folder: Path, tmp_path: Path) -> None:
    write(tmp_path)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {p.name: p.read_bytes() for p in tmp_path.iterdir()}


def test_the_files_load_as_an_athena_download(folder: Path) -> None:
    connection = duckdb.connect()
    for path in sorted(folder.iterdir()):
        connection.execute(
            f"CREATE TABLE {path.stem} AS SELECT * FROM read_csv(?, delim = '\t', quote = '', escape = '', "
            "header = true, strict_mode = true, sample_size = -1, dateformat = '%Y%m%d')",
            [str(path)],
        )
    orphans = {
        "relationship": "SELECT count(*) FROM concept_relationship ANTI JOIN concept ON concept_id_2 = concept_id",
        "ancestor": "SELECT count(*) FROM concept_ancestor ANTI JOIN concept ON ancestor_concept_id = concept_id",
        "synonym": "SELECT count(*) FROM concept_synonym ANTI JOIN concept USING (concept_id)",
        "strength": "SELECT count(*) FROM drug_strength ANTI JOIN concept ON ingredient_concept_id = concept_id",
        "unit": "SELECT count(*) FROM drug_strength ANTI JOIN concept ON concept_id = "
        "coalesce(amount_unit_concept_id, denominator_unit_concept_id)",
        "vocabulary": "SELECT count(*) FROM vocabulary ANTI JOIN concept ON vocabulary_concept_id = concept_id",
        "class": "SELECT count(*) FROM concept_class ANTI JOIN concept ON concept_class_concept_id = concept_id",
    }
    counts = {name: connection.execute(sql).fetchone() for name, sql in orphans.items()}
    assert counts == dict.fromkeys(orphans, (0,))
    assert connection.execute("SELECT count(*) FROM concept").fetchone() == (len(BY_ID),)


def test_strengths_read_as_their_drugs_say(folder: Path) -> None:
    lines = (folder / "DRUG_STRENGTH.csv").read_text(encoding="utf-8").splitlines()
    cells = {line.split("\t")[0]: line.split("\t")[1:9] for line in lines[1:]}
    assert cells["1332419"] == ["1332418", "5", "8576", "", "", "", "", ""]  # amlodipine 5 MG Oral Tablet
    assert cells["35603430"] == ["1154029", "", "", "0.5", "8576", "10", "8587", ""]  # 10 ML fentanyl 0.05 MG/ML
    assert cells["35603225"] == ["956874", "", "", "10", "8576", "", "8587", ""]  # furosemide 10 MG/ML Injection


def test_the_notice_names_athena_and_the_licences() -> None:
    for text in (notice().ko, notice().en):
        assert "Athena" in text
        assert "SNOMED CT" in text
