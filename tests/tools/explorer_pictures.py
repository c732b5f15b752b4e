"""Pictures of the explorer for the documentation, taken in a real browser.

python -m tests.tools.explorer_pictures      writes docs/explorer*.png and docs/explorer*.gif anew

The browser is that of `tests/exploring`; the animation is put together by Pillow (it comes with
matplotlib). Fonts are those of the machine: Korean needs one, such as fonts-nanum.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image

from tests.exploring.conftest import Browser, Page
from tests.exploring.graphs import neuron

DOCS = Path(__file__).resolve().parents[2] / "docs"
EDITIONS = {"en": "explorer", "ko": "explorer.ko"}
STILL, MOVING = (1200, 760), (1100, 720)
COLOURS = 64
READING = 1800  # milliseconds for a step that says something, and for the first and the last
STEP = 900
HALF_WAY = 7  # of the steps, the second on the way back
STEPS = 11


def main() -> None:
    browser = Browser()
    with tempfile.TemporaryDirectory() as folder:
        page = Page(browser, Path(folder) / "explorer.html")
        for language, name in EDITIONS.items():
            take_still(page, language).save(DOCS / f"{name}.png", optimize=True)
            take_moving(page, language, DOCS / f"{name}.gif")
    browser.driver.quit()


def take_still(page: Page, language: str) -> Image.Image:
    """The graph of the neuron, half way back."""
    page.browser.window(*STILL)
    page.open(neuron(), every=False, language=language)
    page.browser.press(*["ARROW_RIGHT"] * HALF_WAY)
    return photographed(page)


def take_moving(page: Page, language: str, path: Path) -> None:
    """All of its steps, forward and then backward, over and over."""
    page.browser.window(*MOVING)
    page.open(neuron(), every=False, language=language)
    frames = [photographed(page)]
    for _ in range(STEPS):
        page.browser.press("ARROW_RIGHT")
        frames.append(photographed(page))
    durations = [STEP] * 6 + [READING] * (len(frames) - 6)
    # One palette for all: the colours of the busiest frame.
    palette = frames[HALF_WAY].quantize(COLOURS)
    first, *others = (frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames)
    first.save(path, save_all=True, append_images=others, duration=durations, loop=0, optimize=True)


def photographed(page: Page) -> Image.Image:
    """What is on the screen."""
    return Image.open(io.BytesIO(page.browser.driver.get_screenshot_as_png())).convert("RGB")


if __name__ == "__main__":
    main()
