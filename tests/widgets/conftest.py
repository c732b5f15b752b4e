"""A widget's page in a real browser, read and driven as a reader would."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from nn.widgets import Widget
from tests.exploring.conftest import Browser, _browser, browser

__all__ = ["_browser", "browser"]


class Page:
    """A page that shows a widget."""

    def __init__(self, browser: Browser, path: Path) -> None:
        self.browser, self.path = browser, path

    def open(self, widget: Widget) -> "Page":
        """Shows it."""
        widget.to_html(self.path)
        self.browser.driver.get(self.path.as_uri())
        return self

    def number(self, selector: str) -> float:
        """All digits of the number in the first element that a CSS selector finds."""
        script = (
            "const e = document.querySelector(arguments[0]);"
            "return e.dataset.number ?? e.title ?? null"
        )
        return float(str(self.browser.run(script, selector)))

    def numbers(self, selector: str) -> list[float]:
        """All digits of every number that a CSS selector finds."""
        script = "return [...document.querySelectorAll(arguments[0])].map((e) => e.title)"
        found = self.browser.run(script, selector)
        assert isinstance(found, list)
        return [float(text) for text in found]

    def text(self, selector: str) -> str:
        """The text of the first element found."""
        return str(
            self.browser.run("return document.querySelector(arguments[0]).innerText", selector)
        )

    def press(self, name: str, times: int = 1) -> None:
        """Clicks a button by what it does."""
        script = (
            "for (let i = 0; i < arguments[1]; i++)"
            " document.querySelector(`[data-do=${arguments[0]}]`).click()"
        )
        self.browser.run(script, name, times)

    def slide(self, label: str, x: float) -> None:
        """Moves a slider."""
        script = (
            "const s = document.querySelector(`input[aria-label='${arguments[0]}']`);"
            "s.value = arguments[1]; s.dispatchEvent(new Event('input', { bubbles: true }))"
        )
        self.browser.run(script, label, x)


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page to open; whatever the test does on it, the console must stay silent."""
    yield Page(browser, tmp_path / "widget.html")
    assert browser.complaints() == []
