"""A project is opened, a member put in, and acted for."""

import datetime as dt
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.support.accessibility import grave_violations
from tests.support.demo_server import DemoServer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_steward_opens_a_project_and_its_member_acts_for_it(visit: Visit, demo: DemoServer) -> None:
    mark = uuid4().hex[:6]
    steward = visit("steward")
    page = steward.go("/security?tab=projects")
    steward.button("새 과제").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="과제 열기").click()
    expect(dialog.get_by_text("과제 이름을 입력해 주세요.")).to_be_visible()
    dialog.get_by_label("과제 키").fill(f"stroke-{mark}")
    dialog.get_by_label("과제 이름").fill(f"뇌졸중 {mark}")
    dialog.get_by_label("목적").fill("뇌졸중 재발 연구")
    dialog.get_by_label("IRB 번호").fill("2026-0042")
    dialog.get_by_label("시작일").fill("2026-01-01")
    dialog.get_by_label("종료일").fill(f"{dt.date.today() + dt.timedelta(days=90)}")
    steward.still()
    assert grave_violations(page) == []
    dialog.get_by_role("button", name="과제 열기").click()
    panel = page.locator("section").filter(has_text=f"뇌졸중 {mark}")
    panel.get_by_label("구성원 넣기").fill("nobody")
    steward.allow("404 /api/security/projects")
    panel.get_by_role("button", name="넣기", exact=True).click()
    expect(panel.get_by_role("alert")).to_contain_text("not_found")
    panel.get_by_label("구성원 넣기").fill("analyst")
    panel.get_by_role("button", name="넣기", exact=True).click()
    expect(panel.get_by_role("row").filter(has_text="analyst")).to_be_visible()

    member = visit("analyst", fresh=True)
    page = member.go("/security?tab=projects")
    expect(page.locator("section").filter(has_text=f"뇌졸중 {mark}")).to_contain_text("2026-0042")
    member.button("과제 없음").click()
    page.get_by_role("button", name=f"뇌졸중 {mark}").click()
    expect(member.button(f"뇌졸중 {mark}")).to_be_visible()
    page.keyboard.press("Control+K")
    page.get_by_placeholder("페이지, 테이블, 열, 개념, 명령을 입력해 주세요").fill("과제 없음")
    page.get_by_role("option", name="과제 바꾸기: 과제 없음").click()
    member.button("과제 없음").click()
    page.get_by_role("button", name=f"뇌졸중 {mark}").click()
    expect(member.button(f"뇌졸중 {mark}")).to_be_visible()
    page.reload()
    member.button(f"뇌졸중 {mark}").click()
    expect(page.get_by_text("목적: 뇌졸중 재발 연구")).to_be_visible()

    # Who signs in says for which project they act; the menu of the account leads to the same choice.
    arriving = visit(None, fresh=True)
    page = arriving.go("/sign-in?choose=true&next=/mart")
    page.get_by_label("사용자 이름").fill("analyst")
    page.get_by_role("textbox", name="비밀번호").fill(demo.passwords["analyst"])
    arriving.button("로그인").click()
    choices = page.get_by_role("list", name="과제 고르기").get_by_role("button")
    expect(choices.last).to_contain_text("과제 없음")
    arriving.still()
    assert grave_violations(page) == []
    choices.filter(has_text=f"뇌졸중 {mark}").click()
    expect(page).to_have_url(f"{demo.url}/mart")
    expect(arriving.button(f"뇌졸중 {mark}")).to_be_visible()
    page.get_by_role("button", name="분석가").click()
    page.get_by_role("button", name=f"과제: 뇌졸중 {mark}").click()
    choices.last.click()
    expect(page).to_have_url(f"{demo.url}/mart")
    expect(arriving.button("과제 없음")).to_be_visible()
