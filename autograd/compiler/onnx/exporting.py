"""A function as the bytes of an ONNX file: recorded, and written as a graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from autograd.compiler.group import group
from autograd.compiler.lift import lift
from autograd.compiler.onnx.kinds import NotForAllError
from autograd.compiler.onnx.trying import Meant, Trial, file_bytes
from autograd.compiler.onnx.writing import Column, Exported
from autograd.compiler.program import Program
from autograd.compiler.record import (
    BatchingError,
    BatchingRecorder,
    Call,
    Recorder,
    Results,
    Surroundings,
    as_arrays,
    captured_lists,
    record,
)
from autograd.recording import TraceError, no_grad

if TYPE_CHECKING:
    from autograd.compiler.arrays import Floats
    from autograd.compiler.onnx.kinds import Numbers

    Arrays: TypeAlias = "Mapping[str, Numbers]"

PRIMES = (5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97)


def program_bytes(
    function: str,
    name: str,
    program: Program,
    theta: Floats,
    results: Results,
    trials: Sequence[Trial],
) -> bytes:
    """A program as a file.

    Arguments:
        function: what the function is called.
        name: what its results go by.
        program: the program.
        theta: its parameters, in its order.
        results: the form of what the function returns.
        trials: numbers to try it with.

    Raises:
        TraceError: an operation has no form in ONNX.
        ValueError: a number is not finite, or beyond 32 bits.
    """
    places = outputs_of(name, results.indices())
    return file_bytes(
        Exported(function, program, theta, _entries(program, results), places), trials, Meant()
    )


def function_bytes(name: str, call: Call) -> bytes:
    """A function for arguments of one form, recorded for nothing else.

    Arguments:
        name: what its results go by.
        call: a call, with whose numbers it is tried.

    Raises:
        TraceError: it does what no program can repeat, or an operation has no form in ONNX.
        ValueError: a number is not finite, or beyond 32 bits.
    """
    trials = [trial_of(name, call)]
    recorder = BatchingRecorder()
    try:
        return program_bytes(call.name, name, *_recorded(call, recorder), trials)
    except (BatchingError, TraceError):  # perhaps one sample does not stand for all
        if not recorder.regions:
            raise
    return program_bytes(call.name, name, *_recorded(call, Recorder()), trials)


def trial_of(name: str, call: Call) -> Trial:
    """The numbers of a call, and what the function itself makes of them."""
    with no_grad():
        results = call.eagerly()
    return Trial([x.array for x in call.arguments], outputs_of(name, as_arrays(results)))


def rows_bytes(mapped: Callable[..., object], name: str, X: Floats, meant: Meant) -> bytes:
    """A function of one sample, for any number of them in the rows of an array.

    Arguments:
        mapped: the function as `vmap` makes it one of many samples.
        name: what it is called.
        X: a few samples.
        meant: what stands around its numbers.

    Raises:
        TraceError: each sample would need a program of its own.
        ValueError: as for `function_bytes`.
    """
    assert meant.expected is not None
    why: Exception | None = None
    for samples in PRIMES:
        few = X[np.arange(samples) % len(X)]
        try:
            call = Call(mapped, (few,), {}, ["X"])
            program, theta, results = _recorded(call, BatchingRecorder())
            others = [statement.out.shape[1:] for statement in program.statements]
            if any(samples in shape for shape in [X.shape[1:], *others]):
                continue  # an axis that could be mistaken for that of the samples
            trials = [Trial([X[:n]], meant.expected(X[:n])) for n in (len(X), 1)]
            places, entries = outputs_of("outputs", results.indices()), _entries(program, results)
            exported = Exported(name, program, theta, entries, places, samples)
            exported.prepared, exported.meant = meant.prepared, meant.outputs
            return file_bytes(exported, trials, meant)
        except (BatchingError, NotForAllError) as error:
            why = error
            break
    raise TraceError(
        f"{name} cannot be exported for any number of samples: what it computes of one sample "
        "depends on how many there are, or goes another way for each"
    ) from why


# --- recorded ------------------------------------------------------------------------------------


def _recorded(call: Call, recorder: Recorder) -> tuple[Program, Floats, Results]:
    """What a call becomes: a program, its parameters, and the form of its results."""
    surroundings = Surroundings(call.function, call.fixed)
    try:
        recording = record(call, call.name, surroundings, recorder)
    finally:
        surroundings.undo()
    if recording.draws:
        raise TraceError(
            f"{call.name} draws random numbers, which no file does: export a model in eval mode"
        )
    try:
        tape = group(recording)
        program = lift(tape, recording.inputs, captured_lists(call.function))
    except Exception as error:
        if not recording.regions:
            raise
        raise BatchingError(str(error)) from error
    parameters = tape.parameters
    theta = np.array([parameters[k]._data for k in program.order], float)
    return program, theta, recording.results


def _entries(program: Program, results: Results) -> list[Column]:
    """Where each result is, and the constants among what is returned."""
    return [*program.results, *((number, 0) for number in results.constants)]


def outputs_of(name: str, tree: object) -> Arrays:
    """Arrays in dicts, lists and tuples by the way that leads to them: loss, loss.weights, y.0."""
    return {path: numbers for path, numbers in _paths(name, tree) if numbers.size}


def _paths(name: str, tree: object) -> Iterator[tuple[str, Numbers]]:
    if isinstance(tree, dict):
        for key, part in tree.items():
            yield from _paths(f"{name}.{key}", part)
    elif isinstance(tree, (list, tuple)):
        for k, part in enumerate(tree):
            yield from _paths(f"{name}.{k}", part)
    elif isinstance(tree, slice):
        yield name, np.arange(tree.start, tree.stop, tree.step)
    elif isinstance(tree, (Real, np.ndarray)):
        yield name, np.asarray(tree)
