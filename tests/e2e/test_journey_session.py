"""Coming in, staying in, and leaving."""

import re
import secrets
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.support.demo_server import DemoServer
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def sign_in(visitor: Visitor, name: str, password: str) -> None:
    visitor.page.get_by_label("사용자 이름").fill(name)
    visitor.page.get_by_role("textbox", name="비밀번호").fill(password)
    visitor.page.get_by_role("button", name="로그인").click()


@pytest.fixture
def newcomer(visit: Visit) -> tuple[str, str]:
    """Name and password of a researcher in no project: those of other journeys are asked which one they act for."""
    name, password = f"newcomer-{secrets.token_hex(4)}", secrets.token_urlsafe(20)
    account = {"name": name, "password": password, "roles": ["researcher"], "temporary": False}
    visit("admin").send("POST", "/api/security/users", account)
    return name, password


def test_a_wrong_password_is_said_and_the_right_one_leads_where_one_wanted_to_go(
    visit: Visit, demo: DemoServer, newcomer: tuple[str, str]
) -> None:
    visitor = visit(None, fresh=True)
    visitor.allow("401 /api/auth/login")
    page = visitor.go("/mart/person?tab=schema")
    expect(page).to_have_url(re.compile("/sign-in"))
    visitor.button("로그인").click()
    expect(page.get_by_text("사용자 이름을 입력해 주세요.")).to_be_visible()

    sign_in(visitor, newcomer[0], "not the password")
    alert = page.get_by_role("alert").filter(has_text="sign_in_failed")
    expect(alert).to_be_visible()
    expect(page.get_by_label("사용자 이름")).to_have_value(newcomer[0])

    sign_in(visitor, *newcomer)
    expect(page).to_have_url(f"{demo.url}/mart/person?tab=schema")
    expect(page.get_by_role("heading", name="person", level=1)).to_be_visible()


def test_a_session_that_ends_leads_to_sign_in_and_back(
    visit: Visit, demo: DemoServer, newcomer: tuple[str, str]
) -> None:
    visitor = visit(None, fresh=True)
    visitor.allow("401 /api/")
    page = visitor.go("/mart/visit_occurrence")
    sign_in(visitor, *newcomer)
    expect(page.get_by_role("tab", name="프로파일")).to_be_visible()
    with closing(sqlite3.connect(demo.home / "app.db", timeout=30)) as store, store:
        last = "(SELECT max(id) FROM login_session)"
        store.execute(f"UPDATE login_session SET expires_at = '2026-01-01 00:00:00.000000' WHERE id = {last}")
    page.get_by_role("tab", name="프로파일").click()
    expect(page.get_by_text("로그인 시간이 끝났습니다.")).to_be_visible()
    sign_in(visitor, *newcomer)
    expect(page).to_have_url(f"{demo.url}/mart/visit_occurrence?tab=profile")
    expect(page.get_by_role("heading", name="visit_start_date", exact=True)).to_be_visible()


def test_signing_out_closes_the_door(visit: Visit, demo: DemoServer) -> None:
    visitor = visit("clinician", fresh=True)
    visitor.allow("401 /api/")
    page = visitor.go("/")
    page.get_by_role("button", name="임상의").click()
    visitor.button("로그아웃").click()
    expect(page).to_have_url(f"{demo.url}/sign-in")
    page.goto(f"{demo.url}/mart")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_language_and_theme_are_kept(visit: Visit) -> None:
    visitor = visit("researcher", fresh=True)
    page = visitor.go("/")
    root = page.locator("html")
    page.get_by_role("button", name="Switch to English").click()
    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()
    visitor.button("Theme").click()
    visitor.button("Dark").click()
    expect(root).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()
    expect(root).to_have_attribute("lang", "en")
    expect(root).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="한국어로 바꾸기").click()
    expect(page.get_by_role("heading", name="대시보드", level=1)).to_be_visible()
