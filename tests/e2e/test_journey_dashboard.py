"""The dashboard's figures lead to what they count; and the README's picture of it."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "dashboard.png"
DRAWN = "figure .recharts-bar-rectangle >> nth=0"


def test_figures_say_where_they_come_from_and_lead_there(visit: Visit) -> None:
    visitor = visit("admin")
    page = visitor.go("/")
    expect(page.locator(DRAWN)).to_be_visible()
    page.get_by_label("추이를 볼 테이블").select_option("condition_occurrence")
    expect(page).to_have_url(re.compile("trend=condition_occurrence"))
    page.get_by_role("button", name="연도별 추이: 표로 보기").click()
    expect(page.get_by_role("columnheader", name="condition_occurrence")).to_be_visible()
    page.get_by_role("button", name="환자 수: 출처 보기").click()
    expect(page.get_by_role("tooltip")).to_contain_text("person")
    page.keyboard.press("Escape")

    figure = page.get_by_role("link", name=re.compile("^환자 수 [0-9,]+$"))
    persons = str(figure.get_attribute("aria-label")).removeprefix("환자 수 ")
    figure.click()
    expect(page).to_have_url(re.compile("/mart/person$"))
    expect(page.get_by_text(f"{persons}행", exact=True)).to_be_visible()


def test_picture_of_the_readme(visit: Visit, tmp_path: Path) -> None:
    """Drawn in every run; kept only where ASAN_WRITE_SCREENSHOTS=1, so that a run leaves the checkout as it was."""
    visitor = visit("researcher")
    page = visitor.go("/")
    expect(page.locator(DRAWN)).to_be_visible()
    visitor.settled()
    drawn = page.screenshot(path=tmp_path / "dashboard.png")
    assert 30_000 < len(drawn) < 300_000
    if os.environ.get("ASAN_WRITE_SCREENSHOTS") == "1":
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        PICTURE.write_bytes(drawn)
    assert PICTURE.is_file()
