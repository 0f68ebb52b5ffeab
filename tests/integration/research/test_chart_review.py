"""Review of a cohort: set up, answered blind by two, compared, settled by a third, and taken out as a file."""

import csv
import io
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, select

from asan.gateway.models import AuditRecord, User, UserRole
from asan.gateway.owner import owner
from asan.gateway.policies.definition import Definition
from asan.gateway.policies.store import set_policy
from asan.gateway.principal import ROLES
from asan.kit import notices
from asan.kit.clock import utc_now
from asan.kit.migrate import upgrade
from asan.kit.notices import Notice
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.research.models import CohortDefinition, CohortGeneration, CohortVersion
from asan.modules.research.review.models import ChartReview, ChartReviewPatient, ChartReviewSheet
from tests.integration.gateway.conftest import forget_policies
from tests.support.charted import DEAD, FULL, OFTEN, day, publish_charted
from tests.support.cohort_rows import publish_cohorts
from tests.support.loaded_hospital import client_as

REVIEWS = "/api/research/reviews"
COHORT, NOBODY = 1, 2
OWNER, ONE, OTHER, THIRD = "researcher", "clinician", "steward", "analyst"
QUESTIONS: list[dict[str, Any]] = [
    {"key": "case", "kind": "yes_no", "text": "진단이 맞습니까?"},
    {"key": "stage", "kind": "one", "text": "병기", "options": ["I", "II", "III"], "required": False},
    {"key": "signs", "kind": "several", "text": "증상", "options": ["열", "기침"], "required": False},
    {"key": "size", "kind": "number", "text": "크기", "required": False},
    {"key": "since", "kind": "date", "text": "발병일", "required": False},
    {"key": "why", "kind": "text", "text": "근거", "required": False},
]


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Three patients in cohort 1, whom a generation of it has found; nobody in cohort 2."""
    folder = tmp_path_factory.mktemp("reviews")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        publish_charted(folder)
        publish_cohorts({COHORT: [(person, day(10), day(20)) for person in (FULL, DEAD, OFTEN)]})
        told: dict[str, Any] = {"version": 1, "digest": "", "snapshot": 2, "published": 2, "vocabulary": ""}
        told |= {"data_at": utc_now(), "author": OWNER, "seconds": 0.1, "missing": 0, "absent": []}
        made = {"name": "x", "description": "", "expression": "{}", "digest": "", "comment": "", "author": OWNER}
        with transaction() as session:
            session.add_all(User(name=role, display_name=role, roles=[UserRole(role=role)]) for role in ROLES)
            session.add_all(CohortDefinition(id=each, owner=OWNER, sharing="private") for each in (COHORT, NOBODY))
            session.flush()
            for cohort in (COHORT, NOBODY):
                session.add(CohortVersion(definition_id=cohort, number=1, **made))
                session.add(CohortGeneration(definition_id=cohort, **told))
        yield folder / "home"
    settings.cache_clear()


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    yield
    forget_policies()
    with transaction() as session:
        for table in (ChartReviewSheet, ChartReviewPatient, ChartReview, Notice):
            session.execute(delete(table))


def put(key: str, **definition: Any) -> None:
    set_policy(owner(), key, Definition.model_validate(definition), "agreed")


@cache
def client_of(who: str) -> TestClient:
    return client_as(who, language="en")


def asked(method: str, path: str, who: str, body: Any = None) -> Any:
    return client_of(who).request(method, f"{REVIEWS}{path}", json=body)


def told(method: str, path: str, who: str, body: Any = None) -> Any:
    answer = asked(method, path, who, body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def code(method: str, path: str, who: str, body: Any = None) -> str:
    answer = asked(method, path, who, body)
    assert answer.status_code >= 400, answer.text
    return str(answer.json()["code"])


def setup(**more: Any) -> dict[str, Any]:
    given = {"cohort": COHORT, "name": "당뇨 확인", "questions": QUESTIONS, "reviewers": [ONE, OTHER]}
    return {**given, "adjudicator": THIRD, "seed": 1, **more}


def made(**more: Any) -> int:
    return int(told("POST", "", OWNER, setup(**more))["id"])


def answer(review: int, position: int, who: str, base: int = 0, done: bool = True, **answers: Any) -> dict[str, Any]:
    body = {"base": base, "answers": answers, "done": done}
    found: dict[str, Any] = told("PUT", f"/{review}/patients/{position}", who, body)
    return found


def subjects(review: int, who: str) -> list[int | None]:
    return [each["subject"] for each in told("GET", f"/{review}/patients", who)]


def test_a_review_is_of_those_whom_the_generation_found_in_the_seed_s_order() -> None:
    whole = told("POST", "", OWNER, setup())
    assert (whole["size"], whole["drawn_from"], whole["seed"], whole["snapshot_kept"]) == (3, 3, 1, True)
    assert set(subjects(whole["id"], OWNER)) == {FULL, DEAD, OFTEN}
    sample = told("POST", "", OWNER, setup(size=2))
    assert (sample["size"], sample["drawn_from"]) == (2, 3)
    assert subjects(sample["id"], OWNER) == subjects(whole["id"], OWNER)[:2]
    drawn_anew = told("POST", "", OWNER, setup(size=1, seed=None))
    assert isinstance(drawn_anew["seed"], int)
    assert notices.newest(ONE)[1][0].kind == "review.assigned"


def test_only_whom_the_owner_sees_are_in_it() -> None:
    rule = {"kind": "persons", "ids": [DEAD], "absent": True}
    put("not-dead", objects={"tables": ["person"]}, effect={"kind": "rows", "rule": rule})
    assert told("POST", "", OWNER, setup())["size"] == 2
    put("not-dead", objects={}, effect={"kind": "rows", "rule": rule})
    # As its results are not told to who does not see all that it may have come from.
    assert code("POST", "", OWNER, setup()) == "review_nobody"


def test_it_is_there_for_its_people_alone() -> None:
    review = made()
    for who in (OWNER, ONE, OTHER, THIRD, "admin"):
        assert told("GET", f"/{review}", who)["id"] == review
        assert [each["id"] for each in told("GET", "", who)] == [review]
    assert code("GET", f"/{review}", "engineer") == "not_found"
    assert told("GET", "", "engineer") == []
    assert code("DELETE", f"/{review}", ONE) == "review_not_yours"
    assert code("PUT", f"/{review}/patients/1", OWNER, {"base": 0, "answers": {}}) == "review_not_yours"
    assert asked("DELETE", f"/{review}", OWNER).status_code == 204
    assert code("GET", f"/{review}", OWNER) == "not_found"


def test_answers_are_kept_as_they_come_and_of_two_windows_the_second_is_told() -> None:
    review = made()
    first = answer(review, 1, ONE, done=False, case="yes")
    assert (first["own"]["version"], first["own"]["answers"], first["own"]["done"]) == (1, {"case": "yes"}, False)
    second = answer(review, 1, ONE, base=1, done=False, size=3, signs=["기침", "열"])
    assert second["own"]["answers"] == {"case": "yes", "size": 3.0, "signs": ["열", "기침"]}
    late = {"base": 1, "answers": {"case": "no"}}
    assert code("PUT", f"/{review}/patients/1", ONE, late) == "review_sheet_changed"
    assert told("GET", f"/{review}/patients/1", ONE)["own"]["answers"]["case"] == "yes"
    taken_back = answer(review, 1, ONE, base=2, done=False, size=None)
    assert "size" not in taken_back["own"]["answers"]
    assert told("GET", f"/{review}/patients", ONE)[0]["state"] == "begun"
    # The other reviewer's sheet is another one.
    assert answer(review, 1, OTHER, case="no")["own"]["version"] == 1


@pytest.mark.parametrize(
    "answers",
    [{"case": "perhaps"}, {"stage": "IV"}, {"signs": ["열", "두통"]}, {"size": "3"}, {"size": True},
     {"since": "2020-2-1"}, {"since": "20200201"}, {"why": "x" * 4_001}, {"nothing": 1}, {"signs": "열"}],
)  # fmt: skip
def test_what_is_no_answer_is_refused_and_nothing_is_kept(answers: dict[str, Any]) -> None:
    review = made()
    assert code("PUT", f"/{review}/patients/1", ONE, {"base": 0, "answers": answers}) == "review_bad_answer"
    assert told("GET", f"/{review}/patients/1", ONE)["own"]["version"] == 0


def test_a_patient_is_not_done_while_an_answer_that_is_needed_lacks() -> None:
    review = made()
    body = {"base": 0, "answers": {"stage": "I"}, "done": True}
    assert code("PUT", f"/{review}/patients/1", ONE, body) == "review_unanswered"
    assert answer(review, 1, ONE, case="unsure")["own"]["done"]


def test_reviewers_are_blind_to_each_other_until_all_are_done() -> None:
    review = made()
    for position in (1, 2, 3):
        answer(review, position, ONE, case="yes", why="secret reasons")
    answer(review, 1, OTHER, case="no")
    for who in (ONE, OTHER):
        looked = told("GET", f"/{review}/patients/1", who)
        assert (looked["others"], looked["disputed"]) == ([], [])
        assert told("GET", f"/{review}/agreement", who)["blind"]
    assert "secret reasons" not in asked("GET", f"/{review}/answers.csv", OTHER).text
    # Who does not answer sees patients whom both have done.
    assert [each["reviewer"] for each in told("GET", f"/{review}/patients/1", OWNER)["others"]] == [ONE, OTHER]
    assert told("GET", f"/{review}/patients/2", OWNER)["others"] == []
    for position in (2, 3):
        answer(review, position, OTHER, case="yes")
    assert told("GET", f"/{review}", ONE)["finished"]
    assert told("GET", f"/{review}/patients/1", OTHER)["others"][0]["answers"]["case"] == "yes"
    # From here on they know what the others said.
    assert code("PUT", f"/{review}/patients/1", OTHER, {"base": 1, "answers": {"case": "yes"}}) == "review_finished"


def test_an_owner_who_reviews_is_as_blind_and_closing_ends_it_for_good() -> None:
    review = made(reviewers=[OWNER, ONE])
    answer(review, 1, ONE, case="yes")
    answer(review, 1, OWNER, case="no")
    assert told("GET", f"/{review}/patients/1", OWNER)["others"] == []
    assert told("GET", f"/{review}/agreement", OWNER)["blind"]
    assert code("POST", f"/{review}/close", ONE) == "review_not_yours"
    assert told("POST", f"/{review}/close", OWNER)["closed"]
    assert told("GET", f"/{review}/patients/1", OWNER)["others"][0]["reviewer"] == ONE
    assert code("PUT", f"/{review}/patients/2", OWNER, {"base": 0, "answers": {}}) == "review_finished"


def both_done(review: int) -> None:
    for position, one, other in ((1, "yes", "yes"), (2, "yes", "no"), (3, "no", "no")):
        answer(review, position, ONE, case=one, signs=["열"], since="2020-01-10")
        answer(review, position, OTHER, case=other, signs=["열", "기침"] if position == 1 else ["열"])


def test_agreement_is_told_by_question_and_what_differs_is_settled_by_the_third() -> None:
    review = made()
    assert code("PUT", f"/{review}/patients/2", THIRD, {"base": 0, "answers": {"case": "yes"}}) == "review_not_yet"
    both_done(review)
    found = told("GET", f"/{review}/agreement", OWNER)
    assert (found["blind"], found["patients"], found["unseen"]) == (False, 3, 0)
    by = {(each["question"], each["option"]): each for each in found["compared"]}
    case = by["case", None]
    # Both yes 1, both no 1, only the first 1: po 2/3, pe (2·1 + 1·2)/9.
    assert (case["pairs"], case["agreed"]) == (3, 2)
    assert case["kappa"] == pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9))
    assert -1 <= case["low"] < case["kappa"] < case["high"] <= 1
    assert (by["signs", None]["agreed"], by["signs", None]["kappa"]) == (2, None)
    assert by["signs", "기침"]["agreed"] == 2
    assert (by["signs", "열"]["agreed"], by["signs", "열"]["kappa"]) == (3, None)
    assert by["since", None]["pairs"] == 0
    assert ("why", None) not in by
    differing = {(each["position"], each["question"]) for each in found["disagreements"]}
    assert differing == {(2, "case"), (1, "signs")}
    settled = answer(review, 2, THIRD, case="no", why="both looked at the wrong visit")
    assert settled["own"]["done"]
    assert [each["reviewer"] for each in settled["others"]] == [ONE, OTHER]
    told_now = told("GET", f"/{review}/agreement", OWNER)["disagreements"]
    assert {each["position"]: each["adjudicated"] for each in told_now if each["question"] == "case"} == {2: "no"}


def test_an_optional_question_that_one_left_empty_is_no_disagreement() -> None:
    review = made()
    for position in (1, 2, 3):
        answer(review, position, ONE, case="yes", stage="II", size=3)
        given = {1: {}, 2: {"stage": "II", "size": 4}, 3: {"stage": "III"}}[position]
        answer(review, position, OTHER, case="yes", **given)
    found = told("GET", f"/{review}/agreement", OWNER)
    stage = next(each for each in found["compared"] if each["question"] == "stage")
    assert (stage["pairs"], stage["agreed"]) == (2, 1)
    assert {(each["position"], each["question"]) for each in found["disagreements"]} == {(2, "size"), (3, "stage")}
    # Nothing is left to settle on the first: what one answered stands.
    content = asked("GET", f"/{review}/answers.csv", OWNER).content.decode("utf-8-sig")
    final = {(row["position"], row["question"]): row["answer"] for row in csv.DictReader(io.StringIO(content))
             if row["part"] == "final"}  # fmt: skip
    assert final["1", "stage"] == "II"
    assert ("3", "stage") not in final


def test_who_may_review_is_found_by_name() -> None:
    with transaction() as session:
        session.add(User(name="hana.kim", display_name="김하나", roles=[UserRole(role="clinician")]))
        session.add(User(name="gone", display_name="김하나", disabled=True, roles=[UserRole(role="clinician")]))
        boss = session.scalars(select(User).where(User.name == OWNER)).one()
        session.add(User(name="etl-bot", display_name="bot", owner_id=boss.id, roles=[UserRole(role="researcher")]))

    def names(text: str) -> set[str]:
        return {each["name"] for each in told("GET", f"/people?text={text}", OWNER)}

    assert names("하나") == names("HANA") == {"hana.kim"}
    assert {"researcher", "clinician", "admin"} < names("")
    assert not names("") & {"auditor", "gone", "etl-bot"}
    assert names("%") == set()
    assert code("GET", "/people", "auditor") == "forbidden"
    assert code("POST", "", OWNER, setup(reviewers=["etl-bot"])) == "review_unknown_reviewer"


def test_the_file_has_every_answer_and_what_it_comes_to() -> None:
    review = made()
    both_done(review)
    answer(review, 2, THIRD, case="no")
    content = asked("GET", f"/{review}/answers.csv", OWNER).content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    cases = {
        (row["position"], row["part"], row["reviewer"]): row["answer"] for row in rows if row["question"] == "case"
    }
    assert cases["2", "reviewer", ONE] == "yes"
    assert cases["2", "adjudicator", THIRD] == "no"
    assert {position: cases[position, "final", ""] for position in "123"} == {"1": "yes", "2": "no", "3": "no"}
    assert {row["answer"] for row in rows if row["question"] == "signs" and row["position"] == "1"} >= {
        "열",
        "열; 기침",
    }
    assert {int(row["subject_id"]) for row in rows} == {FULL, DEAD, OFTEN}


def test_persons_are_kept_by_the_platform_s_number_and_shown_by_each_one_s_mask() -> None:
    columns = ["person.person_id", "cohort.subject_id", "condition_occurrence.person_id"]
    put("tokens", objects={"columns": columns}, effect={"kind": "mask", "mask": {"name": "token"}},
        subjects={"roles": ["steward"]})  # fmt: skip
    review = made()
    with transaction() as session:
        kept = set(session.scalars(select(ChartReviewPatient.person_id)))
    assert kept == {FULL, DEAD, OFTEN} == set(subjects(review, ONE))
    tokens = subjects(review, OTHER)
    assert None not in tokens
    assert not set(tokens) & kept
    chart = client_as("steward").get(f"/api/research/charts/{tokens[0]}").json()
    assert chart["subject"] == tokens[0]
    answer(review, 1, OTHER, case="no")
    assert str(tokens[0]) in asked("GET", f"/{review}/answers.csv", OTHER).text
    # A steward can set one up too, of persons whose numbers they never learn.
    theirs = told("POST", "", "admin", setup())
    assert theirs["size"] == 3
    with transaction() as session:
        records = session.scalars(select(AuditRecord).where(AuditRecord.action == "subjects")).all()
    assert kept <= {person for record in records for person in json.loads(str(record.persons))}


def test_a_patient_whom_a_reviewer_does_not_see_stays_out_of_their_sight() -> None:
    review = made()
    both_done(review)
    hidden = subjects(review, OWNER)[1]
    rule = {"kind": "persons", "ids": [hidden], "absent": True}
    put("hidden", objects={}, effect={"kind": "rows", "rule": rule}, subjects={"roles": ["researcher", "steward"]})
    assert subjects(review, OWNER)[1] is None
    found = told("GET", f"/{review}/agreement", OWNER)
    assert (found["patients"], found["unseen"]) == (2, 1)
    assert 2 not in {each["position"] for each in found["disagreements"]}
    looked = told("GET", f"/{review}/patients/2", OTHER)
    assert (looked["subject"], looked["writable"], looked["others"]) == (None, False, [])
    unseen = {"base": 1, "answers": {"case": "yes"}}
    assert code("PUT", f"/{review}/patients/2", OTHER, unseen) == "chart_unknown_patient"
    rows = csv.DictReader(io.StringIO(asked("GET", f"/{review}/answers.csv", OWNER).content.decode("utf-8-sig")))
    assert {row["position"] for row in rows} == {"1", "3"}


def test_questions_stay_once_there_are_answers_and_two_who_change_it_do_not_undo_each_other() -> None:
    review = made()
    changed = {**setup(name="새 이름"), "base": 1}
    del changed["cohort"], changed["seed"]
    assert told("PUT", f"/{review}", OWNER, changed)["version"] == 2
    assert code("PUT", f"/{review}", "admin", changed) == "review_changed"
    answer(review, 1, ONE, case="yes")
    others = {**changed, "base": 2, "questions": QUESTIONS[:1]}
    assert code("PUT", f"/{review}", OWNER, others) == "review_answered"
    same = {**changed, "base": 2, "reviewers": [ONE, "admin"]}
    assert told("PUT", f"/{review}", OWNER, same)["reviewers"] == [ONE, "admin"]
    assert code("PUT", f"/{review}", ONE, {**same, "base": 3}) == "review_not_yours"


BAD = {
    "nobody known": ({"reviewers": ["nobody"]}, "review_unknown_reviewer"),
    "an auditor": ({"reviewers": ["auditor"]}, "review_unknown_reviewer"),
    "the adjudicator reviews": ({"adjudicator": ONE}, "review_unknown_reviewer"),
    "no reviewer": ({"reviewers": []}, "bad_input"),
    "no question": ({"questions": []}, "bad_input"),
    "a key twice": ({"questions": [QUESTIONS[0], QUESTIONS[0]]}, "review_bad_question"),
    "one option": ({"questions": [{**QUESTIONS[1], "options": ["I"]}]}, "review_bad_question"),
    "options twice": ({"questions": [{**QUESTIONS[1], "options": ["I", "I"]}]}, "review_bad_question"),
    "options of a number": ({"questions": [{**QUESTIONS[3], "options": ["1", "2"]}]}, "review_bad_question"),
    "a misspelt kind": ({"questions": [{**QUESTIONS[0], "kind": "maybe"}]}, "bad_input"),
    "a sample too large": ({"size": 1_001}, "bad_input"),
    "nobody in it": ({"cohort": NOBODY}, "review_nobody"),
    "no such cohort": ({"cohort": 999}, "not_found"),
    "no such generation": ({"generation": 999}, "not_found"),
}


@pytest.mark.parametrize("why", BAD)
def test_what_cannot_be_set_up_is_said(why: str) -> None:
    more, expected = BAD[why]
    assert code("POST", "", OWNER, setup(**more)) == expected
    assert told("GET", "", OWNER) == []


def test_who_sees_aggregates_alone_reviews_nobody() -> None:
    client_as(OWNER).put(f"/api/research/cohorts/{COHORT}/sharing", json={"sharing": "read"})
    assert code("POST", "", "engineer", setup()) == "chart_rows_needed"
