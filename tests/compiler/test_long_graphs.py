"""Long graphs in which little repeats are walked through, and given to no compiler for minutes."""

import random
import time
from unittest import mock

import pytest

import autograd
from autograd import Value
from autograd.entry import OPERATIONS

pytest.importorskip("numpy")
from autograd.compiler.run import codes, ways
from autograd.compiler.run.explaining import explanation

UNARY = [operation for operation in OPERATIONS.values() if operation.arity == 1]


def irregular(count, seed):
    """A function of three numbers that makes `count` nodes, each from earlier ones at random."""
    rng = random.Random(seed)
    plan = [(rng.random(), rng.choice(UNARY), *rng.choices(range(40), k=3)) for _ in range(count)]

    def f(xs):
        nodes = list(xs)
        for kind, operation, i, j, k in plan:
            a, b, c = (nodes[-1 - n % len(nodes)] for n in (i, j, k))
            if kind < 0.4:
                # Where every operation has a value and a slope; but acosh begins at 1.
                a = 0.3 + 0.4 * autograd.sigmoid(a) + (operation.name == "acosh")
                node = operation(a)
            elif kind < 0.5:
                node = a + b - c
            elif kind < 0.6:
                node = autograd.tanh(a) * autograd.tanh(b) + c * 0.5 + autograd.sin(a) * 0.25
            elif kind < 0.7:
                node = autograd.maximum(a, b, c)
            elif kind < 0.75:
                node = autograd.logsumexp([a, b, c])
            elif kind < 0.8:
                node = autograd.where(a > b, b, c)
            elif kind < 0.85:
                node = a / (1.0 + b * b)
            elif kind < 0.9:
                node = Value(a.data) * b if kind < 0.87 else autograd.hypot(a, b)
            else:
                node = sum([a, b, c, a * b, 0.1])
            nodes.append(autograd.tanh(node))
        return nodes[-1] + nodes[-2] * 0.5

    return f


def results(f, numbers, function):
    leaves = [Value(x) for x in numbers]
    result = function(f)(leaves)
    result.backward()
    return [result.data, *(leaf.grad for leaf in leaves)]


@pytest.mark.parametrize("seed", range(5))
def test_a_walk_gives_the_numbers_of_the_scalar_engine(seed):
    f = irregular(300, seed)
    with mock.patch.object(ways, "MANY_GROUPS", 50), mock.patch.object(codes, "LONGEST", 50):
        compiled = autograd.compile(f)
        for _ in range(2):
            numbers = [random.Random(seed).uniform(-1, 1) for _ in range(3)]
            expected = results(f, numbers, lambda g: g)
            assert results(f, numbers, lambda _: compiled) == pytest.approx(expected, rel=1e-12)
    assert compiled.lifted.program is None
    assert "def backward(saved, seeds):" in compiled.source


def test_the_source_that_is_written_later_computes_the_same():
    f = irregular(200, 7)
    with mock.patch.object(ways, "MANY_GROUPS", 50), mock.patch.object(codes, "LONGEST", 50):
        walk = autograd.compile(f)
        walk([0.1, 0.2, 0.3])
    written = autograd.compile(f)
    written([0.1, 0.2, 0.3])
    body = [line.strip() for line in walk.source.splitlines()]
    assert body == [line.strip() for line in written.source.splitlines()]
    assert len(body) > 300


def test_a_walk_raises_what_floats_raise():
    w = [Value(1.0 + 0.01 * k) for k in range(60)]

    @autograd.compile
    def f(x):
        autograd.log(x + 4.0)  # used by nobody
        for k, wi in enumerate(w):
            x = [autograd.atan, autograd.cos, autograd.tanh, autograd.sin][k % 4](wi * x + 1.5)
            x = x if k % 3 else x - wi
        return x

    with mock.patch.object(ways, "MANY_GROUPS", 20), mock.patch.object(codes, "LONGEST", 20):
        f(1.0)
    assert f.lifted.program is None
    with pytest.raises(ValueError, match="log"):
        f(-5.0)
    f(1.0).backward()
    first = [p.grad for p in w]
    for p in w:
        p.grad = 0.0
    f.function(Value(1.0)).backward()
    assert first == pytest.approx([p.grad for p in w], rel=1e-12)


def test_a_long_irregular_graph_is_neither_lifted_nor_written_out():
    f = irregular(3000, 1)
    with mock.patch.object(ways, "lift", side_effect=AssertionError("lifted")):
        compiled = autograd.compile(f)
        assert compiled([0.1, 0.2, 0.3]).data == f([Value(x) for x in (0.1, 0.2, 0.3)]).data
    assert "one line of Python per node" in explanation(compiled.lifted)


def test_it_is_drawn_as_what_it_is():
    pytest.importorskip("graphviz")
    compiled = autograd.compile(irregular(3000, 2))
    compiled([0.1, 0.2, 0.3])
    assert "line by line" in autograd.draw(compiled).source


def pendulum(steps):
    def f(angle, speed, gravity, h):
        def pull(angle):
            return -gravity * autograd.sin(angle)

        for _ in range(steps):
            a1, s1 = speed, pull(angle)
            a2, s2 = speed + h / 2 * s1, pull(angle + h / 2 * a1)
            a3, s3 = speed + h / 2 * s2, pull(angle + h / 2 * a2)
            a4, s4 = speed + h * s3, pull(angle + h * a3)
            angle = angle + h / 6 * (a1 + 2 * a2 + 2 * a3 + a4)
            speed = speed + h / 6 * (s1 + 2 * s2 + 2 * s3 + s4)
        return angle

    return f


def by_lot(steps):
    """A pendulum whose steps are of two kinds, drawn by lot: no period, and so no loop."""
    one, rng = pendulum(1), random.Random(2)
    plan = [rng.random() < 0.5 for _ in range(steps)]

    def f(angle, speed, stiffness, h):
        for is_whole in plan:
            before = angle
            angle = one(angle, speed, stiffness, h if is_whole else h * speed)
            speed = speed + (angle - before) * (0.5 if is_whole else speed)
        return angle

    return f


def test_an_unrolled_recurrence_is_not_given_to_jax():
    pytest.importorskip("jax")
    f = by_lot(60)
    compiled = autograd.compile(f, backend="jax")
    leaves = [Value(x) for x in (1.0, 0.0, 9.81, 0.01)]
    start = time.process_time()
    with pytest.warns(RuntimeWarning, match="JAX would compile it for minutes.*plain Python"):
        result = compiled(*leaves)
    result.backward()
    assert time.process_time() - start < 10
    plain = [Value(leaf.data) for leaf in leaves]
    f(*plain).backward()
    assert [x.grad for x in leaves] == pytest.approx([x.grad for x in plain], rel=1e-9)


def test_so_is_one_over_many_samples_which_runs_on_numpy():
    pytest.importorskip("jax")
    from autograd.compiler.run.codes import ArrayCode

    f = by_lot(25)
    angles = [0.01 * k for k in range(200)]
    compiled = autograd.compile(
        lambda xs: autograd.vmap(lambda a: f(a, 0.0, 9.81, 0.01))(xs), backend="jax"
    )
    with pytest.warns(RuntimeWarning, match="JAX would compile it for minutes.*NumPy program"):
        found = compiled(angles)
    assert isinstance(compiled.lifted.code, ArrayCode)
    assert [x.data for x in found] == pytest.approx(
        [float(f(a, 0.0, 9.81, 0.01)) for a in angles], rel=1e-12
    )


def test_a_short_recurrence_and_a_deep_network_are_jax_programs():
    pytest.importorskip("jax")
    from autograd.compiler.run.jax_code import JaxCode

    compiled = autograd.compile(pendulum(1), backend="jax")
    compiled(1.0, 0.0, 9.81, 0.01)
    assert isinstance(compiled.lifted.code, JaxCode)
    layers = [[[Value(0.1 * ((i + j) % 5) - 0.2) for j in range(6)] for i in range(6)]] * 12

    def network(x):
        for matrix in layers:
            x = [autograd.gelu(autograd.dot(row, x)) + xi for row, xi in zip(matrix, x)]
        return sum(x)

    deep = autograd.compile(network)
    deep([0.1 * k for k in range(6)])
    assert deep.lifted.program.unfolded < ways.MOST_UNFOLDED
