"""A graph becomes text for LLVM: two functions, forward and backward, over memory of numbers.

LLVM takes longer than linear time for long functions, so the program is cut into chunks. Within a
chunk numbers are in registers; between chunks they are in the memory, values and gradients apart.
The way back is the engine's, operation by operation: gradient times local gradient, added to what
is there, in the engine's order. So the numbers are the engine's, to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograd.compiler.native.graph import Graph, Operand
from autograd.compiler.native.registers import literal
from autograd.compiler.native.templates import (
    Part,
    Template,
    callback_name,
    definition_of,
    gradients_of,
    value_of,
)
from autograd.compiler.native.translation import LIBM

CHUNK = 300  # instructions of templates in one function
ZERO, ONE, MINUS_ONE = literal(0.0), literal(1.0), literal(-1.0)
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


@dataclass
class Text:
    """A program of LLVM.

    Attributes:
        text: all its functions.
        callbacks: what it calls of Python's own functions, by the name that it has there.
    """

    text: str
    callbacks: dict[str, Part]


def written(graph: Graph) -> Text:
    """The program that computes a graph.

    forward(values, exceptions) -> int      reads the leaves, which come first, and leaves the
                                            results behind all numbers
    backward(values, gradients, seeds, exceptions) -> int
                                            leaves the gradients of the leaves where these are

    Both return which of the floating-point exceptions there were, or that a gradient is NaN: the
    engine knows whether it is, for through a zero it lets nothing flow, be the slope NaN.
    """
    forward, used = _forward(graph)
    backward, used_back = _backward(graph)
    definitions, callbacks = _definitions(used | used_back)
    return Text("\n".join([_declarations(callbacks), *definitions, *forward, *backward]), callbacks)


class _Function:
    """A function of the program in the making.

    Attributes:
        registers: of each number that is at hand the register, by memory and place.
    """

    def __init__(self, name: str, memories: str) -> None:
        self.head = f"define internal void @{name}({', '.join(f'ptr %{m}' for m in memories)}) {{"
        self.call = f"  call void @{name}({', '.join(f'ptr %{m}' for m in memories)})"
        self.lines: list[str] = []
        self.registers: dict[tuple[str, int], str] = {}
        self.size = 0

    def __str__(self) -> str:
        return "\n".join([self.head, *self.lines, "  ret void", "}"])

    def value(self, operand: Operand) -> str:
        """A constant, or a number of the values, loaded where it is not at hand."""
        return self.load("v", operand) if type(operand) is int else literal(operand)

    def load(self, memory: str, place: int) -> str:
        """The register with a number of a memory."""
        register = self.registers.get((memory, place))
        if register is None:
            register = self.registers[memory, place] = f"%{memory}{place}"
            self.lines.append(
                f"  {register}.at = getelementptr double, ptr %{memory}, i64 {place}\n"
                f"  {register} = load double, ptr {register}.at"
            )
        return register

    def store(self, memory: str, place: int, register: str) -> None:
        """Puts a number into a memory."""
        at = f"%{memory}{place}.to"
        self.lines.append(
            f"  {at} = getelementptr double, ptr %{memory}, i64 {place}\n"
            f"  store double {register}, ptr {at}"
        )

    def instance(self, template: Template, place: int, operands: list[str]) -> list[str]:
        """The results of a template for the node at a place."""
        prefix = f"n{place}"
        if template.text:
            self.lines.append(template.text.format(*operands, p=prefix)[:-1])
        self.size += template.size + 1
        return [result and result.format(*operands, p=prefix) for result in template.results]


def _forward(graph: Graph) -> tuple[list[str], set[Part]]:
    """The functions of the way forward, and what they call."""
    templates = [value_of(node.operation, len(node.operands)) for node in graph.nodes]
    kept = _read_later(graph, templates)
    functions: list[_Function] = []
    function = _Function("forward.0", "v")
    for node, template in zip(graph.nodes, templates):
        if function.size >= CHUNK:
            functions.append(function)
            function = _Function(f"forward.{len(functions)}", "v")
        operands = _operands(function, template, node.operands)
        (result,) = function.instance(template, node.place, operands)
        function.registers["v", node.place] = result
        if kept[node.place]:
            function.store("v", node.place, result)
    for k, operand in enumerate(graph.results):
        function.store("v", graph.size + k, function.value(operand))
    calls = {part for template in templates for part in template.calls}
    nothing = "  %nan = add i32 0, 0"
    return _called("forward", "v", [*functions, function], nothing), calls


def _read_later(graph: Graph, templates: list[Template]) -> bytearray:
    """Which numbers are read outside the chunk that computes them."""
    kept, chunk_of, chunk, size = bytearray(graph.size), [0] * graph.size, 1, 0
    for node, template in zip(graph.nodes, templates):
        if size >= CHUNK:
            chunk, size = chunk + 1, 0
        size += template.size + 1
        chunk_of[node.place] = chunk
        for k in template.uses:
            operand = node.operands[k]
            if type(operand) is int and chunk_of[operand] != chunk:
                kept[operand] = True
    for node in graph.backward:
        for k in gradients_of(node.operation, node.wanted).uses:
            read = node.operands[k - 1] if k else node.place
            if type(read) is int:
                kept[read] = True
    for result in graph.results:
        if type(result) is int and chunk_of[result] != chunk:
            kept[result] = True
    return kept


def _operands(function: _Function, template: Template, operands: tuple[Operand, ...]) -> list[str]:
    uses = template.uses
    return [function.value(x) if k in uses else "" for k, x in enumerate(operands)]


def _backward(graph: Graph) -> tuple[list[str], set[Part]]:
    """The functions of the way back, and what they call."""
    functions: list[_Function] = []
    function = _Function("backward.0", "vgs")
    reached = bytearray(graph.size)
    changed: set[int] = set()  # the gradients of this function that the memory has not yet
    calls: set[Part] = set()

    def add(place: int, register: str) -> None:
        # The first is added to 0.0 as well, which makes a negative zero positive.
        before = function.load("g", place) if reached[place] else ZERO
        name = f"%d{len(function.lines)}"
        function.lines.append(f"  {name} = fadd double {before}, {register}")
        function.registers["g", place] = name
        reached[place] = True
        changed.add(place)

    def finish() -> None:
        for place in sorted(changed):
            function.store("g", place, function.registers["g", place])
        changed.clear()
        functions.append(function)

    for k, result in enumerate(graph.results):
        if graph.carries[k]:
            assert type(result) is int
            add(result, function.load("s", k))
    for node in graph.backward:
        if not reached[node.place]:
            continue  # nothing flows on from a zero
        if function.size >= CHUNK:
            finish()
            function = _Function(f"backward.{len(functions)}", "vgs")
        template = gradients_of(node.operation, node.wanted)
        calls |= template.calls
        upstream = function.load("g", node.place)
        changed.discard(node.place)
        slopes = function.instance(
            template, node.place, _operands(function, template, (node.place, *node.operands))
        )
        for operand, slope in zip(node.operands, slopes):
            if slope:
                add(operand, _product(function, slope, upstream))  # type: ignore[arg-type]
    for place in range(graph.leaves):
        if not reached[place]:
            function.store("g", place, ZERO)
    finish()
    is_nan = f"  %nan = call i32 @is_nan(ptr %g, i64 {graph.leaves})"
    return [IS_NAN, *_called("backward", "vgs", functions, is_nan)], calls


def _product(function: _Function, slope: str, upstream: str) -> str:
    """The slope times what arrives from above."""
    if slope == ONE:
        return upstream
    name = f"%m{len(function.lines)}"
    function.lines.append(
        f"  {name} = fneg double {upstream}"
        if slope == MINUS_ONE
        else f"  {name} = fmul double {slope}, {upstream}"
    )
    return name


def _called(name: str, memories: str, functions: list[_Function], is_nan: str) -> list[str]:
    """The functions, and the one that calls them all and says what was wrong."""
    parameters = ", ".join(f"ptr %{m}" for m in memories)
    lines = [
        f"define i32 @{name}({parameters}, i32 %exceptions) {{",
        "  %cleared = call i32 @libm.feclearexcept(i32 %exceptions)",
        *(function.call for function in functions),
        "  %raised = call i32 @libm.fetestexcept(i32 %exceptions)",
        is_nan,
        "  %wrong = or i32 %raised, %nan",
        "  ret i32 %wrong",
        "}",
    ]
    return [*map(str, functions), "\n".join(lines)]


def _definitions(parts: set[Part]) -> tuple[list[str], dict[str, Part]]:
    """All functions of parts that are called, by whomever, and those of Python's own."""
    found: dict[str, tuple[Part, str]] = {}
    callbacks: dict[str, Part] = {}
    waiting = sorted(parts, key=lambda part: part.name)
    while waiting:
        part = waiting.pop()
        if part.name in found:
            continue
        definition = definition_of(part)
        found[part.name] = part, definition.text
        waiting += definition.calls
        if definition.callback is not None:
            callbacks[callback_name(part)] = part
    return [text for _, text in found.values()], callbacks


def _declarations(callbacks: dict[str, Part]) -> str:
    binary = {"atan2", "fmod", "pow"}
    lines = [
        f"declare double @libm.{name}({'double, double' if name in binary else 'double'})"
        for name in [*LIBM, "pow", "floor"]
    ]
    lines += ["declare i32 @libm.feclearexcept(i32)", "declare i32 @libm.fetestexcept(i32)"]
    lines += ["declare double @llvm.fabs.f64(double)", "declare double @llvm.sqrt.f64(double)"]
    lines += ["declare double @llvm.copysign.f64(double, double)"]
    lines += [f"declare void {name}(ptr, ptr)" for name in callbacks]
    return "\n".join([*lines, ""])
