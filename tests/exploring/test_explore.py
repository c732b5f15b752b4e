"""`explore`: its arguments, its file, and what a notebook gets."""

import math
import subprocess
import sys
from html.parser import HTMLParser

import pytest

import autograd
from autograd import Value, topological_order
from autograd.exploring.snapshot import LIMIT
from tests.exploring.graphs import neuron


def test_a_file_of_sixty_nodes_is_below_300_kilobytes(tmp_path):
    x = Value(1.0, "x")
    for _ in range(20):
        x = (x * 1.01).tanh()
    assert len(topological_order(x)) == 61
    autograd.explore(x).to_html(tmp_path / "chain.html")
    assert (tmp_path / "chain.html").stat().st_size < 300_000


def test_a_neurons_page_stays_one_small_file_though_comments_grow(tmp_path):
    autograd.explore(neuron()).to_html(tmp_path / "neuron.html")
    page = (tmp_path / "neuron.html").read_text(encoding="utf-8")
    assert len(page.encode()) < 95_000
    assert "\n//" not in page
    assert "/* " not in page


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    target = tmp_path / "missing" / "page.html"
    with pytest.raises(FileNotFoundError):
        autograd.explore(Value(1.0) + 1).to_html(target)
    target = tmp_path / "page.html"
    autograd.explore(Value(1.0) + 1).to_html(str(target))
    assert list(tmp_path.iterdir()) == [target]
    assert target.read_text(encoding="utf-8").endswith("</html>\n")


def test_exploring_leaves_the_values_as_they_were():
    x = Value(2.0, "x")
    y = x * x
    y.backward()
    autograd.explore(y)
    assert (x.grad, y.grad, x.data) == (4.0, 1.0, 2.0)


def test_too_many_nodes_are_refused_with_their_number_and_what_to_do():
    x = Value(1.0)
    for _ in range(LIMIT):
        x = x + x
    with pytest.raises(ValueError, match="at most 20,000 nodes, but this graph has 20,001; expl"):
        autograd.explore(x)


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        ((3.0,), {}, TypeError, "explore needs a Value, got float"),
        ((Value(1.0),), {"language": "de"}, ValueError, "language must be 'en' or 'ko', got 'de'"),
    ],
)
def test_bad_arguments_are_named(arguments, options, error, message):
    with pytest.raises(error, match=message):
        autograd.explore(*arguments, **options)


class Frame(HTMLParser):
    """The srcdoc of the one element there is."""

    def handle_starttag(self, tag, attributes):
        assert tag == "iframe"
        self.attributes = dict(attributes)


def test_without_anywidget_a_notebook_shows_the_page_in_a_frame(monkeypatch):
    monkeypatch.delitem(sys.modules, "autograd.exploring.widget", raising=False)
    monkeypatch.setitem(sys.modules, "anywidget", None)
    v = Value(1.0, "</iframe>\"'&") + 1
    bundle = autograd.explore(v)._repr_mimebundle_()
    frame = Frame()
    frame.feed(bundle["text/html"])
    assert frame.attributes["srcdoc"].startswith("<!doctype html>")
    assert frame.attributes["sandbox"] == "allow-scripts"
    assert set(bundle) == {"text/plain", "text/html"}


def test_with_anywidget_a_notebook_shows_a_widget():
    pytest.importorskip("anywidget")
    bundle = autograd.explore(Value(1.0) + 1)._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "application/vnd.jupyter.widget-view+json" in data


def test_the_widget_recomputes_operations_of_ones_own_in_python():
    pytest.importorskip("anywidget")
    from autograd.exploring.widget import ExplorerWidget

    cube = autograd.operation("cube", lambda a: a**3, lambda y, a: (3 * a * a,))
    v = cube(Value(2.0)).log()
    widget = ExplorerWidget(v, "{}", "en")
    answers = []
    widget.send = answers.append
    widget._answer(widget, {"turn": 0.5, "leaves": [3, 0, 0]}, [])
    widget._answer(widget, {"turn": 0.7, "leaves": [-3, 0, 0]}, [])
    cubed = cube(x := Value(3.0))
    cubed.log().backward()
    assert answers[0] == {
        "turn": 0.5,
        "numbers": [[3.0, []], [27.0, [27.0]], [math.log(27.0), [1 / 27.0]]],
    }
    assert x.grad == 27.0 * (1 / 27.0)
    assert answers[1]["numbers"] == [[-3.0, []], [-27.0, [27.0]], [None, None]]
    assert v.parents[0].data == 8.0


def test_importing_autograd_does_not_load_what_only_the_page_needs():
    program = "import sys, autograd; print([m for m in sys.modules if 'exploring.' in m])"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout == "[]\n"


def test_the_frame_works_as_the_page_does(browser, tmp_path):
    v = Value(3.0, "x") ** 2
    host = tmp_path / "notebook.html"
    frame = autograd.explore(v)._repr_html_()
    host.write_text(f"<!doctype html><title>A notebook</title>{frame}", encoding="utf-8")
    browser.driver.get(host.as_uri())
    browser.driver.switch_to.frame(0)
    browser.run("document.querySelector('.play').focus()")
    browser.press("END")
    script = "return document.querySelector('.leaf .gradient .number').title"
    assert browser.run(script) == "6"
    browser.driver.switch_to.default_content()
    assert browser.complaints() == []
    requests = [url for url in browser.requests() if not url.startswith("data:")]
    assert requests == [host.as_uri()]
