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
        """Both texts with their fields filled, a `Text` in each one's language. Raises KeyError for a missing value."""
        return Text(self.ko.format(**_spoken(values, "ko")), self.en.format(**_spoken(values, "en")))


def _spoken(values: dict[str, object], language: Language) -> dict[str, object]:
    return {name: value.in_language(language) if isinstance(value, Text) else value for name, value in values.items()}


def preferred_language(accept_language: str | None, default: Language = "ko") -> Language:
    """The first of our languages that an ``Accept-Language`` header names, in the header's order."""
    for part in (accept_language or "").lower().split(","):
        tag = part.split(";")[0].strip()[:2]
        if tag == "ko" or tag == "en":
            return "ko" if tag == "ko" else "en"
    return default
