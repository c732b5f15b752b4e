"""`nn.fit`: how it ends, what it takes, and what it shows."""

import math
import sys

import pytest

import nn
from autograd import Value
from nn.training import TrainingError
from tests.training.lines import LINE, Line, data_of, fit, stop_at


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
