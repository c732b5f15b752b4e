"""A graph becomes text for LLVM: two functions, forward and backward, over memory of numbers.

LLVM takes longer than linear time for long functions, so the program is cut into chunks. Within a
chunk numbers are in registers; between chunks they are in the memory, values and gradients apart.
The way back is the engine's, operation by operation: gradient times local gradient, added to what
is there, in the engine's order. So the numbers are the engine's, to the last bit.
"""

from __future__ import annotations

from autograd.compiler.native import flags, wide
from autograd.compiler.native.chunk import ZERO, Chunk
from autograd.compiler.native.graph import Graph, Node, Operand
from autograd.compiler.native.registers import literal
from autograd.compiler.native.templates import (
    Definition,
    Part,
    Template,
    callback_name,
    definitions_of,
    gradients_of,
    value_of,
)
from autograd.compiler.native.translation import LIBM
from autograd.compiler.native.wide import Index, is_wide, loops

CHUNK = 300  # instructions of templates in one function
IS_NAN = """
define internal i32 @is_nan(ptr %numbers, i64 %count) {
start:
  %empty = icmp eq i64 %count, 0
  br i1 %empty, label %end, label %next
next:
  %k = phi i64 [ 0, %start ], [ %following, %next ]
  %before = phi i1 [ false, %start ], [ %found, %next ]
  %at = getelementptr double, ptr %numbers, i64 %k
  %number = load double, ptr %at
  %here = fcmp uno double %number, %number
  %found = or i1 %before, %here
  %following = add i64 %k, 1
  %done = icmp eq i64 %following, %count
  br i1 %done, label %end, label %next
end:
  %whether = phi i1 [ false, %start ], [ %found, %next ]
  %answer = zext i1 %whether to i32
  ret i32 %answer
}
"""


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

    Both return which of the floating-point exceptions there were, or that a gradient is NaN: the
    engine knows whether it is, for through a zero it lets nothing flow, be the slope NaN.
    """
    writing = _Writing(graph)
    forward, backward = writing.forward(), writing.backward()
    definitions = definitions_of(writing.calls)
    constants = [*map(str, writing.indices), loops()] if writing.indices else []
    texts = [declarations(definitions), *constants, *(x.text for x in definitions.values())]
    return "\n".join([*texts, *forward, *backward])


def callbacks_of(graph: Graph) -> dict[str, Part]:
    """What a program calls of Python's own functions, by the name that it has there."""
    called: set[Part] = set()
    for node in graph.nodes:
        if not is_wide(node.operation, len(node.operands)):
            called |= value_of(node.operation, len(node.operands)).calls
            called |= gradients_of(node.operation, node.wanted).calls
    known = definitions_of(called)
    return {callback_name(part): part for part, x in known.items() if x.is_pythons_own}


class _Writing:
    """A program in the making.

    Attributes:
        calls: the parts that it calls as functions.
        indices: the constants that say where the operands of wide operations are.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph, self.layout = graph, Layout(graph)
        self.calls: set[Part] = set()
        self.indices: list[Index] = []
        self._index_of = {x: self._index(places) for x, places in self.layout.indices.items()}

    def _index(self, places: list[int]) -> Index:
        self.indices.append(Index(f"@index.{len(self.indices)}", tuple(places)))
        return self.indices[-1]

    # --- forward ---------------------------------------------------------------------------------

    def forward(self) -> list[str]:
        """The functions of the way forward."""
        graph, chunks = self.graph, _chunks(self.graph)
        kept = self._read_elsewhere(chunks)
        done: list[Chunk] = []
        for nodes in chunks:
            chunk = Chunk(f"forward.{len(done)}", "v")
            done.append(chunk)
            if len(done) == 1:
                for constant, place in self.layout.constants.items():
                    chunk.store("v", place, constant)
            for node in nodes:
                result = self._value(chunk, node)
                chunk.registers["v", node.place] = result
                if kept[node.place]:
                    chunk.store("v", node.place, result)
        for k, operand in enumerate(graph.results):
            chunk.store("v", graph.size + k, chunk.value(operand))
        return _called("forward", "v", done, "  %nan = add i32 0, 0")

    def _value(self, chunk: Chunk, node: Node) -> str:
        if node.place in self._index_of:
            return wide.value(
                chunk, node.operation, self._index_of[node.place], self.layout.scratch
            )
        template = value_of(node.operation, len(node.operands))
        self.calls |= template.calls
        operands = _operands(chunk, template, node.operands)
        return chunk.instance(template, node.place, operands)[0]

    def _read_elsewhere(self, chunks: list[list[Node]]) -> bytearray:
        """Which numbers are read outside the chunk that computes them, or by a loop."""
        graph = self.graph
        kept, chunk_of = bytearray(graph.size), [-1] * graph.size
        for number, nodes in enumerate(chunks):
            for node in nodes:
                chunk_of[node.place] = number
                if node.place in self._index_of:
                    for x in node.operands:
                        if type(x) is int:
                            kept[x] = True
                    continue
                for k in value_of(node.operation, len(node.operands)).uses:
                    x = node.operands[k]
                    if type(x) is int and chunk_of[x] != number:
                        kept[x] = True
        for node in graph.backward:
            if node.place in self._index_of:
                kept[node.place] = True
                continue
            for k in gradients_of(node.operation, node.wanted).uses:
                x = node.operands[k - 1] if k else node.place
                if type(x) is int:
                    kept[x] = True
        for x in graph.results:
            if type(x) is int and chunk_of[x] != len(chunks) - 1:
                kept[x] = True
        return kept

    # --- backward --------------------------------------------------------------------------------

    def backward(self) -> list[str]:
        """The functions of the way back."""
        graph = self.graph
        back = _Back(graph)
        for k, result in enumerate(graph.results):
            if graph.carries[k]:
                back.add(result, back.chunk.load("g", graph.size + k))  # type: ignore[arg-type]
        for node in graph.backward:
            if back.reached[node.place]:  # else nothing flows on
                back.begin_another_if_long()
                self._flow(back, node)
        for place in range(graph.leaves):
            if not back.reached[place]:
                back.chunk.store("g", place, ZERO)
        back.finish()
        is_nan = f"  %nan = call i32 @is_nan(ptr %g, i64 {graph.leaves})"
        return [IS_NAN, *_called("backward", "vg", back.done, is_nan)]

    def _flow(self, back: _Back, node: Node) -> None:
        """From a node to its operands."""
        chunk, upstream = back.chunk, back.take(node.place)
        index = self._index_of.get(node.place)
        if index is not None:
            nowhere = self.layout.nowhere
            to = [x if w else nowhere for x, w in zip(index.places, node.wanted)]
            for place in to:
                back.put(place)
            own = index if all(node.wanted) else self._index(to)
            y = chunk.load("v", node.place)
            wide.flow_back(chunk, node.operation, y, upstream, index, own, self.layout.scratch)
            return
        template = gradients_of(node.operation, node.wanted)
        self.calls |= template.calls
        operands = _operands(chunk, template, (node.place, *node.operands))
        slopes = chunk.instance(template, node.place, operands)
        for operand, slope in zip(node.operands, slopes):
            if slope:
                back.add(operand, chunk.product(slope, upstream))  # type: ignore[arg-type]


class _Back:
    """The gradients on the way back: in registers as long as a function lasts, then in memory.

    Attributes:
        chunk: the function in the making.
        reached: the places at which something has arrived.
        leaves: how many places are those of leaves.
    """

    def __init__(self, graph: Graph) -> None:
        self.leaves = graph.leaves
        self.done: list[Chunk] = []
        self.chunk = Chunk("backward.0", "vg")
        self.reached = bytearray(graph.size)
        self._changed: set[int] = set()  # what the memory does not have yet

    def add(self, place: int, register: str) -> None:
        """Adds what arrives at a place to what is there."""
        chunk = self.chunk
        if self.reached[place]:
            before = chunk.load("g", place)
            register = chunk.write(f"fadd double {before}, {register}")
        elif place < self.leaves:  # the engine adds to 0.0, which makes a negative zero positive
            register = chunk.write(f"fadd double {ZERO}, {register}")
        chunk.registers["g", place] = register
        self.reached[place] = True
        self._changed.add(place)

    def take(self, place: int) -> str:
        """What has arrived at a node, all of it."""
        self._changed.discard(place)
        return self.chunk.load("g", place)

    def put(self, place: int) -> None:
        """Sees that the memory has what arrived at a place, for a loop that adds to it."""
        register = self.chunk.registers.pop(("g", place), None)
        if place >= len(self.reached):
            self.chunk.store("g", place, ZERO)  # where nobody asks
            return
        if place in self._changed:
            self.chunk.store("g", place, register or ZERO)
        elif not self.reached[place]:
            self.chunk.store("g", place, ZERO)
        self._changed.discard(place)
        self.reached[place] = True

    def begin_another_if_long(self) -> None:
        """Goes on in another function where this one has become long."""
        if self.chunk.size >= CHUNK:
            self.finish()
            self.chunk = Chunk(f"backward.{len(self.done)}", "vg")

    def finish(self) -> None:
        """Puts all that has arrived into the memory."""
        for place in sorted(self._changed):
            self.chunk.store("g", place, self.chunk.registers["g", place])
        self._changed.clear()
        self.done.append(self.chunk)


def _chunks(graph: Graph) -> list[list[Node]]:
    """The nodes of each function of the way forward."""
    chunks: list[list[Node]] = [[]]
    size = 0
    for node in graph.nodes:
        if size >= CHUNK:
            chunks.append([])
            size = 0
        chunks[-1].append(node)
        wide = is_wide(node.operation, len(node.operands))
        size += 4 if wide else value_of(node.operation, len(node.operands)).size + 1
    return chunks


def _operands(chunk: Chunk, template: Template, operands: tuple[Operand, ...]) -> list[str]:
    uses = template.uses
    return [chunk.value(x) if k in uses else "" for k, x in enumerate(operands)]


def _called(name: str, memories: str, chunks: list[Chunk], is_nan: str) -> list[str]:
    """The functions, and the one that calls them all and says what was wrong."""
    parameters, exceptions = ", ".join(f"ptr %{m}" for m in memories), flags.exceptions()
    lines = [
        f"define i32 @{name}({parameters}) {{",
        f"  %cleared = call i32 @libm.feclearexcept(i32 {exceptions})",
        *(chunk.call for chunk in chunks),
        f"  %raised = call i32 @libm.fetestexcept(i32 {exceptions})",
        is_nan,
        "  %wrong = or i32 %raised, %nan",
        "  ret i32 %wrong",
        "}",
    ]
    return [*map(str, chunks), "\n".join(lines)]


def declarations(definitions: dict[Part, Definition]) -> str:
    """The functions that no program defines: those of C, of LLVM and of Python."""
    binary = {"atan2", "fmod", "pow"}
    lines = [
        f"declare double @libm.{name}({'double, double' if name in binary else 'double'})"
        for name in [*LIBM, "pow", "floor"]
    ]
    lines += ["declare i32 @libm.feclearexcept(i32)", "declare i32 @libm.fetestexcept(i32)"]
    lines += ["declare double @llvm.fabs.f64(double)", "declare double @llvm.sqrt.f64(double)"]
    lines += ["declare double @llvm.copysign.f64(double, double)"]
    lines += [
        f"declare void {callback_name(part)}(ptr, ptr)"
        for part, definition in definitions.items()
        if definition.is_pythons_own
    ]
    return "\n".join([*lines, ""])
