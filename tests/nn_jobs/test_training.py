"""`nn.fit`: what it computes, how it ends, and what it leaves behind."""

import contextlib
import math
import random
import sys

import pytest

import nn
from autograd import Value, log, no_grad
from nn.training import TrainingError

LINE = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0])


class Line(nn.Module):
    """y = a·x + b, from a = b = 0."""

    def __init__(self, a=0.0, b=0.0):
        self.a, self.b = Value(a), Value(b)

    def __call__(self, x):
        return self.a * x[0] + self.b


class Interrupting(nn.SGD):
    """Ctrl-C in the midst of an update: the first parameter has moved, the second has not."""

    def __init__(self, parameters, at_step, error):
        super().__init__(parameters, lr=0.01)
        self.at_step, self.error, self.calls = at_step, error, 0

    def update(self, p, g, state, step):
        self.calls += 1
        if step == self.at_step and self.calls == 2 * step:
            raise self.error
        return super().update(p, g, state, step)


def fit(model, X, y, **settings):
    return nn.fit(model, X, y, **{"progress": False, **settings})


def data_of(model):
    return [parameter.data for parameter in model.parameters()]


def stop_at(epoch, error):
    def callback(record, model):
        if record["epoch"] == epoch:
            raise error

    return callback


# --- what it computes ----------------------------------------------------------------------------


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


# --- randomness ----------------------------------------------------------------------------------


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


# --- train and eval mode -------------------------------------------------------------------------


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


# --- when the numbers go wrong -------------------------------------------------------------------


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


# --- how a run ends ------------------------------------------------------------------------------


def test_ctrl_c_returns_the_history_so_far():
    model = Line()
    history = fit(model, *LINE, callbacks=[stop_at(3, KeyboardInterrupt())])
    assert [record["epoch"] for record in history] == [1, 2, 3]
    assert history.stopped == "interrupted"
    same = Line()
    fit(same, *LINE, epochs=3)
    assert data_of(model) == data_of(same)


def test_ctrl_c_in_the_midst_of_an_update_leaves_no_half_of_it():
    model, same = Line(), Line()
    optimizer = Interrupting(model.parameters(), 3, KeyboardInterrupt())
    history = fit(model, *LINE, optimizer=optimizer, epochs=10)
    fit(same, *LINE, optimizer="sgd", lr=0.01, epochs=2)
    assert data_of(model) == data_of(same)
    assert len(history) == 2


def test_another_error_in_the_midst_of_an_update_leaves_no_half_of_it_and_is_raised():
    model, same = Line(), Line()
    optimizer = Interrupting(model.parameters(), 3, RuntimeError("power failure"))
    with pytest.raises(RuntimeError, match="power failure"):
        fit(model, *LINE, optimizer=optimizer, epochs=10)
    fit(same, *LINE, optimizer="sgd", lr=0.01, epochs=2)
    assert data_of(model) == data_of(same)


def test_a_callback_can_end_the_run_and_add_to_the_record():
    def callback(record, model):
        record["slope"] = model.a.data
        return record["loss"] < 5.0

    model = Line()
    history = fit(model, *LINE, optimizer="sgd", lr=0.02, callbacks=[callback])
    assert history.stopped == "callback"
    assert history[-1]["loss"] < 5.0 <= history[-2]["loss"]
    assert history[-1]["slope"] == model.a.data


def test_every_callback_is_called_though_one_ends_the_run():
    called = []
    callbacks = [lambda r, m: True, lambda r, m: called.append(r["epoch"])]
    fit(Line(), *LINE, epochs=5, callbacks=callbacks)
    assert called == [1]


def test_early_stopping_goes_back_to_the_best_epoch():
    # Validation wants y = 0 and training y = 10, so every step makes validation worse after the
    # constant has passed 1.
    model = Line(0.0, -1.0)
    history = fit(
        model,
        [[0.0]],
        [10.0],
        validation=([[0.0]], [0.0]),
        optimizer="sgd",
        lr=0.01,
        epochs=100,
        early_stopping=3,
    )
    losses = [record["val_loss"] for record in history]
    best = losses.index(min(losses))
    assert history.stopped == "early stopping"
    assert len(history) == best + 1 + 3
    assert model.b.data**2 == pytest.approx(min(losses), rel=1e-12)


def test_early_stopping_goes_back_to_the_best_epoch_when_the_epochs_run_out():
    model = Line(0.0, -1.0)
    history = fit(
        model,
        [[0.0]],
        [10.0],
        validation=([[0.0]], [0.0]),
        optimizer="sgd",
        lr=0.01,
        epochs=8,
        early_stopping=50,
    )
    losses = [record["val_loss"] for record in history]
    assert history.stopped == "epochs"
    assert model.b.data**2 == pytest.approx(min(losses), rel=1e-12)
    assert losses[-1] > min(losses)


# --- optimizers and schedulers -------------------------------------------------------------------


def test_an_optimizer_can_be_a_name_an_instance_or_what_makes_one():
    models = [Line(), Line(), Line()]
    histories = [
        fit(models[0], *LINE, optimizer="sgd", lr=0.02, epochs=3),
        fit(models[1], *LINE, optimizer=nn.SGD(models[1].parameters(), lr=0.02), epochs=3),
        fit(models[2], *LINE, optimizer=lambda p: nn.SGD(p, lr=0.02), epochs=3),
    ]
    assert histories[0] == histories[1] == histories[2]


@pytest.mark.parametrize("make_early", [True, False])
def test_a_scheduler_steps_after_each_epoch(make_early):
    model = Line()
    optimizer = nn.SGD(model.parameters(), lr=0.1)

    def make(o):
        return nn.schedulers.StepLR(o, step_size=2, gamma=0.5)

    scheduler = make(optimizer) if make_early else make
    history = fit(model, *LINE, optimizer=optimizer, scheduler=scheduler, epochs=5)
    assert [record["lr"] for record in history] == [0.1, 0.1, 0.05, 0.05, 0.025]


def test_parameters_of_the_optimizer_beyond_the_model_learn_too():
    model, extra = Line(), Value(0.0)
    optimizer = nn.SGD([*model.parameters(), extra], lr=0.1)
    settings = {"optimizer": optimizer, "loss": lambda outputs, y: (extra - 1.0) ** 2, "epochs": 40}
    fit(model, *LINE, **settings)
    assert extra.data == pytest.approx(1.0, abs=1e-3)


# --- arguments -----------------------------------------------------------------------------------


def other_scheduler(_):
    return nn.schedulers.StepLR(nn.SGD([Value(0.0)]), 1)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"X": [[0.0]]}, "got 4 and 1"),
        ({"X": [], "y": []}, "got 0 and 0"),
        ({"X": [[0.0], [1.0], [math.nan], [3.0]]}, r"X\[2\] is not finite"),
        ({"y": [1.0, math.inf, 5.0, 7.0]}, r"y\[1\] is not finite"),
        ({"loss": "mes"}, "unknown loss 'mes'"),
        ({"optimizer": "adamm"}, "unknown optimizer 'adamm'"),
        ({"optimizer": nn.SGD([Value(0.0)])}, "no parameter of this model"),
        ({"optimizer": lambda p: nn.SGD(p), "lr": 0.1}, "lr goes with an optimizer's name"),
        ({"epochs": 0}, "epochs must be a whole number of at least 1, got 0"),
        ({"batch_size": 0}, "batch_size must be a whole number of at least 1, got 0"),
        ({"batch_size": 2.5}, "batch_size must be a whole number"),
        ({"early_stopping": 3}, "early_stopping watches the validation loss"),
        ({"early_stopping": 0, "validation": 0.5}, "early_stopping must be a whole number"),
        ({"validation": 1.5}, "between 0 and 1, got 1.5"),
        ({"validation": ([[0.0]], [])}, "got 0 and 1"),
        ({"scheduler": other_scheduler}, "belongs to another optimizer"),
    ],
)
def test_an_argument_that_does_not_fit_is_refused(settings, words):
    model = Line()
    with pytest.raises(ValueError, match=words):
        fit(model, **{"X": LINE[0], "y": LINE[1], **settings})
    assert data_of(model) == [0.0, 0.0]


def test_what_is_no_module_is_refused():
    with pytest.raises(TypeError, match=r"fit trains an nn\.Module, got function"):
        fit(lambda x: x, *LINE)


def test_a_loss_that_is_no_value_is_refused():
    with pytest.raises(TypeError, match="the loss must be a Value, got float"):
        fit(Line(), *LINE, loss=lambda outputs, y: 1.0)


def test_integers_to_predict_can_be_held_out_though_they_never_repeat():
    history = fit(Line(), [[float(i)] for i in range(8)], list(range(10, 18)), validation=0.25)
    assert "val_loss" in history[0]


# --- progress and history ------------------------------------------------------------------------


def test_the_progress_bar_counts_the_steps(capsys):
    pytest.importorskip("tqdm")
    nn.fit(Line(), *LINE, epochs=3, batch_size=2)
    captured = capsys.readouterr()
    assert "6/6" in captured.err
    assert "loss=" in captured.err
    assert captured.out == ""


def test_without_progress_nothing_is_written(capsys):
    fit(Line(), *LINE, epochs=3)
    assert capsys.readouterr() == ("", "")


def test_without_tqdm_one_line_names_the_extra_and_training_goes_on(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    history = nn.fit(Line(), *LINE, epochs=3)
    assert len(history) == 3
    assert capsys.readouterr().err == "no progress bar: pip install 'chainrule[progress]'\n"


def test_an_error_takes_the_progress_bar_away(capsys):
    pytest.importorskip("tqdm")
    with pytest.raises(TrainingError):
        nn.fit(Line(), *LINE, optimizer="sgd", lr=1e200)
    assert capsys.readouterr().err.split("\r")[-1].strip() == ""


def test_a_history_is_a_list_that_says_how_the_run_went():
    history = fit(Line(), *LINE, optimizer="sgd", lr=0.01, epochs=2, validation=LINE)
    assert isinstance(history, list)
    assert set(history[0]) == {"epoch", "loss", "lr", "val_loss"}
    assert repr(history).startswith("<History of 2 epoch(s), loss 21 → ")
    assert repr(history).endswith("stopped: epochs>")
    assert repr(nn.History()) == "<History of 0 epochs, stopped: epochs>"
