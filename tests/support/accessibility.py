"""axe-core over the page that is open."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")


@cache
def _source() -> str:
    return AXE.read_text(encoding="utf-8")


def grave_violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """Serious and critical findings, each as rule, element and what to mend; of ``rules``, or of all of axe's own."""
    # Evaluated by the debugger: the site's content security policy lets no other script in, which is as it should be.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_source())
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules is not None:
        options["runOnly"] = rules
    found: dict[str, Any] = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{rule['id']}: {node['html'][:160]} ({node['failureSummary'].splitlines()[1].strip()})"
        for rule in found["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]
