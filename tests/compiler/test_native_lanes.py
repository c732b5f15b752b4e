"""Machine code of a `vmap`: one sample is written, and a loop takes all of them."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

pytest.importorskip("llvmlite")
import autograd
from autograd import Value, vmap
from autograd.compiler.native import NativeCode
from autograd.compiler.run.nest_code import NestCode


def price(spot, strike, vol):
    """Of a call option, by Black and Scholes; a year, at 2 per cent."""
    root = vol * 1.0
    d = (autograd.log(spot / strike) + 0.02 + 0.5 * vol * vol) / root
    discounted = strike * autograd.exp(-0.02)
    return spot * autograd.normal_cdf(d) - discounted * autograd.normal_cdf(d - root)


def samples(n, seed=1):
    """Spots, strikes and volatilities."""
    rng = random.Random(seed)
    return [[rng.uniform(*ends) for _ in range(n)] for ends in ((80, 120), (90, 110), (0.1, 0.5))]


def is_lanes(compiled):
    """Whether its text has a loop over samples."""
    assert isinstance(compiled.lifted.code, NativeCode)
    return "define internal void @lanes.forward" in compiled.llvm


def test_a_batch_has_the_bits_of_its_samples():
    spots, strikes, vols = samples(300)
    compiled = autograd.compile(vmap(autograd.value_and_grad(price)), backend="native")
    values, slopes = compiled.numpy(spots, strikes, vols)
    assert is_lanes(compiled)
    for k in range(300):
        y, dy = autograd.value_and_grad(price)(spots[k], strikes[k], vols[k])
        assert (values[k], tuple(slope[k] for slope in slopes)) == (y, dy)


def test_the_text_does_not_grow_with_the_samples():
    sizes = []
    for n in (100, 1000):
        compiled = autograd.compile(vmap(price), backend="native")
        compiled.numpy(*samples(n))
        lines = [x for x in compiled.llvm.splitlines() if not x.startswith("@lane")]
        sizes.append(len(lines))
    assert sizes[0] == sizes[1]


def test_gradients_of_a_loss_over_samples_are_those_of_the_engine():
    xs, ts, _ = samples(80)
    weights = [Value(0.3), Value(-0.2), Value(0.05)]

    def loss(xs, ts):
        a, b, c = weights
        errors = vmap(lambda x, t: (autograd.tanh(a * x * 0.01 + b) - c * t) ** 2)(xs, ts)
        return sum(errors) / len(errors) + a * a

    compiled = autograd.compile(loss, backend="native")
    y = loss(xs, ts)
    y.backward()
    expected = [w.grad for w in weights]
    for w in weights:
        w.grad = 0.0
    z = compiled(xs, ts)
    z.backward()
    assert is_lanes(compiled)
    assert z.data == pytest.approx(y.data, rel=1e-12)
    assert [w.grad for w in weights] == pytest.approx(expected, rel=1e-12)


def test_gradients_of_the_samples_themselves_are_those_of_the_engine():
    spots, strikes, vols = ([Value(x) for x in xs] for xs in samples(20))
    results = vmap(price)(spots, strikes, vols)
    total = autograd.dot(results, [0.1 * k for k in range(20)])
    total.backward()
    expected = [x.grad for x in (*spots, *strikes, *vols)]
    for x in (*spots, *strikes, *vols):
        x.grad = 0.0
    compiled = autograd.compile(vmap(price), backend="native")
    autograd.dot(compiled(spots, strikes, vols), [0.1 * k for k in range(20)]).backward()
    assert is_lanes(compiled)
    found = [x.grad for x in (*spots, *strikes, *vols)]
    assert found == pytest.approx(expected, rel=1e-12)


def test_what_is_the_same_for_all_and_plain_numbers_of_the_code_take_part():
    scales = [0.5, 1.5, 2.5]
    rate = Value(0.7)
    f = vmap(lambda x, s, y: x * s + y * rate, in_axes=(0, 0, None))
    compiled = autograd.compile(lambda xs, y: f(xs, scales, y), backend="native")
    found = [v.data for v in compiled([1.0, 2.0, 3.0], 10.0)]
    assert found == [x * s + 10.0 * 0.7 for x, s in zip([1.0, 2.0, 3.0], scales)]
    rate.data = 0.25
    assert compiled([1.0, 2.0, 3.0], 10.0)[2].data == 3.0 * 2.5 + 10.0 * 0.25


def test_an_error_in_one_sample_is_that_of_the_engine():
    compiled = autograd.compile(vmap(lambda x: autograd.log(x)), backend="native")
    assert [v.data for v in compiled([1.0, 1.0, 1.0])] == [0.0, 0.0, 0.0]
    with pytest.raises(ValueError, match="log"):
        compiled([1.0, -1.0, 1.0])


def test_samples_that_read_what_is_computed_outside_are_loop_nests():
    w = Value(0.5)

    def f(xs):
        scale = autograd.exp(w)
        return sum(vmap(lambda x: x * scale)(xs))

    compiled = autograd.compile(f, backend="native")
    y = compiled([1.0, 2.0, 3.0])
    y.backward()
    assert y.data == pytest.approx(f([1.0, 2.0, 3.0]).data, rel=1e-14)
    assert w.grad == pytest.approx(6.0 * autograd.exp(0.5), rel=1e-14)
    assert isinstance(compiled.lifted.code, NestCode)


def test_threads_may_go_back_through_one_result_at_once():
    spots, strikes, vols = ([Value(x) for x in xs] for xs in samples(5_000))
    compiled = autograd.compile(vmap(price), backend="native")
    compiled(spots, strikes, vols)
    assert is_lanes(compiled)
    code, inputs = compiled.lifted.code, samples(5_000)
    _, saved = code.forward([], inputs)
    seeds = [0.0001 * k for k in range(5_000)]
    expected = [[*x] for x in code.backward(saved, seeds)]
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda _: [[*x] for x in code.backward(saved, seeds)], range(100))
        assert all(x == expected for x in found)


def test_what_no_grad_hands_back_as_it_is_keeps_its_gradient_and_what_it_makes_has_none():
    w, v = Value(0.5), Value(2.0)

    def f(xs):
        with autograd.no_grad():
            ys = vmap(lambda x: w)(xs)
            zs = [w * y for y in ys]
        return sum(ys) * v + sum(zs)

    compiled = autograd.compile(f, backend="native")
    compiled([1.0, 2.0, 3.0]).backward()
    assert (w.grad, v.grad) == (6.0, 1.5)
