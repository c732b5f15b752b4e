"""Slides of the lessons: what is projected, and in a real browser without a network.

    python notebooks/editions.py && CLASS_SITE=site/class python -m pytest tests/notebooks

`CLASS_SITE` names the folder that the command has made; without it, the browser's tests skip.
"""

import os
import re
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
sys.path.append(str(FOLDER))

pytest.importorskip("latex2mathml", reason="slides need the extra teach")
pytest.importorskip("nbconvert", reason="slides need the extra teach")

from teaching.lessons import cells_of, lessons  # noqa: E402
from teaching.projected import PARTS, THEME, essence, lines_of, slides, tagged  # noqa: E402

from tests.exploring.conftest import Browser  # noqa: E402

LESSONS = [path for language in ("en", "ko") for path in lessons(language)]
SITE = Path(os.environ.get("CLASS_SITE", "")).resolve()


def name_of(path):
    return f"{path.stem}-{'ko' if path.parent.name == 'ko' else 'en'}"


@pytest.fixture(params=LESSONS, ids=name_of)
def lesson(request):
    return request.param, list(tagged(request.param))


def kinds(cells):
    return [cell["metadata"]["slideshow"]["slide_type"] for cell in cells]


def test_a_lesson_has_a_slide_for_its_title_each_section_its_recap_and_each_question(lesson):
    path, cells = lesson
    text = "\n".join(c["source"] for c in cells_of(path) if c["cell_type"] == "markdown")
    headings = re.findall(r"^## (.*)$", re.sub(r"```.*?```", "", text, flags=re.S), re.MULTILINE)
    skipped = [h for h in headings if re.match("Exercises|Next steps|연습 문제|다음 단계", h)]
    assert kinds(cells).count("slide") == 1 + len(headings) - len(skipped)
    assert kinds(cells).count("fragment") == 3  # the answers to the questions
    assert kinds(cells)[0] == "slide"
    assert cells[0]["source"].startswith("<h1>")


def test_a_slide_is_short_and_a_picture_stands_alone(lesson):
    for cell in lesson[1]:
        if cell["cell_type"] == "code":
            assert len(cell["outputs"]) == 1
            continue
        words = re.sub(r"<math.*?</math>", "x", cell["source"], flags=re.DOTALL)
        assert len(re.sub("<.*?>", " ", words).split()) < 160
        assert "$" not in re.sub("<code>.*?</code>", "", words)
        assert "\n\n" not in cell["source"]


def test_every_lesson_but_those_without_pictures_shows_some():
    shown = [sum(cell["cell_type"] == "code" for cell in tagged(path)) for path in LESSONS]
    assert sum(count > 0 for count in shown) >= 2 * 12
    assert shown[:14] == shown[14:]


@pytest.mark.filterwarnings("default")  # of nbconvert's machinery, not ours
def test_slides_ask_nothing_of_another_host():
    page = slides(FOLDER / "05_backprop_by_hand.ipynb", "en")
    loaded = re.findall(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=\"([^\"]*)\"", page)
    assert {url for url in loaded if url.startswith("../")} == {
        f"../../reveal/{part}" for part in (THEME, *PARTS) if part != "LICENSE"
    }
    assert all(url.startswith(("../../reveal/", "data:")) for url in loaded)
    assert not re.search(r"@import|url\(['\"]?http|mathjax|from 'http", page, re.IGNORECASE)
    assert page.count("<math") > 20


def test_the_essence_of_a_section_is_its_first_paragraph_and_formula():
    text = "<details>\n\nfolded\n\n</details>\n\nFirst. Second.\n\nThen\n\n$$a$$\n\n$$b$$"
    assert essence(text) == "First. Second.\n\n$$a$$"
    long = " ".join(["word"] * 50) + "."
    assert essence(f"{long} {long}") == long


def test_a_wide_formula_is_set_in_lines():
    assert lines_of(r"a, \qquad b") == [r"$$a, \qquad b$$"]
    wide = "x" * 100
    assert lines_of(rf"{wide}, \qquad {wide}") == [f"$${wide},$$", f"$${wide}$$"]


@pytest.fixture(scope="module")
def browser():
    if "CLASS_SITE" not in os.environ:
        pytest.skip("CLASS_SITE is to name the folder that notebooks/editions.py has made")
    browser = Browser("host-resolver-rules=MAP * ~NOTFOUND")
    yield browser
    browser.driver.quit()


SIZE = """
const slide = Reveal.getCurrentSlide();
return [slide.scrollHeight, slide.scrollWidth, Reveal.isLastSlide()]"""


@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_every_slide_fits_its_screen(path, browser):
    language = name_of(path)[-2:]
    browser.complaints()
    browser.driver.get((SITE / language / "slides" / f"{path.stem}.html").as_uri())
    browser.window(1280, 800)
    last = False
    while not last:
        height, width, last = browser.run(SIZE)
        assert height <= 720
        assert width <= 1280
        browser.run("Reveal.next()")
    assert browser.complaints() == []
