"""What notebooks show of models and histories."""

import base64
import io
import math
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

import autograd
import nn
from autograd import Value


class Line(nn.Module):
    def __init__(self):
        self.slope, self.offset = Value(1.0), Value(0.0)


def rows(module):
    """The table's rows: names, description, number of parameters, their mean and range."""
    html = module._repr_mimebundle_()["text/html"]
    table = ElementTree.fromstring(f"<div>{html}</div>")
    return [[text_of(cell) for cell in row][:3] for row in table.iter("tr")]


def text_of(cell):
    """What is seen of a cell before it is opened."""
    summary = cell.find("details/summary")
    return "".join((cell if summary is None else summary).itertext())


def test_a_model_is_a_table_of_its_layers_with_their_parameters():
    model = nn.MLP(2, [16, 16, 1])
    assert rows(model) == [
        ["layers.0", "Layer of [16 × ReLUNeuron(2)]", "48"],
        ["layers.1", "Layer of [16 × ReLUNeuron(16)]", "272"],
        ["layers.2", "Layer of [LinearNeuron(16)]", "17"],
    ]
    bundle = model._repr_mimebundle_()
    assert bundle["text/plain"] == f"{model!r}, 337 parameters"
    assert "<b>MLP</b>, 337 parameters" in bundle["text/html"]


def test_alike_parts_are_one_row_and_functions_have_their_names():
    model = nn.Sequential(nn.Layer(2, 3), nn.Dropout(0.5), nn.Dropout(0.5), autograd.softmax)
    assert rows(model) == [
        ["layers.0", "Layer of [3 × ReLUNeuron(2)]", "9"],
        ["layers.1 … layers.2", "2 × Dropout(0.5)", "0"],
        ["layers.3", "softmax", "0"],
    ]
    assert rows(nn.Neuron(2)) == [["activation", "relu", "0"], ["w.0, w.1, b", "weights", "3"]]


def test_the_counts_of_the_rows_add_up_whatever_a_model_is_made_of():
    class Mixed(nn.Module):
        def __init__(self):
            self.encoder = nn.MLP(4, [3, 2])
            self.parts = {"head": nn.Layer(2, 1), "lines": [Line(), Line()]}
            self.scale = Value(1.0)

    model = Mixed()
    assert sum(int(count) for _, _, count in rows(model)) == len(model.parameters())
    assert ["parts.lines.0 … parts.lines.1", "2 × Line", "4"] in rows(model)
    assert ["scale", "", "1"] in rows(model)


def test_a_shared_part_is_counted_once_in_all():
    class Tied(nn.Module):
        def __init__(self):
            self.first = self.second = Line()

    assert "<b>Tied</b>, 2 parameters" in Tied()._repr_mimebundle_()["text/html"]


def test_a_model_that_leads_back_to_itself_is_shown():
    class Knot(nn.Module):
        def __init__(self):
            self.line = Line()
            self.line.whole = self

    knot = Knot()
    assert "2 parameters" in knot._repr_mimebundle_()["text/html"]


def test_what_html_treats_specially_is_shown_as_it_is():
    class Odd(nn.Module):
        def __init__(self):
            self.parts = {"<b>&": Line()}

        def __repr__(self):
            return "Odd"

    assert rows(Odd()) == [["parts.<b>&", "Line", "2"]]


def history():
    return nn.History(
        {"epoch": i, "loss": 1 / i, "lr": 0.1, "val_loss": 2 / i} for i in range(1, 9)
    )


def test_a_history_shows_its_curves():
    pytest.importorskip("matplotlib")
    bundle = history()._repr_mimebundle_()
    assert bundle["text/plain"] == repr(history())
    svg = ElementTree.fromstring(bundle["image/svg+xml"])
    assert svg.tag.endswith("svg")
    assert len(re.findall(r'id="line2d_\d+"', bundle["image/svg+xml"])) > 2
    assert bundle == history()._repr_mimebundle_()


def test_the_curves_are_shown_once_and_follow_a_dark_page():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    before = pyplot.get_fignums()
    bundle = history()._repr_mimebundle_()
    assert pyplot.get_fignums() == before  # or a notebook would show it again
    assert "prefers-color-scheme:dark" in bundle["image/svg+xml"]
    data = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', bundle["text/html"])
    assert base64.b64decode(data[1]).decode() == bundle["image/svg+xml"]


def test_a_history_without_epochs_or_matplotlib_shows_its_text(monkeypatch):
    empty = nn.History()
    assert empty._repr_mimebundle_() == {"text/plain": repr(empty)}
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert history()._repr_mimebundle_() == {"text/plain": repr(history())}


def test_jupyter_itself_finds_the_table_and_the_curves():
    formatters = pytest.importorskip("IPython.core.formatters", reason="needs IPython")
    pytest.importorskip("matplotlib")
    display = formatters.DisplayFormatter().format
    assert set(display(nn.MLP(2, [1]))[0]) == {"text/plain", "text/html"}
    assert set(display(history())[0]) == {"text/plain", "image/svg+xml", "text/html"}


def test_a_report_of_gradients_is_shown_as_its_table():
    formatters = pytest.importorskip("IPython.core.formatters", reason="needs IPython")
    report = autograd.check_gradients(lambda x, y: x * y, 2.0, 3.0)
    shown = formatters.DisplayFormatter().format(report)[0]["text/plain"]
    assert shown == str(report)
    assert shown.splitlines()[1].split()[:5] == ["d/d(number", "0)", "at", "2", "3"]


def test_displays_are_not_imported_with_nn():
    code = "import sys, nn; sys.exit('nn.display' in sys.modules or 'html' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def layer(*rows):
    """A layer of these weights; the last number of a row is the bias."""
    made = nn.Layer(len(rows[0]) - 1, len(rows))
    for neuron, row in zip(made.neurons, rows):
        for parameter, number in zip([*neuron.w, neuron.b], row):
            parameter.data = number
    return made


def test_a_layer_opens_to_a_map_of_its_weights():
    image = pytest.importorskip("PIL.Image", reason="needs Pillow")
    html = layer([1.0, -2.0, 0.0], [0.5, 2.0, math.nan])._repr_mimebundle_()["text/html"]
    (source,) = re.findall(r'src="data:image/png;base64,([^"]*)"', html)
    picture = image.open(io.BytesIO(base64.b64decode(source)))
    assert picture.size == (3, 2)
    pixels = [picture.getpixel((x, y)) for y in range(2) for x in range(3)]
    assert pixels[0] == tuple(round((255 + c) / 2) for c in (0, 114, 178))  # half of the largest
    assert pixels[1:3] == [(213, 94, 0), (255, 255, 255)]
    assert pixels[4:] == [(0, 114, 178), (0, 0, 0)]


def test_a_row_says_the_mean_and_the_range_of_its_parameters():
    html = nn.Sequential(layer([1.0, -2.0, 0.25]))._repr_mimebundle_()["text/html"]
    assert "mean -0.25, -2 to 1</td>" in html


def test_a_layer_beyond_a_picture_says_so():
    html = nn.Layer(1000, 300)._repr_mimebundle_()["text/html"]
    assert "300 × 1000 weights are too many for a map" in html
    assert len(html) < 2_000
