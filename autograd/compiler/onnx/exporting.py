"""A function as the bytes of an ONNX file, which are tried before anybody gets them.

The graph is written twice: in 32 bits, as it is stored, and in 64 bits, in which it must give the
numbers of the function itself, computed by ONNX's own definition of its operators. Where 32 bits
are too few at these very numbers, that is said.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from numbers import Real
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from autograd.compiler.group import group
from autograd.compiler.lift import lift
from autograd.compiler.onnx.file import bytes_of, evaluated, model_of
from autograd.compiler.onnx.graph import Tensor
from autograd.compiler.onnx.kinds import DOUBLE, FLOAT, NotForAllError
from autograd.compiler.onnx.writing import Exported, written
from autograd.compiler.record import (
    BatchingError,
    BatchingRecorder,
    Call,
    Recorder,
    Recording,
    Surroundings,
    as_arrays,
    captured_lists,
    nested_arrays,
    record,
)
from autograd.recording import TraceError, no_grad
from autograd.structure import map_leaves
from autograd.telling import value_error, warn_of
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.compiler.arrays import Floats
    from autograd.compiler.onnx.kinds import Numbers

    Arrays: TypeAlias = "dict[str, Numbers]"

RIGHT, ROUGH = 1e-6, 1e-4  # what 64 bits may differ by, and 32 bits unsaid; in parts, from 1 up
PRIMES = (5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97)


@dataclass
class Meant:
    """What stands around a model's own numbers, in the file.

    Attributes:
        prepared: what is done to its input.
        outputs: what is made of its outputs.
        metadata: what the file says of it, by name.
        doc: the same for people.
        expected: the outputs for samples, as the model's own methods compute them.
    """

    prepared: Callable[[Tensor], Tensor] | None = None
    outputs: Callable[[dict[str, Tensor]], dict[str, Tensor]] | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    doc: str = ""
    expected: Callable[[Floats], Arrays] | None = None


def function_bytes(call: Call) -> bytes:
    """A function for arguments of one form, such as those of this call.

    Raises:
        TraceError: it does what no program can repeat, or an operation has no form in ONNX.
        ValueError: a number is not finite, or beyond 32 bits.
    """
    name = _name_of(call)
    tried = [([x.array for x in call.arguments], _named(name, as_arrays(_eagerly(call))))]
    recorder = BatchingRecorder()
    try:
        return _file(_exported(call, name, recorder, None), tried, Meant())
    except (BatchingError, TraceError):  # perhaps one sample does not stand for all
        if not recorder.regions:
            raise
    return _file(_exported(call, name, Recorder(), None), tried, Meant())


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
    for samples in PRIMES:
        few = X[np.arange(samples) % len(X)]
        try:
            call = Call(mapped, (few,), {}, ["X"])
            exported = _exported(call, "outputs", BatchingRecorder(), samples)
            exported.name, exported.prepared, exported.meant = name, meant.prepared, meant.outputs
            others = [s.out.shape[1:] for s in exported.program.statements]
            if any(samples in shape for shape in [X.shape[1:], *others]):
                continue  # an axis that could be mistaken for that of the samples
            tried = [([X[:n]], meant.expected(X[:n])) for n in {len(X), 1}]
            return _file(exported, tried, meant)
        except (BatchingError, NotForAllError):
            break
    raise TraceError(
        f"{name} cannot be exported for any number of samples: what it computes of one sample "
        "depends on how many there are, or goes another way for each"
    )


# --- recorded ------------------------------------------------------------------------------------


def _exported(call: Call, name: str, recorder: Recorder, samples: int | None) -> Exported:
    """What is recorded of a call, as a program whose results go by that name."""
    recording = _recorded(call, recorder)
    tree = recording.tree
    outputs, constants = count(), list[float]()

    def number(x: object) -> object:
        if isinstance(x, Value):
            return next(outputs)
        if isinstance(x, Real):
            constants.append(float(x))
            return -len(constants)
        return x

    places = _named(name, nested_arrays(map_leaves(number, tree)))
    tape = group(recording)
    program = lift(tape, recording.inputs, captured_lists(call.function))
    program.results += [(constant, 0) for constant in reversed(constants)]
    theta = np.array([tape.parameters[k]._data for k in program.order], float)
    return Exported(name, program, theta, places, samples)


def _recorded(call: Call, recorder: Recorder) -> Recording:
    surroundings = Surroundings(call.function, call.fixed)
    try:
        recording = record(call, call.name, surroundings, recorder)
    finally:
        surroundings.undo()
    if recording.draws:
        raise TraceError(
            f"{call.name} draws random numbers, which no file does: export a model in eval mode"
        )
    return recording


def _name_of(call: Call) -> str:
    name = getattr(inspect.unwrap(call.function), "__name__", "")
    if name.isidentifier() and name not in [x.name for x in call.arguments]:
        return name
    return "result"


def _named(name: str, tree: object) -> Arrays:
    """Arrays in dicts, lists and tuples by the way that leads to them: loss, loss.weights, y.0."""
    return dict(_paths(name, tree))


def _paths(name: str, tree: object) -> Iterator[tuple[str, Numbers]]:
    if isinstance(tree, dict):
        for key, part in tree.items():
            yield from _paths(f"{name}.{key}", part)
    elif isinstance(tree, (list, tuple)):
        for k, part in enumerate(tree):
            yield from _paths(f"{name}.{k}", part)
    elif isinstance(tree, (Real, np.ndarray)):
        yield name, np.asarray(tree)


def _eagerly(call: Call) -> object:
    with no_grad():
        return call.eagerly()


# --- tried ---------------------------------------------------------------------------------------


def _file(
    exported: Exported, tried: Sequence[tuple[Sequence[Numbers], Arrays]], meant: Meant
) -> bytes:
    """The file, once its graph has given the expected numbers."""
    for inputs, _ in tried:
        if not all(np.isfinite(x).all() for x in (exported.theta, *inputs)):
            raise value_error(f"{exported.name} is exported with finite numbers only")
    worst = dict.fromkeys((DOUBLE, FLOAT), 0.0)
    for kind in worst:
        found = written(exported, kind)
        model = model_of(found, exported.name, meant.metadata, meant.doc)
        for inputs, expected in tried:
            given = [np.asarray(x, kind) for x in inputs]
            outputs = dict(zip(found.outputs, evaluated(model, given)))
            worst[kind] = max(worst[kind], _difference(outputs, expected))
    if not worst[DOUBLE] <= RIGHT:
        raise TraceError(
            f"the ONNX graph of {exported.name} differs from it by {worst[DOUBLE]:.0e}, so no file "
            "is written; please report this"
        )
    if not worst[FLOAT] <= ROUGH:
        warn_of(
            f"{exported.name}: an ONNX file computes in 32 bits, which at the numbers of the "
            f"example differ by {worst[FLOAT]:.0e} from 64 bits",
            stacklevel=4,
        )
    return bytes_of(model)


def _difference(found: Arrays, expected: Arrays) -> float:
    """By how much numbers differ at most, in parts of those expected, from 1 up."""
    worst = 0.0
    for name, wanted in expected.items():
        numbers = found[name].astype(float)
        if numbers.shape != wanted.shape:
            return np.inf
        differences = np.abs(numbers - wanted) / np.maximum(1.0, np.abs(wanted))
        worst = max(worst, float(np.nan_to_num(differences, nan=np.inf).max(initial=0.0)))
    return worst
