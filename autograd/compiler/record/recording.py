"""What was heard while a function ran once."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from autograd.compiler.program import Array
from autograd.compiler.record.batching import BatchingRecorder
from autograd.compiler.record.call import Call
from autograd.compiler.record.draws import Draws
from autograd.compiler.record.guards import Surroundings
from autograd.compiler.record.region import Region
from autograd.compiler.record.results import Results
from autograd.compiler.record.tracing import Recorder, trace
from autograd.entry import Operation
from autograd.recording import TraceError
from autograd.structure import flatten
from autograd.telling import told
from autograd.value import Value

FIRST, MOST_PARENTS = 12, 6  # nodes that are kept to be read, and parents of each
MANY = 1_000  # leaves of an argument that these may name


class Heard(Protocol):
    """The nodes that were heard: all that groups are formed of."""

    @property
    def nodes(self) -> list[Value]:
        """Every scalar node that was made, parents first."""

    @property
    def detached(self) -> set[Value]:
        """Those through which no gradient passes."""

    @property
    def regions(self) -> Sequence[Region]:
        """Those that stand for the samples of a `vmap`."""

    @property
    def leaves(self) -> dict[Operation, list[Value]]:
        """Those in the places of numbers, by the operation that stands for an argument."""

    @property
    def outputs(self) -> list[Value]:
        """The Values among the results."""


@dataclass
class Recording:
    """One call of a function, as the recorder heard it.

    Attributes:
        call: the call; while it was heard, leaves stood in the places of its numbers.
        nodes: every scalar node that was made, parents first.
        detached: those through which no gradient passes.
        regions: those that stand for the samples of a `vmap`.
        guards: what the code went by in modules, each with what it saw.
        tree, results: what the function returned, and its form.
        leaves: of each argument the leaves, and last the random ones if there are any; by the
            operation that stands for the argument.
        inputs: the arrays that these numbers come in.
        draws: where the random ones come from.
        heard: the first nodes, to be read.
    """

    call: Call
    nodes: list[Value]
    detached: set[Value]
    regions: Sequence[Region]
    guards: list[tuple[Callable[[], object], object]]
    tree: object
    results: Results
    leaves: dict[Operation, list[Value]]
    inputs: dict[Operation, Array]
    draws: Draws
    heard: list[str]

    @property
    def outputs(self) -> list[Value]:
        """The Values among the results."""
        return self.results.outputs


def record(call: Call, name: str, surroundings: Surroundings, recorder: Recorder) -> Recording:
    """Calls a function once, and notes what it does.

    Raises:
        TraceError: what it does cannot be repeated by a program.
    """
    args, kwargs, leaves = call.with_fresh_leaves()
    before, given = surroundings.random_states(), [*flatten((args, kwargs))]
    tree = trace(functools.partial(call.function, **kwargs), args, recorder)
    found = [*flatten((args, kwargs))]
    if len(found) != len(given) or not all(map(operator.is_, found, given)):
        raise TraceError(
            f"{name} changes a list among its arguments, which is a copy in compiled code "
            "and would stay as it was outside; let it change a copy of its own"
        )
    if surroundings.random_states() != before:
        raise TraceError(
            f"{name} draws random numbers, which compiling would freeze: draw them "
            "outside and pass them as arguments, or use nn.Dropout"
        )
    surroundings.refuse_effects()
    draws = Draws([generator for _, generator in recorder.draws])
    arrays = [Array(argument.name, "input", argument.array.shape) for argument in call.arguments]
    if draws:
        arrays.append(Array("draws", "input", (len(draws),)))
        leaves.append([leaf for leaf, _ in recorder.draws])
    operations = [Operation(array.name, "", lambda: 0.0, lambda y: ()) for array in arrays]
    return Recording(
        call=call,
        nodes=recorder.nodes,
        detached=recorder.detached,
        regions=recorder.regions if isinstance(recorder, BatchingRecorder) else (),
        guards=recorder.guards,
        tree=tree,
        results=Results(name, tree),
        leaves=dict(zip(operations, leaves)),
        inputs=dict(zip(operations, arrays)),
        draws=draws,
        heard=_first(recorder.nodes, [*zip(arrays, leaves)]),
    )


def _first(nodes: list[Value], leaves: list[tuple[Array, list[Value]]]) -> list[str]:
    """The first nodes, each with what it was made of."""
    first = nodes[:FIRST]
    names = {id(node): f"n{k}" for k, node in enumerate(first, 1)}
    wanted = {id(parent) for node in first for parent in node.parents[:MOST_PARENTS]}
    for array, mine in leaves:
        for k, leaf in enumerate(mine[:MANY]):
            if id(leaf) in wanted:
                names[id(leaf)] = _entry(array, k)
    lines = []
    for node in first:
        of = [names.get(id(x)) or x.label or f"{x._data:.4g}" for x in node.parents[:MOST_PARENTS]]
        more = ", ..." if node.parents[MOST_PARENTS:] else ""
        call = f"{node.operation.name}({', '.join(of)}{more})"
        made = call if of else told("a number of its own")
        lines.append(f"{names[id(node)]} = {made} = {node._data:.4g}")
    return lines


def _entry(array: Array, position: int) -> str:
    """What stands at a position of an array: X[3, 0]."""
    places = [position // stride % size for stride, size in zip(array.strides, array.shape)]
    return f"{array.name}[{', '.join(map(str, places))}]" if places else array.name
