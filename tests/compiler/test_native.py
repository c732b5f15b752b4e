"""Machine code: the engine's numbers to the last bit, its errors, and what it says of itself."""

import math
import random

import pytest

pytest.importorskip("llvmlite")
import autograd
from autograd import Value
from autograd.compiler.native import NativeCode
from autograd.entry import OPERATIONS
from tests.tools.bits import by_engine, by_machine, drawn, operations, same


@pytest.mark.parametrize("block", range(8))
def test_random_graphs_have_the_bits_of_the_engine(block):
    for seed in range(100 * block, 100 * block + 25):
        leaves, steps = drawn(seed)
        expected = by_engine(leaves, steps)
        assert same(expected, by_machine(leaves, steps)), seed


@pytest.mark.parametrize("operation", operations(), ids=repr)
def test_each_operation_has_the_bits_of_the_engine_at_many_numbers(operation):
    rng = random.Random(operation.name)
    arity = operation.arity or 6
    compared = 0
    for _ in range(8):
        scale = 10.0 ** rng.randint(-3, 2)
        leaves = [abs(rng.gauss(0.0, scale)) for _ in range(arity)]
        if rng.random() < 0.5:
            leaves = [rng.choice([-1.0, 1.0]) * x for x in leaves]
        if operation.name == "take":
            leaves[0] = float(rng.randrange(arity - 1))
        steps = [(operation, list(range(arity)))]
        found = by_machine(leaves, steps)
        assert same(by_engine(leaves, steps), found)
        compared += isinstance(found, list)
    assert compared or operation.name == "normal_quantile"


def orbit(x):
    """A point that goes round and is pulled in: three hundred steps that are alike."""
    a, b = x
    for _ in range(300):
        r = autograd.hypot(a, b)
        a, b = a + 0.02 * b - 0.01 * a / r, b - 0.02 * a - 0.01 * b / r
    return autograd.sin(a) * b


def test_a_compiled_function_has_the_value_and_the_gradient_of_the_engine_to_the_last_bit():
    compiled = autograd.compile(orbit, backend="native")
    for start in ([1.0, 0.5], [0.3, -2.0], [1e-3, 7.0]):
        x, z = [list(map(Value, start)) for _ in range(2)]
        y, w = orbit(x), compiled(z)
        assert isinstance(compiled.lifted.code, NativeCode)
        y.backward(0.7)
        w.backward(0.7)
        assert (w.data, z[0].grad, z[1].grad) == (y.data, x[0].grad, x[1].grad)


def test_parameters_found_outside_are_followed():
    weights = [Value(0.5), Value(-1.5)]
    compiled = autograd.compile(lambda a, b: weights[1] * a + b * weights[0], backend="native")
    assert compiled(2.0, 3.0).data == -1.5 * 2.0 + 3.0 * 0.5
    weights[0].data, weights[1].data = 4.0, 0.25
    y = compiled(2.0, 3.0)
    y.backward()
    assert y.data == 0.25 * 2.0 + 3.0 * 4.0
    assert [w.grad for w in weights] == [3.0, 2.0]


def test_several_results_and_numbers_among_them_come_back_as_they_are():
    @autograd.compile(backend="native")
    def f(x, y):
        with autograd.no_grad():
            size = x * y
        return {"sum": x + y, "size": size, "itself": x, "seven": 7.0}

    x, y = Value(3.0), Value(4.0)
    found = f(x, y)
    assert [found[k].data for k in ("sum", "size", "itself")] == [7.0, 12.0, 3.0]
    assert found["seven"] == 7.0
    (found["sum"] * 2.0 + found["itself"] + found["size"]).backward()
    assert (x.grad, y.grad) == (3.0, 2.0)


def test_an_argument_that_stands_in_two_places_has_its_whole_gradient():
    x = Value(3.0)
    autograd.compile(lambda a, b: a * a * b, backend="native")(x, x).backward()
    assert x.grad == 27.0


@pytest.mark.parametrize(
    ("f", "good", "bad"),
    [
        (lambda x: autograd.log(x), 2.0, -1.0),
        (lambda x: 1.0 / x, 2.0, 0.0),
        (lambda x: autograd.exp(x), 2.0, 1000.0),
        (lambda x: autograd.lgamma(x), 2.5, -3.0),
        (lambda x: x**-2.0, 2.0, 0.0),
        (lambda x: x**0.5, 2.0, -2.0),
        (lambda x: x % 0.0 if x is None else x % (x - 5.0), 7.0, 5.0),
    ],
)
def test_errors_are_those_of_floats(f, good, bad):
    compiled = autograd.compile(f, backend="native")
    assert compiled(good).data == float(f(Value(good)).data)
    with pytest.raises((ArithmeticError, ValueError)) as expected:
        f(Value(bad))
    with pytest.raises(expected.type) as found:
        compiled(bad)
    assert str(found.value) == str(expected.value)


def test_a_slope_that_does_not_exist_is_the_error_of_the_engine():
    x = Value(4.0)
    root = autograd.compile(lambda x: autograd.sqrt(x), backend="native")
    root(x).backward()
    assert x.grad == 0.25
    y = root(Value(0.0))
    with pytest.raises(ZeroDivisionError):
        y.backward()


def test_a_number_beyond_floats_is_what_floats_make_of_it():
    f = autograd.compile(lambda x: 1.0 / (x * x + 1.0), backend="native")
    assert f(2.0).data == 0.2
    assert f(1e200).data == 0.0  # x * x overflows, which floats do not mind


def test_derivatives_inside_have_the_bits_of_the_engine():
    second = autograd.grad(autograd.grad(lambda x: autograd.tanh(x) * x**3.0))
    compiled = autograd.compile(second, backend="native")
    for x in (0.3, -1.25, 2.0):
        assert compiled(Value(x)).data == float(second(Value(x)))


def test_an_operation_of_ones_own_is_written_if_its_rules_are_arithmetic():
    cube = autograd.operation(
        "test_cube", lambda a: a * a * a if a > 0 else -a, lambda y, a: (3.0 * a * a,)
    )
    try:
        compiled = autograd.compile(lambda x: cube(x) + 1.0, backend="native")
        x = Value(2.0)
        y = compiled(x)
        y.backward()
        assert isinstance(compiled.lifted.code, NativeCode)
        assert (y.data, x.grad, compiled(-3.0).data) == (9.0, 12.0, 4.0)
    finally:
        OPERATIONS.pop("test_cube")


def test_an_operation_of_ones_own_that_is_not_arithmetic_is_named_and_runs_otherwise():
    odd = autograd.operation("test_odd", lambda a: math.fsum([a, a]), lambda y, a: (2.0,))
    try:
        compiled = autograd.compile(lambda x: odd(x), backend="native")
        with pytest.warns(UserWarning, match="value of test_odd can't be machine code"):
            assert compiled(2.5).data == 5.0
        assert compiled(4.0).data == 8.0
    finally:
        OPERATIONS.pop("test_odd")


def test_the_source_stays_the_readable_program():
    compiled = autograd.compile(lambda x, y: autograd.sin(x) * y, backend="native")
    compiled(1.0, 2.0)
    assert "def forward" in compiled.source
    assert "def backward" in compiled.source
