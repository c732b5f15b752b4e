"""Files as people make them: each trains, says what it was taken for, and predicts."""

import csv
import io
import re
from pathlib import Path

import pytest

from nn.command import main
from nn.data import Options, read_dataset
from tests.data.flats import DEAR, FLATS
from tests.data.messy import MESSY

AREAS = ("area", "면적", "Größe", "Fläche", "surface", "1")
UNLIKE = {"ragged rows"}  # of which rows are left out in training, and refused in prediction


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        status = main([*arguments])
        return status, *capsys.readouterr()

    return run


def written(name, content):
    path = Path(f"{name.replace(' ', '_')}.csv")
    path.write_bytes(content)
    return str(path)


@pytest.mark.parametrize("name", MESSY)
def test_a_messy_file_trains_says_what_it_is_and_predicts(run, name):
    messy = MESSY[name]
    path = written(name, messy.content)
    linear = ("--hidden", "--epochs", "40", "--lr", "0.1", "--save", "m.json")
    status, out, err = run("train", path, "--target", messy.target, *messy.options, *linear)
    assert (status, err) == (0, "")
    (said,) = re.findall("^read +(.*)", out, re.MULTILINE)
    assert [word for word in messy.words if word not in said] == []
    good = re.search(r"(?:accuracy|R²) (\d\.\d+)", out)
    assert float(good[1]) > 0.7

    status, out, _ = run("predict", "m.json", path)
    if name in UNLIKE:
        assert status == 2
        return
    assert status == 0
    _, *rows = csv.reader(io.StringIO(out))
    assert len(rows) == len(FLATS)
    if len(rows[0]) == 2:  # a class, and how probable it is
        right = sum(is_dear(row[0]) == flat.dear for row, flat in zip(rows, FLATS))
        assert right > 0.75 * len(FLATS)
    else:
        errors = [float(row[0]) - flat.price for row, flat in zip(rows, FLATS)]
        assert sum(map(abs, errors)) / len(errors) < 60_000


def is_dear(word):
    return word.lower() in {DEAR[1], "1", "true", "예"}


@pytest.mark.parametrize("name", MESSY)
def test_the_areas_of_a_messy_file_are_those_of_the_flats(tmp_path, name):
    messy = MESSY[name]
    (tmp_path / "file").write_bytes(messy.content)
    data = read_dataset(tmp_path / "file", messy.target, Options()).data
    (area,) = [n for n in data.feature_names if n in AREAS or n.endswith(" area")]
    place, missing = data.feature_names.index(area), f"{area} missing"
    holes = data.feature_names.index(missing) if missing in data.feature_names else None
    held = [x[place] for x in data.X if holes is None or x[holes] == 0.0]
    true = [flat.area for flat in FLATS]
    if len(data.X) == len(FLATS) == len(held):
        assert held == pytest.approx(true, abs=0.01)
    else:
        assert {round(area, 2) for area in held} <= {*true}
