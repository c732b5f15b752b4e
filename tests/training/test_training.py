"""`nn.fit`: what it computes, how it ends, and what it leaves behind."""

import contextlib
import math
import random

import pytest

import nn
from autograd import log, no_grad
from nn.training import TrainingError
from tests.training.lines import LINE, Line, data_of, fit, stop_at


def test_full_batches_are_plain_gradient_descent():
    model = Line()
    history = fit(model, *LINE, loss="mse", optimizer="sgd", lr=0.05, epochs=30)
    a = b = 0.0
    for record in history:
        errors = [a * x + b - t for (x,), t in zip(*LINE)]
        assert record["loss"] == pytest.approx(sum(e * e for e in errors) / 4, rel=1e-12)
        a_slope = sum(2 * e * x for e, (x,) in zip(errors, LINE[0])) / 4
        a, b = a - 0.05 * a_slope, b - 0.05 * sum(2 * e for e in errors) / 4
    assert data_of(model) == pytest.approx([a, b], rel=1e-12)


def test_batches_dropout_off_and_adam_agree_with_torch():
    torch = pytest.importorskip("torch")
    X, y = nn.data.spiral(60, seed=0)
    model = nn.MLP(2, [5, 3], activation="tanh", seed=1)
    twin = torch.nn.Sequential(
        torch.nn.Linear(2, 5), torch.nn.Tanh(), torch.nn.Linear(5, 3)
    ).double()
    with torch.no_grad():
        for layer, linear in zip(model.layers, (twin[0], twin[2])):
            rows = [[w.data for w in neuron.w] for neuron in layer.neurons]
            linear.weight.copy_(torch.tensor(rows, dtype=torch.float64))
            linear.bias.copy_(torch.tensor([neuron.b.data for neuron in layer.neurons]))
    optimizer = torch.optim.Adam(twin.parameters(), lr=0.05)
    rng = random.Random(4)
    expected = []
    for _ in range(5):
        total = 0.0
        for samples, targets in nn.data.batches(X, y, 16, rng):
            optimizer.zero_grad()
            outputs = twin(torch.tensor(samples, dtype=torch.float64))
            loss = torch.nn.functional.cross_entropy(outputs, torch.tensor(targets))
            loss.backward()
            optimizer.step()
            total += loss.item() * len(samples)
        expected.append(total / len(X))

    history = fit(model, X, y, lr=0.05, epochs=5, batch_size=16, seed=4)
    assert [record["loss"] for record in history] == pytest.approx(expected, rel=1e-9)
    numbers = [p for layer in (twin[0], twin[2]) for p in zip(layer.weight, layer.bias)]
    flat = [float(x) for weights, bias in numbers for x in (*weights.tolist(), bias.item())]
    assert data_of(model) == pytest.approx(flat, rel=1e-8)


def test_clipping_shortens_the_step_to_the_norm():
    model = Line()
    fit(model, *LINE, optimizer="sgd", lr=1.0, epochs=1, clip_grad_norm=0.1)
    assert math.hypot(*data_of(model)) == pytest.approx(0.1)


def test_arrays_are_taken_as_lists_are():
    numpy = pytest.importorskip("numpy")
    X, y = nn.data.moons(20, seed=0)
    as_lists, as_arrays, as_mixture = (nn.MLP(2, [3, 1], seed=0) for _ in range(3))
    expected = fit(as_lists, X, y, epochs=3, batch_size=8, seed=0)
    assert (
        fit(as_arrays, numpy.array(X), numpy.array(y), epochs=3, batch_size=8, seed=0) == expected
    )
    rows = [numpy.array(x) for x in X]
    assert fit(as_mixture, rows, list(numpy.array(y)), epochs=3, batch_size=8, seed=0) == expected


@pytest.mark.parametrize(
    ("nouts", "output_activation", "y", "name"),
    [
        (1, "linear", [0, 1, 1], "binary_cross_entropy_with_logits"),
        (1, "sigmoid", [0, 1, 1], "binary_cross_entropy"),
        (1, "linear", [-1, 1, 1], "hinge"),
        (1, "linear", [0.0, 1.0, 1.0], "mse"),
        (1, "linear", [3, 7, 11], "mse"),
        (3, "linear", [0, 1, 2], "cross_entropy"),
        (2, "linear", [[0.0, 1.0], [1.0, 0.5], [2.0, 2.0]], "mse"),
    ],
)
def test_the_loss_is_chosen_by_the_outputs_and_the_targets(nouts, output_activation, y, name):
    X = [[0.1, 0.2], [0.3, -0.4], [-0.5, 0.6]]
    chosen, named = (
        nn.MLP(2, [3, nouts], output_activation=output_activation, seed=0) for _ in range(2)
    )
    assert fit(chosen, X, y, epochs=2) == fit(named, X, y, epochs=2, loss=name)


def dropout_net():
    return nn.Sequential(nn.Layer(2, 8, seed=0), nn.Dropout(0.5), nn.Layer(8, 1, seed=1))


def test_a_seed_repeats_the_order_the_masks_and_the_fraction_held_out():
    X, y = nn.data.moons(24, seed=0)
    settings = {"epochs": 3, "batch_size": 8, "validation": 0.25}
    first, second, other = dropout_net(), dropout_net(), dropout_net()
    random.seed(1)
    history = fit(first, X, y, seed=5, **settings)
    random.seed(2)
    assert fit(second, X, y, seed=5, **settings) == history
    assert data_of(first) == data_of(second)
    assert fit(other, X, y, seed=6, **settings) != history


def test_without_a_seed_the_global_generator_decides():
    X, y = nn.data.moons(24, seed=0)
    histories = []
    for _ in range(2):
        random.seed(3)
        histories.append(fit(dropout_net(), X, y, epochs=2, batch_size=8))
    assert histories[0] == histories[1]


def test_a_seed_leaves_the_global_generator_alone():
    X, y = nn.data.moons(24, seed=0)
    random.seed(3)
    fit(dropout_net(), X, y, epochs=1, batch_size=8, seed=0)
    after = random.random()
    random.seed(3)
    assert random.random() == after


def test_dropout_without_a_seed_has_none_afterwards():
    model = dropout_net()
    fit(model, *nn.data.moons(8, seed=0), epochs=1, seed=0)
    random.seed(1)
    first = [model.layers[1](1.0) for _ in range(50)]
    random.seed(1)
    assert [model.layers[1](1.0) for _ in range(50)] == first


def test_dropout_keeps_a_seed_of_its_own():
    X, y = nn.data.moons(16, seed=0)
    histories = []
    for _ in range(2):
        model = nn.Sequential(
            nn.Layer(2, 8, seed=0), nn.Dropout(0.5, seed=9), nn.Layer(8, 1, seed=1)
        )
        histories.append(fit(model, X, y, epochs=2))
    assert histories[0] == histories[1]


@pytest.mark.parametrize("mode", [True, False])
@pytest.mark.parametrize("validation", [None, 0.25])
def test_the_model_is_in_train_mode_inside_and_as_before_afterwards(mode, validation):
    model = dropout_net().train(mode)
    model.layers[1].training = not mode
    inside = []
    fit(
        model,
        *nn.data.moons(8, seed=0),
        epochs=2,
        validation=validation,
        callbacks=[lambda record, m: inside.extend(part.training for part in m.modules())],
    )
    assert all(inside)
    assert model.training is mode
    assert model.layers[1].training is not mode


@pytest.mark.parametrize("error", [KeyError("a"), KeyboardInterrupt()])
def test_the_mode_is_restored_after_an_error_too(error):
    model = dropout_net().eval()
    with contextlib.suppress(KeyError):
        fit(model, *nn.data.moons(8, seed=0), callbacks=[stop_at(1, error)])
    assert not any(part.training for part in model.modules())


def test_an_error_of_a_callback_is_raised_as_it_is():
    with pytest.raises(ZeroDivisionError) as caught:
        fit(Line(), *LINE, callbacks=[lambda record, model: 1 / 0])
    assert not isinstance(caught.value, TrainingError)


def test_the_validation_loss_is_that_of_the_model_in_eval_mode():
    model = dropout_net()
    train, test = nn.data.train_test_split(nn.data.moons(24, seed=0), seed=0)
    seen = []

    def evaluate(record, m):
        m.eval()
        with no_grad():
            outputs = [m(x) for x in test.X]
            loss = nn.losses.binary_cross_entropy_with_logits(outputs, test.y)
        seen.append((record["val_loss"], float(loss)))

    fit(model, *train, validation=test, epochs=3, callbacks=[evaluate], seed=0)
    assert len(seen) == 3
    assert all(math.isclose(ours, expected, rel_tol=1e-12) for ours, expected in seen)


def test_a_loss_that_is_not_finite_names_the_place_and_the_cure_and_keeps_the_model_good():
    model = Line()
    with pytest.raises(TrainingError) as caught:
        fit(model, *LINE, optimizer="sgd", lr=1e90, epochs=9)
    error = caught.value
    assert isinstance(error, ArithmeticError)
    for words in (
        "epoch 3, batch 1",
        "smaller learning rate (lr is 1e+90)",
        "standardised",
        "clip",
    ):
        assert words in str(error)
    assert len(str(error).splitlines()) == 1
    assert (error.epoch, error.batch) == (3, 1)
    assert [record["epoch"] for record in error.history] == [1, 2]
    assert error.history.stopped == "error"
    # After one step of 1e90 the loss was finite for the last time.
    again = Line()
    fit(again, *LINE, optimizer="sgd", lr=1e90, epochs=1)
    assert data_of(model) == data_of(again)


def test_an_overflow_in_the_first_step_leaves_the_model_as_it_was():
    model = Line(1.0, 2.0)
    with pytest.raises(TrainingError, match="epoch 1, batch 1: a parameter after the update"):
        fit(model, [[1e100]], [1.0], optimizer="sgd", lr=1e200)
    assert data_of(model) == [1.0, 2.0]


def test_an_overflow_error_of_the_engine_is_a_training_error():
    with pytest.raises(TrainingError, match=r"epoch 1, batch 1: .* in exp\(1000"):
        fit(Line(0.0, 1000.0), *LINE, loss=lambda outputs, y: outputs[0].exp())


def test_a_logarithm_that_training_drove_negative_is_a_training_error():
    def loss(outputs, y):
        return log(outputs[0])  # its minimum is where it does not exist

    model = Line(0.0, 1.0)
    with pytest.raises(TrainingError, match=r"epoch 4, batch 1.*log"):
        fit(model, [[0.0]], [0.0], loss=loss, optimizer="sgd", lr=0.3, epochs=100)
    b = 1.0
    for _ in range(2):
        b -= 0.3 / b
    assert model.b.data == pytest.approx(b)


def test_a_validation_loss_that_is_not_finite_is_said_to_be_one():
    with pytest.raises(TrainingError, match="epoch 1, validation: the loss is inf") as caught:
        fit(Line(), *LINE, validation=([[1e200]], [0.0]), epochs=2)
    assert (caught.value.batch, len(caught.value.history)) == (0, 0)


def test_a_wrong_target_stays_the_error_that_it_is():
    X, y = [[0.0, 0.0], [1.0, 1.0], [0.5, 0.5]], [0, 1, 2]
    with pytest.raises(ValueError, match="class 2 for 2 scores"):
        fit(nn.MLP(2, [2], seed=0), X, y, batch_size=1, seed=0)
