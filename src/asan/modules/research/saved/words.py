"""A definition in words, line by line, and how the words of two definitions differ."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from asan.kit.translation import Language
from asan.omop.circe.explain import lines
from asan.omop.circe.reading import Read

Change = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Line:
    """``depth`` -1 is a heading, 0 and more an item as deep in the list."""

    depth: int
    text: str
    change: Change = "same"


def in_words(read: Read, language: Language) -> list[Line]:
    """The definition's lines."""
    return [Line(depth, text.in_language(language)) for depth, text in lines(read.expression)]


def compared(old: Read, new: Read, language: Language) -> list[Line]:
    """The new definition's lines among those of the old one that it no longer has."""
    before, after = in_words(old, language), in_words(new, language)
    found: list[Line] = []
    # Without the heuristic for long texts: a line that comes often (a concept set's item) is not noise here.
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += after[k:m]
        else:
            found += [Line(line.depth, line.text, "removed") for line in before[i:j]]
            found += [Line(line.depth, line.text, "added") for line in after[k:m]]
    return found


def by_criterion(read: Read, language: Language) -> list[tuple[str, ...]]:
    """What the entry events say, and then each inclusion rule: their conditions, a line each."""
    rules = len(read.expression.inclusion_rules)
    sections: list[list[Line]] = []
    for line in in_words(read, language):
        if line.depth < 0:
            sections.append([])
        else:
            sections[-1].append(line)
    said: list[list[str]] = [[line.text for line in sections[0] if line.depth > 0]]
    # The sections after the entry are not all there; that of the rules begins with a line of the first one's name.
    first = f"1. {read.expression.inclusion_rules[0].name or ''}".strip() if rules else ""
    section = next((each for each in sections[1:] if rules and each[0].text.startswith(first)), [])
    for line in section:
        if line.depth == 0 and len(said) <= rules:
            said.append([])
        elif line.depth > 0:
            said[-1].append(line.text)
    return [tuple(lines_) for lines_ in said]
