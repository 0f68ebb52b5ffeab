"""A browser before a demo hospital. Skipped, with the reason, where there is no Chromium or no built web."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from asan.http.pages import BUILD
from tests.support.demo_server import DemoServer, demo_server

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


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """The demo hospital, made once for all journeys."""
    with demo_server(tmp_path_factory.mktemp("demo") / "home") as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium of this machine."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (install it, or set ASAN_CHROMIUM)")
    if not (Path(BUILD) / "index.html").is_file():
        pytest.skip("the web is not built (make setup)")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
