"""The check before the first use finds faults of any size, and takes rounding for none."""

import math
import warnings
from unittest import mock

import pytest

import autograd
from autograd import Value

np = pytest.importorskip("numpy")
from autograd.compiler.run import check, codes, steps  # noqa: E402  (which needs NumPy)

MANY = 60


def planted(half, change):
    """Programs whose values (`forward`) or gradients (`backward`) are changed on their way out."""

    def wrong(method):
        def changed(self, *given):
            found = method(self, *given)
            if half == "forward":
                return change(found[0]), found[1]
            return [change(found[0]), *found[1:]]

        return changed

    class Both:
        def __enter__(self):
            kinds = (codes.ArrayCode, codes.ScalarCode)
            self.patches = [mock.patch.object(k, half, wrong(getattr(k, half))) for k in kinds]
            for patch in self.patches:
                patch.start()

        def __exit__(self, *_):
            for patch in self.patches:
                patch.stop()

    return Both()


def scaled(scale):
    w = [Value(0.1 * k + 0.05) for k in range(MANY)]
    return lambda xs: [scale * autograd.tanh(a * x) for a, x in zip(w, xs)]


def moved(k, relative):
    def change(numbers):
        numbers = np.array(numbers)
        numbers[k] *= 1.0 + relative
        return numbers

    return change


@pytest.mark.parametrize("half", ["forward", "backward"])
@pytest.mark.parametrize("scale", [1e-200, 1e-12, 1.0, 1e9])
@pytest.mark.parametrize("relative", [1e-7, -2.0])
@pytest.mark.parametrize("count", [3, MANY])
def test_a_fault_in_one_number_is_found_however_small_the_numbers_are(half, scale, relative, count):
    f, xs = scaled(scale), [0.7] * count
    what = "values" if half == "forward" else "gradients"
    with planted(half, moved(1, relative)), pytest.warns(RuntimeWarning, match=what):
        autograd.compile(f)(xs)


def test_a_fault_is_found_next_to_results_of_which_no_digit_is_right():
    def f(xs):
        return [sum(xs) + 1e16 - 1e16, *(autograd.sin(x) for x in xs)]

    with planted("forward", moved(5, 1e-7)), pytest.warns(RuntimeWarning, match="values"):
        autograd.compile(f)([0.1 * k for k in range(MANY)])


@pytest.mark.parametrize("share", [1.0, 0.0])
def test_another_rule_at_a_tie_is_found(share):
    a = [Value(0.3 * k + 0.1) for k in range(MANY)]
    b = [Value(0.3 * k + 0.1) for k in range(MANY)]

    def f(c):
        return sum(autograd.maximum(x * c, y * c) for x, y in zip(a, b))

    def unequal(gradient):  # all to one, or none to anybody
        return np.where(np.arange(len(gradient)) % 2 == 0, 2.0 * share * gradient, 0.0)

    with planted("backward", unequal), pytest.warns(RuntimeWarning, match="gradients"):
        autograd.compile(f)(0.7)


# Sums of which most or all digits cancel: array code adds in another order.
CANCELLING = {
    "a large number added and taken away": lambda xs: sum(xs) + 1e16 - 1e16,
    "a sum from its mirror image": lambda xs: (
        sum(x * 1e8 for x in xs) - sum(x * 1e8 for x in reversed(xs))
    ),
    "a variance by squares": lambda xs: sum(x * x for x in xs) / len(xs) - (sum(xs) / len(xs)) ** 2,
    "logsumexp of huge numbers": lambda xs: sum(
        autograd.logsumexp([x * 1e16 + 1e16, 2e16 * x]) for x in xs
    ),
    "a sine of a huge number": lambda xs: sum(autograd.sin(x * 1e15) for x in xs),
    "a gradient that cancels": lambda xs: (
        sum((sum(xs) - len(xs) * x) ** 2 for x in xs) * 1e-3 - sum(x * x for x in xs)
    ),
}


@pytest.mark.parametrize("case", CANCELLING)
@pytest.mark.parametrize("offset", [0.1, 1e8])
def test_rounding_is_not_taken_for_a_fault(case, offset):
    f = CANCELLING[case]
    compiled = autograd.compile(f)
    xs = [Value(offset + 0.37 * k) for k in range(MANY)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compiled(xs).backward()
    assert compiled.lifted.code is not None


def test_a_gradient_that_cancels_exactly_in_one_of_the_two_ways_is_no_fault(monkeypatch):
    monkeypatch.setattr("autograd.compiler.run.ways.ARRAY_STATEMENT", 0.0)  # arrays, small as it is
    w = Value(-1.4762156145047547)

    def f(x):
        v = w + 1.0
        return autograd.log_softmax([v, v, v])[2]

    compiled = autograd.compile(f)
    result = compiled([1.0])
    result.backward()
    assert compiled.lifted.code is not None
    assert abs(w.grad) <= 1e-15  # the right one is 0


@pytest.mark.parametrize(
    ("f", "first"),
    [
        (lambda xs: sum(1.0 / x**2 for x in xs), 1e-160),  # an infinite slope
        (lambda xs: sum(x.sqrt() for x in xs), 0.0),  # no derivative
        (lambda xs: sum(x**0.5 for x in xs), 0.0),
        (lambda xs: sum((x * x - x * x) * 0.5 for x in xs), 1e200),  # NaN, which equals nothing
    ],
)
@pytest.mark.parametrize("count", [3, MANY])
def test_what_could_not_be_checked_runs_uncompiled_and_is_checked_later(f, first, count):
    compiled = autograd.compile(f)
    compiled([Value(first)] * count)
    assert compiled.lifted.unchecked
    assert compiled.lifted.code is None
    with planted("backward", moved(0, 0.5)):  # a fault goes unseen no longer than that
        for _ in range(3):
            v = [Value(0.81 + 0.1 * k) for k in range(count)]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compiled(v).backward()
            expected = [Value(x.data) for x in v]
            f(expected).backward()
            assert [x.grad for x in v] == pytest.approx([x.grad for x in expected], rel=1e-12)

    again = autograd.compile(f)
    again([Value(first)] * count)
    for _ in range(3):
        again([Value(0.81)] * count)
    assert again.lifted.code is not None
    assert not again.lifted.unchecked


def test_it_is_tried_again_at_the_second_call_the_fourth_and_the_eighth():
    compiled = autograd.compile(lambda xs: sum(x.sqrt() for x in xs))
    tried = []
    for calls in range(1, 17):
        with mock.patch.object(check, "gradients_of", side_effect=ZeroDivisionError) as asked:
            compiled([Value(0.5)] * 3)
        tried += [calls] * asked.call_count
    assert tried == [1, 2, 4, 8, 16]


def test_a_tuned_step_that_computes_another_number_is_not_used():
    w = [Value(0.1 * k) for k in range(MANY)]
    loss = autograd.compile(lambda xs: sum(autograd.tanh(a * x) for a, x in zip(w, xs)) / MANY)
    real = steps.in_place

    def wrong(*given):
        bind = real(*given)

        def bind_wrong(theta, dtheta):
            step = bind(theta, dtheta)
            return lambda *inputs: step(*inputs) * (1.0 + 1e-7)

        return bind_wrong

    xs = [0.3 + 0.01 * k for k in range(MANY)]
    for _ in range(steps.FEW_CALLS):
        loss(xs)
    with mock.patch.object(steps, "in_place", wrong), pytest.warns(RuntimeWarning, match="tuned"):
        loss(xs)
    assert loss(xs).data == pytest.approx(
        math.fsum(math.tanh(a.data * x) for a, x in zip(w, xs)) / MANY, rel=1e-14
    )


def test_a_tuned_step_is_written_for_sums_that_cancel():
    w = [Value(0.1 * k + 1e7) for k in range(MANY)]
    loss = autograd.compile(lambda xs: (sum(a * x for a, x in zip(w, xs)) - 3e9) ** 2 - 1e10)
    xs = [(-1.0) ** k for k in range(MANY)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(60):
            loss(xs)


def test_a_constant_that_is_nan_runs_uncompiled_by_the_rules_of_floats():
    missing = float("nan")

    @autograd.compile  # a warning would be an error here
    def f(xs):
        return [autograd.maximum(1.0, missing, x) for x in xs]

    assert [y.data for y in f([0.5, 2.0])] == [max(1.0, missing, x) for x in (0.5, 2.0)]
