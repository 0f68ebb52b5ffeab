"""A browser before a demo hospital. Skipped, with the reason, where there is no Chromium or no built web."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from asan.http.pages import BUILD
from tests.support.demo_server import DemoServer, demo_server
from tests.support.visitor import Visitor

CHROMIUM = os.environ.get("ASAN_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
# Without these, Chromium calls its maker's hosts, which a closed network refuses one by one.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A page begins in its own language, whatever the one before it left behind; what it chooses later stays.
BEGIN_IN = """
if (!sessionStorage.begun) {
  sessionStorage.begun = 'yes';
  localStorage.setItem('asan.language', '%s');
}
"""

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium of this machine."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (install it, or set ASAN_CHROMIUM)")
    if not (Path(BUILD) / "index.html").is_file():
        pytest.skip("the web is not built (make setup)")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)


# Asks for the browser so that no hospital is made where nobody can look at it.
@pytest.fixture(scope="session")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """The demo hospital, made once for all journeys."""
    with demo_server(tmp_path_factory.mktemp("demo") / "home") as server:
        yield server


@dataclass
class Reception:
    """Makes browser contexts, and keeps those that tests may share: a role, signed in once."""

    browser: Browser
    demo: DemoServer
    shared: dict[str | None, BrowserContext] = field(default_factory=dict)

    def context(self, role: str | None) -> BrowserContext:
        context = self.browser.new_context(
            locale="ko-KR",
            timezone_id="Asia/Seoul",
            color_scheme="light",
            reduced_motion="reduce",
            viewport={"width": 1440, "height": 900},
        )
        context.set_default_timeout(20_000)
        if role is not None:
            account = {"username": role, "password": self.demo.passwords[role]}
            answer = context.request.post(f"{self.demo.url}/api/auth/login", data=account)
            assert answer.ok, answer.text()
        return context

    def shared_context(self, role: str | None) -> BrowserContext:
        if role not in self.shared:
            self.shared[role] = self.context(role)
        return self.shared[role]


@pytest.fixture(scope="session")
def reception(browser: Browser, demo: DemoServer) -> Reception:
    """Who lets visitors in."""
    expect.set_options(timeout=15_000)
    return Reception(browser, demo)


@pytest.fixture
def visit(reception: Reception) -> Iterator[Visit]:
    """``visit(role, language="ko", fresh=False)``: a visitor, signed in as the role's demo account unless None.

    A fresh visitor has cookies and storage of their own and may change them. The test fails where any visitor saw
    a console error, an exception, an unexpected refusal or another host.
    """
    visitors: list[Visitor] = []
    own: list[BrowserContext] = []

    def arrive(role: str | None, *, language: str = "ko", fresh: bool = False) -> Visitor:
        context = reception.context(role) if fresh else reception.shared_context(role)
        if fresh:
            own.append(context)
        visitor = Visitor(context, reception.demo.url)
        visitor.page.add_init_script(BEGIN_IN % language)
        visitors.append(visitor)
        return visitor

    yield arrive
    faults = [fault for visitor in visitors for fault in visitor.faults()]
    for visitor in visitors:
        visitor.page.close()
    for context in own:
        context.close()
    assert not faults, faults
