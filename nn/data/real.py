"""Real data of the kind that textbooks use. scikit-learn ships them, so nothing is downloaded."""

from __future__ import annotations

from typing import Any

from autograd.telling import import_error
from nn.data.dataset import Dataset


def iris() -> Dataset:
    """150 flowers of three species, by length and width of sepal and petal in cm (Fisher, 1936)."""
    return _load("iris", "species")


def digits() -> Dataset:
    """1,797 hand-written digits as 8×8 images, 64 numbers from 0 to 16 (UCI, Alpaydin 1998)."""
    return _load("digits", "digit")


def breast_cancer() -> Dataset:
    """569 tumours, malignant or benign, by 30 measures of cell nuclei (Wisconsin, 1995)."""
    return _load("breast_cancer", "diagnosis")


def diabetes() -> Dataset:
    """442 patients by ten measures; to predict: how the disease advanced in a year (a number)."""
    return _load("diabetes", "progression")


def _load(name: str, target_name: str) -> Dataset:
    try:
        from sklearn import datasets
    except ImportError:
        raise import_error(
            f"the data set {name} is part of scikit-learn: pip install 'chainrule[data]'"
        ) from None
    bunch: Any = getattr(datasets, f"load_{name}")()
    class_names = [str(c) for c in getattr(bunch, "target_names", [])]
    feature_names = [str(f) for f in bunch.feature_names]
    return Dataset(
        bunch.data.tolist(), bunch.target.tolist(), feature_names, class_names, target_name
    )
