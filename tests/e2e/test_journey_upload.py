"""A run from an uploaded zip, followed to its end. It publishes a snapshot: only those that do too come later."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.support.accessibility import grave_violations
from tests.support.demo_server import DemoServer
from tests.support.demo_zip import NOBODY, write_zip
from tests.support.visitor import numbers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MINUTES = 120_000


def test_an_upload_is_run_and_its_broken_row_is_found(visit: Visit, demo: DemoServer, tmp_path: Path) -> None:
    write_zip(demo.home / "demo" / "source", tmp_path / "clinic.zip")
    visitor = visit("steward")
    page = visitor.go("/etl")
    badge = page.get_by_role("button", name=re.compile(r"스냅샷 \d+"))
    before = badge.inner_text()
    visitor.button("새 실행").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("zip 올리기").click()
    visitor.still()
    assert grave_violations(page) == []
    dialog.locator("input[type=file]").set_input_files(tmp_path / "clinic.zip")
    expect(dialog.get_by_role("status")).to_contain_text("원천 파일 9개")
    dialog.get_by_role("switch", name="합성 데이터").click()
    dialog.get_by_role("button", name="실행", exact=True).click()

    # Not reloaded from here on: what happens arrives by itself.
    expect(page).to_have_url(re.compile(r"/etl/runs/\d+$"), timeout=MINUTES)
    expect(page.get_by_text("모든 행이 맞습니다")).to_be_visible(timeout=MINUTES)
    expect(badge).not_to_have_text(before)
    expect(page.locator("main header").first).to_contain_text("합성 데이터")
    read, loaded, rejected, merged = numbers(page.locator("main section").first.inner_text())
    assert read == loaded + rejected + merged
    assert rejected == 1

    page.get_by_role("tab", name="거부된 행").click()
    page.get_by_label("사유").select_option("unknown_patient")
    expect(page).to_have_url(re.compile("reason=unknown_patient"))
    row = page.get_by_role("row").filter(has_text="conditions.csv")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("없는 환자")
    # A steward sees where and why, not whose.
    expect(page.get_by_text(NOBODY)).to_have_count(0)
    with page.expect_download() as loading:
        page.get_by_role("link", name="CSV 내려받기").click()
    found = list(csv.DictReader(io.StringIO(loading.value.path().read_text(encoding="utf-8-sig"))))
    assert [(one["file"], one["reason"]) for one in found] == [("conditions", "unknown_patient")]
    assert NOBODY not in loading.value.path().read_text(encoding="utf-8-sig")

    page.goto(f"{visitor.url}/etl")
    expect(page.get_by_role("row").filter(has_text="clinic.zip").first).to_contain_text("완료")
