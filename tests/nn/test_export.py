"""Exported models say what the models say, where this library is missing."""

import datetime
import json

import pytest

import autograd
import nn
from autograd import Value
from nn.command.program import main
from nn.data import Column, Columns
from tests.tools.isolated import isolated

np = pytest.importorskip("numpy")
RNG = np.random.default_rng(0)
X = RNG.normal(size=(100, 4))


def path_of(model, tmp_path, *samples):
    path = tmp_path / "model.py"
    model.export(path, *samples)
    return path


def trained(y, nout, **metadata):
    model = nn.MLP(4, [8, nout], activation="tanh", seed=0)
    nn.fit(model, X.tolist(), y, epochs=2, progress=False)
    model.metadata.update(metadata)
    return model


def eager_gradient(model, row, seed):
    given = [Value(x) for x in row]
    outputs = model(given)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    autograd.dot(outputs, seed).backward()
    return [x.grad for x in given]


NAMES = ["sepal", "petal", "stem", "root"]
SCALED = {"standardizer": {"mean": [0.5, -0.25, 0.0, 1.0], "scale": [2.0, 0.5, 1.0, 3.0]}}


@pytest.mark.parametrize("count", [1, 2, 9, 64, 100, 5000])
def test_classes_with_names_are_predicted_for_any_number_of_rows(count, tmp_path):
    y = ["abc"[k % 3] for k in range(100)]
    model = trained(y, 3, feature_names=NAMES, **SCALED)
    rows = RNG.normal(size=(count, 4))
    found, chances, (names) = isolated(
        (
            path_of(model, tmp_path),
            [("predict", (rows,), {}), ("predict_proba", (rows,), {}), ("CLASSES", (), {})],
        )
    )
    assert names == ["a", "b", "c"]
    assert found.tolist() == model.predict(rows).tolist()
    np.testing.assert_allclose(chances, model.predict_proba(rows), rtol=1e-12)


def test_gradients_are_in_the_numbers_of_the_rows(tmp_path):
    model = trained([k % 3 for k in range(100)], 3, **SCALED)
    seed = [1.0, -2.0, 0.5]
    (found,) = isolated((path_of(model, tmp_path), [("gradient", (X[:5],), {"seed": seed})]))
    mean, scale = map(np.array, SCALED["standardizer"].values())
    for row, slopes in zip(X, found):
        expected = eager_gradient(model, (row - mean) / scale, seed) / scale
        np.testing.assert_allclose(slopes, expected, rtol=1e-11)


def test_predicted_numbers_are_in_the_units_of_the_target(tmp_path):
    y = (X @ [1.0, 2.0, 0.0, -1.0]).tolist()
    model = trained(y, 1, target_standardizer={"mean": [10.0], "scale": [4.0]})
    found, slopes = isolated(
        (path_of(model, tmp_path), [("predict", (X,), {}), ("gradient", (X[:3],), {})])
    )
    np.testing.assert_allclose(found, model.predict(X), rtol=1e-12)
    expected = [eager_gradient(model, row, [1.0]) for row in X[:3].tolist()]
    np.testing.assert_allclose(slopes, expected, rtol=1e-11)


@pytest.mark.parametrize("loss", ["binary_cross_entropy_with_logits", "hinge", "mse"])
def test_single_outputs_mean_what_the_loss_says(loss, tmp_path):
    model = nn.MLP(4, [8, 1], activation="tanh", seed=0)
    model.metadata["loss"] = loss
    (found,) = isolated((path_of(model, tmp_path), [("predict", (X,), {})]))
    np.testing.assert_allclose(found, model.predict(X), rtol=1e-12)


def test_dropout_passes_all_and_the_mode_of_the_model_stays(tmp_path):
    model = nn.Sequential(nn.Layer(4, 8, seed=0), nn.Dropout(0.5, seed=0), nn.Layer(8, 2, seed=1))
    (found,) = isolated((path_of(model, tmp_path), [("predict", (X,), {})]))
    assert model.training
    np.testing.assert_allclose(found, model.predict(X), rtol=1e-12)


class Irregular(nn.Module):
    """A model of one's own in which little repeats."""

    def __init__(self):
        self.a, self.b = Value(0.5), Value(-0.25)

    def __call__(self, x):
        return [autograd.sin(self.a * x[0]) + x[1], autograd.exp(self.b * x[1])]


class OfPictures(nn.Module):
    """A model whose samples are matrices."""

    def __init__(self):
        self.w = [[Value(0.1 * i + 0.2 * j) for j in range(5)] for i in range(5)]

    def __call__(self, x):
        return sum(autograd.dot(row, mine).tanh() for row, mine in zip(x, self.w))


@pytest.mark.parametrize(("kind", "shape"), [(Irregular, (2,)), (OfPictures, (5, 5))])
def test_models_of_ones_own_are_exported_by_some_samples(kind, shape, tmp_path):
    model, rows = kind(), RNG.normal(size=(30, *shape))
    with pytest.raises(ValueError, match="does not say what a sample is: give some"):
        model.export(tmp_path / "model.py")
    found, error = isolated(
        (path_of(model, tmp_path, rows), [("predict", (rows,), {}), ("predict", (rows[0],), {})])
    )
    np.testing.assert_allclose(found, model.predict(rows), rtol=1e-12)
    assert error[0] == "ValueError"


USED = [
    Column("size", mean=1.5),
    Column("colour", "category", ["blue", "red"], may_miss=True),
    Column("when", "date", mean=7.0),
    Column("open", "truth", mean=0.5),
]


def test_rows_of_a_file_become_numbers_as_the_command_line_makes_them(tmp_path, capsys):
    columns = Columns(USED, "price")
    model = nn.MLP(6, [4, 1], activation="tanh", seed=0)
    scale = {"mean": [1.0, 0.5, 0.5, 0.0, 3.0, 0.5], "scale": [2.0, 0.5, 0.5, 1.0, 9.0, 0.5]}
    model.metadata = {
        "feature_names": columns.feature_names,
        "class_names": [],
        "target_name": "price",
        "standardizer": scale,
        "target_standardizer": {"mean": [5.0], "scale": [2.0]},
        "columns": columns.to_json(),
    }
    model.save(tmp_path / "model.json")
    cells = [
        ("1.25", "red", "1970-01-05", "1"),
        ("", "", "2001-02-03", "0"),
        ("-3", "green", "1999-12-31", ""),
    ]
    file = tmp_path / "rows.csv"
    file.write_text("\n".join(map(",".join, [[x.name for x in USED], *cells])) + "\n")
    assert main(["predict", str(tmp_path / "model.json"), str(file), "--json"]) == 0
    expected = [row["price"] for row in json.loads(capsys.readouterr().out)]
    assert main(["export", str(tmp_path / "model.json"), str(tmp_path / "model.py")]) == 0
    rows = [dict(zip([x.name for x in USED], row)) for row in cells]
    typed = [
        {"size": 1.25, "colour": "red", "when": datetime.date(1970, 1, 5), "open": True},
        {"size": None, "colour": None, "when": datetime.datetime(2001, 2, 3), "open": False},
        {"size": -3, "colour": "green", "when": "1999-12-31", "open": float("nan")},
    ]
    wrong = {**typed[0], "size": "big"}
    *found, kind, lacking = isolated(
        (
            tmp_path / "model.py",
            [("predict", (given,), {}) for given in (rows, typed, [wrong], [{"size": 1.0}])],
        )
    )
    for numbers in found:
        np.testing.assert_allclose(numbers, expected, rtol=1e-12)
    assert kind == ("TypeError", "column 'size' holds numbers, got 'big'")
    assert lacking[0] == "ValueError"


def test_a_model_is_exported_as_the_file_that_save_writes(tmp_path):
    model = nn.MLP(2, [3, 1], seed=0)
    model.export(tmp_path / "a.json")
    model.save(tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    with pytest.raises(ValueError, match=r"files that end in \.py"):
        model.export(tmp_path / "a.txt")
    assert sorted(x.name for x in tmp_path.iterdir()) == ["a.json", "b.json"]


def test_rows_that_overflow_raise_an_error(tmp_path):
    model = nn.MLP(4, [3, 1], seed=0)
    error, infinite = isolated(
        (
            path_of(model, tmp_path),
            [
                ("predict", (np.full((2, 4), 1.7e308),), {}),
                ("predict", ([[1.0, 2.0, float("inf"), 0.0]],), {}),
            ],
        )
    )
    assert error[0] == "FloatingPointError"
    assert infinite == ("ValueError", "rows is not finite")


class OfNumbers(nn.Module):
    """A model whose samples are numbers."""

    def __init__(self):
        self.w = Value(0.5)

    def __call__(self, x):
        return autograd.tanh(self.w * x)


def test_samples_may_be_single_numbers(tmp_path):
    model, rows = OfNumbers(), RNG.normal(size=30)
    found, slopes = isolated(
        (path_of(model, tmp_path, rows), [("predict", (rows,), {}), ("gradient", (rows,), {})])
    )
    np.testing.assert_allclose(found, np.tanh(0.5 * rows), rtol=1e-12)
    np.testing.assert_allclose(slopes, 0.5 / np.cosh(0.5 * rows) ** 2, rtol=1e-12)


def test_a_table_is_read_by_the_names_of_its_columns(tmp_path):
    pandas = pytest.importorskip("pandas")
    model = trained([float(k % 2) for k in range(100)], 1, feature_names=NAMES)
    table = pandas.DataFrame(X, columns=NAMES)[[*reversed(NAMES)]]
    (found,) = isolated((path_of(model, tmp_path), [("predict", (table,), {})]))
    np.testing.assert_allclose(found, model.predict(X), rtol=1e-12)
