"""What the documents say stays true: settings are listed, links lead somewhere, both languages have the same parts."""

import re
from pathlib import Path

import pytest

from asan.kit.settings import Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
PAIRS = [
    (path, path.with_name(path.name.replace(".ko.md", ".md"))) for path in DOCUMENTS if path.name.endswith(".ko.md")
]


def outline(path: Path) -> list[tuple[str, int]]:
    """The document's skeleton: each heading's level, and the kinds of block under it."""
    shape: list[tuple[str, int]] = []
    fenced = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            fenced = not fenced
            if fenced:
                shape.append(("code", 0))
        elif not fenced and (heading := re.match(r"(#+) ", line)):
            shape.append(("heading", len(heading[1])))
        elif not fenced and line.startswith("|"):
            shape.append(("row", line.count("|")))
        elif not fenced and re.match(r"([-*]|\d+\.) ", line):
            shape.append(("item", 0))
    return shape


@pytest.mark.parametrize("language", ["", ".ko"])
def test_every_setting_is_documented_with_its_default(language: str) -> None:
    text = (ROOT / f"docs/operations{language}.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(ASAN_[A-Z0-9_]+)`", text, re.MULTILINE))
    assert listed == {f"ASAN_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize(("korean", "english"), PAIRS, ids=lambda path: path.name)
def test_both_languages_have_the_same_parts(korean: Path, english: Path) -> None:
    assert outline(korean) == outline(english)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_within_the_project_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_decisions_are_numbered_without_gaps_and_have_their_parts() -> None:
    records = sorted((ROOT / "docs/adr").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        text = path.read_text(encoding="utf-8")
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences", "Alternatives")), (
            path.name
        )
