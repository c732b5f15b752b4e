"""A function of the program in the making: instructions, and what its registers hold."""

from __future__ import annotations

from autograd.compiler.native.graph import Operand
from autograd.compiler.native.registers import literal
from autograd.compiler.native.signs import MINUS_ONE, joined, minus, register
from autograd.compiler.native.templates import Template

CHUNK = 300  # instructions of templates in one function
ZERO, ONE = literal(0.0), literal(1.0)


class Chunk:
    """Some nodes of the way forward or back.

    Arguments:
        name: the function's.
        memories: the memories that it takes: `v` values, `g` gradients.

    Attributes:
        registers: of each number that is at hand the register, by memory and place.
        size: how many instructions there are, about.
    """

    def __init__(self, name: str, memories: str) -> None:
        pointers = ", ".join(f"ptr %{m}" for m in memories)
        self.head = f"define internal void @{name}({pointers}) {{"
        self.call = f"  call void @{name}({pointers})"
        self.lines: list[str] = []
        self.registers: dict[tuple[str, int], str] = {}
        self.size = self._count = 0
        self._in_memory: list[tuple[str, int]] = []

    def __str__(self) -> str:
        return "\n".join([self.head, *self.lines, "  ret void", "}"])

    def write(self, text: str) -> str:
        """The register with the result of one instruction."""
        self._count += 1
        register = f"%{self._count}"
        self.lines.append(f"  {register} = {text}")
        return register

    def arithmetic(self, operator: str, a: str, b: str) -> str:
        """The register with the result of a sum, a product or their like."""
        return self.write(f"{operator} double {a}, {b}")

    def value(self, operand: Operand) -> str:
        """A constant, or a number of the values, loaded where it is not at hand."""
        if type(operand) is int:
            return self.registers.get(("v", operand)) or self.load("v", operand)
        return literal(operand)

    def at(self, memory: str, place: int) -> str:
        """The register with the address of a number."""
        return self.write(f"getelementptr double, ptr %{memory}, i64 {place}")

    def load(self, memory: str, place: int) -> str:
        """The register with a number of a memory."""
        register = self.registers.get((memory, place))
        if register is None:
            register = self.write(f"load double, ptr {self.at(memory, place)}")
            self.registers[memory, place] = register
            self._note(memory, place)
        return register

    def store(self, memory: str, place: int, number: str) -> None:
        """Puts a number into a memory."""
        own = register(number, self.arithmetic)
        self.lines.append(f"  store double {own}, ptr {self.at(memory, place)}")
        self._note(memory, place)

    def instance(self, template: Template, operands: list[str]) -> list[str]:
        """The results of a template for a node."""
        if template.size:
            first = self._count + 1
            self._count += template.size
            operands += [f"%{k}" for k in range(first, self._count + 1)]
            self.lines.append(template.text.format(*operands))
        self.size += template.size + 1
        if template.has_calls:
            self._forget()
        return [result and result.format(*operands) for result in template.results]

    def _forget(self) -> None:
        """A call has overwritten the registers: what the memory has is loaded again."""
        for key in self._in_memory:
            self.registers.pop(key, None)
        self._in_memory.clear()

    def _note(self, memory: str, place: int) -> None:
        """The memory has this number; gradients there may still change."""
        if memory == "v":
            self._in_memory.append((memory, place))

    def product(self, slope: str, upstream: str) -> str:
        """The slope times what arrives from above."""
        if slope == ONE:
            return upstream
        if slope == MINUS_ONE:
            return minus(upstream)
        return joined("fmul", slope, upstream, self.arithmetic)
