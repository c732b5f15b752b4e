"""Where the explorer's nodes stand."""

import itertools
import os
import random
import subprocess
import sys

import pytest

from autograd import Value, topological_order
from autograd.drawing.layout import in_order
from autograd.exploring.layout import CABLE, DOWN, HEIGHT, WIDTH, Layout
from tests.exploring.graphs import GRAPHS


def some_graph(seed):
    chance = random.Random(seed)
    nodes = [Value(chance.random()) for _ in range(chance.randint(1, 8))]
    for _ in range(chance.randint(1, 40)):
        a, b = chance.choice(nodes[-12:]), chance.choice(nodes[-12:])
        nodes.append(a * b if chance.random() < 0.5 else a + b)
    return nodes[-1]


SHAPES = [*(make() for make in GRAPHS.values()), *map(some_graph, range(30))]


def laid_out(v):
    order = topological_order(v)
    index = {node: i for i, node in enumerate(order)}
    parents = [[index[p] for p in node.parents] for node in order]
    return Layout(parents), parents


@pytest.mark.parametrize("v", SHAPES)
def test_no_box_covers_another_and_parents_stand_to_the_left(v):
    layout, parents = laid_out(v)
    positions = [layout.position(i) for i in range(len(parents))]
    for (x, y), (u, w) in itertools.combinations(positions, 2):
        assert abs(x - u) >= WIDTH or abs(y - w) >= HEIGHT + DOWN - 1e-9
    for child, its_parents in enumerate(parents):
        for parent in its_parents:
            assert positions[parent][0] + WIDTH < positions[child][0]
    for x, y in positions:
        assert WIDTH / 2 <= x <= layout.width - WIDTH / 2
        assert HEIGHT / 2 - 1e-9 <= y <= layout.height - HEIGHT / 2 + 1e-9


@pytest.mark.parametrize("v", SHAPES)
def test_arrows_run_between_the_boxes(v):
    layout, parents = laid_out(v)
    boxes = [layout.position(i) for i in range(len(parents))]
    for child, its_parents in enumerate(parents):
        for parent in its_parents:
            way = layout.from_parent(parent, child)
            assert way[0] == (boxes[parent][0] + WIDTH / 2, boxes[parent][1])
            assert way[-1] == (boxes[child][0] - WIDTH / 2, boxes[child][1])
            for (x0, y0), (x1, _) in itertools.pairwise(way[1:-1]):
                for x, y in boxes:  # the straight pieces, where the arrow passes a column
                    through = x0 < x < x1 and x1 - x0 == WIDTH
                    assert not through or abs(y - y0) >= (HEIGHT + CABLE) / 2 + DOWN - 1e-9


def test_the_same_graph_always_stands_the_same_way():
    program = (
        "from tests.exploring.graphs import network\n"
        "from autograd.exploring.snapshot import snapshot\n"
        "print([(n['x'], n['y']) for n in snapshot(network())['nodes']])"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in "012"
    }
    assert len(runs) == 1


def test_numbers_put_in_order_are_the_isotonic_regression():
    isotonic = pytest.importorskip("sklearn.isotonic")
    chance = random.Random(2)
    for length in range(1, 30):
        wanted = [chance.gauss(0, 1) for _ in range(length)]
        assert in_order(wanted) == pytest.approx(list(isotonic.isotonic_regression(wanted)))
