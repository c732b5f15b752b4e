"""The two estimators: of classes, and of numbers."""

# ruff: noqa: D102  (what fit and predict do is known from scikit-learn)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import column_or_1d

from autograd.telling import value_error
from nn.estimators.estimator import Estimator, validated
from nn.meaning import probabilities_of

if TYPE_CHECKING:
    from nn.estimators.estimator import Array


class MLPClassifier(ClassifierMixin, Estimator):  # type: ignore[misc]
    """A network that tells classes apart, in scikit-learn's interface.

    Its loss is the cross-entropy: of the log-odds for two classes, of a softmax for more.
    Arguments are those of `__init__`.

    Attributes:
        model_: the `nn.MLP` that was trained.
        loss_curve_: the mean loss of each epoch; `loss_` the last.
        n_iter_: how many epochs there were.
        n_features_in_, feature_names_in_: of the data.
        classes_: the classes, in the order of the columns of `predict_proba`.
    """

    def fit(self, X: Any, y: Any) -> MLPClassifier:
        X, y = validated(self, X, y)
        y = self._indices(y, None if not self._goes_on() else self.classes_)
        self._train(X, y, self.max_iter, anew=not self._goes_on())
        return self

    def partial_fit(self, X: Any, y: Any, classes: object = None) -> MLPClassifier:
        """One epoch over these samples; the first is told all `classes` there will be."""
        first = not hasattr(self, "model_")
        X, y = validated(self, X, y, reset=first)
        known = classes if first else self.classes_
        self._train(X, self._indices(y, known), 1, anew=False)
        return self

    def _goes_on(self) -> bool:
        return self.warm_start and hasattr(self, "model_")

    def _indices(self, y: Any, known: Any) -> Array:
        """The number of each sample's class."""
        y = column_or_1d(y, warn=True)
        check_classification_targets(y)
        self.classes_ = np.unique(y if known is None else known)
        if len(self.classes_) < 2:
            raise value_error(
                f"a classifier needs samples of 2 classes or more, got 1 class: {y[0]!r}"
            )
        unknown = np.setdiff1d(y, self.classes_)
        if len(unknown):
            raise value_error(
                f"y has classes {unknown} that were not there at first: {self.classes_}"
            )
        found: Array = np.searchsorted(self.classes_, y)
        return found

    def _train(self, X: Array, y: Array, epochs: int, anew: bool) -> None:
        several = len(self.classes_) > 2
        self.begin(len(self.classes_) if several else 1, anew)
        loss = "cross_entropy" if several else "binary_cross_entropy_with_logits"
        self.learn(X, y, loss, epochs)

    def predict(self, X: object) -> Array:
        outputs = self.outputs(X)
        found: Array = self.classes_[outputs.argmax(1) if outputs.ndim > 1 else (outputs > 0) * 1]
        return found

    def predict_proba(self, X: object) -> Array:
        """The probabilities of the classes for each sample."""
        outputs = self.outputs(X)
        found: Array = probabilities_of(outputs, self.model_.metadata["loss"])
        return found


class MLPRegressor(RegressorMixin, Estimator):  # type: ignore[misc]
    """A network that predicts numbers, one or several for each sample, in scikit-learn's interface.

    Its loss is the mean squared error.
    Arguments are those of `__init__`.

    Attributes:
        model_: the `nn.MLP` that was trained.
        loss_curve_: the mean loss of each epoch; `loss_` the last.
        n_iter_: how many epochs there were.
        n_features_in_, feature_names_in_: of the data.
    """

    def fit(self, X: Any, y: Any) -> MLPRegressor:
        X, y = validated(self, X, y, multi_output=True, y_numeric=True)
        self._train(X, y, self.max_iter, anew=not self.warm_start)
        return self

    def partial_fit(self, X: Any, y: Any) -> MLPRegressor:
        """One epoch over these samples."""
        first = not hasattr(self, "model_")
        X, y = validated(self, X, y, reset=first, multi_output=True, y_numeric=True)
        self._train(X, y, 1, anew=False)
        return self

    def _train(self, X: Array, y: Array, epochs: int, anew: bool) -> None:
        if y.ndim == 2 and y.shape[1] == 1:
            y = column_or_1d(y, warn=True)
        self.begin(y.shape[1] if y.ndim == 2 else 1, anew)
        self.learn(X, y, "mse", epochs)

    def predict(self, X: object) -> Array:
        return self.outputs(X)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags
