"""Every page in both languages and both themes: nothing grave for axe, nothing on the console, no other host."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.support.accessibility import grave_violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SHOTS = Path(os.environ["ASAN_SHOTS"]) if "ASAN_SHOTS" in os.environ else None

PAGES = {
    "sign-in": (None, "/sign-in", "form"),
    "dashboard": ("admin", "/", "figure .recharts-bar-rectangle >> nth=0"),
    "mart": ("admin", "/mart", "table >> nth=0"),
    "mart-exports": ("admin", "/mart?view=exports", "main section >> nth=0"),
    "mart-rows": ("admin", "/mart/visit_occurrence", "[role=gridcell] >> nth=0"),
    "mart-rows-masked": ("researcher", "/mart/person", "[role=gridcell] >> nth=0"),
    "mart-rows-refused": ("engineer", "/mart/person", "a[href*='tab=schema']"),
    "mart-schema": ("researcher", "/mart/person?tab=schema", "table >> nth=0"),
    "mart-profile": ("admin", "/mart/condition_occurrence?tab=profile", "main h3 >> nth=0"),
    "mart-unknown": ("admin", "/mart/no_such_table", "main a[href='/mart'] >> nth=0"),
    "etl": ("steward", "/etl", "table"),
    "etl-snapshots": ("admin", "/etl?tab=snapshots", "main table >> nth=0"),
    "etl-no-right": ("researcher", "/etl", "a[href='/etl/lineage'] >> nth=0"),
    "etl-report": ("steward", "/etl/runs/1", "tfoot"),
    "etl-steps": ("steward", "/etl/runs/1?tab=steps", "main ol li >> nth=12"),
    "etl-rejects": ("steward", "/etl/runs/1?tab=rejects", "main section >> nth=0"),
    "etl-lineage": ("steward", "/etl/lineage", ".react-flow__node >> nth=0"),
    "etl-lineage-chosen": ("steward", "/etl/lineage?node=step.visits", ".react-flow__node >> nth=0"),
    "research": ("researcher", "/research", "main section >> nth=0"),
    "research-new": ("researcher", "/research/new", "main section >> nth=0"),
    "research-unknown": ("researcher", "/research/999999", "main a[href='/research'] >> nth=0"),
    "research-no-right": ("auditor", "/research", "main section >> nth=0"),
    "research-feasibility": ("feasibility", "/research/feasibility", "main section, main [role=combobox] >> nth=0"),
    "research-studies": ("researcher", "/research/studies", "main section >> nth=0"),
    "ontology": ("admin", "/ontology", "input[data-search-here]"),
    "ontology-concept": ("admin", "/ontology/201826?q=당뇨", "article h2"),
    "concept-sets": ("researcher", "/research/concept-sets", "main section >> nth=0"),
    "charts": ("clinician", "/research/charts", "main form"),
    "chart-unknown": ("clinician", "/research/charts/123456789", "main a[href*='tab=requests']"),
    "chart-refused": ("engineer", "/research/charts/123456789", "main a[href='/research/analysis']"),
    "reviews": ("researcher", "/research/reviews", "main section >> nth=0"),
    "review-new": ("researcher", "/research/reviews/new", "main section >> nth=0"),
    "review-unknown": ("researcher", "/research/reviews/999999", "main a[href='/research/reviews']"),
    "security": ("researcher", "/security", "main form >> nth=0"),
    "security-projects": ("researcher", "/security?tab=projects", "main section >> nth=0"),
    "security-requests": ("steward", "/security?tab=requests", "main form >> nth=0"),
    "security-notices": ("auditor", "/security?tab=notices", "main section"),
    "security-emergency": ("clinician", "/security?tab=emergency", "main form"),
    "security-users": ("admin", "/security?tab=users", "main table"),
    "security-groups": ("admin", "/security?tab=groups", "main form >> nth=1"),
    "security-limits": ("admin", "/security?tab=limits", "main section >> nth=0"),
    "security-policies": ("steward", "/security?tab=policies", "main section >> nth=0"),
    "security-posture": ("auditor", "/security?tab=posture", "main table >> nth=0"),
    "security-access": ("admin", "/security?tab=access", "main table >> nth=0"),
    "security-audit": ("auditor", "/security?tab=audit", "[role=gridcell] >> nth=0"),
    "security-seen": ("auditor", "/security?tab=seen&person=1", "main section >> nth=2"),
    "no-such-page": ("admin", "/no/such/page", "main a[href='/']"),
}
REFUSED = {
    "mart-unknown": "404 /api/mart/tables/no_such_table",
    "research-unknown": "404 /api/research/cohorts/999999",
    "chart-unknown": "404 /api/research/charts/123456789",
    "chart-refused": "403 /api/research/charts/123456789",
    "review-unknown": "404 /api/research/reviews/999999",
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_quiet(visit: Visit, name: str) -> None:
    role, address, content = PAGES[name]
    visitor = visit(role)
    if name in REFUSED:
        visitor.allow(REFUSED[name])
    page = visitor.go(address)
    root = page.locator("html")
    found = {}
    for language, switch in (("ko", None), ("en", "EN Switch to English")):
        if switch is not None:
            visitor.prefer("light")
            visitor.button(switch).click()
        expect(root).to_have_attribute("lang", language)
        expect(root).to_have_attribute("data-theme", "light")
        expect(page.locator(content)).to_be_visible()
        visitor.settled()
        visitor.shot(SHOTS, f"{name}-{language}-light")
        found[language, "light"] = grave_violations(page)
        visitor.prefer("dark")
        visitor.settled()
        visitor.shot(SHOTS, f"{name}-{language}-dark")
        # The themes differ in nothing but their colours.
        found[language, "dark"] = grave_violations(page, ["color-contrast", "link-in-text-block"])
    assert not any(found.values()), found
