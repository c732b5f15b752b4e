"""Several `vmap`s as machine code: loop nests, whose code does not grow with the batch."""

import math
import random

import pytest

import autograd as ag
from autograd import Value, vmap

np = pytest.importorskip("numpy")
pytest.importorskip("llvmlite")


def numbers(count, seed=0):
    rng = random.Random(seed)
    return [rng.uniform(0.5, 2.0) for _ in range(count)]


def formula(x, y):
    return ag.exp(-x) * ag.normal_cdf(y) + ag.log(x * y) / ag.sqrt(x) + ag.maximum(x, y) ** 3


def compiled_beside_another(f):
    """A batch, and another one in the same function: no single loop does both."""

    def both(*columns):
        return vmap(f)(*columns), vmap(lambda x: 2.0 * x)(columns[0])

    return ag.compile(both, backend="native")


def test_values_and_gradients_of_a_batch_are_those_of_each_sample(capsys):
    count, seeds = 200, numbers(200, 5)
    compiled = compiled_beside_another(formula)
    xs, ys = ([*map(Value, numbers(count, seed))] for seed in (1, 2))
    results, doubled = compiled(xs, ys)
    assert [x.data for x in doubled] == [2.0 * x.data for x in xs]
    compiled.explain()
    assert "loop nests" in capsys.readouterr().out
    for k in (0, 1, count - 1):
        x, y = Value(xs[k].data), Value(ys[k].data)
        alone = formula(x, y)
        alone.backward()
        assert results[k].data == pytest.approx(alone.data, rel=1e-12)
        assert xs[k].grad == 0.0
        ag.sum([r * s for r, s in zip(results, seeds)]).backward()
        assert xs[k].grad == pytest.approx(seeds[k] * x.grad, rel=1e-12)
        assert ys[k].grad == pytest.approx(seeds[k] * y.grad, rel=1e-12)
        for value in (*xs, *ys):
            value.grad = 0.0


def test_the_code_is_as_long_for_a_thousand_samples_as_for_twenty():
    compiled, lengths = compiled_beside_another(formula), []
    for count in (20, 1000):
        compiled.numpy(numbers(count, 1), numbers(count, 2))
        lengths.append(len(compiled.llvm))
    assert lengths[1] < 1.05 * lengths[0]


def test_products_and_sums_are_never_fused():
    compiled = compiled_beside_another(formula)
    compiled.numpy(numbers(50, 1), numbers(50, 2))
    assert "mul" in compiled.assembly
    assert not any(word in compiled.assembly for word in ("vfmadd", "vfmsub", "vfnmadd", "fmadd"))


def test_parameters_outside_have_the_sum_over_the_batch_as_gradient():
    w, b = Value(0.7), Value(-0.2)
    compiled = compiled_beside_another(lambda x: ag.tanh(w * x + b))
    xs = numbers(300)
    total = ag.sum(compiled(xs)[0])
    total.backward()
    slopes = [1.0 / math.cosh(0.7 * x - 0.2) ** 2 for x in xs]
    assert total.data == pytest.approx(math.fsum(math.tanh(0.7 * x - 0.2) for x in xs), rel=1e-12)
    assert w.grad == pytest.approx(math.fsum(s * x for s, x in zip(slopes, xs)), rel=1e-12)
    assert b.grad == pytest.approx(math.fsum(slopes), rel=1e-12)


def test_two_backwards_from_one_call_do_not_disturb_each_other():
    compiled = compiled_beside_another(lambda x: x * x * x)
    xs = [*map(Value, numbers(40))]
    first, _ = compiled(xs)
    second, _ = compiled([*map(Value, numbers(40, 9))])
    for k in (0, 7):
        first[k].backward()
        assert xs[k].grad == pytest.approx(3.0 * xs[k].data ** 2, rel=1e-14)
    assert second[0].data == pytest.approx(numbers(40, 9)[0] ** 3, rel=1e-14)


def test_an_error_in_one_sample_is_named_as_on_floats():
    compiled = compiled_beside_another(lambda x: ag.log(x) + ag.exp(x))
    xs = numbers(60)
    compiled.numpy(xs)
    for bad, error in ((-1.0, ValueError), (0.0, ValueError), (1000.0, OverflowError)):
        with pytest.raises(error) as expected:
            ag.log(Value(bad)) + ag.exp(Value(bad))
        with pytest.raises(error) as found:
            compiled([*xs[:-1], bad])
        assert str(found.value) == str(expected.value)
    assert compiled.numpy(xs)[0][-1] == pytest.approx(
        math.log(xs[-1]) + math.exp(xs[-1]), rel=1e-15
    )


def test_large_products_of_matrices_are_numpys():
    rng = np.random.default_rng(0)
    X, W = rng.normal(size=(64, 80)), rng.normal(size=(60, 80))
    weights, scale = [[*map(Value, row)] for row in W], Value(2.0)
    compiled = ag.compile(
        lambda X: (
            vmap(lambda x: [ag.tanh(ag.dot(row, x)) for row in weights])(X),
            vmap(lambda x: scale * x[0])(X),
        ),
        backend="native",
    )
    found = compiled.numpy(X)[0]
    assert "@library." in compiled.llvm
    assert pytest.approx(np.tanh(X @ W.T), rel=1e-11, abs=1e-12) == np.array(found)
    total = ag.sum([ag.sum(row) for row in compiled(X)[0]])
    total.backward()
    expected = (1.0 / np.cosh(X @ W.T) ** 2).T @ X
    assert [[w.grad for w in row] for row in weights] == pytest.approx(expected, rel=1e-9)
    _, _, after = compiled.llvm.rpartition("call i32 @library.")
    assert "dweights" not in after, "what it gives is where the gradient is"
