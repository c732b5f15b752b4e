"""`python -m nn`: real runs, and one line for everything that can be wrong."""

import csv
import io
import json
import math
import os
import random
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import nn
from nn.command.jobs import LEARNING_RATES
from nn.command.recipes import RECIPES

FLOWERS = "width,length,species\n" + "".join(
    f"{1 + i % 3},{i % 5 + 10 * (i % 2)},{'tulip' if i % 2 else 'rose'}\n" for i in range(40)
)


IRIS = pytest.param("iris", marks=pytest.mark.skipif(not find_spec("sklearn"), reason="no sklearn"))


QUICK = ["--epochs", "2", "--hidden", "4"]


pytestmark = pytest.mark.usefixtures("in_an_empty_folder")


def write(name, content):
    Path(name).write_text(content, encoding="utf-8")
    return name


def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("name", ["moons", "circles", "spiral", "xor", IRIS])
def test_training_says_what_it_did_and_how_good_the_model_is(run, name):
    status, out, err = run("train", name, *QUICK)
    assert (status, err) == (0, "")
    words = [line.split()[0] for line in out.splitlines()]
    assert words == ["data", "model", "training", "epoch", "epoch", "result"]
    assert f"{name}: " in out
    assert "accuracy 0." in out or "accuracy 1." in out
    assert os.listdir() == []  # noqa: PTH208


def test_the_moons_are_told_apart_with_the_default_settings(run):
    _, out, _ = run("train", "moons", "--epochs", "15")
    assert float(out.split("accuracy ")[1].split()[0]) >= 0.97


def test_the_result_is_that_of_data_the_model_has_not_seen(run):
    _, out, _ = run("train", "xor", "--save", "xor.json", "--seed", "3", *QUICK)
    whole = RECIPES["xor"].make(3)
    train, test = nn.data.train_test_split(whole, seed=3)
    standardizer = nn.data.Standardizer.fit(train.X)
    model = nn.load("xor.json")
    right = [(float(model(standardizer(x))) > 0) == bool(y) for x, y in zip(*test)]
    assert f"accuracy {sum(right) / len(right):.3f} on the {len(right)} samples" in out


@pytest.mark.parametrize("optimizer", nn.optim.OPTIMIZERS)
def test_every_optimizer_learns_with_its_default_rate(run, optimizer):
    status, out, _ = run("train", "xor", "--optimizer", optimizer, "--epochs", "8")
    assert status == 0
    epochs = [line for line in out.splitlines() if line.startswith("epoch")]
    losses = [float(line.split("loss ")[1].split(",")[0]) for line in epochs]
    assert losses[-1] < 0.8 * losses[0]
    assert optimizer in LEARNING_RATES


def test_all_settings_are_used(run):
    _, out, _ = run(
        *("train", "moons", "--hidden", "3", "5", "--activation", "tanh", "--optimizer", "sgd"),
        *("--lr", "0.5", "--epochs", "1", "--batch-size", "50", "--seed", "7", "--save", "m.json"),
    )
    assert "MLP 2-3-5-1, tanh, 35 parameters" in out
    assert "sgd, lr 0.5, 1 epoch, batches of 50, seed 7" in out
    assert json.loads(Path("m.json").read_text())["model"]["arguments"] == {
        "nin": 2,
        "nouts": [3, 5, 1],
        "activation": "tanh",
        "output_activation": "linear",
    }


def test_no_hidden_layer_is_a_linear_model(run):
    _, out, _ = run("train", "xor", "--epochs", "1", "--hidden")
    assert "MLP 2-1," in out


def test_the_same_seed_gives_the_same_model_and_another_seed_another(run):
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        run("train", "xor", "--save", f"{name}.json", "--seed", seed, *QUICK)
    a, b, c = (Path(f"{name}.json").read_bytes() for name in "abc")
    assert a == b != c


def test_a_csv_file_of_numbers_is_a_regression(run):
    rng = random.Random(0)
    rows = [(rng.uniform(0, 9), rng.uniform(0, 9)) for _ in range(80)]
    table = "".join(f"{a},{b},{5000 + 300 * a - 200 * b}\n" for a, b in rows)
    write("houses.csv", "area,age,price\n" + table)
    status, out, _ = run(
        *("train", "houses.csv", "--target", "price", "--hidden"),
        *("--save", "h.json"),
    )
    assert status == 0
    assert "80 samples, 2 inputs → price; 20 held out" in out
    assert "R² 1.000, mean absolute error" in out

    write("new.csv", "age,area\n1,2\n3,4\n")
    status, out, err = run("predict", "h.json", "new.csv")
    assert (status, err) == (0, "")
    header, *numbers = rows_of(out)
    assert header == ["price"]
    expected = [5000 + 300 * 2 - 200 * 1, 5000 + 300 * 4 - 200 * 3]
    assert [float(number) for (number,) in numbers] == pytest.approx(expected, rel=1e-2)


def test_the_kind_of_task_can_be_given(run):
    write("scores.csv", "x,score\n" + "".join(f"{i},{i % 4}\n" for i in range(40)))
    assert "4 classes" in run("train", "scores.csv", "--target", "score", *QUICK)[1]
    arguments = ("--target", "score", "--task", "regression", *QUICK)
    assert "R² " in run("train", "scores.csv", *arguments)[1]


@pytest.fixture
def flowers(run):
    write("flowers.csv", FLOWERS)
    arguments = ("--target", "species", "--epochs", "20", "--save", "flowers.json")
    assert run("train", "flowers.csv", *arguments)[0] == 0


def test_predictions_are_the_names_of_classes_with_their_probability(run, flowers):
    status, out, err = run("predict", "flowers.json", "flowers.csv")
    assert (status, err) == (0, "")
    header, *rows = rows_of(out)
    assert header == ["species", "probability"]
    assert [name for name, _ in rows] == [line.split(",")[2] for line in FLOWERS.split()[1:]]
    model = nn.load("flowers.json")
    metadata = model.metadata
    standardizer = nn.data.Standardizer(**metadata["standardizer"])
    for line, (name, probability) in zip(FLOWERS.split()[1:], rows):
        score = float(model(standardizer([float(x) for x in line.split(",")[:2]])))
        p = 1 / (1 + math.exp(-score))
        expected = p if name == metadata["class_names"][1] else 1 - p
        assert float(probability) == pytest.approx(expected, rel=1e-4)
        assert expected >= 0.5


def test_columns_are_found_by_name_with_or_without_the_target(run, flowers):
    expected = run("predict", "flowers.json", "flowers.csv")
    rows = [line.split(",") for line in FLOWERS.split()]
    write("turned.csv", "".join(f"{length},{width}\n" for width, length, _ in rows))
    assert run("predict", "flowers.json", "turned.csv") == expected
    write("unknown.csv", "".join(f"?,{length},{width}\n" for width, length, _ in rows[1:]))
    text = "species,length,width\n" + Path("unknown.csv").read_text()
    write("unknown.csv", text)
    assert run("predict", "flowers.json", "unknown.csv") == expected


def test_many_classes_have_probabilities_too(run):
    table = "".join(f"{i % 3},{'abc'[i % 3]}\n" for i in range(30))
    write("abc.csv", "x,letter\n" + table)
    run("train", "abc.csv", "--target", "letter", "--save", "abc.json", "--epochs", "40")
    _, out, _ = run("predict", "abc.json", "abc.csv")
    _, *rows = rows_of(out)
    assert [name for name, _ in rows] == list("abc") * 10
    assert all(1 / 3 < float(probability) <= 1 for _, probability in rows)


def test_names_in_any_language_survive_a_round_trip(run):
    write("꽃.csv", FLOWERS.replace("rose", "장미").replace("species", "품종"))
    run("train", "꽃.csv", "--target", "품종", "--save", "꽃.json", *QUICK)
    _, out, _ = run("predict", "꽃.json", "꽃.csv")
    assert out.startswith("품종,probability\n")
    assert {row[0] for row in rows_of(out)[1:]} <= {"장미", "tulip"}


@pytest.mark.parametrize(
    ("data", "across"),
    [("xor", "x1"), ("wide.csv", "predicted class")],
    ids=["in a plane", "in no plane"],
)
def test_a_picture_has_the_result_and_the_curves(run, monkeypatch, data, across):
    pytest.importorskip("matplotlib")
    figures = []
    save = nn.plotting.save_figure
    monkeypatch.setattr(
        "nn.command.pictures.save_figure", lambda f, p: (figures.append(f), save(f, p))
    )
    write("wide.csv", "a,b,c,y\n" + "1,2,3,no\n2,3,1,yes\n" * 8)
    target = ("--target", "y") if data == "wide.csv" else ()
    status, out, _ = run("train", data, *target, "--plot", "out.png", *QUICK)
    assert status == 0
    assert "picture   out.png" in out
    assert Path("out.png").read_bytes().startswith(b"\x89PNG")
    assert [ax.get_xlabel() for ax in figures[0].axes] == [across, "epoch"]
    assert figures[0].axes[-1].get_ylabel() == "loss"


def test_without_arguments_the_demo_leaves_a_picture(run, monkeypatch):
    pytest.importorskip("matplotlib")
    monkeypatch.setitem(RECIPES, "moons", RECIPES["moons"]._replace(epochs=2))
    status, out, err = run()
    assert (status, err) == (0, "")
    assert "result    accuracy" in out
    assert os.listdir() == ["moons.png"]  # noqa: PTH208


@pytest.fixture
def no_matplotlib(monkeypatch):
    for name in ["matplotlib", *(n for n in sys.modules if n.split(".")[0] == "matplotlib")]:
        monkeypatch.setitem(sys.modules, name, None)


def test_a_picture_that_was_asked_for_needs_matplotlib_before_training(run, no_matplotlib):
    status, out, err = run("train", "moons", "--plot", "out.png")
    assert (status, out) == (2, "")
    assert err == "python -m nn: plotting needs matplotlib: pip install 'chainrule[plot]'\n"
