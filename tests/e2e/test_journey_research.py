"""A cohort made by clicks: counted while it is built, generated, exported, and found equal by Circe's own SQL."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from asan.kit.settings import settings
from asan.omop.circe.reading import read_expression
from asan.warehouse.connection import Connection, open_engine
from asan.warehouse.lake import Lake
from tests.e2e.conftest import Visit
from tests.support.accessibility import grave_violations
from tests.support.circe_oracle import circe_cohort
from tests.support.demo_server import DemoServer
from tests.support.visitor import Visitor, numbers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SHOTS = Path(os.environ["ASAN_SHOTS"]) if "ASAN_SHOTS" in os.environ else None


@pytest.fixture
def lake(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    """The demo's lake, its tables and the vocabulary's in one schema ``cdm``, as Circe expects them."""
    monkeypatch.setenv("ASAN_HOME", str(demo.home))
    settings.cache_clear()
    engine = open_engine(settings())
    Lake(settings()).attach(engine, read_only=True)
    engine.execute("CREATE SCHEMA cdm")
    tables = engine.execute(
        """SELECT schema_name, table_name FROM duckdb_tables()
           WHERE database_name = 'lake' AND schema_name IN ('cdm', 'vocabulary')"""
    ).fetchall()
    for schema, table in tables:
        engine.execute(f"CREATE VIEW cdm.{table} AS FROM lake.{schema}.{table}")
    yield engine
    engine.close()
    settings.cache_clear()


def choose(page: Page, words: str, name: str) -> None:
    """In the open dialog, find a concept and take it."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("진단·약물·검사 이름이나 코드로 찾기").fill(words)
    dialog.get_by_role("button", name=f"{name} 추가", exact=True).click()
    dialog.get_by_role("button", name="적용").click()
    expect(dialog).to_have_count(0)


def pick(page: Page, within: Any, menu: str, action: str) -> None:
    """Choose from a menu of actions."""
    within.get_by_role("button", name=menu, exact=True).click()
    page.get_by_role("tooltip").get_by_role("button", name=action, exact=True).click()
    expect(page.get_by_role("tooltip")).to_have_count(0)


def steps(page: Page) -> list[int]:
    """Persons after each step, once nothing is being counted."""
    panel = page.locator("section").filter(has=page.get_by_role("heading", name="단계별 인원"))
    expect(panel.locator("[aria-busy=true]")).to_have_count(0)
    return [numbers(text)[0] for text in panel.locator("tbody td:nth-child(2)").all_inner_texts() if numbers(text)]


def drag(page: Page, handle: Locator, onto: Locator) -> None:
    """Drag as a hand does, in steps: a browser begins dragging only when the pointer has moved."""
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), onto.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 14, start["y"] + 4, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] - 12, steps=6)
    page.mouse.up()


def build(visitor: Visitor) -> Page:
    """Type 2 diabetes, then metformin within a year, then 40 or older."""
    page = visitor.go("/research/new")
    pick(page, page, "사건 추가", "진단")
    page.get_by_role("button", name="개념 집합 고르기").click()
    choose(page, "제2형 당뇨병", "Type 2 diabetes mellitus")
    page.get_by_role("button", name="규칙 추가").click()
    first = page.get_by_role("region", name="규칙 1")
    pick(page, first, "조건 추가", "처방·투약")
    first.get_by_label("개념 집합", exact=True).select_option("new")
    choose(page, "metformin", "metformin")
    first.get_by_label("첫째 기간의 시작").select_option("before")
    first.get_by_label("첫째 기간 시작 일수").fill("0")
    first.get_by_label("첫째 기간 끝 일수").fill("365")
    page.get_by_role("button", name="규칙 추가").click()
    second = page.get_by_role("region", name="규칙 2")
    pick(page, second, "조건 추가", "인구학적 조건")
    second.get_by_label("나이", exact=True).fill("40")
    return page


def test_a_cohort_made_by_clicks_is_what_circe_finds(visit: Visit, lake: Connection) -> None:
    visitor = visit("researcher", fresh=True)
    page = build(visitor)
    panel = page.locator("section").filter(has=page.get_by_role("heading", name="단계별 인원"))
    expect(panel.locator("tbody tr")).to_have_count(3)
    expect(page.get_by_text("나이 40 이상")).to_be_visible()
    expect(panel.get_by_text("세는 중")).to_have_count(0)
    counted = steps(page)
    assert len(counted) == 3
    assert counted[0] >= counted[1] >= counted[2] > 0
    visitor.still()
    visitor.shot(SHOTS, "research-builder-ko-light")
    assert grave_violations(page) == []

    # Switched off and moved, a rule is counted without the engine; the keyboard moves it too.
    page.get_by_role("switch", name="규칙 1 세기에 넣기").click()
    expect(panel.get_by_text("꺼 둠")).to_be_visible()
    page.get_by_role("switch", name="규칙 1 세기에 넣기").click()
    page.get_by_role("button", name=re.compile("^규칙 2 옮기기")).press("ArrowUp")
    expect(panel.locator("tbody tr").nth(1)).to_contain_text("1. 규칙 2")
    assert steps(page)[2] == counted[2]
    page.get_by_role("button", name="실행 취소").click()
    expect(panel.locator("tbody tr").nth(1)).to_contain_text("1. 규칙 1")
    assert steps(page) == counted
    drag(page, page.get_by_role("button", name=re.compile("^규칙 2 옮기기")), page.get_by_role("region", name="규칙 1"))
    expect(panel.locator("tbody tr").nth(1)).to_contain_text("1. 규칙 2")
    page.keyboard.press("Control+z")
    expect(panel.locator("tbody tr").nth(1)).to_contain_text("1. 규칙 1")

    page.get_by_role("button", name="저장", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("이름", exact=True).fill("메트포르민을 쓰는 제2형 당뇨병")
    dialog.get_by_role("button", name="저장").click()
    expect(page).to_have_url(re.compile(r"/research/\d+$"))
    cohort = int(page.url.rpartition("/")[2])
    page.get_by_role("button", name="다른 작업").click()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="ATLAS JSON 내보내기").click()
    exported = Path(downloading.value.path()).read_text(encoding="utf-8")

    page.get_by_role("tab", name="결과").click()
    page.get_by_role("button", name="버전 1 만들기").click()
    result = page.locator("section").filter(has=page.get_by_role("heading", name="결과", exact=True))
    expect(result.locator("dd").first).to_contain_text(str(counted[2]))
    visitor.settled()
    visitor.shot(SHOTS, "research-results-ko-light")
    assert grave_violations(page) == []

    page.get_by_label("내가 볼 수 있는 기록만으로, 나만 보기").check()
    page.get_by_role("button", name="버전 1 만들기").click()
    expect(page.get_by_role("heading", name="내 권한으로 계산한 결과")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="내 권한")).to_have_count(1)
    visitor.settled()
    visitor.shot(SHOTS, "research-own-results-ko-light")
    assert grave_violations(page) == []

    expected = circe_cohort(lake, read_expression(exported).expression)
    assert len({person for person, _, _ in expected}) == counted[2]
    rows = lake.execute(
        "SELECT subject_id, cohort_start_date, cohort_end_date FROM lake.cdm.cohort WHERE cohort_definition_id = ?",
        [cohort],
    ).fetchall()
    assert sorted((person, str(start), str(end)) for person, start, end in rows) == expected


def test_what_atlas_wrote_is_kept_and_two_who_edit_are_told_of_each_other(visit: Visit) -> None:
    era = {"ConditionEra": {"CodesetId": 0, "EraLength": {"Value": 30, "Op": "gte"}}}
    window = {"Start": {"Coeff": -1}, "End": {"Days": 0, "Coeff": 1}}
    part = {"Criteria": {"DoseEra": {}}, "StartWindow": window, "Occurrence": {"Type": 0, "Count": 0}}
    given = {
        "Colour": "red",
        "PrimaryCriteria": {"CriteriaList": [era, {"DrugExposure": {"LotNumber": {"Text": "A", "Op": "contains"}}}]},
        "InclusionRules": [{"name": "no dose", "expression": {"Type": "ALL", "CriteriaList": [part]}}],
    }
    visitor = visit("researcher", language="en", fresh=True)
    page = visitor.go("/research")
    page.get_by_role("button", name="Import ATLAS JSON").click()
    page.get_by_label("Or paste JSON").fill(json.dumps({"name": "From ATLAS", "expression": given}))
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="From ATLAS", level=1)).to_be_visible()
    expect(page.get_by_text("Circe does not define it")).to_be_visible()
    expect(page.get_by_text("Kept as it is")).to_contain_text("Colour")
    expect(page.get_by_label("Lot number", exact=True)).to_have_value("A")
    visitor.settled()
    visitor.shot(SHOTS, "research-imported-en-light")
    assert grave_violations(page) == []
    address = page.url.removeprefix(visitor.url)

    other = visit("researcher", language="en", fresh=True)
    theirs = other.go(address)
    for browser, days in ((theirs, "90"), (page, "365")):
        browser.get_by_label("Days of observation before").fill(days)
        browser.get_by_role("button", name="Save", exact=True).click()
        browser.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
        if browser is theirs:
            expect(theirs.get_by_text("Version 2 is saved")).to_be_visible()
    visitor.allow("409 /api/research/cohorts/")
    conflict = page.get_by_role("dialog").filter(has_text="Somebody else has saved first")
    expect(conflict.locator("del").filter(has_text="90 days before")).to_be_visible()
    expect(conflict.locator("ins").filter(has_text="365 days before")).to_be_visible()
    visitor.still()
    assert grave_violations(page) == []
    conflict.get_by_role("button", name="Save as a new version on top").click()
    expect(page.get_by_text("Version 3 is saved")).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="More actions").click()
        page.get_by_role("button", name="Export ATLAS JSON").click()
    exported = json.loads(Path(downloading.value.path()).read_text(encoding="utf-8"))
    assert exported["Colour"] == "red"
    assert exported["PrimaryCriteria"]["ObservationWindow"]["PriorDays"] == 365
    assert exported["PrimaryCriteria"]["CriteriaList"] == given["PrimaryCriteria"]["CriteriaList"]  # type: ignore[index]
    assert exported["InclusionRules"] == given["InclusionRules"]
    page.get_by_role("tab", name="Versions").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("ins").filter(has_text="365 days before")).to_be_visible()


def test_groups_are_nested_by_keyboard_and_hand_and_the_end_is_edited(visit: Visit) -> None:
    visitor = visit("researcher", fresh=True)
    page = visitor.go("/research/new")
    pick(page, page, "사건 추가", "방문")
    page.get_by_role("button", name="규칙 추가").click()
    rule = page.get_by_role("region", name="규칙 1")
    for kind in ("진단", "시술", "조건 묶음"):
        pick(page, rule, "조건 추가", kind)
        expect(rule.get_by_role("button", name="조건 1 옮기기")).to_be_visible()

    # By keyboard into the group beside it; the focus goes with it, and all is undone at once.
    page.get_by_role("button", name="조건 2 옮기기").press("ArrowRight")
    expect(page.get_by_role("button", name="조건 2.1 옮기기")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="조건 3 옮기기")).to_be_visible()
    page.keyboard.press("Control+Shift+z")
    drag(page, page.get_by_role("button", name="조건 1 옮기기"), page.get_by_role("button", name="조건 2.1 옮기기"))
    expect(page.get_by_role("button", name="조건 1.2 옮기기")).to_be_visible()
    rule.get_by_label("조건 묶음").nth(1).select_option("AT_LEAST")
    rule.get_by_label("서로 다른 것만").first.check()
    rule.get_by_label("무엇이 다른지").select_option("START_DATE")
    rule.get_by_role("button", name="기간 하나 더").first.click()
    rule.get_by_label("둘째 기간의 끝").select_option("last")
    rule.get_by_role("button", name="속성 추가").first.click()
    page.get_by_role("tooltip").get_by_role("button", name="중단 사유", exact=True).click()
    rule.get_by_label("중단 사유", exact=True).fill("완치")
    page.get_by_label("종료 시점").select_option("end")
    page.get_by_label("종료까지 일수").fill("30")
    pick(page, page, "먼저 나가는 사건 추가", "사망")
    page.get_by_label("코호트 기간을 자를 날짜 처음").fill("2010-01-01")
    visitor.still()
    visitor.shot(SHOTS, "research-groups-ko-light")
    assert grave_violations(page) == []

    page.get_by_role("button", name="저장", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="저장").click()
    expect(page).to_have_url(re.compile(r"/research/\d+$"))
    page.get_by_role("button", name="다른 작업").click()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="ATLAS JSON 내보내기").click()
    exported = json.loads(Path(downloading.value.path()).read_text(encoding="utf-8"))
    outer = exported["InclusionRules"][0]["expression"]
    (inner,) = outer["Groups"]
    assert (outer["CriteriaList"], inner["Type"], inner["Count"]) == ([], "AT_LEAST", 1)
    first, second = inner["CriteriaList"]
    assert first["Criteria"] == {"ConditionOccurrence": {"StopReason": {"Text": "완치", "Op": "contains"}}}
    assert first["Occurrence"] == {"Type": 2, "Count": 1, "IsDistinct": True, "CountColumn": "START_DATE"}
    assert first["EndWindow"] == {"Start": {"Coeff": -1}, "End": {"Coeff": 1}, "UseEventEnd": True}
    assert second["Criteria"] == {"ProcedureOccurrence": {}}
    assert exported["EndStrategy"] == {"DateOffset": {"Offset": 30, "DateField": "EndDate"}}
    assert (exported["CensoringCriteria"], exported["CensorWindow"]) == ([{"Death": {}}], {"StartDate": "2010-01-01"})


def test_a_definition_is_shared_with_a_project_whose_members_comment(visit: Visit) -> None:
    admin, owner, member = visit("admin"), visit("researcher", fresh=True), visit("clinician", fresh=True)
    study = {"key": "e2e-shared", "title": "공유 연구", "purpose": "study", "lead": "researcher"}
    admin.send("POST", "/api/security/projects", {**study, "starts": "2020-01-01", "ends": "2099-12-31"})
    admin.send("PATCH", "/api/security/projects/e2e-shared/members", {"put": [{"name": "clinician", "lead": False}]})
    expression = {"PrimaryCriteria": {"CriteriaList": [{"Death": {}}]}}
    made = owner.send("POST", "/api/research/cohorts", {"name": "공유한 코호트", "expression": expression})
    page = owner.go(f"/research/{made['id']}")
    page.get_by_role("button", name="나만").click()
    page.get_by_role("tooltip").get_by_role("button", name="공유 연구 구성원 보기").click()
    expect(page.get_by_role("button", name="공유 연구 구성원 보기")).to_be_visible()

    theirs = member.go("/research")
    row = theirs.get_by_role("row").filter(has_text="공유한 코호트")
    expect(row).to_contain_text("공유 연구 구성원 보기")
    row.get_by_role("link").click()
    theirs.get_by_role("tab", name="의견").click()
    theirs.get_by_label("버전 1에 대한 의견").fill("사인도 볼까요?")
    theirs.get_by_role("button", name="의견 남기기").click()
    expect(theirs.get_by_text("사인도 볼까요?")).to_be_visible()
    expect(theirs.get_by_label("버전 1에 대한 의견")).to_have_value("")

    page.get_by_role("tab", name="의견").click()
    expect(page.get_by_text("사인도 볼까요?")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^내 의견 삭제"))).to_have_count(0)
    owner.still()
    owner.shot(SHOTS, "research-comments-ko-light")
    assert grave_violations(page) == []
    page.get_by_role("button", name=re.compile("의견 해결")).click()
    expect(page.get_by_text("열린 의견이 없습니다.")).to_be_visible()
    theirs.reload()
    theirs.get_by_role("checkbox", name="해결된 의견 1개도 보기").check()
    expect(theirs.get_by_text("researcher 님이 해결함")).to_be_visible()
    theirs.get_by_role("button", name=re.compile("^내 의견 삭제")).click()
    expect(theirs.get_by_text("아직 의견이 없습니다.")).to_be_visible()
