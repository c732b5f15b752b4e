"""Pictures where nothing is installed: the same DOT text, and SVG by our own layout."""

import itertools
import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree

import pytest

import autograd
from autograd import Value
from autograd.drawing.digraph import Digraph
from autograd.drawing.vector import svg_of
from tests.drawing.pictures import SVG, texts

GOLDEN = Path(__file__).parent / "golden"
PICTURES = sorted(path.stem for path in GOLDEN.glob("*.gv"))


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    """Hides the package graphviz."""
    monkeypatch.delitem(sys.modules, "autograd.drawing.picture", raising=False)
    monkeypatch.setitem(sys.modules, "graphviz", None)


def parsed(svg):
    return ElementTree.fromstring(svg)


def rectangles(svg):
    """The outline of every box: left, top, right, bottom."""
    found = {}
    for group in svg.iter(f"{SVG}g"):
        if group.get("class") == "node" and group.find(f".//{SVG}text") is not None:
            xs, ys = corners(group)
            found[group.findtext(f"{SVG}title")] = min(xs), min(ys), max(xs), max(ys)
    return found


def corners(group):
    xs, ys = [], []
    for shape in group.iter():
        if shape.tag == f"{SVG}rect":
            x, y, w, h = (float(shape.get(name)) for name in ("x", "y", "width", "height"))
            xs += [x, x + w]
            ys += [y, y + h]
        elif shape.tag == f"{SVG}ellipse":
            x, y, w, h = (float(shape.get(name)) for name in ("cx", "cy", "rx", "ry"))
            xs += [x - w, x + w]
            ys += [y - h, y + h]
        elif shape.tag == f"{SVG}polygon":
            points = [pair.split(",") for pair in shape.get("points").split()]
            xs += [float(x) for x, _ in points]
            ys += [float(y) for _, y in points]
        elif shape.tag == f"{SVG}text":
            xs.append(float(shape.get("x")))
            ys.append(float(shape.get("y")))
    return xs, ys


@pytest.mark.parametrize("name", ["neuron", "a_plus_a", "korean", "ordered", "chain"])
def test_the_dot_text_is_that_of_the_package(name, graphs):
    picture = autograd.draw(getattr(graphs, name)())
    assert isinstance(picture, Digraph)
    assert picture.source == (GOLDEN / f"{name}.gv").read_text(encoding="utf-8")


def test_quoting_is_that_of_the_package(monkeypatch):
    monkeypatch.undo()
    graphviz = pytest.importorskip("graphviz", reason="compares with it")
    theirs, ours = graphviz.Digraph(), Digraph()
    for word in ("a", "1.5", "-.5", "node", "Node", "a b", 'a"b', r"a\"b", "<b>", "", "가", "1a"):
        for picture in (theirs, ours):
            picture.node(word, word, tooltip=word, none=None)
            picture.edge("a", word, label=word)
    for picture, part in (
        (theirs, graphviz.Digraph(name="cluster 1")),
        (ours, ours.part("cluster 1")),
    ):
        part.attr(label="inside")
        part.node("x")
        picture.subgraph(part)
        picture.attr("graph", label="all", a=None)
    assert ours.source == theirs.source


@pytest.mark.parametrize("name", PICTURES)
def test_no_box_covers_another_and_every_arrow_begins_and_ends_at_its_boxes(name):
    source = (GOLDEN / f"{name}.gv").read_text(encoding="utf-8")
    svg = parsed(svg_of(source))
    boxes = rectangles(svg)
    named = {*re.findall(r"^\t+(\w+) \[", source, re.MULTILINE)}
    assert set(boxes) == named - {"graph", "node", "edge"}
    for a, b in itertools.combinations(boxes.values(), 2):
        assert a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]
    arrows = [g for g in svg.iter(f"{SVG}g") if g.get("class") == "edge"]
    assert len(arrows) == source.count(" -> ")
    for group in arrows:
        tail, head = group.findtext(f"{SVG}title").split("->")
        begin = re.match(r"M([-\d.]+),([-\d.]+)", group.find(f"{SVG}path").get("d")).groups()
        tip = group.find(f"{SVG}polygon").get("points").split()[0].split(",")
        assert touches(boxes[tail], *map(float, begin))
        assert touches(boxes[head], *map(float, tip))


def touches(box, x, y):
    left, top, right, bottom = box
    side = min(abs(x - left), abs(x - right))
    return side < 0.02 and top - 0.02 <= y <= bottom + 0.02


def test_frames_hold_their_boxes_and_no_others():
    svg = parsed(svg_of((GOLDEN / "moons.gv").read_text(encoding="utf-8")))
    frames = [g for g in svg.iter(f"{SVG}g") if g.get("class") == "cluster"]
    boxes = rectangles(svg)
    members = [{"g0", "g3", "g4"}, {"g5", "g6", "g7"}, {"g8", "g9"}]
    assert len(frames) == 3
    for frame, inside in zip(frames, members):
        (left, right, _, _), (top, bottom, _, _) = ([*side, 0, 0] for side in corners(frame))
        for name, box in boxes.items():
            within = left < box[0] and box[2] < right and top < box[1] and box[3] < bottom
            apart = box[2] < left or right < box[0] or box[3] < top or bottom < box[1]
            assert within if name in inside else apart


@pytest.mark.parametrize(
    ("direction", "axis", "sign"), [("LR", 0, 1), ("RL", 0, -1), ("TB", 1, 1), ("BT", 1, -1)]
)
def test_the_result_lies_where_the_direction_points(direction, axis, sign):
    svg = autograd.draw(-Value(1.0), direction=direction).pipe(encoding="utf-8")
    boxes = rectangles(parsed(svg))
    assert sign * (boxes["n0"][axis] - boxes["n1"][axis]) > 40


def test_a_loop_of_boxes_is_drawn_with_every_arrow():
    picture = Digraph(graph_attr={"rankdir": "LR"})
    for tail, head in ("ab", "bc", "ca", "aa"):
        picture.edge(tail, head)
    svg = parsed(picture.pipe())
    assert len(rectangles(svg)) == 3
    assert len([g for g in svg.iter(f"{SVG}g") if g.get("class") == "edge"]) == 4


def test_labels_are_shown_letter_by_letter_and_tooltips_too(graphs):
    svg = parsed(autograd.draw(graphs.korean()).pipe())
    shown = ["".join(t.itertext()).replace("\u00a0", " ") for t in svg.iter(f"{SVG}text")]
    assert {"입력값 x", "y <출력>", '둘째 줄 {|"\\N'} <= set(shown)
    hints = [title.text for a in svg.iter(f"{SVG}a") for title in a.iter(f"{SVG}title")]
    assert "input: Value(0.5, grad=0.0, label='입력값 x')" in hints


def test_every_display_has_a_picture(graphs):
    y = graphs.neuron()
    bundle = y._repr_mimebundle_()
    assert bundle["text/plain"] == repr(y)
    assert {"tanh", "o", "x1"} <= set(texts(parsed(bundle["image/svg+xml"])))
    picture = autograd.draw(y)
    for shown in (
        picture._repr_mimebundle_()["image/svg+xml"],
        picture._repr_svg_(),
        picture._repr_image_svg_xml(),
        picture.for_notebooks(),
    ):
        assert "tanh" in texts(parsed(shown))


def test_a_compiled_function_shows_its_program():
    pytest.importorskip("numpy")
    f = autograd.compile(lambda x, y: (x * y + y).tanh())
    f(1.0, 2.0)
    assert "x * y + y" in texts(parsed(f._repr_mimebundle_()["image/svg+xml"]))


def test_render_and_save_write_files_as_the_package_does(tmp_path, graphs):
    picture = autograd.draw(graphs.neuron())
    path = picture.render(tmp_path / "neuron")
    assert Path(path) == tmp_path / "neuron.svg"
    assert Path(path).read_bytes() == picture.pipe("svg")
    assert (tmp_path / "neuron").read_text(encoding="utf-8") == picture.source
    path = picture.render("o", tmp_path / "new", cleanup=True, format="svg")
    assert [Path(path)] == [*(tmp_path / "new").iterdir()] == [tmp_path / "new" / "o.svg"]
    assert picture.render(outfile=tmp_path / "b.svg") == str(tmp_path / "b.svg")
    assert Path(picture.save("a.gv", tmp_path)).read_text(encoding="utf-8") == picture.source
    assert picture.pipe("dot").decode() == picture.source


def test_other_formats_say_in_one_line_what_to_install(tmp_path, graphs):
    picture = autograd.draw(graphs.neuron(), format="png")
    for attempt in (
        picture.pipe,
        lambda: picture.render(tmp_path / "a"),
        lambda: picture.pipe("pdf"),
    ):
        with pytest.raises(RuntimeError, match=r"pip install 'chainrule\[draw\]'") as error:
            attempt()
        assert "\n" not in str(error.value)
    assert [*tmp_path.iterdir()] == []


def test_without_a_program_the_package_renders_svg_by_our_layout(monkeypatch, tmp_path, graphs):
    monkeypatch.undo()
    graphviz = pytest.importorskip("graphviz")
    from autograd.drawing import picture as drawn

    monkeypatch.setattr(drawn.shutil, "which", lambda program: None)
    monkeypatch.setattr(drawn.metadata, "files", missing)
    picture = autograd.draw(graphs.neuron())
    assert isinstance(picture, graphviz.Digraph)
    assert picture.pipe() == picture.pipe(encoding="utf-8").encode()
    outlines = svg_of(picture.source).partition("<g ")[2]
    assert picture.pipe(encoding="utf-8").endswith(outlines)
    path = picture.render(tmp_path / "neuron")
    assert Path(path).read_text(encoding="utf-8") == picture.pipe(encoding="utf-8")
    assert "tanh" in texts(parsed(picture._repr_mimebundle_()["image/svg+xml"]))
    for attempt in (lambda: picture.pipe("png"), lambda: picture.render(format="png")):
        with pytest.raises(graphviz.ExecutableNotFound, match=r"chainrule\[draw\]") as error:
            attempt()
        assert "\n" not in str(error.value)


def missing(name):
    raise metadata.PackageNotFoundError(name)


def test_what_is_added_by_hand_is_drawn(graphs):
    picture = autograd.draw(graphs.a_plus_a())
    picture.node("note", "by hand", shape="plaintext")
    picture.edge("note", "n0", style="dashed")
    assert "by hand" in texts(parsed(picture.pipe()))


def test_deep_and_large_graphs_are_drawn_without_recursion(graphs):
    picture = autograd.draw(graphs.chain(), fold=False)
    assert len(rectangles(parsed(picture.pipe()))) > 1_000
    deep = Digraph()
    inner = deep
    parts = [deep.part(f"cluster{i}") for i in range(300)]
    parts[-1].node("core")
    for outer, inner in zip(reversed(parts[:-1]), reversed(parts[1:])):
        outer.subgraph(inner)
    deep.subgraph(parts[0])
    deep.edge("core", "out")
    assert set(rectangles(parsed(deep.pipe()))) == {"core", "out"}


def test_the_picture_is_the_same_on_every_run():
    code = (
        "import sys; sys.modules['graphviz'] = None; import autograd; from autograd import Value;"
        "x = Value(1, 'x'); y = Value(2, 'y');"
        "print(autograd.draw(autograd.softmax([x, y, x * y])[0] - y).pipe(encoding='utf-8'))"
    )
    pictures = set()
    for seed in "123":
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        run = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, check=True
        )
        pictures.add(run.stdout)
    assert len(pictures) == 1


def test_text_that_is_not_our_dot_is_refused():
    for source in ("digraph {", "digraph { a [", "digraph { subgraph x y }"):
        with pytest.raises(ValueError, match="DOT text"):
            svg_of(source)


def test_whoever_reads_a_picture_while_it_is_written_anew_has_the_old_one_whole(tmp_path):
    code = (
        "import sys; sys.modules['graphviz'] = None; import autograd; from autograd import Value;"
        "picture = autograd.draw(Value(1, 'x') * Value(2, 'y'));"
        "picture.render('a', format='svg');"
        "old = [open(name, encoding='utf-8') for name in ('a', 'a.svg')];"
        "autograd.draw(Value(3, 'z') * 2).render('a', format='svg');"
        "sys.exit(not all('>x<' in file.read() for file in old))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, env=_with_this_tree())


def _with_this_tree():
    return {**os.environ, "PYTHONPATH": str(Path(autograd.__file__).parent.parent)}
