"""What is in sight: the whole graph where it can be read, else the surroundings of the step."""

import pytest

from tests.exploring.graphs import network, neuron, polynomial

IN_SIGHT = """
const frame = document.querySelector('.frame').getBoundingClientRect();
return [...document.querySelectorAll('.node')].map((node) => {
  const box = node.getBoundingClientRect();
  return box.left > frame.left && box.right < frame.right
    && box.top > frame.top && box.bottom < frame.bottom;
});
"""
CLICK = "document.querySelector(arguments[0]).click()"


@pytest.mark.parametrize(
    ("make", "width", "height"),
    [
        (neuron, 700, 672),  # a frame in a page of text
        (neuron, 1280, 800),
        (neuron, 390, 844),
        (polynomial, 844, 390),
        (network, 1280, 800),
        (network, 1920, 1080),
    ],
)
def test_it_opens_with_the_whole_graph_in_sight(page, make, width, height):
    page.browser.window(width, height)
    page.open(make(), every=False)
    assert all(page.browser.run(IN_SIGHT))


def test_a_graph_too_large_for_a_telephone_opens_at_the_node_of_the_first_step(page):
    page.browser.window(390, 844)
    page.open(network(), every=False)
    seen = page.browser.run(IN_SIGHT)
    page.browser.press("ARROW_RIGHT")
    active = page.browser.run(
        "return [...document.querySelectorAll('.node')].findIndex((n) => n.matches('.active'))"
    )
    assert seen[active]
    assert sum(seen) >= 2


def test_on_a_telephone_a_step_shows_its_node_and_its_operands_large_enough_to_read(page):
    page.browser.window(390, 844)
    page.open(neuron(), every=False)
    parents = [{1, 2}, {4, 5}, {3, 6}, {0, 7}, {8}]
    for node, operands in zip((3, 6, 7, 8, 9), parents):
        page.browser.press("ARROW_RIGHT")
        seen = page.browser.run(IN_SIGHT)
        assert seen[node]
        assert all(seen[operand] for operand in operands)
        height = "return document.querySelector('.active .value').getBoundingClientRect().height"
        assert page.browser.run(height) >= 12


def test_fit_shows_the_whole_graph_and_once_more_what_matters_and_a_chosen_scale_stays(page):
    page.open(network(), every=False)
    page.browser.press(*["ARROW_RIGHT"] * 3)
    scale = "return Number(document.querySelector('.stage').style.getPropertyValue('--scale'))"
    near = page.browser.run(scale)
    page.browser.run(CLICK, "[aria-label='Fit to the window']")
    assert all(page.browser.run(IN_SIGHT))
    far = page.browser.run(scale)
    page.browser.press("ARROW_RIGHT")
    assert page.browser.run(scale) == far < near
    page.browser.run(CLICK, "[aria-label='Fit to the window']")
    assert page.browser.run(scale) > far
    page.browser.run(CLICK, "[aria-label='Larger']")
    larger = page.browser.run(scale)
    page.browser.press("ARROW_RIGHT", "END")
    assert page.browser.run(scale) == larger
