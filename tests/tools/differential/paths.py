"""The ways of the scalar engine: values and `backward()`, `grad`, and second derivatives."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import autograd
from autograd import Value
from tests.tools.differential.compare import (
    FLOAT_ERRORS,
    Case,
    Difference,
    Reference,
    disagrees,
    shown,
)
from tests.tools.differential.program import Call, Program, Running, combined, leaves, mapped
from tests.tools.differential.rules import OWN_SOURCE
from tests.tools.differential.worlds import plain_sum

Path = Callable[[Case], Iterator[Difference]]
MOST_FOR_SECOND = 6  # leaves of a program whose second derivatives are taken


def library(program: Program) -> Running:
    """The program in the library's own world."""
    names: dict[str, Any] = {"autograd": autograd, "sum": plain_sum}
    if program.own_operations:
        exec("import autograd\n" + "\n".join(program.own_operations), names)
        assert names.keys() >= {n for n in OWN_SOURCE if program.uses(n)}
    return Running(program, names, Value)


def data(x: Any) -> float:
    """The float of a result."""
    return x.data if isinstance(x, Value) else float(x)


def set_up(running: Running, call: Call) -> None:
    """Parameters and captured numbers as a call has them, and no gradients."""
    running.state(call.state)
    for parameter, x in zip(running.parameters, call.parameters):
        parameter.data, parameter.grad = x, 0.0


def named(error: Exception | None) -> str:
    """The kind of an exception."""
    return "no error" if error is None else type(error).__name__


def eager(case: Case) -> Iterator[Difference]:
    """Values to the last bit, and the gradients of `backward()`."""
    running = library(case.program)
    for k, call in enumerate(case.calls):
        expected = case.reference(k)
        if expected.tape.inaccurate:
            yield Difference("eager", k, "accuracy", expected.tape.inaccurate, "")
        set_up(running, call)
        given = mapped(Value, call.arguments)
        try:
            results = running.f(*given.values())
        except FLOAT_ERRORS as error:
            if named(error) != named(expected.error):
                yield Difference("eager", k, "error", repr(error), named(expected.error))
            continue
        yield from compared("eager", k, expected, results, [*leaves(given), *running.parameters])


def compared(
    path: str, k: int, expected: Reference, results: Any, given: list[Any]
) -> Iterator[Difference]:
    """Results, and what going backward from them puts into the leaves."""
    if expected.error is not None:
        yield Difference(path, k, "error", "no error", repr(expected.error))
        return
    yield from expected.values([data(x) for x in leaves(results)], path, k)
    total = combined(results)
    if expected.has_nan or not isinstance(total, Value):
        return
    try:
        total.backward()
    except FLOAT_ERRORS as error:
        if not expected.may_raise:
            yield Difference(path, k, "derivative", repr(error), "no error")
        return
    yield from expected.gradients([getattr(x, "grad", None) for x in given], path, k)


def of_arguments(running: Running) -> Callable[..., Any]:
    """The program as one number of its arguments."""
    return lambda *args: combined(running.f(*args))


def gradient(case: Case) -> Iterator[Difference]:
    """`value_and_grad` with respect to the arguments."""
    running = library(case.program)
    for k, call in enumerate(case.calls):
        expected = case.reference(k)
        if expected.error is not None or expected.has_nan:
            continue
        set_up(running, call)
        try:
            value, rows = autograd.value_and_grad(of_arguments(running))(*call.arguments.values())
        except FLOAT_ERRORS as error:
            if not expected.may_raise:
                yield Difference("grad", k, "derivative", repr(error), "no error")
            continue
        if value != expected.total.x:
            yield Difference("grad", k, "value 0", repr(value), repr(expected.total.x))
        yield from expected.gradients(leaves(rows), "grad", k)


def entry(running: Running, row: int) -> Callable[..., Any]:
    """One entry of the program's gradient."""
    first = autograd.grad(of_arguments(running))
    return lambda *args: leaves(first(*args))[row]


def second(case: Case) -> Iterator[Difference]:
    """One row of the Hessian, by `grad` of an entry of `grad`."""
    running = library(case.program)
    for k, call in enumerate(case.calls[:2]):
        count = len(leaves(call.arguments))
        expected = case.reference(k)
        if count > MOST_FOR_SECOND or expected.error is not None or not expected.finite:
            continue
        set_up(running, call)
        row = k % count
        chain = expected.chain
        wanted = chain.along(expected.arguments[row])
        unclear = chain.singular or chain.singular_second
        try:
            found = autograd.grad(entry(running, row))(*call.arguments.values())
        except FLOAT_ERRORS as error:
            if not (unclear or expected.may_raise or chain.lacks_curvature()):
                yield Difference("second", k, "derivative", repr(error), "no error")
            continue
        if unclear:
            continue
        for i, (x, leaf) in enumerate(zip(leaves(found), expected.arguments)):
            if math.isnan(x) and chain.steep:
                continue  # on the way is a product of slopes that no float holds, times 0
            if disagrees(x, wanted[leaf]):
                yield Difference("second", k, f"curvature {row},{i}", repr(x), shown(wanted[leaf]))
