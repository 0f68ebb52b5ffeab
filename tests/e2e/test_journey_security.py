"""Tokens, users and the audit log."""

import re
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.support.accessibility import grave_violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def status(url: str, token: str) -> int:
    try:
        with urlopen(Request(f"{url}/api/auth/me", headers={"Authorization": f"Bearer {token}"})) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_a_token_is_shown_once_opens_the_door_and_is_revoked(visit: Visit) -> None:
    visitor = visit("analyst")
    page = visitor.go("/security")
    name = f"notebook {uuid4().hex[:6]}"
    visitor.button("토큰 만들기").click()
    expect(page.get_by_text("토큰의 용도를 입력해 주세요.")).to_be_visible()
    page.get_by_label("용도").fill(name)
    visitor.button("토큰 만들기").click()
    token = page.get_by_role("alert").locator("code").inner_text()
    assert token.startswith("asan_")
    assert status(visitor.url, token) == 200

    page.reload()
    row = page.get_by_role("row").filter(has_text=name)
    expect(row).to_be_visible()
    expect(page.get_by_text(token)).to_have_count(0)
    row.get_by_role("button", name="폐기").click()
    page.get_by_role("tooltip").get_by_role("button", name="폐기").click()
    expect(row).to_have_count(0)
    assert status(visitor.url, token) == 401


def test_an_admin_adds_a_user_and_stops_them(visit: Visit) -> None:
    visitor = visit("admin")
    page = visitor.go("/security?tab=users")
    name = f"kim{uuid4().hex[:6]}"
    visitor.button("사용자 추가").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("사용자 이름").fill(name)
    dialog.get_by_label("표시 이름").fill("김연구")
    dialog.get_by_label("첫 비밀번호").fill("a long enough first one")
    visitor.still()
    assert grave_violations(page) == []
    dialog.get_by_role("button", name="추가", exact=True).click()
    row = page.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text("김연구")
    row.get_by_role("button", name="사용 중지").click()
    page.get_by_role("tooltip").get_by_role("button", name="사용 중지").click()
    expect(row.get_by_role("button", name="다시 사용")).to_be_visible()


def test_an_auditor_follows_a_person_and_checks_the_chain(visit: Visit) -> None:
    visit("researcher").go("/mart/person")
    visitor = visit("auditor")
    page = visitor.go("/security?tab=audit")
    page.get_by_role("textbox", name="사용자 조건").fill("researcher")
    expect(page).to_have_url(re.compile("user=researcher"))
    users = page.locator("[role=gridcell][aria-colindex='2']")
    expect(users.filter(has_not_text="researcher")).to_have_count(0)
    page.get_by_role("gridcell").filter(has_text="cdm.person").first.dblclick()
    record = page.get_by_role("dialog")
    expect(record).to_contain_text("실제로 실행한 질의")
    expect(record).to_contain_text("researcher")
    page.keyboard.press("Escape")
    visitor.button("위변조 확인").click()
    expect(page.get_by_text(re.compile(r"기록 [\d,]+건이 온전합니다"))).to_be_visible()


def test_tabs_are_those_of_the_role(visit: Visit) -> None:
    page = visit("researcher").go("/security?tab=users")
    expect(page.get_by_text("이 화면을 볼 수 있는 역할이 아닙니다")).to_be_visible()
