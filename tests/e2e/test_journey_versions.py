"""Snapshots on the ETL page: named, compared, expired, cleared away. Its file comes last: it publishes two more."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from asan.kit.settings import settings
from asan.warehouse.connection import open_engine
from asan.warehouse.lake import Lake
from asan.warehouse.publish import publish
from asan.warehouse.snapshots import current
from tests.e2e.conftest import Visit
from tests.support.accessibility import grave_violations
from tests.support.demo_server import DemoServer
from tests.support.visitor import numbers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SHOTS = Path(os.environ["ASAN_SHOTS"]) if "ASAN_SHOTS" in os.environ else None


def publish_again(folder: Path, run: int, sql: str) -> int:
    """Publish what is current, changed by ``sql``."""
    lake = Lake(settings())
    path = folder / f"{run}.duckdb"
    work = open_engine(lake.settings, path)
    lake.attach(work, read_only=True)
    before = current(work)
    assert before is not None
    tables = work.execute(
        """SELECT schema_name, table_name FROM duckdb_tables()
           WHERE database_name = 'lake' AND schema_name IN ('cdm', 'results')"""
    ).fetchall()
    for schema, table in tables:
        work.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        work.execute(f"CREATE TABLE {schema}.{table} AS FROM lake.{schema}.{table}")
    work.execute(sql)
    work.close()
    told = {name: getattr(before, name) for name in ("kind", "source", "vocabulary", "vocabulary_version", "synthetic")}
    return publish(lake, path, extra={**told, "run": run}).version


@pytest.fixture
def versions(demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    monkeypatch.setenv("ASAN_HOME", str(demo.home))
    settings.cache_clear()
    some = "SELECT person_id FROM cdm.person ORDER BY person_id LIMIT 7"
    changed = f"UPDATE cdm.person SET year_of_birth = year_of_birth - 1 WHERE person_id IN ({some})"
    yield publish_again(tmp_path, 901, changed), publish_again(tmp_path, 902, changed)
    settings.cache_clear()


def test_a_pinned_snapshot_is_read_from_page_to_page(visit: Visit, versions: tuple[int, int]) -> None:
    first, second = versions
    visitor = visit("admin", fresh=True)
    page = visitor.go("/")
    banner = page.get_by_role("status").filter(has_text="고정한 스냅샷")
    chooser = page.get_by_role("navigation", name="읽을 스냅샷 고르기")
    expect(banner).to_have_count(0)
    page.get_by_role("button", name=f"스냅샷 {second}").click()
    expect(chooser.get_by_role("link").first).to_have_attribute("aria-current", "page")
    visitor.still()
    visitor.shot(SHOTS, "snapshot-chooser-ko-light")
    assert grave_violations(page) == []
    chooser.get_by_role("link", name=f"스냅샷 {first}").click()
    expect(page).to_have_url(f"{visitor.url}/?snapshot={first}")
    expect(banner).to_contain_text(str(first))
    visitor.settled()
    page.get_by_role("button", name="환자 수: 출처 보기").click()
    expect(page.get_by_role("tooltip").filter(has_text="cdm_statistic")).to_contain_text(f"{first} · ")
    page.keyboard.press("Escape")

    page.get_by_role("link", name="데이터마트").click()
    page.get_by_role("link", name="person", exact=True).click()
    expect(page).to_have_url(f"{visitor.url}/mart/person?snapshot={first}")
    visitor.settled()
    visitor.button("이 화면의 질의").click()
    expect(page.get_by_role("tooltip").filter(has_text="이 화면을 만든 질의")).to_contain_text(f"스냅샷 {first} · ")
    page.keyboard.press("Escape")
    visitor.button("내보내기").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"고정한 스냅샷 {first}에서")
    visitor.button("내보내기 시작").click()
    expect(dialog.get_by_role("link", name="person.csv 내려받기")).to_be_visible()
    dialog.get_by_role("button", name="닫기").last.click()
    visitor.go(f"/mart?view=exports&snapshot={first}")
    expect(page.get_by_role("listitem").filter(has_text="person.csv")).to_contain_text(f"스냅샷 {first}")

    with page.expect_response(lambda answer: "/api/ontology/concepts/" in answer.url) as asked:
        page.keyboard.press("Control+K")
        page.get_by_role("combobox").fill("201826")
        page.get_by_role("option").filter(has_text="201826").click()
    assert f"snapshot={first}" in asked.value.url
    expect(page.get_by_text("용어 버전: asan starter")).to_be_visible()
    visitor.settled()
    visitor.shot(SHOTS, "snapshot-pinned-ko-light")
    assert grave_violations(page) == []

    answer = page.request.post(
        f"{visitor.url}/api/snapshots/{first}/tags",
        data={"name": "학회-2026"},
        headers={
            "X-CSRF-Token": next(each["value"] for each in visitor.context.cookies() if each["name"] == "asan_csrf")
        },
    )
    assert answer.status == 201
    visitor.button("EN Switch to English").click()
    visitor.prefer("dark")
    page.get_by_role("button", name=f"snapshot {first}").click()
    chooser = page.get_by_role("navigation", name="Choose the snapshot to read")
    chooser.get_by_role("link", name="학회-2026").click()
    banner = page.get_by_role("status").filter(has_text="pinned snapshot")
    expect(banner).to_contain_text(f"‘학회-2026’ ({first}, published")
    page.get_by_role("button", name=f"snapshot {first}").click()
    visitor.settled()
    visitor.shot(SHOTS, "snapshot-pinned-en-dark")
    assert grave_violations(page) == []
    page.keyboard.press("Escape")
    banner.get_by_role("link", name=f"Back to the newest snapshot {second}").click()
    expect(page).not_to_have_url(re.compile("snapshot"))
    expect(banner).to_have_count(0)
    page.get_by_role("link", name="Data mart").click()
    expect(page).to_have_url(f"{visitor.url}/mart")


def test_a_pinned_snapshot_that_is_gone_is_said_to_be_gone(visit: Visit) -> None:
    visitor = visit("researcher")
    visitor.allow("404 /api/dashboard")
    page = visitor.go("/?snapshot=999999")
    gone = page.get_by_role("status").filter(has_text="999999")
    expect(page.get_by_role("alert")).to_contain_text("no_snapshot")
    visitor.shot(SHOTS, "snapshot-gone-ko-light")
    gone.get_by_role("link").click()
    expect(gone).to_have_count(0)
    visitor.settled()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_snapshots_are_named_compared_expired_and_cleared_away(visit: Visit, versions: tuple[int, int]) -> None:
    first, second = versions
    visitor = visit("admin", fresh=True)
    page = visitor.go("/etl")
    page.get_by_role("link", name="스냅샷", exact=True).click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=str(first), exact=True))
    visitor.button(f"스냅샷 {first}에 태그 붙이기").click()
    dialog = page.get_by_role("dialog")
    visitor.still()
    assert grave_violations(page) == []
    dialog.get_by_label("이름").fill("current")
    visitor.allow(f"400 /api/snapshots/{first}/tags")
    dialog.get_by_role("button", name="태그 붙이기", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("bad_tag")
    dialog.get_by_label("이름").fill("논문-2026")
    dialog.get_by_role("button", name="태그 붙이기", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(row).to_contain_text("논문-2026")

    visitor.button("비교").click()
    person = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="person", exact=True))
    expect(person.get_by_role("cell").nth(1)).to_have_text("7")
    visitor.button("person 행 보기").click()
    sample = page.get_by_role("region", name="person 행 보기")
    expect(sample.get_by_role("row")).to_have_count(8)
    expect(sample.get_by_role("cell", name="year_of_birth")).to_have_count(7)

    page.get_by_label("최근 것 남기기").fill("1")
    page.get_by_label("이보다 오래된 것만(일)").fill("0")
    page.get_by_label("이보다 오래된 것만(일)").blur()
    foreseen = page.get_by_text("만료 대상:")
    expect(foreseen).not_to_contain_text("0개(")
    going = numbers(foreseen.inner_text().partition("(")[2].partition(")")[0])
    assert going
    assert not {first, second} & set(going)
    visitor.shot(SHOTS, "snapshots-ko-light")
    visitor.still()
    assert grave_violations(page) == []
    visitor.button("만료").click()
    page.get_by_role("tooltip").get_by_role("button", name="만료", exact=True).click()
    expect(page.get_by_text("만료 대상: 0개")).to_be_visible()
    expect(row).to_be_visible()
    visitor.button("파일 정리").click()
    expect(page.get_by_text("필요 없는 파일")).to_be_visible()

    visitor.button("EN Switch to English").click()
    visitor.prefer("dark")
    expect(page.get_by_role("heading", name="Published snapshots")).to_be_visible()
    visitor.settled()
    visitor.shot(SHOTS, "snapshots-en-dark")
    assert grave_violations(page) == []
    visitor.button("Remove tag 논문-2026").click()
    page.get_by_role("tooltip").get_by_role("button", name="Remove", exact=True).click()
    expect(row).not_to_contain_text("논문-2026")


def test_who_may_only_look_sees_the_list_and_no_tools(visit: Visit) -> None:
    page = visit("researcher").go("/etl?tab=snapshots")
    expect(page.get_by_role("heading", name="게시된 스냅샷")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(1)
    expect(page.locator("main section button")).to_have_count(0)
