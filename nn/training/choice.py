"""What learns: the optimizer that was asked for, and the learner that takes its steps."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence, Sized
from functools import partial
from typing import Any

from autograd import TraceError, Value
from autograd.compiling import check_jax
from autograd.telling import import_error, told, value_error
from nn import optim
from nn.module import Module
from nn.schedulers import Scheduler
from nn.training.floats import FloatLearner
from nn.training.processes import Processes
from nn.training.steps import Learner

MakeOptimizer = Callable[[list[Value]], optim.Optimizer]

RATES = {"adam": 0.02, "adamw": 0.02}
"""What `fit` takes where no rate is given: an Adam of 0.001 would need thousands of steps."""

NEEDS_NUMPY = "it needs numpy: pip install 'chainrule[fast]'"
BACKENDS = ("numpy", "jax", "native")


def optimizer_of(
    model: Module, choice: str | optim.Optimizer | MakeOptimizer, lr: float | None
) -> optim.Optimizer:
    """The optimizer of a model's parameters, for `fit`'s arguments `optimizer` and `lr`."""
    parameters = model.parameters()
    if isinstance(choice, str):
        kind = optim.get(choice)
        lr = RATES.get(choice) if lr is None else lr
        return kind(parameters) if lr is None else kind(parameters, lr=lr)
    if lr is not None:
        raise value_error("lr goes with an optimizer's name; here set it where that is made")
    optimizer = choice if isinstance(choice, optim.Optimizer) else choice(parameters)
    if not set(parameters) & set(optimizer.parameters):
        raise value_error("the optimizer holds no parameter of this model")
    return optimizer


def scheduler_of(choice: Any, optimizer: optim.Optimizer) -> Scheduler | None:
    """The scheduler of an optimizer, for `fit`'s argument of that name."""
    if choice is None:
        return None
    makes_one = isinstance(choice, type) or not hasattr(choice, "step")
    scheduler: Scheduler = choice(optimizer) if makes_one else choice
    if scheduler.optimizer is not optimizer:
        raise value_error("the scheduler belongs to another optimizer than the one that trains")
    return scheduler


def learner_for(
    choice: bool | str,
    backend: str | None,
    floats: FloatLearner,
    parts: list[list[object]],
    batch_size: int | None,
    processes: Processes,
) -> tuple[Learner[Any], Sequence[Sized]]:
    """The learner on arrays where that can be had, or else the one there is; and its data.

    Arguments:
        choice: `fit`'s argument `compile`.
        backend: that of the same name.
        floats: the learner there is.
        parts: X and y, and X and y to validate with, if any.
        batch_size: how many of them are a batch.
        processes: who trains, and on which devices; where these are given, there is no other
            learner than theirs.
    """
    if backend not in (None, *BACKENDS):
        raise value_error(f"unknown backend {backend!r}; known: {', '.join(map(repr, BACKENDS))}")
    if choice is False:
        if backend is not None:
            raise value_error(f"compile=False runs on floats, so not on backend={backend!r}")
        return floats, parts
    if type(choice) is not bool and choice != "auto":
        raise value_error(f"compile must be True, False or 'auto', got {choice!r}")
    name = type(floats.optimizer).__name__
    try:
        if choice == "auto" and optim.OPTIMIZERS.get(name.lower()) is not type(floats.optimizer):
            raise TraceError(f"{name}.update may not take arrays (compile=True: it does)")
        learner = _kind(backend, processes)(floats, parts[0][:batch_size], parts[1][:batch_size])
        return learner, [learner.data(part) for part in parts]
    except Exception as error:
        needs_numpy = isinstance(error, ImportError) and error.name == "numpy"
        wanted = choice is True or processes.devices is not None
        if wanted or (backend is not None and isinstance(error, ImportError)):
            if needs_numpy:
                raise import_error("compiling needs numpy: pip install 'chainrule[fast]'") from None
            raise
        # An error of arithmetic, or of the data, is the first step's to report.
        if not isinstance(error, (ArithmeticError, ValueError)):
            why = told(NEEDS_NUMPY) if needs_numpy else error
            print(told(f"training without compiling: {why}"), file=sys.stderr)
        return floats, parts


def _kind(backend: str | None, processes: Processes) -> Callable[..., Learner[Any]]:
    """The learner of a backend, whose libraries are imported here at the earliest."""
    if backend == "jax":
        check_jax()
        from nn.training.jax_loops import JaxLearner

        return partial(JaxLearner, processes=processes)
    if backend == "native":
        from autograd.compiler import llvm

        llvm()
        from nn.training.native_loops import NativeLearner

        return NativeLearner
    from nn.training.arrays import ArrayLearner

    return ArrayLearner
