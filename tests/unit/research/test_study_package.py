"""A study package is what its manifest says, or is refused by name; and what leaves the house tells of nobody."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asan.kit.errors import AsanError
from asan.modules.research.analysis.specification import read_specification
from asan.modules.research.analysis.suppression import parts_told, told
from asan.modules.research.saved.expressions import keep
from asan.modules.research.study.manifest import CohortEntry, Manifest
from asan.modules.research.study.package import MOST_MEGABYTES, Package, as_text, packed, read, write

EXPRESSION: dict[str, Any] = {"PrimaryCriteria": {"CriteriaList": [{"ConditionOccurrence": {}}]}}
ANALYSES = {"analyses": [{"id": "t", "kind": "table-one", "target": "all"}]}


def package(expression: dict[str, Any] | None = None, analyses: object = None, **more: bytes) -> Package:
    text = as_text(expression or EXPRESSION)
    entry = CohortEntry(key="all", name="everybody", file="cohorts/1.json", digest=keep(json.loads(text)).digest)
    manifest = Manifest(name="a-study", platform="1", cdm="5.4", cohorts=[entry], members={})
    members = {"cohorts/1.json": text, "analyses.json": as_text(analyses or ANALYSES), **more}
    return packed(manifest, members)


def rewritten(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The package with its members changed by hand, as somebody would who does not care for the manifest."""
    with zipfile.ZipFile(io.BytesIO(write(package()))) as file:
        members = {name: file.read(name) for name in file.namelist()}
    change(members)
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return sink.getvalue()


def manifest_with(**changed: Any) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members["manifest.json"] = json.dumps({**json.loads(members["manifest.json"]), **changed}).encode()

    return change


def code_of(content: bytes) -> str:
    with pytest.raises(AsanError) as raised:
        read(content, "x.zip")
    return raised.value.code


def test_what_is_written_is_read_and_the_same_package_is_the_same_file() -> None:
    made = package()
    assert read(write(made), "x") == made
    assert write(made) == write(package())
    assert [one.name for one in made.definitions()] == ["all"]
    assert made.analyses()[0].members == {"target": "all"}


def put(name: str, content: bytes = b"x") -> Callable[[dict[str, bytes]], None]:
    return lambda members: members.update({name: content})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (put("cohorts/1.json", b"{}"), "study_tampered"),
        (put("results/extra.csv"), "study_tampered"),
        (lambda members: members.pop("analyses.json"), "study_tampered"),
        (put("../evil.json"), "study_unsafe_member"),
        (put("/etc/passwd"), "study_unsafe_member"),
        (put("cohorts\\..\\evil.json"), "study_unsafe_member"),
        (put("results/..csv/../x"), "study_unsafe_member"),
        (put("results/"), "study_unsafe_member"),
        (lambda members: members.pop("manifest.json"), "study_not_a_package"),
        (put("manifest.json", b"no json"), "study_bad_manifest"),
        (put("manifest.json", b"[]"), "study_not_a_package"),
        (manifest_with(format="other"), "study_not_a_package"),
        (manifest_with(version=2), "study_unknown_format"),
        (manifest_with(version="1; DROP"), "study_unknown_format"),
        (manifest_with(cohorts=[]), "study_bad_manifest"),
        (manifest_with(results=True), "study_bad_manifest"),
        (manifest_with(name="a/b"), "study_bad_manifest"),
    ],
)
def test_every_change_is_refused_by_name(change: Callable[[dict[str, bytes]], None], code: str) -> None:
    assert code_of(rewritten(change)) == code


def test_a_link_and_a_name_twice_are_refused() -> None:
    for twice in (False, True):
        sink = io.BytesIO(write(package()))
        with zipfile.ZipFile(sink, "a") as file:
            entry = zipfile.ZipInfo("cohorts/1.json" if twice else "cohorts/2.json")
            entry.external_attr = (0o100644 if twice else 0o120777) << 16
            if twice:
                with pytest.warns(UserWarning, match="Duplicate"):
                    file.writestr(entry, "/etc/passwd")
            else:
                file.writestr(entry, "/etc/passwd")
        assert code_of(sink.getvalue()) == "study_unsafe_member"


@given(st.data())
def test_a_file_cut_short_or_with_a_bit_turned_is_never_read_as_something_else(data: st.DataObject) -> None:
    made = write(package())
    cut = made[: data.draw(st.integers(0, len(made) - 1))]
    assert code_of(cut).startswith("study_")
    at, bit = data.draw(st.integers(0, len(made) - 1)), data.draw(st.integers(0, 7))
    turned = bytearray(made)
    turned[at] ^= 1 << bit
    try:
        found: Package | str = read(bytes(turned), "x")
    except AsanError as error:
        found = error.code
    assert found == package() or str(found).startswith("study_")


def test_a_bomb_is_not_unpacked() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(MOST_MEGABYTES + 1):
            file.writestr(f"results/{number}.csv", b"0" * 2**20)
    assert len(sink.getvalue()) < 2**20
    assert code_of(sink.getvalue()) == "study_too_large"


def test_a_size_that_lies_is_not_believed() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("manifest.json", b"0" * (MOST_MEGABYTES + 1) * 2**20)
        file.filelist[0].file_size = 10
    assert code_of(sink.getvalue()).startswith("study_")


def test_a_definition_of_two_megabytes_goes_through() -> None:
    items = [{"concept": {"CONCEPT_ID": number, "CONCEPT_NAME": "x" * 60}} for number in range(20_000)]
    large = {**EXPRESSION, "ConceptSets": [{"id": 0, "name": "large", "expression": {"items": items}}]}
    made = package(large)
    assert len(made.members["cohorts/1.json"]) > 2 * 2**20
    assert len(read(write(made), "x").definitions()[0].expression.concept_sets[0].expression.items) == 20_000


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ([{"kind": "table-one", "target": "nobody"}], "study_unknown_cohort"),
        ([{"kind": "horoscope", "target": "all"}], "analysis_bad_specification"),
        ([{"kind": "table-one", "target": "all", "colour": 1}], "analysis_bad_specification"),
        ([{"kind": "table-one", "target": "all", "strata": "moon"}], "analysis_bad_specification"),
        ([{"kind": "table-one", "target": ["all"]}], "analysis_bad_specification"),
        ([{"kind": "table-one", "target": True}], "analysis_bad_specification"),
        ([{"kind": "table-one"}], "analysis_bad_specification"),
        ([{"id": "a/b", "kind": "table-one", "target": "all"}], "analysis_bad_specification"),
        ([{"id": "a", "kind": "table-one", "target": "all"}] * 2, "analysis_bad_specification"),
        ([{"kind": "pathways", "target": "all", "cohorts": "all"}], "analysis_bad_specification"),
        ([7], "analysis_bad_specification"),
        (7, "analysis_bad_specification"),
    ],
)
def test_senseless_analyses_are_refused_with_their_place(given_: object, code: str) -> None:
    with pytest.raises(AsanError) as raised:
        package(analyses=given_).analyses()
    assert raised.value.code == code


def test_an_analysis_may_stand_alone() -> None:
    (one,) = read_specification('{"kind": "features", "target": 3, "domain": "drug"}')
    assert (one.id, one.asked(lambda number: int(number) * 10).target) == ("1-features", 30)
    with pytest.raises(AsanError, match="analysis_bad_specification"):
        read_specification("[" * 100_000)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8), st.integers(1, 7))
def test_what_is_hidden_of_a_whole_is_never_one_small_cell(counts: list[int], least: int) -> None:
    shown = parts_told(counts, least)
    assert all(told(count, least) is not None for count, seen in zip(counts, shown, strict=True) if seen)
    hidden = [count for count, seen in zip(counts, shown, strict=True) if not seen]
    if hidden and any(count and seen for count, seen in zip(counts, shown, strict=True)):
        assert len(hidden) >= 2
        assert sum(hidden) >= least
