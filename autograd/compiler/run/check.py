"""Every program is compared with the scalar code, value and gradient, before it is first used."""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

import numpy as np

from autograd import ops
from autograd.compiler.record import Recording, Replay, as_list, representatives, trace
from autograd.compiler.run.codes import Code
from autograd.compiler.run.numbers import spread_out
from autograd.compiler.run.rounding import leeway
from autograd.entry import Operation
from autograd.passes import one_at_a_time, put, zero_grad
from autograd.recording import recording as recorded
from autograd.structure import flatten
from autograd.telling import told
from autograd.value import Value, record

TOLERANCE = 1e-9  # relative: what a program is allowed without a closer look
NOTHING = 1e-12  # in comparison with the largest number of them all
FLUSHED = sys.float_info.min  # below it 1/(1 + e^-a) is 0 in arrays, where e^-a overflows
AFFORDABLE = 64_000  # scalar operations that a check of several samples may take

Leaves = list[list[Value]]


class UncheckedError(Exception):
    """At these numbers there is nothing to compare with, such as where no derivative exists."""


def difference(recording: Recording, parameters: Sequence[Value], code: Code) -> str:
    """What differs from the scalar graph at the point where it was recorded: `""` for nothing.

    Arguments:
        recording: what was recorded.
        parameters: what it found outside itself, in the order of the program.
        code: the program made of it.

    Raises:
        UncheckedError: the numbers do not allow a comparison.
    """
    leaves = [*recording.leaves.values()]
    outputs, detached = recording.outputs, recording.detached
    nodes = recording.nodes
    if recording.regions:
        leaves, outputs, detached, nodes = _replay(recording)
    given = {id(leaf): leaf for leaf in chain(*leaves)}  # of which one may stand for many
    order = [*parameters, *given.values(), *nodes]
    with _without_slopes(detached):
        return _difference(recording, parameters, code, leaves, outputs, order)


def _difference(
    recording: Recording,
    parameters: Sequence[Value],
    code: Code,
    leaves: Leaves,
    outputs: list[Value],
    order: list[Value],
) -> str:
    seeds = [1.0 / (k + 1) for k in range(len(outputs))]
    with recorded():
        total = record(ops.dot, (*outputs, *seeds))
    order += [*total.parents[len(seeds) :], total]
    with_gradients = [*parameters]
    if recording.call.has_values:
        asked = [mine for x, mine in zip(recording.call.arguments, leaves) if x.values]
        with_gradients += dict.fromkeys(chain(*asked))
    try:
        slopes = gradients_of(total, with_gradients, order) if with_gradients else []
        found = _found(recording, code, parameters, leaves, seeds, with_gradients)
    except (ArithmeticError, ValueError):
        raise UncheckedError from None
    expected = [np.array([output._data for output in outputs]), np.array(slopes)]
    if not all(np.isfinite(numbers).all() for numbers in expected):
        raise UncheckedError
    if all(map(close, found, expected)):
        return ""
    allowed = leeway(list(dict.fromkeys(order)), outputs, with_gradients, expected)
    told_both = told("values"), told("gradients")
    for what, *numbers in zip(told_both, found, expected, allowed):
        if not close(*numbers):
            if _has_a_constant_nan(recording.nodes):
                raise UncheckedError  # of a constant that arrays compare by other rules than floats
            return what
    return ""


def _has_a_constant_nan(nodes: list[Value]) -> bool:
    """Whether a number that is made of constants alone is none."""
    constant: set[int] = set()
    for node in nodes:
        if all(id(parent) in constant for parent in node.parents):
            constant.add(id(node))
            if math.isnan(node._data):
                return True
    return False


@contextmanager
def _without_slopes(nodes: set[Value]) -> Iterator[None]:
    """Inside, no gradient passes through these nodes."""
    before = [(node, node.operation) for node in nodes]
    try:
        for node, operation in before:
            node.operation = _cut(operation)
        yield
    finally:
        for node, operation in before:
            node.operation = operation


def _cut(operation: Operation) -> Operation:
    """The operation without its slopes."""
    return Operation("detached", "", operation.value, lambda y, *xs: (0.0,) * len(xs))


def _found(
    recording: Recording,
    code: Code,
    parameters: Sequence[Value],
    leaves: Leaves,
    seeds: list[float],
    with_gradients: list[Value],
) -> list[Any]:
    """What the program computes: the results, and the gradients of Σ seed·result."""
    inputs = [[leaf._data for leaf in mine] for mine in leaves]
    results, saved = code.forward([p._data for p in parameters], inputs)
    theta, *of_inputs = code.backward(saved, seeds)
    gradients = dict.fromkeys(with_gradients, 0.0)
    gradients.update(zip(parameters, as_list(theta)))
    if len(gradients) > len(parameters):
        for argument, mine, gradient in zip(recording.call.arguments, leaves, of_inputs):
            each = spread_out(gradient, argument.array.shape) if argument.values else ()
            for leaf, number in zip(mine, each):  # one leaf may stand in several places
                gradients[leaf] += number
    return [results, np.array([*gradients.values()])]


def _replay(recording: Recording) -> tuple[Leaves, list[Value], set[Value], list[Value]]:
    """Where one sample was recorded for many, the scalar code runs again, on some of them.

    On all if there are few. Otherwise some stand for all, so that it does not take too long.
    """
    size = sum(len(node.parents) for node in recording.nodes)
    replaced = representatives(recording.regions, max(2, AFFORDABLE // size))
    chosen = [[replaced.get(id(leaf), leaf) for leaf in mine] for mine in recording.leaves.values()]
    call, recorder = recording.call, Replay(chosen[-1] if recording.draws else [])
    args, kwargs = call.filled(chosen)
    result = trace(functools.partial(call.function, **kwargs), args, recorder)
    outputs = [x for x in flatten(result) if isinstance(x, Value)]
    return chosen, outputs, recorder.detached, recorder.nodes


def gradients_of(result: Value, leaves: list[Value], order: list[Value]) -> list[float]:
    """d(result)/d(leaf) for each leaf, by the scalar graph, leaving every `grad` as it was.

    Arguments:
        result: what to differentiate.
        leaves: with respect to what.
        order: the graph, parents before children and the result last.
    """
    touched = list(dict.fromkeys([*(node for node in order if not node.parents), *leaves]))
    with one_at_a_time:
        before = [leaf._grad for leaf in touched]
        try:
            zero_grad(touched)
            result.backward_along(order)
            return [float(leaf._grad) for leaf in leaves]
        finally:
            put(touched, before)


def close(found: object, expected: object, allowed: object = 0.0) -> bool:
    """Whether finite numbers agree to what rounding explains, each by itself."""
    found, expected = np.asarray(found, float), np.asarray(expected, float)
    largest = float(np.abs(expected).max(initial=0.0))
    allowed = allowed + TOLERANCE * np.abs(expected) + NOTHING * largest + FLUSHED
    return bool((np.abs(found - expected) <= allowed).all())
