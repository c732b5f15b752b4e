"""Compiled code keeps its digits far out, where the textbook's formulas lose them."""

import math
import random

import pytest
from mpmath import mp, mpf

import autograd
from autograd import Value

np = pytest.importorskip("numpy")

BACKENDS = ["numpy", "jax"]
COUNT = 200


def compiled(f, backend):
    if backend == "jax":
        pytest.importorskip("jax")
    return autograd.compile(f, backend=backend)


@pytest.mark.parametrize("operands", [2, 3])
@pytest.mark.parametrize("size", [1e16, 1e12, -1e16, 1e300])
@pytest.mark.parametrize("backend", BACKENDS)
def test_the_gradient_of_logsumexp_is_that_of_the_differences(backend, size, operands):
    w = Value(size)

    def f(xs):
        return autograd.mean([autograd.logsumexp([w + x, 2 * x, x + x][:operands]) for x in xs])

    run = compiled(f, backend)
    run([1.0] * COUNT)
    run([size] * COUNT).backward()
    assert w.grad == pytest.approx(1.0 / operands, rel=1e-12)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_first_call_with_large_numbers_compiles(backend):
    w = Value(1e16)
    run = compiled(
        lambda xs: autograd.mean([autograd.logsumexp([w + x, 2 * x]) for x in xs]), backend
    )
    y = run([1e16] * COUNT)  # a program that fails its check warns, which is an error here
    y.backward()
    assert w.grad == pytest.approx(0.5, rel=1e-12)


BELLS = {
    "gaussian": (
        lambda x: autograd.gaussian(x),
        lambda a: mp.exp(-a * a),
        lambda a: -2 * a * mp.exp(-a * a),
    ),
    "normal_pdf": (
        lambda x: autograd.normal_pdf(x),
        lambda a: mp.npdf(a),
        lambda a: -a * mp.npdf(a),
    ),
    "erf": (
        lambda x: autograd.erf(x),
        lambda a: mp.erf(a),
        lambda a: 2 / mp.sqrt(mp.pi) * mp.exp(-a * a),
    ),
}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", BELLS)
def test_bell_curves_are_accurate_to_their_ends(name, backend):
    f, value, slope = BELLS[name]
    rng = random.Random(3)
    xs = [22.66, -22.66, 26.0, 1e-200, *(rng.uniform(-26.0, 26.0) for _ in range(300))]
    run = compiled(autograd.vmap(autograd.value_and_grad(f)), backend)
    found = run.numpy(np.array(xs))
    with mp.workdps(50):
        for numbers, exact in zip(found, (value, slope)):
            for x, number in zip(xs, numbers.tolist()):
                wanted = exact(mpf(x))
                assert abs(mpf(number) - wanted) <= 6 * math.ulp(float(wanted)), (x, number)


@pytest.mark.parametrize("backend", BACKENDS)
def test_bell_curves_end_in_0(backend):
    xs = np.array([100.0, -1e200, 39.0])
    for f in (autograd.gaussian, autograd.normal_pdf):
        assert compiled(autograd.vmap(f), backend).numpy(xs).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("cost", [0.0, 1e9], ids=["arrays", "plain Python"])
def test_a_first_call_where_a_derivative_overflows_compiles_without_a_word(monkeypatch, cost):
    from autograd.compiler.run import ways

    monkeypatch.setattr(ways, "ARRAY_STATEMENT", cost)
    run = autograd.compile(lambda x: (1.0 / x) * x + x / x)
    assert run(Value(1e-310)).data == math.inf or run(Value(1e-300)).data == 2.0
    x = Value(0.5)
    result = run(x)
    result.backward()
    assert (result.data, x.grad) == (2.0, 0.0)


def test_a_power_with_tiny_base_and_exponent_has_its_slope_in_arrays():
    w = Value(1e-310)
    run = autograd.compile(lambda xs: autograd.sum([(w + x) ** (w + x) for x in xs]))
    run([0.5] * COUNT)
    run([0.0] * COUNT).backward()
    assert w.grad == pytest.approx(COUNT * float(1 + mp.log(mpf(1e-310))), rel=1e-12)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_slope_too_small_for_a_normal_float_is_no_reason_to_run_uncompiled(backend, monkeypatch):
    from autograd.compiler.run import ways

    monkeypatch.setattr(ways, "ARRAY_STATEMENT", 0.0)
    x = Value(711.0)
    run = compiled(lambda x: x.sigmoid(), backend)
    run(x).backward()
    assert abs(x.grad - float(mp.exp(mpf(-711)))) <= 2.3e-308
    y = Value(0.0)
    run(y).backward()
    assert y.grad == 0.25


@pytest.mark.parametrize("count", [100, 300])
def test_a_log_probability_that_rounds_to_nothing_in_one_way_of_adding_compiles(count):
    far = 425.0

    @autograd.compile  # a warning that the program differs would be an error here
    def f(xs):
        return [autograd.log_softmax([far, x])[0] for x in xs]

    f([1.0] * count)
    right = -mp.log1p(mp.exp(mpf(1) - far))
    assert all(x.data in (0.0, pytest.approx(float(right))) for x in f([1.0] * count))


def test_the_slope_of_an_angle_between_the_largest_numbers_is_not_lost():
    w, far = Value(1.7e308), 1.7e308
    run = autograd.compile(lambda xs: autograd.sum([autograd.atan2(w, x) for x in xs]))
    run([far] * COUNT).backward()
    assert "arctan2" in run.source
    assert w.grad == pytest.approx(float(COUNT / (2 * mpf(far))), rel=1e-12, abs=0.0)
