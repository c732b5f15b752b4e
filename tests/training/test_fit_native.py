"""`nn.fit(backend="native")`: the history of the scalar engine, from epochs in machine code."""

import random
import sys

import pytest

import nn
from autograd import Value, take
from nn.training import TrainingError
from tests.training.lines import LINE, Line, data_of, fit

np = pytest.importorskip("numpy")
pytest.importorskip("llvmlite")

from nn.training import native_loops  # noqa: E402  (which needs llvmlite)

OPTIMIZERS = {
    "sgd": lambda ps: nn.SGD(ps, lr=0.1, weight_decay=0.01, maximize=False),
    "momentum": lambda ps: nn.SGD(ps, lr=0.05, momentum=0.9, dampening=0.1),
    "nesterov": lambda ps: nn.SGD(ps, lr=0.05, momentum=0.9, nesterov=True),
    "adagrad": lambda ps: nn.Adagrad(ps, lr=0.1, lr_decay=0.01, initial_accumulator_value=0.1),
    "adadelta": lambda ps: nn.Adadelta(ps),
    "rmsprop": lambda ps: nn.RMSprop(ps, lr=0.01, momentum=0.5, centered=True),
    "adam": lambda ps: nn.Adam(ps, lr=0.05, weight_decay=0.001),
    "amsgrad": lambda ps: nn.Adam(ps, lr=0.05, amsgrad=True),
    "adamw": lambda ps: nn.AdamW(ps, lr=0.05),
}
NATIVE = {"compile": True, "backend": "native"}


@pytest.fixture
def loops(monkeypatch):
    """The steps that machine code took, loop by loop."""
    found = []
    original = native_loops.NativeLearner._loop

    def watched(self, *args):
        losses = original(self, *args)
        found.append(len(losses))
        return losses

    monkeypatch.setattr(native_loops.NativeLearner, "_loop", watched)
    return found


def network(dropout=False, activation="tanh"):
    layers = [nn.Layer(2, 6, activation=activation, seed=1)]
    layers += [nn.Dropout(0.3), nn.Dropout(0.1, seed=5)] if dropout else []
    return nn.Sequential(*layers, nn.Layer(6, 1, activation="linear", seed=2))


def assert_same_runs(make, X, y, **settings):
    """One run on floats and one in machine code: histories, models, optimizers, random states."""
    made = settings.pop("optimizer", lambda ps: nn.SGD(ps, lr=0.1))
    runs = []
    for engine in ({"compile": False}, NATIVE):
        random.seed(11)
        model = make()
        optimizer = made(model.parameters())
        history = fit(model, X, y, optimizer=optimizer, **settings, **engine)
        runs.append((history, model, optimizer, random.getstate()))
    (history, model, optimizer, state), (found, twin, other, other_state) = runs
    assert len(found) == len(history)
    assert found.stopped == history.stopped
    for record, same in zip(history, found):
        assert same == pytest.approx(record, rel=1e-9, abs=1e-12)
    assert data_of(twin) == pytest.approx(data_of(model), rel=1e-9, abs=1e-12)
    assert other.steps == optimizer.steps
    for remembered, same in zip(optimizer.state, other.state):
        assert same == pytest.approx(remembered, rel=1e-9, abs=1e-12)
    assert other_state == state
    return found


# --- the same numbers ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_gives_the_history_of_the_scalar_engine(name, loops, capsys):
    X, y = nn.data.moons(20, noise=0.1, seed=0)
    assert_same_runs(network, X, y, optimizer=OPTIMIZERS[name], epochs=40)
    assert sum(loops) == 39, capsys.readouterr().err


def test_batches_in_their_order_a_smaller_one_last_and_dropout(loops):
    X, y = nn.data.moons(22, noise=0.1, seed=0)
    assert_same_runs(
        lambda: network(True), X, y, optimizer=OPTIMIZERS["adam"], epochs=6, batch_size=8, seed=3
    )
    assert sum(loops) == 6 * 3 - 1


def test_many_epochs_with_dropout_draw_the_same_numbers(loops):
    X, y = nn.data.moons(20, noise=0.1, seed=0)
    assert_same_runs(lambda: network(True), X, y, epochs=150)
    assert sum(loops) == 149


def test_batches_of_one_sample_are_machine_code_too(loops):
    X, y = nn.data.moons(12, noise=0.1, seed=0)
    assert_same_runs(network, X, y, optimizer=OPTIMIZERS["adam"], epochs=4, batch_size=1, seed=2)
    assert sum(loops) == 4 * 12 - 1


def test_schedulers_clipping_validation_and_callbacks_work_between_epochs(loops):
    X, y = nn.data.moons(30, noise=0.1, seed=0)
    seen = []

    def callback(record, model):
        seen.append((record["epoch"], record["val_loss"], data_of(model)[0]))
        return record["epoch"] == 20

    history = assert_same_runs(
        lambda: network(True),
        X,
        y,
        epochs=40,
        scheduler=lambda o: nn.schedulers.StepLR(o, 3, gamma=0.8),
        clip_grad_norm=0.2,
        validation=0.3,
        callbacks=[callback],
        seed=1,
    )
    assert history.stopped == "callback"
    assert [s[1:] for s in seen[20:]] == [pytest.approx(s[1:], rel=1e-9) for s in seen[:20]]
    assert sum(loops) == 19


@pytest.mark.parametrize("activation", ["relu", "gelu", "sigmoid", "silu", "elu", "leaky_relu"])
def test_softmax_classifiers_with_integer_labels(activation, loops):
    X, y = nn.data.spiral(30, seed=0)
    make = lambda: nn.MLP(2, [5, 3], activation=activation, seed=1)  # noqa: E731
    assert_same_runs(make, X, y, epochs=8, batch_size=10, seed=0)
    assert sum(loops) == 23


def test_large_products_are_left_to_numpy_and_give_the_same_numbers(loops):
    rng = random.Random(0)
    X = [[rng.uniform(-1.0, 1.0) for _ in range(80)] for _ in range(64)]
    y = [rng.randrange(3) for _ in X]
    runs = []
    for backend in ("numpy", "native"):
        model = nn.MLP(80, [50, 3], seed=0)
        history = fit(
            model, X, y, optimizer="sgd", lr=0.1, epochs=12, batch_size=64, seed=0,
            compile=True, backend=backend,
        )  # fmt: skip
        runs.append([*(record["loss"] for record in history), *data_of(model)])
    assert runs[1] == pytest.approx(runs[0], rel=1e-9, abs=1e-12)
    assert sum(loops) == 11


def test_a_resumed_training_ends_with_the_same_bits(tmp_path):
    X, y = nn.data.moons(22, noise=0.1, seed=0)
    settings = {"optimizer": "adam", "batch_size": 8, "seed": 3, **NATIVE}

    def interrupt(record, model):
        if record["epoch"] == 4:
            raise KeyboardInterrupt

    whole, model, file = network(True), network(True), tmp_path / "run"
    fit(whole, X, y, epochs=9, **settings)
    fit(model, X, y, epochs=9, checkpoint=file, callbacks=[interrupt], **settings)
    model = network(True)
    fit(model, X, y, epochs=9, checkpoint=file, resume=True, **settings)
    assert data_of(model) == data_of(whole)


# --- how it ends ---------------------------------------------------------------------------------


@pytest.mark.parametrize("batch_size", [None, 2])
@pytest.mark.parametrize("lr", [5.0, 1e200])
def test_a_diverging_run_fails_as_on_floats(lr, batch_size):
    errors = []
    for engine in ({"compile": False}, NATIVE):
        model = Line()
        with pytest.raises(TrainingError) as caught:
            fit(
                model, *LINE, loss="mse", optimizer="sgd", lr=lr, epochs=5000,
                batch_size=batch_size, seed=0, **engine
            )  # fmt: skip
        errors.append((caught.value, data_of(model)))
    (error, good), (found, same) = errors
    assert (found.epoch, found.batch) == (error.epoch, error.batch)
    assert len(found.history) == len(error.history) == error.epoch - 1
    assert same == pytest.approx(good, rel=1e-9)
    assert found.history.stopped == "error"


class Saturating(nn.Module):
    """log(w·x), which fails as soon as w·x is no longer positive, behind a dropout."""

    def __init__(self):
        self.w = Value(3.0)
        self.dropout = nn.Dropout(0.5, seed=4)

    def __call__(self, x):
        return (self.w * x[0] - 1).log() + self.dropout(0.01 * self.w)


def test_a_domain_error_is_named_and_no_draw_is_lost(loops):
    errors, X = [], [[1.0 + k / 32] for k in range(32)]
    for engine in ({"compile": False}, NATIVE):
        model = Saturating()
        with pytest.raises(TrainingError, match=r"log\(-") as caught:
            fit(
                model, X, [-3.0 for _ in X], loss="mse", optimizer="sgd", lr=0.05,
                epochs=500, **engine
            )  # fmt: skip
        state = model.dropout._rng.getstate()
        errors.append((str(caught.value), caught.value.epoch, data_of(model), state))
    assert sum(loops) > 1
    assert errors[1][1] == errors[0][1] > 2
    assert errors[1][2] == pytest.approx(errors[0][2], rel=1e-9)
    assert errors[1][3] == errors[0][3]


class Choosing(nn.Module):
    """One of three weights, which x says, times the other number in x."""

    def __init__(self):
        self.w = [Value(1.0), Value(2.0), Value(3.0)]

    def __call__(self, x):
        return take(self.w, x[0]) * x[1]


def test_an_index_that_is_none_is_found_in_whatever_batch_it_is(loops):
    X, errors = [[k % 3, 1.0 + k / 60] for k in range(60)], []
    fit(Choosing(), X, [0.0] * 60, loss="mse", optimizer="sgd", epochs=3, batch_size=20, **NATIVE)
    assert sum(loops) == 3 * 3 - 1
    X[-1][0] = 3
    for engine in ({"compile": True, "backend": "numpy"}, NATIVE):
        with pytest.raises(IndexError, match="from 0 to 2") as caught:
            fit(
                Choosing(), X, [0.0] * 60, loss="mse", optimizer="sgd", lr=0.01, epochs=3,
                batch_size=20, seed=1, **engine
            )  # fmt: skip
        errors.append(str(caught.value))
    assert errors[0] == errors[1]


def test_ctrl_c_during_a_loop_leaves_model_and_history_together(monkeypatch):
    X, y = nn.data.moons(16, seed=0)
    model = nn.MLP(2, [4, 1], seed=0)
    optimizer = nn.Adam(model.parameters())
    calls = []
    original = native_loops.NativeSteps.run

    def interrupted(self, *args):
        calls.append(1)
        found = original(self, *args)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(native_loops.NativeSteps, "run", interrupted)
    history = fit(model, X, y, epochs=100_000, optimizer=optimizer, **NATIVE)
    assert history.stopped == "interrupted"
    assert 1 < len(history) == optimizer.steps < 100_000
    again = nn.MLP(2, [4, 1], seed=0)
    fit(again, X, y, epochs=len(history), optimizer=nn.Adam(again.parameters()), compile=True)
    assert data_of(model) == pytest.approx(data_of(again), rel=1e-9)


# --- what it will not do -------------------------------------------------------------------------


class Arithmetic(nn.SGD):
    """An update of the user's own."""

    def update(self, p, g, state, step):
        return p - self.lr * ((g > 0) * 1.0 - (g < 0) * 1.0)


def test_what_there_are_no_loops_for_runs_on_numpy_and_one_line_says_so(loops, capsys):
    X, y = nn.data.moons(16, seed=0)
    make = lambda: nn.MLP(2, [4, 1], seed=0)  # noqa: E731
    assert_same_runs(make, X, y, optimizer=lambda ps: Arithmetic(ps, lr=0.01), epochs=9)
    assert_same_runs(make, X, y, optimizer=lambda ps: nn.SGD(ps[:5], lr=0.1), epochs=9)
    assert sum(loops) == 0
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("training without machine code: ") for line in lines)


def test_without_llvmlite_one_line_names_the_extra(monkeypatch):
    from autograd.compiler.native import llvm

    llvm.cache_clear()
    monkeypatch.setitem(sys.modules, "llvmlite", None)
    with pytest.raises(ImportError, match=r"pip install 'chainrule\[native\]'"):
        fit(Line(), *LINE, backend="native")
    llvm.cache_clear()
