"""Texts in the platform's two languages, side by side, so that neither can be forgotten."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["ko", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in Korean and in English. Both may hold ``{name}`` fields, the same ones."""

    ko: str
    en: str

    def in_language(self, language: Language) -> str:
        """The text in ``language``."""
        return self.ko if language == "ko" else self.en

    def fill(self, **values: object) -> "Text":
        """Both texts with their fields filled. Raises KeyError when a field has no value."""
        return Text(self.ko.format(**values), self.en.format(**values))


def preferred_language(accept_language: str | None, default: Language = "ko") -> Language:
    """The first of our languages that an ``Accept-Language`` header names, in the header's order."""
    for part in (accept_language or "").lower().split(","):
        tag = part.split(";")[0].strip()[:2]
        if tag == "ko" or tag == "en":
            return "ko" if tag == "ko" else "en"
    return default
