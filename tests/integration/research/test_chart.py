"""One patient's chart: bounded reads, under the asker's masks, and who has seen whom in the audit."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from asan.gateway.models import AuditRecord, User, UserRole
from asan.gateway.owner import owner
from asan.gateway.policies.definition import Definition
from asan.gateway.policies.store import set_policy
from asan.gateway.principal import ROLES, Principal
from asan.gateway.service import gateway
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import transaction
from asan.modules.research.chart.errors import UnknownPatient
from asan.modules.research.chart.patient import Patient
from asan.modules.security.audit_log import seen
from tests.integration.gateway.conftest import forget_policies
from tests.support.charted import DEAD, FULL, MANY, OFTEN, day, publish_charted
from tests.support.loaded_hospital import client_as

CHARTS = "/api/research/charts"
TABLES = ("person", "visit_occurrence", "visit_detail", "condition_occurrence", "condition_era", "drug_exposure",
          "drug_era", "procedure_occurrence", "measurement", "observation", "specimen", "device_exposure", "note",
          "death", "observation_period", "cohort")  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("charts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        with transaction() as session:
            session.add_all(User(name=role, display_name=role, roles=[UserRole(role=role)]) for role in ROLES)
        publish_charted(folder)
        yield folder / "home"
    settings.cache_clear()


@pytest.fixture(autouse=True)
def without_policies() -> Iterator[None]:
    yield
    forget_policies()


def put(key: str, **definition: Any) -> None:
    set_policy(owner(), key, Definition.model_validate(definition), "agreed")


def tokens(*, but: str = "") -> None:
    """Whoever is a steward knows patients by tokens, in every table but one."""
    columns = [f"{table}.{'subject_id' if table == 'cohort' else 'person_id'}" for table in TABLES if table != but]
    put("tokens", objects={"columns": columns}, effect={"kind": "mask", "mask": {"name": "token"}},
        subjects={"roles": ["steward"]})  # fmt: skip


@cache
def client_of(role: str) -> TestClient:
    return client_as(role, language="en")


def got(path: str, role: str = "clinician", **asked: Any) -> dict[str, Any]:
    answer = client_of(role).get(f"{CHARTS}/{path}", params=asked)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def refused(path: str, role: str = "clinician", **asked: Any) -> tuple[int, str]:
    answer = client_of(role).get(f"{CHARTS}/{path}", params=asked)
    return answer.status_code, answer.json()["code"]


def lanes(body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {lane["domain"]: lane for lane in body["lanes"]}


def token_of(person: int) -> int:
    sql = "SELECT person_id, year_of_birth FROM person"
    rows = gateway().query(Principal("steward", frozenset({"steward"})), sql).rows()
    return next(int(str(row["person_id"])) for row in rows if row["year_of_birth"] == 1950 + person)


def newest_persons(name: str) -> set[int]:
    with transaction() as session:
        told = select(AuditRecord).where(AuditRecord.principal == name).order_by(AuditRecord.id.desc()).limit(3)
        records = session.scalars(told).all()
    return {person for record in records if record.persons for person in json.loads(record.persons)}


def test_an_overview_counts_the_events_of_every_domain_by_month() -> None:
    told = got(str(FULL))
    assert (told["subject"], told["sex"], told["year_of_birth"], told["died"]) == (FULL, "MALE", 1957, None)
    assert told["observed"] == [{"start": "2020-01-01", "end": "2023-12-31"}]
    counted = {domain: [tuple(month.values()) for month in lane["months"]] for domain, lane in lanes(told).items()}
    january, february = "2020-01-01", "2020-02-01"
    assert counted == {
        "visit": [(january, 1)],
        "visit_detail": [(january, 1)],
        "condition": [(january, 2)],
        "condition_era": [(january, 1)],
        "drug": [(january, 1)],
        "drug_era": [(january, 1)],
        "procedure": [(january, 1)],
        "measurement": [(january, 5), ("2021-02-01", 1)],
        "observation": [(january, 1)],
        "specimen": [(january, 1)],
        "device": [(january, 1)],
        "note": [(february, 1)],
        "death": [],
    }
    assert got(str(DEAD))["died"] == str(day(500))
    assert told["provenance"]["sources"]


def test_a_window_shows_what_touches_it_with_names_and_values() -> None:
    found = lanes(got(f"{FULL}/events", domain=["visit", "condition", "measurement", "observation"],
                      since=str(day(14)), until=str(day(14))))  # fmt: skip
    assert [event["id"] for event in found["visit"]["events"]] == [70]
    # One that began before and has not ended; one without an end is over on its first day.
    assert [(e["id"], e["name"], e["source"]) for e in found["condition"]["events"]] == [(71, "a condition", "K29")]
    values = [(e["id"], e["number"], e["unit"], e["operator"], e["low"]) for e in found["measurement"]["events"]]
    assert values == [(3, 40.0, "mg/dL", "<", 70.0), (4, 5.0, "cups", None, None)]
    later = lanes(got(f"{FULL}/events", domain=["measurement"], since=str(day(100))))
    assert [(e["name"], e["value"]) for e in later["measurement"]["events"]] == [("a finding", "Positive")]
    every = lanes(got(f"{FULL}/events", domain=["condition", "drug"]))
    assert [(e["concept"], e["name"]) for e in every["condition"]["events"]] == [(101, "a condition"), (0, None)]
    assert [(e["quantity"], e["days"]) for e in every["drug"]["events"]] == [(30.0, 10)]
    others = lanes(got(f"{FULL}/events", domain=["visit_detail", "condition_era", "specimen"]))
    assert [(e["name"], e["end"]) for e in others["visit_detail"]["events"]] == [("Intensive Care", str(day(12)))]
    assert [(e["name"], e["quantity"]) for e in others["condition_era"]["events"]] == [("a condition", 3.0)]
    assert [(e["name"], e["value"]) for e in others["specimen"]["events"]] == [("a specimen", "a site")]
    korean = client_as("clinician").get(f"{CHARTS}/{FULL}/events", params={"domain": "condition"}).json()
    assert korean["lanes"][0]["events"][0]["name"] == "어떤 병"


def test_of_very_many_events_as_many_come_as_may_and_it_is_said() -> None:
    months = lanes(got(str(OFTEN)))["measurement"]["months"]
    assert sum(month["count"] for month in months) == MANY
    (lane,) = got(f"{OFTEN}/events", domain=["measurement"])["lanes"]
    assert (len(lane["events"]), lane["more"]) == (500, True)
    (lane,) = got(f"{OFTEN}/events", domain=["measurement"], since=str(day(0)), until=str(day(99)))["lanes"]
    assert (len(lane["events"]), lane["more"]) == (100, False)


def test_each_measurement_and_unit_is_a_series_of_its_own() -> None:
    found = got(f"{FULL}/measurements")["series"]
    assert [(s["name"], s["unit_name"], s["unit"], s["unit_source"], s["values"]) for s in found] == [
        ("a measurement", "mg/dL", 8840, None, 3),
        ("a measurement", None, 0, "cups", 1),
        ("a measurement", None, None, None, 1),
    ]
    trend = got(f"{FULL}/trend", concept=301, unit=8840)
    assert [(p["number"], p["operator"], p["low"], p["high"]) for p in trend["points"]] == [
        (90.0, None, 70.0, 100.0), (130.0, None, 70.0, 100.0), (40.0, "<", 70.0, 100.0),
    ]  # fmt: skip
    assert [p["number"] for p in got(f"{FULL}/trend", concept=301, unit=0, unit_source="cups")["points"]] == [5.0]
    assert [p["number"] for p in got(f"{FULL}/trend", concept=301)["points"]] == [1.0]


def test_more_values_than_a_chart_can_bear_come_by_month() -> None:
    trend = got(f"{OFTEN}/trend", concept=301, unit=8840)
    assert trend["monthly"]
    january = trend["points"][0]
    # 0 to 9 three times and 0: mean of 31 days.
    assert (january["values"], january["least"], january["largest"]) == (31, 0.0, 9.0)
    assert january["number"] == pytest.approx(3 * 45 / 31)
    assert sum(point["values"] for point in trend["points"]) == MANY
    some = got(f"{OFTEN}/trend", concept=301, unit=8840, until=str(day(99)))
    assert (some["monthly"], len(some["points"])) == (False, 100)


def test_a_note_is_its_patient_s_and_masked_as_the_asker_sees_it() -> None:
    assert got(f"{FULL}/notes/78")["text"] == "환자는 호전되어 퇴원함."
    assert refused(f"{FULL}/notes/79") == (404, "not_found")
    masked = got(f"{FULL}/notes/78", role="researcher")
    assert masked["text"] is None
    assert {(each["field"], each["mask"]) for each in masked["treated"]} == {("title", "null"), ("text", "null")}
    constant = got(f"{FULL}/notes/78", role="steward")
    assert constant["text"] == "[masked]"


def test_what_masks_do_is_said_and_intervals_stay() -> None:
    dates = ["visit_occurrence.visit_start_date", "visit_occurrence.visit_end_date"]
    put("shift", objects={"columns": dates}, effect={"kind": "mask", "mask": {"name": "date_shift"}})
    put("values", objects={"columns": ["measurement.value_as_number"]}, effect={"kind": "hide"})
    (visit,) = got(f"{FULL}/events", domain=["visit"])["lanes"]
    assert {(each["field"], each["mask"]) for each in visit["treated"]} == {
        ("start", "date_shift"), ("end", "date_shift"),
    }  # fmt: skip
    shifted = visit["events"][0]
    assert shifted["start"] != str(day(10))
    month = lanes(got(str(FULL)))["visit"]["months"][0]["month"]
    assert month[:7] == shifted["start"][:7]
    measured = got(f"{FULL}/measurements")
    assert measured["series"] == []
    assert ("number", "absent") in {(each["field"], each["mask"]) for each in measured["treated"]}
    (lane,) = got(f"{FULL}/events", domain=["measurement"])["lanes"]
    assert {event["number"] for event in lane["events"]} == {None}


def test_days_that_are_hidden_cannot_be_placed_and_are_counted() -> None:
    put("days", objects={"columns": ["condition_occurrence.condition_start_date"]},
        effect={"kind": "mask", "mask": {"name": "null"}})  # fmt: skip
    put("none", objects={"tables": ["device_exposure"]}, effect={"kind": "deny"})
    found = lanes(got(str(FULL)))
    assert (found["condition"]["months"], found["condition"]["undated"]) == ([], 2)
    assert found["device"]["state"] == "hidden"
    assert len(got(f"{FULL}/events", domain=["condition"])["lanes"][0]["events"]) == 2
    assert got(f"{FULL}/events", domain=["device"])["lanes"][0]["events"] == []


def test_a_patient_known_by_a_token_is_the_same_in_every_table_and_named_in_the_audit() -> None:
    tokens()
    token = token_of(FULL)
    assert token != FULL
    told = got(str(token), role="steward")
    assert (told["subject"], told["year_of_birth"]) == (token, 1957)
    assert {d: sum(m["count"] for m in lane["months"]) for d, lane in lanes(told).items()}["measurement"] == 6
    assert newest_persons("steward") == {FULL}
    (lane,) = got(f"{token}/events", role="steward", domain=["condition"])["lanes"]
    assert [event["id"] for event in lane["events"]] == [71, 72]
    # The platform's own number opens nothing for who knows patients by tokens.
    assert refused(str(FULL), role="steward") == (404, "chart_unknown_patient")


def test_a_table_that_shows_another_number_is_not_joined_to_the_token() -> None:
    tokens(but="measurement")
    token = token_of(FULL)
    found = lanes(got(str(token), role="steward"))
    assert (found["measurement"]["state"], found["condition"]["state"]) == ("hidden", "shown")
    assert got(f"{token}/events", role="steward", domain=["measurement"])["lanes"][0]["events"] == []
    assert got(f"{token}/measurements", role="steward")["series"] == []


def test_who_may_not_see_a_patient_is_told_the_way_to_ask_and_nothing_else() -> None:
    put("others", objects={}, effect={"kind": "rows", "rule": {"kind": "persons", "ids": [FULL], "absent": True}},
        subjects={"roles": ["clinician"]})  # fmt: skip
    answer = client_as("clinician").get(f"{CHARTS}/{FULL}")
    nobody = client_as("clinician").get(f"{CHARTS}/123456")
    assert (answer.status_code, answer.json()["code"]) == (404, "chart_unknown_patient")
    assert answer.json() == {**nobody.json(), "message": nobody.json()["message"].replace("123456", str(FULL))}
    assert "접근 요청" in answer.json()["next"]
    for path, asked in (("measurements", {}), ("events", {"domain": "visit"}), ("trend", {"concept": 301}),
                        ("notes/78", {})):  # fmt: skip
        assert refused(f"{FULL}/{path}", **asked) == (404, "chart_unknown_patient")
    assert refused(str(FULL), role="engineer") == (403, "chart_rows_needed")
    assert refused(str(FULL), role="auditor") == (403, "forbidden")
    put("number", objects={"columns": ["person.person_id"]}, effect={"kind": "mask", "mask": {"name": "null"}})
    assert refused(str(OFTEN)) == (403, "chart_no_patient_number")


def test_an_emergency_opens_the_one_patient() -> None:
    put("nobody", objects={}, effect={"kind": "rows", "rule": {"kind": "persons", "ids": [OFTEN]}})
    in_emergency = Principal("hana", frozenset({"clinician"}), emergency=FULL)
    rows, _ = Patient(in_emergency, FULL).theirs("SELECT year_of_birth FROM cdm.person WHERE person_id = $person")
    assert rows == [{"year_of_birth": 1957}]
    with pytest.raises(UnknownPatient):
        Patient(in_emergency, OFTEN)


def test_the_audit_knows_who_has_seen_a_patient_s_chart() -> None:
    tokens()
    got(str(FULL), role="clinician")
    got(f"{token_of(FULL)}/events", role="steward", domain=["drug"])
    viewers = {viewer.principal: viewer for viewer in seen(FULL).certain}
    assert {"clinician", "steward"} <= set(viewers)
    assert "page:chart" in viewers["steward"].surfaces
    assert {viewer.principal for viewer in seen(DEAD).certain} <= {"clinician"}


def test_who_was_refused_a_patient_s_chart_has_not_seen_them() -> None:
    before = {viewer.principal: viewer.times for viewer in seen(FULL).certain}
    put("others", objects={}, effect={"kind": "rows", "rule": {"kind": "persons", "ids": [FULL], "absent": True}},
        subjects={"roles": ["clinician", "researcher"]})  # fmt: skip
    for role in ("clinician", "researcher"):
        assert refused(str(FULL), role=role) == (404, "chart_unknown_patient")
        assert refused(f"{FULL}/events", role=role, domain="visit") == (404, "chart_unknown_patient")
    assert {viewer.principal: viewer.times for viewer in seen(FULL).certain} == before
    forget_policies()
    got(str(FULL), role="researcher")
    assert {viewer.principal: viewer.times for viewer in seen(FULL).certain} != before


@pytest.mark.parametrize(
    ("path", "asked", "code"),
    [
        (f"{FULL}/events", {"domain": "visit", "since": "2021-01-02", "until": "2021-01-01"}, "chart_bad_window"),
        (f"{FULL}/trend", {"concept": 301, "since": "2021-01-02", "until": "2021-01-01"}, "chart_bad_window"),
        (f"{FULL}/events", {"domain": "nothing"}, "bad_input"),
        (f"{FULL}/events", {}, "bad_input"),
        ("-1", {}, "bad_input"),
        ("x", {}, "bad_input"),
    ],
)
def test_what_is_asked_wrongly_is_said(path: str, asked: dict[str, Any], code: str) -> None:
    status, said = refused(path, **asked)
    assert (status, said) in ((400, code), (422, code))
