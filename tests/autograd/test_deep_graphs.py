"""Chains of a million nodes, memory that is given back at once, and no cycles.

A recursive walk fails at a thousand nodes; here everything runs with room for sixty nested calls.
A recursion inside the interpreter (freeing a chain link by link) would not raise but crash.
"""

import copy
import gc
import pickle
import random
import weakref
from contextlib import suppress

import pytest

import autograd
from autograd import Value
from autograd.graph import topological_order

MILLION = 1_000_000
LONG = 50_000  # for what is quick, but not quick enough for a million


def chain(x, length):
    """x + 1 - 1 + 1 ... : `length` nodes in one line, x and a shared constant below them."""
    one, y = Value(1.0), x
    for _ in range(length // 2):
        y = y + one
        y = y - one
    return y


def test_a_chain_of_a_million_nodes_is_built_differentiated_and_freed(shallow, collector_off):
    with shallow():
        x = Value(0.5)
        y = chain(x, MILLION)
        assert y.data == 0.5
        y.backward()
        assert x.grad == 1.0
        middle = weakref.ref(y.parents[0])
        del y
        assert middle() is None


def test_a_chain_of_nodes_with_one_parent_works_too(shallow):
    with shallow():
        x = Value(0.5)
        y = x
        for _ in range(LONG):
            y = -y
        y.backward()
        assert x.grad == 1.0


def test_a_long_chain_can_be_sorted_copied_and_pickled(shallow, collector_off):
    with shallow():
        x = Value(0.5, label="x")
        y = chain(x, LONG)
        y.backward()
        order = topological_order(y)
        assert len(order) == LONG + 2
        for duplicate in (copy.deepcopy, lambda y: pickle.loads(pickle.dumps(y))):
            twin = duplicate(y)
            assert [node.data for node in topological_order(twin)] == [n.data for n in order]
            assert [node.op for node in topological_order(twin)] == [n.op for n in order]
            gone = weakref.ref(twin.parents[0])
            del twin
            assert gone() is None


def test_gradients_of_a_long_chain_can_be_recorded(shallow):
    with shallow():
        assert autograd.grad(lambda x: chain(x, LONG) * x)(3.0) == 6.0
        assert autograd.grad(autograd.grad(lambda x: chain(x, LONG // 10) * x))(3.0) == 2.0


def test_one_node_may_have_a_hundred_thousand_parents(shallow):
    with shallow():
        x, w = Value(0.5), Value(2.0)
        total = autograd.sum(w * x for _ in range(100_000))
        total.backward()
        assert (x.grad, w.grad) == (200_000.0, 50_000.0)


def loss_of(parameters, rng):
    """One step's loss, using most kinds of node."""
    a, b, c = parameters
    x = rng.gauss(0, 1)
    h = autograd.tanh(a * x + b) + autograd.relu(c * x) ** 2 - 1 / (1 + b * b)
    p = autograd.softmax([h, a, 0.5])
    y = autograd.sum(p) * h + autograd.logsumexp([a, h]) + autograd.dot([a, b], [c, h])
    return y + (1 + h * h) ** a


@pytest.mark.parametrize("keep", ["built", "differentiated"])
def test_a_graph_is_freed_with_its_last_reference(keep, collector_off):
    parameters = [Value(0.3), Value(-0.2), Value(0.9)]
    loss = loss_of(parameters, random.Random(0))
    if keep == "differentiated":
        loss.backward()
    inner = [weakref.ref(n) for n in topological_order(loss) if n not in parameters]
    assert all(node() is not None for node in inner)
    del loss
    assert [node() for node in inner] == [None] * len(inner)


def test_the_collector_finds_nothing_after_a_training_loop_without_it(collector_off):
    rng = random.Random(0)
    parameters = [Value(0.3), Value(-0.2), Value(0.9)]
    for _ in range(200):
        loss = loss_of(parameters, rng)
        for p in parameters:
            p.grad = 0.0
        loss.backward()
        for p in parameters:
            p.data -= 0.001 * p.grad
    del loss
    assert gc.collect() == 0


def test_it_finds_nothing_after_errors_copies_and_derivatives(collector_off):
    x = Value(0.0, label="x")
    for _ in range(20):
        with suppress(ZeroDivisionError):  # pytest.raises would make cycles of its own
            autograd.sqrt(x).backward()
        with suppress(ValueError):
            autograd.log(x - 1)
        copy.deepcopy(chain(x, 10))
        pickle.loads(pickle.dumps(chain(x, 10)))
        autograd.hessian(lambda a, b: a * b * b)(1.0, 2.0)
        autograd.grad(lambda a: autograd.grad(lambda b: a * b * b)(2.0))(1.0)
        with autograd.no_grad():
            x + 1
    assert gc.collect() == 0


def test_a_node_can_be_referred_to_weakly():
    x = Value(1.0)
    reference = weakref.ref(x)
    assert reference() is x
    del x
    assert reference() is None
