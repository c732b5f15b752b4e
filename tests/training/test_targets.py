"""What people hand to `fit`: names of classes, columns of targets; its defaults; how it ends."""

import math

import pytest

import autograd
import nn

X, Y = nn.data.moons(80, noise=0.1, seed=0)
NAMES = [["under", "over"][t] for t in Y]


def fitted(y, nouts, **settings):
    model = nn.MLP(2, nouts, seed=0)
    nn.fit(model, X, y, **{"progress": False, "epochs": 5, "seed": 0, **settings})
    return model


@pytest.mark.parametrize("nouts", [[4, 1], [4, 2]])
def test_names_of_classes_are_learned_as_their_places_in_the_alphabet(nouts):
    by_name = fitted(NAMES, nouts, validation=0.25)
    assert by_name.metadata["class_names"] == ["over", "under"]
    by_number = fitted([1 - t for t in Y], nouts, validation=0.25)
    assert by_name.state_dict() == by_number.state_dict()
    assert by_name.predict(X) == [["over", "under"][i] for i in by_number.predict(X)]


def test_names_come_in_arrays_too_and_validation_has_the_same_order():
    numpy = pytest.importorskip("numpy")
    model = nn.MLP(2, [4, 1], seed=0)
    pair = X[:7], NAMES[:7]
    history = nn.fit(model, X, numpy.array(NAMES), validation=pair, epochs=2, progress=False)
    z = [model(x).data for x in X[:7]]
    expected = sum(math.log1p(math.exp(-a if n == "under" else a)) for a, n in zip(z, NAMES)) / 7
    assert history[-1]["val_loss"] == pytest.approx(expected, rel=1e-12)
    with pytest.raises(ValueError, match="validation y has class 'side'; known are over, under"):
        fitted(NAMES, [1], validation=([X[0]], ["side"]))


@pytest.mark.parametrize(
    ("y", "nouts", "kind", "message"),
    [
        (
            ["a", "b", "c", "d"] * 20,
            [1],
            ValueError,
            "4 classes, and the model 1 output: give it 4",
        ),
        (NAMES, [3], ValueError, "y has 2 classes, and the model 3 outputs: give it 2, or 1"),
        (["a"] * 80, [1], ValueError, "y has but one class, 'a': nothing is to be told apart"),
        (["a", 1] * 40, [1], TypeError, "y mixes text and other things, such as 1"),
    ],
)
def test_names_that_do_not_fit_the_model_are_one_line(y, nouts, kind, message):
    with pytest.raises(kind, match=message):
        fitted(y, nouts)


def test_a_column_of_targets_is_the_numbers_in_it():
    numbers = [x[0] for x in X]
    as_column, as_list = (fitted(y, [4, 1]) for y in ([[t] for t in numbers], numbers))
    assert as_column.state_dict() == as_list.state_dict()
    as_column, as_list = (fitted(y, [4, 2]) for y in ([[t] for t in Y], Y))
    assert as_column.state_dict() == as_list.state_dict()


def test_fit_as_it_stands_tells_moons_apart():
    right = 0
    for seed in range(4):
        train, test = nn.data.train_test_split(nn.data.moons(200, noise=0.1, seed=seed), seed=seed)
        model = nn.MLP(2, [16, 16, 1], seed=seed)
        nn.fit(model, *train, progress=False)
        right += sum(p == t for p, t in zip(model.predict(test.X), test.y))
    assert right / (4 * len(test.X)) >= 0.97


def test_fit_as_it_stands_reads_digits_from_weights_that_suit_the_activation():
    pytest.importorskip("sklearn")
    train, test = nn.data.train_test_split(nn.data.digits(), seed=0)
    model = nn.MLP(64, [64, 10], init="auto", seed=0)
    nn.fit(model, *train.standardized(), progress=False)
    found = model.predict(test.standardized(train.standardized().standardizer).X)
    assert sum(p == t for p, t in zip(found, test.y)) / len(test.y) >= 0.96


def test_weights_start_as_the_activation_wants_where_that_is_asked_for():
    for activation, bound in (("relu", math.sqrt(6 / 50)), ("tanh", math.sqrt(6 / 90))):
        model = nn.MLP(50, [40, 1], activation=activation, init="auto", seed=0)
        largest = max(abs(w.data) for neuron in model.layers[0].neurons for w in neuron.w)
        assert 0.95 * bound < largest <= bound
        last = max(abs(w.data) for w in model.layers[1].neurons[0].w)
        assert last <= math.sqrt(6 / 41)
    neuron = nn.Neuron(1000, activation=autograd.tanh, init="auto", seed=0)
    assert max(abs(w.data) for w in neuron.w) <= math.sqrt(6 / 1001)


def test_a_training_that_went_wrong_says_so_once_and_what_cures_it(capsys, monkeypatch):
    pytest.importorskip("tqdm")
    fitted(Y, [8, 1], lr=1e6, epochs=20, progress=True)
    line = capsys.readouterr().err.splitlines()[-1]
    assert "above the 0.6931 of always saying how frequent each class is, and did not fall" in line
    assert "a smaller learning rate usually cures it (lr is 1e+06)" in line
    fitted([10.0 + x[0] for x in X], [8, 1], lr=1e-6, epochs=10, progress=True)
    line = capsys.readouterr().err.splitlines()[-1]
    assert "of always saying the mean; more epochs, standardised inputs or" in line
    fitted([10.0 + x[0] for x in X], [8, 1], lr=1e-6, epochs=9, progress=True)
    assert "always saying" not in capsys.readouterr().err
    fitted(Y, [8, 1], lr=1e6, epochs=20)
    assert capsys.readouterr().err == ""
    fitted(Y, [8, 1], lr=0.05, epochs=60, progress=True)
    assert "always saying" not in capsys.readouterr().err
