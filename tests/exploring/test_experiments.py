"""What a reader tries with the leaves: a nudge, a slider, steps down the gradient."""

import math

import pytest

import autograd
from autograd import Value
from tests.exploring.graphs import korean, neuron, polynomial

CLICK = "document.querySelector(arguments[0]).click()"
STEP = ".descent button"


def exact(page, selector):
    """The exact numbers below a selector, as floats."""
    return [
        float(title)
        for title in page.browser.run(
            "return [...document.querySelectorAll(`${arguments[0]} .number`)].map((n) => n.title)",
            selector,
        )
    ]


def choose(page, leaf):
    """Goes to the step of a leaf on the way back."""
    page.browser.press("END")
    page.browser.run("document.querySelectorAll('.node')[arguments[0]].click()", leaf)


def rate(page, x):
    """Types a rate."""
    page.browser.run(
        "const i = document.querySelector('.descent input'); i.value = arguments[0];"
        "i.dispatchEvent(new Event('input'))",
        x,
    )


def shown_leaves(page):
    """What stands in the inputs of the leaves, from the first in the order to the last."""
    return [
        float(x)
        for x in page.browser.run(
            "return [...document.querySelectorAll('.leaf-list [type=number]')].map((i) => i.value)"
        )
    ]


def test_a_nudge_stands_beside_the_true_change(page):
    page.open(neuron(), every=False)
    choose(page, 4)  # w1
    o = math.tanh(2.0 * -3.0 + 6.8813735870195432)
    moved = math.tanh(2.0 * (-3.0 + 0.01) + 6.8813735870195432)
    slope = 2.0 * (1 - o * o)
    guess, by_gradient, change, truly = exact(page, ".nudge")
    assert guess == pytest.approx(0.01 * slope, rel=1e-12)
    assert by_gradient == pytest.approx(o + 0.01 * slope, rel=1e-12)
    assert change == pytest.approx(moved - o, rel=1e-12)
    assert truly == pytest.approx(moved, rel=1e-12)
    assert page.text(".nudge th") == "Nudge: w1 + 0.01"
    assert page.formula(".formula") == "∂o∂w1=1"  # the leaf's own name, not y
    page.browser.run(CLICK, "[lang=ko]")
    assert page.text(".nudge th") == "조금 바꾸면: w1 + 0.01"


def test_a_nudge_out_of_the_domain_says_that_nothing_is_there(page):
    x = Value(-0.005, "x")
    page.open((-x).sqrt(), every=False)
    choose(page, 0)
    assert "does not exist" in page.text(".nudge tbody tr:last-child")


def test_a_slider_moves_its_leaf_by_the_keyboard_and_the_graph_does_not_step(page):
    page.open(polynomial(), every=False)
    page.browser.press("END")
    page.browser.run("document.querySelector('.leaf-list [type=range]').focus()")
    page.browser.press("ARROW_RIGHT", "ARROW_RIGHT", "ARROW_LEFT")
    y, x = shown_leaves(page)
    assert (y, x) == (2.01, 3.0)
    assert page.text(".place") == "Backward 7 of 7"
    assert page.numbers("value")[-1] == pytest.approx(9 + 3 * 2.01 + 2.01**2, rel=1e-12)
    page.browser.press("HOME")
    assert shown_leaves(page)[0] == -2.0
    page.change(0, 5.0)  # and the slider follows the number
    assert page.browser.run("return document.querySelector('.leaf-list [type=range]').value") == "5"
    assert page.numbers("gradient")[0] == 3.0 + 2 * 5.0


def test_gradient_steps_move_every_parameter_as_the_engine_does_and_the_curve_falls(page):
    page.open(neuron(), every=False)
    rate(page, "0.05")
    values = [neuron().data]
    leaves = {"x1": 2.0, "x2": 0.0, "w1": -3.0, "w2": 1.0, "b": 6.8813735870195432}
    for _ in range(4):
        page.browser.run(CLICK, STEP)
        given = {name: Value(x) for name, x in leaves.items()}
        o = autograd.tanh(given["x1"] * given["w1"] + given["x2"] * given["w2"] + given["b"])
        o.backward()
        for name in ("w1", "w2", "b"):  # inputs stay
            leaves[name] -= 0.05 * given[name].grad
        n = leaves["x1"] * leaves["w1"] + leaves["x2"] * leaves["w2"] + leaves["b"]
        values.append(math.tanh(n))
    expected = [leaves[name] for name in ("b", "w2", "x2", "w1", "x1")]
    assert shown_leaves(page) == pytest.approx(expected, rel=1e-12)
    points = page.browser.run(
        "return document.querySelector('.curve polyline').getAttribute('points')"
    )
    heights = [float(point.split(",")[1]) for point in points.split()]
    span = values[0] - values[-1]
    assert heights == pytest.approx([5 + (values[0] - y) / span * 38 for y in values])
    assert page.text(".falling p") == f"o: {values[0]:.4g} → {values[-1]:.4g} in 4 steps"
    page.browser.run(CLICK, "[lang=ko]")  # what was learned outlives the words
    assert "4걸음" in page.text(".falling")
    assert shown_leaves(page) == pytest.approx(expected, rel=1e-12)
    page.browser.run(CLICK, ".leaves h3 button")
    assert page.text(".falling") == ""
    assert shown_leaves(page)[0] == 6.8813735870195432


def test_without_parameters_a_step_moves_every_leaf(page):
    page.open(polynomial(), every=False)
    page.browser.run(CLICK, STEP)  # x - 0.1·(2x + y), y - 0.1·(x + 2y)
    assert shown_leaves(page) == pytest.approx([2 - 0.1 * 7, 3 - 0.1 * 8])


def test_korean_parameters_are_known_and_the_panel_names_them(page):
    page.open(korean(), every=False, language="ko")
    assert page.text(".descent .note") == "− 학습률 × 기울기: 가중치 w"
    page.browser.run(CLICK, STEP)
    assert shown_leaves(page)[1] == 0.5


def test_a_rate_that_is_too_large_or_none_is_said(page):
    page.open(polynomial(), every=False)
    rate(page, "2")
    page.browser.run(CLICK, STEP)
    assert "It went up: the rate is too large." in page.text(".falling")
    rate(page, "1e308")
    page.browser.run(CLICK, STEP)
    before = shown_leaves(page)
    assert "take a smaller rate" in page.text(".falling")
    page.browser.run(CLICK, STEP)
    assert shown_leaves(page) == before
    for wrong in ("", "0", "-1"):
        rate(page, wrong)
        assert page.browser.run(f"return document.querySelector('{STEP}').disabled") is True
    rate(page, "0.1")
    assert page.browser.run(f"return document.querySelector('{STEP}').disabled") is False


def test_what_only_python_computes_has_neither_steps_nor_sliders_that_move(page):
    square = autograd.operation("square", lambda a: a * a, lambda y, a: (2 * a,))
    page.open(square(Value(3.0, "x")) + 1, every=False)
    assert page.browser.run("return document.querySelector('.descent')") is None
    assert page.browser.run("return document.querySelector('.leaf-list [type=range]').disabled")
    choose(page, 1)
    assert page.browser.run("return document.querySelector('.nudge')") is None


def test_what_is_no_number_is_said_below_its_box_and_no_digit_of_a_number_is_cut(page):
    page.open(neuron(), every=False)
    cut = page.browser.run(
        "return [...document.querySelectorAll('.leaves [type=number]')]"
        ".filter((i) => i.scrollWidth > i.clientWidth).map((i) => i.value)"
    )
    assert cut == []
    page.browser.run("document.querySelector('.leaf-list input').focus()")
    page.browser.press(*["BACKSPACE", "DELETE"] * 20, "e")
    assert page.text(".leaf-list .wrong") == "This is not a number."
    page.browser.press("BACKSPACE", "4")
    assert page.text(".leaf-list .wrong") == ""
    rate(page, "-1")
    assert page.text(".descent .wrong") == "A rate is a number above 0."
    page.browser.run(CLICK, "[lang=ko]")
    assert page.text(".descent .wrong") == ""
