"""Long chains stand in rows, like text, and fit a slide."""

import itertools
import re
from pathlib import Path

import pytest

import autograd
from autograd import Value
from autograd.drawing.vector import rows_of, svg_of
from tests.drawing.pictures import SVG
from tests.drawing.test_bare import parsed, rectangles


def chain(length, weight=None):
    v = Value(0.5, "x")
    for i in range(length - 1):
        v = (v * weight if weight else v).sin() if i % 3 else v.tanh()
    v.label = "y"
    v.backward()
    return v


def size(svg):
    return [float(x) for x in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups()]


def test_a_chain_of_a_hundred_fits_a_slide_and_can_be_read():
    svg = svg_of(autograd.draw(chain(100)).source)
    width, height = size(svg)
    scale = min(1280 / width, 720 / height)
    smallest = min(float(t.get("font-size")) for t in parsed(svg).iter(f"{SVG}text"))
    assert smallest >= 10
    assert 12 * scale >= 8  # pixels, on a slide of 1280 × 720
    assert rows_of(autograd.draw(chain(100)).source) > 5


def test_rows_are_read_from_left_to_right_and_from_the_top():
    v = chain(60)
    boxes = rectangles(parsed(svg_of(autograd.draw(v).source)))
    order = [boxes[f"n{i}"] for i in reversed(range(60))]  # n0 is the result
    rows = 1
    for before, after in itertools.pairwise(order):
        if after[0] < before[0]:
            rows += 1
            assert after[1] > before[3]  # a new row is wholly below
        else:
            assert before[2] < after[0]
    assert rows > 2


@pytest.mark.parametrize("direction", ["LR", "RL", "TB", "BT"])
def test_no_box_covers_another_and_no_arrow_runs_through_one(direction):
    source = autograd.draw(chain(60, Value(0.9, "w")), direction=direction).source
    svg = parsed(svg_of(source))
    boxes = rectangles(svg)
    for a, b in itertools.combinations(boxes.values(), 2):
        assert a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]
    width, height = size(svg_of(source))
    for group in svg.iter(f"{SVG}g"):
        if group.get("class") == "edge":
            path = group.find(f"{SVG}path").get("d")
            straight = re.findall(r"(-?[\d.]+),(-?[\d.]+) L(-?[\d.]+),(-?[\d.]+)", path)
            for x, y, u, v in (map(float, piece) for piece in straight):
                assert max(x, u) <= width
                assert max(y, v) <= height
                for left, top, right, bottom in boxes.values():
                    beside = max(x, u) <= left or right <= min(x, u)
                    assert beside or max(y, v) <= top or bottom <= min(y, v)


def test_a_folded_chain_is_a_chain_of_boxes():
    source = autograd.draw(chain(500)).source
    arrows = re.findall(r"^\t(\w+) -> (\w+)", source, re.MULTILINE)
    assert len(arrows) >= 10
    after = dict(arrows)
    assert len(after) == len(arrows)  # each box leads to one other
    first = ({tail for tail, _ in arrows} - {head for _, head in arrows}).pop()
    met = [first]
    while met[-1] in after:
        met.append(after[met[-1]])
        assert len(met) == len(set(met))
    assert len(met) == len(arrows) + 1
    assert sum(map(int, re.findall(r"(?:sin, tanh|tanh, sin) × (\d+)", source))) // 2 == 498


def test_short_pictures_stay_in_one_row(graphs):
    for make in (graphs.neuron, graphs.korean, graphs.ordered):
        assert rows_of(autograd.draw(make()).source) == 1


def test_the_layers_of_a_network_fill_the_page(graphs):
    width, height = size(svg_of(autograd.draw(graphs.moons()).source))
    assert 1 < width / height < 3


def test_with_graphviz_a_chain_stands_in_rows_too(tmp_path):
    pytest.importorskip("graphviz")
    picture = autograd.draw(chain(100))
    width, height = size(picture.pipe("svg", encoding="utf-8"))
    assert width < 2_500
    assert height < 1_500
    path = picture.render(tmp_path / "chain")
    assert size(Path(path).read_text(encoding="utf-8")) == [width, height]
    assert "rotate" not in picture.for_notebooks()
