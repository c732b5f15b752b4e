"""Large graphs in boxes that open: what is in them, what their arrows say, how one steps."""

import itertools
import math
import random

import pytest

import autograd
import nn
from autograd import Value, topological_order
from autograd.exploring.parts import MOST, Part, divided
from autograd.exploring.snapshot import WHOLE, snapshot
from tests.exploring.graphs import recurrent
from tests.exploring.test_layout import some_graph

FOLDED = "return document.querySelectorAll('.node.folded').length"
OPEN = "const box = document.querySelector('.node.folded'); box?.click(); return box !== null"


def samples(count=10, wide=4):
    """The loss of a small network over some samples."""
    random.seed(4)
    model = nn.MLP(2, [wide, wide, 1])
    xs = [[random.uniform(-1, 1), random.uniform(-1, 1)] for _ in range(count)]
    loss = sum((model(x) - x[0] * x[1]) ** 2 for x in xs) / count
    loss.label = "loss"
    return loss


def line(count=80):
    """Squared errors of w·x + b, whose derivatives are sums that anybody can write down."""
    w, b = Value(0.5, "w"), Value(-0.25, "b")
    return sum((w * (i / 10) + b - i % 3) ** 2 for i in range(count))


def chain():
    x = Value(0.7, "x")
    for _ in range(150):
        x = (x * 1.1).sin().tanh()
    return x


def long_sum():
    w = [Value(0.01 * i, f"w{i}") for i in range(200)]
    return sum(a * float(i % 7) for i, a in enumerate(w)).tanh()


GRAPHS = {
    "samples": samples,
    "wide": lambda: samples(1, 40),
    "line": line,
    "chain": chain,
    "long sum": long_sum,
    "scopes": lambda: recurrent(30),
    "scopes and more": lambda: recurrent(5) * samples(),
    **{f"some graph {i}": lambda i=i: some_graph(i) for i in range(20)},
}


@pytest.mark.parametrize("name", GRAPHS)
def test_boxes_hold_every_node_once_and_can_be_computed_one_after_the_other(name):
    order = topological_order(GRAPHS[name]())
    whole = divided(order)
    nodes = [*whole.nodes()]
    assert {*nodes} == {*order}
    assert len(nodes) == len(order)
    place = {node: i for i, node in enumerate(nodes)}
    assert all(place[p] < place[node] for node in nodes for p in node.parents)
    boxes = [whole]
    for box in boxes:
        assert 1 <= len(box.inside) <= MOST
        boxes += [part for part in box.inside if isinstance(part, Part)]


def test_a_loss_of_ten_samples_is_a_row_of_layers_and_scopes_keep_their_names():
    inside = divided(topological_order(samples())).inside
    kinds = [(box.kind, box.name, box.count) for box in inside if isinstance(box, Part)]
    assert kinds[:4] == [("input", "", 20), *(("layer", "", i) for i in (1, 2, 3))]
    names = {box["name"] for box in snapshot(recurrent(30))["boxes"] if box["kind"] == "scope"}
    assert names >= {f"step {i}" for i in range(30)}


def test_a_graph_in_boxes_is_one_that_is_too_large_to_be_read_whole():
    small, large = chain(), chain().sin()
    while len(topological_order(small)) > WHOLE:
        small = small.parents[0]
    assert snapshot(small)["boxes"] == []
    assert snapshot(large)["boxes"] != []


def by_label(v, page, which):
    """What the page shows in the boxes of labelled nodes."""
    labels = page.browser.run(
        "return [...document.querySelectorAll('.node .label')].map((label) => label.textContent)"
    )
    return dict(zip(labels, page.numbers(which)))


def test_all_boxes_open_show_the_engines_numbers_to_the_last_bit(page):
    v = samples()
    page.open(v)
    page.browser.press("END")
    while page.browser.run(OPEN):
        pass
    order = [*divided(topological_order(v)).nodes()]
    v.backward()
    assert page.numbers("value") == [node.data for node in order]
    assert page.numbers("gradient") == [node.grad for node in order]


def test_steps_go_box_by_box_and_node_by_node_in_a_box_that_enter_has_opened(page):
    page.open(samples(), every=False)
    assert page.browser.run(FOLDED) == 7
    page.browser.press("ARROW_RIGHT")
    assert page.text(".sentence").startswith("Layer 1: 132 nodes are computed at once.")
    assert page.text(".place") == "Forward 3 of 9"
    page.browser.press("ENTER")  # the layer, at whose sums the step goes on
    assert page.text(".sentence").startswith("Σ w·x + b × 40: 80 nodes are computed at once.")
    page.browser.press("ENTER", "ENTER")  # its sums, its first sample
    assert page.text(".place") == "Forward 4 of 27"
    page.browser.press("ARROW_RIGHT")
    assert page.text(".place") == "Forward 5 of 27"
    assert "is the sum of" in page.text(".sentence")
    page.browser.press("ESCAPE")
    assert page.text(".place") == "Forward 4 of 20"
    page.browser.press("ESCAPE", "ESCAPE")
    assert page.text(".place") == "Forward 3 of 9"
    assert page.browser.run(FOLDED) == 7
    page.browser.press("END", "ARROW_LEFT", "ENTER")  # and on the way back
    assert page.text(".place") == "Backward 7 of 11"
    assert page.text(".sentence").startswith("The gradients of the 40 results of ReLU × 40")


def test_a_click_opens_a_box_and_its_button_closes_it(page):
    page.open(samples(), every=False)
    page.browser.run("document.querySelectorAll('.node.folded')[1].click()")
    assert page.text(".opened") == "− Layer 1"
    assert page.text(".place") == "Start"
    page.browser.run("document.querySelector('[lang=ko]').click()")
    assert page.text(".opened") == "− 1층"
    page.browser.run("document.querySelector('.opened button').click()")
    assert page.browser.run(FOLDED) == 7


def test_a_row_of_the_list_opens_its_box_by_the_keyboard_which_goes_on_from_there(page):
    page.open(samples(), every=False)
    page.browser.run("document.querySelectorAll('.order-list button')[2].focus()")
    page.browser.press("ENTER")
    assert page.text(".opened") == "− Layer 1"
    inside = "return document.activeElement.closest('.chainrule-explorer') !== null"
    assert page.browser.run(inside)
    page.browser.press("ARROW_RIGHT", "ARROW_RIGHT")
    assert page.text(".place") == "Forward 5 of 11"


def test_the_button_of_an_open_box_outlines_what_it_holds(page):
    page.open(samples(), every=False)
    page.browser.press("ARROW_RIGHT", "ENTER")
    held = (
        "return [...document.querySelectorAll('.node.member .label')].map((label) => label.title)"
    )
    assert page.browser.run(held) == []
    page.browser.run("document.querySelector('.opened button').focus()")
    assert page.browser.run(held) == ["w, b × 12", "Σ w·x + b × 40", "ReLU × 40"]
    page.browser.run("document.querySelector('.play').focus()")
    assert page.browser.run(held) == []


def test_an_arrow_out_of_a_closed_box_carries_the_sum_of_what_is_handed_on(page):
    v = line()
    page.open(v)
    page.browser.press("END")
    shown = by_label(v, page, "gradient")
    errors = [(0.5 * (i / 10) - 0.25 - i % 3, i / 10) for i in range(80)]
    assert shown["w"] == pytest.approx(sum(2 * e * x for e, x in errors), rel=1e-12)
    assert shown["b"] == pytest.approx(sum(2 * e for e, _ in errors), rel=1e-12)
    page.browser.run(
        "[...document.querySelectorAll('.node')].find((n) => n.innerText.includes('w\\n')).click()"
    )
    brought = page.browser.run(
        "return [...document.querySelectorAll('.tag.brought:not([hidden]) .number')]"
        ".map((n) => n.title)"
    )
    assert math.fsum(map(float, brought)) == pytest.approx(shown["w"], rel=1e-12)


def test_a_changed_leaf_and_a_gradient_step_reach_through_closed_boxes(page):
    page.open(line())
    page.browser.press("END")
    page.browser.run("document.querySelector('.descent input').value = '0.0001'")
    page.browser.run(
        "document.querySelector('.descent input').dispatchEvent(new Event('input'));"
        "document.querySelector('.descent button').click()"
    )
    w = 0.5 - 0.0001 * sum(2 * (0.5 * i / 10 - 0.25 - i % 3) * i / 10 for i in range(80))
    b = -0.25 - 0.0001 * sum(2 * (0.5 * i / 10 - 0.25 - i % 3) for i in range(80))
    loss = sum((w * i / 10 + b - i % 3) ** 2 for i in range(80))
    assert page.numbers("value")[-1] == pytest.approx(loss, rel=1e-12)


def test_a_value_that_does_not_exist_in_a_closed_box_is_said_and_shown_where_it_opens(page):
    x = Value(2.0, "x")
    v = sum((x - i / 1000).log() for i in range(110))
    page.open(v)
    index = [node.label for node in divided(topological_order(v)).nodes()].index("x")
    page.change(index, 0.05)
    page.browser.press("END")
    assert "does not exist for these numbers. Open it" in page.text(".sentence")
    while page.browser.run(OPEN):
        pass
    page.browser.press("END")
    assert page.text(".sentence").startswith("The value of node")


def test_a_network_of_two_thousand_nodes_opens_as_few_boxes(page):
    v = samples(70, 4)
    assert 2_000 < len(topological_order(v)) < 3_000
    page.open(v, every=False)
    assert page.browser.run("return document.querySelectorAll('.node').length") == 9
    page.browser.shoot("boxes")
    page.browser.press(*["ARROW_RIGHT"] * 4, "ENTER")
    assert page.browser.run("return document.querySelectorAll('.node').length") < 60


@pytest.mark.parametrize("opened", [0, 1, 3])
def test_no_box_covers_another_and_parents_stand_to_the_left(page, opened):
    page.open(samples(), every=False)
    page.browser.press("ARROW_RIGHT", *["ENTER"] * opened)
    boxes = page.browser.run(
        "return [...document.querySelectorAll('.node')].map((n) =>"
        "[n.offsetLeft, n.offsetTop, n.offsetWidth, n.offsetHeight])"
    )
    for (x, y, wide, high), (u, w, *_) in itertools.combinations(boxes, 2):
        assert abs(x - u) >= wide or abs(y - w) >= high
    sizes = page.browser.run(
        "const s = document.querySelector('.stage'); return [s.offsetWidth, s.offsetHeight]"
    )
    for x, y, wide, high in boxes:
        assert 0 <= x <= sizes[0] - wide
        assert 0 <= y <= sizes[1] - high


def test_the_widget_computes_nodes_in_the_order_of_the_page():
    pytest.importorskip("anywidget")
    from autograd.exploring.widget import ExplorerWidget

    v = samples()
    nodes = [*divided(topological_order(v)).nodes()]
    widget, answers = ExplorerWidget(v, "{}", "en"), []
    widget.send = answers.append
    widget._answer(widget, {"turn": 1, "leaves": [node.data for node in nodes]}, [])
    assert [data for data, _ in answers[0]["numbers"]] == [node.data for node in nodes]
    assert autograd.topological_order(v) != nodes
