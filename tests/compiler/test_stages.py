"""`explain(stage)`: what a function is after each pass of the compiler, to be read."""

import pickle
import random

import pytest

pytest.importorskip("numpy")
import autograd
from autograd import Value
from tests.tools import golden_sources


def shown(compiled, stage, capsys):
    capsys.readouterr()
    compiled.explain(stage=stage)
    return capsys.readouterr().out


@pytest.fixture
def neuron():
    function, arguments = golden_sources.neuron()
    compiled = autograd.compile(function)
    compiled(*arguments)
    return compiled


def test_recorded_shows_the_first_nodes_and_how_many_there_were(neuron, capsys):
    text = shown(neuron, "recorded", capsys)
    assert "neuron was called once, given X 20 × 3, with 4 Values found outside it" in text
    assert "n1 = dot(0.5, -1.5, 2, X[0, 0], X[0, 1], X[0, 2])" in text
    assert "n3 = tanh(n2)" in text
    assert "n4 = dot(0.5, -1.5, 2, X[1, 0], X[1, 1], X[1, 2])" in text
    assert "... and 48 more" in text  # 20 samples, each a product, a sum and a tanh


def test_recorded_names_what_the_user_has_named(capsys):
    w = Value(2.0, "w")
    compiled = autograd.compile(lambda x: w * x)
    compiled(3.0)
    assert "n1 = mul(w, x) = 6" in shown(compiled, "recorded", capsys)


def test_grouped_shows_what_the_members_of_each_group_read(neuron, capsys):
    lines = shown(neuron, "grouped", capsys).splitlines()
    assert lines[0] == "60 scalar nodes in 4 groups of one form each:"
    assert [line.split() for line in lines[1:]] == [
        ["g1", "4", "×", "parameter"],
        ["g2", "60", "×", "X"],
        ["g3", "20", "×", "sum", "of", "3", "×", "g1·g2", "+", "1", "×", "g1"],
        ["g4", "20", "×", "tanh", "of", "g3"],
    ]


def test_lifted_shows_an_index_for_every_axis(neuron, capsys):
    lines = shown(neuron, "lifted", capsys).splitlines()
    assert lines[1:] == [
        "  z[i] = Σ_j w[j]·X[i, j] + b    for i < 20, j < 3",
        "  neuron[i] = tanh(z[i])    for i < 20",
    ]


@pytest.mark.parametrize(
    ("make", "line"),
    [
        ("convolution", "z[i] = Σ_j kernel[j]·signal[i + j]    for i < 28, j < 3"),
        ("convolution", "v2[i] = power(v1[i], 2.0)    for i < 28"),
        ("softmax", "logsum[i] = logsumexp over j of z[i, j]    for i < 20, j < 4"),
        ("softmax", "logp[i, j] = z[i, j] - logsum[i]    for i < 20, j < 4"),
        ("hinge", "v3 = Σ_i theta[i]·theta[i]    for i < 33"),
    ],
)
def test_lifted_shows_windows_reductions_and_broadcasts(make, line, capsys):
    function, arguments = getattr(golden_sources, make)()
    compiled = autograd.compile(function)
    compiled(*arguments)
    assert f"  {line}\n" in shown(compiled, "lifted", capsys)


def test_derived_shows_expressions_and_the_way_back(neuron, capsys):
    forward, _, backward = shown(neuron, "derived", capsys).partition("backward")
    assert "  z = X @ w + b\n" in forward
    assert "  dw = X.T @ dz\n" in backward


def test_written_is_the_source(neuron, capsys):
    assert shown(neuron, "written", capsys).strip() == neuron.source.strip()


def test_a_stage_that_there_is_not_is_an_error_that_names_those_there_are(neuron):
    with pytest.raises(ValueError, match="'recorded', 'grouped', 'lifted', 'derived', 'written'"):
        neuron.explain(stage="parsed")


def test_what_is_written_line_by_line_has_its_stages_too(capsys):
    w = Value(2.0, "w")
    compiled = autograd.compile(lambda x: w * x + 1.0)
    compiled(3.0)
    assert "too small or too irregular" in shown(compiled, "lifted", capsys)
    derived = shown(compiled, "derived", capsys)
    assert "theta[0] * x[0] + 1.0" in derived
    assert "dtheta[0] += " in derived


def test_a_graph_that_is_walked_through_can_be_read_as_well(capsys):
    rng = random.Random(0)
    w = [Value(rng.random()) for _ in range(9)]

    def irregular(x):
        pool, choose = [x, *w], random.Random(1)
        for _ in range(6_000):
            pool.append(pool[-1] * 0.5 - choose.choice(pool))
        return pool[-1]

    compiled = autograd.compile(irregular)
    compiled(0.25)
    assert "def backward(saved, seeds):" in compiled.source
    assert shown(compiled, "derived", capsys).count("... and") == 2


def test_a_program_is_a_string_that_notebooks_show_as_code(neuron):
    source = neuron.source
    assert isinstance(source, str)
    assert source._repr_markdown_() == f"```python\n{source}\n```"
    again = pickle.loads(pickle.dumps(source))
    assert (again, again.language) == (source, "python")
