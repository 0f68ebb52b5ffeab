"""From a column that stands open to the policy that masks it."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.support.accessibility import grave_violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_an_open_column_leads_to_its_policy(visit: Visit) -> None:
    visitor = visit("admin")
    page = visitor.go("/security?tab=posture")
    row = page.get_by_role("row").filter(has_text="cdm.person").filter(has_text="birth_datetime")
    expect(row).to_contain_text("임상의")
    expect(page.get_by_role("heading", name="쓰지 않는 계정")).to_be_visible()
    assert grave_violations(page) == []
    row.get_by_role("link").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("cdm.person.birth_datetime")


def test_an_auditor_looks_and_writes_nothing(visit: Visit) -> None:
    visitor = visit("auditor", language="en")
    page = visitor.go("/security?tab=posture")
    expect(page.get_by_role("heading", name="sensitive columns without a mask")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="birth_datetime").get_by_role("link")).to_have_count(0)
