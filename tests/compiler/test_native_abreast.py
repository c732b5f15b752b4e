"""Samples that go abreast through machine code: whatever they do, each has the bits of its own."""

import math
import random

import pytest

pytest.importorskip("llvmlite")
import autograd
from autograd import Value, vmap
from autograd.compiler.native import NativeCode
from tests.tools.domains import DOMAINS

ODD = [-750.0, -41.0, -2.5, -1.0, -0.0, 0.0, 1e-320, 0.3, 1.0, 2.0, 40.5, 700.0]


def results(f, *columns):
    """Value and slopes of each sample: by machine code, and one by one by the engine."""
    both = autograd.value_and_grad(f, argnums=tuple(range(len(columns))))
    compiled = autograd.compile(vmap(both), backend="native")
    values, slopes = compiled.numpy(*columns)
    assert isinstance(compiled.lifted.code, NativeCode)
    assert "@lanes.forward" in compiled.llvm
    found = [(y, *dy) for y, *dy in zip(values, *slopes)]
    return found, [(y, *dy) for y, dy in (both(*sample) for sample in zip(*columns))]


def as_node(operation, xs):
    """The operation's own node on these operands."""
    return xs[0]._apply(operation, xs)


def bits(rows):
    """By which -0.0 and 0.0 differ."""
    return [[float(x).hex() for x in row] for row in rows]


@pytest.mark.parametrize("name", {domain.operation.name: domain for domain in DOMAINS})
def test_every_operation_has_the_bits_of_each_sample(name):
    domain = next(x for x in DOMAINS if x.operation.name == name)
    operation, rng = domain.operation, random.Random(0)
    drawn = [xs for xs in (domain.draw(rng) for _ in range(40)) if max(map(abs, xs)) < 20]
    samples = [xs for xs in drawn if len(xs) == len(drawn[0])]
    found, expected = results(lambda *xs: as_node(operation, xs), *zip(*samples))
    assert bits(found) == bits(expected)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: autograd.sigmoid(x) + autograd.softplus(x),
        lambda x: autograd.normal_cdf(x) * 3.0,
        lambda x: autograd.maximum(x, 0.5) + autograd.leaky_relu(x),
        lambda x: autograd.where(x > 0.0, x * 2.0, -x) + abs(x),
        lambda x: autograd.gelu(x) + x % 0.7,
        lambda x: autograd.take([x, 2.0 * x, x * x], autograd.step(x) * 2.0),
        lambda x: autograd.hypot(x, 1.0, x * 0.5) + autograd.logsumexp([x, 0.1, -x]),
    ],
)
def test_samples_that_answer_a_question_differently_go_one_by_one(f):
    found, expected = results(f, ODD)
    assert bits(found) == bits(expected)


@pytest.mark.parametrize("count", [2, 3, 4, 5, 63, 64, 65, 129, 259, 4_097])
def test_any_number_of_samples(count):
    rng = random.Random(count)
    xs = [rng.uniform(-2, 2) for _ in range(count)]
    w = Value(0.7)
    compiled = autograd.compile(
        lambda xs: sum(vmap(lambda x: autograd.tanh(w * x))(xs)), backend="native"
    )
    y = compiled(xs)
    y.backward()
    assert "@lanes.forward" in compiled.llvm
    exact = [math.tanh(0.7 * x) for x in xs]
    assert y.data == pytest.approx(math.fsum(exact), rel=1e-12, abs=1e-12)
    slope = math.fsum((1.0 - t * t) * x for t, x in zip(exact, xs))
    assert w.grad == pytest.approx(slope, rel=1e-12, abs=1e-12)


def test_a_sample_with_a_sum_of_many_numbers_goes_alone():
    rng = random.Random(0)
    rows = [[rng.uniform(-1, 1) for _ in range(100)] for _ in range(9)]
    f = autograd.compile(vmap(lambda row: autograd.maximum(*row) * 2.0), backend="native")
    assert [*f.numpy(rows)] == [2.0 * max(row) for row in rows]
    assert "abreast" not in f.llvm


def test_the_text_does_not_grow_with_columns_of_numbers():
    sizes = []
    for n in (100, 10_000):
        compiled = autograd.compile(vmap(lambda x, y: x * autograd.exp(y)), backend="native")
        compiled.numpy([0.5] * n, [0.25] * n)
        sizes.append(len(compiled.llvm))
    assert sizes[1] < sizes[0] + 100
