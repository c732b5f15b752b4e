"""Graphs of middle size fit a slide, can be read, and say of every Value what it is."""

import html
import itertools
import re
from functools import cache

import pytest

import autograd
from autograd import Value
from autograd.drawing.vector import svg_of
from autograd.graph import topological_order
from tests.drawing.middle import FOUR
from tests.drawing.pictures import SVG, texts
from tests.drawing.test_bare import bare, parsed, rectangles  # noqa: F401  (hides graphviz)


@cache
def drawn(name, scopes):
    """The graph, and its picture."""
    v = FOUR[name](scopes)
    return v, autograd.draw(v).pipe(encoding="utf-8")


EVERY = [(name, scopes) for name in FOUR for scopes in (False, True)]


def smallest_letters(svg):
    """In pixels, where the picture is as large as fits a slide of 1920 × 1080."""
    width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)]
    return min(sizes) * min(1920 / width, 1080 / height)


@pytest.mark.parametrize(("name", "scopes"), EVERY)
def test_its_letters_are_large_enough_to_be_read_on_a_slide(name, scopes):
    assert smallest_letters(drawn(name, scopes)[1]) >= 9


@pytest.mark.parametrize(("name", "scopes"), EVERY)
def test_no_box_covers_another_and_no_line_runs_through_one(name, scopes):
    svg = parsed(drawn(name, scopes)[1])
    boxes = rectangles(svg)
    for a, b in itertools.combinations(boxes.values(), 2):
        assert a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]
    for path in svg.iter(f"{SVG}path"):
        for piece in re.findall(r"(-?[\d.]+),(-?[\d.]+) L(-?[\d.]+),(-?[\d.]+)", path.get("d")):
            x, y, u, v = map(float, piece)
            for left, top, right, bottom in boxes.values():
                beside = max(x, u) <= left + 0.1 or right <= min(x, u) + 0.1
                assert beside or max(y, v) <= top + 0.1 or bottom <= min(y, v) + 0.1


@pytest.mark.parametrize(("name", "scopes"), EVERY)
def test_every_value_is_told_of_and_every_operand_arrives(name, scopes):
    v, svg = drawn(name, scopes)
    order = topological_order(v)
    hints = [html.unescape(t) for t in re.findall(r'<a xlink:title="([^"]*)"', svg)]
    told = {line.partition(": ")[2] for hint in hints for line in hint.splitlines()}
    assert {repr(node) for node in order} <= told
    arrows = len(re.findall(r'class="edge"', svg))
    among_computed = sum(bool(parent.parents) for node in order for parent in node.parents)
    if name != "chain" or scopes:  # that is drawn in full
        assert arrows == among_computed


def test_a_small_graph_and_one_whose_arrows_have_gradients_stay_in_full(graphs):
    assert "data" in texts(parsed(autograd.draw(graphs.mlp()).pipe()))
    edges = autograd.draw(FOUR["recurrent"](False), gradients="edges")
    assert {"data", "grad"} <= set(texts(parsed(svg_of(edges.source))))


def test_a_direction_that_is_asked_for_is_kept():
    for direction in ("LR", "BT"):
        source = autograd.draw(FOUR["tree"](False), direction=direction).source
        assert f"rankdir={direction}" in source
    assert "rankdir=TB" in autograd.draw(FOUR["tree"](False)).source
    assert "rankdir=LR" in autograd.draw(FOUR["chain"](False)).source


def test_a_small_box_shows_the_one_number_that_is_asked_for():
    v = FOUR["tree"](False)
    for show, shown, missing in [
        ("grad", v.grad, v.data),
        (["data"], v.data, v.grad),
        (("label", "data"), v.data, v.grad),
    ]:
        box = re.search(r"^\tn0 \[.*", autograd.draw(v, show=show).source, re.MULTILINE)[0]
        label = box.partition("tooltip")[0]
        assert f">{shown:.3g}<" in label
        assert f">{missing:.3g}<" not in label
        assert ("<B>y</B>" in label) == ("label" in show)


def test_order_of_operands_and_constants_is_told():
    xs = [Value(float(i + 2), f"x{i}") for i in range(30)]
    halves = [(x * 2) / (1 - x) for x in xs]
    v = autograd.sum([h - x for h, x in zip(halves, xs)])
    source = autograd.draw(v, fold=False).source
    assert source.count(">* 2<") == 30
    assert source.count(">1 -<") == 30  # 1 - x
    assert len(re.findall(r"headlabel=1", source)) == len(re.findall(r"headlabel=2", source)) + 30


def test_very_many_leaves_of_one_sum_stand_side_by_side():
    xs = [Value(float(i), f"x{i}") for i in range(190)]
    svg = autograd.draw(autograd.sum([*xs, xs[0].exp()])).pipe(encoding="utf-8")
    assert {f"x{i}" for i in range(190)} <= set(texts(parsed(svg)))
    (left, top, right, bottom) = rectangles(parsed(svg))["n0"]
    assert 0.5 < (right - left) / (bottom - top) < 4
