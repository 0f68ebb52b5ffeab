"""What became of the rows: runs, steps, accounts that add up, and the way from file to table."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.support.visitor import numbers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_run_of_the_history_accounts_for_every_row(visit: Visit) -> None:
    visitor = visit("steward")
    page = visitor.go("/etl")
    page.get_by_role("link", name="ETL 실행 1", exact=True).click()
    expect(page.get_by_text("모든 행이 맞습니다")).to_be_visible()
    accounts = page.get_by_role("table").first
    rows = [numbers(row.inner_text()) for row in accounts.get_by_role("row").all()[1:]]
    assert len(rows) > 10
    for read, loaded, rejected, merged, difference in rows:
        assert read == loaded + rejected + merged
        assert difference == 0
    *files, total = rows
    assert [sum(column) for column in zip(*files, strict=True)] == total
    said = numbers(page.locator("main section").first.inner_text())
    assert said == total[:4]

    page.get_by_role("tab", name="단계").click()
    steps = page.get_by_role("main").locator("ol > li")
    expect(steps).to_have_count(13)
    expect(steps.filter(has_text="방문").first).to_contain_text("완료")
    steps.nth(4).get_by_text("이 단계가 하는 일").click()
    expect(steps.nth(4)).to_contain_text("visit_detail")


def test_lineage_is_a_graph_and_a_list_of_the_same(visit: Visit) -> None:
    visitor = visit("steward")
    page = visitor.go("/etl")
    page.get_by_role("link", name="계보 보기").click()
    listed = page.get_by_role("navigation", name="단계와 테이블")
    expect(page.locator(".react-flow__node").filter(has_text="5 방문")).to_be_visible()
    listed.get_by_label("단계나 테이블 찾기").fill("방문")
    listed.get_by_role("button", name="5 방문", exact=True).click()
    expect(page).to_have_url(re.compile("node=step.visits"))
    expect(listed.get_by_role("button", name="visit_occurrence", exact=True)).to_be_visible()
    expect(page.locator(".react-flow__node").filter(has_text="encounters")).to_be_visible()
    listed.get_by_role("button", name="visit_occurrence", exact=True).first.click()
    listed.get_by_role("link", name="데이터마트에서 열기").click()
    expect(page).to_have_url(re.compile("/mart/visit_occurrence$"))
