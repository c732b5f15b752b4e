"""A batch compared with the loop over its samples."""

import random

import pytest

import autograd
from autograd import Value

np = pytest.importorskip("numpy")


def gradients(results, parameters):
    """Of the results, each with a weight of its own."""
    for parameter in parameters:
        parameter.grad = 0.0
    sum(Value(1.0 + k) * result for k, result in enumerate(flat(results))).backward()
    return [parameter.grad for parameter in parameters]


def flat(tree):
    return (
        [x for branch in tree for x in flat(branch)] if isinstance(tree, (list, tuple)) else [tree]
    )


def assert_same(f, parameters, *args, moves=2):
    """The compiled function gives what `f` itself gives, also after the parameters have moved."""
    compiled = autograd.compile(f)
    rng = random.Random(1)
    for _ in range(moves + 1):
        expected, found = f(*args), compiled(*args)
        assert [x.data for x in flat(found)] == pytest.approx(
            [x.data for x in flat(expected)], rel=1e-10, abs=1e-12
        )
        if parameters:
            wanted = gradients(expected, parameters)
            assert gradients(found, parameters) == pytest.approx(wanted, rel=1e-10, abs=1e-12)
        for parameter in parameters:
            parameter.data += rng.uniform(-0.1, 0.1)
    return compiled


def recorded(compiled, *args):
    """How many scalar nodes were recorded."""
    return compiled.program(*args).program.scalar_nodes


def matrix(rows, columns, seed=0):
    rng = random.Random(seed)
    return [[rng.gauss(0.0, 1.0) for _ in range(columns)] for _ in range(rows)]


def weights(rows, columns, seed=0):
    return [[Value(x) for x in row] for row in matrix(rows, columns, seed)]


def linear(W, x):
    return [sum(w * xi for w, xi in zip(row, x)) for row in W]


def labelled(n, seed=0):
    rng = random.Random(seed)
    return matrix(n, 6, seed), [rng.randrange(4) for _ in range(n)]
