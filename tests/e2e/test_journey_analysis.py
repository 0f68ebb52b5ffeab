"""From a cohort list to figures: baseline, features, values, incidence, survival and pathways, each with its source."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.test_every_page import SHOTS
from tests.support.accessibility import grave_violations
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HYPERTENSION, AMLODIPINE = 320128, 1332418


def definition(criterion: str, concept: int | None = None) -> dict[str, Any]:
    items = [{"concept": {"CONCEPT_ID": concept}, "includeDescendants": True}] if concept else []
    return {
        "ConceptSets": [{"id": 0, "name": "entry", "expression": {"items": items}}] if concept else [],
        "PrimaryCriteria": {
            "CriteriaList": [{criterion: {"CodesetId": 0} if concept else {}}],
            "PrimaryCriteriaLimit": {"Type": "First"},
        },
    }


def generate(visitor: Visitor, name: str, expression: dict[str, Any]) -> int:
    """Save and generate a cohort as the page does; returns its number."""
    request = visitor.context.request
    csrf = next(each["value"] for each in visitor.context.cookies() if each["name"] == "asan_csrf")
    headers = {"X-CSRF-Token": csrf}
    body = {"name": name, "expression": expression}
    made = request.post(f"{visitor.url}/api/research/cohorts", data=body, headers=headers).json()["id"]
    address = f"{visitor.url}/api/research/cohorts/{made}/generations"
    job = request.post(address, data={}, headers=headers).json()["job"]
    for _ in range(600):
        state = request.get(f"{visitor.url}/api/jobs/{job}").json()["state"]
        if state not in ("queued", "running"):
            break
        visitor.page.wait_for_timeout(100)
    assert state == "succeeded"
    return int(made)


@pytest.fixture(scope="module")
def numbers() -> dict[str, int]:
    """The cohorts by name, once the first test has made them."""
    return {}


def cohorts(visitor: Visitor, numbers: dict[str, int]) -> dict[str, int]:
    if not numbers:
        numbers["모두"] = generate(visitor, "모두", definition("ObservationPeriod"))
        numbers["고혈압"] = generate(visitor, "고혈압", definition("ConditionOccurrence", HYPERTENSION))
        numbers["암로디핀"] = generate(visitor, "암로디핀", definition("DrugExposure", AMLODIPINE))
    return numbers


def choose(page: Page, field: str, option: str) -> None:
    page.get_by_label(field, exact=True).click()
    page.locator(".ant-select-dropdown:visible").get_by_text(re.compile(option)).first.click()


def test_a_researcher_goes_from_the_list_to_every_figure(visit: Visit, numbers: dict[str, int]) -> None:
    visitor = visit("researcher")
    page = visitor.go("/research")
    made = cohorts(visitor, numbers)
    page.get_by_role("link", name="코호트 분석").click()
    expect(page.get_by_role("heading", level=1, name="코호트 분석")).to_be_visible()

    choose(page, "대상 코호트", "암로디핀")
    expect(page).to_have_url(re.compile(f"target={made['암로디핀']}"))
    choose(page, "나누는 기준", "성별")
    expect(page).to_have_url(re.compile("strata=sex"))
    expect(page.get_by_role("columnheader").nth(2)).to_contain_text("명)")
    expect(page.get_by_role("rowheader", name="진입 후 사망")).to_be_visible()
    page.get_by_role("button", name="기본 특성: 출처 보기").click()
    expect(page.get_by_role("tooltip")).to_contain_text("cdm.cohort")
    page.keyboard.press("Escape")
    with page.expect_download() as saved:
        page.get_by_role("button", name="기본 특성: CSV 내려받기").click()
    assert saved.value.suggested_filename == "cohort-table-1.csv"

    page.get_by_role("link", name="기간별 특징").click()
    expect(page.get_by_role("rowheader").nth(0)).to_be_visible()
    page.get_by_role("link", name="검사값·방문·비용").click()
    expect(page.get_by_role("heading", level=2, name="검사값")).to_be_visible()

    visitor.go(f"/research/analysis?view=incidence&target={made['모두']}&outcome={made['고혈압']}")
    expect(page.locator("figure .recharts-bar-rectangle >> nth=0")).to_be_visible()
    expect(page.get_by_role("rowheader", name="모두")).to_be_visible()
    page.get_by_role("link", name="생존 분석").click()
    expect(page.locator("figure .recharts-line-curve")).to_have_count(1)
    visitor.go(f"/research/analysis?view=pathways&target={made['고혈압']}")
    expect(page.get_by_text("치료를 고르면 순서가 표시됩니다")).to_be_visible()
    choose(page, "치료", "amlodipine|암로디핀")
    expect(page.get_by_text("해당 치료 없음")).to_be_visible()


VIEWS = {
    "table": "view=table&target={고혈압}&strata=comparison&other={모두}",
    "features": "view=features&target={고혈압}&strata=comparison&other={모두}",
    "numbers": "view=numbers&target={고혈압}&kind=visit",
    "incidence": "view=incidence&target={모두}&outcome={고혈압}&by=age",
    "survival": "view=survival&target={고혈압}&strata=sex",
    "pathways": "view=pathways&target={고혈압}&treatment=cohorts&events=[{암로디핀}]",
}


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_accessible_in_both_languages_and_themes(
    visit: Visit, numbers: dict[str, int], view: str
) -> None:
    visitor = visit("researcher")
    made = cohorts(visitor, numbers)
    page = visitor.go(f"/research/analysis?{VIEWS[view].format(**made)}")
    found = {}
    for language, theme in (("ko", "light"), ("en", "dark")):
        if language == "en":
            visitor.button("EN Switch to English").click()
            expect(page.locator("html")).to_have_attribute("lang", language)
            visitor.settled()
            visitor.prefer("dark")
        expect(page.locator("main [aria-busy=true]")).to_have_count(0)
        expect(page.locator("main section h2").first).to_be_visible()
        visitor.settled()
        visitor.shot(SHOTS, f"analysis-{view}-{language}-{theme}")
        found[language] = grave_violations(page)
    assert not any(found.values()), found


def test_who_sees_aggregates_alone_is_told_what_there_is_and_why_not_more(
    visit: Visit, numbers: dict[str, int]
) -> None:
    researcher = visit("researcher")
    made = cohorts(researcher, numbers)
    csrf = next(each["value"] for each in researcher.context.cookies() if each["name"] == "asan_csrf")
    address = f"{researcher.url}/api/research/cohorts/{made['고혈압']}/sharing"
    assert researcher.context.request.put(address, data={"sharing": "read"}, headers={"X-CSRF-Token": csrf}).ok
    visitor = visit("engineer", language="en")
    page = visitor.go(f"/research/analysis?target={made['고혈압']}")
    expect(page.get_by_text("Your role sees aggregates alone")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Decade of birth")).to_be_visible()
    page.get_by_role("link", name="Survival").click()
    expect(page.get_by_text("This analysis is for roles that see rows")).to_be_visible()
