"""Pictures: golden DOT text for small graphs, and what the rendered picture must show."""

import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import autograd
from autograd import Value
from autograd.drawing import graph, text

graphviz = pytest.importorskip("graphviz", reason="pictures need the extra draw")

GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"


def program_installed() -> bool:
    try:
        return bool(shutil.which("dot") or metadata.version("graphviz-pure"))
    except metadata.PackageNotFoundError:
        return False


rendered = pytest.mark.skipif(not program_installed(), reason="no program to do the layout")
from_wheel = pytest.mark.skipif(
    bool(shutil.which("dot")) or not program_installed(), reason="about the wheel's program"
)


def neuron():
    """The neuron of the lectures: o = tanh(x1·w1 + x2·w2 + b)."""
    x1, x2 = Value(2.0, "x1"), Value(0.0, "x2")
    w1, w2 = Value(-3.0, "w1"), Value(1.0, "w2")
    n = x1 * w1 + x2 * w2 + Value(6.0, "b")
    n.label = "n"
    o = n.tanh()  # of exactly 0, so that no last digit depends on the machine
    o.label = "o"
    o.backward()
    return o


def doubled():
    a = Value(3.0, "a")
    b = a + a
    b.backward()
    return b


def korean():
    x, w = Value(0.5, "입력값 x"), Value(2.0, "가중치 w")
    y = (x * w - 1).relu() + 1
    y.label = 'y <출력>\n둘째 줄 {|"\\N'
    y.backward()
    return y


def ordered():
    """Operations that care which operand is which."""
    x, y = Value(4.0, "x"), Value(2.0, "y")
    return autograd.where(x > y, x - y, y / x) ** 2


GRAPHS = {"neuron": neuron, "a_plus_a": doubled, "korean": korean, "ordered": ordered}


def svg_of(v, **options):
    return ElementTree.fromstring(autograd.draw(v, **options).pipe(encoding="utf-8"))


def texts(element):
    return [t.text or "" for t in element.iter(f"{SVG}text")]


def drawn_nodes(svg):
    """Every node of the picture by its name in the DOT text."""
    groups = (g for g in svg.iter(f"{SVG}g") if g.get("class") == "node")
    return {g.findtext(f"{SVG}title"): g for g in groups}


def edges(source):
    return re.findall(r"^\t(\w+) -> (\w+)", source, re.MULTILINE)


@pytest.mark.parametrize("name", GRAPHS)
def test_the_dot_text_of_small_graphs_is_as_it_was_looked_at(name):
    golden = (GOLDEN / f"{name}.gv").read_text(encoding="utf-8")
    assert autograd.draw(GRAPHS[name]()).source == golden


def test_the_picture_is_the_same_on_every_run():
    code = (
        "import autograd; from autograd import Value; x = Value(1, 'x'); y = Value(2, 'y');"
        "print(autograd.draw(autograd.softmax([x, y, x * y])[0] - y).source)"
    )
    sources = set()
    for seed in "123":
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        run = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, check=True
        )
        sources.add(run.stdout)
    assert len(sources) == 1


def test_a_repeated_parent_has_an_arrow_for_each_time():
    arrows = edges(autograd.draw(doubled()).source)
    assert sorted(arrows) == [("n0op", "n0"), ("n1", "n0op"), ("n1", "n0op")]


def test_operations_are_drawn_with_the_symbol_of_the_table():
    x = Value(0.5)
    for operation in autograd.OPERATIONS.values():
        if operation.arity == 1 and operation.name not in ("identity",):
            y = operation(x)
            assert f"<{operation.symbol}>" in autograd.draw(y).source
    cube = autograd.operation("cube", lambda a: a**3, lambda y, a: (3 * a * a,), symbol="a³")
    assert "<a³>" in autograd.draw(cube(x)).source


@rendered
def test_the_kinds_of_values_differ_without_colour():
    x = Value(2.0, "x")
    y = 3 * x  # of four values: the result, a sum of x and of a constant times x
    z = x + y
    svg = drawn_nodes(svg_of(z))
    by_text = {tuple(texts(g)): g for name, g in svg.items() if not name.endswith("op")}
    leaf = by_text["x", "data", "2", "grad", "0"]
    constant = by_text["3",]
    computed = by_text["data", "6", "grad", "0"]
    result = by_text["data", "8", "grad", "0"]

    def border(node):
        shapes = [s for s in node.iter() if s.tag in (f"{SVG}polygon", f"{SVG}path")]
        outlines = [s for s in shapes if s.get("stroke") != "none"]
        square = all(s.tag == f"{SVG}polygon" for s in shapes)
        return (
            square,
            sum(len(s.get("points", "").split()) != 5 or not square for s in outlines),
            max(float(s.get("stroke-width", 1)) for s in outlines),
            any(s.get("stroke-dasharray") for s in outlines),
        )

    kinds = {border(node) for node in (leaf, constant, computed, result)}
    assert len(kinds) == 4
    assert border(leaf)[2] == 2.0
    assert border(constant)[3]


@rendered
@settings(max_examples=30, deadline=None)
@given(st.text(min_size=1, max_size=12).filter(str.strip))
@example("<b>&amp;</b>")
@example('{a|b} "c" \\N \\n \\G \\\\')
@example("한글 라벨")
@example("  two  spaces  ")
@example("first line\nsecond line")
@example("\x00 and \x1b and \ud800")
@example("]]> <!-- -->")
def test_labels_show_the_very_characters_they_are_made_of(label):
    svg = svg_of(-Value(1.0, label))
    (shown,) = [
        "\n".join(texts(node)[:-4])  # without data, 1, grad, 0
        for node in drawn_nodes(svg).values()
        if len(texts(node)) > 4
    ]
    # The reference: the label's lines, with what XML cannot hold written as Python's escapes.
    lines = label.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    expected = "\n".join(
        "".join(
            c.encode("unicode_escape").decode()
            if unicodedata.category(c) in ("Cc", "Cs", "Cn")
            else c
            for c in line
        )
        for line in lines
    )
    squeeze = re.compile(r"\s+")  # a no-break space in the place of a space looks the same
    assert squeeze.sub(" ", shown).strip() == squeeze.sub(" ", expected).strip()


@rendered
def test_korean_labels_fit_into_their_boxes():
    lines = ["가중치를곱한입력의합", "둘째 줄"]
    svg = svg_of(-Value(1.0, "\n".join(lines)))
    (node,) = [n for n in drawn_nodes(svg).values() if lines[0] in texts(n)]
    (outline,) = [p for p in node.iter(f"{SVG}polygon") if p.get("stroke-width")]
    xs = [float(point.split(",")[0]) for point in outline.get("points").split()]
    for written in node.iter(f"{SVG}text"):
        if written.text in lines:
            assert written.get("text-anchor") == "start"
            begin = float(written.get("x"))
            # A Korean letter is at most as wide as the font is high.
            assert min(xs) < begin
            assert begin + len(written.text) * float(written.get("font-size")) < max(xs)


@pytest.mark.parametrize(
    ("x", "shown"),
    [
        (2.0, "2"),
        (-0.0, "0"),
        (0.7071067811865476, "0.7071"),
        (123456.0, "123456"),
        (1e300, "1e+300"),
        (1e-9, "1e-09"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
    ],
)
def test_numbers_have_sensible_digits(x, shown):
    assert text.number(x) == shown


def test_a_gradient_that_is_recorded_is_drawn_as_its_number():
    x = Value(3.0, "x")
    y = x * x
    y.backward(create_graph=True)
    assert '>grad</TD><TD ALIGN="RIGHT">6<' in autograd.draw(y).source


def test_a_chain_of_ten_thousand_shows_its_end_and_says_what_is_left_out():
    v = Value(0.0, "start")
    for _ in range(10_000):
        v = v + 1.0
    v.label = "end"
    source = autograd.draw(v).source
    assert "<B>end</B>" in source
    assert "<B>start</B>" not in source
    # 10,001 values in the chain and as many ones added as links.
    assert f"{20_001 - graph.LIMIT:,} of 20,001 nodes left out" in source
    assert len(re.findall(r"^\tn\d+ \[", source, re.MULTILINE)) == graph.LIMIT


@rendered
def test_a_sum_of_a_thousand_says_how_many_operands_are_not_drawn():
    total = autograd.sum([Value(1.0) for _ in range(1000)])
    svg = svg_of(total)
    assert f"… {1000 - (graph.LIMIT - 1)}" in texts(svg)
    assert f"{1001 - graph.LIMIT} of 1,001 nodes left out" in " ".join(texts(svg))


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
    with pytest.raises(TypeError, match="draw needs a Value, got float"):
        autograd.draw(3.0)
    with pytest.raises(ValueError, match="LR, TB, RL, BT, got 'XX'"):
        autograd.draw(Value(1.0), direction="XX")
    with pytest.raises(ValueError, match="format"):
        autograd.draw(Value(1.0), format="painting")


@rendered
def test_render_writes_the_picture_beside_its_dot_text(tmp_path):
    path = autograd.draw(neuron()).render(tmp_path / "neuron")
    assert Path(path) == tmp_path / "neuron.svg"
    assert "tanh" in texts(ElementTree.parse(path).getroot())
    assert (tmp_path / "neuron").read_text() == (GOLDEN / "neuron.gv").read_text()
    path = autograd.draw(neuron()).render(outfile=tmp_path / "neuron.png")
    assert Path(path).read_bytes().startswith(b"\x89PNG\r\n")


@rendered
def test_a_picture_is_a_digraph_that_shows_itself_in_jupyter():
    picture = autograd.draw(neuron())
    assert isinstance(picture, graphviz.Digraph)
    assert picture._repr_mimebundle_()["image/svg+xml"].startswith("<?xml")


@rendered
def test_a_value_shows_its_picture_in_jupyter_and_always_its_text():
    y = neuron()
    bundle = y._repr_mimebundle_()
    assert bundle["text/plain"] == repr(y)
    assert "tanh" in texts(ElementTree.fromstring(bundle["image/svg+xml"]))
    assert "max-width" in bundle["image/svg+xml"]  # shrinks to the page
    leaf = Value(1.0, "x")
    assert leaf._repr_mimebundle_() == {"text/plain": repr(leaf)}


@rendered
def test_jupyter_itself_finds_picture_and_text():
    formatters = pytest.importorskip("IPython.core.formatters", reason="needs IPython")
    y = neuron()
    data, _ = formatters.DisplayFormatter().format(y)
    assert set(data) == {"text/plain", "image/svg+xml"}


def test_importing_autograd_does_not_import_graphviz():
    code = "import sys, autograd; sys.exit('graphviz' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_the_graphviz_package_one_line_says_what_to_install(monkeypatch):
    monkeypatch.delitem(sys.modules, "autograd.drawing.picture", raising=False)
    monkeypatch.setitem(sys.modules, "graphviz", None)
    y = neuron()
    with pytest.raises(ImportError) as error:
        autograd.draw(y)
    assert str(error.value) == "drawing needs graphviz: pip install 'chainrule[draw]'"
    assert y._repr_mimebundle_() == {"text/plain": repr(y)}


def test_without_any_program_one_line_says_what_to_install(monkeypatch):
    def nothing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(shutil, "which", lambda program: None)
    monkeypatch.setattr(metadata, "files", nothing)
    y = neuron()
    picture = autograd.draw(y)
    for attempt in (picture.pipe, picture.render):
        with pytest.raises(graphviz.ExecutableNotFound, match=r"chainrule\[draw\]") as error:
            attempt()
        assert "\n" not in str(error.value)
    assert picture.source == (GOLDEN / "neuron.gv").read_text()
    shown = picture._repr_mimebundle_()["text/plain"]
    assert "pip install" in shown
    assert picture.source in shown
    assert y._repr_mimebundle_() == {"text/plain": repr(y)}


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for dot is a shell script")
def test_the_dot_on_the_path_comes_first(monkeypatch, tmp_path):
    dot = tmp_path / "dot"
    dot.write_text("#!/bin/sh\necho the dot of this system\n")
    dot.chmod(dot.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert autograd.draw(doubled()).pipe() == b"the dot of this system\n"


@from_wheel
def test_the_wheel_is_used_only_while_one_of_our_pictures_is_rendered():
    from graphviz.backend import dot_command

    before = dot_command.DOT_BINARY
    with ThreadPoolExecutor(8) as pool:
        pictures = list(pool.map(lambda _: autograd.draw(neuron()).pipe(), range(24)))
    assert len(set(pictures)) == 1
    assert before == dot_command.DOT_BINARY


@from_wheel
def test_a_format_that_the_wheel_cannot_write_is_one_line():
    with pytest.raises(ValueError, match="for other formats install Graphviz") as error:
        autograd.draw(doubled()).pipe(format="pdf")
    assert "\n" not in str(error.value)


@from_wheel
def test_letters_that_the_wheel_has_no_font_for_are_not_lost_in_silence(capfd):
    with pytest.warns(UserWarning, match='no font for some letters of this png.*"svg"'):
        autograd.draw(korean()).pipe(format="png")
    autograd.draw(korean()).pipe()  # svg: no warning, and nothing printed
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
