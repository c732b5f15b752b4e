"""A program's forward half as a graph, with its inputs and outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from autograd.compiler.derive import forward_half
from autograd.compiler.onnx.graph import Graph, Tensor
from autograd.compiler.onnx.kinds import Batch, NotForAllError
from autograd.compiler.onnx.shapes import batch_axis, gathered, reshaped, spread
from autograd.compiler.onnx.trees import Writer
from autograd.compiler.onnx.vocabulary import OnnxVocabulary
from autograd.compiler.program import Array, Program

if TYPE_CHECKING:
    from autograd.compiler.arrays import Floats
    from autograd.compiler.onnx.kinds import Numbers

Column: TypeAlias = "tuple[Array | float, int]"  # an array, and a place in it


@dataclass
class Exported:
    """A function as it is to be written.

    Attributes:
        name: what it is called.
        program: its program.
        theta: its parameters, in the order of the program.
        results: where each result is, as those of a program; and constants that are returned.
        places: for each output, by name, which of the results are in it.
        samples: how many samples the program was made of, where it is to take any number of them
            along the first axis of its input and of all outputs.
        prepared: what is done to the first input before.
        meant: what outputs are made of those of the program.
    """

    name: str
    program: Program
    theta: Floats
    results: Sequence[Column]
    places: Mapping[str, Numbers]
    samples: int | None = None
    prepared: Callable[[Tensor], Tensor] | None = None
    meant: Callable[[dict[str, Tensor]], dict[str, Tensor]] | None = None


@dataclass
class Written:
    """A graph, its inputs and its outputs."""

    graph: Graph
    inputs: list[Tensor] = field(default_factory=list)
    outputs: dict[str, Tensor] = field(default_factory=dict)


def written(exported: Exported, real: str) -> Written:
    """The graph, in numbers of that kind.

    Raises:
        NotForAllError: the program is for a certain number of samples.
        TraceError: an operation has no form in ONNX.
        ValueError: a number cannot be held.
    """
    program, graph = exported.program, Graph(real)
    halves, _ = forward_half(program, exported.name, OnnxVocabulary())
    found = Written(graph, [_input(graph, x, exported.samples) for x in program.inputs])
    known = {x.name: tensor for x, tensor in zip(program.inputs, found.inputs)}
    if exported.samples is not None:
        graph.samples = found.inputs[0]
    if exported.prepared is not None:
        graph.scope = "prepared"
        known[program.inputs[0].name] = exported.prepared(found.inputs[0])
    arrays = {**halves.environment, "theta": exported.theta, **dict(_roles(exported))}
    writer = Writer(graph, known, arrays, exported.samples)
    for line in halves.forward:
        writer.write(line)
    graph.scope = "results"
    outputs = {name: _output(writer, exported, places) for name, places in exported.places.items()}
    found.outputs = exported.meant(outputs) if exported.meant is not None else outputs
    return found


def _input(graph: Graph, array: Array, samples: int | None) -> Tensor:
    shape = array.shape
    if samples is not None:
        shape = (Batch(samples), *shape[1:])
    return Tensor(graph, graph.named(array.name), graph.real, shape)


def _roles(exported: Exported) -> Iterator[tuple[str, Floats]]:
    """The parameters as the program reads them: W1, b1."""
    for role in exported.program.roles:
        start = exported.program.offsets[role]
        yield role.name, exported.theta[start : start + role.size].reshape(role.shape)


def _output(writer: Writer, exported: Exported, places: Numbers) -> Tensor:
    """The results of these numbers, in the shape of their places."""
    entries = [exported.results[k] for k in places.ravel().tolist()]
    if exported.samples is None:
        return reshaped(_row(writer, entries), places.shape)
    if places.shape[:1] != (exported.samples,):
        raise NotForAllError
    each = len(entries) // exported.samples
    columns = [_column(entries[k::each], exported.samples) for k in range(each)]
    shape = (Batch(exported.samples), *places.shape[1:])
    return spread(reshaped(_columns(writer, columns, exported.samples), shape), shape)


def _row(writer: Writer, entries: Sequence[Column]) -> Tensor:
    """Results one after the other."""
    arrays = list(dict.fromkeys([array for array, _ in entries]))
    parts, starts, at = [], {}, 0
    for array in arrays:
        part = _flat(writer, array)
        parts.append(part)
        starts[array], at = at, at + part.shape[0]
    whole = parts[0] if len(parts) == 1 else _joined(parts, 0)
    order = np.array([starts[array] + position for array, position in entries])
    return whole if np.array_equal(order, np.arange(at)) else gathered(whole, order, 0)


def _flat(writer: Writer, array: Array | float) -> Tensor:
    if isinstance(array, float):
        return reshaped(writer.graph.number(array), (1,))
    return reshaped(writer.variable(array.name).numbers(), (-1,))


def _joined(parts: Sequence[Tensor], axis: int) -> Tensor:
    shape = [*parts[0].shape]
    shape[axis] = sum(part.shape[axis] for part in parts)
    return parts[0].graph.node("Concat", parts, tuple(shape), axis=axis)


def _column(entries: list[Column], samples: int) -> Column:
    """Where in its row each sample has a result, in which array.

    Raises:
        NotForAllError: it is not in the rows of an array.
    """
    array, first = entries[0]
    if isinstance(array, float) or array.shape[:1] != (samples,):
        if all(entry == entries[0] for entry in entries):  # the same for all samples
            return array, first
    else:
        size = array.size // samples
        if entries == [(array, first + b * size) for b in range(samples)]:
            return array, first
    raise NotForAllError


def _columns(writer: Writer, columns: Sequence[Column], samples: int) -> Tensor:
    """A row of results for each sample."""
    arrays = list(dict.fromkeys([array for array, _ in columns]))
    parts, starts, at = [], {}, 0
    for array in arrays:
        part = _rows(writer, array, samples)
        parts.append(part)
        starts[array], at = at, at + part.shape[1]
    whole = parts[0] if len(parts) == 1 else _joined(parts, 1)
    order = np.array([starts[array] + place for array, place in columns])
    return whole if np.array_equal(order, np.arange(at)) else gathered(whole, order, 1)


def _rows(writer: Writer, array: Array | float, samples: int) -> Tensor:
    if isinstance(array, float):
        return spread(writer.graph.number(array), (Batch(samples), 1))
    found = writer.variable(array.name).numbers()
    if array.shape[:1] != (samples,):
        return spread(reshaped(found, (1, -1)), (Batch(samples), array.size))
    if batch_axis(found.shape) != 0:
        raise NotForAllError
    return reshaped(found, (samples, -1))
