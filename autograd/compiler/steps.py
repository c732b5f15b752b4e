"""Forward and backward of an array program in one, for calls that come again and again."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd.compiler.check import close
from autograd.compiler.codes import ArrayCode, Floats, ProgramCode, all_finite, are_finite
from autograd.compiler.in_place import in_place
from autograd.compiler.memory import UnknownError
from autograd.compiler.rounding import MARGIN, NUDGE
from autograd.recording import TraceError
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.compiler.lifted import Lifted

FEW_CALLS = 50  # for so many it is not worth while to write a tuned step

Step = Callable[..., Any]


def plain_step(code: ArrayCode, theta: Floats, dtheta: Floats) -> Step:
    """step(*inputs) -> the number, or a tuple of them; both functions after each other.

    It reads the parameters in the array `theta`, in the order of the program, and leaves the
    gradient in the array `dtheta`.
    """
    forward, backward = code.functions

    def step(*inputs: Any) -> Any:
        results, saved = forward(theta, *inputs)
        dtheta[:] = backward(saved, 1.0)[0]
        return results if len(results) > 1 else results[0]

    return step


def tuned_step(code: ArrayCode, theta: Floats, dtheta: Floats, inputs: list[Floats]) -> Step | None:
    """The same on memory that is used again; None where the program cannot be written so.

    `inputs` are an example: those of later steps have the same shapes and types.

    Raises:
        ArithmeticError, ValueError: the program cannot take these inputs.
    """
    with np.errstate(all="ignore"):  # what is wrong with the inputs shows here
        plain_step(code, theta, np.empty_like(theta))(*inputs)
    shapes = [role.shape for role in code.program.roles]
    try:
        bind = in_place(code.halves, code.environment, shapes, theta, inputs)
        if not _agree(bind, code, theta, inputs):
            raise ValueError("its numbers differ")
    except UnknownError:
        return None
    except Exception as error:  # a fault of the compiler, for which nobody shall pay
        warnings.warn(
            f"a tuned step fails ({type(error).__name__}: {error}), so the program runs as it is; "
            "please report this",
            RuntimeWarning,
            stacklevel=2,
        )
        return None
    return bind(theta, dtheta)


def _agree(bind: Callable[..., Step], code: ArrayCode, theta: Floats, inputs: Any) -> bool:
    """Whether both ways compute the same, at a point and, after that, near it.

    Raises:
        UnknownError: there is nothing to compare, because the numbers are not finite.
    """
    theta, found, expected = theta.copy(), np.zeros_like(theta), np.zeros_like(theta)
    quick, plain = bind(theta, found), plain_step(code, theta, expected)
    for _ in range(2):
        with np.errstate(all="ignore"):
            here = theta.copy()
            theta *= 1.0 + NUDGE * np.cos(np.arange(theta.size))
            moved, moved_slopes = np.array(plain(*inputs), float), expected.copy()
            theta[:] = here
            copies = [np.array(x) for x in inputs]  # which a faulty step might change
            ours, theirs = quick(*copies), np.array(plain(*inputs), float)
            if not are_finite(theirs, expected, moved, moved_slopes):
                raise UnknownError("it is not finite")
            if not close(ours, theirs, MARGIN * abs(moved - theirs)):
                return False
            if not close(found, expected, MARGIN * abs(moved_slopes - expected)):
                return False
            theta *= 1.01
    return True


class StepForCalls:
    """The tuned step of a program that is called often.

    It does forward and backward in little more time than one of them takes otherwise; to write it
    takes the time that some calls gain.

    Attributes:
        step: the step, once there is one.
    """

    def __init__(self, code: ArrayCode) -> None:
        self.code = code
        self.step: Step | None = None
        # Whether the step has been asked for as often as makes it worth while.
        self._calls, self._wanted = 0, code.is_loss
        self._lock = threading.Lock()

    def run(self, parameters: Floats, inputs: list[Floats]) -> tuple[Floats, Floats] | None:
        """The results, and the gradient of those that carry one; None where there is no step."""
        self._calls += 1
        if self._calls <= FEW_CALLS or not self._wanted:
            return None
        code = self.code
        with self._lock:  # the step's memory is for one call at a time
            if self.step is None:
                self._theta, self._dtheta = parameters[code.order], np.zeros(parameters.size)
                self.step = tuned_step(code, self._theta, self._dtheta, inputs)
                self._wanted = self.step is not None
                if self.step is None:
                    return None
            self._theta[:] = parameters[code.order]
            found = self.step(*inputs)
            (gradient,) = all_finite([self._dtheta[code.inverse]])
            return code.results(found if len(code.arrays) > 1 else (found,)), gradient


def training_step(
    lifted: Lifted, parameters: list[Value], theta: Floats, dtheta: Floats, inputs: list[Floats]
) -> Step:
    """For training loops: a function of the inputs that returns the one result.

    It reads the numbers of `parameters` in the array `theta`, and leaves the gradient, in the same
    order, in the array `dtheta`. Floating-point errors are left to `np.errstate`, which is the
    caller's. `inputs` are those of the first step; later ones have their shapes and types.

    Raises:
        TraceError: there is no program for one number.
    """
    code, draws = lifted.code, lifted.draws
    if code is None or len(lifted.outputs) != 1:
        why = "does not compile to one number"
        if lifted.unchecked:
            why = "could not be checked: it overflows or has no derivative at the first numbers"
        raise TraceError(f"{lifted.name} {why}")
    place = {parameter: i for i, parameter in enumerate(parameters)}
    index = np.array([place[p] for p in lifted.parameters], dtype=int)
    own_order = index[code.order] if isinstance(code, ProgramCode) else index
    if isinstance(code, ArrayCode) and code.is_loss and own_order.tolist() == [*range(len(place))]:
        # The vector is laid out as the program's own.
        example = [*inputs, *([draws.like()] if draws else [])]
        step = tuned_step(code, theta, dtheta, example) or plain_step(code, theta, dtheta)
    else:

        def step(*inputs: Any) -> Any:
            results, saved = code.forward(theta[index], list(inputs))
            dtheta[index] = code.backward(saved, [1.0])[0]
            return results[0]

    def finite_step(*inputs: Any) -> Any:
        result = step(*inputs)
        all_finite([dtheta])
        return result

    def step_with_draws(*inputs: Any) -> Any:
        before = draws.state()
        try:
            return finite_step(*inputs, draws()[0])
        except (ArithmeticError, ValueError):
            draws.restore(before)  # for the scalar engine, which is asked next
            raise

    return step_with_draws if draws else finite_step
