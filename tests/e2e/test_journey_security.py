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


def test_a_temporary_password_is_changed_on_the_way_in(visit: Visit) -> None:
    admin = visit("admin")
    page = admin.go("/security?tab=users")
    name, given = f"park{uuid4().hex[:6]}", "given by the administrator"
    admin.button("사용자 추가").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("사용자 이름").fill(name)
    dialog.get_by_label("첫 비밀번호").fill(given)
    dialog.get_by_role("button", name="추가", exact=True).click()
    expect(page.get_by_role("row").filter(has_text=name)).to_be_visible()

    visitor = visit(None, fresh=True)
    visitor.allow("403 /api/auth/login")
    page = visitor.go("/sign-in?next=/security")
    page.get_by_label("사용자 이름").fill(name)
    page.get_by_role("textbox", name="비밀번호").fill(given)
    visitor.button("로그인").click()
    expect(page.get_by_role("alert")).to_contain_text("password_change_required")
    page.get_by_label("새 비밀번호", exact=True).fill("one of my own choosing")
    page.get_by_label("새 비밀번호 확인").fill("one of my own chosing")
    visitor.button("비밀번호를 바꾸고 로그인").click()
    expect(page.get_by_text("두 새 비밀번호가 다릅니다.")).to_be_visible()
    page.get_by_label("새 비밀번호 확인").fill("one of my own choosing")
    visitor.still()
    assert grave_violations(page) == []
    visitor.button("비밀번호를 바꾸고 로그인").click()
    expect(page).to_have_url(re.compile("/security"))
    expect(page.get_by_text("이 브라우저", exact=True)).to_be_visible()


def test_an_admin_makes_a_group_and_a_service_account(visit: Visit) -> None:
    visitor = visit("admin")
    page = visitor.go("/security?tab=groups")
    mark = uuid4().hex[:6]
    page.get_by_label("새 그룹").fill(f"심장내과-{mark}")
    page.get_by_role("button", name="추가", exact=True).first.click()
    page.get_by_role("combobox", name=f"심장내과-{mark}의 구성원").fill("분석가")
    page.locator(".ant-select-item-option").filter(has_text="(analyst)").click()
    page.keyboard.press("Escape")
    row = page.get_by_role("row").filter(has_text=f"심장내과-{mark}")
    expect(row).to_contain_text("analyst")

    page = visitor.go("/security?tab=users")
    expect(page.get_by_role("row").filter(has_text="analyst")).to_contain_text(f"심장내과-{mark}")
    visitor.button("서비스 계정 추가").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("사용자 이름").fill(f"load-{mark}")
    visitor.still()
    assert grave_violations(page) == []
    dialog.get_by_role("button", name="추가", exact=True).click()
    expect(page.get_by_role("row").filter(has_text=f"load-{mark}")).to_contain_text("admin의 서비스 계정")


def test_an_admin_sets_limits_and_their_holder_sees_them(visit: Visit) -> None:
    visitor = visit("admin")
    page = visitor.go("/security?tab=limits")
    visitor.button("한도 정하기").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="역할").click()
    page.locator(".ant-select-item-option").filter(has_text="분석가").click()
    dialog.get_by_role("button", name="저장").click()
    expect(dialog.get_by_text("한도를 하나 이상 입력해 주세요.")).to_be_visible()
    dialog.get_by_label("답 하나의 행 수").fill("1234567")
    dialog.get_by_label("이유").fill("공용 서버")
    visitor.still()
    assert grave_violations(page) == []
    dialog.get_by_role("button", name="저장").click()
    row = page.get_by_role("row").filter(has_text="분석가")
    expect(row).to_contain_text("1,234,567")
    expect(row).to_contain_text("공용 서버")
    expect(visit("analyst").go("/security").get_by_text("1,234,567")).to_be_visible()
    row.get_by_role("button", name="해제").click()
    page.get_by_role("tooltip").get_by_role("button", name="해제").click()
    expect(row).to_have_count(0)


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


def test_an_auditor_finds_who_has_seen_a_patient(visit: Visit) -> None:
    visit("researcher").go("/mart/person")
    visitor = visit("auditor")
    page = visitor.go("/security?tab=audit&user=researcher&table=person")
    page.get_by_role("gridcell").filter(has_text="표시된 환자").first.dblclick()
    shown = page.get_by_role("dialog").locator("dt", has_text="이름이 남은 환자").locator("xpath=following-sibling::dd")
    person = shown.inner_text().split(",")[0]
    page = visitor.go("/security?tab=seen")
    page.get_by_label("환자 (person_id)").fill(person)
    visitor.button("찾기").click()
    expect(page).to_have_url(re.compile(f"person={person}"))
    certain = page.get_by_role("table").first
    # As often as they have looked.
    looked = certain.get_by_role("link", name="researcher", exact=True).first
    expect(looked).to_be_visible()
    looked.click()
    expect(page.get_by_role("gridcell").filter(has_text=person).first).to_be_visible()
    with page.expect_download() as download:
        visitor.button("내보내기").click()
        page.get_by_role("menuitem", name="JSON Lines").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert lines
    assert all(f"{person}" in line for line in lines)
