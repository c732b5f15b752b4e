"""What the estimators have in common: their settings, a training by `nn.fit`, its end."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from autograd.telling import told
from nn import predicting
from nn.history import Record
from nn.layers import MLP
from nn.module import Module
from nn.optim import Optimizer
from nn.optim import get as optimizer_named
from nn.training import fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

ACTIVATIONS = {"identity": "linear", "logistic": "sigmoid"}
"""What scikit-learn calls otherwise than `nn`."""


class Estimator(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """What both have in common."""

    def __init__(
        self,
        hidden_layer_sizes: int | Iterable[int] = (100,),
        activation: str = "relu",
        *,
        solver: str = "adam",
        learning_rate_init: float = 0.001,
        max_iter: int = 200,
        batch_size: int | str = "auto",
        random_state: object = None,
        tol: float = 1e-4,
        n_iter_no_change: int = 10,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        warm_start: bool = False,
        backend: str | None = None,
    ) -> None:
        """Notes the settings; `fit` looks at them.

        Arguments:
            hidden_layer_sizes: neurons in each hidden layer.
            activation: theirs: "relu", "tanh", "logistic", "identity", or a name of `nn`.
            solver: the optimizer, a name of `nn.optim`.
            learning_rate_init: its learning rate.
            max_iter: epochs at most.
            batch_size: samples per step; "auto" for 200, or all if there are less.
            random_state: of the first weights and of the order of samples.
            tol: by how much the loss has to fall below its least so far,
            n_iter_no_change: and for how many epochs it may fail to, before the training ends.
            early_stopping: hold out a part of the data, and watch the loss there; the parameters
                of the best epoch are kept.
            validation_fraction: that part.
            warm_start: go on with the parameters of the last `fit`.
            backend: of `nn.fit`.
        """
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.solver = solver
        self.learning_rate_init = learning_rate_init
        self.max_iter = max_iter
        self.batch_size = batch_size
        self.random_state = random_state
        self.tol = tol
        self.n_iter_no_change = n_iter_no_change
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.warm_start = warm_start
        self.backend = backend

    def begin(self, outputs: int, anew: bool) -> None:
        """A model of its own, unless one is to go on."""
        if not anew and hasattr(self, "model_"):
            return
        self._random = check_random_state(self.random_state)
        sizes = self.hidden_layer_sizes
        hidden = [sizes] if isinstance(sizes, (int, np.integer)) else [*sizes]
        activation = ACTIVATIONS.get(self.activation, self.activation)
        self.model_ = MLP(
            self.n_features_in_,
            [*hidden, outputs],
            activation=activation,
            init="auto",
            seed=self._seed(),
        )
        self._optimizer: Optimizer = optimizer_named(self.solver)(
            self.model_.parameters(), lr=self.learning_rate_init
        )
        self.loss_curve_: list[float] = []

    def _seed(self) -> int:
        return int(self._random.randint(2**31 - 1))

    def learn(self, X: Array, y: Array, loss: str, epochs: int) -> None:
        """Goes on training, and notes how it went."""
        size = min(200, len(X)) if self.batch_size == "auto" else self.batch_size
        patience = Patience(self.tol, self.n_iter_no_change)
        watched = self.early_stopping and epochs > 1
        history = fit(
            self.model_,
            X,
            y,
            loss=loss,
            optimizer=self._optimizer,
            epochs=epochs,
            batch_size=int(size),
            validation=self.validation_fraction if watched else None,
            early_stopping=self.n_iter_no_change if watched else None,
            callbacks=[patience] if epochs > 1 and not watched else [],
            progress=False,
            seed=self._seed(),
            backend=self.backend,
        )
        self.loss_curve_ = self.loss_curve_ + [record["loss"] for record in history]
        self.loss_ = self.loss_curve_[-1]
        self.n_iter_ = len(self.loss_curve_)
        if history.stopped == "epochs" and epochs > 1:
            warnings.warn(
                told(
                    f"the loss was still falling after max_iter={epochs} epochs; more of them, or "
                    "a larger learning_rate_init, may do better"
                ),
                ConvergenceWarning,
                stacklevel=3,
            )

    def outputs(self, X: object) -> Array:
        """The network's outputs, once it is trained."""
        check_is_fitted(self)
        outputs: Array = predicting.outputs(self.model_, validated(self, X, reset=False))
        return outputs


class Patience:
    """A callback that ends a training whose loss no longer falls.

    Arguments:
        tol: by how much it has to fall.
        epochs: how long it may fail to.
    """

    def __init__(self, tol: float, epochs: int) -> None:
        self.tol, self.epochs = tol, epochs
        self.best, self.since = float("inf"), 0

    def __call__(self, record: Record, model: Module) -> bool:
        """Whether it is time to end."""
        self.since = 0 if record["loss"] < self.best - self.tol else self.since + 1
        self.best = min(self.best, record["loss"])
        return self.since > self.epochs


def validated(estimator: Estimator, *data: object, **how: object) -> Any:
    """The data as arrays of finite floats, as scikit-learn looks at them."""
    try:
        from sklearn.utils.validation import validate_data
    except ImportError:  # before 1.6
        return estimator._validate_data(*data, dtype=np.float64, **how)
    return validate_data(estimator, *data, dtype=np.float64, **how)
