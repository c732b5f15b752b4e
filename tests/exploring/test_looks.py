"""What the eye needs: contrast, room on small screens, marks that do not hang on colour."""

import pytest

from autograd import Value, tanh
from tests.exploring.graphs import korean, network, neuron, polynomial
from tests.exploring.test_boxes import samples

# The contrast of every text with the first opaque background below it (WCAG 2).
CONTRASTS = """
const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
const rgba = (color) => {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
};
const luminance = ([r, g, b]) => {
  const [x, y, z] = [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const background = (element) => {
  for (let e = element; e; e = e.parentElement) {
    const color = rgba(getComputedStyle(e).backgroundColor);
    if (color[3] === 255) return color;
  }
  return [255, 255, 255, 255];
};
const hasText = (element) =>
  [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim())
  && element.checkVisibility() && !element.closest(':disabled');
return [...document.querySelectorAll('.chainrule-explorer *')].filter(hasText).map((element) => {
  const colors = [rgba(getComputedStyle(element).color), background(element)];
  const [dark, light] = colors.map(luminance).sort((a, b) => a - b);
  return [(light + 0.05) / (dark + 0.05), element.textContent];
});
"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_text_has_a_contrast_of_at_least_four_and_a_half(page, dark, language):
    page.browser.window(1280, 800, dark)
    page.open(neuron(), language=language)
    for keys in (["HOME"], ["ARROW_RIGHT"] * 9, ["ARROW_RIGHT"] * 4, ["END"]):
        page.browser.press(*keys)
        texts = page.browser.run(CONTRASTS)
        assert len(texts) > 40
        assert [text for text in texts if text[0] < 4.5] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_previous_values_questions_and_boxes_can_be_read_too(page, dark):
    page.browser.window(1280, 800, dark)
    page.open(neuron())
    page.browser.press("END")
    page.change(4, -2.5)
    assert page.browser.run("return document.querySelector('.ghost') !== null")
    assert [text for text in page.browser.run(CONTRASTS) if text[0] < 4.5] == []
    page.open(lambda: samples(), every=False)
    page.browser.run("document.querySelector('.pacing .quiz').click()")
    page.browser.press("END", *["ARROW_LEFT"] * 3, "ENTER")
    assert [text for text in page.browser.run(CONTRASTS) if text[0] < 4.5] == []
    page.browser.press("HOME", *["ARROW_RIGHT"] * 6)
    page.browser.press("x", "ENTER")
    assert page.browser.run("return document.querySelector('.question .wrong').innerText")
    assert [text for text in page.browser.run(CONTRASTS) if text[0] < 4.5] == []


@pytest.mark.parametrize(
    ("name", "make", "width", "height", "keys", "dark", "language"),
    [
        ("lecture-hall", neuron, 1920, 1080, 12, False, "en"),
        ("projector", polynomial, 1024, 768, 12, False, "en"),
        ("projector-korean", korean, 1024, 768, 17, False, "ko"),
        ("dark", neuron, 1280, 800, 7, True, "en"),
        ("network", network, 1280, 800, 95, False, "en"),
        ("twice-as-large", polynomial, 512, 384, 12, False, "en"),
        ("telephone", korean, 390, 844, 14, False, "ko"),
        ("boxes-on-a-telephone", samples, 390, 844, 6, False, "en"),
        ("boxes-lying-down", samples, 844, 390, 12, True, "ko"),
    ],
)
def test_nothing_is_cut_off_at_any_size_of_screen(
    page, name, make, width, height, keys, dark, language
):
    page.browser.window(width, height, dark)
    page.open(make(), language=language)
    page.browser.press(*["ARROW_RIGHT"] * keys)
    page.browser.shoot(name)
    sideways = "const root = document.querySelector(arguments[0]);"
    sideways += "return root.scrollWidth - root.clientWidth"
    assert page.browser.run(sideways, ".chainrule-explorer") <= 0
    controls = page.browser.run(
        "return [...document.querySelectorAll('.controls *, .languages button')]"
        ".map((e) => e.getBoundingClientRect()).every((r) => r.left >= 0 && r.right <= innerWidth)"
    )
    assert controls
    active = page.browser.run(
        "const box = document.querySelector('.node.active').getBoundingClientRect(),"
        "frame = document.querySelector('.frame').getBoundingClientRect();"
        "return [box.left - frame.left, frame.right - box.right,"
        "  box.top - frame.top, frame.bottom - box.bottom]"
    )
    assert min(active) > 0, "the active node is in sight"


def test_numbers_in_boxes_are_never_cut_off(page):
    x = Value(-1.2345e-7, "x")
    y = tanh(x * 1.1111e-5) * Value(-9.8765e-8, "a long name of a weight")
    page.open(y * x)
    page.browser.press("END")
    cut = page.browser.run(
        "return [...document.querySelectorAll('.node .number')].filter((n) =>"
        "n.getBoundingClientRect().right > n.closest('.node').getBoundingClientRect().right)"
        ".map((n) => n.innerText)"
    )
    assert cut == []


def test_kinds_of_nodes_differ_without_colour(page):
    page.open((Value(2.0, "x") * 3).relu())
    borders = page.browser.run(
        "return Object.fromEntries(['leaf', 'constant', 'computed', 'result'].map((kind) => {"
        "const style = getComputedStyle(document.querySelector(`.node.${kind}`));"
        "return [kind, [style.borderStyle, style.borderWidth, style.outlineStyle]]}))"
    )
    assert len({str(border) for border in borders.values()}) == 4
    page.browser.press("END")
    dashes = page.browser.run(
        "return getComputedStyle(document.querySelector('.edge.backward')).strokeDasharray"
    )
    assert dashes != "none"


def test_each_step_is_said_as_a_sentence_and_the_slider_says_where_it_is(page):
    page.open(polynomial())
    said = set()
    for _ in range(15):
        said.add(page.text("[aria-live=polite]"))
        page.browser.press("ARROW_RIGHT")
    assert len(said) == 15
    slider = "return document.querySelector('[type=range]').getAttribute('aria-valuetext')"
    assert page.browser.run(slider) == "Backward 7 of 7"
    unnamed = page.browser.run(
        "return [...document.querySelectorAll('button, input')].filter((e) =>"
        "!(e.ariaLabel || e.innerText.trim() || e.closest('label')?.innerText.trim())).length"
    )
    assert unnamed == 0
