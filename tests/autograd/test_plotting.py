"""`plot`: the curve, the tangent, the parabola and the surface hold the numbers of calculus."""

import math
import sys
from itertools import pairwise

import pytest

import autograd
from autograd import Value, fonts

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

from matplotlib.figure import Figure  # noqa: E402
from matplotlib.quiver import Quiver  # noqa: E402


@pytest.fixture
def ax():
    return Figure().subplots()


def test_the_tangent_and_the_parabola_are_those_of_calculus(ax):
    autograd.plot(lambda x: x**3 - x, 2.0, order=2, reach=1.0, ax=ax)
    curve, tangent, parabola, point = ax.lines
    for t, y in curve.get_xydata():
        assert y == pytest.approx(t**3 - t, abs=1e-12)
    for t, y in tangent.get_xydata():
        assert y == pytest.approx(6 + 11 * (t - 2), abs=1e-12)
    for t, y in parabola.get_xydata():
        assert y == pytest.approx(6 + 11 * (t - 2) + 6 * (t - 2) ** 2, abs=1e-12)
    assert point.get_xydata().tolist() == [[2.0, 6.0]]
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["f", "slope 11", "second derivative 12"]


@pytest.mark.parametrize(
    ("f", "point"),
    [
        (lambda x, y: x * x + 3 * y, (1.0, 2.0)),
        (lambda p: p[0] * p[0] + 3 * p[1], ([1.0, 2.0],)),
        (lambda p: p[0] * p[0] + 3 * p[1], ((Value(1.0), 2),)),
    ],
    ids=["two numbers", "a list", "a tuple"],
)
def test_arrows_are_gradients_whatever_the_form_of_the_arguments(ax, f, point):
    autograd.plot(f, *point, ax=ax)
    (arrows,) = (part for part in ax.collections if isinstance(part, Quiver))
    for x, right, up in zip(arrows.X, arrows.U, arrows.V):
        assert right == pytest.approx(2 * x, abs=1e-12)
        assert up == 3.0
    assert ax.get_title() == "f(1, 2) = 7, gradient (2, 3)"


def test_where_there_is_no_value_nothing_is_drawn(ax):
    autograd.plot(autograd.log, 1.0, ax=ax)
    for x, y in ax.lines[0].get_xydata():
        assert math.isnan(y) == (x <= 0) or x == pytest.approx(0, abs=0.02)


def test_a_pole_leaves_a_gap_and_does_not_flatten_the_rest(ax):
    autograd.plot(lambda x: 1 / x, 1.0, ax=ax)
    low, high = ax.get_ylim()
    assert -15 < low < -1 < 1 < high < 15
    points = ax.lines[0].get_xydata().tolist()
    for (a, y), (b, z) in pairwise(points):
        assert not (a < 0 < b) or math.isnan(y) or math.isnan(z)


def test_a_constant_and_plain_floats_can_be_drawn(ax):
    autograd.plot(lambda x: 0 * x + 2, 3, ax=ax)
    assert set(ax.lines[0].get_ydata()) == {2.0}


@pytest.mark.parametrize(
    ("arguments", "settings", "error", "message"),
    [
        ((1.0, 2.0, 3.0), {}, ValueError, "1 or 2 variables, got 3"),
        (([],), {}, ValueError, "1 or 2 variables, got 0"),
        ((1.0,), {"order": 3}, ValueError, "order must be 1 or 2, got 3"),
        ((1.0,), {"reach": -1}, ValueError, "reach must be a number above 0"),
        (("x",), {}, TypeError, "x"),
    ],
)
def test_what_cannot_be_drawn_is_said(ax, arguments, settings, error, message):
    with pytest.raises(error, match=message):
        autograd.plot(lambda *xs: xs[0], *arguments, ax=ax, **settings)


def test_without_matplotlib_one_line_says_what_to_install(monkeypatch):
    for name in ["matplotlib", *(n for n in sys.modules if n.split(".")[0] == "matplotlib")]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match="pip install 'chainrule\\[plot\\]'"):
        autograd.plot(lambda x: x * x, 1.0)


@pytest.fixture
def in_korean():
    before = list(matplotlib.rcParams["font.family"])
    autograd.language("ko")
    yield
    autograd.language("en")
    matplotlib.rcParams["font.family"] = before


def test_in_korean_the_words_are_korean_and_every_letter_is_drawn(ax, in_korean):
    fonts.look_for_fonts()
    if not fonts.installed_fonts():
        pytest.skip("this machine has no Korean font")
    autograd.plot(lambda x: x**3 - x, 2.0, order=2, reach=1.0, ax=ax)
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["f", "접선의 기울기 11", "이계도함수 12"]
    ax.figure.canvas.draw()  # a letter that no font has would be warned of, which is an error here


def test_without_a_korean_font_the_words_stay_english_and_a_warning_says_why(
    ax, in_korean, monkeypatch
):
    monkeypatch.setattr(fonts, "FONTS", ["No Such Font"])
    with pytest.warns(UserWarning, match="한글이 있는 글꼴이 없습니다"):
        autograd.plot(lambda x: x**3, 2.0, ax=ax)
    assert ax.get_legend().get_texts()[1].get_text() == "slope 12"
