"""Pictures: golden DOT text for small graphs, and what the rendered picture must show."""

import os
import re
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import autograd
from autograd import Value
from autograd.drawing import kinds, text, values
from autograd.drawing.theme import THEMES
from tests.drawing.pictures import SVG, rendered, svg_of, texts

graphviz = pytest.importorskip("graphviz", reason="pictures need the extra draw")


INK = THEMES["light"].line


def drawn_nodes(svg):
    """Every node of the picture by its name in the DOT text."""
    groups = (g for g in svg.iter(f"{SVG}g") if g.get("class") == "node")
    return {g.findtext(f"{SVG}title"): g for g in groups}


def edges(source):
    return re.findall(r"^\t(\w+) -> (\w+)", source, re.MULTILINE)


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


def test_a_repeated_parent_has_an_arrow_for_each_time(graphs):
    arrows = edges(autograd.draw(graphs.a_plus_a()).source)
    assert sorted(arrows) == [("n0op", "n0"), ("n1", "n0op"), ("n1", "n0op")]


def test_operations_are_drawn_with_the_symbol_of_the_table():
    x = Value(0.5)
    for operation in autograd.OPERATIONS.values():
        if operation.arity == 1 and operation.name not in ("identity",):
            y = operation(Value(1.5) if operation is autograd.acosh else x)
            assert f"<{operation.symbol}>" in autograd.draw(y).source
    cube = autograd.operation("cube", lambda a: a**3, lambda y, a: (3 * a * a,), symbol="a³")
    assert "<a³>" in autograd.draw(cube(x)).source


@rendered
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_kinds_of_values_differ_without_colour(theme):
    x, w = Value(2.0, "x"), Value(5.0, "w")
    y = 3 * x
    z = y * w
    svg = drawn_nodes(svg_of(z, theme=theme))
    by_text = {tuple(texts(g)): g for name, g in svg.items() if not name.endswith("op")}
    nodes = [
        by_text["x", "data", "2", "grad", "0"],  # an input
        by_text["w", "data", "5", "grad", "0"],  # a parameter
        by_text["3",],  # a constant
        by_text["data", "6", "grad", "0"],  # computed
        by_text["data", "30", "grad", "0"],  # the result
    ]

    def outline(node):
        shapes = [s for s in node.iter() if s.tag in (f"{SVG}polygon", f"{SVG}path")]
        drawn = [s for s in shapes if s.get("stroke") not in ("none", "transparent")]
        return (
            any(s.tag == f"{SVG}path" for s in drawn),  # round corners
            len(list(node.iter(f"{SVG}polyline"))),  # the folded corner
            len(drawn),  # double borders
            max(float(s.get("stroke-width", 1)) for s in drawn),
            any(s.get("stroke-dasharray") for s in drawn),
        )

    assert len({outline(node) for node in nodes}) == 5
    assert outline(nodes[1])[3] > 2 * outline(nodes[0])[3]  # a parameter's border is heavy
    assert [outline(node)[4] for node in nodes] == [False, False, True, False, False]


def test_a_model_says_which_leaves_are_its_parameters():
    nn = pytest.importorskip("nn")

    class Line(nn.Module):
        def __init__(self):
            self.slope = Value(2.0, "slope")

    model, x = Line(), Value(3.0, "x")
    y = model.slope * x
    assert kinds_of(autograd.draw(y)) == {"slope": "input", "x": "input"}
    assert kinds_of(autograd.draw(y, fold=model)) == {"slope": "parameter", "x": "input"}


def kinds_of(picture):
    found = re.findall(r'<B>(\w+)</B>.*tooltip="(input|parameter)', picture.source)
    return dict(found)


@pytest.mark.parametrize("name", ["w", "b", "w1", "W_12", "w₁", "bias", "θ", "가중치 w", "편향"])
def test_leaves_called_like_weights_are_parameters(name):
    assert kinds.Kinds(Value(0.0), [])(Value(1.0, name)) == "parameter"


@pytest.mark.parametrize("name", ["", "x", "batch", "width", "base", "입력", "y1"])
def test_other_leaves_are_inputs(name):
    assert kinds.Kinds(Value(0.0), [])(Value(1.0, name)) == "input"


def bars(svg):
    """For each Value by its label, which part of half a track its gradient's bar takes: -1 to 1."""
    found = {}
    light = THEMES["light"]
    for node in drawn_nodes(svg).values():
        ends = {}
        for shape in node.iter(f"{SVG}polygon"):
            if shape.get("fill") in (light.bar, light.negative, light.track):
                xs = [float(point.split(",")[0]) for point in shape.get("points").split()]
                ends.setdefault(shape.get("fill"), []).extend(xs)
        if ends:
            whole = [x for xs in ends.values() for x in xs]
            middle, half = (min(whole) + max(whole)) / 2, (max(whole) - min(whole)) / 2
            right = max(ends.get(light.bar, [middle])) - middle
            left = middle - min(ends.get(light.negative, [middle]))
            assert right <= 0 or left <= 0  # of one Value never both
            found[texts(node)[0]] = (right - left) / half
    return found


@rendered
def test_a_bar_is_as_long_as_the_gradient_is_large_and_points_where_its_sign_does():
    factors = [0.0, 1e-9, 0.1, -0.25, 0.5, -0.75, 2.0]
    leaves = [Value(1.0, f"x{i}") for i in range(len(factors))]
    result = autograd.sum([0.5 * factor * x + 1 for factor, x in zip(factors, leaves)])
    result.backward()
    found = bars(svg_of(result, show=("label", "grad")))
    lengths = [found[leaf.label] for leaf in leaves]
    for factor, length in zip(factors, lengths):
        assert length == pytest.approx(factor / 2.0, abs=0.06)
    assert lengths[0] == 0.0 < lengths[1]  # what is not zero is seen
    sizes = [abs(length) for length in lengths]
    assert sorted(sizes) == sizes


@rendered
def test_before_backward_there_are_no_bars():
    x = Value(2.0, "x")
    assert bars(svg_of(3 * x)) == {}


@rendered
def test_gradients_that_are_no_numbers_can_be_drawn():
    x, y = Value(1.0, "x"), Value(1.0, "y")
    z = x * y
    x.grad, y.grad = float("inf"), float("nan")
    found = bars(svg_of(z))
    assert found["x"] == 1.0
    assert found["y"] == 0.0


@pytest.mark.parametrize(
    ("show", "shown"),
    [
        (("label", "data", "grad"), ["x", "data", "3", "grad", "2"]),
        (("data", "label"), ["x", "data", "3"]),
        ("grad", ["grad", "2"]),
        ((), []),
    ],
)
@rendered
def test_a_box_shows_what_is_asked_for(show, shown):
    x = Value(3.0, "x")
    y = 2 * x
    y.backward()
    assert texts(drawn_nodes(svg_of(y, show=show))["n2"]) == shown


@rendered
def test_the_weights_of_a_neuron_share_a_box_with_a_line_for_each(graphs):
    y = graphs.mlp()
    weighted, _ = y.parents
    weights = [p for p in weighted.parents if p.label]
    (box,) = [
        texts(g)
        for g in drawn_nodes(svg_of(y)).values()
        if "w3" in texts(g) and text.number(weights[0].data) in texts(g)
    ]
    numbers = ((text.number(w.data), text.number(w.grad)) for w in weights)
    assert box == [
        "data",
        "grad",
        *(word for w, two in zip(weights, numbers) for word in (w.label, *two)),
    ]


@rendered
def test_the_dark_theme_is_light_on_dark(graphs):
    def brightness(colour):
        r, g, b = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (r, g, b)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    named = {"white": "#ffffff", "black": "#000000"}
    for theme in THEMES.values():
        for fill in (theme.ground, theme.operation, *theme.fills.values()):
            pair = [brightness(named.get(c, c)) + 0.05 for c in (theme.ink, fill)]
            assert max(pair) / min(pair) >= 7  # WCAG, level AAA
    svg = autograd.draw(graphs.neuron(), theme="dark").pipe(encoding="utf-8")
    assert THEMES["dark"].ground in svg


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
def test_korean_labels_stand_in_the_middle_of_their_boxes_and_fit():
    lines = ["가중치를곱한입력의합", "둘째 줄"]
    svg = svg_of(-Value(1.0, "\n".join(lines)))
    (node,) = [n for n in drawn_nodes(svg).values() if lines[0] in texts(n)]
    outline = [p.get("points") for p in node.iter(f"{SVG}polygon") if p.get("stroke") == INK]
    xs = [float(point.split(",")[0]) for point in " ".join(outline).split()]
    for written in node.iter(f"{SVG}text"):
        if written.text in lines:
            assert written.get("text-anchor") == "middle"
            middle = float(written.get("x"))
            assert middle == pytest.approx((min(xs) + max(xs)) / 2, abs=0.1)
            # A Korean letter is at most as wide as the font is high.
            assert len(written.text) * float(written.get("font-size")) < max(xs) - min(xs)


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


def test_without_folding_a_long_chain_shows_its_end_and_says_what_is_left_out(graphs):
    source = autograd.draw(graphs.chain(), fold=False).source
    assert "<B>end</B>" in source
    assert "<B>start</B>" not in source
    # 10,001 values in the chain and as many ones added as links.
    assert f"{20_001 - values.MOST_DRAWN:,} of 20,001 nodes left out" in source
    boxes = re.findall(r"^\tn\d+ \[", source, re.MULTILINE)
    assert len(boxes) + source.count(">+ 1<") + source.count("</B> + 1<") == values.MOST_DRAWN


def test_a_sum_of_thousands_says_how_many_operands_are_not_drawn():
    # Each operand is read twice, so that they do not share a box.
    xs = [Value(1.0) for _ in range(3000)]
    source = autograd.draw(autograd.sum(xs + xs), fold=False).source
    assert f'"… {2 * (3000 - (values.MOST_DRAWN - 1)):,}"' in source
    assert f"{3001 - values.MOST_DRAWN:,} of 3,001 nodes left out" in source
