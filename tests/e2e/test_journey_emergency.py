"""A clinician breaks the glass for one patient; an auditor is told, and it is ended."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.support.accessibility import grave_violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_one_patient_is_seen_in_an_emergency_and_the_auditor_knows(visit: Visit) -> None:
    clinician = visit("clinician", fresh=True)
    page = clinician.go("/mart/person")
    person = page.locator("[role=gridcell][aria-colindex='1']").nth(3).inner_text()
    reason = f"응급실 투약력 확인 {uuid4().hex[:6]}"
    clinician.button("임상의 · Clinician").click()
    page.get_by_role("button", name="긴급 열람", exact=True).click()
    clinician.settled()
    page.get_by_label("환자 (person_id)").fill(person)
    clinician.button("긴급 열람 시작").click()
    expect(page.get_by_text("이유를 다섯 글자 이상 입력해 주세요.")).to_be_visible()
    assert grave_violations(page) == []
    page.get_by_label("이유").fill(reason)
    clinician.button("긴급 열람 시작").click()
    banner = page.get_by_role("status").filter(has_text=f"환자 {person}의 자료만")
    expect(banner).to_be_visible()
    page = clinician.go("/mart/person")
    expect(page.locator("[role=gridcell][aria-colindex='1']")).to_have_text([person])
    assert grave_violations(page) == []
    # A figure over everybody would be no figure of theirs.
    page = clinician.go("/")
    expect(page.get_by_text("전체를 센 통계는 보이지 않습니다")).to_be_visible()

    auditor = visit("auditor", fresh=True)
    page = auditor.go("/security?tab=emergency")
    row = page.get_by_role("row").filter(has_text=reason)
    expect(row).to_contain_text("열람 중")
    page.get_by_role("button", name=re.compile("읽지 않은 알림")).click()
    auditor.still()
    assert grave_violations(page) == []
    page.get_by_role("button", name=re.compile(reason)).click()
    expect(page.get_by_role("gridcell").filter(has_text="clinician").first).to_be_visible()

    page = clinician.page
    banner.get_by_role("button", name="끝내기").click()
    expect(banner).to_have_count(0)
    expect(page.locator("figure .recharts-bar-rectangle").first).to_be_visible()
    page = auditor.go("/security?tab=emergency")
    expect(page.get_by_role("row").filter(has_text=reason)).not_to_contain_text("열람 중")
