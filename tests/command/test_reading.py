"""The options about files on the command line, and what is said of new ones."""

import csv
import gzip
import io
from pathlib import Path

import pytest

from nn.data import Columns

pytestmark = pytest.mark.usefixtures("in_an_empty_folder")

ROWS = [(i, i % 7 + 0.5, "abc"[i % 3], i % 7 + 2 * (i % 3)) for i in range(60)]
QUICK = ("--hidden", "--epochs", "30", "--lr", "0.1", "--task", "regression", "--save", "m.json")


def write(name, text, encoding="utf-8"):
    Path(name).write_bytes(text.encode(encoding))
    return name


def numbers(out):
    return [float(row[0]) for row in list(csv.reader(io.StringIO(out)))[1:]]


@pytest.fixture
def model(run):
    write("a.csv", "id,size,kind,y\n" + "".join(f"{i},{x},{k},{y}\n" for i, x, k, y in ROWS))
    status, out, err = run("train", "a.csv", "--target", "y", *QUICK)
    assert (status, err) == (0, "")
    said = "read      UTF-8, comma, header: 1 number, 1 category (kind 3); left out: id (counts the"
    assert out.startswith(said)
    return "m.json"


def test_new_rows_are_treated_as_those_that_were_learned_from(run, model):
    status, out, err = run("predict", model, "a.csv")
    assert (status, err) == (0, "")
    assert numbers(out) == pytest.approx([y for *_, y in ROWS], abs=0.1)
    german = "".join(f"{k};{str(x).replace('.', ',')}\n" for _, x, k, _ in ROWS)
    write("b.csv", "kind;size\n" + german, "utf-16")
    status, again, err = run("predict", model, "b.csv")
    assert (status, again) == (0, out)
    assert err == "b.csv: UTF-16, semicolon, header; decimal comma\n"


def test_standard_input_and_packed_files_are_read(run, model, monkeypatch):
    expected = run("predict", model, "a.csv")
    Path("a.csv.gz").write_bytes(gzip.compress(Path("a.csv").read_bytes()))
    assert run("predict", model, "a.csv.gz") == expected
    with Path("a.csv").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        assert run("predict", model, "-") == expected
    with Path("a.csv").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        status, out, _ = run("train", "-", "--target", "y", *QUICK)
    assert status == 0
    assert "60 samples, 4 inputs → y" in out


def test_what_is_new_to_the_model_is_said_beside_the_predictions(run, model):
    write("c.csv", "size,kind,colour\n1.5,d,red\n,a,red\n")
    status, out, err = run("predict", model, "c.csv")
    assert (status, len(numbers(out))) == (0, 2)
    assert err == (
        "c.csv: 1 cell of 'size' without a value: its mean taken; 1 cell of 'kind' unknown to the "
        "model ('d'), taken for none of its categories; columns that the model does not know, not "
        "looked at: colour\n"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("size,y\n1,2\n", "columns without 'kind'; the model needs size, kind"),
        (
            "size,kind\n1,a\nlarge,a\n",
            "c.csv, row 3, column 'size': expected a number, got 'large'",
        ),
        ("size,kind\n1,a\n2\n", "c.csv, row 3, no column 'kind': expected 2 cells"),
        ("size,kind\n1 kg,a\n", "numbers in kg, and the model has learned them without a unit"),
    ],
)
def test_what_cannot_be_predicted_from_is_refused_with_its_place(run, model, text, words):
    write("c.csv", text)
    status, out, err = run("predict", model, "c.csv")
    assert (status, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_every_guess_can_be_overruled(run):
    text = "".join(f"{i}|{x:.3f}|0{i % 3}7|{y}\n" for i, x, _, y in ROWS).replace(".", ",")
    write("d.txt", text, "cp949")
    told = ("--delimiter", "|", "--decimal", ".", "--encoding", "latin-1", "--no-header")
    columns = ("--categorical", "3", "--keep", "1", "--drop", "2")
    status, out, _ = run("train", "d.txt", "--target", "4", *told, *columns, *QUICK)
    assert status == 0
    assert "Latin-1, |, no header (columns 1 to 4): 1 number, 1 category (3 3)" in out
    assert "left out: 2 (as told)" in out


def test_a_headerless_file_loses_no_row_and_is_predicted_from_without_its_target(run):
    write("e.csv", "".join(f"{x},{k},{y}\n" for _, x, k, y in ROWS))
    status, out, _ = run("train", "e.csv", "--target", "3", *QUICK)
    assert (status, "60 samples" in out) == (0, True)
    expected = numbers(run("predict", "m.json", "e.csv")[1])
    write("f.csv", "".join(f"{x},{k}\n" for _, x, k, _ in ROWS))
    status, out, _ = run("predict", "m.json", "f.csv")
    assert (status, numbers(out)) == (0, expected)
    assert len(expected) == 60


def test_without_a_target_the_columns_are_told(run):
    write("g.csv", "a;b\n1;2\n")
    assert "columns are a, b" in run("train", "g.csv")[2]


def test_evaluation_leaves_out_rows_without_a_target_and_knows_other_spellings(run):
    rows = "".join(f"{x},{'yes' if x > 3 else 'no'}\n" for _, x, _, _ in ROWS)
    write("h.csv", "size,y\n" + rows)
    run("train", "h.csv", "--target", "y", "--save", "m.json", "--epochs", "20")
    write("i.csv", "size,y\n" + rows.replace("yes", "YES") + "1,\n")
    status, out, err = run("evaluate", "m.json", "i.csv")
    assert (status, err) == (0, "i.csv: 1 row without y left out\n")
    assert "60 samples" in out


@pytest.mark.parametrize(
    "damage",
    [
        {"used": [{"name": "size", "kind": "colour"}]},
        {"used": [{"name": 7}]},
        {"used": [{"name": "size"}]},
        {"target": None},
        {"decimal": ";"},
        {"sauce": 1},
    ],
)
def test_a_model_whose_columns_are_damaged_is_one_line(run, model, damage):
    import json

    content = json.loads(Path(model).read_text(encoding="utf-8"))
    assert Columns.from_json(content["metadata"]["columns"]).target == "y"
    content["metadata"]["columns"].update(damage)
    write("broken.json", json.dumps(content))
    status, out, err = run("predict", "broken.json", "a.csv")
    assert (status, out) == (2, "")
    assert "broken.json: the metadata do not say how to predict" in err


def test_options_about_files_are_refused_for_data_that_are_known_by_name(run):
    status, _, err = run("train", "moons", "--delimiter", ";")
    assert (status, "--delimiter is for CSV files" in err) == (2, True)
