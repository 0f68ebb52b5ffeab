"""Finding concepts in either language, with a slip of the finger too."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("words", ["제2형 당뇨병", "type 2 diabetes", "tipe 2 diabtes", "44054006", "201826"])
def test_the_same_concept_answers_to_all_its_names(visit: Visit, words: str) -> None:
    visitor = visit("researcher")
    page = visitor.go("/ontology")
    page.locator("input[data-search-here]").fill(words)
    found = page.locator("main li a").filter(has_text="Type 2 diabetes mellitus").filter(has_text="201826")
    expect(found).to_be_visible()
    found.click()
    expect(page).to_have_url(re.compile("/ontology/201826"))
    concept = page.get_by_role("article")
    expect(concept.get_by_role("heading", name="Type 2 diabetes mellitus", exact=True)).to_be_visible()
    expect(concept).to_contain_text("2형 당뇨병")
    concept.get_by_role("link", name="Diabetes mellitus", exact=True).click()
    expect(concept.get_by_role("heading", name="Diabetes mellitus", exact=True)).to_be_visible()


def test_conditions_are_in_the_address_and_nothing_found_says_so(visit: Visit) -> None:
    visitor = visit("researcher", language="en")
    page = visitor.go("/ontology?q=diabetes")
    page.get_by_label("Domain").select_option("Device")
    expect(page).to_have_url(re.compile("domain=Device"))
    expect(page.get_by_text("No concept matches “diabetes”")).to_be_visible()
    page.get_by_label("Domain").select_option("")
    page.get_by_label("Standard only").check()
    expect(page).to_have_url(re.compile("standard=true"))
    results = page.locator("main li a")
    expect(results.first).to_be_visible()
    expect(results.filter(has_not_text="Standard")).to_have_count(0)
