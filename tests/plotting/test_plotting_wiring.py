"""The picture of a network: its lines are the weights, its circles the neurons."""

import pytest

import nn
from nn import plotting

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

from matplotlib.collections import LineCollection, PathCollection  # noqa: E402
from matplotlib.colors import to_hex  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

BLUE, ORANGE = plotting.COLOURS[0].lower(), plotting.COLOURS[5].lower()


@pytest.fixture
def ax():
    return Figure().subplots()


def of_kind(ax, kind):
    return [part for part in ax.collections if isinstance(part, kind)]


def test_every_weight_is_a_line_whose_colour_and_thickness_say_what_it_is(ax):
    neuron = nn.Neuron(3)
    for parameter, number in zip(neuron.w, [2.0, -1.0, 0.0]):
        parameter.data = number
    plotting.network(neuron, ax)
    (lines,) = of_kind(ax, LineCollection)
    drawn = {}
    for (start, _), width, colour in zip(
        lines.get_segments(), lines.get_linewidths(), lines.get_colors()
    ):
        drawn[start[1]] = width, to_hex(colour)
    assert drawn[1.0] == (3.0, BLUE)
    assert drawn[0.0] == (pytest.approx(0.2 + 2.8 / 2), ORANGE)
    assert drawn[-1.0][0] == pytest.approx(0.2)


def test_columns_have_the_neurons_of_each_layer_and_their_names(ax):
    model = nn.Sequential(nn.Layer(2, 5), nn.Dropout(), nn.MLP(5, [3], seed=0))
    model.metadata = {"feature_names": ["width", "length"], "class_names": ["a", "b", "c"]}
    plotting.network(model, ax)
    assert [len(circles.get_offsets()) for circles in of_kind(ax, PathCollection)] == [2, 5, 3]
    (lines,) = of_kind(ax, LineCollection)
    assert len(lines.get_segments()) == 2 * 5 + 5 * 3
    words = [text.get_text() for text in ax.texts]
    assert words == ["width", "length", "a", "b", "c", "2 inputs", "5 relu", "3 linear"]


def test_of_a_wide_layer_some_are_drawn_and_all_are_counted(ax):
    plotting.network(nn.MLP(30, [40, 1], seed=0), ax, most=6)
    assert [len(circles.get_offsets()) for circles in of_kind(ax, PathCollection)] == [6, 6, 1]
    words = [text.get_text() for text in ax.texts]
    assert words == ["\N{VERTICAL ELLIPSIS}"] * 2 + ["30 inputs", "40 relu", "1 linear"]


def test_a_network_of_zeros_has_a_picture(ax):
    model = nn.MLP(2, [2, 1], seed=0)
    for parameter in model.parameters():
        parameter.data = 0.0
    plotting.network(model, ax)
    ax.figure.canvas.draw()


def test_what_is_no_chain_of_layers_is_refused(ax):
    class Nothing(nn.Module):
        pass

    with pytest.raises(ValueError, match="Nothing has none"):
        plotting.network(Nothing(), ax)
    with pytest.raises(ValueError, match="one of 4 inputs follows 3 neurons"):
        plotting.network(nn.Sequential(nn.Layer(2, 3), nn.Layer(4, 1)), ax)
    with pytest.raises(ValueError, match="most must be at least 2, got 1"):
        plotting.network(nn.Layer(2, 3), ax, most=1)
