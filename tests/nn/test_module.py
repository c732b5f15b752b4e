"""Parameters and their names, modes, copies, and files."""

import pytest

import nn
from autograd import Value


class Line(nn.Module):
    def __init__(self):
        self.slope, self.offset = Value(2.0), Value(-1.0)

    def __call__(self, x):
        return self.slope * x + self.offset


class MicrogradNeuron(nn.Module):
    """As a user of micrograd writes one: with a parameters() of its own."""

    def __init__(self, frozen):
        self.w = [Value(1.0), Value(2.0)]
        self.b = Value(3.0)
        self.frozen = frozen

    def parameters(self):
        return [*self.w, self.b]


def names(module):
    return [name for name, _ in module.named_parameters()]


def test_parameters_are_found_in_the_order_of_their_definition():
    line = Line()
    assert names(line) == ["slope", "offset"]
    assert line.parameters() == [line.slope, line.offset]


def test_parameters_are_found_in_lists_tuples_dicts_and_modules():
    class Bag(nn.Module):
        def __init__(self):
            self.pair = (Value(1.0), [Value(2.0)])
            self.table = {"a": Value(3.0), 7: {"inner": Value(4.0)}}
            self.line = Line()
            self.name, self.size, self.nothing = "Bag", 3, None

    assert names(Bag()) == [
        *("pair.0", "pair.1.0", "table.a", "table.7.inner"),
        *("line.slope", "line.offset"),
    ]


def test_the_names_in_an_mlp_say_where_a_parameter_is():
    model = nn.MLP(2, [3, 1])
    assert (
        dict(model.named_parameters())["layers.0.neurons.2.w.1"] is model.layers[0].neurons[2].w[1]
    )
    assert names(model)[:4] == [f"layers.0.neurons.{i}" for i in ("0.w.0", "0.w.1", "0.b", "1.w.0")]
    assert len(model.parameters()) == len(set(names(model))) == 3 * 3 + 4


def test_a_shared_parameter_is_listed_once():
    first, second = nn.Neuron(2), nn.Neuron(2)
    second.w = first.w
    pair = nn.Module()
    pair.neurons = [first, second, first]
    assert names(pair) == ["neurons.0.w.0", "neurons.0.w.1", "neurons.0.b", "neurons.1.b"]


def test_what_was_computed_is_no_parameter():
    line = Line()
    line.last = line(3.0)
    assert line.parameters() == [line.slope, line.offset]


def test_a_module_that_knows_its_owner_is_walked_once():
    owner = nn.Module()
    owner.part = Line()
    owner.part.owner = owner
    owner.itself = [owner]
    assert names(owner) == ["part.slope", "part.offset"]
    assert list(owner.modules()) == [owner, owner.part]


def test_a_parameters_method_of_ones_own_decides_alone_and_inside_another_module():
    neuron = MicrogradNeuron(frozen=Value(9.0))
    assert names(neuron) == ["w.0", "w.1", "b"]
    pair = nn.Sequential(neuron, MicrogradNeuron(frozen=neuron.b))
    assert names(pair) == [f"layers.{i}.{name}" for i in (0, 1) for name in ("w.0", "w.1", "b")]
    assert pair.parameters() == [*neuron.parameters(), *pair.layers[1].parameters()]


def test_a_parameters_method_may_add_to_the_usual_ones():
    hidden = Value(5.0)

    class More(Line):
        def parameters(self):
            return [*super().parameters(), hidden, hidden]

    assert names(More()) == ["slope", "offset", "parameters.2"]
    assert More().state_dict() == {"slope": 2.0, "offset": -1.0, "parameters.2": 5.0}


def test_zero_grad_zeroes_every_parameter():
    line = Line()
    line(3.0).backward()
    assert [p.grad for p in line.parameters()] == [3.0, 1.0]
    line.zero_grad()
    assert [p.grad for p in line.parameters()] == [0.0, 0.0]


def test_a_module_without_a_call_says_what_it_needs():
    with pytest.raises(NotImplementedError, match="Module needs a method __call__"):
        nn.Module()(1.0)


def test_train_and_eval_reach_every_module_inside_and_return_the_model():
    inner = nn.Sequential(nn.Layer(2, 3), nn.Dropout())
    model = nn.Module()
    model.parts = {"first": (inner,), "last": nn.MLP(3, [1])}
    everything = list(model.modules())
    assert inner.layers[1] in everything
    assert model.parts["last"].layers[0].neurons[0] in everything
    assert all(module.training for module in everything)
    assert model.eval() is model
    assert not any(module.training for module in everything)
    assert model.train() is model
    assert all(module.training for module in everything)
    assert not model.train(False).training
