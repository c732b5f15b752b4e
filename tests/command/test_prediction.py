"""Many rows are told of at once, on arrays: what is said of each is what is said of it alone."""

import csv
import math
import random
from pathlib import Path

import pytest

import nn
from nn.command import prediction
from nn.command.arguments import main
from nn.command.prediction import Predictor

pytestmark = pytest.mark.usefixtures("in_an_empty_folder")

TARGETS = {
    "two": lambda a, b: "yes" if a > b else "no",
    "three": lambda a, b: "low" if a + b < -0.5 else "high" if a + b > 0.5 else "middle",
    "number": lambda a, b: 3.0 * a - b + 100.0,
}


def trained(kind, rows=120):
    """A model file and the samples that it was trained on."""
    rng = random.Random(4)
    X = [[rng.gauss(0, 1), rng.gauss(5, 2)] for _ in range(rows)]
    table = [["a", "b", "y"], *([a, b, TARGETS[kind](a, b - 5)] for a, b in X)]
    with Path("data.csv").open("w", newline="") as file:
        csv.writer(file).writerows(table)
    assert main(["train", "data.csv", "--target", "y", "--epochs", "3", "--save", "m.json"]) == 0
    return X


def said(out):
    header, *rows = csv.reader(out.splitlines())
    return header, rows


@pytest.mark.parametrize("kind", TARGETS)
def test_what_is_told_of_a_file_is_what_the_model_says_of_each_row(kind, capsys):
    X = trained(kind)
    capsys.readouterr()
    assert main(["predict", "m.json", "data.csv"]) == 0
    header, rows = said(capsys.readouterr().out)
    model = nn.load("m.json")
    standardizer = nn.data.Standardizer(**model.metadata["standardizer"])
    assert len(rows) == len(X)
    for x, row in zip(X, rows):
        output = model(standardizer(x))
        if kind == "number":
            (mean,), (scale,) = model.metadata["target_standardizer"].values()
            assert float(row[0]) == pytest.approx(output.data * scale + mean, rel=1e-12)
            continue
        scores = [v.data for v in output] if kind == "three" else [0.0, output.data]
        powers = [math.exp(score - max(scores)) for score in scores]
        best = powers.index(max(powers))
        assert row[0] == model.metadata["class_names"][best]
        assert float(row[1]) == pytest.approx(powers[best] / sum(powers), rel=1e-5)
    assert header == (["y"] if kind == "number" else ["y", "probability"])


@pytest.mark.parametrize("kind", TARGETS)
def test_without_arrays_the_same_is_told(kind, capsys, monkeypatch):
    trained(kind)
    capsys.readouterr()
    main(["predict", "m.json", "data.csv"])
    header, rows = said(capsys.readouterr().out)
    monkeypatch.setattr(prediction, "of_columns", lambda columns: [*map(list, zip(*columns))])
    main(["predict", "m.json", "data.csv"])
    same_header, same = said(capsys.readouterr().out)
    assert header == same_header
    for one, other in zip(rows, same, strict=True):
        assert one[0] == other[0] if kind != "number" else True
        assert float(one[-1]) == pytest.approx(float(other[-1]), rel=1e-5)


def test_a_row_far_out_among_many_is_named(capsys):
    trained("three")
    text = Path("data.csv").read_text().splitlines()
    text[70] = "1e308,-1e308,low"
    Path("far.csv").write_text("\n".join(text))
    capsys.readouterr()
    assert main(["predict", "m.json", "far.csv"]) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert "far.csv, row 71: " in streams.err


def test_an_output_that_is_not_finite_among_many_is_named():
    X = trained("number")
    predictor = Predictor("m.json")
    predictor.model.layers[-1].neurons[0].b.data = 1e308
    predictor.scale = predictor.scale._replace(scale=[1e10])
    with pytest.raises(ArithmeticError, match=r"^row 0: the model's output is inf$"):
        predictor.rows([*map(list, zip(*X))], "row {}".format)
