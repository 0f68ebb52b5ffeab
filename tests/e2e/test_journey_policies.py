"""A policy written, looked at as somebody else before it counts, found again, and taken away."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit
from tests.support.accessibility import grave_violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def choose(page: Page, label: str, words: str) -> None:
    """Pick one of a list's options by typing."""
    field = page.get_by_role("dialog").get_by_label(label, exact=True)
    field.fill(words)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")


def test_a_policy_is_previewed_written_and_taken_away(visit: Visit) -> None:
    name = f"births-{uuid4().hex[:6]}"
    steward = visit("steward", fresh=True)
    page = steward.go("/security?tab=policies")
    steward.button("정책 쓰기").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("이름", exact=True).fill(name)
    choose(page, "열", "cdm.person.gender_source_value")
    choose(page, "역할", "researcher")
    dialog.get_by_label("이유", exact=True).fill("성별 원문은 필요 없음")

    preview = dialog.get_by_role("region", name="다른 사람으로 미리 보기")
    preview.get_by_label("사용자 이름").fill("researcher")
    preview.get_by_role("button", name="미리 보기").click()
    now, then = (preview.get_by_role("region", name=side, exact=True) for side in ("지금", "저장한 뒤"))
    expect(then.get_by_role("cell").first).to_have_text("null")
    expect(now.get_by_role("cell").first).not_to_have_text("null")
    steward.still()
    assert grave_violations(page) == []
    dialog.get_by_role("button", name="저장").click()
    expect(dialog).to_be_hidden()

    page.get_by_label("이름, 대상, 사람, 이유로 찾기").fill(name)
    row = page.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text("적용 중")
    expect(row).to_contain_text("cdm.person.gender_source_value")
    steward.settled()
    assert grave_violations(page) == []

    row.get_by_role("button", name=f"{name} 이력").click()
    first = dialog.get_by_role("region", name="버전 1")
    expect(first).to_contain_text('+  "kind": "mask"')
    expect(first).to_contain_text("steward 작성")
    steward.still()
    assert grave_violations(page) == []
    dialog.get_by_label("없애는 이유").fill("시험이 끝남")
    dialog.get_by_role("button", name="정책 없애기").click()
    page.get_by_role("tooltip").get_by_role("button", name="정책 없애기").click()
    expect(row).to_have_count(0)


def test_policies_are_for_administrators_and_stewards(visit: Visit) -> None:
    visitor = visit("researcher", language="en")
    page = visitor.go("/security?tab=policies")
    expect(page.get_by_role("link", name="Policies")).to_have_count(0)
    expect(page.get_by_role("heading", name="policies")).to_have_count(0)
