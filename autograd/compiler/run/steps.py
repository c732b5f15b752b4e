"""Forward and backward of an array program in one, for calls that come again and again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd.compiler.record import Numbers
from autograd.compiler.run.check import UncheckedError, close
from autograd.compiler.run.codes import ArrayCode, Code, ProgramCode
from autograd.compiler.run.numbers import ERRORS, all_finite, are_finite
from autograd.compiler.run.rounding import MARGIN, NUDGE
from autograd.compiler.write import in_place
from autograd.telling import warn_of

if TYPE_CHECKING:
    from autograd.compiler.arrays import Floats

FEW_CALLS = 50  # for so many it is not worth while to write a tuned step

Step = Callable[..., Any]
Both = Callable[[Numbers, Sequence[Numbers]], "tuple[Numbers, Floats]"]


def plain_step(code: ArrayCode, theta: Floats, dtheta: Floats) -> Step:
    """step(*inputs) -> the number, or a tuple of them; both functions after each other.

    It reads the parameters in the array `theta`, in the order of the program, and leaves the
    gradient in the array `dtheta`.
    """
    forward, backward = code.functions

    def step(*inputs: Floats) -> object:
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
        bind = in_place(code.halves, shapes, theta, inputs)
        if not agree(bind, code, theta, inputs):
            raise ValueError("its numbers differ")
    except UncheckedError:
        return None
    except Exception as error:  # a fault of the compiler, for which nobody shall pay
        warn_of(
            f"a tuned step fails ({type(error).__name__}: {error}), so the program runs as it "
            "is; please report this",
            RuntimeWarning,
            stacklevel=2,
        )
        return None
    return bind(theta, dtheta)


def agree(bind: Callable[..., Step], code: ArrayCode, theta: Floats, inputs: list[Floats]) -> bool:
    """Whether both ways compute the same, at a point and, after that, near it.

    Raises:
        UncheckedError: there is nothing to compare, because the numbers are not finite.
    """
    theta, found, expected = theta.copy(), np.zeros_like(theta), np.zeros_like(theta)
    quick, plain = bind(theta, found), plain_step(code, theta, expected)
    for _ in range(2):
        with np.errstate(all="ignore"):
            here = theta.copy()
            theta *= 1.0 + NUDGE * np.cos(np.arange(theta.size))
            moved, moved_slopes = _result(plain, inputs), expected.copy()
            theta[:] = here
            copies = [np.array(x) for x in inputs]  # which a faulty step might change
            ours, theirs = quick(*copies), _result(plain, inputs)
            if not are_finite(theirs, expected, moved, moved_slopes):
                raise UncheckedError
            if not close(ours, theirs, MARGIN * abs(moved - theirs)):
                return False
            if not close(found, expected, MARGIN * abs(moved_slopes - expected)):
                return False
            theta *= 1.01
    return True


def _result(step: Step, inputs: Any) -> Any:
    try:
        return np.array(step(*inputs), float)
    except (ArithmeticError, ValueError):  # near the point there may be none
        raise UncheckedError from None


class ForCalls:
    """Forward and backward in one, for a program that is called often.

    Arguments:
        wanted: whether there may be such a way.
    """

    def __init__(self, wanted: bool) -> None:
        self._calls, self._wanted = 0, wanted

    def run(self, parameters: Numbers, inputs: Sequence[Numbers]) -> tuple[Numbers, Floats] | None:
        """The results, and the gradient of those that carry one; None where both are not in one.

        It has to be asked for as often as makes it worth while.

        Raises:
            ArithmeticError, ValueError: there is no such number, or no such gradient.
        """
        self._calls += 1
        if self._calls <= FEW_CALLS or not self._wanted:
            return None
        return self._in_one(parameters, inputs)

    def _in_one(
        self, parameters: Numbers, inputs: Sequence[Numbers]
    ) -> tuple[Numbers, Floats] | None:
        raise NotImplementedError


class StepForCalls(ForCalls):
    """The tuned step of a program that is called often.

    It does forward and backward in little more time than one of them takes otherwise; to write it
    takes the time that some calls gain.

    Attributes:
        step: the step, once there is one.
    """

    def __init__(self, code: ArrayCode) -> None:
        super().__init__(code.is_loss)
        self.code = code
        self.step: Step | None = None
        self._lock = threading.Lock()

    def _in_one(
        self, parameters: Numbers, inputs: Sequence[Numbers]
    ) -> tuple[Numbers, Floats] | None:
        code = self.code
        with self._lock, np.errstate(**ERRORS):  # the step's memory is for one call at a time
            theta, *arrays = code.arrays_of(parameters, inputs)
            if self.step is None:
                self._theta, self._dtheta = theta, np.zeros_like(theta)
                self.step = tuned_step(code, self._theta, self._dtheta, arrays)
                self._wanted = self.step is not None
                if self.step is None:
                    return None
            self._theta[:] = theta
            found = self.step(*arrays)
            (gradient,) = all_finite([self._dtheta[code.inverse]])
            return code.results(found if len(code.arrays) > 1 else (found,)), gradient


class BothForCalls(ForCalls):
    """The way of code that has one of its own; at first it is compared with one after the other."""

    def __init__(self, code: Code, carries: list[float], both: Both) -> None:
        super().__init__(wanted=True)
        self.code, self._both, self._first = code, both, carries.index(1.0)
        self._compared = False

    def _in_one(
        self, parameters: Numbers, inputs: Sequence[Numbers]
    ) -> tuple[Numbers, Floats] | None:
        found = self._both(parameters, inputs)
        if not self._compared:
            self._wanted = self._agrees(*found, parameters, inputs)
            self._compared = True
        return found if self._wanted else None

    def _agrees(
        self, found: Numbers, gradient: Floats, parameters: Numbers, inputs: Sequence[Numbers]
    ) -> bool:
        results, saved = self.code.forward(parameters, inputs)
        seeds = [0.0] * len(results)
        seeds[self._first] = 1.0
        return close(found, results) and close(gradient, self.code.backward(saved, seeds)[0])


def steps_of(code: Code) -> ForCalls | None:
    """A step for calls of a program, if there is one."""
    if isinstance(code, ArrayCode):
        return StepForCalls(code)
    if isinstance(code, ProgramCode) and code.both is not None:
        return BothForCalls(code, code.carries, code.both)
    return None
