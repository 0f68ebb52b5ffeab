"""A concept set made by clicks: found by name, widened by what is recommended, held against the hospital's codes."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.support.accessibility import grave_violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_set_is_made_widened_saved_and_compared_without_an_id(visit: Visit) -> None:
    visitor = visit("researcher", language="en", fresh=True)
    page = visitor.go("/research/concept-sets")
    visitor.button("New concept set").first.click()
    page.get_by_label("Name", exact=True).fill("High blood pressure")
    visitor.button("Make").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("High blood pressure")

    visitor.button("Add concepts").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("본태성 고혈압")
    page.get_by_role("button", name="Add Essential hypertension", exact=True).click()
    visitor.button("Done").click()
    items = page.locator("main section").first
    expect(items.get_by_role("rowheader", name="Essential hypertension")).to_be_visible()
    visitor.button("Save as version 2").click()
    expect(page.get_by_text("Version 2 · researcher")).to_be_visible()
    visitor.settled()
    assert not grave_violations(page)

    page.get_by_role("tab", name="Source codes").click()
    expect(
        page.get_by_role("row").filter(has_text="Essential hypertension").get_by_text("Caught").first
    ).to_be_visible()
    page.get_by_role("tab", name="Recommended").click()
    suggestion = page.get_by_role("row").filter(has_text="Parent").first
    name = suggestion.get_by_role("rowheader").inner_text().splitlines()[0]
    suggestion.get_by_role("button").click()
    expect(items.get_by_role("rowheader", name=name)).to_be_visible()
    page.get_by_label("What has changed and why (optional)").fill("wider")
    visitor.button("Save as version 3").click()
    expect(page.get_by_text("Version 3 · researcher")).to_be_visible()

    page.get_by_role("tab", name="Versions").click()
    expect(page.get_by_role("heading", name="Concepts changed from version 2 to 3")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=name).first).to_be_visible()
    visitor.settled()
    assert not grave_violations(page)
