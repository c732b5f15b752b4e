"""A recording as machine code; read only where that is wanted, for it is half of the compiler."""

from __future__ import annotations

from collections.abc import Sequence

from autograd.compiler.native import (
    Graph,
    Lanes,
    Making,
    NativeCode,
    NativeError,
    Readable,
    SharedCode,
    graph_of,
    lanes_of,
    plan_of,
    threads_worth,
)
from autograd.compiler.record import BatchingError, Recording
from autograd.compiler.run.codes import ArrayCode, Code
from autograd.compiler.run.nest_code import NestCode
from autograd.compiler.run.reading import Reading
from autograd.telling import told
from autograd.value import Value


def graph_heard(recording: Recording) -> tuple[Graph | Lanes | None, list[Value] | None]:
    """What becomes machine code: the recording as it was heard, before it is grouped.

    None where several loops go over samples; then it is the array program. And with one graph what
    it finds outside itself; for all else, groups tell that.
    """
    if recording.regions:
        return lanes_of(recording, recording.call.has_values), None
    graph = graph_of(recording, recording.call.has_values)
    return graph, graph.parameters


def as_machine_code(
    recording: Recording,
    parameters: Sequence[Value],
    graph: Graph | Lanes | None,
    reading: Reading,
    making: Making,
) -> Code:
    """The graph as machine code, or where there is none the array program.

    Raises:
        NativeError: it can't be had for this graph, or on this machine.
    """
    if graph is None:
        return loop_nests(reading.code)
    readable = reading if isinstance(graph, Graph) else reading.code
    return machine_code(recording, parameters, graph, readable, making)


def loop_nests(readable: Code) -> NestCode:
    """The array program as machine code; what there are no loops for is recorded one by one."""
    try:
        if isinstance(readable, ArrayCode):
            return NestCode(readable.program, readable.halves, readable.source)
    except NativeError as error:
        raise BatchingError(f"no loops of machine code do it ({told(str(error))})") from None
    raise BatchingError("no loops of machine code do it")


def machine_code(
    recording: Recording,
    parameters: Sequence[Value],
    graph: Graph | Lanes,
    readable: Readable,
    making: Making,
) -> NativeCode:
    """The graph as machine code.

    Raises:
        NativeError: it can't be had for this graph, or on this machine.
    """
    plan = plan_of(graph)
    shapes = [array.shape for array in recording.inputs.values()]
    given = plan, [*parameters], shapes, readable, making
    threads = threads_worth(plan.slices, making.threads)
    if plan.slices and threads > 1:
        return SharedCode(*given).share(plan.slices, threads)
    return NativeCode(*given)
