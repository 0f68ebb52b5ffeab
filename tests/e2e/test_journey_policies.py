"""A policy written, looked at as somebody else before it counts, found again, and taken away."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Visit
from tests.support.accessibility import grave_violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def choose(page: Page, label: str, words: str) -> None:
    """Pick one of a list's options by typing."""
    field = page.get_by_role("dialog").get_by_label(label, exact=True)
    field.fill(words)
    offered(page, words)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")


def offered(page: Page, words: str) -> None:
    """Wait until the list has it: what it offers may still be on its way."""
    expect(page.locator(".ant-select-dropdown:visible .ant-select-item-option-active")).to_contain_text(
        re.compile(re.escape(words), re.IGNORECASE)
    )


def pick(page: Page, label: str, words: str) -> None:
    """Pick one of a short list's options, which nobody types in."""
    page.get_by_role("dialog").get_by_label(label, exact=True).click()
    page.get_by_title(words).click()


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
    for scheme in ("dark", "light"):
        steward.prefer(scheme)
        # Under the pointer too.
        preview.get_by_role("button", name="미리 보기").hover()
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


def test_a_second_person_rejects_a_proposal_and_approves_the_next(visit: Visit) -> None:
    name = f"no-vip-{uuid4().hex[:6]}"
    steward, admin = visit("steward", fresh=True), visit("admin", fresh=True)

    def give(label: str, words: str, *, free: bool = False) -> None:
        """The one value of a field whose list closes by itself: Escape would close the dialog. A free one has none."""
        field = dialog.get_by_label(label, exact=True)
        field.fill(words)
        if not free:
            offered(page, words)
        field.press("Enter")

    # Patients with a mark are hidden from everybody but two roles, in emergencies too.
    page = steward.go("/security?tab=policies")
    steward.button("정책 쓰기").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("이름", exact=True).fill(name)
    pick(page, "하는 일", "행 제한")
    pick(page, "남길 행", "환자의 기록으로 (동의, VIP 표시 등)")
    dialog.get_by_label("이 기록이 없는 환자").check()
    give("기록이 있는 열", "cdm.observation.observation_concept_id")
    give("값", "vip", free=True)
    dialog.get_by_label("아래에 속한 개념까지").check()
    choose(page, "제외하는 역할", "admin")
    dialog.get_by_label("긴급 열람 중에도 적용").check()
    dialog.get_by_label("제안만 하기").check()
    dialog.get_by_label("이유", exact=True).fill("VIP는 진료진만")
    dialog.get_by_role("button", name="저장").click()
    expect(dialog.get_by_text("숫자로 입력해 주세요.")).to_be_visible()
    dialog.get_by_label("값", exact=True).press("Backspace")
    give("값", "4053609", free=True)
    preview = dialog.get_by_role("region", name="다른 사람으로 미리 보기")
    preview.get_by_label("사용자 이름").fill("researcher")
    preview.get_by_role("button", name="미리 보기").click()
    now, then = (preview.get_by_role("region", name=side, exact=True) for side in ("지금", "저장한 뒤"))
    expect(now.get_by_role("cell").first).to_have_text(re.compile(r"\d+"))
    expect(then.get_by_role("cell").first).to_have_text(re.compile(r"\d+"))
    steward.still()
    assert grave_violations(page) == []
    dialog.get_by_role("button", name="저장").click()
    expect(dialog).to_be_hidden()

    def row(of: Page) -> Locator:
        of.get_by_label("이름, 대상, 사람, 이유로 찾기").fill(name)
        return of.get_by_role("row").filter(has_text=name)

    expect(row(page)).to_contain_text("승인 대기")
    expect(row(page)).to_contain_text("긴급 열람에도 적용")

    # Another person rejects it; nothing was ever in force.
    deciding = admin.go("/security?tab=policies")
    row(deciding).get_by_role("button", name=f"{name} 검토").click()
    first = deciding.get_by_role("dialog").get_by_role("region", name="버전 1")
    expect(first.get_by_role("button", name="반려")).to_be_disabled()
    first.get_by_label("반려하는 이유").fill("연구자에게는 필요합니다")
    admin.still()
    assert grave_violations(deciding) == []
    first.get_by_role("button", name="반려").click()
    expect(first).to_contain_text("반려됨")
    deciding.keyboard.press("Escape")
    expect(row(deciding)).to_contain_text("반려됨")

    # Its author reads why, and proposes the next version from it.
    steward.go("/security?tab=notices")
    expect(page.get_by_text("연구자에게는 필요합니다").first).to_be_visible()
    steward.go("/security?tab=policies")
    row(page).get_by_role("button", name=f"{name} 변경").click()
    expect(dialog.get_by_label("이 기록이 없는 환자")).to_be_checked()
    expect(dialog.get_by_label("아래에 속한 개념까지")).to_be_checked()
    choose(page, "제외하는 역할", "researcher")
    dialog.get_by_label("제안만 하기").check()
    dialog.get_by_label("이유", exact=True).fill("연구자는 제외")
    dialog.get_by_role("button", name="저장").click()
    expect(row(page)).to_contain_text("승인 대기")

    deciding.reload()
    row(deciding).get_by_role("button", name=f"{name} 검토").click()
    history = deciding.get_by_role("dialog")
    history.get_by_role("region", name="버전 2").get_by_role("button", name="승인").click()
    expect(history.get_by_role("region", name="버전 2")).to_contain_text("적용 중")
    expect(history.get_by_role("region", name="버전 1")).to_contain_text("연구자에게는 필요합니다")
    history.get_by_label("없애는 이유").fill("시험이 끝남")
    history.get_by_role("button", name="정책 없애기").click()
    deciding.get_by_role("tooltip").get_by_role("button", name="정책 없애기").click()
    expect(row(deciding)).to_have_count(0)


def test_policies_are_for_administrators_and_stewards(visit: Visit) -> None:
    visitor = visit("researcher", language="en")
    page = visitor.go("/security?tab=policies")
    expect(page.get_by_role("link", name="Policies")).to_have_count(0)
    expect(page.get_by_role("heading", name="policies")).to_have_count(0)
