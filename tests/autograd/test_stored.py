"""What was stored before the engine was laid out anew can be read: `stored/` is of 21 November."""

import math
import pickle
from pathlib import Path

import pytest

from autograd import ops, topological_order

STORED = pickle.loads((Path(__file__).parent / "stored" / "values.pickle").read_bytes())
X, Y = 0.5, -0.25


def test_a_leaf_has_its_number_its_label_and_its_gradient():
    leaf = STORED["leaf"]
    assert (leaf.data, leaf.label, leaf.parents, leaf.op) == (X, "x", (), "")
    assert leaf.grad == pytest.approx(slopes()[0], rel=1e-14)


def test_a_graph_goes_backward_as_if_it_had_just_been_made():
    graph = STORED["graph"]
    assert graph.data == math.tanh(X * Y + math.exp(X) * Y**2) + Y + X + 0.5 * Y + 2.0
    leaves = {node.label: node for node in topological_order(graph) if node.label}
    assert leaves["x"] is STORED["leaf"]
    for leaf in (leaves["x"], leaves["y"]):
        leaf.grad = 0.0
    graph.backward()
    assert [leaves["x"].grad, leaves["y"].grad] == pytest.approx(slopes(), rel=1e-14)


def slopes():
    """Of f = tanh(xy + e^x y²) + clip(y, -1, 1) + max(x, y, 1/8) + leaky_relu(y, 1/2) + 2."""
    bend = 1.0 - math.tanh(X * Y + math.exp(X) * Y**2) ** 2
    return bend * (Y + math.exp(X) * Y**2) + 1.0, bend * (X + 2.0 * math.exp(X) * Y) + 1.5


def test_operations_are_those_of_the_table():
    assert STORED["operations"] == [ops.tanh, ops.power(2.0), ops.clip(-1.0, 1.0)]
