"""`evaluate`, and what `train` says of its result: against scikit-learn and numbers by hand."""

import csv
import json
import random
from pathlib import Path

import pytest

from nn.command.report import Classified, Regressed, judged

pytestmark = pytest.mark.usefixtures("in_an_empty_folder")

RNG = random.Random(3)
THREE = [RNG.randrange(3) for _ in range(90)]
ROWS = [(RNG.gauss(k, 0.7), RNG.gauss(-k, 0.7), "abc"[k]) for k in THREE]


def write(name, header, rows):
    with Path(name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return name


@pytest.fixture
def model(run):
    write("train.csv", ["x", "y", "kind"], ROWS)
    run("train", "train.csv", "--target", "kind", "--save", "m.json", "--epochs", "4")
    return "m.json"


def test_the_report_agrees_with_scikit_learn(run, model):
    theirs = pytest.importorskip("sklearn.metrics")
    _, predicted, _ = run("predict", model, "train.csv")
    said = [row["kind"] for row in csv.DictReader(predicted.splitlines())]
    true = [row[2] for row in ROWS]
    status, out, err = run("evaluate", model, "train.csv", "--json")
    assert (status, err) == (0, "")
    answer = json.loads(out)
    assert answer["accuracy"] == pytest.approx(theirs.accuracy_score(true, said), abs=1e-15)
    assert answer["confusion_matrix"] == theirs.confusion_matrix(true, said).tolist()
    expected = theirs.classification_report(true, said, output_dict=True, zero_division=0)
    for name in "abc":
        own = answer["classes"][name]
        assert own["f1"] == pytest.approx(expected[name]["f1-score"], abs=1e-15)
        for ours, other in [("precision",) * 2, ("recall",) * 2, ("samples", "support")]:
            assert own[ours] == pytest.approx(expected[name][other], abs=1e-15)
    assert answer["baseline_accuracy"] == max(true.count(name) for name in "abc") / 90


def test_people_get_a_table_and_a_matrix(run, model):
    status, out, _ = run("evaluate", model, "train.csv")
    assert status == 0
    lines = out.splitlines()
    assert lines[0] == "data      train.csv: 90 samples"
    assert lines[1].startswith("result    accuracy 0.")
    assert lines[3].split() == ["class", "precision", "recall", "F1", "samples"]
    assert [line.split()[0] for line in lines[-3:]] == ["a", "b", "c"]
    counts = [list(map(int, line.split()[1:])) for line in lines[-3:]]
    assert [sum(row) for row in counts] == [THREE.count(k) for k in range(3)]


def test_a_good_accuracy_that_says_nothing_is_called_so(run):
    rows = [(RNG.random(), RNG.random(), "yes" if i % 50 == 0 else "no") for i in range(400)]
    write("rare.csv", ["x", "y", "fraud"], rows)
    _, out, _ = run("train", "rare.csv", "--target", "fraud", "--epochs", "2")
    assert "result    accuracy 0.98" in out
    assert "(always 'no': 0.98" in out
    assert "warning   no better than always saying 'no'" in out
    assert "warning   not one sample was found of 'yes'" in out


def test_numbers_are_judged_beside_their_mean():
    report = Regressed([1.0, 2.0, 4.0], [1.0, 3.0, 5.0])
    assert report.title() == "R² 0.750, mean absolute error 0.6667"
    assert report.beside() == "always the mean: 1.333"
    assert report.warnings() == []
    assert report.json()["root_mean_squared_error"] == pytest.approx((2 / 3) ** 0.5, abs=1e-15)
    assert Regressed([3.0, 3.0, 2.0], [1.0, 3.0, 5.0]).warnings() == [
        "no better than always saying the mean"
    ]
    assert Regressed([1.0, 2.0], [4.0, 4.0]).warnings() == ["all targets are 4: nothing to predict"]


def test_of_many_classes_the_worst_and_their_commonest_mistakes_are_shown():
    matrix = [[5 * (i == j) for j in range(30)] for i in range(30)]
    matrix[7][9] = 4
    lines = Classified([f"c{i}" for i in range(30)], matrix).lines()
    assert lines[0].startswith("the 10 worst of 30 classes")
    assert lines[1].split() == ["c7", "1.000", "0.556", "0.714", "9"]
    assert lines[-1].split() == ["c7", "for", "c9", "4"]


def test_a_class_without_samples_counts_in_no_mean():
    report = judged([[2.0, 1.0, 0.0], [0.0, 1.0, 0.0]], [0, 1], ["a", "b", "c"], None)
    assert report.lines()[4].split() == ["mean", "of", "classes", "1.000", "1.000", "1.000", "2"]
    assert report.warnings() == []


@pytest.mark.parametrize(
    ("header", "rows", "message"),
    [
        (["x", "y"], [(1, 2)], "no column 'kind'"),
        (["x", "y", "kind"], [(1, 2, "a"), (1, 2, "d")], "'d' is no class of the model"),
        (["x", "y", "kind"], [], "no rows"),
    ],
)
def test_a_file_that_cannot_be_judged_is_one_line(run, model, header, rows, message):
    write("new.csv", header, rows)
    status, out, err = run("evaluate", model, "new.csv")
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert message in err


@pytest.mark.parametrize("target", ["kind", "number"])
def test_the_picture_fits_the_task(run, target):
    pytest.importorskip("matplotlib")
    rows = [(x, y, x + y, kind) for x, y, kind in ROWS]
    write("data.csv", ["x", "y", "number", "kind"], rows)
    task = ("--task", "regression") if target == "number" else ()
    for drop in ("number", "kind"):
        if drop != target:
            index = ["x", "y", "number", "kind"].index(drop)
            header = [name for name in ["x", "y", "number", "kind"] if name != drop]
            write("own.csv", header, [[c for i, c in enumerate(r) if i != index] for r in rows])
    run("train", "own.csv", "--target", target, *task, "--save", "m.json", "--epochs", "2")
    status, out, _ = run("evaluate", "m.json", "own.csv", "--plot", "result.svg")
    assert status == 0
    assert "picture   result.svg" in out
    assert "<svg" in Path("result.svg").read_text(encoding="utf-8")


def test_a_training_goes_on_where_it_was_stopped(run):
    _, whole, _ = run("train", "moons", "--epochs", "4", "--json", "--save", "whole.json")
    run("train", "moons", "--epochs", "2", "--checkpoint", "c.json")
    status, rest, _ = run(
        *("train", "moons", "--epochs", "4", "--checkpoint", "c.json", "--resume", "--json"),
        *("--save", "rest.json"),
    )
    assert status == 0
    assert json.loads(rest) == json.loads(whole)
    parts = [json.loads(Path(f"{name}.json").read_text()) for name in ("whole", "rest")]
    assert parts[0]["parameters"] == parts[1]["parameters"]
    assert run("train", "moons", "--resume")[::2] == (
        2,
        "python -m nn: --resume goes on from the file of --checkpoint; name that too\n",
    )


def test_early_stopping_watches_data_that_are_not_the_test(run):
    status, out, _ = run("train", "moons", "--early-stopping", "1", "--epochs", "200", "--json")
    assert status == 0
    answer = json.loads(out)
    assert answer["stopped"] == "early stopping"
    assert answer["epochs"] < 200
    assert answer["held_out"]["samples"] == 100
