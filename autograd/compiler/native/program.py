"""A graph becomes text for LLVM: two functions, forward and backward, over memory of numbers.

LLVM takes longer than linear time for long functions, so the program is cut into chunks. Within a
chunk numbers are in registers; between chunks they are in the memory, values and gradients apart.
The way back is the engine's, operation by operation: gradient times local gradient, added to what
is there, in the engine's order. So the numbers are the engine's, to the last bit.
"""

from __future__ import annotations

from autograd.compiler.native import wide
from autograd.compiler.native.back import Back
from autograd.compiler.native.chunk import ZERO, Chunk
from autograd.compiler.native.entries import IS_NAN, declarations, entry, sequence
from autograd.compiler.native.graph import Graph, Node, Operand
from autograd.compiler.native.pieces import Kept, pieces_of
from autograd.compiler.native.registers import literal
from autograd.compiler.native.repeats import Loop, backward_parts, forward_parts
from autograd.compiler.native.signs import register
from autograd.compiler.native.templates import (
    Part,
    Template,
    callback_name,
    definitions_of,
    gradients_of,
    value_of,
)
from autograd.compiler.native.time_loop import Steps
from autograd.compiler.native.wide import Index, is_wide, loops


class Layout:
    """What is where in the memory, behind the numbers of the nodes.

    Attributes:
        indices: of each wide operation, by its place, where its operands are.
        constants: those among these operands as text, which have a place of their own.
        nowhere: the place of what nobody asks for.
        scratch: from here on there is room for twice the operands of the widest.
        memory: how many numbers there are in all.
    """

    def __init__(self, graph: Graph) -> None:
        end = graph.size + len(graph.results)
        self.indices: dict[int, list[int]] = {}
        self.constants: dict[str, int] = {}
        for node in graph.nodes:
            if is_wide(node.operation, len(node.operands)):
                for x in node.operands:
                    if isinstance(x, float):
                        self.constants.setdefault(literal(x), end + len(self.constants))
                self.indices[node.place] = [
                    self.constants[literal(x)] if isinstance(x, float) else x for x in node.operands
                ]
        self.nowhere = end + len(self.constants)
        self.scratch = self.nowhere + 1
        self.memory = self.scratch + 2 * max(map(len, self.indices.values()), default=0)


def written(graph: Graph) -> str:
    """The program that computes a graph.

    forward(values) -> int                  reads the leaves, which come first, and leaves the
                                            results behind all numbers
    backward(values, gradients) -> int      reads the seeds, which are where the results are, and
                                            leaves the gradients of the leaves where these are

    Both say whether something was wrong. The engine knows whether a NaN among gradients is, for
    through a zero it lets nothing flow, be the slope NaN.
    """
    writing = Writing(graph, "nodes", graph.asked)
    nodes = [writing.forward(), writing.backward()]
    forward = entry("forward", "v", "call void @nodes.forward(ptr %v)")
    back = entry("backward", "vg", "call void @nodes.backward(ptr %v, ptr %g)", graph.asked)
    return "\n".join([*constants_of([writing]), *nodes, IS_NAN, forward, back])


def constants_of(writings: list[Writing]) -> list[str]:
    """What programs need beside their own functions: once all of them are written."""
    definitions = definitions_of({part for writing in writings for part in writing.calls})
    indices = [str(index) for writing in writings for index in writing.indices]
    texts = [declarations(definitions), *indices, *([loops()] if indices else [])]
    return [*texts, *(definition.text for definition in definitions.values())]


def callbacks_of(graph: Graph) -> dict[str, Part]:
    """What a program calls of Python's own functions, by the name that it has there."""
    called: set[Part] = set()
    for node in graph.nodes:
        if not is_wide(node.operation, len(node.operands)):
            called |= value_of(node.operation, len(node.operands)).calls
            called |= gradients_of(node.operation, node.wanted).calls
    known = definitions_of(called)
    return {callback_name(part): part for part, x in known.items() if x.is_pythons_own}


class Writing:
    """A program in the making.

    Arguments:
        graph: what it computes.
        name: what the names of its functions begin with.
        asked: of so many leaves, which come first, the gradients must be there even if they are 0.

    Attributes:
        calls: the parts that it calls as functions.
        indices: the constants that say where the operands of wide operations are.
        forward_parts, backward_parts: the nodes of both ways, with loops where steps are alike.
    """

    def __init__(self, graph: Graph, name: str, asked: int) -> None:
        self.graph, self.layout = graph, Layout(graph)
        self._name, self._asked = name, asked
        self.forward_parts, self.backward_parts = forward_parts(graph), backward_parts(graph)
        self.calls: set[Part] = set()
        self.indices: list[Index] = []
        self._index_of = {x: self._index(places) for x, places in self.layout.indices.items()}

    def _index(self, places: list[int]) -> Index:
        self.indices.append(Index(f"@{self._name}.index.{len(self.indices)}", tuple(places)))
        return self.indices[-1]

    # --- forward ---------------------------------------------------------------------------------

    def forward(self) -> str:
        """The functions of the way forward, the last of which calls the others."""
        graph, name = self.graph, f"{self._name}.forward"
        pieces = pieces_of(self.forward_parts)
        kept = Kept(graph, pieces, self.backward_parts)
        done: list[Chunk | Steps] = []
        for loop, chunks in pieces:
            steps = None if loop is None else Steps(f"{name}.{len(done)}", "v", loop)
            for nodes in chunks:
                chunk = Chunk(f"{name}.{len(done)}", "v") if steps is None else steps.begun()
                if not done:
                    for constant, place in self.layout.constants.items():
                        chunk.store("v", place, constant)
                for node in nodes:
                    result = self._value(chunk, node)
                    chunk.registers["v", node.place] = result
                    if kept.has(node.place, loop):
                        chunk.store("v", node.place, result)
                if steps is None:
                    done.append(chunk)
            if steps is not None:
                done.append(steps)
        return sequence(name, "v", done)

    def _value(self, chunk: Chunk, node: Node) -> str:
        if node.place in self._index_of:
            return wide.value(
                chunk, node.operation, self._index_of[node.place], self.layout.scratch
            )
        template = value_of(node.operation, len(node.operands))
        self.calls |= template.calls
        operands = _operands(chunk, template, node.operands)
        return chunk.instance(template, operands)[0]

    # --- backward --------------------------------------------------------------------------------

    def backward(self) -> str:
        """The functions of the way back, the last of which calls the others."""
        graph = self.graph
        back = Back(graph, f"{self._name}.backward")
        for part in self.backward_parts:
            if isinstance(part, Loop):
                with back.steps(part):
                    for node in part.nodes:
                        self._flow(back, node)
            else:
                for node in part:
                    if back.reached[node.place]:  # else nothing flows on
                        self._flow(back, node)
        for place in range(self._asked):
            if not back.reached[place]:
                back.chunk.store("g", place, ZERO)
        back.finish()
        return sequence(f"{self._name}.backward", "vg", back.done)

    def _flow(self, back: Back, node: Node) -> None:
        """From a node to its operands."""
        back.begin_another_if_long()
        chunk, upstream = back.chunk, back.take(node.place)
        index = self._index_of.get(node.place)
        if index is not None:
            nowhere = self.layout.nowhere
            to = [x if w else nowhere for x, w in zip(index.places, node.wanted)]
            for place in to:
                back.put(place)
            own = index if all(node.wanted) else self._index(to)
            y = chunk.load("v", node.place)
            number = register(upstream, chunk.arithmetic)
            wide.flow_back(chunk, node.operation, y, number, index, own, self.layout.scratch)
            return
        template = gradients_of(node.operation, node.wanted)
        self.calls |= template.calls
        operands = _operands(chunk, template, (node.place, *node.operands))
        slopes = chunk.instance(template, operands)
        for operand, slope in zip(node.operands, slopes):
            if slope:
                back.add(operand, chunk.product(slope, upstream))  # type: ignore[arg-type]


def _operands(chunk: Chunk, template: Template, operands: tuple[Operand, ...]) -> list[str]:
    uses = template.uses
    return [chunk.value(x) if k in uses else "" for k, x in enumerate(operands)]
