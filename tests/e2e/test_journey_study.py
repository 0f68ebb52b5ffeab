"""An analysis that goes on without its page, a study that goes to another site and back, and counts before access."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.test_every_page import SHOTS
from tests.e2e.test_journey_analysis import HYPERTENSION, definition, generate
from tests.support.accessibility import grave_violations
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NAME = "고혈압 환자 연구"


@pytest.fixture(scope="module")
def numbers() -> dict[str, int]:
    """The cohort by name, once the first test has made it."""
    return {}


def cohort(visitor: Visitor, numbers: dict[str, int]) -> int:
    """A generated cohort that everybody may read."""
    if not numbers:
        made = generate(visitor, NAME, definition("ConditionOccurrence", HYPERTENSION))
        visitor.send("PUT", f"/api/research/cohorts/{made}/sharing", {"sharing": "read"})
        numbers[NAME] = made
    return numbers[NAME]


def test_an_analysis_runs_as_a_job_and_is_opened_again(visit: Visit, numbers: dict[str, int]) -> None:
    visitor = visit("researcher")
    visitor.go("/research")
    made = cohort(visitor, numbers)
    page = visitor.go(f"/research/analysis?view=survival&target={made}&strata=sex")
    page.get_by_role("button", name="작업으로 실행").click()
    expect(page).to_have_url(re.compile(r"run=\d+"))
    expect(page.get_by_text("보관된 결과")).to_be_visible()
    expect(page.get_by_role("columnheader", name="중앙값")).to_be_visible()
    page.reload()
    expect(page.get_by_text("보관된 결과")).to_be_visible()
    expect(page.get_by_role("columnheader", name="중앙값")).to_be_visible()
    assert not grave_violations(page)
    visitor.shot(SHOTS, "analysis-kept")
    kept = page.get_by_role("row").filter(has=page.get_by_role("link", name=f"생존 분석 · {NAME}"))
    expect(kept).to_contain_text("완료")
    page.get_by_role("link", name="지금 다시 계산").click()
    expect(page).not_to_have_url(re.compile("run="))
    expect(page.get_by_role("button", name="작업으로 실행")).to_be_visible()


def test_a_study_is_made_and_another_sites_is_run(visit: Visit, numbers: dict[str, int]) -> None:
    visitor = visit("researcher")
    visitor.go("/research")
    page = visitor.go(f"/research/studies?make={cohort(visitor, numbers)}")
    page.get_by_label("이름", exact=True).fill("혈압 연구")
    page.get_by_label("결과에 적을 기관 이름").fill("아산")
    visitor.button("만들기").click()
    row = page.get_by_role("row").filter(has_text="혈압 연구")
    expect(row.first).to_contain_text("완료")
    file = row.first.get_by_role("link", name="혈압 연구: 파일 받기").get_attribute("href")
    content = visitor.context.request.get(f"{visitor.url}{file}").body()

    page.get_by_role("button", name="받은 패키지 실행").click()
    brought = page.get_by_label("연구 패키지 파일")
    brought.set_input_files({"name": "broken.zip", "mimeType": "application/zip", "buffer": content[:-50]})
    visitor.allow("400 /api/research/studies/runs")
    visitor.button("실행").click()
    expect(page.get_by_role("alert")).to_contain_text("연구 패키지가 아닙니다")
    brought.set_input_files({"name": "study.zip", "mimeType": "application/zip", "buffer": content})
    visitor.button("실행").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(row).to_have_count(2)
    expect(row.first).to_contain_text("완료")
    assert not grave_violations(page)
    visitor.shot(SHOTS, "studies")
    row.first.get_by_role("link", name="혈압 연구", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="혈압 연구")).to_be_visible()
    expect(page.get_by_role("cell", name="MALE", exact=True)).to_be_visible()
    expect(page.get_by_text("명보다 적은 수는 넣지 않았습니다")).to_be_visible()
    assert not grave_violations(page)
    visitor.shot(SHOTS, "study")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_who_plans_a_study_counts_before_access(visit: Visit, numbers: dict[str, int], language: str) -> None:
    owner = visit("researcher")
    owner.go("/research")
    made = cohort(owner, numbers)
    planner = visit("feasibility", language=language, fresh=language == "en")
    page = planner.go("/research/feasibility")
    page.get_by_role("combobox").click()
    page.locator(".ant-select-dropdown:visible").get_by_text(NAME).click()
    expect(page).to_have_url(re.compile(f"cohort={made}"))
    said = {"ko": ("진입 사건", "성별", "접근 요청"), "en": ("Entry events", "By sex", "Request access")}[language]
    expect(page.get_by_role("rowheader", name=re.compile(said[0]))).to_be_visible()
    expect(page.get_by_text(said[1], exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=said[2])).to_be_visible()
    assert not grave_violations(page)
    planner.shot(SHOTS, f"feasibility-{language}")
