"""Finding a download's files in folders and zips, and refusing archives that mean harm."""

import zipfile
from pathlib import Path

import pytest

from asan.omop.cdm import CDM
from asan.omop.vocabulary.download import find
from asan.omop.vocabulary.errors import (
    ArchiveDamaged,
    ArchiveUnsafe,
    VocabularyEmpty,
    VocabularyFileMissing,
    VocabularyHeader,
)
from asan.omop.vocabulary.header import read_header
from tests.support.tiny_vocabulary import HEADERS, tiny_files, write_files


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tiny_members() -> dict[str, bytes]:
    return {name: "".join(f"{line}\n" for line in lines).encode() for name, lines in tiny_files().items()}


def test_zip_and_folder_in_any_case_of_letters_have_one_fingerprint(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "folder", {name.lower(): lines for name, lines in tiny_files().items()})
    zipped = packed(tmp_path / "v.zip", {f"download/{name}": content for name, content in tiny_members().items()})
    assert find(folder).fingerprint() == find(zipped).fingerprint()
    assert set(find(zipped).members) == set(find(folder).members)


def test_one_changed_letter_changes_the_fingerprint(tmp_path: Path) -> None:
    files = tiny_files()
    before = find(write_files(tmp_path / "a", files)).fingerprint()
    files["CONCEPT.csv"][1] = files["CONCEPT.csv"][1].replace("Diabetes", "diabetes")
    assert find(write_files(tmp_path / "b", files)).fingerprint() != before


def test_zip_unpacks_only_the_vocabulary_files(tmp_path: Path) -> None:
    members = tiny_members() | {"readme.txt": b"hello", "cpt4.jar": b"x"}
    target = tmp_path / "out"
    target.mkdir()
    files = find(packed(tmp_path / "v.zip", members)).unpack(target)
    assert {path.name for path in target.iterdir()} == set(tiny_files())
    assert files["concept"].read_bytes() == members["CONCEPT.csv"]


@pytest.mark.parametrize("missing", ["CONCEPT.csv", "CONCEPT_RELATIONSHIP.csv", "VOCABULARY.csv"])
def test_missing_required_file_is_named(tmp_path: Path, missing: str) -> None:
    files = {name: lines for name, lines in tiny_files().items() if name != missing}
    with pytest.raises(VocabularyFileMissing, match=missing):
        find(write_files(tmp_path, files))


def test_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(VocabularyFileMissing):
        find(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["../CONCEPT.csv", "/etc/CONCEPT.csv", "a/../../x", "..\\CONCEPT.csv", "C:\\x"])
def test_member_outside_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveUnsafe):
        find(packed(tmp_path / "v.zip", tiny_members() | {name: b"x"}))


def test_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "v.zip", tiny_members())
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("DOMAIN.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ArchiveUnsafe, match="link"):
        find(path)


def test_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnsafe):
        find(packed(tmp_path / "v.zip", tiny_members() | {"CONCEPT_SYNONYM.csv": b"0" * 60_000_000}))


def test_zip_cut_off_is_damaged(tmp_path: Path) -> None:
    path = packed(tmp_path / "v.zip", tiny_members())
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ArchiveDamaged):
        find(path)


def test_zip_with_a_wrong_byte_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "v.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in tiny_members().items():
            archive.writestr(name, content)
    path.write_bytes(path.read_bytes().replace(b"Essential hypertension", b"Essential hypotension!"))
    with pytest.raises(ArchiveDamaged, match=r"CONCEPT\.csv"):
        find(path).fingerprint()


@pytest.mark.parametrize(
    ("header", "error"),
    [
        ("", VocabularyEmpty),
        (HEADERS["CONCEPT"].replace("\t", ","), VocabularyHeader),
        (HEADERS["CONCEPT"].replace("concept_code", "code"), VocabularyHeader),
        (HEADERS["CONCEPT"] + "\tconcept_name", VocabularyHeader),
    ],
)
def test_wrong_header_is_refused(tmp_path: Path, header: str, error: type[Exception]) -> None:
    path = tmp_path / "CONCEPT.csv"
    path.write_text(header + "\n")
    with pytest.raises(error):
        read_header(path, CDM.tables["concept"])


def test_header_may_be_upper_case_with_a_byte_order_mark_in_another_order(tmp_path: Path) -> None:
    path = tmp_path / "CONCEPT_SYNONYM.csv"
    path.write_bytes(b"\xef\xbb\xbfLANGUAGE_CONCEPT_ID\tCONCEPT_ID\tCONCEPT_SYNONYM_NAME\r\n")
    assert read_header(path, CDM.tables["concept_synonym"]) == (
        "language_concept_id",
        "concept_id",
        "concept_synonym_name",
    )
