"""Pictures in a real browser: text in its box with any font, both renderers, light and dark."""

import base64
import io
import re

import pytest

import autograd
from autograd import Value
from autograd.drawing.adapting import as_html
from autograd.drawing.theme import THEMES
from autograd.drawing.vector import svg_of
from tests.drawing import middle
from tests.drawing.pictures import rendered
from tests.exploring.conftest import Browser

FONTS = ["DejaVu Sans", "Liberation Sans", "NanumGothic", "DejaVu Serif", "Verdana"]

# Of each text: the words, and by how much they stick out of the box or frame that they are in.
OUTSIDE = """
const found = [];
for (const text of document.querySelectorAll("svg text")) {
    const group = text.closest(".node, .cluster");
    if (!group) continue;
    const inside = text.getBoundingClientRect();
    const boxes = [...group.querySelectorAll("polygon, path, rect, ellipse")]
        .map(shape => shape.getBoundingClientRect());
    const left = Math.min(...boxes.map(box => box.left)) - inside.left;
    const right = inside.right - Math.max(...boxes.map(box => box.right));
    found.push([text.textContent, Math.max(left, right)]);
}
return found;
"""


@pytest.fixture(scope="module")
def browser():
    browser = Browser()
    yield browser
    browser.driver.quit()


def page(browser, tmp_path, body, attributes=""):
    file = tmp_path / "page.html"
    html = f"<!DOCTYPE html><meta charset='utf-8'><body {attributes}>{body}</body>"
    file.write_text(html, encoding="utf-8")
    browser.driver.get(file.as_uri())


def in_page(svg):
    return re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>", "", svg, flags=re.DOTALL)


def pictures(graphs):
    nn = pytest.importorskip("nn")
    model = nn.MLP(2, [5, 4, 1], seed=1)
    loss = sum((model([i / 20, i % 3]) - i) ** 2 for i in range(20))
    loss.backward()
    long = -Value(-0.012345, "a long label, MMMWWW")
    long.backward()
    wide = -Value(1.0, "가중치를 곱한 입력의 합")
    return [graphs.korean(), graphs.mlp(), loss, long, wide, middle.recurrent(True)]


@rendered
@pytest.mark.parametrize("font", FONTS)
def test_text_stays_in_its_box_with_any_font(browser, tmp_path, graphs, font):
    for v in pictures(graphs):
        picture = autograd.draw(v)
        for svg in (picture.pipe("svg", encoding="utf-8"), svg_of(picture.source)):
            body = re.sub(r'font-family="Helvetica[^"]*"', f'font-family="{font}"', in_page(svg))
            page(browser, tmp_path, body)
            outside = browser.run(OUTSIDE)
            assert len(outside) > 4
            assert [words for words, beyond in outside if beyond > 0.5] == []


@rendered
def test_no_arrow_strikes_through_a_title(browser, tmp_path, graphs):
    """What is drawn after a title lies above it: no arrow is, and a ground lies below it."""
    picture = autograd.draw(pictures(graphs)[2])
    for svg in (picture.pipe("svg", encoding="utf-8"), svg_of(picture.source)):
        page(browser, tmp_path, in_page(svg))
        covered = browser.run("""
            const found = [];
            for (const text of document.querySelectorAll("svg text")) {
                if (!text.textContent.startsWith("Layer ")) continue;
                const after = [...document.querySelectorAll("svg g.edge")]
                    .filter(e => text.compareDocumentPosition(e) & 4).length;
                found.push([text.previousElementSibling.tagName, after]);
            }
            return found;""")
        assert len(covered) == 3
        assert {after for _, after in covered} == {0}
        assert "rect" in {tag for tag, _ in covered}


def shown(browser, x, y):
    image = pytest.importorskip("PIL.Image", reason="reads a screenshot")
    shot = browser.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"]
    pixels = image.open(io.BytesIO(base64.b64decode(shot))).convert("RGB")
    return "#{:02x}{:02x}{:02x}".format(*pixels.getpixel((x, y)))


@rendered
@pytest.mark.parametrize("how", ["image", "inline", "notebook"])
@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize("lab", ["light", "dark", None])
def test_a_picture_follows_the_theme_of_its_page(browser, tmp_path, graphs, how, system, lab):
    """JupyterLab says its theme, whatever the system has; other pages go by the system."""
    light, dark = "#ffffff", THEMES["dark"].ground
    expected = {"light": light, "dark": dark}[lab or system]
    if how == "image":
        expected = {"light": light, "dark": dark}[system]  # an image knows of no page
    attributes = f'data-jp-theme-light="{str(lab == "light").lower()}"' if lab else ""
    browser.window(900, 500, dark=system == "dark")
    picture = autograd.draw(graphs.neuron())
    for svg in (picture.pipe("svg", encoding="utf-8"), picture_here(picture)):
        bodies = {"inline": in_page(svg), "notebook": as_html(svg, "words")}
        data = base64.b64encode(svg.encode()).decode()
        bodies["image"] = f'<img src="data:image/svg+xml;base64,{data}">'
        page(browser, tmp_path, bodies[how], attributes)
        assert shown(browser, 10, 10) == expected
    browser.window(900, 500)


def picture_here(picture):
    from autograd.drawing.adapting import adaptive

    return adaptive(svg_of(picture.source))


def test_a_theme_that_is_asked_for_stays_as_it_is(graphs):
    for theme in THEMES:
        svg = autograd.draw(graphs.neuron(), theme=theme).pipe(encoding="utf-8")
        assert "prefers-color-scheme" not in svg
    assert "prefers-color-scheme" in autograd.draw(graphs.neuron()).pipe(encoding="utf-8")


def test_the_legend_names_what_is_in_the_picture():
    x, w = Value(2.0, "x"), Value(3.0, "w")
    y = x * w
    source = autograd.draw(y).source
    words = re.findall(r'POINT-SIZE="10" COLOR="#595959">([\w ]+)</FONT>', source)
    assert words == ["parameter", "input", "result"]
    y.backward()
    words = re.findall(r'POINT-SIZE="10" COLOR="#595959">([\w ]+)</FONT>', autograd.draw(y).source)
    assert words == ["parameter", "input", "result", "negative gradient", "positive gradient"]
