"""`compiled.numpy(...)`: results as arrays of floats, for those who need no Values."""

from __future__ import annotations

import math
import random
from itertools import pairwise
from typing import Any, NamedTuple

import pytest

import autograd
from autograd import TraceError, Value, exp, log, value_and_grad, vmap

np = pytest.importorskip("numpy")

numbers = [random.Random(0).uniform(0.5, 2.0) for _ in range(40)]
points = [[x, y] for x, y in zip(numbers, reversed(numbers))]


class Pair(NamedTuple):
    sum: Any
    product: Any


w = Value(1.5)
FUNCTIONS = {
    "a number": (lambda xs: w * autograd.sum(xs), (numbers,)),
    "a list": (lambda xs: [w * x for x in xs], (numbers,)),
    "a matrix": (lambda X: [[w * x, y / x] for x, y in X], (points,)),
    "ragged lists": (lambda xs: [xs[0], [x * x for x in xs]], (numbers,)),
    "a tuple": (lambda xs: (autograd.mean(xs), [exp(x) for x in xs]), (numbers,)),
    "a dict": (lambda xs: {"sum": autograd.sum(xs), "logs": [log(x) for x in xs]}, (numbers,)),
    "named tuples": (lambda X: [Pair(x + y, x * y) for x, y in X], (points,)),
    "dicts in a list": (lambda X: [{"x": x * w, "y": [y, x]} for x, y in X], (points,)),
    "constants": (lambda xs: [(w * x, 3, "text") for x in xs], (numbers,)),
    "tuples of two lengths": (lambda xs: [(w * xs[0],), (xs[0], xs[1])], (numbers,)),
    "matrices": (
        lambda X: (w * X[0][0], [[[w * x, y, x * y] for x, y in X], [[w * X[0][0]]], X[:3]]),
        (points,),
    ),
    "matrices of one shape": (lambda X: [[[x * y, w] for x, y in X], X], (points,)),
    "columns": (lambda X: {"columns": [[w * x for x, _ in X], [y for _, y in X]]}, (points,)),
    "matrices in samples": (lambda X: [(x * y, [[x, w * y], [y, x]]) for x, y in X], (points,)),
    "a matrix with constants": (lambda X: ([[w * x, 2.0] for x, _ in X], 3), (points,)),
    "truths": (lambda xs: [x > 1.0 for x in xs], (numbers,)),
    "so few that it is plain Python": (lambda x: (x * w, x + w), (2.0,)),
    "nothing that is computed": (lambda x: [1.0, 2.0], (2.0,)),
}


def by_columns(tree):
    """What is promised, by another way: from the nested lists of Values that a call returns."""
    if isinstance(tree, dict):
        return {key: by_columns(part) for key, part in tree.items()}
    if isinstance(tree, tuple):
        parts = [by_columns(part) for part in tree]
        return type(tree)(*parts) if hasattr(tree, "_fields") else tuple(parts)
    if not isinstance(tree, list):
        return (
            tree.data if isinstance(tree, Value) else tree if isinstance(tree, str) else float(tree)
        )
    parts = [by_columns(part) for part in tree]
    forms = {repr(form(part)) for part in parts}
    return stacked(parts) if len(forms) == 1 and "str" not in forms.pop() else parts


def form(tree):
    if isinstance(tree, dict):
        return {key: form(part) for key, part in tree.items()}
    if isinstance(tree, tuple):
        return (type(tree).__name__, *map(form, tree))
    if isinstance(tree, list):
        return list(map(form, tree))
    return tree.shape if isinstance(tree, np.ndarray) else type(tree).__name__


def stacked(trees):
    first = trees[0]
    if isinstance(first, dict):
        return {key: stacked([tree[key] for tree in trees]) for key in first}
    if isinstance(first, tuple):
        parts = [stacked(list(column)) for column in zip(*trees)]
        return type(first)(*parts) if hasattr(first, "_fields") else tuple(parts)
    return np.array(trees)


def assert_same(found, expected):
    assert type(found) is type(expected)
    if isinstance(expected, dict):
        assert list(found) == list(expected)
        found, expected = [*found.values()], [*expected.values()]
    if isinstance(expected, (list, tuple)):
        assert len(found) == len(expected)
        for a, b in zip(found, expected):
            assert_same(a, b)
    elif isinstance(expected, str):
        assert found == expected
    else:
        assert np.shape(found) == np.shape(expected)
        np.testing.assert_allclose(found, expected, rtol=1e-12)
        if isinstance(expected, np.ndarray):
            assert found.dtype == float


@pytest.mark.parametrize("name", FUNCTIONS)
def test_results_are_those_of_the_scalar_engine_as_arrays(name):
    f, args = FUNCTIONS[name]
    compiled = autograd.compile(f)
    for now in (1.5, -0.5):
        w.data = now
        values = [autograd.structure.map_leaves(Value, arg) for arg in args]
        assert_same(compiled.numpy(*args), by_columns(f(*values)))
    assert_same(compiled.numpy(*map(np.array, args)), by_columns(f(*values)))
    assert compiled.source == (compiled(*args) and compiled.source)  # the same program serves both


def test_prices_and_greeks_come_back_as_two_arrays():
    def worth(spot, rate):
        return log(spot) * exp(-rate)

    spots = np.array(numbers)
    worths, greeks = autograd.compile(vmap(value_and_grad(worth))).numpy(spots, spots / 10)
    np.testing.assert_allclose(worths, np.log(spots) * np.exp(-spots / 10), rtol=1e-12)
    greeks = np.array(greeks).reshape(2, -1)
    np.testing.assert_allclose(greeks[0], np.exp(-spots / 10) / spots, rtol=1e-12)
    np.testing.assert_allclose(greeks[1], -np.log(spots) * np.exp(-spots / 10), rtol=1e-12)


def test_results_of_calls_are_arrays_of_their_own():
    f = autograd.compile(lambda xs: [w * x for x in xs])
    first = f.numpy(numbers)
    kept = first.copy()
    first[:] = f.numpy([2.0 * x for x in numbers])
    np.testing.assert_array_equal(f.numpy(numbers), kept)
    g = autograd.compile(lambda X: [X, [[w * x for x, _ in X]], [[X[0][0]]]])
    matrices = g.numpy(points)
    kept = [matrix.copy() for matrix in matrices]
    for matrix in g.numpy(points):
        matrix[:] = 0.0
    assert not any(np.shares_memory(a, b) for a, b in pairwise(matrices))
    for matrix, mine, again in zip(matrices, kept, g.numpy(points)):
        np.testing.assert_array_equal(matrix, mine)
        np.testing.assert_array_equal(again, mine)


def test_no_gradient_reaches_anybody():
    w.data, w.grad = 1.0, 0.0
    f = autograd.compile(lambda xs: [w * x for x in xs])
    f.numpy(numbers)
    f.numpy([Value(x) for x in numbers])
    assert w.grad == 0.0


def test_errors_of_arithmetic_name_the_operation():
    f = autograd.compile(lambda xs: [log(x) for x in xs])
    f.numpy(numbers)
    with pytest.raises(ValueError, match=r"log\(-1\.0\)"):
        f.numpy([*numbers[1:], -1.0])


def test_nan_and_infinity_are_treated_as_floats_treat_them():
    f = autograd.compile(lambda xs: [autograd.maximum(1.0, x) for x in xs])
    for bad in (math.nan, math.inf):  # at the first call too
        xs = [bad, *numbers[1:]]
        np.testing.assert_array_equal(
            f.numpy(xs), [autograd.maximum(1.0, Value(x)).data for x in xs]
        )
        f.numpy(numbers)


def test_inside_what_would_lose_the_gradient_it_is_refused():
    f = autograd.compile(lambda x: x * w)
    with pytest.raises(TraceError, match="carry no gradient"):
        autograd.compile(lambda x: x * f.numpy(x))(2.0)
    with pytest.raises(TraceError, match="carry no gradient"):
        autograd.grad(lambda x: x * f.numpy(x))(2.0)


def test_methods_have_it_too():
    class Line:
        slope = Value(3.0)

        @autograd.compile
        def at(self, xs):
            return [self.slope * x for x in xs]

    np.testing.assert_allclose(Line().at.numpy(numbers), 3.0 * np.array(numbers))


def test_on_jax_the_numbers_are_the_same():
    pytest.importorskip("jax")
    f = autograd.compile(lambda xs: ([exp(x) for x in xs], autograd.sum(xs)), backend="jax")
    powers, total = f.numpy(numbers)
    np.testing.assert_allclose(powers, np.exp(numbers), rtol=1e-12)
    assert total == pytest.approx(sum(numbers), rel=1e-12)
