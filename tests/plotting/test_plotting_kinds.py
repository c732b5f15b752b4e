"""Loss surfaces, activations, gradients by layer, and the language: what the axes hold is true."""

import math
from itertools import pairwise

import pytest

import autograd
import nn
from autograd import Value, fonts
from nn import plotting

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

from matplotlib import pyplot  # noqa: E402
from matplotlib.contour import ContourSet  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402


@pytest.fixture
def ax():
    return Figure().subplots()


@pytest.fixture(autouse=True)
def as_before():
    yield
    pyplot.close("all")
    plotting.language("en")
    matplotlib.rcdefaults()


def contour_lines(ax):
    """(level, points) of every contour line."""
    (lines,) = [c for c in ax.collections if isinstance(c, ContourSet) and not c.filled]
    return [(level, path.vertices.tolist()) for level, path in zip(lines.levels, lines.get_paths())]


def bowl(w, b):
    return (w - 1) ** 2 + 3 * (b + 0.5) ** 2 + 2.0


# --- loss surfaces -------------------------------------------------------------------------------


@pytest.mark.parametrize("compiled", [True, False])
def test_contour_lines_are_where_the_loss_has_their_level(ax, compiled, monkeypatch):
    if not compiled:
        monkeypatch.setattr(autograd, "compile", lambda f: missing())

    def missing():
        raise ImportError("no numpy")

    drawn = plotting.loss_surface(bowl, ax=ax, across=(-1, 3), up=(-2, 1))
    assert drawn is ax
    found = contour_lines(ax)
    assert len(found) == 14
    assert sum(len(points) for _, points in found) > 300
    spread = bowl(-1, 1) - 2.0
    for level, points in found:
        assert all(abs(bowl(*point) - level) < 0.005 * spread for point in points)
    levels = [level for level, _ in found]
    steps = [b - a for a, b in pairwise(levels)]
    assert steps == sorted(steps)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("w", "b")
    assert (ax.get_xlim(), ax.get_ylim()) == ((-1, 3), (-2, 1))


def test_paths_are_drawn_as_they_were_walked_and_told_apart(ax):
    paths = {
        "SGD": plotting.optimizer_path(bowl, (-1, 0.5), "sgd", lr=0.1, steps=5),
        "Adam": plotting.optimizer_path(bowl, (-1, 0.5), lambda p: nn.Adam(p, lr=0.3), steps=50),
    }
    plotting.loss_surface(bowl, paths, ax)
    sgd, adam, start = ax.get_lines()
    assert sgd.get_xydata().tolist() == [list(point) for point in paths["SGD"]]
    assert adam.get_xydata().tolist() == [list(point) for point in paths["Adam"]]
    assert start.get_xydata().tolist() == [[-1, 0.5]]
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["SGD", "Adam", "start"]
    for look in ("get_color", "get_marker", "get_linestyle"):
        assert getattr(sgd, look)() != getattr(adam, look)()
    for a, b in [*paths["SGD"], *paths["Adam"]]:
        assert ax.get_xlim()[0] < a < ax.get_xlim()[1]
        assert ax.get_ylim()[0] < b < ax.get_ylim()[1]


def test_gradient_descent_walks_as_by_hand_and_adam_as_in_torch():
    w, b = -1.0, 0.5
    for a, c in plotting.optimizer_path(bowl, (w, b), "sgd", lr=0.1, steps=20):
        assert (a, c) == pytest.approx((w, b), rel=1e-12)
        w, b = w - 0.1 * 2 * (w - 1), b - 0.1 * 6 * (b + 0.5)
    torch = pytest.importorskip("torch")
    theirs = [torch.tensor(x, dtype=torch.double, requires_grad=True) for x in (-1.0, 0.5)]
    optimizer = torch.optim.Adam(theirs, lr=0.3)
    for point in plotting.optimizer_path(bowl, (-1, 0.5), "adam", lr=0.3, steps=20):
        assert point == pytest.approx([x.item() for x in theirs], rel=1e-9)
        optimizer.zero_grad()
        bowl(*theirs).backward()
        optimizer.step()


def test_a_path_that_leaves_the_numbers_ends_there():
    path = plotting.optimizer_path(lambda a, b: a**4 + b, (10.0, 0.0), "sgd", lr=1.0, steps=99)
    assert 1 < len(path) < 10
    assert all(math.isfinite(x) for point in path for x in point)
    assert plotting.optimizer_path(lambda a, b: a.log() + b, (-1.0, 0.0)) == [(-1.0, 0.0)]


def test_two_parameters_of_a_model_span_a_surface(ax):
    neuron = nn.Neuron(1, nonlin=False, seed=1)
    xs, ys = [[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0]

    def loss(w, b):
        neuron.w[0], neuron.b = w, b
        return nn.losses.mse([neuron(x) for x in xs], ys)

    plotting.loss_surface(loss, ax=ax, across=(0, 4), up=(-1, 3))
    for level, points in contour_lines(ax):
        for w, b in points:
            expected = sum((w * x + b - y) ** 2 for (x,), y in zip(xs, ys)) / 3
            assert expected == pytest.approx(level, abs=0.06)


def test_where_the_loss_has_no_value_nothing_is_drawn(ax):
    def f(a, b):
        return autograd.log(a) + b**2

    plotting.loss_surface(f, ax=ax, across=(-1, 2), up=(-1, 1))
    points = [point for _, line in contour_lines(ax) for point in line]
    assert points
    assert min(a for a, _ in points) > 0


def test_a_loss_with_a_decision_in_it_is_evaluated_point_by_point(ax):
    plotting.loss_surface(lambda a, b: a * a if a > 0 else b * b, ax=ax, across=(-1, 1), up=(0, 1))
    assert contour_lines(ax)


def test_a_flat_loss_and_a_range_without_values(ax):
    plotting.loss_surface(lambda a, b: 1.0, ax=ax, across=(0, 1), up=(0, 1))
    assert not ax.collections
    with pytest.raises(ValueError, match="no finite value"):
        plotting.loss_surface(lambda a, b: autograd.log(a), across=(-2, -1), up=(0, 1))
    with pytest.raises(ValueError, match="give the ranges"):
        plotting.loss_surface(bowl, across=(0, 1))


# --- activations ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", nn.activations.ACTIVATIONS)
def test_an_activation_is_drawn_with_the_derivative_that_torch_gives(ax, name):
    torch = pytest.importorskip("torch")
    theirs = {
        "linear": lambda x: 1.0 * x,
        "step": lambda x: (x > 0) * 1.0 + 0.0 * x,
        "silu": torch.nn.functional.silu,
        "gelu": torch.nn.functional.gelu,
        "elu": torch.nn.functional.elu,
        "leaky_relu": torch.nn.functional.leaky_relu,
        "softplus": torch.nn.functional.softplus,
    }
    assert plotting.activation(name, ax, reach=3.0) is ax
    values, slopes = ax.get_lines()[-2:]
    assert values.get_linestyle() != slopes.get_linestyle()
    x = torch.linspace(-3, 3, 401, dtype=torch.double, requires_grad=True)
    y = theirs.get(name, getattr(torch, name, None))(x)
    y.sum().backward()
    for line, expected in ((values, y), (slopes, x.grad)):
        ours = torch.tensor(line.get_ydata())
        shown = ~ours.isnan()
        assert shown.sum() >= 400  # a jump costs one point
        assert torch.allclose(ours[shown], expected[shown], rtol=1e-9, atol=1e-12)
        assert torch.allclose(torch.tensor(line.get_xdata()), x, atol=1e-12)
    assert ax.get_title() == name
    assert ax.get_xlabel() == "x"


def test_a_jump_is_a_gap_and_not_a_slope(ax):
    plotting.activation("step", ax)
    values = ax.get_lines()[-2].get_ydata()
    assert {y for y in values if not math.isnan(y)} == {0.0, 1.0}
    assert sum(map(math.isnan, values)) == 1


def test_a_function_of_ones_own_can_be_drawn(ax):
    def Swoosh(x):  # noqa: N802
        return x * x.sigmoid() + 1

    plotting.activation(Swoosh, ax, reach=1.0)
    x, y = ax.get_lines()[-2].get_xydata()[0]
    assert y == pytest.approx(x / (1 + math.exp(-x)) + 1)
    with pytest.raises(ValueError, match="unknown activation 'tahn'"):
        plotting.activation("tahn", ax)


def test_several_activations_share_one_scale():
    axes = plotting.activations(["relu", "tanh", "sigmoid"])
    assert [ax.get_title() for ax in axes] == ["relu", "tanh", "sigmoid"]
    assert len({ax.get_ylim() for ax in axes}) == 1
    assert len(axes[0].figure.axes) == 3
    assert len(plotting.activations()) == len(nn.activations.ACTIVATIONS)


# --- gradients by layer --------------------------------------------------------------------------


def test_bars_are_the_root_mean_squares_of_each_layer(ax):
    model = nn.MLP(2, [3, 4, 1], activation="tanh", seed=1)
    nn.losses.mse([model([0.5, -1.0])], [2.0]).backward()
    assert plotting.gradient_magnitudes(model, ax) is ax
    heights = [bar.get_height() for bar in ax.patches]
    assert len(heights) == 3
    for height, layer in zip(heights, model.layers):
        squares = [p.grad**2 for p in layer.parameters()]
        assert height == pytest.approx(math.sqrt(sum(squares) / len(squares)), rel=1e-12)
    assert ax.get_yscale() == "log"
    assert [t.get_text() for t in ax.get_xticklabels()] == ["layer 1", "layer 2", "layer 3"]


def test_in_a_module_of_ones_own_a_layer_is_an_attribute(ax):
    class Line(nn.Module):
        def __init__(self):
            self.slope, self.offsets = Value(1.0), [Value(1.0), Value(2.0)]

    model = Line()
    model.slope.grad, model.offsets[0].grad, model.offsets[1].grad = 2.0, 3.0, 4.0
    plotting.gradient_magnitudes(model, ax)
    assert [t.get_text() for t in ax.get_xticklabels()] == ["slope", "offsets"]
    heights = [bar.get_height() for bar in ax.patches]
    assert heights == pytest.approx([2.0, math.sqrt(12.5)])


def test_lines_are_the_gradients_of_the_loss_after_each_epoch(ax):
    X, y = nn.data.moons(20, seed=1)
    model = nn.MLP(2, [3, 1], activation="tanh", seed=1)
    watch = plotting.GradientWatch(X, y)
    history = nn.fit(model, X, y, epochs=4, lr=0.1, callbacks=[watch], progress=False)
    plotting.gradient_magnitudes(history, ax)
    lines = ax.get_lines()
    assert [line.get_label() for line in lines] == ["layer 1", "layer 2"]
    for epoch in range(1, 5):
        again = nn.MLP(2, [3, 1], activation="tanh", seed=1)
        nn.fit(again, X, y, epochs=epoch, lr=0.1, progress=False, compile=False)
        again.zero_grad()
        loss = nn.losses.binary_cross_entropy_with_logits([again(x) for x in X], y)
        loss.backward()
        for line, layer in zip(lines, again.layers):
            squares = [p.grad**2 for p in layer.parameters()]
            expected = math.sqrt(sum(squares) / len(squares))
            assert line.get_xydata()[epoch - 1] == pytest.approx([epoch, expected], rel=1e-7)


def test_to_watch_changes_nothing_about_the_training():
    X, y = nn.data.moons(20, seed=1)
    histories = []
    for callbacks in ([], [plotting.GradientWatch(X, y)]):
        model = nn.Sequential(nn.Layer(2, 8, seed=0), nn.Dropout(0.5), nn.Layer(8, 1, seed=1))
        history = nn.fit(model, X, y, epochs=3, seed=4, callbacks=callbacks, progress=False)
        histories.append([record["loss"] for record in history])
        assert model.training
    assert histories[0] == histories[1]


def test_what_cannot_be_compiled_is_watched_too(ax):
    class Odd(nn.Module):
        def __init__(self):
            self.w = Value(1.0)

        def __call__(self, x):
            return self.w * x[0] if self.w.data * x[0] > 0 else self.w * 2.0

    model, record = Odd(), {"epoch": 1}
    plotting.GradientWatch([[1.0], [-1.0]], [0.0, 0.0], "mse")(record, model)
    assert record["gradients"] == pytest.approx({"w": 5.0})  # d/dw (w² + 4w²)/2
    assert model.w.grad == 0.0


def test_gradients_that_are_not_there_are_asked_for():
    with pytest.raises(ValueError, match=r"call backward\(\)"):
        plotting.gradient_magnitudes(nn.MLP(2, [1]))
    with pytest.raises(ValueError, match="GradientWatch"):
        plotting.gradient_magnitudes([{"epoch": 1, "loss": 1.0}])


# --- the language --------------------------------------------------------------------------------


def test_one_switch_turns_the_words_of_every_picture_into_korean():
    if not plotting.style.installed_fonts():
        pytest.skip("no Korean font")
    history = [{"epoch": 1, "loss": 1.0, "val_loss": 2.0, "gradients": {"layers.0": 1.0}}]
    plotting.language("ko")
    ax = plotting.training_curves(history)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("에포크", "손실")
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["학습", "검증"]
    ax.figure.canvas.draw()  # a letter without a glyph would warn, and warnings are errors here
    assert "도함수" in plotting.activation("tanh").get_legend().get_texts()[1].get_text()
    ax = plotting.gradient_magnitudes(history)
    assert ax.get_legend().get_texts()[0].get_text() == "층 1"
    assert "기울기" in ax.get_ylabel()
    ax = plotting.decision_boundary(lambda x: x[0], [[-1.0, 0.0], [1.0, 0.0]], [0, 1])
    assert ax.get_legend().get_texts()[0].get_text() == "클래스 0"
    ax.set_title("제목")
    ax.figure.canvas.draw()
    plotting.language("en")
    assert plotting.training_curves(history).get_xlabel() == "epoch"


def test_without_a_korean_font_the_words_stay_english_and_a_warning_says_why(monkeypatch):
    monkeypatch.setattr(fonts, "FONTS", ["No Such Font"])
    with pytest.warns(UserWarning, match="한글이 있는 글꼴이 없습니다"):
        plotting.language("ko")
    with pytest.warns(UserWarning, match="한글이 있는 글꼴이 없습니다"):
        assert plotting.training_curves([{"epoch": 1, "loss": 1.0}]).get_xlabel() == "epoch"


def test_a_font_that_was_installed_since_matplotlib_looked_is_found(monkeypatch):
    from matplotlib import font_manager

    present = plotting.style.installed_fonts()
    if not present:
        pytest.skip("no Korean font")
    listed = [font for font in font_manager.fontManager.ttflist if font.name not in present]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", listed)
    assert plotting.style.installed_fonts() == []
    plotting.language("ko")  # without a warning
    assert plotting.training_curves([{"epoch": 1, "loss": 1.0}]).get_xlabel() == "에포크"


def test_other_languages_are_refused():
    with pytest.raises(ValueError, match="'en' or 'ko', got 'de'"):
        plotting.language("de")
