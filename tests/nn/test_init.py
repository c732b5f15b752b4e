"""How weights start: ranges, spreads and seeds."""

import math
import random

import pytest

import nn
from nn import init

N = 20_000


def draws(name, nin, nout, seed=0):
    rng = random.Random(seed)
    return [init.get(name)(nin, nout, rng) for _ in range(N)]


@pytest.mark.parametrize(
    ("name", "bound"),
    [
        ("uniform", 1.0),
        ("xavier_uniform", math.sqrt(6 / (30 + 50))),
        ("he_uniform", math.sqrt(6 / 30)),
    ],
)
def test_uniform_weights_fill_their_range(name, bound):
    weights = draws(name, 30, 50)
    assert max(map(abs, weights)) <= bound
    assert max(weights) > 0.999 * bound
    assert min(weights) < -0.999 * bound
    # Four standard errors of the mean and of the variance of that many draws.
    assert abs(sum(weights) / N) < 4 * bound / math.sqrt(3 * N)
    variance = sum(w * w for w in weights) / N
    assert variance == pytest.approx(bound**2 / 3, rel=4 * math.sqrt(0.8 / N))


@pytest.mark.parametrize(
    ("name", "variance"), [("xavier_normal", 2 / (30 + 50)), ("he_normal", 2 / 30)]
)
def test_normal_weights_have_their_variance_and_tails(name, variance):
    weights = draws(name, 30, 50)
    deviation = math.sqrt(variance)
    assert abs(sum(weights) / N) < 4 * deviation / math.sqrt(N)
    assert sum(w * w for w in weights) / N == pytest.approx(variance, rel=4 * math.sqrt(2 / N))
    within = sum(abs(w) < deviation for w in weights) / N
    assert within == pytest.approx(math.erf(math.sqrt(0.5)), abs=4 * math.sqrt(0.22 / N))


def test_zeros_are_zero():
    assert set(draws("zeros", 3, 4)) == {0.0}


@pytest.mark.parametrize("name", init.INITS)
def test_a_model_starts_from_its_init_with_the_sizes_of_each_layer(name):
    rng = random.Random(3)
    expected = [
        [init.INITS[name](nin, nout, rng) for _ in range(nin * nout)]
        for nin, nout in ((4, 6), (6, 2))
    ]
    model = nn.MLP(4, [6, 2], init=name, seed=3)
    for layer, weights in zip(model.layers, expected):
        assert [w.data for neuron in layer.neurons for w in neuron.w] == weights
        assert {neuron.b.data for neuron in layer.neurons} == {0.0}


def test_a_neuron_alone_is_a_layer_of_one():
    rng = random.Random(3)
    expected = [init.xavier_normal(5, 1, rng) for _ in range(5)]
    assert [w.data for w in nn.Neuron(5, init="xavier_normal", seed=3).w] == expected


def test_an_init_may_be_a_function_of_ones_own():
    neuron = nn.Neuron(3, init=lambda nin, nout, rng: 0.5 / nin)
    assert [w.data for w in neuron.w] == [0.5 / 3] * 3


def test_a_seed_repeats_and_leaves_the_shared_generator_alone():
    random.seed(11)
    before = random.getstate()
    first = nn.MLP(3, [4, 1], seed=42).state_dict()
    assert random.getstate() == before
    random.random()
    assert nn.MLP(3, [4, 1], seed=42).state_dict() == first
    assert nn.MLP(3, [4, 1], seed=43).state_dict() != first


def test_a_generator_as_seed_goes_on_from_model_to_model():
    rng = random.Random(42)
    first, second = (nn.MLP(3, [4, 1], seed=rng).state_dict() for _ in range(2))
    assert first == nn.MLP(3, [4, 1], seed=42).state_dict()
    assert second != first


def test_without_a_seed_the_shared_generator_decides():
    random.seed(7)
    first = nn.Layer(2, 3).state_dict()
    random.seed(7)
    assert nn.Layer(2, 3).state_dict() == first
    assert nn.Layer(2, 3).state_dict() != first


def test_a_numpy_integer_is_a_seed():
    numpy = pytest.importorskip("numpy")
    assert nn.Neuron(2, seed=numpy.int64(5)).state_dict() == nn.Neuron(2, seed=5).state_dict()


def test_what_is_no_seed_is_an_error():
    with pytest.raises(TypeError):
        nn.Neuron(2, seed="abc")


def test_an_unknown_init_is_an_error_that_lists_the_known():
    message = (
        "unknown init 'kaiming'; known are uniform, xavier_uniform, xavier_normal, he_uniform, "
        "he_normal, zeros"
    )
    with pytest.raises(ValueError, match=message):
        nn.MLP(2, [1], init="kaiming")
