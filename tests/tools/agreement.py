"""A compiled function against the scalar engine: the one reference of the compiler's tests."""

import random
from unittest import mock

import pytest

import autograd
from autograd import Value
from autograd.structure import flatten

np = pytest.importorskip("numpy")


def scalars(tree):
    """The Values in a result, which may be nested; plain numbers carry no gradient."""
    return [x for x in flatten(tree) if isinstance(x, Value)]


def gradients(result, leaves):
    """d(Σ weight·result)/d(leaf) by `backward()`, with another weight for each result."""
    for leaf in leaves:
        leaf.grad = 0.0
    total = autograd.sum(x * (1.0 + 0.3 * k) for k, x in enumerate(scalars(result)))
    if isinstance(total, Value):
        total.backward()
    return [leaf.grad for leaf in leaves]


def assert_close(found, expected, tolerance=1e-10):
    """Equal within the tolerance, relative to the largest number that is expected."""
    found, expected = np.array(found, float), np.array(expected, float)
    assert found.shape == expected.shape
    size = max(1.0, float(np.abs(expected).max(initial=0.0)))
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance * size)


def assert_agrees(f, parameters, *calls, compiled=None, steps=2):
    """Value and gradients of `f` compiled and as it is, for each call, while parameters move.

    Arguments:
        f: the function.
        parameters: the leaves that it captures.
        calls: for each call its arguments, a tuple; Values among them get gradients too.
        compiled: an earlier result of this function, to be used again.
        steps: how often all calls are made; parameters move in between.

    Returns:
        The compiled function.
    """
    from autograd.compiler.record.call import Call

    compiled = compiled or autograd.compile(f)
    rng = random.Random(0)
    for _ in range(steps):
        for args in calls:
            leaves = list(dict.fromkeys([*parameters, *scalars(args)]))
            expected = f(*as_lists(args))
            wanted = gradients(expected, leaves)
            with mock.patch.object(Call, "eagerly", side_effect=AssertionError("ran uncompiled")):
                found = compiled(*args)
                assert_close([x.data for x in scalars(found)], [x.data for x in scalars(expected)])
                assert_close(gradients(found, leaves), wanted)
        for parameter in parameters:
            parameter.data += rng.uniform(-0.1, 0.1)
    return compiled


def as_lists(args):
    """Arrays as the nested lists that scalar code expects, and every number as a Value."""
    from autograd.structure import as_nested, map_leaves

    def wrap(x):
        return x if isinstance(x, (Value, str, bool)) or x is None else Value(x)

    return tuple(map_leaves(wrap, as_nested(arg)) for arg in args)


def values(*shape, seed=0, scale=0.5):
    """Nested lists of leaves with normal random numbers."""
    rng = random.Random(seed)

    def make(sizes):
        if not sizes:
            return Value(rng.gauss(0, scale))
        return [make(sizes[1:]) for _ in range(sizes[0])]

    return make(shape)


def numbers(*shape, seed=0):
    """Nested lists of normal random numbers."""
    return np.random.default_rng(seed).normal(size=shape).tolist()
