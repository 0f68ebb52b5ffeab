"""From a table that one may not see to the request, its approval, the rows, and their end."""

import datetime as dt
import re
import sqlite3
from contextlib import closing
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.support.accessibility import grave_violations
from tests.support.demo_server import DemoServer
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def open_project(steward: Visitor, key: str, title: str) -> None:
    """A project that the auditor leads and that may ask for visits."""
    headers = {"X-CSRF-Token": next(c["value"] for c in steward.context.cookies() if c["name"] == "asan_csrf")}
    last = f"{dt.date.today() + dt.timedelta(days=60)}"
    told = {"key": key, "title": title, "purpose": "자료 품질 점검", "starts": "2026-01-01", "ends": last}
    body = {**told, "lead": "auditor", "datasets": ["visit_occurrence"]}
    answer = steward.context.request.post(f"{steward.url}/api/security/projects", data=body, headers=headers)
    assert answer.ok, answer.text()


def test_a_request_leads_from_no_right_to_rows_and_back(visit: Visit, demo: DemoServer) -> None:
    mark = uuid4().hex[:6]
    title = f"품질 {mark}"
    steward = visit("steward", fresh=True)
    open_project(steward, f"quality-{mark}", title)

    auditor = visit("auditor", fresh=True)
    auditor.allow("404 /api/mart/tables/visit_occurrence")
    page = auditor.go("/")
    auditor.button("과제 없음").click()
    page.get_by_role("button", name=title).click()
    expect(auditor.button(title)).to_be_visible()
    page = auditor.go("/mart/visit_occurrence")
    page.get_by_role("link", name="접근 요청").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("이 과제에서 요청할 수 있는 자료: cdm.visit_occurrence")).to_be_visible()
    dialog.get_by_label("이유").fill("방문 기록의 품질 점검")
    auditor.still()
    assert grave_violations(page) == []
    dialog.get_by_role("button", name="요청 보내기").click()
    mine = page.locator("section").filter(has=page.get_by_role("heading", name="내 요청"))
    expect(mine.get_by_role("row").filter(has_text=f"quality-{mark}")).to_contain_text("승인 대기")

    page = steward.go("/")
    page.get_by_role("button", name=re.compile("읽지 않은 알림")).click()
    page.get_by_role("button", name=re.compile(f"요청했습니다 \\({title}\\)")).click()
    waiting = page.locator("section").filter(has=page.get_by_role("heading", name="내가 결정할 요청"))
    row = waiting.get_by_role("row").filter(has_text=f"quality-{mark}")
    steward.settled()
    assert grave_violations(page) == []
    row.get_by_role("button", name="승인").click()
    page.get_by_role("dialog").get_by_role("button", name="승인", exact=True).click()
    expect(row).to_have_count(0)

    page = auditor.go("/mart/visit_occurrence")
    expect(page.get_by_role("gridcell").first).to_be_visible()

    # Its last day has come and gone.
    with closing(sqlite3.connect(demo.home / "app.db", timeout=30)) as store, store:
        past = "json_set(body, '$.starts', '2026-01-01', '$.ends', '2026-01-02')"
        store.execute(f"UPDATE policy_change SET body = {past} WHERE key LIKE 'request-%'")
        # The server reads policies anew when there is another one.
        store.execute(
            "INSERT INTO policy_change (kind, key, version, body, reason, changed_by, changed_at)"
            " VALUES ('tag', 'cdm.note', (SELECT coalesce(max(version), 0) + 1 FROM policy_change"
            " WHERE kind = 'tag' AND key = 'cdm.note'), NULL, '', 'test', '2026-01-01 00:00:00')"
        )
        store.execute(
            "UPDATE access_request SET starts = '2026-01-01', ends = '2026-01-02' WHERE project = ?",
            (f"quality-{mark}",),
        )
    page = auditor.go("/mart/visit_occurrence")
    expect(page.get_by_role("link", name="접근 요청")).to_be_visible()
    page = auditor.go("/security?tab=requests")
    mine = page.locator("section").filter(has=page.get_by_role("heading", name="내 요청"))
    row = mine.get_by_role("row").filter(has_text=f"quality-{mark}")
    expect(row).to_contain_text("기간 만료")
    row.get_by_role("button", name="연장 요청").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("이유").fill("점검이 끝나지 않았습니다")
    dialog.get_by_role("button", name="연장 요청", exact=True).click()
    expect(mine.get_by_role("row").filter(has_text="점검이 끝나지 않았습니다")).to_contain_text("승인 대기")
