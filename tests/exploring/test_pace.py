"""Which steps there are, and how fast they play."""

from autograd import Value
from tests.exploring.graphs import lonely, neuron, polynomial


def places(page, key):
    """What is said of every place that a key leads to, until it leads nowhere."""
    seen = [page.text(".place")]
    while True:
        page.browser.press(key)
        if page.text(".place") == seen[-1]:
            return seen[1:]
        seen.append(page.text(".place"))


def test_steps_stop_where_something_is_computed_and_at_both_ends(page):
    page.open(neuron(), every=False)
    forward = [f"Forward {i} of 10" for i in (4, 7, 8, 9, 10)]
    backward = [f"Backward {i} of 10" for i in (1, 2, 3, 4, 7)]
    assert places(page, "ARROW_RIGHT") == [*forward, *backward, "Backward 10 of 10"]
    assert places(page, "ARROW_LEFT") == [*backward[::-1], *forward[::-1], "Start"]


def test_a_box_ticked_by_the_keyboard_brings_leaves_and_constants_back(page):
    page.open((Value(2.0, "x") + 3), every=False)
    page.browser.run("document.querySelector('.pacing [type=checkbox]').focus()")
    page.browser.press(" ")
    assert len(places(page, "ARROW_RIGHT")) == 6
    page.browser.press(" ", "HOME")
    assert places(page, "ARROW_RIGHT") == ["Forward 3 of 3", "Backward 1 of 3", "Backward 3 of 3"]


def test_a_leaf_that_is_chosen_is_shown_though_steps_pass_it_by(page):
    page.open(polynomial(), every=False)
    page.browser.press("END")
    page.browser.run("document.querySelectorAll('.node.leaf')[1].click()")
    assert "leaf" in page.text(".sentence")
    page.browser.run("document.querySelector('[lang=ko]').click()")  # a choice outlives the words
    page.browser.press("HOME")
    assert places(page, "ARROW_RIGHT")[-1] == "역전파 7/7"


def test_a_leaf_alone_is_computed_at_once(page):
    page.open(lonely(), every=False)
    assert places(page, "ARROW_RIGHT") == ["Backward 1 of 1"]
    assert page.numbers("gradient") == [1.0]


def test_play_goes_at_the_speed_that_was_chosen_even_while_it_plays(page):
    page.open(neuron(), every=False)
    page.browser.run(
        "window.clocks = []; window.setInterval = (tick, pause) => clocks.push(pause);"
        "window.clearInterval = () => {}"
    )
    page.browser.press(" ")
    page.browser.run("document.querySelector('.pacing select').focus()")
    page.browser.press("5")  # typed: a choice of the list
    page.browser.press("ENTER")
    assert page.browser.run("return clocks") == [1000, 200]
    assert page.text(".place") == "Start"
    page.browser.run("document.querySelector('[lang=ko]').click()")
    assert page.browser.run("return document.querySelector('.pacing select').value") == "5"
