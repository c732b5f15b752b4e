"""Errors of the scalar code come at later calls too: of what nothing uses, and on the way back."""

import itertools
import math
import random

import pytest

import autograd
from autograd import Value, ops, vmap
from autograd.entry import FAMILIES, OPERATIONS

np = pytest.importorskip("numpy")
from autograd.compiler.group.tape import may_fail  # noqa: E402  (which needs NumPy)

MANY = 200  # samples for which arrays are worth it; with few, plain Python is written

touchy = autograd.operation(
    "touchy", value=lambda a: 1.0 / (a - 7.0), gradients=lambda y, a: (-y * y,)
)

# A function of which a part is not used, a number at which all is well, and one at which Python's
# floats raise this error in the unused part.
UNUSED = {
    "log": (lambda x: autograd.log(x), 1.5, -0.4, ValueError),
    "log1p": (lambda x: autograd.log1p(x), 1.5, -1.0, ValueError),
    "sqrt": (lambda x: autograd.sqrt(x), 1.5, -0.4, ValueError),
    "asin": (lambda x: autograd.asin(x), 0.5, 1.5, ValueError),
    "acos": (lambda x: autograd.acos(x), 0.5, -1.5, ValueError),
    "exp": (lambda x: autograd.exp(x), 1.5, 1000.0, OverflowError),
    "expm1": (lambda x: autograd.expm1(x), 1.5, 1000.0, OverflowError),
    "sinh": (lambda x: autograd.sinh(x), 1.5, 1000.0, OverflowError),
    "cosh": (lambda x: autograd.cosh(x), 1.5, -1000.0, OverflowError),
    "divided by it": (lambda x: 1.0 / x, 1.5, 0.0, ZeroDivisionError),
    "zero divided by it": (lambda x: 0.0 / x, 1.5, 0.0, ZeroDivisionError),
    "power": (lambda x: x**-1, 1.5, 0.0, ZeroDivisionError),
    "power that overflows": (lambda x: x**3, 1.5, 1e200, OverflowError),
    "power of two operands": (lambda x: x**x, 1.5, -1.5, ValueError),
    "one's own operation": (lambda x: touchy(x), 1.5, 7.0, ZeroDivisionError),
    "take": (lambda x: autograd.take([x, 2.0 * x, x], x), 1.0, 3.0, (IndexError, ValueError)),
    "the value inside a gradient": (
        lambda x: autograd.grad(autograd.log)(x),
        1.5,
        -1.5,
        ValueError,
    ),
    "a factor of zero": (lambda x: 0.0 * autograd.log(x), 1.5, -0.4, ValueError),
    "within no_grad": (lambda x: autograd.no_grad()(autograd.log)(x), 1.5, -0.4, ValueError),
}

PROGRAMS = {
    "line by line": lambda f: lambda xs: [(f(x), 2.0 * x)[1] for x in xs[:2]],
    "arrays": lambda f: lambda xs: sum((f(x), 2.0 * x)[1] for x in xs),
    "one sample for all": lambda f: lambda xs: vmap(lambda x: (f(x), 2.0 * x)[1])(xs),
}


@pytest.mark.parametrize("form", PROGRAMS)
@pytest.mark.parametrize("case", UNUSED)
def test_an_error_in_what_nothing_uses_is_raised_at_a_later_call(case, form):
    f, fine, wrong, error = UNUSED[case]
    compiled = autograd.compile(PROGRAMS[form](f))
    compiled([fine] * MANY)
    compiled([fine] * MANY)
    with pytest.raises(error):
        compiled([fine, wrong] * (MANY // 2))
    with pytest.raises(error):
        compiled.numpy([fine, wrong] * (MANY // 2))
    assert compiled.lifted.code is not None
    expected = np.array([2.0 * fine] * MANY)
    found = compiled.numpy([fine] * MANY)
    assert np.allclose(found, expected[: np.size(found)] if np.ndim(found) else expected.sum())


@pytest.mark.parametrize("form", ["line by line", "one sample for all"])
@pytest.mark.parametrize("case", UNUSED)
def test_so_it_is_with_machine_code(case, form):
    pytest.importorskip("llvmlite")
    f, fine, wrong, error = UNUSED[case]
    compiled = autograd.compile(PROGRAMS[form](f), backend="native")
    compiled([fine] * 10)
    with pytest.raises(error):
        compiled.numpy([fine, wrong] * 5)
    assert compiled.numpy([fine] * 10)[0] == 2.0 * fine


@pytest.mark.parametrize("case", ["log", "exp", "divided by it", "take", "a factor of zero"])
def test_so_it_is_on_jax(case):
    pytest.importorskip("jax")
    f, fine, wrong, error = UNUSED[case]
    compiled = autograd.compile(PROGRAMS["arrays"](f), backend="jax")
    compiled([fine] * MANY)
    with pytest.raises(error):
        compiled([fine, wrong] * (MANY // 2))


def test_a_training_step_raises_what_the_scalar_step_raises():
    w = Value(2.0)

    @autograd.compile
    def loss(xs):
        return sum((autograd.exp(x * w), (x * w) ** 2)[1] for x in xs)

    for _ in range(60):  # by then a step that does both ways at once has been written
        loss([1.0] * MANY).backward()
    assert loss.lifted.steps.step is not None
    with pytest.raises(OverflowError, match="exp"):
        loss([400.0] * MANY)


def test_nothing_is_kept_that_cannot_fail():
    w = [Value(1.0) for _ in range(3)]

    @autograd.compile
    def f(xs):
        for x in xs:
            (
                autograd.tanh(x),
                x / 3.0,
                autograd.leaky_relu(x),
                autograd.maximum(x, 0.0),
                x - w[1],
                x / w[1],
            )
        return [w[0] * x / w[1] for x in xs]

    f([1.0] * MANY)
    groups = [group for group in f.lifted.tape.groups if group.operands]
    assert [group.operation.name for group in groups] == ["mul", "div"]


EXTREME = [0.0, -0.0, 1.0, -1.0, 0.5, 3.7, 1e308, -1e308, 5e-324, 750.0, -750.0]
EXTREME += [math.inf, -math.inf, math.nan]


@pytest.mark.parametrize("name", [name for name, o in OPERATIONS.items() if not may_fail(o)])
def test_what_is_said_never_to_fail_never_fails(name):
    operation = OPERATIONS[name]
    arity = operation.arity if operation.arity is not None else 4
    rng = random.Random(0)
    points = list(itertools.product(EXTREME, repeat=arity)) if arity < 3 else []
    points += [tuple(rng.choices(EXTREME, k=arity)) for _ in range(500 if arity else 0)]
    for point in points:
        assert isinstance(float(operation.value(*point)), float)


def test_an_operation_of_which_the_table_does_not_say_that_it_is_total_may_fail():
    mine = autograd.operation("not_listed", value=lambda a: a, gradients=lambda y, a: (1.0,))
    assert may_fail(mine)
    assert all(not may_fail(FAMILIES[name](*numbers)) for name, numbers in [
        ("leaky_relu", (0.2,)), ("elu", (2.0,)), ("clip", (0.0, 1.0)),
    ])  # fmt: skip
    assert may_fail(ops.power(2.0))
    assert may_fail(ops.div)
    assert not may_fail(ops.tanh)


# --- numbers that are not finite on the way ------------------------------------------------------


@pytest.mark.parametrize("count", [2, MANY])
@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: x * 10.0, 1e308),
        (lambda x: autograd.tanh(x * 10.0), 1e308),
        (lambda x: 1.0 / (x * 10.0), 1e308),
        (lambda x: 0.0 * (x * x) + x, 1e200),
        (lambda x: (x * x) - (x * x), 1e200),
        (lambda x: autograd.maximum(x * x - x * x, 1.0), 1e200),
        (lambda x: autograd.where(x > 0.0, x, x * x), 1e200),
    ],
)
def test_infinities_that_floats_pass_over_in_silence_are_passed_over(f, x, count):
    compiled = autograd.compile(lambda xs: [f(x) for x in xs])
    compiled([1.0] * count)
    expected = f(x)  # on plain floats
    for found in map(float, compiled([x] * count)):
        assert found == expected or (math.isnan(found) and math.isnan(expected))


@pytest.mark.parametrize("count", [2, MANY])
def test_an_infinite_slope_behind_a_zero_gives_zero_as_in_the_scalar_graph(count):
    half = Value(0.5)
    w = [Value(1.0) for _ in range(count)]
    compiled = autograd.compile(lambda: sum(wi**half * 0.0 + wi for wi in w))
    compiled()
    for wi in w:
        wi.data = 0.0
    compiled().backward()
    assert [wi.grad for wi in w] == [1.0] * count


@pytest.mark.parametrize("count", [2, MANY])
def test_a_slope_that_does_not_exist_is_an_error_where_something_flows_through_it(count):
    w = [Value(1.0) for _ in range(count)]
    compiled = autograd.compile(lambda: sum(wi.sqrt() for wi in w))
    compiled()
    for wi in w:
        wi.data, wi.grad = 0.0, 3.0
    result = compiled()
    assert result.data == 0.0
    with pytest.raises(ZeroDivisionError, match="sqrt"):
        result.backward()
    assert [wi.grad for wi in w] == [3.0] * count


@pytest.mark.parametrize("count", [1, MANY])
def test_an_error_in_what_a_fixed_index_does_not_choose_is_raised(count):
    def f(xs):
        return [autograd.take([1.0, x + 1.0, autograd.sqrt(x)], 1) for x in xs]

    compiled = autograd.compile(f)
    assert [y.data for y in compiled([4.0] * count)] == [5.0] * count
    with pytest.raises(ValueError, match="math domain error in sqrt"):
        compiled([-4.0] * count)
    with pytest.raises(ValueError, match="math domain error in sqrt"):
        compiled.numpy([4.0] * (count - 1) + [-4.0])
