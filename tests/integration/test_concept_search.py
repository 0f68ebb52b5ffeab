"""Concept search over a tiny vocabulary: every way of asking, the order of the answers, and the routes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from asan.gateway.current_principal import current_principal
from asan.gateway.principal import Principal
from asan.http.errors import install
from asan.kit.settings import settings
from asan.modules.ontology import routes, service
from asan.omop.search.concept import Filters
from asan.omop.vocabulary.errors import VocabularyMissing
from tests.support.tiny_vocabulary import VALID, tiny_files, write_files


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("search")
    files = tiny_files()
    files["CONCEPT.csv"] += [
        f"10\tType 2 diabetes mellitus\tCondition\tICD10CM\tICD10CM code\t\tE11\t{VALID}",
        "11\tType 2 diabetes mellitus\tCondition\tSNOMED\tDisorder\t\t999\t19700101\t20010101\tU",
        f"12\trosuvastatin\tDrug\tRxNorm\tIngredient\tS\t301542\t{VALID}",
        f"13\tSpecimen from heart\tSpecimen\tSNOMED\tSpecimen\tS\t7\t{VALID}",
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        service.load(write_files(folder / "download", files))
        yield
    settings.cache_clear()


def ids(text: str, filters: Filters | None = None, limit: int = 20, offset: int = 0) -> list[int]:
    return [one.concept_id for one in service.search(text, filters or Filters(), limit, offset).concepts]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("5", 5),  # id before the code 7 or any word
        ("44054006", 2),  # code
        ("E11.9", 4),
        ("e119", 4),  # code without its dot
        ("Myocardial infarction", 7),
        ("  ESSENTIAL   hypertension ", 9),
        ("heart attack", 7),  # synonym
        ("심근경색증", 7),
        ("본태성 고혈압", 9),
    ],
)
def test_exact_questions_find_their_concept_first(vocabulary: None, text: str, first: int) -> None:
    assert ids(text)[0] == first


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("당뇨", {1, 2}),
        ("경색", {7}),
        ("혈압", {9}),
        ("statin", {5, 6, 12}),
        ("farct", {7}),
        ("diab monit", {8}),
    ],
)
def test_a_part_of_a_word_finds_every_concept_that_has_it(vocabulary: None, text: str, found: set[int]) -> None:
    assert set(ids(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("myocardail infarction", 7),  # letters exchanged
        ("hypertenson", 9),  # one missing
        ("atorvastattin", 5),  # one too many
        ("diabtes melitus", 1),  # two words
        ("심근경섹증", 7),
    ],
)
def test_typing_errors_find_what_was_meant(vocabulary: None, text: str, found: int) -> None:
    assert found in ids(text)


def test_standard_comes_before_not_standard_and_valid_before_invalid(vocabulary: None) -> None:
    assert ids("type 2 diabetes mellitus")[:3] == [2, 10, 11]


def test_among_equals_the_shortest_name_comes_first(vocabulary: None) -> None:
    assert ids("당뇨")[:2] == [1, 2]
    assert ids("diabetes", Filters(vocabularies=("SNOMED",), domains=("Condition",)))[:3] == [1, 2, 3]


def test_names_that_have_the_words_come_before_similar_spellings(vocabulary: None) -> None:
    found = ids("rosuvastatin")
    assert found[0] == 12
    assert ids("diabetes")[0] == 1


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(domains=("Procedure",)), {8}),
        (Filters(vocabularies=("ICD10", "ICD10CM")), {4, 10}),
        (Filters(classes=("ICD10 code",)), {4}),
        (Filters(standard=("S",)), {1, 2, 3, 8}),
        (Filters(domains=("Condition",), vocabularies=("SNOMED",), standard=("S",)), {1, 2, 3}),
        (Filters(domains=("Drug",)), set()),
    ],
)
def test_filters_leave_only_what_they_name(vocabulary: None, filters: Filters, found: set[int]) -> None:
    assert set(ids("diabetes", filters)) == found


def test_pages_follow_each_other_without_gap_or_repeat(vocabulary: None) -> None:
    whole = ids("diabetes")
    assert [one for offset in range(0, len(whole), 2) for one in ids("diabetes", limit=2, offset=offset)] == whole
    assert service.search("diabetes", Filters(), 2).total == len(whole)


@pytest.mark.parametrize(
    "text", ["zzzzqqqq", "?", " ", "🙂", "\x00", "a" * 5000, "AND OR NOT (", '"', "99999999999999"]
)
def test_anything_may_be_typed(vocabulary: None, text: str) -> None:
    service.search(text, Filters(), 20)


def test_detail_has_names_neighbours_and_mappings(vocabulary: None) -> None:
    detail = service.concept(3)
    assert [one.concept_id for one in detail.parents.concepts] == [2]
    assert [one.concept_id for one in detail.mapped_from.concepts] == [4]
    assert [one.concept_id for one in service.concept(4).maps_to.concepts] == [3]
    assert [one.concept_id for one in service.concept(1).children.concepts] == [2]
    assert [one.name for one in service.concept(1).synonyms] == ["당뇨병"]


def test_without_a_vocabulary_the_errors_say_so(asan_home: Path) -> None:
    with pytest.raises(VocabularyMissing):
        service.search("diabetes", Filters(), 20)
    with pytest.raises(VocabularyMissing):
        service.status()


@pytest.fixture
def client(vocabulary: None) -> TestClient:
    app = FastAPI()
    app.include_router(routes.router)
    install(app)
    app.dependency_overrides[current_principal] = lambda: Principal("kim", frozenset({"researcher"}))
    return TestClient(app)


def test_route_answers_a_page_and_tells_the_synonym_that_matched(client: TestClient) -> None:
    answer = client.get("/api/ontology/concepts", params={"q": "당뇨", "standard": True, "limit": 1})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["total"], len(body["concepts"])) == (2, 1)
    assert body["concepts"][0]["synonym"] in ("당뇨병", "제2형 당뇨병")


def test_route_filters_may_be_repeated(client: TestClient) -> None:
    answer = client.get(
        "/api/ontology/concepts", params={"q": "diabetes", "vocabulary": ["ICD10", "ICD10CM"], "domain": "Condition"}
    )
    assert {one["concept_id"] for one in answer.json()["concepts"]} == {4, 10}


def test_route_of_one_concept(client: TestClient) -> None:
    body = client.get("/api/ontology/concepts/2").json()
    assert (body["name"], body["valid_end"]) == ("Type 2 diabetes mellitus", "2099-12-31")
    assert [one["concept_id"] for one in body["parents"]["concepts"]] == [1]
    assert client.get("/api/ontology/concepts/123456").status_code == 404
    assert client.get("/api/ontology/concepts/99999999999").status_code == 422


def test_routes_need_a_login(client: TestClient) -> None:
    client.app.dependency_overrides.clear()  # type: ignore[attr-defined]
    assert client.get("/api/ontology/concepts", params={"q": "x"}).status_code == 401
    assert client.get("/api/ontology/concepts/1").status_code == 401
