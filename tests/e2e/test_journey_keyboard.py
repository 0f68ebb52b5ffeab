"""What hands on the keyboard can do everywhere."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.support.accessibility import grave_violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_the_palette_finds_tables_concepts_and_pages(visit: Visit) -> None:
    visitor = visit("researcher")
    page = visitor.go("/security")
    page.keyboard.press("Control+k")
    field = page.get_by_placeholder("페이지, 테이블, 열, 개념, 명령을 입력해 주세요")
    expect(field).to_be_focused()
    visitor.still()
    assert grave_violations(page) == []
    field.fill("visit_occ")
    expect(page.get_by_role("option").first).to_contain_text("visit_occurrence")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/mart/visit_occurrence$"))

    page.keyboard.press("Control+k")
    field.fill("2형 당뇨")
    option = page.get_by_role("option").filter(has_text="Type 2 diabetes mellitus").first
    expect(option).to_be_visible()
    while option.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/ontology/\d+$"))

    page.keyboard.press("Control+k")
    field.fill("zzzzqq")
    expect(page.get_by_text("‘zzzzqq’에 해당하는 항목이 없습니다.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()


def test_letters_lead_to_pages_and_a_question_mark_lists_them(visit: Visit) -> None:
    visitor = visit("researcher")
    page = visitor.go("/")
    for letter, title in {"m": "데이터마트", "e": "ETL 파이프라인", "o": "의료 온톨로지", "s": "보안/권한관리"}.items():
        page.keyboard.press("g")
        page.keyboard.press(letter)
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("데이터마트(으)로 이동")
    visitor.still()
    assert grave_violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("o")
    expect(page.get_by_role("heading", name="의료 온톨로지", level=1)).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("input[data-search-here]")).to_be_focused()


def test_cells_are_reached_and_columns_sorted_without_a_pointer(visit: Visit) -> None:
    visitor = visit("researcher")
    page = visitor.go("/mart/person")
    grid = page.get_by_role("grid")
    grid.focus()
    first = grid.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert grid.get_attribute("aria-activedescendant") != first
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="year_of_birth")).to_have_attribute("aria-sort", "ascending")
