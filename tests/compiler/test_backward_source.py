"""What the backward half says, line by line, where another way would give the same numbers."""

import math
import threading

import pytest

import autograd
from autograd import Value
from tests.tools.agreement import assert_agrees, values

np = pytest.importorskip("numpy")

MANY = 60


def backward_of(compiled):
    return compiled.source.partition("def backward")[2]


def numbers_of(count=MANY):
    return [0.3 + 0.01 * k for k in range(count)]


def test_nothing_is_handed_to_what_has_no_slope():
    w, v = values(MANY), values(MANY)

    @autograd.compile
    def f(xs):
        positive = [autograd.step(a * x - 1.0) for a, x in zip(w, xs)]
        for p in positive:
            p.label = "positive"
        return sum(p * b for p, b in zip(positive, v))

    assert_agrees(f.function, [*w, *v], (numbers_of(),), compiled=f)
    assert "positive" in f.source
    assert "dpositive" not in f.source
    assert len(backward_of(f).strip().splitlines()) <= 5


@pytest.mark.parametrize(
    ("operation", "said", "not_said"),
    [
        (autograd.logsumexp, "softmax(", "slopes("),
        (lambda xs: autograd.hypot(*xs), "ratio(", "slopes("),
        (lambda xs: autograd.maximum(*xs), "share(", "slopes("),
        (lambda xs: autograd.minimum(*xs), "share(", "slopes("),
    ],
)
def test_a_reduction_of_the_table_goes_back_by_arrays(operation, said, not_said):
    w = values(3 * MANY)

    @autograd.compile
    def f(x):
        return sum(operation([w[3 * k + i] * x for i in range(3)]) for k in range(MANY))

    assert_agrees(f.function, w, (1.5,), compiled=f)
    assert said in backward_of(f)
    assert not_said not in f.source


def test_a_gradient_that_is_given_is_read_before_its_name_is_assigned_again():
    w = values(MANY)

    @autograd.compile
    def several(xs):
        hidden = [autograd.tanh(a * x) for a, x in zip(w, xs)]
        plain = sum(hidden)
        first = sum(h * h for h in hidden)
        second = sum(autograd.exp(h) for h in hidden)
        third = sum(autograd.sin(h) * x for h, x in zip(hidden, xs))
        fourth = sum(autograd.cos(h) * h for h in hidden)
        return hidden, plain, first, second, third, fourth

    several(numbers_of())
    results = [*several(numbers_of())[0], *several(numbers_of())[1:]]
    sum(r * (1.0 + 0.1 * k) for k, r in enumerate(results)).backward()
    v = [Value(p.data) for p in w]
    found = [p.grad for p in w]
    w[:] = v
    results = several.function([Value(x) for x in numbers_of()])
    sum(r * (1.0 + 0.1 * k) for k, r in enumerate([*results[0], *results[1:]])).backward()
    assert found == pytest.approx([p.grad for p in v], rel=1e-11)
    again = [line for line in backward_of(several).splitlines() if "dhidden = dhidden" in line]
    assert again, "the gradient has several lines, or this shows nothing"
    assert again[-1].endswith("dplain")  # the same for all, so it comes after what varies


# --- later calls at points where the first one was smooth ----------------------------------------

KINKS = {
    "three that tie": (lambda a: autograd.maximum(a[0], a[1], a[2]), [2.0, 2.0, 2.0], [1 / 3] * 3),
    "two of three": (lambda a: autograd.minimum(a[0], a[1], a[2]), [2.0, 1.0, 1.0], [0, 0.5, 0.5]),
    "zeros": (lambda a: autograd.maximum(a[0], a[1]) + a[2], [0.0, -0.0, 1.0], [0.5, 0.5, 1]),
    "relu": (lambda a: a[0].relu() + a[1].relu() + a[2].relu(), [0.0, -0.0, 5e-324], [0, 0, 1]),
    "abs": (lambda a: abs(a[0]) + abs(a[1]) + abs(a[2]), [0.0, -0.0, -5e-324], [0, 0, -1]),
    "where": (lambda a: autograd.where(a[0], a[1], a[2]), [-0.0, 3.0, 4.0], [0, 0, 1]),
    "step": (lambda a: autograd.step(a[0]) * a[1] + a[2], [0.0, 3.0, 4.0], [0, 0, 1]),
    "clip": (lambda a: sum(autograd.clip(x, 0.0, 1.0) for x in a), [0.0, 1.0, 4.0], [1, 1, 0]),
}  # fmt: skip


@pytest.mark.parametrize("backend", ["numpy", "jax"])
@pytest.mark.parametrize("count", [1, MANY])
@pytest.mark.parametrize("case", KINKS)
def test_conventions_at_kinks_hold_at_later_calls(case, count, backend):
    pytest.importorskip(backend)
    f, at, slopes = KINKS[case]
    rows = [[Value(0.3 + 0.1 * k + i * 0.37) for i in range(3)] for k in range(count)]
    compiled = autograd.compile(lambda: sum(f(row) for row in rows), backend=backend)
    compiled()
    for row in rows[::2]:
        for x, number in zip(row, at):
            x.data = number
    compiled().backward()
    assert compiled.lifted.code is not None
    for row in rows[::2]:
        assert [x.grad for x in row] == pytest.approx(slopes, rel=1e-15)


# --- memory and threads --------------------------------------------------------------------------


def test_arrays_that_were_returned_are_never_written_to_again():
    compiled = autograd.compile(lambda xs: [autograd.tanh(x) * 2.0 for x in xs])
    kept = [compiled.numpy(numbers_of())]
    first = kept[0].copy()
    kept[0][0] = 100.0  # and they are the caller's own
    kept += [compiled.numpy([x * k for x in numbers_of()]) for k in range(60)]
    assert kept[0][0] == 100.0
    assert (kept[0][1:] == first[1:]).all()
    assert kept[4] == pytest.approx([2.0 * math.tanh(3 * x) for x in numbers_of()], rel=1e-12)
    assert not any(np.shares_memory(a, b) for a in kept[:5] for b in kept[5:10])


@pytest.mark.parametrize("count", [2, MANY])
def test_threads_that_call_one_function_at_once_get_their_own_numbers(count):
    w = [Value(0.1 + 0.02 * k) for k in range(count)]
    loss = autograd.compile(
        lambda xs: sum(autograd.tanh(a * x) for a, x in zip(w, xs)) * (1.0 / count)
    )
    for _ in range(60):  # by now a step with memory of its own is in use
        loss(numbers_of(count))
    wrong = []

    def work(scale):
        xs = [scale * x for x in numbers_of(count)]
        value = sum(math.tanh(a.data * x) for a, x in zip(w, xs)) / count
        slopes = [x / math.cosh(a.data * x) ** 2 / count for a, x in zip(w, xs)]
        for _ in range(300):
            result = loss(xs)
            found = [result.data, *result.operation.gradients(result.data)]
            if not np.allclose(found, [value, *slopes], rtol=1e-12, atol=0.0):
                wrong.append((scale, found))

    threads = [threading.Thread(target=work, args=(0.5 + k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_the_callers_own_errstate_changes_nothing():
    compiled = autograd.compile(lambda xs: [x * x * 1e-300 + autograd.exp(-x) for x in xs])
    compiled(numbers_of())
    xs = [1e-10] * (MANY - 1) + [800.0]
    expected = [x * x * 1e-300 + math.exp(-x) for x in xs]
    for errors in ("raise", "ignore", "warn"):
        with np.errstate(all=errors):
            assert [r.data for r in compiled(xs)] == expected
            with pytest.raises(OverflowError):
                compiled([-x for x in xs])
