"""What else compiled code meets: comparisons, operations of one's own, look-ups, many draws."""

import math
import operator
import random
from unittest import mock

import pytest

import autograd
import nn
from autograd import Value, compile, vmap
from tests.compiler.test_places import compared, numbers, one, several, two, weighted

np = pytest.importorskip("numpy")

from autograd.compiler.record.call import Call  # noqa: E402  (which needs NumPy)
from autograd.compiler.record.draws import MANY, Draws  # noqa: E402

compiled_only = mock.patch.object(Call, "eagerly", side_effect=AssertionError("ran uncompiled"))

COMPARISONS = ["lt", "le", "gt", "ge", "eq", "ne"]


@pytest.mark.parametrize("name", COMPARISONS)
def test_numbers_compare_as_floats_do_at_every_call(name):
    compare, w = getattr(operator, name), Value(2.0)

    def f(X, t):
        parts = [w * compare(x, t) * (i + 1.0) for i, x in enumerate(X)]
        parts += [w * compare(t, x) * (i + 7.0) for i, x in enumerate(X)]
        parts += [w * compare(x, 0.5) * 20.0 + w * compare(0.5, x) * 50.0 for x in X]
        return sum(parts)

    compiled = compile(f)
    for X, t in (([0.1, 0.5, 0.9], 0.5), ([0.5, 0.5, -0.5], -0.5), ([2.0, 0.5, 1.0], 1.0)):
        with compiled_only:
            assert compiled(X, t).data == f(X, t).data


@pytest.mark.parametrize("name", COMPARISONS[:4])
def test_values_compare_where_code_asks_for_a_choice(name):
    compare, w = getattr(operator, name), [Value(0.5), Value(1.5)]

    def f(X):
        return sum(autograd.where(compare(x * w[0], w[1]), x * w[0], w[1] * 3.0) for x in X)

    compiled = compile(f)
    for X in ([3.0, 1.0, 4.0], [-3.0, 3.0, 2.0]):
        with compiled_only:
            found = compared(compiled, X, w)
        assert found.tolist() == compared(f, X, w).tolist()


def plain(a, b):
    return a * a * b


def plain_slopes(y, a, b):
    return 2.0 * a * b, a * a


def by_math(a):
    return math.exp(-a) if a > 0.3 else 1.0 - math.log1p(a * a)


def by_math_slope(y, a):
    return -y if a > 0.3 else -2.0 * a / (1.0 + a * a)


def middle(*xs):
    return sorted(xs)[len(xs) // 2]


def middle_slopes(y, *xs):
    return [1.0 if x == y else 0.0 for x in xs]


def text_refused(a, b):
    return math.fmod(a, 1.0) + float(b) ** 2


def text_refused_slopes(y, a, b):
    return 1.0, 2.0 * float(b)


OWN = {
    "plain": (plain, plain_slopes, two),
    "by_math": (by_math, by_math_slope, one),
    "middle": (middle, middle_slopes, several),
    "text_refused": (text_refused, text_refused_slopes, two),
    "not a name": (plain, plain_slopes, two),
    "class": (by_math, by_math_slope, one),  # a word of Python's
    "np": (by_math, by_math_slope, one),  # what the emitted code calls something else
}


@pytest.mark.parametrize("name", OWN)
def test_an_operation_of_ones_own_in_every_place(name):
    value, slopes, of = OWN[name]
    own, rng = autograd.operation(name, value, slopes), random.Random(name)
    w = [Value(x) for x in numbers(name, rng)[0]]
    for k in range(len(list(of(own, numbers(name, rng), w)))):

        def f(X, k=k):
            return weighted([list(of(own, X, w))[k]])

        compiled = compile(f)
        for _ in range(2):
            X = numbers(name, rng)
            with compiled_only:
                found = compared(compiled, X, w)
            np.testing.assert_allclose(found, compared(f, X, w), rtol=1e-11, atol=1e-12)


def looked_up(X, places, w, table):
    """Look-ups: in what is captured and in what is given, the same for all rows or not."""
    yield [autograd.take(w, i[0]) for i in places]
    yield [autograd.take(x, i[1]) * w[0] for x, i in zip(X, places)]
    yield [[autograd.take(row, i[0]) for row in table] for i in places]
    yield [[autograd.take(table[j], i[j]) * x[j] for j in range(3)] for i, x in zip(places, X)]
    yield [autograd.take([x[0] * w[0], w[1], 0.5], i[2]) for x, i in zip(X, places)]
    yield [autograd.take(w, 1), autograd.take(w, 2)]
    yield [autograd.take([x[j] for x in X], places[0][j]) for j in range(3)]
    yield [sum(autograd.take(row, i[0]) * x[1] for row in table) for i, x in zip(places, X)]


def test_look_ups_in_every_place():
    rng = random.Random(4)
    w = [Value(rng.gauss(0, 1)) for _ in range(3)]
    table = [[Value(rng.gauss(0, 1)) for _ in range(3)] for _ in range(3)]
    leaves = [*w, *(v for row in table for v in row)]
    for k in range(8):

        def f(data, k=k):
            return weighted([list(looked_up(*data, w, table))[k]])

        compiled = compile(f)
        for _ in range(3):
            X = [[rng.gauss(0, 1) for _ in range(3)] for _ in range(5)]
            places = [[rng.randrange(3) for _ in range(3)] for _ in range(5)]
            with compiled_only:
                found = compared(compiled, (X, places), leaves)
            wanted = compared(f, (X, places), leaves)
            np.testing.assert_allclose(found, wanted, rtol=1e-12, err_msg=f"place {k}")


@pytest.mark.parametrize("index", [3.0, -1.0, 0.5, 1e300])
def test_an_index_that_is_none_is_an_error_in_compiled_code_too(index):
    w = [Value(1.0), Value(2.0), Value(3.0)]

    def f(places):
        return autograd.sum([autograd.take(w, i) for i in places])

    compiled = compile(f)
    assert compiled([0.0, 2.0, 1.0, 1.0]).data == 8.0
    with pytest.raises(IndexError):
        f([0.0, 2.0, index, 1.0])
    with pytest.raises((IndexError, ValueError)):
        compiled([0.0, 2.0, index, 1.0])


class Counted(random.Random):
    """A generator of one's own, which no other can stand in for."""

    def random(self):
        return super().random() / 2.0


@pytest.mark.parametrize("count", [3, MANY - 1, MANY, MANY + 700])
@pytest.mark.parametrize("kind", [random.Random, Counted])
@pytest.mark.parametrize("calls", [1, 3])
def test_draws_are_those_of_the_generators_one_by_one(count, kind, calls):
    mine, theirs = kind(7), kind(7)
    for generator in (mine, theirs):
        generator.gauss(0, 1)  # so that half a pair of normal numbers is kept, too
    found = Draws([mine] * count)(calls)
    assert found.shape == (calls, count)
    assert found.ravel().tolist() == [theirs.random() for _ in range(calls * count)]
    assert mine.getstate() == theirs.getstate()


def test_draws_of_several_generators_take_turns_and_can_be_given_back():
    generators = [random.Random(1), random.Random(2)] * 3000
    draws = Draws(generators)
    before = draws.state()
    first, reference = draws(), [random.Random(1), random.Random(2)] * 3000
    assert first.ravel().tolist() == [generator.random() for generator in reference]
    draws.restore(before)
    assert draws().tolist() == first.tolist()
    assert draws.like().tolist() == [0.5] * len(draws)


def test_dropout_of_many_numbers_drops_the_same_ones_compiled_or_not():
    X = [[float(i + j) for j in range(70)] for i in range(80)]
    w = Value(1.5)

    def total(drop):
        return lambda X: sum(sum(drop([w * x for x in row])) for row in X)

    mine, theirs = nn.Dropout(0.4, seed=3), nn.Dropout(0.4, seed=3)
    compiled = compile(total(mine))
    for _ in range(3):
        assert compiled(X).data == pytest.approx(total(theirs)(X).data, rel=1e-12)


def test_vmap_says_what_does_not_fit():
    add = vmap(lambda a, b: a + b)
    with pytest.raises(ValueError, match=r"one number of samples in all its arguments, got 2, 3"):
        add([1.0, 2.0], [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="got none"):
        vmap(lambda a: a, in_axes=None)(1.0)
    with pytest.raises(ValueError, match=r"in_axes has 1 entries for 2 arguments"):
        vmap(lambda a, b: a + b, in_axes=(0,))([1.0], [2.0])
    with pytest.raises(ValueError, match=r"maps over lists or arrays, got float 1\.5"):
        add(1.5, [1.0])


@pytest.mark.parametrize("axes", [(0, 0), (1, 0), (0, None), (1, None), (2, 0)])
def test_vmap_maps_along_the_axes_that_it_is_told(axes):
    rng = np.random.default_rng(3)
    A, b = rng.normal(size=(3, 3, 3)), rng.normal(size=3)

    def f(a, b):
        flat = [x for row in a for x in row]
        return autograd.dot(flat, [1.0 + i for i in range(9)]) * b

    b = b.tolist() if axes[1] == 0 else 2.5
    moved = np.moveaxis(A, axes[0], 0)
    weights = np.arange(1.0, 10.0).reshape(3, 3)
    wanted = (moved * weights).sum((1, 2)) * b
    np.testing.assert_allclose(vmap(f, in_axes=axes)(A, b), wanted, rtol=1e-12)
    found = compile(lambda A, b: vmap(f, in_axes=axes)(A, b))(A, b)
    np.testing.assert_allclose([float(y) for y in found], wanted, rtol=1e-12)


def test_a_compiled_function_says_which_it_is_and_shows_its_program_after_a_call():
    pytest.importorskip("graphviz")

    @compile
    def double(x):
        return 2.0 * x

    assert repr(double).startswith("<compiled ")
    assert "double" in repr(double)
    assert double._repr_mimebundle_() == {"text/plain": repr(double)}
    assert float(double(4.0)) == 8.0
    assert "<svg" in double._repr_mimebundle_()["image/svg+xml"]


@pytest.mark.parametrize("backend", ["numpy", "jax"])
def test_a_rule_of_ones_own_may_choose_by_where_as_errors_advise(backend):
    if backend == "jax":
        pytest.importorskip("jax")
    absolute = autograd.operation(
        "absolute",
        value=lambda a: autograd.maximum(a, -a),
        gradients=lambda y, a: (autograd.where(a > 0, 1.0, autograd.where(a < 0, -1.0, 0.0)),),
    )
    w = Value(1.0)
    run = autograd.compile(lambda xs: autograd.sum([absolute(w * x) for x in xs]), backend=backend)
    run([3.0, -2.0, 0.0] * 50).backward()
    assert w.grad == 250.0
