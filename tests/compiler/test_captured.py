"""What a compiled function finds outside itself: followed, or refused by name; never kept."""

import collections
import dataclasses
import functools
import itertools
import logging
import math
import operator
import pathlib
import re
import statistics
import threading
import types

import pytest

import autograd
import nn
from autograd import Value
from tests.compiler import (
    capturing,
    capturing_classes,  # noqa: F401
    capturing_containers,  # noqa: F401  # which add their ways
    capturing_objects,  # noqa: F401
    capturing_variables,
)

np = pytest.importorskip("numpy")
REFUSAL = r"uses `|changes `"


@pytest.fixture(autouse=True)
def as_it_was():
    capturing.restore()
    capturing_variables.restore()
    yield
    capturing.restore()


def outcome(compiled):
    """What a call gives, or None where it is refused by name."""
    try:
        return compiled(1.0).data
    except autograd.TraceError as error:
        if not re.search(REFUSAL, str(error)):
            raise
        return None


@pytest.mark.parametrize("name", capturing.WAYS)
def test_a_captured_number_that_changes_is_followed_or_refused(name):
    w = Value(2.0)
    number, change = capturing.WAYS[name]()
    compiled = autograd.compile(lambda x: w * x * number())
    assert outcome(compiled) == (None if name in capturing.REFUSED else 6.0)
    change()
    assert outcome(compiled) in (None, 10.0)
    assert outcome(compiled) in (None, 10.0)


@pytest.mark.parametrize("name", sorted(set(capturing.WAYS) - capturing.REFUSED))
def test_what_is_followed_is_recorded_once_and_not_at_each_call(name):
    number, _ = capturing.WAYS[name]()
    compiled = autograd.compile(lambda x: Value(2.0) * x * number())
    compiled(1.0)
    program = compiled.lifted
    compiled(2.0)
    assert compiled.lifted is program


# --- what is refused for what it is --------------------------------------------------------------


def test_the_refusal_names_the_variable_its_kind_and_the_cure():
    w, history = Value(2.0), collections.deque([3.0])
    message = r"^scaled uses `history`, which is a deque; .*pass it as an argument, or keep"

    @autograd.compile
    def scaled(x):
        return w * x * history[0]

    with pytest.raises(autograd.TraceError, match=message):
        scaled(1.0)


@pytest.mark.parametrize("compile", ["auto", True])
def test_fit_runs_uncompiled_with_one_line_where_something_is_refused(compile, capsys):
    weights = collections.deque([1.0, 5.0])

    def loss(outputs, targets):
        return autograd.mean(weights[1] * (o - t) ** 2 for o, t in zip(outputs, targets))

    def run(compile):
        model = nn.MLP(1, [1], seed=3)
        X, y = [[0.2], [0.7]], [1.0, 0.0]
        return nn.fit(model, X, y, loss=loss, epochs=5, compile=compile, progress=False)

    if compile is True:
        with pytest.raises(autograd.TraceError, match="`weights`, which is a deque"):
            run(True)
        return
    assert [r["loss"] for r in run("auto")] == [r["loss"] for r in run(False)]
    said = capsys.readouterr().err
    assert said.startswith("training without compiling: the code uses `weights`, which is a deque")
    assert said.count("\n") == 1


def test_what_counts_the_steps_of_training_is_refused_and_the_learning_rate_followed():
    w = Value(2.0)
    optimizer = nn.SGD([w], lr=3.0)
    with pytest.raises(autograd.TraceError, match=r"`optimizer\.steps`, which changes with"):
        autograd.compile(lambda x: w * x * optimizer.steps)(1.0)
    compiled = autograd.compile(lambda x: w * x * optimizer.lr)
    assert compiled(1.0).data == 6.0
    optimizer.lr = 5.0
    assert compiled(1.0).data == 10.0


# --- what is not refused without need ------------------------------------------------------------

log = logging.getLogger("compiled")
LOCK = threading.Lock()
WORD = re.compile(r"(\d+)")
HERE = pathlib.Path("/tmp/model-3.json")


@dataclasses.dataclass(frozen=True)
class Settings:
    k: float = 3.0
    names: list[str] = dataclasses.field(default_factory=lambda: ["a", "b", "c"])


class Friendly(nn.Module):
    def __init__(self):
        self.inner = nn.MLP(1, [2, 1], activation="tanh", seed=1)
        self.settings, self.history = Settings(), collections.deque()

    def __call__(self, x):
        return self.inner([x]) * self.settings.k


def locked(x):
    with LOCK:
        return 3.0 * x


def said(x):
    log.debug("step %s", len("abc"))
    print("step")
    return 3.0 * x


def shown(x):
    tqdm = pytest.importorskip("tqdm")
    return sum(x for _ in tqdm.tqdm(range(3), disable=True))


def cached_helper():
    @functools.lru_cache
    def helper(n):
        return float(n)

    return lambda x: helper(3) * x


def timed(x):
    from time import sleep

    sleep(0)
    return 3.0 * x


FRIENDLY = {
    "logger and print": said,
    "lock": locked,
    "tqdm": shown,
    "sleep": timed,
    "pattern": lambda x: x * float(WORD.search("a3")[1]),
    "path": lambda x: x * float(WORD.search(HERE.name)[1]),
    "path of its own": lambda x: x * len(pathlib.Path("a/b/c").parts),
    "math": lambda x: x * math.sqrt(9.0),
    "statistics": lambda x: x * statistics.mean([3.0, 3.0]),
    "operator": lambda x: functools.reduce(operator.add, [x, x, x]),
    "itertools": lambda x: sum(x * k for k in itertools.islice(itertools.count(1), 2)),
    "accumulate": lambda x: list(itertools.accumulate([x, x, x]))[-1],
    "deque of its own": lambda x: sum(collections.deque([x, x, x], maxlen=3)),
    "iterator of its own": lambda x, xs=(1.0, 2.0): x * sum(iter(xs)),
    "partial": functools.partial(operator.mul, 3.0),
    "lru_cache": cached_helper(),
    "dataclass": lambda x, s=Settings(): x * s.k,
    "fields of a dataclass": lambda x, s=Settings(): x * dataclasses.asdict(s)["k"],
    "namespace": lambda x, s=types.SimpleNamespace(k=3.0): x * s.k,  # noqa: B008
    "numpy": lambda x: x * float(np.linalg.norm(np.array([3.0, 0.0]))),
    "numpy's vectors": lambda x: x * float(np.dot([1.0, 1.0], [1.0, 2.0])),
    "type checks": lambda x: x * 3.0 if isinstance(x, Value) and not callable(x) else x,
    "errors": lambda x: x * 3.0 if x is not None else (_ for _ in ()).throw(ValueError("no")),
    "fold": lambda x: x * next(iter((math.ceil, math.floor)))(2.5),
}


@pytest.mark.parametrize("name", FRIENDLY)
def test_what_has_no_state_compiles_and_is_recorded_once(name):
    w, f = Value(2.0), FRIENDLY[name]
    compiled = autograd.compile(lambda x: f(w * x))
    assert compiled(1.0).data == pytest.approx(6.0)
    program = compiled.lifted
    assert compiled(2.0).data == pytest.approx(12.0)
    assert compiled.lifted is program


def test_a_model_with_a_log_that_the_code_does_not_ask_for_compiles():
    model = Friendly()
    compiled = autograd.compile(model)
    for x in (0.5, 1.5):
        assert compiled(x).data == pytest.approx(model(x).data, rel=1e-12)
    model.history.append(1.0)
    program = compiled.lifted
    compiled(1.0)
    assert compiled.lifted is program


# --- layers --------------------------------------------------------------------------------------


def replace_a_weight(model):
    model.layers[0].neurons[1].w[0] = Value(7.0)


def replace_a_neuron(model):
    model.layers[1].neurons[0] = nn.Neuron(3, seed=9)


def replace_a_layer(model):
    model.layers[0] = nn.Layer(2, 3, activation="sigmoid", seed=9)


def replace_an_activation(model):
    model.layers[0].neurons[0].activation = autograd.sigmoid


def switch_an_activation_off(model):
    model.layers[0].neurons[0].nonlin = False


@pytest.mark.parametrize(
    "change",
    [
        replace_a_weight,
        replace_a_neuron,
        replace_a_layer,
        replace_an_activation,
        switch_an_activation_off,
    ],
)
def test_a_part_of_a_model_that_is_replaced_is_followed(change):
    model, x = nn.MLP(2, [3, 1], activation="tanh", seed=1), [0.5, -1.5]
    compiled = autograd.compile(lambda x: model(x) * 2)
    assert compiled(x).data == pytest.approx(2 * model(x).data, rel=1e-12)
    before = compiled(x).data
    change(model)
    assert compiled(x).data == pytest.approx(2 * model(x).data, rel=1e-12)
    assert compiled(x).data != before


def test_the_probability_of_dropout_is_followed():
    drop, xs = nn.Dropout(0.0, seed=1), [1.0] * 40
    compiled = autograd.compile(lambda xs: autograd.sum(drop(xs)) * Value(1.0))
    assert compiled(xs).data == 40.0
    drop.p = 0.5
    assert compiled(xs).data != 40.0
    drop.eval()
    assert compiled(xs).data == 40.0


def test_evaluation_needs_no_other_program_where_the_mode_is_not_asked_for():
    model = nn.MLP(2, [3, 1], seed=1)
    compiled = autograd.compile(lambda x: model(x))
    compiled([1.0, 2.0])
    program = compiled.lifted
    model.eval()
    compiled([1.0, 2.0])
    assert compiled.lifted is program


# --- other packages ------------------------------------------------------------------------------


def test_naming_a_function_of_another_package_adds_no_watches():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    w = Value(2.0)

    def plain(x):
        return w * x

    def drawing(x, draw=False):
        if draw:
            pyplot.plot([0.0, 1.0])
        return w * x

    counts = []
    for f in (plain, drawing):
        compiled = autograd.compile(f)
        assert compiled(3.0).data == 6.0
        counts.append(len(compiled.lifted.surroundings.watches))
    assert counts[1] <= counts[0] + 3
