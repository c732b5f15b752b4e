"""Losses against closed forms and PyTorch, far out as well as near."""

import math
import random

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import nn
from autograd import Value
from nn import losses

PREDICTIONS, TARGETS = [0.5, -1.0, 3.0, 2.0], [1.0, -1.5, 0.0, 2.0]
REGRESSION = {
    "mse": (0.25 + 0.25 + 9.0) / 4,
    "half_mse": (0.25 + 0.25 + 9.0) / 8,
    "sum_squares": (0.25 + 0.25 + 9.0) / 2,
    "mae": (0.5 + 0.5 + 3.0) / 4,
    "huber": (0.125 + 0.125 + 2.5) / 4,
}


def values(numbers):
    return [values(x) if isinstance(x, list) else Value(x) for x in numbers]


def gradients(loss, numbers, targets, **options):
    """d loss / d numbers by the engine, flat."""
    predictions = values(numbers)
    loss(predictions, targets, **options).backward()
    return [p.grad for p in autograd.structure.leaves_of(predictions)]


# --- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REGRESSION)
def test_losses_of_numbers_have_the_values_of_their_formulas(name):
    loss = losses.LOSSES[name]
    assert loss(values(PREDICTIONS), TARGETS).data == REGRESSION[name]
    assert loss(PREDICTIONS, TARGETS) == REGRESSION[name]
    assert isinstance(loss(PREDICTIONS, TARGETS), float)
    assert (
        loss(values([[0.5, -1.0], [3.0, 2.0]]), [[1.0, -1.5], [0.0, 2.0]]).data
        == (REGRESSION[name])
    )


@pytest.mark.parametrize(
    ("name", "factor"), [("mse", 2 / 4), ("half_mse", 1 / 4), ("sum_squares", 1.0)]
)
def test_the_squared_losses_have_one_gradient_but_for_a_factor(name, factor):
    expected = [factor * (p - t) for p, t in zip(PREDICTIONS, TARGETS)]
    assert gradients(losses.LOSSES[name], PREDICTIONS, TARGETS) == pytest.approx(
        expected, rel=1e-15
    )


def test_a_single_prediction_is_a_batch_of_one():
    assert losses.mse(Value(3.0), 1.0).data == 4.0
    assert losses.hinge(Value(0.25), -1).data == 1.25
    assert losses.binary_cross_entropy_with_logits(0.0, 1) == math.log(2)
    assert losses.cross_entropy(values([0.0, 0.0]), 1).data == math.log(2)


def test_huber_bends_at_delta_and_goes_on_as_its_tangent():
    for d, loss, slope in ((1.5, 1.125, 1.5), (2.0, 2.0, 2.0), (5.0, 8.0, 2.0), (-5.0, 8.0, -2.0)):
        value = Value(d)
        result = losses.huber(value, 0.0, delta=2.0)
        result.backward()
        assert (result.data, value.grad) == (loss, slope)


@pytest.mark.parametrize("name", ["mse", "mae", "huber"])
def test_losses_of_numbers_agree_with_torch(name):
    torch = pytest.importorskip("torch")
    theirs = {"mse": "mse_loss", "mae": "l1_loss", "huber": "huber_loss"}[name]
    rng = random.Random(1)
    predictions = [[rng.gauss(0, 2) for _ in range(3)] for _ in range(5)] + [[0.0, 1.0, -1.0]]
    targets = [[rng.gauss(0, 2) for _ in range(3)] for _ in range(5)] + [[0.0, 0.0, 0.0]]
    tensor = torch.tensor(predictions, dtype=torch.float64, requires_grad=True)
    reference = getattr(torch.nn.functional, theirs)(
        tensor, torch.tensor(targets, dtype=torch.float64)
    )
    reference.backward()
    loss = losses.LOSSES[name]
    assert loss(predictions, targets) == pytest.approx(reference.item(), rel=1e-14)
    assert gradients(loss, predictions, targets) == pytest.approx(
        tensor.grad.flatten().tolist(), rel=1e-13, abs=1e-16
    )


# --- two classes ---------------------------------------------------------------------------------


@given(st.floats(-1000, 1000), st.floats(0, 1))
def test_cross_entropy_of_a_logit_is_exact_far_out_and_near(z, t):
    with mpmath.workdps(60):
        exact = t * mpmath.log1p(mpmath.exp(-z)) + (1 - mpmath.mpf(t)) * mpmath.log1p(mpmath.exp(z))
        slope = 1 / (1 + mpmath.exp(-mpmath.mpf(z))) - t
    value = Value(z)
    loss = losses.binary_cross_entropy_with_logits(value, t)
    loss.backward()
    assert loss.data == pytest.approx(float(exact), rel=1e-14, abs=1e-300)
    assert value.grad == pytest.approx(float(slope), rel=1e-12, abs=2e-16)


@pytest.mark.parametrize(("z", "t", "loss", "slope"), [
    (1000.0, 1, 0.0, 0.0),
    (1000.0, 0, 1000.0, 1.0),
    (-1000.0, 1, 1000.0, -1.0),
    (-1000.0, 0, 0.0, 0.0),
    (50.0, 1, math.exp(-50.0), -math.exp(-50.0)),
])  # fmt: skip
def test_a_sure_logit_neither_overflows_nor_loses_its_digits(z, t, loss, slope):
    value = Value(z)
    result = losses.binary_cross_entropy_with_logits([value], [t])
    result.backward()
    assert result.data == pytest.approx(loss, rel=1e-15)
    assert value.grad == pytest.approx(slope, rel=1e-15)


def test_cross_entropy_of_probabilities_and_of_logits_are_the_same():
    logits, targets = [-3.0, 0.5, 2.0, 8.0], [0, 1, 0.25, 1]
    probabilities = [autograd.sigmoid(z) for z in logits]
    by_hand = [
        -(t * math.log(p) + (1 - t) * math.log(1 - p)) for p, t in zip(probabilities, targets)
    ]
    expected = pytest.approx(sum(by_hand) / 4, rel=1e-12)
    assert losses.binary_cross_entropy(probabilities, targets) == expected
    assert losses.binary_cross_entropy(values(probabilities), targets).data == expected
    assert losses.binary_cross_entropy_with_logits(logits, targets) == expected


def test_two_class_losses_agree_with_torch():
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    targets = [0.0, 1.0, 1.0, 0.0, 0.3]
    for ours, theirs, numbers in (
        ("binary_cross_entropy", functional.binary_cross_entropy, [0.1, 0.9, 1e-9, 0.05, 0.6]),
        (
            "binary_cross_entropy_with_logits",
            functional.binary_cross_entropy_with_logits,
            [-1000.0, 1000.0, -30.0, 2.0, 0.0],
        ),
    ):
        tensor = torch.tensor(numbers, dtype=torch.float64, requires_grad=True)
        reference = theirs(tensor, torch.tensor(targets, dtype=torch.float64))
        reference.backward()
        loss = losses.get(ours)
        assert loss(numbers, targets) == pytest.approx(reference.item(), rel=1e-13)
        assert gradients(loss, numbers, targets) == pytest.approx(tensor.grad.tolist(), rel=1e-12)


def test_a_sure_and_right_probability_costs_nothing():
    p = Value(1.0)
    loss = losses.binary_cross_entropy([p, Value(0.0)], [1, 0])
    loss.backward()
    assert str(loss.data) == "0.0"  # not -0.0
    assert p.grad == -0.5


@pytest.mark.parametrize(("p", "t"), [(0.0, 1), (1.0, 0), (0.0, 0.5), (1.5, 0), (-0.5, 1)])
def test_a_sure_and_wrong_or_impossible_probability_is_an_error_with_the_mend(p, t):
    message = f"no finite value for probability {p:g} and target {t:g}; .*with_logits"
    for prediction in (p, Value(p)):
        with pytest.raises(ValueError, match=message):
            losses.binary_cross_entropy([prediction], [t])


@pytest.mark.parametrize("target", [2, -1, math.nan])
def test_a_binary_target_outside_0_to_1_is_an_error(target):
    for name in ("binary_cross_entropy", "binary_cross_entropy_with_logits"):
        with pytest.raises(ValueError, match=rf"must be in \[0, 1\], got {target:g}"):
            losses.get(name)([0.5], [target])


def test_hinge_is_the_margin_that_is_lacking():
    scores, targets = [0.5, -2.0, 3.0, -0.5], [1, 1, 1, -1]
    assert losses.hinge(values(scores), targets).data == (0.5 + 3.0 + 0.0 + 0.5) / 4
    assert gradients(losses.hinge, scores, targets) == [-0.25, -0.25, 0.0, 0.25]


def test_hinge_refuses_targets_of_0():
    with pytest.raises(ValueError, match="hinge needs targets 1 and -1, got 0; for 0, use -1"):
        losses.hinge([0.5, 0.5], [1, 0])


# --- several classes -----------------------------------------------------------------------------


def test_cross_entropy_is_minus_the_logarithm_of_the_softmax():
    logits, targets = [[1.0, 2.0, -1.0], [0.0, 0.0, 5.0]], [1, 0]
    expected = -sum(
        math.log(math.exp(row[t]) / sum(map(math.exp, row))) for row, t in zip(logits, targets)
    )
    assert losses.cross_entropy(values(logits), targets).data == pytest.approx(
        expected / 2, rel=1e-15
    )
    assert losses.cross_entropy(logits, targets) == pytest.approx(expected / 2, rel=1e-15)


def test_the_gradient_of_cross_entropy_is_softmax_minus_one_hot():
    row = [1.0, 2.0, -1.0]
    total = sum(map(math.exp, row))
    expected = [math.exp(x) / total - (i == 1) for i, x in enumerate(row)]
    assert gradients(losses.cross_entropy, row, 1) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("row", "target", "loss"),
    [
        ([1000.0, -1000.0], 0, 0.0),
        ([1000.0, -1000.0], 1, 2000.0),
        ([-1000.0, -1000.0], 0, math.log(2)),
        ([1000.0, 1000.0, 1000.0], 2, math.log(3)),
    ],
)
def test_extreme_logits_do_not_overflow(row, target, loss):
    assert losses.cross_entropy(values(row), target).data == pytest.approx(loss, rel=1e-13)
    assert all(map(math.isfinite, gradients(losses.cross_entropy, row, target)))


def test_cross_entropy_agrees_with_torch():
    torch = pytest.importorskip("torch")
    rng = random.Random(2)
    logits = [[rng.gauss(0, 3) for _ in range(4)] for _ in range(6)] + [[1000.0, 0.0, -1000.0, 1.0]]
    targets = [0, 1, 2, 3, 3, 0, 2]
    tensor = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
    reference = torch.nn.functional.cross_entropy(tensor, torch.tensor(targets))
    reference.backward()
    assert losses.cross_entropy(logits, targets) == pytest.approx(reference.item(), rel=1e-14)
    assert gradients(losses.cross_entropy, logits, targets) == pytest.approx(
        tensor.grad.flatten().tolist(), rel=1e-12, abs=1e-16
    )


@pytest.mark.parametrize("target", [3, -1, 0.5])
def test_a_class_without_a_score_is_an_error_that_names_the_classes(target):
    message = f"got class {target} for 3 scores; classes are 0 to 2"
    with pytest.raises(ValueError, match=message):
        losses.cross_entropy([[0.1, 0.2, 0.3]], [target])


def test_one_score_for_a_class_index_is_an_error_with_the_mend():
    with pytest.raises(ValueError, match=r"one per class.*binary_cross_entropy_with_logits"):
        losses.cross_entropy(values([0.5, 0.2]), [0, 1])


# --- all of them ---------------------------------------------------------------------------------

POINTS = {
    "mse": (PREDICTIONS, TARGETS),
    "half_mse": (PREDICTIONS, TARGETS),
    "sum_squares": (PREDICTIONS, TARGETS),
    "mae": ([0.5, -1.0, 3.0], [1.0, -1.5, 0.0]),
    "huber": ([0.5, -1.0, 3.0], [1.0, -1.5, 0.0]),
    "binary_cross_entropy": ([0.2, 0.7, 0.4], [0, 1, 0.3]),
    "binary_cross_entropy_with_logits": ([-2.0, 0.7, 4.0], [0, 1, 0.3]),
    "cross_entropy": ([[0.2, -1.0, 3.0], [1.0, 1.0, 0.0]], [2, 0]),
    "hinge": ([0.5, -2.0, 3.0], [1, 1, -1]),
}


@pytest.mark.parametrize("name", losses.LOSSES)
def test_differences_confirm_the_gradient_of_every_loss(name):
    predictions, targets = POINTS[name]
    report = autograd.check_gradients(
        lambda p: losses.LOSSES[name](p, targets), predictions, tolerance=1e-8
    )
    assert any(row.gradient for row in report.rows)


@pytest.mark.parametrize("name", losses.LOSSES)
def test_arrays_are_taken_as_lists(name):
    numpy = pytest.importorskip("numpy")
    predictions, targets = POINTS[name]
    loss = losses.LOSSES[name]
    expected = loss(predictions, targets)
    assert loss(numpy.array(predictions), numpy.array(targets)) == expected
    assert loss(values(predictions), numpy.array(targets)).data == expected


@pytest.mark.parametrize("name", losses.LOSSES)
def test_batches_of_different_lengths_and_empty_ones_are_errors(name):
    predictions, targets = POINTS[name]
    loss = losses.LOSSES[name]
    with pytest.raises(ValueError, match=f"got {len(predictions)} predictions for 1 targets"):
        loss(predictions, targets[:1])
    with pytest.raises(ValueError, match="at least one prediction"):
        loss([], [])


@pytest.mark.parametrize("name", REGRESSION)
def test_what_is_nested_otherwise_is_an_error_rather_than_spread_out(name):
    with pytest.raises(ValueError, match="nested alike"):
        losses.LOSSES[name]([[1.0], [2.0]], [1.0, 2.0])
    with pytest.raises(ValueError, match="nested alike"):
        losses.LOSSES[name]([1.0, 2.0], 1.0)


def test_huber_needs_a_positive_delta():
    with pytest.raises(ValueError, match="huber needs delta > 0, got 0"):
        losses.huber([1.0], [0.0], delta=0)


def test_penalties_are_the_sums_of_sizes_and_of_squares():
    weights = [Value(3.0), Value(-4.0), Value(0.0)]
    assert losses.l1(weights).data == 7.0
    assert losses.l2(w for w in weights).data == 25.0
    (losses.l1(weights) + losses.l2(weights)).backward()
    assert [w.grad for w in weights] == [1.0 + 6.0, -1.0 - 8.0, 0.0]
    assert losses.l2([3.0, -4.0]) == 25.0


def test_losses_are_found_by_name():
    assert losses.get("mse") is losses.mse
    assert losses.get(losses.hinge) is losses.hinge
    with pytest.raises(ValueError, match="unknown loss 'rmse'; known are mse, half_mse, sum_sq"):
        losses.get("rmse")


def test_a_loss_trains_a_model_to_its_minimum():
    # Least squares for a line through four points has the closed form of the normal equations.
    xs, ys = [0.0, 1.0, 2.0, 3.0], [1.0, 2.5, 2.0, 4.5]
    line = nn.Neuron(1, nonlin=False, init="zeros")
    optimizer = nn.SGD(line.parameters(), lr=0.1)
    for _ in range(2000):
        optimizer.zero_grad()
        losses.half_mse([line([x]) for x in xs], ys).backward()
        optimizer.step()
    slope = (sum(x * y for x, y in zip(xs, ys)) - sum(xs) * sum(ys) / 4) / (14.0 - 36.0 / 4)
    assert line.w[0].data == pytest.approx(slope, rel=1e-12)
    assert line.b.data == pytest.approx(2.5 - slope * 1.5, rel=1e-12)
