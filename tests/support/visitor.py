"""A person before the browser: signed in or not, in a language and a theme, watched for what must never happen."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response, expect

EXPECTED_UNSIGNED = re.compile(r"401 /api/auth/me$")
"""The one refusal that a person causes by merely arriving: the page asks who is signed in, and nobody is."""

STILL = """() => Promise.all(
  document.getAnimations()
    .filter((each) => each.effect?.getComputedTiming().endTime !== Infinity)
    .map((each) => each.finished.catch(() => undefined)),
)"""


def numbers(text: str) -> list[int]:
    """The whole numbers that stand alone in ``text``, as people write them: 92,260,027."""
    return [int(each.replace(",", "")) for each in re.findall(r"(?<![\w.-])\d[\d,]*(?![\w.])", text)]


@dataclass
class Visitor:
    """One page of a browser context.

    ``complaints`` collects console errors, uncaught exceptions, server errors and requests to other hosts;
    ``refusals`` the answers 4xx as ``"401 /api/auth/me"``. The fixture that made the visitor checks both at the end.
    """

    context: BrowserContext
    url: str
    page: Page = field(init=False)
    complaints: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()
        self.page.on("request", self._on_request)
        self.page.on("response", self._on_response)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))

    def go(self, address: str) -> Page:
        """Open ``address`` of the server and wait until its content stands."""
        self.page.goto(self.url + address)
        self.settled()
        return self.page

    def send(self, method: str, path: str, body: dict[str, Any]) -> Any:
        """What the API answers to a change of this person's that is no part of the journey; it must be taken."""
        token = next(each["value"] for each in self.context.cookies() if each["name"] == "asan_csrf")
        answer = self.context.request.fetch(self.url + path, method=method, data=body, headers={"X-CSRF-Token": token})
        assert answer.ok, answer.text()
        return answer.json() if answer.text() else None

    def settled(self) -> None:
        """Wait until the page has its title and nothing on it is still loading."""
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        expect(self.page.locator(".ant-skeleton")).to_have_count(0)
        expect(self.page.locator("[role=grid][aria-busy=true]")).to_have_count(0)
        self.still()

    def still(self) -> None:
        """Wait until nothing moves or fades, so that colours are what they will stay."""
        self.page.evaluate(STILL)

    def prefer(self, scheme: Literal["light", "dark"]) -> None:
        """Ask for a colour scheme as the system's setting does, and wait until the page wears it."""
        self.page.emulate_media(color_scheme=scheme)
        expect(self.page.locator("html")).to_have_attribute("data-theme", scheme)

    def allow(self, refusal: str) -> None:
        """Expect answers 4xx that begin so: ``"401 /api/auth/login"``."""
        self.allowed.append(refusal)

    def faults(self) -> list[str]:
        """All that went wrong and was not expected."""
        refused = [
            each
            for each in self.refusals
            if not each.startswith(tuple(self.allowed)) and not EXPECTED_UNSIGNED.fullmatch(each)
        ]
        return self.complaints + refused

    def shot(self, folder: Path | None, name: str) -> None:
        """Keep a picture of the window where ``folder`` is given."""
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{name}.png")

    def button(self, name: str) -> Locator:
        """The button of exactly this name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != urlsplit(self.url).netloc:
            self.complaints.append(f"request to another host: {request.url}")

    def _on_response(self, response: Response) -> None:
        path = urlsplit(response.url).path
        if response.status >= 500:
            self.complaints.append(f"{response.status} {path}")
        elif response.status >= 400:
            self.refusals.append(f"{response.status} {path}")

    def _on_console(self, message: ConsoleMessage) -> None:
        # Chromium repeats every 4xx and 5xx answer here; those are counted by status above.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")
