"""What an operation costs in instructions: its value and its local gradients, written once each.

Each node of a program is an instance of a template: the operation's instructions with the node's
operands in their places. A rule with several ways through it becomes a function of its own, which
the instance calls; and what no instruction does (Γ, say) is a call of Python's own function.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from autograd.compiler.native.making import NativeError
from autograd.compiler.native.registers import (
    Block,
    Instruction,
    Number,
    Register,
    emit,
    ways,
)
from autograd.compiler.native.signs import carried_out, is_call, needed
from autograd.compiler.native.translation import translated
from autograd.entry import BUILT_IN, Operation

VALUE, GRADIENTS = "value", "gradients"


class Part(NamedTuple):
    """A half of an operation's entry: its value or its local gradients.

    Attributes:
        arity: for so many operands.
    """

    operation: Operation
    half: str
    arity: int

    @property
    def name(self) -> str:
        """What it is called as a function of the program."""
        numbers = "".join(f",{x!r}" for x in self.operation.parameters)
        text = f"{self.operation.name}{numbers}/{self.arity}.{self.half}"
        plain = [c if c.isascii() and (c.isalnum() or c in "_,./-") else f"~{ord(c)}" for c in text]
        return f'@"{"".join(plain)}"'

    @property
    def rule(self) -> Callable[..., Any]:
        """What computes it on floats; that of the gradients takes the result first."""
        return self.operation.value if self.half == VALUE else self.operation.gradients

    @property
    def inputs(self) -> int:
        """How many numbers the rule takes."""
        return self.arity + (self.half == GRADIENTS)

    @property
    def outputs(self) -> int:
        """How many numbers it gives."""
        return 1 if self.half == VALUE else self.arity

    @property
    def type(self) -> str:
        """Of what the function returns."""
        return "double" if self.half == VALUE else f"[{self.arity} x double]"

    @property
    def called(self) -> str:
        """A call of it, `{0}`, `{1}`, ... standing for its operands."""
        operands = ", ".join(f"double {{{k}}}" for k in range(self.inputs))
        return f"call {self.type} {self.name}({operands})"


@functools.lru_cache(maxsize=4096)
def blocks_of(part: Part) -> list[Block] | None:
    """The instructions of a part; None where only Python's own function can do it.

    Raises:
        NativeError: an operation of somebody's own does what no instruction does.
    """
    rule = translated(part.rule)
    try:
        blocks = ways(rule, part.inputs)
    except NativeError as error:
        if part.operation.name in BUILT_IN:
            return None
        name = part.operation.name
        raise NativeError(f"the {part.half} of {name} can't be machine code ({error})") from None
    for block in blocks:
        if not block.question and len(block.results) != part.outputs:
            raise NativeError(f"the {part.half} of {part.operation.name} are not one per operand")
    return blocks


def is_straight(part: Part) -> bool:
    """Whether there is one way through it, so that it is written where it is used."""
    blocks = blocks_of(part)
    return blocks is not None and len(blocks) == 1


def _met_in_a_rule(operation: Operation, operands: Sequence[Number]) -> Register:
    part = Part(operation, VALUE, len(operands))
    if is_straight(part):
        written: Register = translated(part.rule)(*operands)
        return written
    return emit(part.called, *operands, calls=part)


Register.written = staticmethod(_met_in_a_rule)


@dataclass(frozen=True)
class Template:
    """The instructions of one node.

    Attributes:
        text: with `{0}`, `{1}`, ... for the operands of the node, and after them for the registers
            of its own.
        results: what comes out, likewise: registers, operands or literal numbers, in gradients
            perhaps after a sign; `""` for what is not wanted.
        uses: the numbers of the operands that are read.
        calls: functions of the program that are called.
        size: how many instructions there are.
        has_calls: whether functions are called, which may overwrite all registers.
    """

    text: str
    results: tuple[str, ...]
    uses: frozenset[int]
    calls: frozenset[Part]
    size: int
    has_calls: bool


@functools.lru_cache(maxsize=4096)
def value_of(operation: Operation, arity: int) -> Template:
    """The template of an operation's result; `{0}`, ... are its operands."""
    return _template(Part(operation, VALUE, arity), (True,))


@functools.lru_cache(maxsize=4096)
def gradients_of(operation: Operation, wanted: tuple[bool, ...]) -> Template:
    """The template of its local gradients; `{0}` is its result, `{1}`, ... are its operands."""
    return _template(Part(operation, GRADIENTS, len(wanted)), wanted)


def _template(part: Part, wanted: tuple[bool, ...]) -> Template:
    places = {f"%x{k}": f"{{{k}}}" for k in range(part.inputs)}
    blocks = blocks_of(part)
    results: Sequence[str]
    if blocks is not None and len(blocks) == 1:
        instructions, results = needed(blocks[0], wanted), blocks[0].results
        if part.half == GRADIENTS:
            instructions, results = carried_out(instructions, results)
    elif part.half == VALUE:
        instructions = [Instruction("%b.0", part.called, tuple(places), part)]
        results = ("%b.0",)
    else:
        instructions = [Instruction("%b.0", part.called, tuple(places), part)]
        instructions += [
            Instruction(f"%b.{k + 1}", f"extractvalue {part.type} {{0}}, {k}", ("%b.0",))
            for k in range(part.arity)
            if wanted[k]
        ]
        results = tuple([f"%b.{k + 1}" for k in range(part.arity)])
    own_names = {x.result: f"{{{k}}}" for k, x in enumerate(instructions, part.inputs)}
    renamed = own_names | places
    text = "\n".join(
        f"  {renamed[x.result]} = {x.text.format(*[renamed.get(y, y) for y in x.operands])}"
        for x in instructions
    )
    signs = ["-" * x.startswith("-") for x in results]
    results = [x.lstrip("-") for x in results]
    own = [s + renamed.get(x, x) if w else "" for s, x, w in zip(signs, results, wanted)]
    read = {y for x in instructions for y in x.operands}
    read.update(x for x, w in zip(results, wanted) if w)
    return Template(
        text,
        tuple(own),
        frozenset(k for k in range(part.inputs) if f"%x{k}" in read),
        frozenset(x.calls for x in instructions if x.calls is not None),
        len(instructions),
        any(map(is_call, instructions)),
    )


@dataclass(frozen=True)
class Definition:
    """A function of the program.

    Attributes:
        calls: further functions that it calls.
        is_pythons_own: whether it calls Python's own function for the work.
    """

    text: str
    calls: frozenset[Part]
    is_pythons_own: bool = False


@functools.lru_cache(maxsize=4096)
def definition_of(part: Part) -> Definition:
    """A part as a function of the program."""
    parameters = ", ".join(f"double %x{k}" for k in range(part.inputs))
    head = f"define internal {part.type} {part.name}({parameters}) {{\n"
    blocks = blocks_of(part)
    if blocks is None:
        return Definition(head + _call_of_python(part), frozenset(), True)
    text = "".join(_block(block, part) for block in blocks)
    calls = [x.calls for block in blocks for x in block.instructions if x.calls is not None]
    return Definition(f"{head}{text}}}\n", frozenset(calls))


def _block(block: Block, part: Part) -> str:
    body = "".join(map(str, block.instructions))
    return f"{block.name}:\n{body}{_end(block, part)}"


def _end(block: Block, part: Part) -> str:
    if block.question:
        yes, no = f"%{block.name}1", f"%{block.name}0"
        return f"  br i1 {block.question}, label {yes}, label {no}\n"
    if part.half == VALUE:
        return f"  ret double {block.results[0]}\n"
    lines, whole = [], "undef"
    for k, result in enumerate(block.results):
        name = f"%{block.name}.r{k}"
        lines.append(f"  {name} = insertvalue {part.type} {whole}, double {result}, {k}\n")
        whole = name
    return "".join(lines) + f"  ret {part.type} {whole}\n"


def _call_of_python(part: Part) -> str:
    """Numbers go through memory: so a function of any number of them has one form."""
    lines = [f"  %in = alloca [{part.inputs} x double]", f"  %out = alloca {part.type}"]
    for k in range(part.inputs):
        lines.append(f"  %at{k} = getelementptr double, ptr %in, i64 {k}")
        lines.append(f"  store double %x{k}, ptr %at{k}")
    lines.append(f"  call void {callback_name(part)}(ptr %in, ptr %out)")
    lines.append(f"  %found = load {part.type}, ptr %out")
    return "\n".join([*lines, f"  ret {part.type} %found", "}", ""])


def callback_name(part: Part) -> str:
    """What Python's own function is called in the program."""
    return part.name.replace('@"', '@"python:')


def definitions_of(parts: Iterable[Part]) -> dict[Part, Definition]:
    """The functions for these parts, and all that they call."""
    found: dict[Part, Definition] = {}
    waiting = sorted(parts, key=lambda part: part.name)
    while waiting:
        part = waiting.pop()
        if part not in found:
            found[part] = definition_of(part)
            waiting.extend(found[part].calls)
    if len({part.name for part in found}) < len(found):
        raise NativeError("two operations have one name")
    return found
