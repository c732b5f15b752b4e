"""Large graphs: what folds together, what the folded picture says, and how boxes open."""

import itertools
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import autograd
from autograd import Value
from autograd.drawing import folding, kinds, nodes
from autograd.drawing import values as drawn
from autograd.drawing.layers import layers_of
from autograd.graph import topological_order

pytest.importorskip("graphviz", reason="pictures need the extra draw")
nn = pytest.importorskip("nn")


def fold(v, names=None):
    order = topological_order(v)
    return folding.fold(order, kinds.Kinds(v, order, names or {}), names or {})


def boxes(picture):
    """The title of every folded box, without the number that opens it, and those of frames."""
    titles = re.findall(r"<B>([^<]*)</B>  <FONT[^>]*>\[\d+\]", picture.source)
    return titles, re.findall(r"label=<([^<>]+: [^<>]+)>", picture.source)


def numbers(picture):
    """For each title of a folded box, the numbers that open such boxes."""
    found = {}
    for title, number in re.findall(r"<B>([^<]*)</B>  <FONT[^>]*>\[(\d+)\]", picture.source):
        found.setdefault(title, []).append(int(number))
    return found


def single(picture):
    """The names of Values that are drawn one by one."""
    return re.findall(r"^\t*(n\d+) \[", picture.source, re.MULTILINE)


def batch_loss(model, count=20):
    samples = [[i / count, i % 3] for i in range(count)]
    loss = sum((model(x) - sum(x)) ** 2 for x in samples) / count
    loss.backward()
    return loss


def recurrent(steps):
    """A network of three states that reads one number per step."""
    w = [[Value(0.1 * (i - j), f"w{j}") for j in range(4)] for i in range(3)]
    v = [Value(1.0, f"w{j}") for j in range(3)]
    state, loss = [Value(0.0) for _ in range(3)], 0.0
    for t in range(steps):
        state = [autograd.dot(row, [Value(t / 9), *state]).tanh() for row in w]
        loss = loss + (autograd.dot(v, state) - t) ** 2
    loss.backward()
    return loss


def test_the_loss_of_two_moons_folds_into_its_layers(graphs):
    loss = graphs.moons()
    assert len(topological_order(loss)) == 65_818
    picture = autograd.draw(loss)
    titles, frames = boxes(picture)
    assert frames == [
        "Layer 1: 16 neurons × 100 samples",
        "Layer 2: 16 neurons × 100 samples",
        "Layer 3: 1 neuron × 100 samples",
    ]
    assert titles.count("ReLU × 1,600") == 2
    assert "65,818 nodes folded into 14 boxes" in picture.source


def test_every_node_is_in_one_group_and_a_group_is_of_one_operation(graphs):
    loss = graphs.moons()
    order = topological_order(loss)
    found = fold(loss)
    assert sorted(map(id, order)) == sorted(id(n) for g in found.groups for n in g.nodes)
    for group in found.groups:
        assert len({head.operation for head in group.heads}) == 1
        assert {found.head[node] for node in group.nodes} == set(group.heads)


def test_each_layer_has_parameters_of_its_own():
    model = nn.MLP(2, [5, 4, 1], seed=1)
    found = fold(batch_loss(model))
    parameters = [set(g.nodes) for g in found.groups if g.kind == "parameter"]
    assert parameters == [set(layer.parameters()) for layer in model.layers]
    layers = layers_of(found)
    assert [(layer.neurons, layer.uses) for layer in layers] == [(5, 20), (4, 20), (1, 20)]


def test_a_model_lends_its_names():
    model = nn.MLP(2, [5, 4, 1], seed=1)
    _, frames = boxes(autograd.draw(batch_loss(model), fold=model))
    assert frames == [
        "Layer 1 (layers.0): 5 neurons × 20 samples",
        "Layer 2 (layers.1): 4 neurons × 20 samples",
        "Layer 3 (layers.2): 1 neuron × 20 samples",
    ]


def test_layers_are_called_as_the_attributes_that_hold_them():
    class Attention(nn.Module):
        def __init__(self):
            self.query, self.key = nn.Layer(3, 4, seed=1), nn.Layer(3, 4, seed=2)

        def __call__(self, x):
            return autograd.dot(self.query(x), self.key(x))

    model, layer = Attention(), nn.Layer(3, 4, seed=1)
    xs = [[Value(0.1 * i), Value(0.2), Value(0.3 - i)] for i in range(9)]
    _, frames = boxes(autograd.draw(sum(model(x) for x in xs), fold=model))
    assert sorted(re.sub(r"Layer \d ", "", frame) for frame in frames) == [
        "(key): 4 neurons × 9 samples",
        "(query): 4 neurons × 9 samples",
    ]
    _, frames = boxes(autograd.draw(autograd.sum([v for x in xs for v in layer(x)]), fold=layer))
    assert frames == ["Layer 1 (Layer): 4 neurons × 9 samples"]


def test_labels_name_their_boxes():
    xs = [Value(float(i), f"x{i}") for i in range(150)]
    hidden = [(2 * x).tanh() for x in xs]
    for i, h in enumerate(hidden):
        h.label = f"h{i}"
    source = autograd.draw(autograd.sum(hidden)).source
    assert "<B>x × 150</B>" in source
    assert "<B>h</B>" in source


def test_a_recurrent_network_folds_into_stretches_of_time():
    found = fold(recurrent(40))
    assert len(found.groups) < 20
    stretches = [group for group in found.groups if len({h.operation for h in group.heads}) == 2]
    assert len(stretches) == 5
    for before, after in itertools.pairwise(stretches):
        assert before in after.reads
        assert after not in before.reads
    titles, frames = boxes(autograd.draw(recurrent(40)))
    assert frames[0] == "Layer 1: 3 neurons × 40 steps"
    assert "Σ w·x, tanh × 48" in titles


def test_many_layers_keep_within_the_budget():
    v = Value(0.5, "x")
    for i in range(10_000):
        v = (v * Value(0.5, f"w{i}")).tanh()
    assert len(fold(v).groups) <= folding.MOST_GROUPS


def test_many_different_labels_keep_within_the_budget():
    words = [chr(ord("a") + i // 26) + chr(ord("a") + i % 26) for i in range(300)]
    values = []
    for word in words:
        v = Value(1.0).exp()
        v.label = word
        values.append(v)
    assert len(fold(autograd.sum(values)).groups) <= folding.MOST_GROUPS


def test_many_different_operations_keep_within_the_budget():
    x = Value(0.5, "x")
    total = autograd.sum([(x ** (i / 7)) * Value(1.0, f"c{i}") for i in range(300)])
    picture = autograd.draw(total)
    assert len(fold(total).groups) <= folding.MOST_GROUPS
    assert "operations × 300" in boxes(picture)[0]


def test_many_layers_of_a_model_fold_into_few_frames():
    model = nn.MLP(2, [3] * 40 + [1], seed=1)
    loss = sum(model([0.5, i]) ** 2 for i in range(5))
    _, frames = boxes(autograd.draw(loss, fold=model))
    assert frames[0].startswith("Layers 1 to ")
    ends = [re.fullmatch(r"Layers? (\d+)(?: to (\d+))? \((.*)\): .* samples", f) for f in frames]
    spans = [(int(e[1]), int(e[2] or e[1])) for e in ends]
    assert [first for first, _ in spans] == [1, *(last + 1 for _, last in spans[:-1])]
    assert spans[-1][1] == 41
    for (first, last), end in zip(spans, ends):
        names = f"layers.{first - 1} … layers.{last - 1}" if last > first else f"layers.{first - 1}"
        assert end[3] == names


def test_a_graph_folds_when_it_is_large_or_when_asked(graphs):
    small = graphs.neuron()
    assert "folded" not in autograd.draw(small).source
    assert "folded into" in autograd.draw(small, fold=True).source
    values = [Value(float(i), "x") for i in range(drawn.LIMIT - 1)]
    assert "folded" not in autograd.draw(autograd.sum(values)).source
    more = autograd.sum([*values, Value(0.0, "x")])
    assert "folded into" in autograd.draw(more).source
    assert len(single(autograd.draw(autograd.sum([*values, *values, Value(1.0)]), fold=False))) > 0


def test_a_graph_too_large_to_fold_by_itself_shows_its_end(monkeypatch, graphs):
    monkeypatch.setattr(drawn, "MOST_FOLDED", 1_000)
    source = autograd.draw(graphs.chain()).source
    assert "19,801 of 20,001 nodes left out" in source
    assert "draw(..., fold=True) folds all" in source


def test_a_folded_box_opens_by_its_number():
    model = nn.MLP(2, [5, 4, 1], seed=1)
    loss = batch_loss(model)
    picture = autograd.draw(loss)
    (first, *_) = numbers(picture)["Σ w·x + b × 100"]
    opened = autograd.draw(loss, open=first)
    # Of 100 sums one sample's five: each a dot product and the addition of the bias.
    assert len(single(opened)) == 10
    assert "more: Σ w·x + b × 95" in opened.source
    assert f"[{first}] opened" in opened.source
    assert len(single(autograd.draw(loss, open=[first, first]))) == 10


def test_a_small_box_opens_whole():
    model = nn.MLP(2, [5, 4, 1], seed=1)
    loss = batch_loss(model)
    weights = numbers(autograd.draw(loss))["w, b × 15"][0]
    opened = autograd.draw(loss, open=weights)
    assert len(single(opened)) == 15
    assert "w, b × 15" not in opened.source


def test_a_long_sum_opens_at_its_end(graphs):
    v = graphs.chain()
    opened = autograd.draw(v, open=1)
    assert "<B>end</B>" in opened.source
    assert "9,936 nodes" in opened.source  # of 10,000 additions 64 are drawn


def test_to_open_a_box_that_is_not_there_is_refused():
    loss = batch_loss(nn.MLP(2, [5, 4, 1], seed=1))
    with pytest.raises(ValueError, match=r"no box 99 to open; the folded ones are 1, 2, 3"):
        autograd.draw(loss, open=99)


def test_no_arrow_is_lost_by_folding(graphs):
    """Between boxes there is an arrow just where a node in one reads a node in the other."""
    for v in (recurrent(12), batch_loss(nn.MLP(2, [5, 4, 1], seed=1))):
        found = fold(v)
        expected = {
            (found.group[parent], found.group[node])
            for node in topological_order(v)
            for parent in node.parents
            if found.head[parent] is not found.head[node]
        }
        assert {(r, g) for g in found.groups for r in g.reads} == expected
        drawn = {(r, g) for r, g in expected if r.kind != "constant" and r is not g}
        arrows = re.findall(r"^\tg\d+ -> g\d+", autograd.draw(v, fold=True).source, re.MULTILINE)
        assert len(arrows) == len(drawn)


def test_folding_is_the_same_on_every_run():
    code = (
        "import autograd, nn\n"
        "m = nn.MLP(2, [8, 8, 1], seed=1)\n"
        "y = sum(m([i / 9, i % 4]) for i in range(20))\n"
        "y.backward(); print(autograd.draw(y, open=3).source)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path.cwd()), "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in "123"
    ]
    assert "folded into" in runs[0].decode()
    assert len(set(runs)) == 1


# --- compiled functions --------------------------------------------------------------------------


def compiled_moons():
    X, y = nn.data.moons(100, seed=1)
    model = nn.MLP(2, [16, 16, 1], seed=1)

    @autograd.compile
    def loss(X, y):
        hinges = [(1 - t * model(x)).relu() for x, t in zip(X, y)]
        return sum(hinges) / len(hinges) + 1e-4 * sum(p * p for p in model.parameters())

    loss(X, [2 * t - 1 for t in y])
    return loss


def test_a_compiled_loss_is_drawn_as_its_array_program():
    pytest.importorskip("numpy")
    loss = compiled_moons()
    source = autograd.draw(loss).source
    for name in ("X", "y", "W1", "b1", "W2", "b2", "W3", "b3", "theta", "z1", "h1", "loss"):
        assert f"<B>{name}</B>" in source
    assert "X @ W1.T + b1" in source
    assert "100 × 16" in source
    # Every statement of the forward half is a box, the parameters of a layer share one.
    forward = loss.source.partition("saved =")[0]
    statements = re.findall(r"# [\d,]+ scalar node", forward)
    assert len(re.findall(r"^\ts\d+ \[", source, re.MULTILINE)) == len(statements) == 12
    assert len(re.findall(r"^\ta\d+ \[", source, re.MULTILINE)) == 6
    assert f"as {len(statements)} array statements" in source


def test_drawing_a_compiled_function_leaves_it_as_it_was():
    pytest.importorskip("numpy")
    loss = compiled_moons()
    before, source = loss.source, autograd.draw(loss).source
    assert autograd.draw(loss).source == source
    assert loss.source == before
    X, y = nn.data.moons(100, seed=2)
    assert loss(X, y).data == pytest.approx(loss.function(X, y).data)


def test_a_function_that_stays_scalar_is_drawn_too():
    pytest.importorskip("numpy")
    f = autograd.compile(lambda x, y: (x * y + y).tanh())
    f(1.0, 2.0)
    assert "x * y + y" in autograd.draw(f).source


def test_a_very_long_program_is_drawn_from_its_end():
    pytest.importorskip("numpy")

    def alternating(x):
        for _ in range(150):
            x = x.tanh().sin()
        return x

    f = autograd.compile(alternating)
    f(0.3)
    source = autograd.draw(f).source
    assert "300 array statements; the first 100 are left out" in source
    assert len(re.findall(r"^\ts\d+ \[", source, re.MULTILINE)) == drawn.LIMIT
    assert "<B>alternating</B>" in source


def test_a_compiled_function_must_be_called_before_it_is_drawn():
    pytest.importorskip("numpy")
    with pytest.raises(ValueError, match="call the compiled function once"):
        autograd.draw(autograd.compile(lambda x: x * x))


def test_a_compiled_function_shows_its_program_in_jupyter():
    pytest.importorskip("numpy")
    f = autograd.compile(lambda x, y: (x * y + y).tanh())
    text = f._repr_mimebundle_()
    assert list(text) == ["text/plain"]
    assert re.fullmatch(r"<compiled .*<lambda>>", text["text/plain"])
    f(1.0, 2.0)
    shown = f._repr_mimebundle_()
    assert shown["text/plain"] == text["text/plain"]
    if program_installed():
        assert "x * y + y" in shown["image/svg+xml"]


def test_the_nearest_are_found_without_walking_the_rest(graphs):
    v = graphs.chain()
    found = nodes.nearest(v, 5)
    assert found[0] is v
    assert [node.label for node in found[1:]] == ["", "", "", ""]
    assert len(nodes.nearest(v, 30_000)) == 20_001


# --- golden pictures -----------------------------------------------------------------------------

GOLDEN = Path(__file__).parent / "golden"
PICTURES = ["neuron", "a_plus_a", "korean", "ordered", "chain", "mlp", "moons", "program"]


def program_installed():
    try:
        return bool(shutil.which("dot") or metadata.version("graphviz-pure"))
    except metadata.PackageNotFoundError:
        return False


def picture_of(name, graphs):
    if name == "program":
        pytest.importorskip("numpy")
        return autograd.draw(compiled_moons())
    return autograd.draw(getattr(graphs, name)())


def twelve_digits(text):
    """From CPython 3.12 on, `sum` rounds better; the last digits in the tooltips tell."""
    return re.sub(r"(\.\d{12})\d+", r"\1", text)


@pytest.mark.parametrize("name", PICTURES)
def test_the_dot_text_is_as_it_was_looked_at(name, graphs):
    golden = (GOLDEN / f"{name}.gv").read_text(encoding="utf-8")
    assert twelve_digits(picture_of(name, graphs).source) == twelve_digits(golden)


@pytest.mark.skipif(not program_installed(), reason="no program to do the layout")
@pytest.mark.filterwarnings("ignore:graphviz-pure has no font")
@pytest.mark.parametrize("name", PICTURES)
def test_every_golden_picture_is_rendered_as_png_and_svg(name, graphs):
    picture = picture_of(name, graphs)
    assert picture.pipe("png").startswith(b"\x89PNG\r\n")
    assert b"</svg>" in picture.pipe("svg")
