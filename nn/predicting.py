"""`model.predict(X)`: what a model says of many samples at once.

The numbers are those of `[model(x) for x in X]`, but the model is called no more than once or
twice: what it does becomes a program on arrays, which is kept with the model. It reads the
parameters anew at each call, and is made anew where the model was changed.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

from autograd import TraceError, no_grad
from autograd.recording import active_recorder
from autograd.structure import as_nested, map_leaves
from autograd.telling import told
from nn.files import Json
from nn.inputs import SEVERAL
from nn.meaning import classes_of, loss_of, named, probabilities_of
from nn.modes import evaluating
from nn.module import Module

if TYPE_CHECKING:
    from autograd.compiler import Rows
    from nn.given import Given

BLOCK = 4096  # samples that go through the arrays together; more would not stay in the caches
WORTH = 4096  # parameters times samples, of which a program is made


def predict(model: Module, X: object) -> Any:
    """What the model says of each sample: a class where it knows its classes, else its output.

    A model that `nn.fit` or the command line trained knows by its loss what its outputs mean:
    classes are the numbers that they were among the targets, or the names of
    `model.metadata["class_names"]`. All others, and those trained on a loss of your own, give
    their outputs as they are: the numbers of `[model(x) for x in X]`, to the last few digits.

    The model is in eval mode inside, so Dropout passes all, and afterwards in the mode it was in.
    Where its metadata have the standardizer that `python -m nn train` saves, samples are as they
    were in the file, and so are predicted numbers.

    Arguments:
        model: the model.
        X: n samples, such as `model` takes one of: nested lists, an array, or a DataFrame, whose
            columns are found by name where the model knows those of its features.

    Returns:
        Lists for lists, which needs no NumPy; for anything else an array. So it is Any.

    Raises:
        ValueError: X is empty, not finite, or not what the model takes.
        TypeError: something in X is no number.
    """
    given = _given(model.metadata, X)
    outputs = outputs_of(model, given)
    are_lists = _are_lists(outputs)
    loss = loss_of(model.metadata, are_lists)
    found = classes_of(outputs, loss)
    names = model.metadata.get("class_names")
    if names and found is not outputs:
        count = len(outputs[0]) if loss == "cross_entropy" else 2
        found = named(found, names, count, loss)
    elif found is outputs:
        found = given.undone(outputs)
    return given.returned(found)


def outputs(model: Module, X: object) -> Any:
    """The numbers of `[model(x) for x in X]`, whatever they mean, in eval mode.

    Arguments:
        model: the model.
        X: samples as the model itself takes them: nothing is standardised.

    Returns:
        Lists for lists, an array for anything else: Any.

    Raises:
        ValueError, TypeError: X is not what the model takes, as in `predict`.
    """
    given = _given({}, X)
    return given.returned(outputs_of(model, given))


def predict_proba(model: Module, X: object) -> Any:
    """The probabilities of all classes for each sample, in rows, as scikit-learn spells it.

    They are the softmax of scores; for one output σ(z) and 1 - σ(z), class 0 first. Lists come of
    lists and an array of an array, so the type is Any. See `predict`.

    Raises:
        ValueError: X is as in `predict`; or the model's outputs are not known to be of classes.
    """
    given = _given(model.metadata, X)
    outputs = outputs_of(model, given)
    loss = loss_of(model.metadata, _are_lists(outputs))
    return given.returned(probabilities_of(outputs, loss))


def _given(metadata: Json, X: object) -> Given:
    from nn.given import given_samples

    return given_samples(metadata, X)


def _are_lists(outputs: Any) -> bool:
    return hasattr(outputs[0], "__len__")


def outputs_of(model: Module, given: Given) -> Any:
    """The model's outputs: an array, or nested lists where there is no NumPy."""
    from autograd.evaluation import is_differentiating

    if active_recorder() is not None or is_differentiating():
        raise TraceError(
            "predict returns plain numbers, which carry no gradient: inside compiled code and "
            "derivatives, call the model itself: [model(x) for x in X]"
        )
    known: Predictor = vars(model).setdefault("_predictor", Predictor())
    with known.lock, evaluating(model), no_grad():
        if given.array is None:
            return _one_by_one(model, given.samples, 0)
        return known.outputs(model, given.array)


class Predictor:
    """What is kept with a model: its program. A copy of the model makes one of its own.

    It has no attributes that code which follows those of a model would see, so that a compiled
    loss of that model does not go by it.
    """

    __slots__ = ("lock", "rows", "said")

    def __init__(self) -> None:
        self.lock = threading.RLock()  # threads that predict at once wait for one program
        self.rows: Rows | None = None
        self.said = ""

    def __reduce__(self) -> tuple[type[Predictor], tuple[()]]:
        return Predictor, ()

    def outputs(self, model: Module, X: Any) -> Any:
        """The model's outputs for an array of samples."""
        import numpy as np

        parts = [self._block(model, X, at) for at in range(0, len(X), BLOCK)]
        if all(isinstance(part, np.ndarray) for part in parts):
            return parts[0] if len(parts) == 1 else np.concatenate(parts)
        return _as_array([row for part in parts for row in part])

    def _block(self, model: Module, X: Any, start: int) -> Any:
        """Those for a block; where arrays cannot do it, or fail, the model does, one by one."""
        if self.rows is None:
            from autograd import vmap
            from autograd.compiler import Rows

            count = len(model.parameters()) or WORTH
            self.rows = Rows(vmap(model), max(2, min(64, WORTH // count)))
        block, why = X[start : start + BLOCK], ""
        try:
            found = self.rows(block)
            if found is not None:
                return found
        except TraceError as error:
            why = str(error)
        except (ArithmeticError, TypeError, ValueError):
            pass  # which the samples themselves are to name
        outputs = _one_by_one(model, block.tolist(), start)
        if why not in ("", self.said):
            self.said = why
            print(told(f"predicting without compiling: {why}"), file=sys.stderr)
        return outputs


def _as_array(rows: list[Any]) -> Any:
    """The rows as an array, if they are alike."""
    import numpy as np

    try:
        return np.array(rows)
    except ValueError:
        return rows


def _one_by_one(model: Module, samples: list[Any], start: int) -> list[Any]:
    """The outputs as floats, each computed by the engine."""
    return [
        map_leaves(float, as_nested(_called(model, x, i))) for i, x in enumerate(samples, start)
    ]


def _called(model: Module, x: object, i: int) -> object:
    try:
        return model(x)
    except (ArithmeticError, TypeError, ValueError) as error:
        kind = next(k for k in (ArithmeticError, TypeError, ValueError) if isinstance(error, k))
        said = str(error).replace(told(SEVERAL), "")
        one = isinstance(x, (float, int))
        hint = told("; for one sample: model.predict([x])") if one else ""
        raise kind(f"X[{i}]: {said}{hint}") from error


def hang() -> None:
    """Gives every model these two as methods."""
    Module.predict = predict
    Module.predict_proba = predict_proba
