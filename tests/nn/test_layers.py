"""Neurons, layers, networks and dropout; and that code written for micrograd runs."""

import json
import math
import random
import runpy
from pathlib import Path

import pytest

import autograd
import nn
from autograd import Value
from nn.activations import ACTIVATIONS

HERE = Path(__file__).parent
RECORDER = runpy.run_path(str(HERE / "record_trajectories.py"))
RECORD = json.loads((HERE / "trajectories.json").read_text(encoding="utf-8"))["micrograd"]


# --- micrograd -----------------------------------------------------------------------------------


def test_a_seed_gives_the_weights_that_it_gave_in_micrograd():
    random.seed(1337)
    model = nn.MLP(2, [16, 16, 1])
    assert [p.data for p in model.parameters()] == RECORD["weights"]


@pytest.mark.parametrize("seed", [0, 1337, 2024])
def test_a_seed_gives_the_weights_of_the_installed_micrograd(seed):
    micrograd = pytest.importorskip("micrograd.nn")
    random.seed(seed)
    theirs = [p.data for p in micrograd.MLP(3, [5, 4, 2]).parameters()]
    after = random.random()
    random.seed(seed)
    assert [p.data for p in nn.MLP(3, [5, 4, 2]).parameters()] == theirs
    assert random.random() == after


def test_the_demo_of_micrograd_gives_the_losses_that_it_gave_there():
    losses = RECORDER["micrograd_demo"](nn.MLP, Value, **RECORDER["DEMO"])
    assert losses == pytest.approx(RECORD["losses"], rel=1e-12)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_demo_of_micrograd_gives_the_losses_of_the_installed_micrograd(seed):
    engine = pytest.importorskip("micrograd.engine")
    micrograd = pytest.importorskip("micrograd.nn")
    demo = {**RECORDER["DEMO"], "seed": seed}
    theirs = RECORDER["micrograd_demo"](micrograd.MLP, engine.Value, **demo)
    ours = RECORDER["micrograd_demo"](nn.MLP, Value, **demo)
    assert ours == pytest.approx(theirs, rel=1e-12)


@pytest.mark.parametrize(
    "build",
    [
        lambda package: package.Neuron(2),
        lambda package: package.Neuron(3, nonlin=False),
        lambda package: package.Layer(2, 3),
        lambda package: package.MLP(2, [4, 4, 1]),
    ],
)
def test_models_show_themselves_as_in_micrograd(build):
    assert repr(build(nn)) == repr(build(pytest.importorskip("micrograd.nn")))


def test_the_names_and_signatures_of_micrograd_stay():
    neuron = nn.Neuron(2, nonlin=False)
    assert (len(neuron.w), neuron.b.data, neuron.nonlin) == (2, 0.0, False)
    assert neuron.parameters() == [*neuron.w, neuron.b]
    layer = nn.Layer(2, 3, nonlin=False)
    assert [n.nonlin for n in layer.neurons] == [False] * 3
    model = nn.MLP(2, [3, 1])
    assert [n.nonlin for layer in model.layers for n in layer.neurons] == [True] * 3 + [False]
    model([1.0, -2.0]).backward()
    for p in model.parameters():
        p.data -= 0.1 * p.grad
    model.zero_grad()
    assert {p.grad for p in model.parameters()} == {0.0}


# --- what they compute ---------------------------------------------------------------------------


def set_neuron(neuron, weights, bias):
    for w, x in zip(neuron.w, weights):
        w.data = x
    neuron.b.data = bias


def test_a_neuron_is_its_weighted_sum_through_its_activation():
    neuron = nn.Neuron(3, activation="tanh")
    set_neuron(neuron, [1.0, -2.0, 0.5], 0.25)
    output = neuron([0.5, 0.25, -1.0])
    total = 0.5 * 1.0 - 0.25 * 2.0 - 1.0 * 0.5 + 0.25
    assert output.data == math.tanh(total)
    output.backward()
    slope = 1 - math.tanh(total) ** 2
    assert [p.grad for p in neuron.parameters()] == pytest.approx(
        [0.5 * slope, 0.25 * slope, -1.0 * slope, slope], rel=1e-14
    )


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name not in ("linear", "step")])
def test_every_activation_is_the_one_that_torch_calls_so(name):
    torch = pytest.importorskip("torch")
    theirs = getattr(torch.nn.functional, name, None) or getattr(torch, name)
    for x in (-3.0, -0.4, 0.0, 0.4, 3.0):
        neuron = nn.Neuron(1, activation=name)
        set_neuron(neuron, [1.0], 0.0)
        tensor = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        reference = theirs(tensor)
        reference.backward()
        value = Value(x)
        output = neuron([value])
        output.backward()
        assert output.data == pytest.approx(reference.item(), rel=1e-13, abs=1e-15)
        assert value.grad == pytest.approx(tensor.grad.item(), rel=1e-13, abs=1e-15)


def test_linear_and_no_activation_are_one_and_step_is_0_or_1():
    for neuron in (nn.Neuron(1, activation="linear"), nn.Neuron(1, nonlin=False)):
        set_neuron(neuron, [2.0], -1.0)
        assert neuron([-3.0]).data == -7.0
        assert repr(neuron) == "LinearNeuron(1)"
    gate = nn.Neuron(2, activation="step")
    set_neuron(gate, [1.0, 1.0], -1.5)
    assert [gate([a, b]).data for a in (0, 1) for b in (0, 1)] == [0.0, 0.0, 0.0, 1.0]


def test_any_operation_of_one_operand_or_function_can_be_an_activation():
    sine = nn.Neuron(1, activation="sin")
    set_neuron(sine, [1.0], 0.0)
    assert sine([0.5]).data == math.sin(0.5)
    assert repr(sine) == "SinNeuron(1)"
    square = nn.Neuron(1, activation=lambda x: x * x)
    set_neuron(square, [1.0], 1.0)
    assert square([2.0]).data == 9.0
    assert repr(nn.Neuron(1, activation=autograd.tanh)) == "TanhNeuron(1)"


def test_nonlin_may_be_switched_off_afterwards():
    neuron = nn.Neuron(1)
    set_neuron(neuron, [1.0], 0.0)
    assert neuron([-2.0]).data == 0.0
    neuron.nonlin = False
    assert neuron([-2.0]).data == -2.0


def test_a_layer_returns_a_list_and_a_single_neuron_its_value():
    assert isinstance(nn.Layer(2, 1)([1.0, 2.0]), Value)
    outputs = nn.Layer(2, 3)([1.0, 2.0])
    assert isinstance(outputs, list)
    assert len(outputs) == 3


def test_a_layer_of_one_may_be_followed_by_another():
    model = nn.MLP(1, [1, 1, 2])
    assert len(model([0.5])) == 2
    assert [y.data for y in model(0.5)] == [y.data for y in model([0.5])]


def test_a_layer_makes_one_node_of_each_number_it_is_given():
    outputs = nn.Layer(2, 3)([1.0, 2.0])
    constants = {p for y in outputs for p in y.parents[0].parents[0].parents if p.op == "constant"}
    assert len(constants) == 2


def test_an_mlp_and_its_gradients_agree_with_torch():
    torch = pytest.importorskip("torch")
    model = nn.MLP(3, [5, 4, 2], activation="tanh", output_activation="sigmoid", seed=3)
    x = [0.3, -1.2, 0.8]
    y: object = torch.tensor(x, dtype=torch.float64)
    weights = []
    for i, layer in enumerate(model.layers):
        w = torch.tensor([[v.data for v in n.w] for n in layer.neurons], dtype=torch.float64)
        b = torch.tensor([n.b.data for n in layer.neurons], dtype=torch.float64)
        weights.append((w.requires_grad_(), b.requires_grad_()))
        y = w @ y + b
        y = torch.sigmoid(y) if i == 2 else torch.tanh(y)
    (y[0] * y[1] + y[1]).backward()
    a, b = model(x)
    (a * b + b).backward()
    assert [a.data, b.data] == pytest.approx(y.tolist(), rel=1e-13)
    for layer, (w, bias) in zip(model.layers, weights):
        for j, neuron in enumerate(layer.neurons):
            assert [v.grad for v in neuron.w] == pytest.approx(w.grad[j].tolist(), rel=1e-12)
            assert neuron.b.grad == pytest.approx(bias.grad[j].item(), rel=1e-12)


def test_inputs_may_be_lists_tuples_iterators_arrays_or_values():
    numpy = pytest.importorskip("numpy")
    model = nn.MLP(2, [3, 1], seed=1)
    expected = model([1.0, -2.0]).data
    for x in (
        (1, -2),
        map(float, (1, -2)),
        numpy.array([1.0, -2.0]),
        numpy.array([1, -2], dtype=numpy.int8),
        list(numpy.float32([1, -2])),
        [Value(1.0), -2],
    ):
        assert model(x).data == expected


def test_a_sequence_calls_one_after_the_other():
    first, last = nn.Layer(2, 3, seed=1), nn.Layer(3, 2, nonlin=False, seed=2)
    model = nn.Sequential(first, last, autograd.softmax)
    outputs = [y.data for y in model([1.0, -2.0])]
    assert outputs == [y.data for y in autograd.softmax(last(first([1.0, -2.0])))]
    assert sum(outputs) == pytest.approx(1.0)
    assert len(model.parameters()) == 3 * 3 + 4 * 2


def test_large_layers_are_counted_and_small_ones_listed():
    assert repr(nn.MLP(64, [32, 2], activation="tanh")) == (
        "MLP of [Layer of [32 × TanhNeuron(64)], Layer of [LinearNeuron(32), LinearNeuron(32)]]"
    )


# --- dropout -------------------------------------------------------------------------------------


def test_dropout_drops_its_share_and_scales_what_stays():
    n, p = 20_000, 0.3
    outputs = nn.Dropout(p, seed=1)([2.0] * n)
    assert set(outputs) == {0.0, 2.0 / (1 - p)} or set(outputs) == {0.0, 2.0 * (1 / (1 - p))}
    dropped = outputs.count(0.0) / n
    # Four standard errors of a share and of a mean.
    assert dropped == pytest.approx(p, abs=4 * math.sqrt(p * (1 - p) / n))
    assert sum(outputs) / n == pytest.approx(2.0, abs=4 * 2 * math.sqrt(p / (1 - p) / n))


def test_dropout_passes_everything_in_evaluation_and_with_p_0():
    xs = [Value(1.0), Value(2.0)]
    assert nn.Dropout(0.9).eval()(xs) == xs
    assert nn.Dropout(0.0)(xs) == xs
    x = Value(1.0)
    assert nn.Dropout(0.5).eval()(x) is x


def test_no_gradient_flows_through_what_was_dropped():
    xs = [Value(float(i)) for i in range(1, 41)]
    outputs = nn.Dropout(0.5, seed=2)(xs)
    autograd.sum(outputs).backward()
    assert {x.grad for x in xs} == {0.0, 2.0}
    for x, y in zip(xs, outputs):
        assert y.data == x.data * x.grad


def test_a_seeded_dropout_repeats_and_goes_on():
    first, second = nn.Dropout(0.5, seed=3), nn.Dropout(0.5, seed=3)
    runs = [[first([1.0] * 50), second([1.0] * 50)] for _ in range(2)]
    assert runs[0][0] == runs[0][1]
    assert runs[1][0] == runs[1][1]
    assert runs[0][0] != runs[1][0]


def test_an_unseeded_dropout_follows_the_shared_generator():
    dropout = nn.Dropout(0.5)
    random.seed(5)
    first = dropout([1.0] * 50)
    random.seed(5)
    assert dropout([1.0] * 50) == first


def test_dropout_takes_a_value_a_nested_list_or_an_array():
    numpy = pytest.importorskip("numpy")
    dropout = nn.Dropout(0.5, seed=0)
    assert isinstance(dropout(Value(1.0)), Value)
    nested = dropout([[1.0] * 20, [1.0] * 20])
    assert [len(row) for row in nested] == [20, 20]
    assert {x for row in nested for x in row} == {0.0, 2.0}
    assert set(dropout(numpy.ones(40))) == {0.0, 2.0}


@pytest.mark.parametrize("p", [1.0, -0.1, math.nan])
def test_dropout_needs_a_probability_below_1(p):
    with pytest.raises(ValueError, match=f"Dropout needs 0 <= p < 1, got p = {p}"):
        nn.Dropout(p)


# --- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize("x", [[1.0], [1.0, 2.0, 3.0], 1.0, []])
def test_a_wrong_number_of_inputs_is_an_error_with_both_numbers(x):
    given = len(x) if isinstance(x, list) else 1
    for model, word in (
        (nn.Neuron(2), "neuron"),
        (nn.Layer(2, 3), "layer"),
        (nn.MLP(2, [3, 1]), "layer"),
    ):
        with pytest.raises(ValueError, match=f"this {word} takes 2 inputs, got {given}"):
            model(x)


def test_a_batch_where_one_sample_belongs_is_an_error():
    with pytest.raises(
        ValueError, match=r"takes 2 inputs, got 3 lists; for several samples: model"
    ):
        nn.MLP(2, [1])([[1.0, 2.0]] * 3)
    with pytest.raises(
        TypeError, match=r"takes 2 inputs, got 2 lists; for several samples: model.pred"
    ):
        nn.MLP(2, [1])([[1.0, 2.0]] * 2)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: nn.Neuron(0), "nin must be a whole number of at least 1, got 0"),
        (lambda: nn.Neuron(2.5), "nin must be a whole number of at least 1, got 2.5"),
        (lambda: nn.Layer(2, -1), "nout must be a whole number of at least 1, got -1"),
        (lambda: nn.MLP(2, [3, 0]), "nout must be a whole number of at least 1, got 0"),
        (lambda: nn.MLP("2", [3]), "nin must be a whole number of at least 1, got '2'"),
        (lambda: nn.MLP(2, []), "nouts must have a size for at least one layer, got none"),
        (
            lambda: nn.MLP(2, [1], output_activation="softmax"),
            "unknown activation 'softmax'; known are linear, relu, leaky_relu, elu, gelu, silu, "
            "softplus, sigmoid, tanh, step",
        ),
        (lambda: nn.Neuron(2, activation="add"), "unknown activation 'add'"),
    ],
)
def test_an_argument_that_cannot_be_is_an_error_that_names_it(build, message):
    with pytest.raises(ValueError, match=message):
        build()


def test_sizes_and_layers_of_the_wrong_kind_are_errors_with_the_mend():
    with pytest.raises(TypeError, match=r"nouts must be a list of sizes, such as \[16, 1\], got 1"):
        nn.MLP(2, 1)
    with pytest.raises(
        TypeError, match=r"got list; a list of them goes in as Sequential\(\*layers"
    ):
        nn.Sequential([nn.Layer(2, 3)])
