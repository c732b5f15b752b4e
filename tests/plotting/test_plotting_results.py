"""Confusion matrices and predictions against truth: what the axes hold is true."""

import pytest

from nn import plotting

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

from matplotlib.figure import Figure  # noqa: E402


@pytest.fixture
def ax():
    return Figure().subplots()


def test_each_field_holds_its_count_and_the_share_of_its_true_class(ax):
    plotting.confusion_matrix([[8, 2], [1, 0]], ax, class_names=["no", "yes"])
    assert [text.get_text() for text in ax.texts] == ["8", "2", "1", "0"]
    assert [text.get_position() for text in ax.texts] == [(0, 0), (1, 0), (0, 1), (1, 1)]
    assert ax.images[0].get_array().tolist() == [[0.8, 0.2], [1.0, 0.0]]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["no", "yes"]


def test_many_classes_are_colours_alone(ax):
    plotting.confusion_matrix([[i == j for j in range(300)] for i in range(300)], ax)
    assert not ax.texts
    assert ax.images[0].get_array().shape == (300, 300)


def test_right_predictions_lie_on_the_line(ax):
    plotting.predicted_against_true([1.0, 2.5], [1.0, 2.0], ax)
    assert ax.collections[0].get_offsets().tolist() == [[1.0, 1.0], [2.0, 2.5]]
    assert ax.lines[0].get_xydata().tolist() == [[1.0, 1.0], [2.5, 2.5]]


def test_what_is_no_result_is_refused(ax):
    with pytest.raises(ValueError, match="as many columns as rows; got 1 rows"):
        plotting.confusion_matrix([[1, 2]], ax)
    with pytest.raises(ValueError, match="expected 2 class names, got 1"):
        plotting.confusion_matrix([[1, 2], [3, 4]], ax, class_names=["a"])
    with pytest.raises(ValueError, match="got 1 predictions for 2 targets"):
        plotting.predicted_against_true([1.0], [1.0, 2.0], ax)
