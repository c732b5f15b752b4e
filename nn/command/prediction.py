"""What `python -m nn predict` does: a saved model's predictions for the rows of a CSV file."""

from __future__ import annotations

import math
from argparse import Namespace
from collections.abc import Callable
from typing import Any, TypeAlias

from autograd import sigmoid, softmax
from autograd.structure import as_nested
from autograd.telling import told, value_error
from nn.command.arrays import of_columns
from nn.command.reading import reading_of, say
from nn.command.report import print_json
from nn.data import Column, Columns, Samples, Standardizer, nothing_collected, read_features
from nn.files import Json, ModelFileError
from nn.loading import load
from nn.meaning import loss_of, probabilities_of
from nn.predicting import outputs

Rows: TypeAlias = list[list[str | float]]


@nothing_collected()
def predict(options: Namespace) -> int:
    """Writes the predictions to standard output, as CSV or JSON, after all have been computed."""
    import csv
    import io

    predictor = Predictor(options.model)
    read = read_features(options.file, predictor.columns, reading_of(options))
    say(options.file, read.said)
    rows = predictor.rows(
        read.features, lambda i: told(f"{read.table.path}, row {read.table.lines[i]}")
    )
    if options.json:
        print_json([dict(zip(predictor.header, row)) for row in rows])
        return 0
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([predictor.header, *rows])
    print(table.getvalue(), end="")
    return 0


class Predictor:
    """A model file that says which columns the model reads, and what its outputs mean.

    Arguments:
        path: a file that `python -m nn train --save` wrote.

    Raises:
        ModelFileError: it is not such a file.
        OSError: it cannot be read.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.model = load(path).eval()
        metadata = self.model.metadata
        try:
            self.feature_names = _strings(metadata["feature_names"])
            self.class_names = _strings(metadata["class_names"])
            (self.target_name,) = _strings([metadata["target_name"]])
            self.columns = _columns(metadata, self.feature_names, self.target_name)
            self.standardizer = _standardizer(metadata["standardizer"], len(self.feature_names))
            self.scale = None
            if not self.class_names:
                self.scale = _standardizer(metadata["target_standardizer"], 1)
            self([0.0] * len(self.feature_names))
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
            fault = told(f"no {error}") if isinstance(error, KeyError) else str(error)
            raise ModelFileError(
                f"{path}: the metadata do not say how to predict from a file ({fault}); "
                "predict takes models that train --save wrote"
            ) from None

    @property
    def header(self) -> list[str]:
        """The names of what a call returns."""
        return [self.target_name, "probability"] if self.class_names else [self.target_name]

    def rows(self, features: list[list[float]], where: Callable[[int], str]) -> Rows:
        """What is told of each sample; `where` says of which row an error is."""
        try:
            found = self.outputs(of_columns(features))
        except (ArithmeticError, ValueError):  # of one of them, which by itself can be named
            found = []
        if rows := self._told_at_once(found):
            return rows
        found = as_nested(found)
        rows = []
        try:
            for i, x in enumerate(zip(*features)):
                rows.append(self._told(found[i]) if found else self([*x]))
        except ArithmeticError as error:
            raise ArithmeticError(f"{where(len(rows))}: {error}") from None
        return rows

    def outputs(self, X: Samples) -> Samples:
        """The model's outputs for samples as they stand in a file: lists of lists, else arrays."""
        return outputs(self.model, self.standardizer.of_all(X))

    def __call__(self, x: list[float]) -> list[str | float]:
        """For one sample the class and its probability, or the number predicted.

        Raises:
            ArithmeticError: the sample is so far out that the result is not a finite number.
        """
        if not all(map(math.isfinite, self.standardizer(x))):
            raise ArithmeticError(told("its numbers are too far from those that were learned from"))
        return self._told(self.outputs([x])[0])

    def _told_at_once(self, outputs: Samples) -> Rows:
        """What is told of each, if all are finite numbers in an array; else nothing."""
        if not hasattr(outputs, "dtype"):
            return []
        import numpy as np

        with np.errstate(all="ignore"):
            if self.scale is not None:
                (mean,), (scale,) = self.scale
                outputs = outputs * scale + mean
            if not np.isfinite(outputs).all():
                return []
            if self.scale is not None:
                return [[number] for number in outputs.tolist()]
            loss = loss_of({"class_names": self.class_names}, outputs.ndim > 1)
            probabilities = probabilities_of(outputs, loss)
        names = map(self.class_names.__getitem__, probabilities.argmax(-1).tolist())
        best = map(_six_digits, probabilities.max(-1).tolist())
        return [[name, probability] for name, probability in zip(names, best)]

    def _told(self, output: Any) -> list[str | float]:
        if self.scale is not None:
            (number,) = self.scale.undo([float(output)])
            return [_finite(number)]
        if isinstance(output, list):
            probabilities = softmax([_finite(float(score)) for score in output])
        else:
            p = sigmoid(_finite(float(output)))
            probabilities = [1.0 - p, p]
        if len(probabilities) != len(self.class_names):
            raise value_error(f"{len(self.class_names)} classes, {len(probabilities)} outputs")
        best = max(probabilities)
        return [self.class_names[probabilities.index(best)], _six_digits(best)]


def _six_digits(number: float) -> float:
    return float(f"{number:.6g}")


def _strings(names: object) -> list[str]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise value_error(f"expected names, got {names!r}")
    return names


def _columns(metadata: Json, feature_names: list[str], target: str) -> Columns:
    """The columns to read; a model from before they were remembered has read numbers alone."""
    if "columns" not in metadata:
        return Columns([Column(name) for name in feature_names], target)
    columns = Columns.from_json(metadata["columns"])
    if columns.feature_names != feature_names:
        raise value_error("the features of its columns are not those of the model")
    return columns


def _standardizer(numbers: Json, features: int) -> Standardizer:
    mean, scale = ([float(x) for x in numbers[key]] for key in ("mean", "scale"))
    if not len(mean) == len(scale) == features or 0.0 in scale:
        raise value_error(f"expected a mean and a scale for {features} column(s)")
    return Standardizer(mean, scale)


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ArithmeticError(told(f"the model's output is {number}"))
    return number
