"""From a cohort to a review of it: set up, answered by two on the patients' charts, settled by a third."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.test_every_page import SHOTS
from tests.e2e.test_journey_analysis import HYPERTENSION, definition, generate
from tests.support.accessibility import grave_violations
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def looked_at(visitor: Visitor, name: str) -> None:
    """Nothing grave for axe in Korean and light, in English and dark; then back."""
    page = visitor.page
    found = {}
    for language, theme in (("ko", "light"), ("en", "dark")):
        if language == "en":
            visitor.button("EN Switch to English").click()
            visitor.prefer("dark")
        expect(page.locator("html")).to_have_attribute("lang", language)
        visitor.settled()
        visitor.shot(SHOTS, f"{name}-{language}-{theme}")
        found[language] = grave_violations(page)
    visitor.prefer("light")
    page.get_by_role("button", name="한국어로 바꾸기").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    # The switch's tooltip would lie over what is clicked next.
    page.mouse.move(0, 0)
    visitor.settled()
    assert not any(found.values()), found


def choose_person(page: Page, label: str, name: str) -> None:
    """Find somebody by name among those who may review, and take them."""
    page.get_by_label(label, exact=True).fill(name)
    page.locator(".ant-select-dropdown:visible").get_by_text(f"({name})").click()
    page.keyboard.press("Escape")


def saved(page: Page) -> None:
    """Wait until what was answered is kept."""
    expect(page.get_by_role("status").filter(has_text=re.compile("저장됨|완료됨"))).to_be_visible()


def answer(visitor: Visitor, choice: str) -> None:
    page = visitor.page
    page.get_by_role("group", name=re.compile("^1. ")).get_by_label(choice, exact=True).check()
    saved(page)
    page.get_by_role("button", name="완료하고 다음").click()


def test_a_cohort_is_reviewed_by_two_and_settled_by_a_third(visit: Visit) -> None:
    owner = visit("researcher")
    page = owner.go("/research")
    cohort = generate(owner, "고혈압 차트", definition("ConditionOccurrence", HYPERTENSION))

    owner.go(f"/research/{cohort}?tab=results")
    page.get_by_role("main").get_by_role("link", name="차트 리뷰").click()
    page.get_by_role("link", name="새 리뷰").first.click()
    page.get_by_label("표본 수").fill("2")
    page.get_by_label("시드").fill("7")
    page.get_by_label("이름", exact=True).fill("고혈압 확인")
    page.get_by_role("button", name="질문 추가").click()
    page.get_by_role("textbox", name="질문 2", exact=True).fill("수축기 혈압")
    page.get_by_label("질문 2의 종류").select_option("number")
    page.get_by_label("필수").nth(1).uncheck()
    choose_person(page, "검토자", "clinician")
    choose_person(page, "검토자", "steward")
    page.get_by_label("조정자(선택)", exact=True).fill("auditor")
    expect(page.get_by_text("검토할 수 있는 계정 가운데 그런 이름이 없습니다.")).to_be_visible()
    choose_person(page, "조정자(선택)", "analyst")
    looked_at(owner, "review-setup")
    page.get_by_role("button", name="리뷰 만들기").click()
    expect(page).to_have_url(re.compile(r"/research/reviews/\d+$"))
    address = page.url.removeprefix(owner.url)
    expect(page.get_by_text("시드 7")).to_be_visible()

    first = visit("clinician")
    page = first.go("/research/reviews")
    page.get_by_role("link", name="고혈압 확인").first.click()
    page.get_by_role("link", name="검토하기").click()
    timeline = page.get_by_role("group", name=re.compile("^시간선"))
    expect(timeline.locator("circle, rect[rx]").first).to_be_visible()
    wide = timeline.bounding_box()
    timeline.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("p[aria-live] strong")).to_be_visible()
    page.keyboard.press("+")
    expect(page).to_have_url(re.compile("from=.*to="))
    page.keyboard.press("0")
    expect(page).not_to_have_url(re.compile("from="))
    page.get_by_role("button", name="시간선: 표로 보기").click()
    expect(page.get_by_role("columnheader", name="원천 코드")).to_be_visible()
    page.get_by_role("button", name="시간선: 차트로 보기").click()
    expect(timeline).to_have_attribute("width", str(round(wide["width"])) if wide else "")
    expect(page.get_by_role("button", name=re.compile("회$")).first).to_be_visible()
    looked_at(first, "reviewing")
    twice = visit("clinician")
    twice.go(page.url.removeprefix(first.url))
    page.get_by_role("spinbutton", name="수축기 혈압").fill("150")
    saved(page)
    twice.allow("409 /api/research/reviews/")
    other = twice.page.get_by_role("spinbutton", name="수축기 혈압")
    other.fill("160")
    expect(twice.page.get_by_text("다른 창에서 먼저 저장했습니다")).to_be_visible()
    expect(other).to_have_value("160")
    twice.button("저장된 답 쓰기").click()
    expect(other).to_have_value("150")
    other.fill("155")
    saved(twice.page)
    page.reload()
    expect(page.get_by_role("spinbutton", name="수축기 혈압")).to_have_value("155")
    answer(first, "예")
    expect(page.get_by_role("heading", level=1, name="환자 2 / 2")).to_be_visible()
    page.keyboard.press("[")
    expect(page.get_by_role("spinbutton", name="수축기 혈압")).to_have_value("155")
    page.keyboard.press("]")
    answer(first, "예")
    expect(page.get_by_text("clinician (검토자): 2명 중 2명")).to_be_visible()
    first.go(f"{address}?tab=agreement")
    expect(page.get_by_text("아직 볼 수 없습니다")).to_be_visible()

    second = visit("steward")
    page = second.go(f"{address}/1")
    answer(second, "아니요")
    expect(page.get_by_role("heading", level=1, name="환자 2 / 2")).to_be_visible()
    answer(second, "예")

    third = visit("analyst")
    page = third.go(f"{address}/1")
    expect(page.get_by_text("답이 다름").first).to_be_visible()
    expect(page.get_by_text("steward: 아니요")).to_be_visible()
    answer(third, "예")

    page = owner.go(f"{address}?tab=agreement")
    row = page.get_by_role("row", name=re.compile("코호트의 정의에 맞는"))
    expect(row.first).to_contain_text("1/2")
    expect(row.first).to_contain_text("50.0%")
    expect(row.last).to_contain_text("아니요")
    looked_at(owner, "review-agreement")
    with page.expect_download() as saving:
        page.get_by_role("link", name="답 내려받기(CSV)").click()
    assert saving.value.suggested_filename.startswith("review_")


def test_a_chart_is_opened_by_number_and_who_may_not_see_it_is_told_the_way(visit: Visit) -> None:
    visitor = visit("clinician")
    page = visitor.go("/research/charts")
    persons = visitor.context.request.post(
        f"{visitor.url}/api/mart/tables/note/rows",
        data={"limit": 1},
        headers={"X-CSRF-Token": next(c["value"] for c in visitor.context.cookies() if c["name"] == "asan_csrf")},
    ).json()
    columns = [column["name"] for column in persons["columns"]]
    person = persons["rows"][0][columns.index("person_id")]
    page.get_by_label("환자 번호").fill(str(person))
    page.get_by_role("button", name="차트 열기").click()
    expect(page.get_by_role("heading", level=2, name=re.compile("시간선"))).to_be_visible()
    notes = page.get_by_role("list", name="노트 목록")
    notes.get_by_role("button").first.click()
    expect(page.get_by_role("article")).to_be_visible()
    looked_at(visitor, "chart")

    visitor.allow("404 /api/research/charts/123456789")
    visitor.go("/research/charts/123456789")
    expect(page.get_by_text("이 환자의 차트를 볼 수 없습니다")).to_be_visible()
    expect(page.get_by_role("link", name="접근 요청")).to_be_visible()
    expect(page.get_by_role("link", name="긴급 열람")).to_be_visible()

    engineer = visit("engineer")
    engineer.allow("403 /api/research/charts/")
    page = engineer.go(f"/research/charts/{person}")
    expect(page.get_by_text("집계만 볼 수 있는 역할입니다")).to_be_visible()
