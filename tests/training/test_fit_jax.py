"""`nn.fit(backend="jax")`: the history of the scalar engine, from epochs that JAX compiled."""

import random

import pytest

import nn
from autograd import TraceError, Value, where
from nn.training import TrainingError

np = pytest.importorskip("numpy")
jax = pytest.importorskip("jax")

from autograd.compiler.run.jax_code import JaxCode  # noqa: E402  (which needs JAX)
from nn.training import jax_loops  # noqa: E402  (likewise)

LINE = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0])

OPTIMIZERS = {
    "sgd": lambda ps: nn.SGD(ps, lr=0.1, weight_decay=0.01),
    "momentum": lambda ps: nn.SGD(ps, lr=0.05, momentum=0.9, dampening=0.1),
    "nesterov": lambda ps: nn.SGD(ps, lr=0.05, momentum=0.9, nesterov=True),
    "adagrad": lambda ps: nn.Adagrad(ps, lr=0.1, lr_decay=0.01, initial_accumulator_value=0.1),
    "adadelta": lambda ps: nn.Adadelta(ps),
    "rmsprop": lambda ps: nn.RMSprop(ps, lr=0.01, momentum=0.5, centered=True),
    "adam": lambda ps: nn.Adam(ps, lr=0.05),
    "adamw": lambda ps: nn.AdamW(ps, lr=0.05),
}


def network(dropout):
    layers = [nn.Layer(2, 6, activation="tanh", seed=1)]
    layers += [nn.Dropout(0.3), nn.Dropout(0.1, seed=5)] if dropout else []
    return nn.Sequential(*layers, nn.Layer(6, 1, activation="linear", seed=2))


def fit(model, X, y, **settings):
    return nn.fit(model, X, y, **{"progress": False, **settings})


def numbers(model):
    return [parameter.data for parameter in model.parameters()]


def assert_same_runs(make, X, y, **settings):
    """One run on floats and one by JAX: histories, models, optimizers and random states agree."""
    made = settings.pop("optimizer", lambda ps: nn.SGD(ps, lr=0.1))
    runs = []
    for engine in ({"compile": False}, {"compile": True, "backend": "jax"}):
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
    assert numbers(twin) == pytest.approx(numbers(model), rel=1e-9, abs=1e-12)
    assert other.steps == optimizer.steps
    for remembered, same in zip(optimizer.state, other.state):
        assert same == pytest.approx(remembered, rel=1e-9, abs=1e-12)
    assert other_state == state
    return found


# --- the same numbers ----------------------------------------------------------------------------


# Dropout for one without and one with a state: an optimizer sees no more of it than gradients.
@pytest.mark.parametrize(
    ("name", "dropout"), [*((name, False) for name in OPTIMIZERS), ("sgd", True), ("adam", True)]
)
def test_every_optimizer_gives_the_history_of_the_scalar_engine(name, dropout):
    X, y = nn.data.moons(24, noise=0.1, seed=0)
    assert_same_runs(
        lambda: network(dropout), X, y, optimizer=OPTIMIZERS[name], epochs=6, batch_size=8, seed=3
    )


def test_the_last_batch_of_an_epoch_may_be_smaller():
    X, y = nn.data.moons(22, noise=0.1, seed=0)
    assert_same_runs(lambda: network(True), X, y, epochs=6, batch_size=8, seed=3)


@pytest.mark.parametrize("dropout", [False, True], ids=["plain", "dropout"])
def test_many_epochs_of_one_batch_run_in_one_loop(dropout, monkeypatch):
    X, y = nn.data.moons(20, noise=0.1, seed=0)
    loops = []
    original = jax_loops.JaxLearner._loop
    monkeypatch.setattr(
        jax_loops.JaxLearner, "_loop", lambda self, *args: loops.append(1) or original(self, *args)
    )
    assert_same_runs(lambda: network(dropout), X, y, optimizer=OPTIMIZERS["adam"], epochs=150)
    assert len(loops) < 20


def test_schedulers_clipping_validation_and_callbacks_work_between_epochs():
    X, y = nn.data.moons(30, noise=0.1, seed=0)
    seen = []

    def callback(record, model):
        seen.append((record["epoch"], record["val_loss"], numbers(model)[0]))
        record["noted"] = float(len(seen) % 20)
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


def test_early_stopping_restores_the_best_epoch():
    X, y = nn.data.moons(24, noise=0.4, seed=2)
    history = assert_same_runs(
        lambda: network(False),
        X,
        y,
        optimizer=lambda ps: nn.Adam(ps, lr=0.3),
        epochs=60,
        validation=0.5,
        early_stopping=4,
        seed=0,
    )
    assert history.stopped == "early stopping"


def test_softmax_classifiers_with_integer_labels():
    X, y = nn.data.spiral(30, seed=0)
    assert_same_runs(lambda: nn.MLP(2, [5, 3], activation="gelu", seed=1), X, y, epochs=8)


def test_labels_that_are_whole_numbers_are_no_reason_to_compile_twice(monkeypatch):
    """The check of the program computes with floats."""
    codes, forward = [], JaxCode.forward
    monkeypatch.setattr(
        JaxCode, "forward", lambda self, *given: codes.append(self) or forward(self, *given)
    )
    X, y = nn.data.moons(24, noise=0.1, seed=0)
    assert {*map(type, y)} == {int}
    fit(network(False), X, y, epochs=1, batch_size=8, seed=3, backend="jax")
    assert len(codes) > 1
    assert {(code._forward._cache_size(), code._backward._cache_size()) for code in codes} == {
        (1, 1)
    }


def test_a_loss_may_use_parameters_and_other_values():
    X, y = nn.data.moons(20, seed=0)
    scale = Value(0.3)

    def make():
        model = nn.MLP(2, [4, 1], seed=0)
        losses[0] = lambda scores, targets: (
            nn.losses.mse(scores, targets) + 0.01 * scale * nn.losses.l2(model.parameters()[:5])
        )
        return model

    losses = [None]
    assert_same_runs(make, X, y, loss=lambda *args: losses[0](*args), epochs=20)


def test_parameters_that_the_optimizer_does_not_hold_stay():
    X, y = nn.data.moons(20, seed=0)
    assert_same_runs(
        lambda: nn.MLP(2, [4, 1], seed=0),
        X,
        y,
        optimizer=lambda ps: nn.Adam(ps[::-1][:6], lr=0.1),
        epochs=10,
    )


def test_a_run_goes_on_where_the_optimizer_stopped():
    X, y = nn.data.moons(16, seed=0)
    model, whole = nn.MLP(2, [4, 1], seed=0), nn.MLP(2, [4, 1], seed=0)
    settings = {"loss": "mse", "compile": True, "backend": "jax"}
    optimizer = nn.Adam(model.parameters(), lr=0.02)
    fit(model, X, y, epochs=7, optimizer=optimizer, **settings)
    fit(model, X, y, epochs=8, optimizer=optimizer, **settings)
    fit(whole, X, y, epochs=15, optimizer=nn.Adam(whole.parameters(), lr=0.02), **settings)
    assert numbers(model) == pytest.approx(numbers(whole), rel=1e-12)


def test_a_changed_setting_of_the_optimizer_counts_from_the_next_epoch_on():
    X, y = nn.data.moons(16, seed=0)

    def make():
        made.append(nn.MLP(2, [4, 1], seed=0))
        return made[-1]

    def optimizer(parameters):
        optimizers.append(nn.SGD(parameters, lr=0.05, momentum=0.9))
        return optimizers[-1]

    def change(record, model):
        if record["epoch"] == 4:
            optimizers[-1].momentum, optimizers[-1].lr = 0.5, 0.02

    made, optimizers = [], []
    assert_same_runs(make, X, y, optimizer=optimizer, epochs=9, callbacks=[change])


# --- how it ends ---------------------------------------------------------------------------------


class Line(nn.Module):
    """y = a·x + b, from a = b = 0."""

    def __init__(self):
        self.a, self.b = Value(0.0), Value(0.0)

    def __call__(self, x):
        return self.a * x[0] + self.b


@pytest.mark.parametrize("batch_size", [None, 2])
@pytest.mark.parametrize("lr", [5.0, 1e200])
def test_a_diverging_run_fails_as_on_floats(lr, batch_size):
    errors = []
    for engine in ({"compile": False}, {"compile": True, "backend": "jax"}):
        model = Line()
        with pytest.raises(TrainingError) as caught:
            fit(
                model, *LINE, loss="mse", optimizer="sgd", lr=lr, epochs=5000,
                batch_size=batch_size, seed=0, **engine
            )  # fmt: skip
        errors.append((caught.value, numbers(model)))
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


def test_a_domain_error_is_named_and_no_draw_is_lost():
    errors = []
    for engine in ({"compile": False}, {"compile": True, "backend": "jax"}):
        model = Saturating()
        with pytest.raises(TrainingError, match=r"log\(-") as caught:
            fit(
                model, [[1.0], [1.5]], [-3.0, -3.0], loss="mse", optimizer="sgd", lr=0.05,
                epochs=500, **engine
            )  # fmt: skip
        state = model.dropout._rng.getstate()
        errors.append((str(caught.value), caught.value.epoch, numbers(model), state))
    assert errors[1][1] == errors[0][1] > 2
    assert errors[1][2] == pytest.approx(errors[0][2], rel=1e-9)
    assert errors[1][3] == errors[0][3]


def test_wrong_labels_are_refused():
    X, y = nn.data.spiral(12, seed=0)
    model = nn.MLP(2, [3, 3], seed=0)
    with pytest.raises(ValueError, match="class 3 for 3 scores"):
        fit(
            model, X, [*y[:-1], 3], loss="cross_entropy", epochs=5, batch_size=4, compile=True,
            backend="jax",
        )  # fmt: skip


def test_ctrl_c_keeps_the_epochs_so_far():
    X, y = nn.data.moons(16, seed=0)

    def interrupt(record, model):
        if record["epoch"] == 5:
            raise KeyboardInterrupt

    history = assert_same_runs(
        lambda: nn.MLP(2, [4, 1], seed=0), X, y, epochs=50, batch_size=8, callbacks=[interrupt]
    )
    assert (len(history), history.stopped) == (5, "interrupted")


def test_ctrl_c_during_a_loop_leaves_model_and_history_together(monkeypatch):
    X, y = nn.data.moons(16, seed=0)
    model = nn.MLP(2, [4, 1], seed=0)
    optimizer = nn.Adam(model.parameters())
    calls = []

    def interrupted(progress):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return original(progress)

    original = jax_loops.as_numpy
    monkeypatch.setattr(jax_loops, "as_numpy", interrupted)
    history = fit(model, X, y, epochs=10_000, optimizer=optimizer, compile=True, backend="jax")
    assert history.stopped == "interrupted"
    assert 1 < len(history) == optimizer.steps < 10_000
    again = nn.MLP(2, [4, 1], seed=0)
    fit(again, X, y, epochs=len(history), optimizer=nn.Adam(again.parameters()), compile=False)
    assert numbers(model) == pytest.approx(numbers(again), rel=1e-9)


# --- what it will not do -------------------------------------------------------------------------


class Signs(nn.SGD):
    """An update that looks at its numbers."""

    def update(self, p, g, state, step):
        return p - self.lr if g > 0 else p + self.lr


class Arithmetic(nn.SGD):
    """The same as arithmetic, and with a memory."""

    def update(self, p, g, state, step):
        state["size"] = 0.5 * state.get("size", 0.0) + abs(g)
        return p - self.lr * ((g > 0) * 1.0 - (g < 0) * 1.0) - 0.001 * state["size"]


class OwnStep(nn.SGD):
    def step(self):
        super().step()


def test_optimizers_of_the_users_own_run_if_they_are_arithmetic():
    X, y = nn.data.moons(16, seed=0)
    make = lambda: nn.MLP(2, [4, 1], seed=0)  # noqa: E731
    assert_same_runs(make, X, y, optimizer=lambda ps: Arithmetic(ps, lr=0.01), epochs=9)
    for kind, reason in ((Signs, "Signs.update"), (OwnStep, "OwnStep")):
        with pytest.raises(TraceError, match=reason):
            fit(make(), X, y, optimizer=kind, epochs=2, compile=True, backend="jax")


def test_a_model_that_cannot_be_traced_falls_back_with_one_line(capsys):
    X, y = nn.data.moons(16, seed=0)

    class Branching(nn.Module):
        def __init__(self):
            self.w = Value(0.5)

        def __call__(self, x):
            return self.w * (x[0] if self.w > 0 else x[1])

    class Choosing(Branching):
        def __call__(self, x):
            return self.w * where(self.w > 0, x[0], x[1])

    settings = {"loss": "mse", "optimizer": "sgd", "lr": 0.1, "epochs": 4, "backend": "jax"}
    branching, choosing = Branching(), Choosing()
    fit(branching, X, y, **settings)
    assert "autograd.where" in capsys.readouterr().err
    fit(choosing, X, y, **settings)
    assert capsys.readouterr().err == ""
    assert branching.w.data == pytest.approx(choosing.w.data, rel=1e-12)


def test_unknown_backends_and_contradictions_are_refused():
    with pytest.raises(ValueError, match="unknown backend 'fortran'"):
        fit(Line(), *LINE, backend="fortran")
    with pytest.raises(ValueError, match="compile=False"):
        fit(Line(), *LINE, compile=False, backend="jax")


@pytest.mark.usefixtures("without_jax")
def test_without_jax_one_line_names_the_extra():
    with pytest.raises(ImportError, match=r"pip install 'chainrule\[jax\]'"):
        fit(Line(), *LINE, backend="jax")
