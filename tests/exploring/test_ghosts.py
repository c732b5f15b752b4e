"""The previous values, small and grey beside the new ones."""

import math

import pytest

from autograd import Value
from tests.exploring.graphs import neuron
from tests.exploring.test_experiments import STEP

BESIDE = """
return [...document.querySelectorAll('.node')]
  .map((node) => node.querySelector(`.${arguments[0]} .ghost`)?.title ?? null);
"""
ON_ARROWS = "return [...document.querySelectorAll('.tag:not([hidden]) .ghost')].map((g) => g.title)"
TYPE = """
const input = document.querySelectorAll('.leaf-list [type=number]')[arguments[0]];
input.value = arguments[1];
input.dispatchEvent(new Event('input', { bubbles: true }));
"""


def ghosts(page, which):
    """The exact previous "value" or "gradient" in every box, None where none is shown."""
    return [None if g is None else float(g) for g in page.browser.run(BESIDE, which)]


def square(x=3.0):
    return Value(x, "x") ** 2


def test_after_a_change_each_box_shows_what_it_was_before_beside_what_it_is(page):
    page.open(square())
    page.browser.press("END")
    assert ghosts(page, "value") == [None, None]
    page.change(0, 4.0)
    assert page.numbers("value") == [4.0, 16.0]
    assert ghosts(page, "value") == [3.0, 9.0]
    assert ghosts(page, "gradient") == [6.0, None]  # that of the result is 1 as before
    page.browser.press("ARROW_LEFT")
    assert page.browser.run(ON_ARROWS) == ["6"]


def test_all_of_one_change_is_compared_with_what_was_before_it(page):
    page.open(square())
    page.browser.press("END")
    for x in (3.5, 4.0, 5.0):  # a drag
        page.change(0, x)
    assert ghosts(page, "value") == [3.0, 9.0]
    page.browser.press("ARROW_LEFT", "END")  # and afterwards another
    page.change(0, 6.0)
    assert ghosts(page, "value") == [5.0, 25.0]


def test_a_step_down_leaves_a_ghost_of_the_value_before_and_so_does_a_reset(page):
    page.open(square())
    page.browser.press("END")
    page.browser.run(f"document.querySelector('{STEP}').click()")
    assert ghosts(page, "value") == [3.0, 9.0]
    page.browser.run(f"document.querySelector('{STEP}').click()")
    assert ghosts(page, "value") == pytest.approx([2.4, 5.76])
    page.browser.run("document.querySelector('.leaves h3 button').click()")
    assert page.numbers("value") == [3.0, 9.0]
    assert ghosts(page, "value") == pytest.approx([1.92, 1.92**2])


def test_what_stays_the_same_or_is_not_yet_computed_has_no_ghost(page):
    page.open(neuron())
    page.browser.press("END")
    page.change(4, -2.5)  # w1
    before = math.tanh(0.8813735870195432)
    assert ghosts(page, "value")[9] == pytest.approx(before, rel=1e-12)
    assert [i for i, x in enumerate(ghosts(page, "value")) if x is not None] == [4, 6, 7, 8, 9]
    page.browser.press("HOME", *["ARROW_RIGHT"] * 7)
    assert [i for i, x in enumerate(ghosts(page, "value")) if x is not None] == [4, 6]


def test_ghosts_can_be_switched_off_and_stay_off(page):
    page.open(square())
    page.browser.press("END")
    page.change(0, 4.0)
    page.browser.run("document.querySelector('.ghosts input').click()")
    assert ghosts(page, "value") == [None, None]
    page.browser.run("document.querySelector('[lang=ko]').click()")
    assert ghosts(page, "value") == [None, None]
    assert page.text(".ghosts") == "바꾸기 전 값도 보이기"
    page.browser.run("document.querySelector('.ghosts input').click()")
    assert ghosts(page, "value") == [3.0, 9.0]


def test_a_ghost_never_pushes_a_number_out_of_its_box(page):
    page.open(Value(-1.2345e-7, "x") * Value(-9.8765e-8, "y"))
    page.browser.press("END")
    page.change(1, -1.2346e-7)
    outside = page.browser.run(
        "return [...document.querySelectorAll('.node .number, .node .ghost')].filter((n) =>"
        "n.getBoundingClientRect().right > n.closest('.node').getBoundingClientRect().right).length"
    )
    assert outside == 0
