"""The line of source code of each node: recorded when asked for, and shown."""

import inspect
import threading

import pytest

import autograd
import nn
from autograd import Value, value
from autograd.exploring.lines import LONGEST, followed, named, text_of
from autograd.exploring.snapshot import snapshot
from tests.exploring.graphs import neuron, recurrent
from tests.exploring.test_boxes import samples


def small():
    x = Value(2.0, "x")
    y = x * 3  # a product
    return y.tanh() + x


def lines_of(f):
    """Of each computed node the text of its line."""
    v, places = followed(f)
    graph = snapshot(v, places)
    texts = [line["text"] for line in graph["lines"]]
    return [texts[node["line"]] for node in graph["nodes"] if node["line"] is not None], graph


def test_each_node_has_the_line_that_made_it():
    found, graph = lines_of(small)
    assert found == ["y = x * 3  # a product", "return y.tanh() + x", "return y.tanh() + x"]
    source, first = inspect.getsourcelines(small)
    assert [line["place"] for line in graph["lines"]] == [
        f"test_lines.py:{first + i}" for i, text in enumerate(source) if i >= 2
    ]


def test_what_the_package_computes_has_the_line_that_called_it():
    model = nn.MLP(2, [3, 1])

    def loss():
        out = model([0.5, 1.0])
        return autograd.softplus(out) ** 2

    found, _ = lines_of(loss)
    assert set(found) == {"out = model([0.5, 1.0])", "return autograd.softplus(out) ** 2"}
    assert found.count("return autograd.softplus(out) ** 2") == 2


def test_lines_are_known_inside_scopes_and_scopes_stay_known():
    found, graph = lines_of(lambda: recurrent(2))
    assert "made.append((sum(w * h for w, h in pair) + x).tanh())" in found
    assert found[-1] == "return state[0] * state[1]"
    assert {frame["name"] for frame in graph["frames"]} >= {"step 0", "step 1", "unit 0"}


@pytest.mark.parametrize("fails", [False, True])
def test_afterwards_nodes_are_made_as_before(fails):
    def f():
        if fails:
            raise KeyError("on the way")
        return small()

    if fails:
        with pytest.raises(KeyError):
            followed(f)
    else:
        followed(f)
    assert value._new is object.__new__
    with autograd.scope("a"):
        assert value._new is not object.__new__
    assert value._new is object.__new__


def test_other_threads_nodes_are_not_mixed_up():
    def both():
        thread = threading.Thread(target=neuron)
        thread.start()
        thread.join()
        return small()

    found, _ = lines_of(both)
    assert len(found) == 3


def test_without_a_function_there_are_no_lines():
    graph = snapshot(small())
    assert graph["lines"] == []
    assert {node["line"] for node in graph["nodes"]} == {None}


def test_a_cell_is_called_a_cell_and_a_line_is_never_longer_than_people_read(tmp_path):
    assert named(("/tmp/ipykernel_31/1234.py", 3)) == "cell:3"
    assert named(("<ipython-input-4-abc>", 2)) == "cell:2"
    assert named(("/home/ada/lesson.py", 12)) == "lesson.py:12"
    long = tmp_path / "long.py"
    long.write_text(f"x = {'1 + ' * 100}1\n", encoding="utf-8")
    assert len(text_of((str(long), 1))) == LONGEST + 1
    assert text_of(("<string>", 1)) == ""


@pytest.mark.parametrize(
    ("given", "message"),
    [(lambda: 3.0, "explore needs a Value, got float"), (nn.MLP(1, [1]), "got MLP")],
)
def test_a_function_that_gives_no_value_is_refused(given, message):
    with pytest.raises(TypeError, match=message):
        autograd.explore(given)


def test_the_page_shows_the_line_of_the_step_and_of_a_box_its_lines(page):
    page.open(lambda: small(), every=False)
    assert page.text(".source") == ""
    page.browser.press("ARROW_RIGHT")
    assert page.text(".source code") == "y = x * 3 # a product"
    assert "test_lines.py:" in page.text(".source small")
    page.browser.press("END")
    assert page.text(".source") == ""  # a leaf
    page.open(lambda: samples(), every=False)
    page.browser.press("ARROW_RIGHT")
    assert page.text(".source code").startswith("loss = sum((model(x) - x[0] * x[1]) ** 2")
    page.browser.shoot("lines")


def test_a_line_is_only_ever_text(page, tmp_path):
    path = tmp_path / "hostile.py"
    path.write_text("x = y * 2 # </script><img src=x onerror='window.hit = 1'>\n")
    scope = {"y": Value(3.0)}

    def hostile():
        exec(compile(path.read_text(), str(path), "exec"), scope)
        return scope["x"]

    page.open(hostile, every=False)
    page.browser.press("ARROW_RIGHT")
    assert "<img" in page.text(".source code")
    assert page.browser.run("return window.hit ?? null") is None
