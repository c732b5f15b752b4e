"""Metrics against numbers by hand and scikit-learn."""

import random

import pytest

from autograd import Value
from nn import metrics

SCORES = [[0.1, 0.7, 0.2], [2.0, -1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 3.0, 2.0]]


def test_the_class_of_several_scores_is_the_index_of_the_largest_and_the_first_of_equals():
    assert metrics.predicted_classes([*SCORES, [1.0, 1.0, 0.0]]) == [1, 0, 2, 1, 0]
    assert metrics.predicted_classes([[-2.0, -1.0], [2.0, 1.0]]) == [1, 0]
    with pytest.raises(ValueError, match="target -1 is not a class; classes are 0 to 1"):
        metrics.accuracy([[-2.0, -1.0]], [-1])


def test_the_class_of_one_score_is_whether_it_is_above_the_threshold():
    assert metrics.predicted_classes([0.3, -0.3, 0.0, 0.6]) == [1, 0, 0, 1]
    assert metrics.predicted_classes([0.3, 0.6, 0.5], threshold=0.5) == [0, 1, 0]


def test_accuracy_is_the_share_of_right_classes():
    assert metrics.accuracy(SCORES, [1, 0, 1, 1]) == 0.75
    assert metrics.accuracy([[Value(x) for x in row] for row in SCORES], [1, 0, 2, 1]) == 1.0


@pytest.mark.parametrize("negative", [0, -1])
def test_accuracy_of_one_score_takes_1_against_0_and_1_against_minus_1(negative):
    scores = [Value(0.4), Value(-0.4), Value(2.0), Value(-2.0), Value(0.0)]
    targets = [1, negative, negative, 1, negative]
    assert metrics.accuracy(scores, targets) == 0.6
    assert metrics.accuracy([[x] for x in scores], targets) == 0.6


def test_accuracy_of_probabilities_has_its_threshold_at_one_half():
    assert metrics.accuracy([0.4, 0.6, 0.1], [0, 1, 1], threshold=0.5) == pytest.approx(2 / 3)


def test_targets_may_be_floats_and_arrays():
    numpy = pytest.importorskip("numpy")
    assert metrics.accuracy(SCORES, [1.0, 0.0, 1.0, 1.0]) == 0.75
    assert metrics.accuracy(numpy.array(SCORES), numpy.array([1, 0, 1, 1])) == 0.75


def test_a_confusion_matrix_counts_true_classes_in_rows_and_predicted_ones_in_columns():
    assert metrics.confusion_matrix(SCORES, [1, 0, 1, 1]) == [[1, 0, 0], [0, 2, 1], [0, 0, 0]]
    assert metrics.confusion_matrix([[0.1, 0.7, 0.2]], [2]) == [[0, 0, 0], [0, 0, 0], [0, 1, 0]]
    assert metrics.confusion_matrix([0.3, -0.3, 0.2, 0.1], [1, -1, -1, 1]) == [[1, 1], [0, 2]]


def test_metrics_agree_with_scikit_learn():
    theirs = pytest.importorskip("sklearn.metrics")
    rng = random.Random(4)
    scores = [[rng.gauss(0, 1) for _ in range(4)] for _ in range(100)]
    classes = [*range(4), *(rng.randrange(4) for _ in range(96))]
    predicted = [row.index(max(row)) for row in scores]
    assert metrics.accuracy(scores, classes) == theirs.accuracy_score(classes, predicted)
    assert metrics.confusion_matrix(scores, classes) == (
        theirs.confusion_matrix(classes, predicted).tolist()
    )
    numbers = [rng.gauss(5, 2) for _ in range(100)]
    guesses = [x + rng.gauss(0, 1) for x in numbers]
    for name in ("mean_squared_error", "mean_absolute_error", "r2_score"):
        ours = getattr(metrics, name)([Value(x) for x in guesses], numbers)
        assert ours == pytest.approx(getattr(theirs, name)(numbers, guesses), rel=1e-12)


def test_errors_and_r2_have_the_values_of_their_formulas():
    predictions, targets = [1.0, 2.0, 4.0], [1.0, 3.0, 2.0]
    assert metrics.mean_squared_error(predictions, targets) == 5 / 3
    assert metrics.mean_absolute_error(predictions, targets) == 1.0
    assert metrics.r2_score(predictions, targets) == 1 - 5 / 2
    assert metrics.r2_score(targets, targets) == 1.0


def test_r2_of_equal_targets_is_1_without_error_and_else_0():
    assert metrics.r2_score([2.0, 2.0], [2.0, 2.0]) == 1.0
    assert metrics.r2_score([2.0, 2.5], [2.0, 2.0]) == 0.0
    # The mean of three floats 0.1 is not the float 0.1.
    assert metrics.r2_score([0.1, 0.1, 0.2], [0.1, 0.1, 0.1]) == 0.0


def test_what_does_not_fit_is_an_error():
    for metric in (metrics.accuracy, metrics.confusion_matrix, metrics.r2_score):
        with pytest.raises(ValueError, match="got 2 predictions for 1 targets"):
            metric([0.5, 0.5], [1])
        with pytest.raises(ValueError, match="at least one prediction"):
            metric([], [])
    with pytest.raises(ValueError, match="target 3 is not a class; classes are 0 to 2"):
        metrics.accuracy(SCORES, [0, 1, 2, 3])
    with pytest.raises(
        ValueError, match="target 2 is not a class; classes are 1 and 0, or 1 and -1"
    ):
        metrics.accuracy([0.5], [2])


def test_scores_of_classes_agree_with_scikit_learn_also_where_nothing_was_found():
    theirs = pytest.importorskip("sklearn.metrics")
    true, said = [0, 0, 0, 1, 1, 3, 3], [0, 1, 0, 1, 0, 1, 1]
    matrix = theirs.confusion_matrix(true, said, labels=range(5)).tolist()
    expected = theirs.precision_recall_fscore_support(true, said, labels=range(5), zero_division=0)
    for k, score in enumerate(metrics.class_scores(matrix)):
        assert list(score) == pytest.approx([column[k] for column in expected], abs=1e-15)
