"""Errors about files: one line of bounded length, whatever stands in the file."""

import json

import pytest

import nn
from autograd.messages import LONGEST
from nn.data import CSVError, load_csv
from nn.files import ModelFileError

LONG = "9" * 5000


def well_said(error, *words):
    message = str(error.value)
    assert len(message.splitlines()) == 1
    assert len(message) <= LONGEST + 5
    for word in words:
        assert word in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"a,y\n{LONG}x,2\n1,2.5\n", ["t.csv, row 2, column 'a'", "expected a number"]),
        (f"{LONG},y\n1,2\nz,2.5\n", ["t.csv, row 3, column '9", "expected a number"]),
        ('a,y\n"1\n2",3\n1,2.5\n', ["t.csv, row 2, column 'a'", "expected a number"]),
        (",".join(f"column {i}" for i in range(1000)) + "\n" + "1," * 999 + "1\n", ["no column"]),
    ],
    ids=["a long cell", "a long name", "a cell of two lines", "many columns"],
)
def test_a_csv_file_is_refused_in_one_line(tmp_path, text, words):
    path = tmp_path / "t.csv"
    path.write_text(text)
    with pytest.raises(CSVError) as error:
        load_csv(path, "y" if "y" in text.splitlines()[0] else "z")
    well_said(error, *words)


@pytest.mark.parametrize("odd", [LONG, "a\nb", [1] * 3000, {"a": LONG}], ids=repr)
def test_a_model_file_is_refused_in_one_line(tmp_path, odd):
    path = tmp_path / "m.json"
    nn.Layer(1, 2, seed=1).save(path)
    content = json.loads(path.read_text())
    for holder, name in ((content["model"], "class"), (content["model"]["arguments"], "nin")):
        before, holder[name] = holder[name], odd
        path.write_text(json.dumps(content))
        with pytest.raises(ModelFileError) as error:
            nn.load(path)
        well_said(error, str(path))
        with pytest.raises(ModelFileError) as error:
            nn.Layer(1, 2).load(path)
        well_said(error, str(path), "another model")
        holder[name] = before


def test_half_a_character_in_the_metadata_is_saved_and_loaded(tmp_path):
    model = nn.Layer(1, 2, seed=1)
    model.metadata = {"name": "\ud800", "가": "\U0001f600"}
    model.save(tmp_path / "m.json")
    assert nn.load(tmp_path / "m.json").metadata == model.metadata
    assert "가" in (tmp_path / "m.json").read_text(encoding="utf-8")


def test_numbers_too_large_to_standardize_are_refused_by_name(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,y\n1e308,0.5\n-1e308,1.5\n1e308,2.5\n")
    assert load_csv(path, "y").X[0] == [1e308]
    with pytest.raises(CSVError, match=r"t\.csv: numbers beyond 1e300"):
        load_csv(path, "y", standardize=True)


def test_the_least_numbers_can_be_standardized(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,y\n" + "0,0.5\n" * 9 + "5e-324,1.5\n")
    X = [x for (x,) in load_csv(path, "y", standardize=True).X]
    assert X == [0.0] * 9 + [1.0]


def test_classes_of_numbers_have_names_of_their_own(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,y\n" + "1,1234567\n2,1234568\n3,-0\n4,0\n" * 2)
    data = load_csv(path, "y")
    assert data.class_names == ["0", "1234567", "1234568"]
    assert data.y == [1, 2, 0, 0] * 2
