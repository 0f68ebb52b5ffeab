"""From a masked cell to the rule that masks it, and on to a request for access."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.support.accessibility import grave_violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_masked_cell_says_by_which_rule_and_leads_to_a_request(visit: Visit) -> None:
    visitor = visit("researcher")
    page = visitor.go("/mart/person")
    grid = page.get_by_role("grid")
    grid.focus()
    page.keyboard.press("ArrowDown")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Alt+Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("cdm.person.birth_datetime")
    expect(dialog.get_by_role("listitem").first).to_contain_text("역할 연구자결정함")
    visitor.still()
    assert grave_violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(grid).to_be_focused()

    page.locator("[role=gridcell][aria-colindex='6'] button").first.click()
    dialog.get_by_role("link", name="접근 요청").click()
    expect(page).to_have_url(re.compile("want=cdm.person.birth_datetime"))


def test_a_column_without_a_mask_says_so(visit: Visit) -> None:
    visitor = visit("researcher", language="en")
    page = visitor.go("/mart/person")
    page.get_by_role("columnheader", name="year_of_birth").get_by_role("button", name="Why").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Original values")
    expect(dialog.get_by_role("link", name="Request access")).to_have_count(0)
