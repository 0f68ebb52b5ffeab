"""A patient of 50,000 events: every answer of a chart stays small, and nothing is lost from the counts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from asan.gateway.models import User, UserRole
from asan.kit.migrate import upgrade
from asan.kit.settings import settings
from asan.kit.store import transaction
from tests.support.charted import charted, day
from tests.support.circe_cdm import publish_records
from tests.support.loaded_hospital import client_as

LONG, DAYS = 10, 3_650
EVENTS = {"measurement": 30_000, "drug": 12_000, "condition": 8_000}
MOST = 500


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder: Path = tmp_path_factory.mktemp("long")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAN_HOME", str(folder / "home"))
        settings.cache_clear()
        upgrade()
        with transaction() as session:
            session.add(User(name="clinician", display_name="clinician", roles=[UserRole(role="clinician")]))
        cdm = charted()
        cdm.load("person", [{"person_id": LONG, "gender_concept_id": 8507, "year_of_birth": 1950}])
        cdm.load(
            "measurement",
            [
                {"measurement_id": 100_000 + n, "person_id": LONG, "measurement_concept_id": 301,
                 "measurement_date": day(n % DAYS), "value_as_number": float(n % 200)}
                for n in range(EVENTS["measurement"])
            ],
        )  # fmt: skip
        cdm.load(
            "drug_exposure",
            [
                {"drug_exposure_id": 200_000 + n, "person_id": LONG, "drug_concept_id": 201,
                 "drug_exposure_start_date": day(n % DAYS), "drug_exposure_end_date": day(n % DAYS + 5)}
                for n in range(EVENTS["drug"])
            ],
        )  # fmt: skip
        cdm.load(
            "condition_occurrence",
            [
                {"condition_occurrence_id": 300_000 + n, "person_id": LONG, "condition_concept_id": 101,
                 "condition_start_date": day(n % DAYS)}
                for n in range(EVENTS["condition"])
            ],
        )  # fmt: skip
        publish_records(cdm, folder / "work.duckdb")
        yield
    settings.cache_clear()


def got(path: str, **asked: Any) -> dict[str, Any]:
    answer = client_as("clinician").get(f"/api/research/charts/{LONG}{path}", params=asked)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_counts_are_whole_and_events_are_those_of_a_window() -> None:
    lanes = {lane["domain"]: lane["months"] for lane in got("")["lanes"]}
    assert {name: sum(month["count"] for month in lanes[name]) for name in EVENTS} == EVENTS
    assert max(len(months) for months in lanes.values()) <= DAYS / 28
    whole = got("/events", domain=list(EVENTS))["lanes"]
    assert [(len(lane["events"]), lane["more"]) for lane in whole] == [(MOST, True)] * 3
    first, last = day(100), day(109)
    found = got("/events", domain=["measurement", "condition"], since=str(first), until=str(last))["lanes"]
    within = {name: sum(100 <= n % DAYS <= 109 for n in range(EVENTS[name])) for name in ("measurement", "condition")}
    assert [(len(lane["events"]), lane["more"]) for lane in found] == [(count, False) for count in within.values()]


def test_values_of_years_come_by_month() -> None:
    trend = got("/trend", concept=301)
    assert trend["monthly"]
    assert sum(point["values"] for point in trend["points"]) == EVENTS["measurement"]
    assert len(trend["points"]) <= DAYS / 28
