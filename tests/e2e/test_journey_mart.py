"""From the list of tables to their rows, their schema, their profile, and a file to take along."""

import csv
import io
import re

import pyarrow.parquet as parquet
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit
from tests.support.accessibility import grave_violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def column(page: Page, name: str) -> list[str]:
    """What stands in a column's cells in sight, from the top."""
    index = page.get_by_role("columnheader", name=name).get_attribute("aria-colindex")
    return page.locator(f"[role=gridcell][aria-colindex='{index}']").all_inner_texts()


def row_count(page: Page) -> int:
    text = page.get_by_text(re.compile(r"^[\d,]+행$")).inner_text()
    return int(text.rstrip("행").replace(",", ""))


def test_rows_are_filtered_and_sorted_and_the_address_remembers(visit: Visit) -> None:
    visitor = visit("admin")
    page = visitor.go("/mart")
    page.get_by_placeholder("테이블 이름이나 설명으로 찾기").fill("perso")
    expect(page.get_by_role("link", name="visit_occurrence", exact=True)).to_have_count(0)
    page.get_by_role("link", name="person", exact=True).click()
    expect(page.get_by_role("gridcell").first).to_be_visible()
    visitor.settled()
    everyone = row_count(page)

    with page.expect_response(re.compile("/api/mart/tables/person/rows")):
        page.get_by_role("textbox", name="year_of_birth 조건").fill(">=1990")
    expect(page).to_have_url(re.compile(r"where="))
    expect(page.get_by_text(f"{everyone}행", exact=True)).to_have_count(0)
    for direction in ("ascending", "descending"):
        with page.expect_response(re.compile("/api/mart/tables/person/rows")):
            page.get_by_role("button", name="year_of_birth", exact=True).click()
        expect(page.get_by_role("columnheader", name="year_of_birth")).to_have_attribute("aria-sort", direction)
    visitor.settled()
    years = [int(year) for year in column(page, "year_of_birth")]
    assert len(years) > 5
    assert years == sorted(years, reverse=True)
    assert years[-1] >= 1990
    fewer = row_count(page)
    assert 0 < fewer < everyone

    persons = column(page, "person_id")
    page.reload()
    visitor.settled()
    expect(page.get_by_role("gridcell").first).to_have_text(persons[0])
    assert row_count(page) == fewer
    expect(page.get_by_role("textbox", name="year_of_birth 조건")).to_have_value(">=1990")

    page.get_by_role("textbox", name="year_of_birth 조건").fill("abc")
    expect(page.get_by_text("열의 조건을 읽을 수 없습니다.")).to_be_visible()
    page.get_by_role("textbox", name="year_of_birth 조건").fill("3000")
    expect(page.get_by_text("조건에 맞는 행이 없습니다")).to_be_visible()
    visitor.button("조건 모두 지우기").last.click()
    expect(page.get_by_text(f"{everyone}행", exact=True)).to_be_visible()


def test_schema_leads_along_keys_and_profile_counts(visit: Visit) -> None:
    visitor = visit("admin")
    page = visitor.go("/mart/condition_occurrence?tab=schema")
    expect(page.get_by_role("row").filter(has_text="condition_start_date").first).to_contain_text("필수")
    page.get_by_role("row").filter(has_text="visit_occurrence_id").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/mart/visit_occurrence\?tab=schema"))
    page.get_by_role("tab", name="프로파일").click()
    item = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="visit_concept_id", exact=True))
    expect(item).to_contain_text("100.0% 채워짐")
    expect(item.get_by_role("list", name="visit_concept_id에 많은 값")).to_contain_text("Outpatient Visit")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_an_export_holds_what_the_grid_shows(visit: Visit, kind: str) -> None:
    visitor = visit("researcher")
    page = visitor.go('/mart/person?where={"year_of_birth":">=1990"}')
    shown = row_count(page)
    persons = column(page, "person_id")
    visitor.button("내보내기").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("year_of_birth >=1990")
    visitor.still()
    assert grave_violations(page) == []
    dialog.get_by_role("radio", name="CSV" if kind == "csv" else "Parquet").check()
    visitor.button("내보내기 시작").click()
    with page.expect_download() as loading:
        dialog.get_by_role("link", name=f"person.{kind} 내려받기").click(timeout=60_000)
    expect(dialog).to_contain_text("마스킹된 열")
    assert loading.value.suggested_filename.endswith(f".{kind}")
    data = loading.value.path().read_bytes()
    if kind == "csv":
        assert data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    else:
        rows = parquet.read_table(io.BytesIO(data)).to_pylist()
    assert len(rows) == shown
    assert {str(row["person_id"]) for row in rows} >= set(persons)
    assert all(int(row["year_of_birth"]) >= 1990 for row in rows)
    assert {row["month_of_birth"] for row in rows} <= {"", None}

    page.goto(f"{visitor.url}/mart?view=exports")
    expect(page.get_by_role("listitem").filter(has_text=f"person.{kind}").first).to_contain_text("행")


def test_a_researcher_sees_locks_and_an_engineer_why_there_are_no_rows(visit: Visit) -> None:
    visitor = visit("researcher")
    page = visitor.go("/mart/person")
    locked = page.get_by_role("columnheader", name="month_of_birth")
    expect(locked.get_by_role("img", name="비식별 처리된 값입니다 (값 숨김)")).to_be_visible()
    assert set(column(page, "month_of_birth")) == {"null"}
    assert set(column(page, "year_of_birth")) != {"null"}

    other = visit("engineer").go("/mart/person")
    expect(other.get_by_text("이 역할은 행을 볼 수 없습니다")).to_be_visible()
    expect(other.get_by_role("button", name="내보내기")).to_have_count(0)
    other.get_by_role("link", name="스키마 보기").click()
    expect(other.get_by_role("row").filter(has_text="year_of_birth").first).to_be_visible()
