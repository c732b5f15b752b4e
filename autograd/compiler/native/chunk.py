"""A function of the program in the making: instructions, and what its registers hold."""

from __future__ import annotations

from autograd.compiler.native.graph import Operand
from autograd.compiler.native.registers import literal
from autograd.compiler.native.templates import Template

CHUNK = 300  # instructions of templates in one function
ZERO, ONE, MINUS_ONE = literal(0.0), literal(1.0), literal(-1.0)


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
        self.size = 0

    def __str__(self) -> str:
        return "\n".join([self.head, *self.lines, "  ret void", "}"])

    def write(self, text: str) -> str:
        """The register with the result of one instruction."""
        register = f"%i{len(self.lines)}"
        self.lines.append(f"  {register} = {text}")
        return register

    def value(self, operand: Operand) -> str:
        """A constant, or a number of the values, loaded where it is not at hand."""
        return self.load("v", operand) if type(operand) is int else literal(operand)

    def at(self, memory: str, place: int) -> str:
        """The register with the address of a number."""
        return self.write(f"getelementptr double, ptr %{memory}, i64 {place}")

    def load(self, memory: str, place: int) -> str:
        """The register with a number of a memory."""
        register = self.registers.get((memory, place))
        if register is None:
            register = self.write(f"load double, ptr {self.at(memory, place)}")
            self.registers[memory, place] = register
        return register

    def store(self, memory: str, place: int, register: str) -> None:
        """Puts a number into a memory."""
        self.lines.append(f"  store double {register}, ptr {self.at(memory, place)}")

    def instance(self, template: Template, place: int, operands: list[str]) -> list[str]:
        """The results of a template for the node at a place."""
        prefix = f"n{place}"
        if template.text:
            self.lines.append(template.text.format(*operands, p=prefix)[:-1])
        self.size += template.size + 1
        return [result and result.format(*operands, p=prefix) for result in template.results]

    def product(self, slope: str, upstream: str) -> str:
        """The slope times what arrives from above."""
        if slope == ONE:
            return upstream
        if slope == MINUS_ONE:
            return self.write(f"fneg double {upstream}")
        return self.write(f"fmul double {slope}, {upstream}")
