"""What `nn.fit` is given to learn from: refused before the first step, compiled or not."""

import random

import pytest

import nn
from autograd import Value

X = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]] * 3
CLASSES = [0, 1, 1, 0] * 3
WAYS = [False, "auto", True]


def fit(outputs=1, X=X, y=CLASSES, **settings):
    model = nn.MLP(2, [3, outputs], seed=0)
    before = model.state_dict()
    try:
        return nn.fit(model, X, y, **{"progress": False, "seed": 0, "epochs": 2, **settings})
    except Exception:
        assert model.state_dict() == before  # no step was taken
        assert model.training
        raise


@pytest.mark.parametrize("compile", WAYS)
@pytest.mark.parametrize(
    ("outputs", "y", "targets", "words"),
    [
        (1, CLASSES, [7, -3], r"validation y\[0\]: a binary target must be in \[0, 1\], got 7"),
        (1, CLASSES, [1, -3], r"validation y\[1\]: a binary target must be in \[0, 1\], got -3"),
        (3, CLASSES, [2, 3], r"validation y\[1\]: cross_entropy got class 3 for 3 scores"),
        (3, CLASSES, [0, -1], r"validation y\[1\]: cross_entropy got class -1"),
        (3, CLASSES, [0, 0.5], r"validation y\[1\]: cross_entropy got class 0.5"),
        (1, [2 * t - 1 for t in CLASSES], [1, 0], r"validation y\[1\]: hinge needs targets 1"),
        (1, CLASSES, [[1], [0]], r"validation y\[0\]: predictions and targets must be nested"),
        (2, [[0.0, 1.0]] * 12, [[0.0, 1.0], [1.0]], r"validation y\[1\]: got 2 predictions for 1"),
        (1, CLASSES, [1, float("nan")], r"validation y\[1\] is not finite"),
        (1, CLASSES, [1], "as many validation targets as samples, got 1 and 2"),
    ],
)
def test_a_target_to_validate_with_is_held_to_what_the_loss_takes(
    compile, outputs, y, targets, words
):
    with pytest.raises(ValueError, match=words):
        fit(outputs, y=y, validation=(X[:2], targets), early_stopping=1, compile=compile)


@pytest.mark.parametrize("compile", WAYS)
@pytest.mark.parametrize(
    ("loss", "outputs", "target"),
    [
        ("binary_cross_entropy_with_logits", 1, 2),
        ("hinge", 1, 0.5),
        ("cross_entropy", 2, 2),
        ("cross_entropy", 2, -1),
        ("mse", 1, [1.0]),
    ],
)
def test_a_target_of_the_last_batch_is_refused_before_the_first_step(
    compile, loss, outputs, target
):
    y = [1] * 11 + [target]
    with pytest.raises(ValueError, match=r"^y\[11\]: "):
        fit(outputs, y=y, loss=loss, batch_size=2, compile=compile)


@pytest.mark.parametrize("compile", WAYS)
@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"X": [*X[:-1], [1.0, 2.0, 3.0]]}, r"^X\[11\]: this layer takes 2 inputs, got 3"),
        ({"validation": ([[1.0, 2.0], [1.0]], [0, 1])}, r"^validation X\[1\]: .* got 1"),
        ({"validation": ([[1.0, float("inf")]], [0])}, r"^validation X\[0\] is not finite"),
    ],
)
def test_a_sample_of_another_length_is_refused_before_the_first_step(compile, settings, words):
    with pytest.raises(ValueError, match=words):
        fit(batch_size=2, compile=compile, **settings)


def test_what_is_no_validation_is_refused():
    with pytest.raises(TypeError, match=r"must be a pair \(X, y\), a Dataset, or the fraction"):
        fit(validation=(X, CLASSES, CLASSES))
    with pytest.raises(TypeError, match="got object"):
        fit(validation=object())


class Summing(nn.Module):
    """A model that takes samples of any length."""

    def __init__(self):
        self.w = Value(0.5)

    def __call__(self, x):
        return self.w * sum(x)


def test_samples_of_many_lengths_train_uncompiled_with_one_line_if_the_model_takes_them(capsys):
    rows = [[1.0], [1.0], [1.0, 2.0], [3.0]]
    y = [2.0, 2.0, 6.0, 6.0]  # twice the sums
    model = Summing()
    settings = {"batch_size": 2, "lr": 0.05, "epochs": 200, "progress": False, "seed": 0}
    history = nn.fit(model, rows, y, validation=(rows, y), **settings)
    assert model.w.data == pytest.approx(2.0, abs=1e-3)
    assert history[-1]["val_loss"] < 1e-4
    assert "the samples differ in their shapes" in capsys.readouterr().err


def test_the_default_loss_goes_by_all_targets_also_those_held_out(monkeypatch):
    y = [-1, 1, 1, 1]
    losses = set()
    for seed in range(6):
        for settings in ({}, {"loss": "hinge"}):
            history = fit(X=X[:4], y=y, validation=0.5, seed=seed, **settings)
            losses.add((seed, history[-1]["loss"]))
    assert len(losses) == 6  # whichever targets are left, it is the hinge loss


@pytest.mark.parametrize("kind", ["bool", "int32", "uint8", "int64"])
def test_ints_and_bools_of_numpy_are_classes(kind):
    numpy = pytest.importorskip("numpy")
    expected = fit(), fit(3)
    for targets in (numpy.array(CLASSES, kind), list(numpy.array(CLASSES, kind))):
        assert (fit(y=targets), fit(3, y=targets)) == expected


@pytest.mark.parametrize("kind", [float, "float32"])
def test_a_fraction_may_be_any_real_number(kind):
    numpy = pytest.importorskip("numpy")
    assert fit(validation=numpy.array(0.25, kind)[()]) == fit(validation=0.25)


def test_that_floats_0_and_1_are_numbers_to_predict_is_said_in_one_line(capsys):
    y = [float(t) for t in CLASSES]
    assert fit(y=y) == fit(y=CLASSES, loss="mse")
    assert capsys.readouterr().err == (
        "training on loss='mse', since the targets 0 and 1 are floats; for classes make them ints, "
        "or name the loss\n"
    )
    fit(y=y, loss="mse")
    fit(y=[2 * t - 1.0 for t in y[:-1]] + [0.5])
    assert not capsys.readouterr().err


@pytest.mark.parametrize("compile", WAYS)
def test_who_changes_the_lists_during_training_changes_no_training(compile):
    rows, y = [list(x) for x in X], [[float(t)] * 2 for t in CLASSES]

    def change(record, model):
        rows[0][0], y[3][1] = 1e3, 1e3

    settings = {"epochs": 4, "batch_size": 5, "compile": compile}
    changed = fit(2, rows, y, callbacks=[change], **settings)
    assert changed == fit(2, X, [[float(t)] * 2 for t in CLASSES], callbacks=[print], **settings)


@pytest.mark.parametrize("compile", WAYS)
def test_ints_beyond_those_of_numpy_are_numbers_too(compile):
    big = [[10**20, 1]] * 3
    history = fit(X=big, y=[1.0, 2.0, 3.0], optimizer="sgd", lr=0.0, compile=compile)
    expected = fit(X=[[1e20, 1.0]] * 3, y=[1.0, 2.0, 3.0], optimizer="sgd", lr=0.0, compile=False)
    assert history[-1]["loss"] == pytest.approx(expected[-1]["loss"], rel=1e-12)


def test_a_loss_that_looks_at_whole_batches_is_shown_whole_batches():
    def pairs(outputs, targets):
        if len(outputs) % 2:
            raise ValueError("pairs wanted")
        return sum((a - b) ** 2 for a, b in zip(outputs, targets)) / len(outputs)

    for compile in WAYS:
        assert fit(loss=pairs, batch_size=4, compile=compile)[-1]["loss"] < 10
        with pytest.raises(ValueError, match="pairs wanted"):
            fit(loss=pairs, batch_size=5, compile=compile)


def test_random_numbers_are_drawn_the_same_whether_compiled_or_not():
    states = set()
    for compile in WAYS:
        random.seed(3)
        fit(seed=None, batch_size=4, validation=0.25, compile=compile)
        states.add(random.random())
    assert len(states) == 1


@pytest.mark.parametrize("name", ["epochs", "batch_size", "early_stopping"])
@pytest.mark.parametrize("count", [0, -1, 1.0, 2.5, "3", True])
def test_a_count_is_a_whole_number_of_at_least_1(name, count):
    with pytest.raises(ValueError, match=f"{name} must be a whole number of at least 1, got"):
        fit(validation=0.25, **{name: count})


def test_a_count_may_be_of_numpy():
    numpy = pytest.importorskip("numpy")
    assert fit(batch_size=numpy.int64(5)) == fit(batch_size=5)
