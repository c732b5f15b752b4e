"""Every operation of the table in ONNX Runtime, at ordinary numbers and far out."""

import math
import random

import pytest

import autograd
from autograd import OPERATIONS, Value, ops, special, vmap

np = pytest.importorskip("numpy")
pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")
from tests.compiler.onnx_agreement import assert_same, file_of, in_32_bits, run, worst  # noqa: E402

RNG = random.Random(7)
SIZES = [1e-40, 1e-30, 1e-9, 1e-4, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.5, 6.0, 9.0, 12.0, 20.0]
SIZES += [35.0, 80.0, 88.0, 100.0, 300.0, 745.0, 1e4, 1e10, 1e20, 3e38]
POINTS = [0.0, -0.0, *SIZES, *(-x for x in SIZES)]
POINTS += [RNG.uniform(-1.0, 1.0) for _ in range(20)] + [RNG.uniform(-8, 8) for _ in range(30)]
POINTS = in_32_bits(POINTS)
SIDE = in_32_bits([*POINTS[:20], *POINTS[28:46], 1e5, -1e5, 1e20, 5.5, -5.5])

MEMBERS = [ops.power(n) for n in (-2.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0, 7.0)]
MEMBERS += [ops.elu(0.5), ops.leaky_relu(0.2), ops.clip(-2.0, 0.5)]
MEMBERS += [special.polygamma(n) for n in (0.0, 2.0, 3.0)]
MEMBERS += [special.normal_tail(0.0), special.normal_tail(1.0)]
OF_ONE = [op for op in OPERATIONS.values() if op.arity == 1] + MEMBERS
OF_TWO = [op for op in OPERATIONS.values() if op.arity == 2]
OF_TWO += [ops.maximum, ops.minimum, ops.hypot, ops.logsumexp, ops.sum_, ops.dot]
OF_TWO += [ops.power_log(1.0), ops.power_log(2.0)]


def where_numbers(op, points):
    """The points at which floats have a number that 32 bits can hold, and these numbers."""
    found = []
    for point in points:
        try:
            y = op(*point)
        except (ArithmeticError, ValueError):
            continue
        if math.isfinite(y) and abs(y) < 3.3e38:
            found.append((point, y))
    return [x for x, _ in found], [y for _, y in found]


def assert_operation(op, points):
    X, expected = where_numbers(op, points)
    assert len(X) > 10
    mapped = vmap(lambda x: op(*x))
    (found,) = run(file_of(mapped, X), X).values()
    assert worst(found, expected) <= 1e-6


@pytest.mark.parametrize("op", OF_ONE, ids=lambda op: f"{op.name}{op.parameters or ''}")
def test_an_operation_of_one_number_is_that_of_floats(op):
    assert_operation(op, [(x,) for x in POINTS])


@pytest.mark.parametrize("op", OF_TWO, ids=lambda op: f"{op.name}{op.parameters or ''}")
def test_an_operation_of_two_numbers_is_that_of_floats(op):
    pairs = [(a, b) for a in SIDE for b in SIDE]
    if op.name == "floor_divide":  # beyond, neighbours among 32 bits are further apart than 1
        pairs = [(a, b) for a, b in pairs if b and abs(a / b) < 1e7]
    assert_operation(op, pairs)


def test_all_operations_of_the_table_are_among_these():
    covered = {op.name for op in [*OF_ONE, *OF_TWO]}
    assert {*OPERATIONS} - covered == {"", "constant", "where", "take"}


@pytest.mark.parametrize("name", ["maximum", "minimum", "logsumexp", "hypot", "sum_", "dot"])
def test_an_operation_of_many_numbers_is_that_of_floats(name):
    op = getattr(ops, name)
    rows = in_32_bits([[RNG.uniform(-90.0, 90.0) for _ in range(6)] for _ in range(9)])
    rows += [[2.0] * 6, [1e20, 1e20, -1e20, 0.0, 0.0, 1.0] if name != "dot" else [0.0] * 6]
    assert_same(vmap(lambda x: op(*x)), rows)


def test_softmax_of_large_scores_does_not_overflow():
    X = [[1000.0, 1000.0, -1000.0], [3e38, 0.0, 1.0], [-3e38, -3e38, -3e38]]
    assert_same(vmap(autograd.softmax), X)
    assert_same(vmap(autograd.log_softmax), [*X[:1], [100.0, -50.0, 3.0]])


def test_a_choice_follows_its_condition_with_ties_and_kinks_as_floats_do():
    X = [[a, b] for a in (-1.0, -0.0, 0.0, 2.0) for b in (-1.0, 0.0, 2.0)]
    assert_same(vmap(lambda x: autograd.where(x[0], x[1], -x[1])), X)
    assert_same(vmap(lambda x: autograd.where(autograd.step(x[0] - x[1]), 1.0, x[0])), X)
    assert_same(vmap(lambda x: autograd.step(x[0]) + autograd.step(x[1]) * autograd.step(-x[0])), X)
    assert_same(vmap(lambda x: [autograd.relu(x[0]), abs(x[0]), autograd.maximum(*x)]), X)


def test_a_choice_does_not_see_what_it_leaves_out():
    f = vmap(lambda x: autograd.where(autograd.step(x - 1.0), x, autograd.exp(-100.0 * x)))
    (found,) = run(file_of(f, [0.5, 2.0]), [-50.0, 2.0]).values()
    assert found[1] == 2.0


def test_an_index_chooses_and_one_that_is_none_gives_nan():
    table = [[Value(k + 0.25 * j) for j in range(3)] for k in range(5)]
    content = assert_same(lambda ids: [autograd.take(table[2], i) for i in ids], [0.0, 2.0])
    (found,) = run(content, [0.5, 3.0]).values()
    assert np.isnan(found).all()
    content = assert_same(
        lambda ids: [[autograd.take([row[c] for row in table], i) for c in range(3)] for i in ids],
        [4.0, 0.0, 1.0],
    )
    (found,) = run(content, [-1.0, 5.0, 3.0]).values()
    assert np.isnan(found[:2]).all()
    assert found[2].tolist() == [3.0, 3.25, 3.5]


def test_an_operation_of_ones_own_is_written_out_where_it_is_arithmetic(operation):
    swell = operation("swell", lambda a, b: a * a + autograd.exp(b), lambda y, a, b: (2 * a, y))
    assert_same(lambda x, y: swell(x, y), 2.0, 0.5)


def test_an_operation_of_ones_own_that_wants_floats_is_refused_by_its_name(operation):
    odd = operation("odd", lambda a: math.fsum([a, 1.0]), lambda y, a: (1.0,))
    with pytest.raises(TypeError, match=r"operation 'odd' cannot be exported to ONNX .* where"):
        file_of(lambda x: odd(x), 2.0)
