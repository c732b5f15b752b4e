"""A real browser for the explorer's tests; they skip where there is none."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import autograd

Explored = autograd.Value | Callable[[], autograd.Value]

FLAGS = (
    *("headless=new", "no-sandbox", "disable-gpu", "no-first-run", "disable-dev-shm-usage"),
    *("disable-background-networking", "disable-component-update", "disable-sync"),
    "force-device-scale-factor=1",
)


class Browser:
    """Chromium, driven from outside as a reader would drive it."""

    def __init__(self, *more: str) -> None:
        webdriver = pytest.importorskip("selenium.webdriver", reason="selenium drives the browser")
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        chromedriver = shutil.which("chromedriver")
        if not (chromium and chromedriver):
            pytest.skip("no chromium with its chromedriver here (Debian: chromium-driver)")
        from selenium.webdriver.chrome.service import Service

        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for flag in (*FLAGS, *more):
            options.add_argument(f"--{flag}")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(chromedriver))

    def window(self, width: int, height: int, dark: bool = False) -> None:
        """A window of that many CSS pixels, light or dark, in which nothing fades or glides."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        media = {"color-scheme": "dark" if dark else "light", "reduced-motion": "reduce"}
        features = [{"name": f"prefers-{name}", "value": value} for name, value in media.items()]
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def run(self, script: str, *arguments: object) -> object:
        """What a JavaScript function body returns."""
        return self.driver.execute_script(script, *arguments)

    def press(self, *keys: str) -> None:
        """Keys, to whatever has the focus."""
        from selenium.webdriver.common.action_chains import ActionChains
        from selenium.webdriver.common.keys import Keys

        codes = [getattr(Keys, key, key) for key in keys]
        ActionChains(self.driver, duration=0).send_keys(*codes).perform()

    def shoot(self, name: str) -> None:
        """A picture for people, where the variable EXPLORER_SHOTS names a directory for it."""
        if directory := os.environ.get("EXPLORER_SHOTS"):
            self.driver.save_screenshot(str(Path(directory) / f"{name}.png"))

    def complaints(self) -> list[str]:
        """Errors and warnings in the console since the last time that somebody asked."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """Addresses that the browser asked for since the last time that somebody asked."""
        entries = [json.loads(e["message"])["message"] for e in self.driver.get_log("performance")]
        return [
            entry["params"]["request"]["url"]
            for entry in entries
            if entry["method"] == "Network.requestWillBeSent"
        ]


class Page:
    """An explorer's page, read as it stands on the screen."""

    def __init__(self, browser: Browser, path: Path) -> None:
        self.browser = browser
        self.address = path.as_uri()

    def open(self, v: Explored, every: bool = True, **options: str) -> "Page":
        """Shows the explorer of `v`, which then stops at `every` node, leaves included."""
        autograd.explore(v, **options).to_html(Path(self.address[7:]))
        self.browser.driver.get(self.address)
        if every:
            self.browser.run("document.querySelector('.pacing [type=checkbox]').click()")
        return self

    def text(self, selector: str) -> str:
        """The text of the first element that a CSS selector finds."""
        return str(
            self.browser.run("return document.querySelector(arguments[0]).innerText", selector)
        )

    def formula(self, selector: str) -> str:
        """The characters of the mathematics in the first element that a CSS selector finds."""
        script = "return document.querySelector(arguments[0]).textContent"
        return "".join(str(self.browser.run(script, selector)).replace("\u2061", "").split())

    def tags(self) -> list[str]:
        """What is written on arrows."""
        script = (
            "return [...document.querySelectorAll('.tag:not([hidden])')].map((t) => t.innerText)"
        )
        tags = self.browser.run(script)
        assert isinstance(tags, list)
        return sorted(tags)

    def numbers(self, which: str) -> list[float | None]:
        """The exact "value" or "gradient" in every box, None where there is none."""
        shown = self.browser.run(
            "return [...document.querySelectorAll('.node')].map((node) => node"
            ".querySelector(`.${arguments[0]} .number`)?.title ?? null)",
            which,
        )
        assert isinstance(shown, list)
        return [None if text is None else float(text) for text in shown]

    def change(self, leaf: int, x: float) -> None:
        """Gives the leaf of that number in the order (from 0) a new value."""
        self.browser.run(
            "const [i, x] = arguments, labels = [...document.querySelectorAll('.leaf-list label')];"
            "const input = labels.find((l) => l.querySelector('.order').innerText == i + 1)"
            ".querySelector('input'); input.value = x;"
            "input.dispatchEvent(new Event('input', { bubbles: true }))",
            leaf,
            repr(x),
        )


@pytest.fixture(scope="session")
def _browser() -> Iterator[Browser]:
    browser = Browser()
    yield browser
    browser.driver.quit()


@pytest.fixture
def browser(_browser: Browser) -> Browser:
    """The browser, with an empty page and nothing in its logs."""
    _browser.driver.get("about:blank")
    _browser.window(1280, 800)
    _browser.complaints()
    _browser.requests()
    return _browser


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page to open; whatever the test does on it, the console must stay silent."""
    yield Page(browser, tmp_path / "explorer.html")
    assert browser.complaints() == []
