"""The JAX backend: every operation, its errors, and operations of users' own."""

import math

import pytest

import autograd
from autograd import OPERATIONS, Value, ops
from tests.compiler.jax_agreement import assert_same, gradients

np = pytest.importorskip("numpy")
jax = pytest.importorskip("jax")

POINTS = [-20.0, -3.0, -1.0, -0.75, -1e-9, 0.0, 1e-9, 0.5, 1.0, 2.0, 3.0, 20.0, 300.0]


UNARY = [op for op in OPERATIONS.values() if op.arity == 1] + [
    ops.power(n) for n in (-2.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0, 7.0)
]


TWO_AND_MORE = [ops.add, ops.sub, ops.mul, ops.div, ops.pow_, ops.atan2, ops.maximum, ops.minimum]


TWO_AND_MORE += [ops.hypot, ops.logsumexp, ops.sum_, ops.dot]


def outcome(f, leaves):
    """Value and gradients, or the error."""
    try:
        y = f(leaves)
        return [y.data, *gradients(y, leaves)]
    except (ArithmeticError, ValueError) as error:
        return type(error), str(error)


def assert_same_outcomes(f, cases):
    compiled = autograd.compile(f, backend="jax")
    for case in cases:
        wanted = outcome(f, [Value(x) for x in case])
        found = outcome(compiled, [Value(x) for x in case])
        if isinstance(wanted, tuple):
            assert found[0] is wanted[0]
            assert found[1].startswith(wanted[1])
        else:
            assert found == pytest.approx(wanted, rel=1e-10, abs=1e-300, nan_ok=True), case


@pytest.mark.parametrize("op", UNARY, ids=lambda op: f"{op.name}{op.parameters or ''}")
def test_an_operation_of_one_operand_gives_the_engines_numbers_and_errors(op):
    assert_same_outcomes(
        lambda xs: autograd.sum((k + 1) * op(x) for k, x in enumerate(xs)),
        [[1.0, 0.5, 0.25], *([x, 0.5, x] for x in POINTS)],
    )


@pytest.mark.parametrize("op", TWO_AND_MORE, ids=lambda op: op.name)
def test_an_operation_of_two_operands_gives_the_engines_numbers_and_errors(op):
    pairs = [(a, b) for a in (-2.0, -1.0, 0.0, 0.5, 3.0) for b in (-2.0, 0.0, 0.5, 1.0, 3.0)]
    assert_same_outcomes(
        lambda xs: op(xs[0], xs[1]) + 2 * op(xs[2], xs[3]),
        [[1.5, 2.5, 0.5, 1.0], *([a, b, 0.5, 1.0] for a, b in pairs)],
    )


def test_an_index_outside_is_an_error_and_never_another_element():
    w = [Value(float(k)) for k in range(3)]
    compiled = autograd.compile(lambda i: autograd.take(w, i) * 2, backend="jax")
    assert [compiled(i).data for i in (0, 2, 1)] == [0.0, 4.0, 2.0]
    for wrong in (3, -1, 0.5):
        with pytest.raises((IndexError, ValueError)) as expected:
            autograd.take(w, Value(float(wrong)))
        with pytest.raises(type(expected.value), match="index"):
            compiled(wrong)


def test_an_operation_in_arithmetic_is_written_out_with_its_rule(operation):
    bump = operation(
        "bump",
        value=lambda a, b: a * a * autograd.tanh(b) + 1,
        gradients=lambda y, a, b: (2 * a * autograd.tanh(b), a * a / autograd.cosh(b) ** 2),
    )
    w = [Value(0.1 * k) for k in range(6)]
    compiled = assert_same(
        lambda x: autograd.sum(bump(p, x) * bump(x, p) for p in w), w, 0.7, steps=2
    )
    assert "bump = elementwise(lambda a, b: " in compiled.source


def test_an_operation_of_many_operands_is_written_out_with_its_rule(operation):
    cubes = operation(
        "cubes",
        value=lambda *xs: sum(x * x * x for x in xs),
        gradients=lambda y, *xs: tuple(3 * x * x for x in xs),
    )
    w = [Value(x) for x in (3.0, -1.0, 2.0, 7.0)]

    def f(x):
        return cubes(*w) + autograd.sum(cubes(p, x, 1.0) * cubes(p * x, p) for p in w)

    assert_same(lambda x: 0.001 * f(x), w, 0.7)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (lambda a: math.sin(a), lambda y, a: (autograd.cos(a),)),
        (lambda a: a if a > 0 else 0.5 * a, lambda y, a: (1.0,)),
        (lambda a: 1.0 if a == 0 else a * a, lambda y, a: (2.0 * a,)),
        (lambda a: a * a, lambda y, a: (0.0 if a != 1 else 2.0 * a,)),
        (lambda *xs: sorted(xs)[0], lambda y, *xs: tuple(1.0 * (x <= y) for x in xs)),
    ],
    ids=["math", "branch", "equality", "rule", "many"],
)
def test_an_operation_that_wants_floats_is_refused(operation, value, rule):
    kink = operation("kink", value=value, gradients=rule)
    compiled = autograd.compile(lambda *xs: kink(*xs) + 1, backend="jax")
    with pytest.raises(
        autograd.TraceError, match=r"'kink' cannot run on JAX .*autograd's functions"
    ):
        compiled(*[0.7, 0.9, 0.8][: 1 if kink.arity else 3])


def test_an_operation_that_fails_raises_its_own_error(operation):
    picky = operation("picky", value=lambda a: 1 / (a - 5), gradients=lambda y, a: (-y * y,))
    compiled = autograd.compile(
        lambda xs: autograd.where(1.0, 2.0, autograd.sum(picky(x) for x in xs)), backend="jax"
    )
    compiled([1.0, 2.0])
    with pytest.raises(ZeroDivisionError, match=r"picky\(5.0\)"):
        compiled([1.0, 5.0])


@pytest.mark.parametrize(
    ("f", "bad", "error", "message"),
    [
        (lambda x: 1 / (1 + x.exp()), 1000.0, OverflowError, r"exp\(1000.0\)"),
        (lambda x: 1 / (1 + 1 / x), 0.0, ZeroDivisionError, r"div\(1.0, 0.0\)"),
        (lambda x: autograd.where(x > 0, x, x.sqrt()), -1.0, ValueError, r"sqrt\(-1.0\)"),
        (lambda x: autograd.minimum(x.log(), 1.0), 0.0, ValueError, r"log\(0.0\)"),
        (lambda x: 1 / (1 + x**200), 1e10, OverflowError, r"power\(10000000000.0, 200.0\)"),
        (lambda x: autograd.sin(x * 1e308 * 10), 1.0, ValueError, r"sin\(inf\)"),
    ],
)
def test_an_error_that_later_operations_hide_is_still_raised(f, bad, error, message):
    w = Value(1.0)
    compiled = autograd.compile(lambda xs: autograd.sum(f(w * x) for x in xs), backend="jax")
    compiled([1e-3] * 4)
    with pytest.raises(error) as expected:
        f(Value(bad))
    assert expected.match(message)
    with pytest.raises(error, match=message):
        compiled([1e-3] * 3 + [bad])


def test_infinities_that_floats_let_pass_do_pass():
    w = Value(1e308)
    compiled = autograd.compile(lambda x: w * x, backend="jax")
    assert [compiled(1.0).data, compiled(10.0).data] == [1e308, math.inf]


def test_a_derivative_that_does_not_exist_raises_on_the_way_back():
    w = Value(4.0)
    compiled = autograd.compile(lambda x: (w * x).sqrt() + w, backend="jax")
    compiled(1.0).backward()
    w.grad = 1.5
    with pytest.raises(ZeroDivisionError, match="the derivative of"):
        compiled(0.0).backward()
    assert w.grad == 1.5


def test_nothing_flows_back_through_a_zero_even_where_a_slope_is_infinite():
    w = Value(4.0)
    compiled = autograd.compile(lambda x: 0.0 * (w * x).sqrt() + w, backend="jax")
    compiled(1.0)
    compiled(0.0).backward()
    assert w.grad == 1.0


def test_values_among_the_arguments_and_several_results_differentiate():
    w, x = Value(2.0), [Value(1.0), 2.0, Value(3.0)]
    compiled = autograd.compile(
        lambda x, k: ([w * xi * xi * k for xi in x], {"fixed": 1}), backend="jax"
    )
    for _ in range(2):
        results, fixed = compiled(x, 5.0)
        assert ([r.data for r in results], fixed) == ([10.0, 40.0, 90.0], {"fixed": 1})
        w.grad = x[0].grad = x[2].grad = 0.0
        (results[0] + 2 * results[2]).backward()
        assert (w.grad, x[0].grad, x[2].grad) == (5.0 + 90.0, 20.0, 120.0)


def test_results_may_be_constants_arguments_and_parameters():
    w = Value(2.0)
    compiled = autograd.compile(
        lambda x, k: [Value(2.0) + 1.0, k, w, [x[1], w * math.inf]], backend="jax"
    )
    for _ in range(2):
        constant, k, same, (x, infinite) = compiled([1.0, 7.0], 5.0)
        found = [constant.data, k.data, same.data, x.data, infinite.data]
        assert found == [3.0, 5.0, 2.0, 7.0, math.inf]
        w.grad = 0.0
        (3 * same).backward()
        assert w.grad == 3.0
    assert autograd.compile(lambda: Value(2.0) + 1.0, backend="jax")().data == 3.0


def test_second_derivatives_go_through_the_scalar_graph():
    w = Value(2.0)
    compiled = autograd.compile(lambda x: w * x**3, backend="jax")
    compiled(3.0).backward(create_graph=True)
    assert w.grad.data == pytest.approx(27.0)


def test_gradients_stop_where_the_code_stops_them():
    w = Value(3.0)

    @autograd.compile(backend="jax")
    def f(x):
        with autograd.no_grad():
            scale = w * w
        return scale * w * x + w.data * w

    for now in (3.0, 4.0):
        w.data, w.grad = now, 0.0
        result = f(2.0)
        result.backward()
        assert (result.data, w.grad) == (now**3 * 2 + now**2, now * now * 2 + now)


def test_the_users_own_jax_code_keeps_its_precision():
    w = Value(1.0 / 3.0)
    single = jax.jit(lambda x: x / 3)
    before = single(1.0)
    compiled = autograd.compile(lambda x: w * x, backend="jax")
    result = compiled(1.0)
    assert result.data == 1.0 / 3.0
    result.backward()
    assert single(1.0).dtype == before.dtype
    assert jax.numpy.zeros(1).dtype == before.dtype


@pytest.mark.usefixtures("without_jax")
def test_without_jax_one_line_names_the_extra():
    with pytest.raises(ImportError, match=r"pip install 'chainrule\[jax\]'"):
        autograd.compile(lambda x: x, backend="jax")
    assert autograd.compile(lambda x: x * x)(2.0).data == 4.0


def test_logsumexp_of_two_and_of_many_numbers_stand_in_one_program():
    w = Value(1.0)

    def f(x):
        return autograd.log_softmax([autograd.logsumexp([1.1, 1.1, 1.0, w * x]), 1.0])[0]

    assert_same(f, [w], 1.0)
