"""Generated and real data, standardisation, splits and batches."""

import math
import random
import statistics
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn import data

GENERATORS = [
    lambda seed: data.logic_gate("xor", 12, noise=0.1, seed=seed),
    lambda seed: data.moons(20, seed=seed),
    lambda seed: data.circles(20, seed=seed),
    lambda seed: data.spiral(21, seed=seed),
    lambda seed: data.blobs(21, seed=seed),
    lambda seed: data.linear(20, seed=seed),
]


@pytest.mark.parametrize("make", GENERATORS)
def test_the_same_seed_gives_the_same_data_and_another_seed_gives_other_data(make):
    assert make(7) == make(7)
    assert make(7).X != make(8).X


@pytest.mark.parametrize("make", GENERATORS)
def test_without_a_seed_the_global_generator_decides(make):
    random.seed(5)
    first = make(None)
    random.seed(5)
    assert make(None) == first


@pytest.mark.parametrize("make", GENERATORS)
def test_with_a_seed_the_global_generator_is_left_alone(make):
    random.seed(5)
    make(3)
    after = random.random()
    random.seed(5)
    assert random.random() == after


@pytest.mark.parametrize(("make", "name"), [(data.moons, "moons"), (data.circles, "circles")])
@pytest.mark.parametrize("n", [2, 7, 40])
def test_points_without_noise_are_those_of_scikit_learn(make, name, n):
    datasets = pytest.importorskip("sklearn.datasets")
    settings = {"factor": 0.5} if name == "circles" else {}
    X, y = getattr(datasets, f"make_{name}")(n, shuffle=False, noise=None, **settings)
    ours = sorted((label, *x) for x, label in zip(*make(n, noise=0.0, seed=1)))
    theirs = sorted((int(label), *map(float, x)) for x, label in zip(X, y))
    assert ours == [pytest.approx(row, abs=1e-12) for row in theirs]


def test_noise_has_the_standard_deviation_that_was_asked_for():
    X, y = data.circles(4000, noise=0.05, seed=0)
    off = [math.hypot(*x) - (0.5 if label else 1.0) for x, label in zip(X, y)]
    assert statistics.pstdev(off) == pytest.approx(0.05, rel=0.1)


@pytest.mark.parametrize(
    ("name", "gate"),
    [
        ("and", lambda a, b: a and b),
        ("or", lambda a, b: a or b),
        ("nand", lambda a, b: not (a and b)),
        ("xor", lambda a, b: a != b),
    ],
)
def test_a_logic_gate_is_its_truth_table(name, gate):
    X, y = data.logic_gate(name)
    assert X == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert y == [int(gate(*x)) for x in X]


def test_the_arms_of_a_spiral_wind_evenly_out_of_one_centre():
    X, y = data.spiral(40, classes=4, noise=0.0, seed=0)
    for label in range(4):
        arm = sorted((x for x, own in zip(X, y) if own == label), key=lambda x: math.hypot(*x))
        assert [math.hypot(*x) for x in arm] == pytest.approx([i / 9 for i in range(10)])
        for a, b in arm[1:]:
            t = 4.0 * math.hypot(a, b) + label * math.pi / 2
            assert math.cos(math.atan2(a, b) - t) == pytest.approx(1.0)


def test_blobs_are_round_their_centres():
    X, y = data.blobs(3000, classes=3, noise=0.5, seed=0)
    for label in range(3):
        columns = list(zip(*(x for x, own in zip(X, y) if own == label)))
        angle = 2 * math.pi * label / 3
        centre = [4 * math.cos(angle), 4 * math.sin(angle)]
        assert [statistics.mean(c) for c in columns] == pytest.approx(centre, abs=0.1)
        assert [statistics.pstdev(c) for c in columns] == pytest.approx([0.5, 0.5], abs=0.05)


def test_least_squares_finds_the_weights_of_linear_data():
    numpy = pytest.importorskip("numpy")
    X, y = data.linear(50, weights=[2.0, -3.0], bias=0.5, noise=0.0, seed=0)
    solution = numpy.linalg.lstsq([[*x, 1.0] for x in X], y, rcond=None)[0]
    assert solution.tolist() == pytest.approx([2.0, -3.0, 0.5])


@pytest.mark.parametrize("make", [data.moons, data.circles, data.blobs, data.spiral])
@pytest.mark.parametrize("n", [10, 11])
def test_classes_come_mixed_and_in_equal_numbers(make, n):
    y = make(n, seed=0).y
    counts = [y.count(label) for label in set(y)]
    assert sum(counts) == n
    assert max(counts) - min(counts) <= 1
    assert y != sorted(y)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: data.logic_gate("nor"), "nand, xor, got 'nor'"),
        (lambda: data.moons(1), "at least 2, got 1"),
        (lambda: data.moons(10.0), "whole number"),
        (lambda: data.moons(noise=-1.0), "got -1.0"),
        (lambda: data.moons(noise=math.nan), "got nan"),
        (lambda: data.circles(factor=1.5), "between 0 and 1, got 1.5"),
        (lambda: data.blobs(10, classes=1), "at least 2, got 1"),
        (lambda: data.spiral(2, classes=3), "at least 3, got 2"),
    ],
)
def test_a_generator_refuses_what_makes_no_sense(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_standardising_agrees_with_scikit_learn():
    preprocessing = pytest.importorskip("sklearn.preprocessing")
    whole = data.iris()
    theirs = preprocessing.StandardScaler().fit_transform(whole.X)
    ours = whole.standardized()
    for x, row in zip(ours.X, theirs.tolist()):
        assert x == pytest.approx(row, abs=1e-12)
    assert ours.y == whole.y


def test_an_array_is_standardised_to_the_last_bit_as_lists_are():
    np = pytest.importorskip("numpy")
    rng = random.Random(2)
    X = [[rng.gauss(3, 2), rng.random() * 1e300, 7.0, 5e-324 * (i % 2)] for i in range(301)]
    of_lists, of_an_array = data.Standardizer.fit(X), data.Standardizer.fit(np.array(X))
    assert of_an_array == of_lists
    assert of_lists.of_all(np.array(X)).tolist() == of_lists.of_all(X) == [*map(of_lists, X)]


def test_numbers_far_from_those_learned_from_overflow_in_arrays_as_in_lists():
    np = pytest.importorskip("numpy")
    standardizer, X = data.Standardizer([-1e308], [0.1]), [[1e308], [0.0]]
    assert standardizer.of_all(np.array(X)).tolist() == standardizer.of_all(X) == [[math.inf]] * 2


def test_a_feature_that_never_changes_becomes_zero():
    standardizer = data.Standardizer.fit([[0.1, 1.0], [0.1, 2.0], [0.1, 3.0]])
    assert standardizer.scale[0] == 1.0
    assert standardizer([0.1, 2.0]) == [0.0, 0.0]


@given(st.lists(st.floats(-1e150, 1e150), min_size=2, max_size=20))
def test_standardised_numbers_are_of_ordinary_size_and_can_be_undone(column):
    standardizer = data.Standardizer.fit([[x] for x in column])
    small = [standardizer([x])[0] for x in column]
    assert max(map(abs, small)) <= math.sqrt(len(column)) * (1 + 1e-6)
    back = [standardizer.undo([x])[0] for x in small]
    assert back == pytest.approx(column, rel=1e-9, abs=1e-9 * max(map(abs, column)))


def test_data_held_out_are_standardised_as_the_training_data_were():
    train, test = data.train_test_split(data.moons(40, seed=0), seed=0)
    train = train.standardized()
    again = test.standardized(train.standardizer)
    assert again.standardizer is train.standardizer
    assert [train.standardizer(x) for x in test.X] == again.X


def test_a_sample_of_another_length_cannot_be_standardised():
    with pytest.raises(ValueError, match="sample of 2 numbers, got 3"):
        data.Standardizer.fit([[1.0, 2.0], [2.0, 1.0]])([1.0, 2.0, 3.0])


@pytest.mark.parametrize("fraction", [0.1, 0.25, 0.5, 0.9])
def test_a_split_deals_out_every_sample_once_and_every_class_in_proportion(fraction):
    y = [0] * 40 + [1] * 20 + [2] * 10
    whole = data.Dataset([[float(i)] for i in range(70)], y, ["i"], ["a", "b", "c"])
    train, test = data.train_test_split(whole, fraction, seed=3)
    assert sorted(train.X + test.X) == whole.X
    assert sorted(train.X) == train.X
    for label, count in ((0, 40), (1, 20), (2, 10)):
        assert abs(test.y.count(label) - count * fraction) <= 0.5
    assert [whole.y[int(x)] for (x,) in test.X] == test.y
    assert test.class_names == whole.class_names


def test_a_split_repeats_with_its_seed_and_differs_with_another():
    whole = data.moons(100, seed=0)
    assert data.train_test_split(whole, seed=1) == data.train_test_split(whole, seed=1)
    assert data.train_test_split(whole, seed=1) != data.train_test_split(whole, seed=2)


def test_the_last_sample_of_a_class_is_never_held_out():
    whole = data.Dataset([[1.0], [2.0], [3.0], [4.0]], [0, 0, 0, 1], ["x"], ["a", "b"])
    for seed in range(20):
        train, _ = data.train_test_split(whole, 0.9, seed=seed)
        assert set(train.y) == {0, 1}


def test_numbers_to_predict_are_split_as_one_group():
    train, test = data.train_test_split(data.linear(20, seed=0), 0.3, seed=0)
    assert (len(train.X), len(test.X)) == (14, 6)


@pytest.mark.parametrize("fraction", [0.0, 1.0, -0.5, 25, math.nan])
def test_a_fraction_to_hold_out_is_between_0_and_1(fraction):
    with pytest.raises(ValueError, match="between 0 and 1"):
        data.train_test_split(data.moons(10), fraction)


def test_nothing_to_hold_out_is_an_error():
    whole = data.Dataset([[1.0], [2.0]], [0, 1], ["x"], ["a", "b"])
    with pytest.raises(ValueError, match="nothing to hold out"):
        data.train_test_split(whole, 0.25)


def test_batches_deal_out_every_pair_once():
    X, y = list(range(10)), [10 * i for i in range(10)]
    parts = list(data.batches(X, y, 4, seed=0))
    assert [len(part) for part, _ in parts] == [4, 4, 2]
    assert sorted(x for part, _ in parts for x in part) == X
    assert all(target == 10 * x for part, targets in parts for x, target in zip(part, targets))


def test_batches_repeat_with_a_seed_and_go_on_with_a_generator():
    X = list(range(20))
    assert list(data.batches(X, X, 5, seed=1)) == list(data.batches(X, X, 5, seed=1))
    rng = random.Random(1)
    first, second = list(data.batches(X, X, 5, rng)), list(data.batches(X, X, 5, rng))
    assert first == list(data.batches(X, X, 5, seed=1))
    assert first != second


@pytest.mark.parametrize("size", [0, -1, 2.5, "3"])
def test_a_batch_size_is_a_positive_whole_number(size):
    with pytest.raises(ValueError, match="batch_size must be a whole number of at least 1"):
        list(data.batches([1, 2], [1, 2], size))


def test_batches_want_as_many_targets_as_samples():
    with pytest.raises(ValueError, match="got 2 and 1"):
        list(data.batches([1, 2], [1], 1))


@pytest.mark.parametrize(
    ("name", "samples", "features", "classes"),
    [
        ("iris", 150, 4, 3),
        ("digits", 1797, 64, 10),
        ("breast_cancer", 569, 30, 2),
        ("diabetes", 442, 10, 0),
    ],
)
def test_real_data_are_what_scikit_learn_ships(name, samples, features, classes):
    datasets = pytest.importorskip("sklearn.datasets")
    bunch = getattr(datasets, f"load_{name}")()
    ours = getattr(data, name)()
    assert (len(ours.X), len(ours.X[0]), len(ours.class_names)) == (samples, features, classes)
    assert len(ours.feature_names) == features
    assert (bunch.data == ours.X).all()
    assert (bunch.target == ours.y).all()
    assert all(type(target) is (int if classes else float) for target in ours.y)


def test_without_scikit_learn_one_line_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(ImportError, match=r"iris is part of .*pip install 'chainrule\[data\]'"):
        data.iris()


def test_a_data_set_says_what_it_is():
    assert repr(data.moons(10)) == "<Dataset of 10 samples, 2 feature(s), 2 classes>"
    assert repr(data.linear(3)) == "<Dataset of 3 samples, 1 feature(s), regression>"
