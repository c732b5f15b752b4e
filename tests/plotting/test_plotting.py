"""Pictures: what is drawn is what the model says, and nothing is shown or left behind."""

import math
import sys

import pytest

import autograd
import nn
from autograd import Value
from nn import plotting

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

from matplotlib import colors, pyplot  # noqa: E402
from matplotlib.contour import ContourSet  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402

SQUARE = [[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]]


@pytest.fixture
def ax():
    return Figure().subplots()


@pytest.fixture(autouse=True)
def nothing_is_shown(monkeypatch):
    monkeypatch.setattr(pyplot, "show", lambda *args, **kwargs: pytest.fail("something was shown"))
    yield
    pyplot.close("all")


def lines_of(ax):
    """The points of every boundary line."""
    contours = [c for c in ax.collections if isinstance(c, ContourSet) and not c.filled]
    return [point for c in contours for path in c.get_paths() for point in path.vertices.tolist()]


def slope(x):
    return 2.0 * x[0] - x[1] + 0.25


@pytest.mark.parametrize(
    ("model", "y"),
    [
        (slope, [0, 0, 1, 1]),
        (slope, [-1, -1, 1, 1]),
        (lambda x: Value(slope(x)), [0, 0, 1, 1]),
        (lambda x: Value(slope(x)).sigmoid(), [0, 0, 1, 1]),
        (lambda x: [0.0, slope(x)], [0, 0, 1, 1]),
    ],
    ids=["a function", "classes -1 and 1", "a Value", "a probability", "two scores"],
)
def test_the_boundary_is_where_the_classes_are_equally_likely(ax, model, y):
    plotting.decision_boundary(model, SQUARE, y, ax, resolution=40)
    points = lines_of(ax)
    assert len(points) > 10
    assert all(abs(slope(point)) < 0.05 for point in points)


def test_of_several_classes_every_boundary_is_between_the_two_best(ax):
    def model(x):
        return [x[0], x[1], -x[0] - x[1]]

    plotting.decision_boundary(model, SQUARE, [0, 1, 2, 1], ax, resolution=60)
    points = lines_of(ax)
    assert len(points) > 10
    for point in points:
        best, second, _ = sorted(model(point), reverse=True)
        assert best - second < 0.1


def test_the_threshold_can_be_given(ax):
    plotting.decision_boundary(slope, SQUARE, [0, 0, 1, 1], ax, threshold=1.0, resolution=40)
    assert all(abs(slope(point) - 1.0) < 0.05 for point in lines_of(ax))


def test_each_class_has_its_points_its_colour_its_marker_and_its_name(ax):
    X, y = nn.data.blobs(40, classes=4, seed=0)
    model = nn.MLP(2, [4], seed=0)
    drawn = plotting.decision_boundary(model, X, y, ax, class_names=list("abcd"), resolution=10)
    assert drawn is ax
    clouds = [c for c in ax.collections if not isinstance(c, ContourSet)]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == list("abcd")
    for label, cloud in enumerate(clouds):
        assert cloud.get_offsets().tolist() == [x for x, own in zip(X, y) if own == label]
    assert len({colors.to_hex(cloud.get_facecolor()[0]) for cloud in clouds}) == 4
    assert len({str(cloud.get_paths()[0].vertices.tolist()) for cloud in clouds}) == 4


def test_a_model_that_knows_one_class_only_can_be_drawn(ax):
    plotting.decision_boundary(lambda x: 1.0, SQUARE, [0, 0, 1, 1], ax)
    assert lines_of(ax) == []


def test_data_in_one_spot_can_be_drawn(ax):
    plotting.decision_boundary(slope, [[1.0, 2.0]], [0], ax, resolution=10)
    assert ax.get_xlim()[0] < 1.0 < ax.get_xlim()[1]


def test_the_model_is_drawn_in_eval_mode_and_left_as_it_was(ax):
    model = nn.Sequential(nn.Layer(2, 20, seed=0), nn.Dropout(0.9), nn.Layer(20, 1, seed=1))
    seen = []
    inner = model.layers[1]
    model.layers.append(lambda x: seen.append(inner.training) or x)
    plotting.decision_boundary(model, SQUARE, [0, 1, 1, 0], ax, resolution=5)
    assert len(seen) > 5
    assert not any(seen[1:])
    assert model.training
    assert inner.training


@pytest.mark.parametrize(
    "model",
    [
        lambda x: math.tanh(slope(x)),  # floats only
        lambda x: 1.0 if slope(x) > 0 else -1.0,  # a decision on a number
        lambda x: Value(slope([float(z) for z in x])),
        lambda x: {True: 1, False: -1}[slope(x) > 0],
    ],
)
def test_functions_that_cannot_be_compiled_are_drawn_too(ax, model):
    plotting.decision_boundary(model, SQUARE, [0, 0, 1, 1], ax, resolution=40)
    points = lines_of(ax)
    assert len(points) > 10
    assert all(abs(slope(point)) < 0.2 for point in points)


def test_a_model_far_beyond_its_range_is_drawn_without_a_warning(ax):
    model = nn.MLP(2, [3, 1], activation="sigmoid", output_activation="sigmoid", seed=1)
    for parameter in model.parameters():
        parameter.data *= 1e4
    plotting.decision_boundary(model, SQUARE, [0, 0, 1, 1], ax, resolution=20)
    assert ax.collections


def test_without_numpy_the_same_is_drawn(monkeypatch):
    model = nn.MLP(2, [4, 1], activation="tanh", seed=1)
    figure = Figure()
    quick, slow = figure.subplots(2)
    plotting.decision_boundary(model, SQUARE, [0, 0, 1, 1], quick, resolution=9)

    def compile(f):
        raise ImportError("compiling needs numpy: pip install 'chainrule[fast]'")

    monkeypatch.setattr(autograd, "compile", compile)
    plotting.decision_boundary(model, SQUARE, [0, 0, 1, 1], slow, resolution=9)
    assert lines_of(quick)
    for a, b in zip(lines_of(quick), lines_of(slow)):
        assert a == pytest.approx(b)


def test_arrays_can_be_drawn(ax):
    numpy = pytest.importorskip("numpy")
    plotting.decision_boundary(slope, numpy.array(SQUARE), numpy.array([0, 0, 1, 1]), ax)
    assert lines_of(ax)


@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        ([[1.0, 2.0, 3.0]], [0], "plane has 2 coordinates"),
        ([1.0], [0], "plane has 2 coordinates"),
        (SQUARE, [0, 1], "got 2 and 4"),
        ([], [], "got 0 and 0"),
        (SQUARE, [0.5, 1.0, 2.0, 3.0], "colours classes"),
    ],
)
def test_what_lies_in_no_plane_is_refused(X, y, words):
    with pytest.raises(ValueError, match=words):
        plotting.decision_boundary(slope, X, y)


def test_the_curves_are_the_losses_of_the_history(ax):
    history = nn.History([{"epoch": i, "loss": 1.0 / i, "val_loss": 2.0 / i} for i in (1, 2, 3)])
    assert history.plot(ax) is ax
    training, validation = ax.get_lines()
    assert training.get_xydata().tolist() == [[1, 1.0], [2, 0.5], [3, 1 / 3]]
    assert validation.get_ydata().tolist() == [2.0, 1.0, 2 / 3]
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["training", "validation"]
    assert training.get_linestyle() != validation.get_linestyle()
    assert ax.get_yscale() == "log"


def test_a_loss_of_zero_is_drawn_on_a_linear_scale(ax):
    plotting.training_curves([{"epoch": 1, "loss": 1.0}, {"epoch": 2, "loss": 0.0}], ax)
    assert ax.get_yscale() == "linear"
    assert len(ax.get_lines()) == 1


def test_a_history_without_epochs_is_refused():
    with pytest.raises(ValueError, match="no epochs"):
        plotting.training_curves([])


def test_without_axes_a_new_figure_is_made():
    assert plotting.training_curves([{"epoch": 1, "loss": 1.0}]).figure.axes
    assert plotting.decision_boundary(slope, SQUARE, [0, 0, 1, 1], resolution=5).figure.axes


def test_without_matplotlib_one_line_names_the_extra(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "matplotlib"]:
        monkeypatch.setitem(sys.modules, name, None)
    film = plotting.Film(SQUARE, [0, 0, 1, 1])
    film({"epoch": 1}, nn.MLP(2, [1]))
    for draw in (
        lambda: plotting.training_curves([{"epoch": 1, "loss": 1.0}]),
        lambda: plotting.decision_boundary(slope, SQUARE, [0, 0, 1, 1]),
        lambda: plotting.new_figure(1),
        lambda: plotting.language("ko"),
        lambda: plotting.loss_surface(lambda a, b: a + b, across=(0, 1), up=(0, 1)),
        lambda: plotting.activation("relu"),
        lambda: plotting.activations(),
        lambda: plotting.gradient_magnitudes([{"epoch": 1, "gradients": {"w": 1.0}}]),
        film.develop,
    ):
        with pytest.raises(ImportError, match=r"pip install 'chainrule\[plot\]'"):
            draw()


@pytest.mark.parametrize(
    ("name", "start"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.PDF", b"%PDF")]
)
def test_a_picture_is_written_in_the_format_of_its_name_and_alone(tmp_path, name, start):
    figure = plotting.new_figure(2)
    # Letters that no font has are warned of, and warnings are errors here.
    figure.axes[0].set_title("훈련 데이터 \U00013000")
    plotting.save_figure(figure, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(start)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["a", "a.xyz", "png", ".png", "folder.png/a"])
def test_a_name_that_is_no_picture_is_refused(name):
    with pytest.raises(ValueError, match=r"must end in \.png, \.svg or \.pdf"):
        plotting.picture_format(name)
