"""The explorer in a real browser: its numbers are the engine's, whatever one does to it."""

import math

import pytest

import autograd
from autograd import Value, topological_order
from tests.exploring.graphs import (
    EVERY,
    GRAPHS,
    UNKNOWN,
    around,
    doubled,
    korean,
    neuron,
    polynomial,
)


def engine(v):
    """Data and gradients of every node, by the engine itself."""
    order = topological_order(v)
    for node in order:
        node.grad = 0.0
    v.backward()
    return [node.data for node in order], [node.grad for node in order]


def same(shown, expected, tolerance=0.0):
    """Whether the numbers on the page are those expected."""
    return len(shown) == len(expected) and all(
        s is not None and (s == e or math.isclose(s, e, rel_tol=tolerance, abs_tol=tolerance))
        for s, e in zip(shown, expected)
    )


def recomputed(v, changes):
    """The same graph made again by the engine from other leaves."""
    made = []
    for i, node in enumerate(order := topological_order(v)):
        if node.parents:
            made.append(node.operation(*(made[order.index(p)] for p in node.parents)))
        else:
            made.append(Value(changes.get(i, node.data)))
    return made


MAKERS = GRAPHS | {
    f"operation {name}": lambda op=op: around(op)
    for name, op in EVERY.items()
    if op.name not in UNKNOWN
}


@pytest.mark.parametrize("name", MAKERS)
def test_the_end_shows_the_engines_numbers_and_changed_leaves_those_of_a_new_graph(page, name):
    v = MAKERS[name]()
    page.open(v)
    page.browser.press("END")
    data, gradients = engine(v)
    assert same(page.numbers("value"), data)
    assert same(page.numbers("gradient"), gradients)

    order = topological_order(v)
    changes = {
        i: node.data * 0.75 + 0.0625
        for i, node in enumerate(order)
        if node.op == "" and "take" not in name
    }
    for i, x in changes.items():
        page.change(i, x)
    again = recomputed(v, changes)
    made = again[-1]
    made.backward()
    assert same(page.numbers("value"), [node.data for node in again], 1e-12)
    assert same(page.numbers("gradient"), [node.grad for node in again], 1e-12)


def test_every_step_shows_the_nodes_that_are_done_and_no_others(page):
    v = polynomial()
    page.open(v)
    data, gradients = engine(v)
    count = len(data)
    assert page.numbers("value") == [None] * count
    for done in range(1, count + 1):
        page.browser.press("ARROW_RIGHT")
        assert page.numbers("value") == data[:done] + [None] * (count - done)
        assert page.numbers("gradient") == [None] * count
        assert page.text(".place") == f"Forward {done} of {count}"
    for done in range(1, count + 1):
        page.browser.press("ARROW_RIGHT")
        assert page.numbers("gradient")[count - done :] == gradients[count - done :]
        assert page.text(".place") == f"Backward {done} of {count}"
        current = page.browser.run(
            "return [...document.querySelectorAll('.order-list button')]"
            ".findIndex((row) => row.hasAttribute('aria-current'))"
        )
        assert current == count - done
    page.browser.press("ARROW_RIGHT")
    assert page.text(".place") == f"Backward {count} of {count}"


def test_each_arrow_back_shows_local_times_upstream_and_where_paths_meet_the_sum(page):
    v = doubled()  # a·(a + a) + a: three paths meet in a, two of them through one box
    page.open(v)
    page.browser.press("HOME", *["ARROW_RIGHT"] * 6)  # the product, backward
    assert page.tags() == ["(−3) × 1\n= −3", "(−6) × 1\n= −6", "1"]
    page.browser.press("ARROW_RIGHT")  # a + a: two arrows between the same boxes
    assert page.tags() == ["1 × (−3)\n= −3", "1 × (−3)\n= −3", "−3"]
    page.browser.press("END")
    assert "1 + (−6) + (−3) + (−3) = −11" in page.text(".sentence")
    assert engine(v)[1][0] == -11.0


def test_the_rule_comes_from_the_table_with_the_numbers_put_in(page):
    page.open(neuron())
    page.browser.press("END", "HOME", *["ARROW_RIGHT"] * 10)
    assert page.formula(".formula") == "y=tanha=tanh0.8814=0.7071"
    page.browser.press("ARROW_RIGHT")
    assert page.formula(".mathematics tbody td") == "∂y∂a=1−y2=1−0.70712=0.5"
    assert page.formula(".mathematics tbody td.flow") == "0.5×1=0.5"


def test_space_plays_to_the_end_and_stops(page):
    page.open(Value(2.0, "x") * 3)
    page.browser.run(  # a clock that ticks when the test says so
        "window.setInterval = (tick) => { window.tick = tick; return 1; };"
        "window.clearInterval = () => { window.tick = null; }"
    )
    ticking = "return window.tick !== null"
    page.browser.press(" ")
    assert page.browser.run("return document.querySelector('.play').ariaLabel") == "Pause"
    for _ in range(6):
        assert page.browser.run(ticking)
        page.browser.run("window.tick()")
    assert page.text(".place") == "Backward 3 of 3"
    assert not page.browser.run(ticking)
    assert page.browser.run("return document.querySelector('.play').ariaLabel") == "Play"
    page.browser.press(" ", "ARROW_RIGHT")  # again from the start; an arrow takes over
    assert page.text(".place") == "Forward 1 of 3"
    assert not page.browser.run(ticking)


def test_buttons_slider_list_and_boxes_lead_to_the_same_steps(page):
    page.open(neuron())
    click = "document.querySelector(arguments[0]).click()"
    page.browser.run(click, "[aria-label='To the end']")
    assert page.text(".place") == "Backward 10 of 10"
    page.browser.run(click, "[aria-label='One step back']")
    assert page.text(".place") == "Backward 9 of 10"
    page.browser.run(click, "li:nth-child(7) button")
    assert page.text(".place") == "Backward 4 of 10"
    page.browser.run(click, "[aria-label='To the start']")
    assert page.text(".place") == "Start"
    page.browser.run(click, "[aria-label='One step on']")
    page.browser.run("document.querySelectorAll('.node')[8].click()")
    assert page.text(".place") == "Forward 9 of 10"
    page.browser.run("document.querySelector('[type=range]').focus()")
    page.browser.press("ARROW_RIGHT", "ARROW_RIGHT")
    assert page.text(".place") == "Backward 1 of 10"
    page.browser.press("HOME")
    assert page.text(".place") == "Start"


def test_the_keyboard_alone_reaches_and_changes_a_leaf(page):
    page.open(neuron())
    page.browser.press("END")
    for _ in range(40):
        page.browser.press("TAB")
        label = page.browser.run("return document.activeElement.closest('label')?.innerText")
        if label and "w1" in label:
            break
    else:
        pytest.fail("no way to the input of w1 by the Tab key")
    assert (
        page.browser.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    )
    page.browser.run("document.activeElement.select()")
    page.browser.press(*"-2.5")
    x1, x2, w1, w2, b = (Value(x) for x in (2.0, 0.0, -2.5, 1.0, 6.8813735870195432))
    o = (x1 * w1 + x2 * w2 + b).tanh()
    o.backward()
    shown = page.numbers("gradient")
    assert math.isclose(shown[4], w1.grad, rel_tol=1e-12)
    assert math.isclose(page.numbers("value")[-1], o.data, rel_tol=1e-12)
    page.browser.run("document.querySelector('.leaves h3 button').click()")
    assert same(page.numbers("value"), engine(neuron())[0])


def test_text_that_is_no_number_changes_nothing(page):
    page.open(polynomial())
    page.browser.press("END")
    before = page.numbers("gradient")
    page.browser.run(
        "const i = document.querySelector('.leaf-list input'); i.value = '';"
        "i.dispatchEvent(new Event('input', { bubbles: true }))"
    )
    assert (
        page.browser.run("return document.querySelector('.leaf-list input').ariaInvalid") == "true"
    )
    assert page.numbers("gradient") == before


def test_a_value_that_does_not_exist_ends_the_way_forward_there(page):
    x = Value(2.0, "x")
    y = (x - 1).log()
    y.label = "y"
    page.open(y * 2)
    page.change(2, 1.0)
    page.browser.press("END")
    assert page.text(".place") == "Forward 5 of 6"
    assert page.text(".sentence").startswith("The value of y does not exist")
    page.change(2, 3.0)  # mended: on from there
    assert page.text(".place") == "Forward 5 of 6"
    page.browser.press("END")
    page.change(2, 0.0)
    assert page.text(".place") == "Forward 5 of 6"
    page.change(2, 3.0)  # typed on: back to where we were
    assert page.text(".place") == "Backward 6 of 6"
    assert page.numbers("gradient")[2] == 1.0


def test_a_derivative_that_does_not_exist_ends_the_way_back_there(page):
    x = Value(4.0, "x")
    root = x.sqrt()
    root.label = "root"
    page.open(root * 3)
    page.change(1, 0.0)
    page.browser.press("END")
    assert page.text(".sentence").endswith(
        "The derivative at root does not exist for these numbers: the chain rule ends here."
    )
    with pytest.raises(ZeroDivisionError):
        (Value(0.0).sqrt() * 3).backward()


def test_through_a_zero_nothing_flows_even_where_the_slope_is_infinite(page):
    x = Value(0.0, "x")
    v = x.sqrt() * 0 + x
    page.open(v)
    page.browser.press("END")
    assert same(page.numbers("gradient"), engine(v)[1])


def test_leaves_under_an_operation_of_ones_own_are_fixed_and_the_page_says_so(page):
    square = autograd.operation("square <b>", lambda a: a * a, lambda y, a: (2 * a,))
    v = square(Value(3.0, "x")) + 1
    page.open(v)
    page.browser.press("END")
    assert page.browser.run("return document.querySelector('.leaf-list input').disabled") is True
    assert page.text(".note").startswith("Only Python knows square <b>")
    data, gradients = engine(v)
    assert same(page.numbers("value"), data)
    assert same(page.numbers("gradient"), gradients)


def test_nothing_is_fetched_but_the_file_itself(page):
    page.open(neuron())
    page.browser.press("END", "HOME", " ", " ")
    requests = [url for url in page.browser.requests() if not url.startswith("data:")]
    assert requests == [page.address]
    assert (
        page.browser.run("return performance.getEntriesByType('resource').map((r) => r.name)") == []
    )


HOSTILE = "</script><img src=x onerror='window.hit = 1'>&amp;\u2028\ud800{{graph}}${1}"


def test_a_label_is_only_ever_text(page):
    x = Value(2.0, HOSTILE)
    y = x * x
    y.label = HOSTILE
    page.open(y + 1)
    for _ in range(10):
        page.browser.press("ARROW_RIGHT")
    assert page.browser.run("return window.hit ?? null") is None
    assert page.browser.run("return document.querySelectorAll('img').length") == 0
    label = page.browser.run(
        "return document.querySelectorAll('.node .label')[1].textContent.toWellFormed()"
    )
    assert label == HOSTILE.replace("\ud800", "\ufffd")


def test_korean_from_the_start_or_by_its_button(page):
    page.open(korean(), language="ko")
    assert page.browser.run("return document.querySelector('.chainrule-explorer').lang") == "ko"
    page.browser.press("END")
    assert page.text("h2") == "한 걸음씩 따라가는 오류 역전파"
    assert page.text(".place").startswith("역전파")
    page.browser.run("document.querySelector('[lang=en]').click()")
    assert page.text("h2") == "Backpropagation, step by step"
    assert page.text(".place").startswith("Backward")
    page.browser.run("document.querySelector('.languages [lang=ko]').click()")
    assert "잎 노드" in page.text(".leaves")


def test_both_languages_say_the_same_things(page):
    page.open(neuron())
    from autograd.exploring.page import script

    keys = page.browser.run(
        script() + "const keys = (o, p) => Object.entries(o).flatMap(([k, v]) => "
        "typeof v === 'object' ? keys(v, `${p}${k}.`) : [`${p}${k}`]);"
        "return [keys(WORDS.en, ''), keys(WORDS.ko, '')]"
    )
    assert keys[0] == keys[1]
