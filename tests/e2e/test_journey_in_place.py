"""A hospital has a CDM already: its people open the platform over it, and see what is there and what is not."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from asan.kit.settings import Settings
from asan.warehouse.lake import Lake
from tests.e2e.conftest import BEGIN_IN
from tests.e2e.test_journey_analysis import HYPERTENSION, definition
from tests.support.demo_server import DemoServer, running
from tests.support.postgres import missing_postgres, postgres_server
from tests.support.postgres_cdm import copy_lake, reader_url
from tests.support.visitor import Visitor, numbers

SHOTS = Path(os.environ["ASAN_SHOTS"]) if "ASAN_SHOTS" in os.environ else None

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(missing_postgres() is not None, reason=str(missing_postgres())),
]


@dataclass(frozen=True)
class InPlace:
    url: str
    home: Path
    cdm: str


@pytest.fixture(scope="module")
def in_place(demo: DemoServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[InPlace]:
    """The demo hospital's CDM in PostgreSQL, and the platform over it, with the demo's accounts and nothing else."""
    home = tmp_path_factory.mktemp("in-place") / "home"
    home.mkdir(mode=0o700)
    with closing(sqlite3.connect(demo.home / "app.db")) as theirs, closing(sqlite3.connect(home / "app.db")) as ours:
        theirs.backup(ours)
    with postgres_server() as server:
        lake = Lake(Settings(home=demo.home))
        copy_lake(lake, server, "demo", {"cdm": "cdm", "vocabulary": "voca"}, tmp_path_factory.mktemp("rows"))
        cdm = reader_url(server, "demo", cdm_schema="cdm", vocabulary_schema="voca")
        with running("serve", home, ASAN_CDM=cdm) as url:
            yield InPlace(url, home, cdm)


def visitor(browser: Browser, demo: DemoServer, in_place: InPlace, role: str) -> Visitor:
    context = browser.new_context(locale="ko-KR", timezone_id="Asia/Seoul", viewport={"width": 1440, "height": 900})
    account = {"username": role, "password": demo.passwords[role]}
    assert context.request.post(f"{in_place.url}/api/auth/login", data=account).ok
    arrived = Visitor(context, in_place.url)
    arrived.page.add_init_script(BEGIN_IN % "ko")
    return arrived


def test_pages_over_a_cdm_in_place(browser: Browser, demo: DemoServer, in_place: InPlace) -> None:
    person = visitor(browser, demo, in_place, "engineer")
    person.allow("409 /api/dashboard")
    page = person.go("/")
    expect(page.get_by_text("asan cdm refresh").first).to_be_visible()
    environment = {**os.environ, "ASAN_HOME": str(in_place.home), "ASAN_CDM": in_place.cdm}
    subprocess.run([sys.executable, "-m", "asan.cli", "cdm", "refresh"], env=environment, check=True, timeout=120)
    person.go("/")
    expect(page.get_by_role("button", name="제자리 CDM")).to_be_visible()
    expect(page.get_by_role("link", name="ETL 파이프라인 쓰지 않음")).to_be_visible()
    theirs = Lake(Settings(home=demo.home)).connect_reader()
    persons = theirs.execute("SELECT count(*) FROM lake.cdm.person").fetchall()[0][0]
    theirs.close()
    assert persons in numbers(page.locator("main").inner_text())
    person.shot(SHOTS, "in-place-dashboard")
    person.go("/etl")
    expect(page.get_by_text("이 설치는 기존 CDM을 제자리에서 읽습니다")).to_be_visible()
    expect(page.get_by_role("button", name="새 실행")).to_have_count(0)
    person.shot(SHOTS, "in-place-etl")
    person.go("/ontology?q=diabetes")
    person.shot(SHOTS, "in-place-ontology")
    assert person.faults() == []
    person.context.close()


def test_a_cohort_over_a_cdm_in_place_is_its_asker_s_alone(
    browser: Browser, demo: DemoServer, in_place: InPlace
) -> None:
    person = visitor(browser, demo, in_place, "researcher")
    body = {"name": "고혈압", "expression": definition("ConditionOccurrence", HYPERTENSION)}
    cohort = person.send("POST", "/api/research/cohorts", body)["id"]
    page = person.go(f"/research/{cohort}?tab=results")
    expect(page.get_by_text("결과는 발행되지 않고 나에게만 보입니다")).to_be_visible()
    expect(page.get_by_label("내가 볼 수 있는 기록만으로, 나만 보기")).to_be_disabled()
    person.button("버전 1 만들기").click()
    figure = page.locator("dl dd").first
    expect(figure).to_be_visible()
    theirs = Lake(Settings(home=demo.home)).connect_reader()
    patients = theirs.execute(
        """SELECT count(DISTINCT person_id) FROM lake.cdm.condition_occurrence
        JOIN lake.vocabulary.concept_ancestor ON descendant_concept_id = condition_concept_id
        JOIN lake.cdm.observation_period USING (person_id)
        WHERE ancestor_concept_id = ?
          AND condition_start_date BETWEEN observation_period_start_date AND observation_period_end_date""",
        [HYPERTENSION],
    ).fetchall()[0][0]
    theirs.close()
    assert patients in numbers(figure.inner_text())
    expect(page.get_by_role("cell", name="제자리", exact=True)).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="차트 리뷰")).to_have_count(0)
    person.settled()
    person.shot(SHOTS, "in-place-results")
    assert person.faults() == []
    person.context.close()
