"""Pictures as files and in Jupyter: which program draws them, and what is said without one."""

import importlib.util
import os
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import pytest

import autograd
from autograd import Value
from autograd.drawing import text
from tests.drawing.pictures import program_installed, rendered, svg_of, texts

graphviz = pytest.importorskip("graphviz", reason="pictures need the extra draw")


GOLDEN = Path(__file__).parent / "golden"


from_wheel = pytest.mark.skipif(
    bool(shutil.which("dot")) or not program_installed(), reason="about the wheel's program"
)


@pytest.mark.parametrize("direction", ["LR", "RL", "TB", "BT"])
@rendered
def test_the_result_lies_where_the_direction_points(direction):
    plain = autograd.draw(-Value(1.0), direction=direction).pipe(format="plain", encoding="utf-8")
    position = {
        fields[1]: (float(fields[2]), float(fields[3]))
        for fields in map(str.split, plain.splitlines())
        if fields[0] == "node"
    }
    (x0, y0), (x1, y1) = position["n1"], position["n0"]
    right, up = x1 - x0, y1 - y0
    assert {"LR": right, "RL": -right, "BT": up, "TB": -up}[direction] > 0.5


def test_what_cannot_be_drawn_is_refused_by_name():
    with pytest.raises(TypeError, match="draw needs a Value or a compiled function, got float"):
        autograd.draw(3.0)
    v = Value(1.0)
    for option, argument, error, message in [
        ("direction", "XX", ValueError, "direction: got 'XX', known are auto, LR, TB, RL, BT"),
        ("format", "painting", ValueError, "format: 'painting'"),
        ("show", ("data", "gard"), ValueError, "show: got 'gard', known are label, data, grad"),
        ("show", "op", ValueError, "show: got 'op', known are label, data, grad"),
        ("theme", "blue", ValueError, "theme: got 'blue', known are auto, light, dark"),
        ("fold", "yes", TypeError, "fold must be .*, got 'yes'"),
        ("fold", 3, TypeError, "fold must be .*, got 3"),
        ("open", 3, ValueError, "nothing is folded in this picture of 1 node"),
    ]:
        with pytest.raises(error, match=message):
            autograd.draw(v, **{option: argument})


@rendered
def test_render_writes_the_picture_beside_its_dot_text(tmp_path, graphs):
    path = autograd.draw(graphs.neuron()).render(tmp_path / "neuron")
    assert Path(path) == tmp_path / "neuron.svg"
    assert "tanh" in texts(ElementTree.parse(path).getroot())
    assert (tmp_path / "neuron").read_text() == (GOLDEN / "neuron.gv").read_text()
    path = autograd.draw(graphs.neuron()).render(outfile=tmp_path / "neuron.png")
    assert Path(path).read_bytes().startswith(b"\x89PNG\r\n")


@rendered
def test_a_picture_is_a_digraph_that_shows_itself_in_jupyter(graphs):
    picture = autograd.draw(graphs.neuron())
    assert isinstance(picture, graphviz.Digraph)
    assert picture._repr_mimebundle_()["image/svg+xml"].startswith("<?xml")


@rendered
def test_a_value_shows_its_picture_in_jupyter_and_always_its_text(graphs):
    y = graphs.neuron()
    bundle = y._repr_mimebundle_()
    assert bundle["text/plain"] == repr(y)
    assert "tanh" in texts(ElementTree.fromstring(bundle["image/svg+xml"]))
    assert "max-width" in bundle["image/svg+xml"]  # shrinks to the page
    leaf = Value(1.0, "x")
    assert leaf._repr_mimebundle_() == {"text/plain": repr(leaf)}


@rendered
def test_a_wide_picture_fits_into_a_notebook_as_it_stands_and_keeps_its_shape(graphs):
    # JupyterLab makes an image of SVG, which heeds no style of its own.
    picture = autograd.draw(graphs.neuron())
    sizes = []
    for svg in (picture.pipe(encoding="utf-8"), picture.for_notebooks()):
        root = ElementTree.fromstring(svg)
        sizes.append([float(root.get(side).removesuffix("pt")) for side in ("width", "height")])
    (width, height), (shown_width, shown_height) = sizes
    assert width > 600
    assert shown_width == max(600, width * 6 // 10)
    assert shown_height / shown_width == pytest.approx(height / width, rel=0.01)


@rendered
def test_jupyter_itself_finds_picture_and_text(graphs):
    formatters = pytest.importorskip("IPython.core.formatters", reason="needs IPython")
    y = graphs.neuron()
    data, _ = formatters.DisplayFormatter().format(y)
    assert set(data) == {"text/plain", "text/html", "image/svg+xml"}


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for dot is a shell script")
def test_a_value_shows_its_text_where_the_layout_fails(monkeypatch, tmp_path, graphs):
    dot = tmp_path / "dot"
    dot.write_text("#!/bin/sh\ncat > /dev/null\nexit 1\n")
    dot.chmod(dot.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    y = graphs.neuron()
    assert y._repr_mimebundle_() == {"text/plain": repr(y)}


def test_importing_autograd_does_not_import_graphviz():
    code = "import sys, autograd; sys.exit('graphviz' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for dot is a shell script")
def test_the_dot_on_the_path_comes_first(monkeypatch, tmp_path, graphs):
    dot = tmp_path / "dot"
    dot.write_text("#!/bin/sh\ncat > /dev/null\necho the dot of this system\n")
    dot.chmod(dot.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert autograd.draw(graphs.a_plus_a()).pipe() == b"the dot of this system\n"


@from_wheel
def test_the_wheel_is_used_only_while_one_of_our_pictures_is_rendered(graphs):
    from graphviz.backend import dot_command

    before = dot_command.DOT_BINARY
    with ThreadPoolExecutor(8) as pool:
        pictures = list(pool.map(lambda _: autograd.draw(graphs.neuron()).pipe(), range(24)))
    assert len(set(pictures)) == 1
    assert before == dot_command.DOT_BINARY


@from_wheel
def test_a_format_that_the_wheel_cannot_write_is_one_line(graphs):
    with pytest.raises(ValueError, match="for other formats install Graphviz") as error:
        autograd.draw(graphs.a_plus_a()).pipe(format="pdf")
    assert "\n" not in str(error.value)


@from_wheel
def test_letters_that_the_wheel_has_no_font_for_are_not_lost_in_silence(capfd, graphs):
    with pytest.warns(UserWarning, match='no font for some letters of this png.*"svg"'):
        autograd.draw(graphs.korean()).pipe(format="png")
    autograd.draw(graphs.korean()).pipe()  # svg: no warning, and nothing printed
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(importlib.util.find_spec("nn") is None, reason="needs nn")
@rendered
def test_a_network_on_one_sample_is_drawn_with_every_weight():
    import nn

    model = nn.MLP(3, [4, 4, 1], seed=1)
    y = model([2.0, 3.0, -1.0])
    y.backward()
    shown = texts(svg_of(y))
    assert shown.count("ReLU") == 8
    for parameter in model.parameters():
        assert text.number(parameter.data) in shown
        assert text.number(parameter.grad) in shown
