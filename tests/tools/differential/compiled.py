"""The ways through the compiler: several calls of one compiled function, on each backend."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest import mock

import autograd
from autograd import TraceError, Value
from tests.tools.differential.compare import (
    FLOAT_ERRORS,
    Case,
    Difference,
    Reference,
)
from tests.tools.differential.paths import compared, library, named, of_arguments, set_up
from tests.tools.differential.program import Program, Running, leaves, mapped


@contextmanager
def arranged(program: Program) -> Iterator[None]:
    """Arrays and tuned steps also where the compiler would find them not worth while."""
    from autograd.compiler.run import steps, ways

    cost = 0.0 if program.arrays else ways.ARRAY_STATEMENT
    few = 0 if program.tuned else steps.FEW_CALLS
    with (
        mock.patch.object(ways, "ARRAY_STATEMENT", cost),
        mock.patch.object(steps, "FEW_CALLS", few),
    ):
        yield


def compiled(case: Case, backend: str = "numpy") -> Iterator[Difference]:
    """Values and gradients; each call twice, so that earlier programs serve again."""
    running = library(case.program)
    function = autograd.compile(running.f, backend=backend)
    path = "compiled" if backend == "numpy" else backend
    for k in (*range(len(case.calls)), 0):
        yield from one_call(case, running, function, k, path)


def one_call(
    case: Case, running: Running, function: Callable[..., Any], k: int, path: str
) -> Iterator[Difference]:
    """A call with Values as arguments if k is odd, else with numbers."""
    call = case.calls[k]
    set_up(running, call)
    given = mapped(Value, call.arguments) if k % 2 else call.arguments
    attempt = Attempt(case.program, lambda: function(*given.values()))
    expected = case.reference(k, conditioned=True)
    yield from attempt.complaints(path, k, expected)
    if attempt.error is not None:
        if not isinstance(attempt.error, TraceError) and attempt.differs(expected):
            yield Difference(path, k, "error", repr(attempt.error), named(expected.error))
    elif not undecided(expected):
        wanted = [*leaves(given), *running.parameters]
        backward = Attempt(
            case.program, lambda: list(compared(path, k, expected, attempt.result, wanted))
        )
        yield from backward.complaints(path, k, expected)
        yield from backward.result or []


def numbers_only(case: Case) -> Iterator[Difference]:
    """`compile(f).numpy(...)`."""
    running = library(case.program)
    function = autograd.compile(running.f)
    for k, call in enumerate(case.calls):
        set_up(running, call)
        attempt = Attempt(case.program, partial(function.numpy, *call.arguments.values()))
        expected = case.reference(k, conditioned=True)
        yield from attempt.complaints("numpy", k, expected)
        if attempt.error is not None:
            if not isinstance(attempt.error, TraceError) and attempt.differs(expected):
                yield Difference("numpy", k, "error", repr(attempt.error), named(expected.error))
        elif expected.error is not None:
            yield Difference("numpy", k, "error", "no error", repr(expected.error))
        elif not undecided(expected):
            yield from expected.values(floats(attempt.result), "numpy", k)


def of_gradient(case: Case) -> Iterator[Difference]:
    """`compile(value_and_grad(f))`: the gradients as results."""
    running = library(case.program)
    function = autograd.compile(autograd.value_and_grad(of_arguments(running)))
    for k, call in enumerate(case.calls):
        expected = case.reference(k, conditioned=True)
        if expected.error is not None or not expected.finite or expected.may_raise:
            continue
        set_up(running, call)
        attempt = Attempt(case.program, partial(function, *call.arguments.values()))
        yield from attempt.complaints("compile(grad)", k, expected)
        if attempt.error is not None:
            if not isinstance(attempt.error, TraceError) and not expected.chain.lacks_curvature():
                yield Difference("compile(grad)", k, "error", repr(attempt.error), "no error")
        elif not undecided(expected):
            _, rows = attempt.result
            for found in expected.gradients([x.data for x in leaves(rows)], "compile(grad)", k):
                if found.found != "nan" or not expected.chain.lacks_curvature():
                    yield found


class Attempt:
    """What came of a call: a result or an error, and the warnings."""

    def __init__(self, program: Program, run: Callable[[], Any]) -> None:
        self.result: Any = None
        self.error: Exception | None = None
        with warnings.catch_warnings(record=True) as self.warnings:
            warnings.simplefilter("always")
            try:
                with arranged(program):
                    self.result = run()
            except (*FLOAT_ERRORS, TraceError) as error:
                self.error = error

    def complaints(self, path: str, k: int, expected: Reference) -> Iterator[Difference]:
        """Refusals and warnings, which no program here deserves unless a branch is undecided."""
        if isinstance(self.error, TraceError):
            yield Difference(path, k, "refused", str(self.error), "compiled")
        for warning in () if undecided(expected) else self.warnings:
            yield Difference(path, k, "warning", str(warning.message), "none")

    def differs(self, expected: Reference) -> bool:
        """Whether the error is of another kind than that of floats."""
        return named(self.error) != named(expected.error)


def undecided(expected: Reference) -> bool:
    """Whether errors of rounding could turn a branch, or leave no digits."""
    if expected.error is not None:
        return False
    _ = expected.chain
    return expected.tape.undecided


def floats(result: Any) -> list[float]:
    """The numbers of arrays, nested."""
    return [
        float(x)
        for x in leaves(mapped(lambda x: x.tolist() if hasattr(x, "tolist") else x, result))
        for x in leaves(x)
    ]
