"""Minus signs, carried to where they cost nothing.

A gradient that flows back through a - b or 1/b is negative: -u, or (-y/b)·u. Here `-%x` stands for
minus what is in the register `%x`, and only where that must be a register of its own is it
multiplied by -1. Products and quotients hand the sign on, and a + (-b) is a - b. All these are
equal for floats to the last bit, zeros included; but -a - b is not -(a + b), where that is 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograd.compiler.native.registers import Block, Instruction, literal

MINUS_ONE = literal(-1.0)
ADD, SUB, MUL, DIV = "fadd", "fsub", "fmul", "fdiv"

Write = Callable[[str, str, str], str]  # writes `operator a, b`, and says where the result is


def minus(x: str) -> str:
    """Minus a register."""
    return x[1:] if x[0] == "-" else f"-{x}"


def register(x: str, write: Write) -> str:
    """The register with a number that may have a sign before it."""
    return write(MUL, x[1:], MINUS_ONE) if x[0] == "-" else x


def total(a: str, b: str, write: Write) -> str:
    """a + b."""
    if a[0] == "-" and b[0] != "-":
        a, b = b, a
    a = register(a, write)
    return write(SUB, a, b[1:]) if b[0] == "-" else write(ADD, a, b)


def joined(operator: str, a: str, b: str, write: Write) -> str:
    """a·b or a/b; the sign stays before the result."""
    found = write(operator, a.lstrip("-"), b.lstrip("-"))
    return minus(found) if (a[0] == "-") != (b[0] == "-") else found


def needed(block: Block, wanted: Sequence[bool]) -> list[Instruction]:
    """Those instructions that a wanted result reads, or by which floats may raise an error."""
    read = {result for result, w in zip(block.results, wanted) if w}
    kept = []
    for instruction in reversed(block.instructions):
        if instruction.result in read or instruction.may_fail:
            kept.append(instruction)
            read.update(instruction.operands)
    return kept[::-1]


def is_call(x: Instruction) -> bool:
    """Whether it calls a function; LLVM's own are instructions of the processor."""
    return x.text.startswith("call") and "@llvm." not in x.text


def carried_out(
    instructions: Sequence[Instruction], results: Sequence[str]
) -> tuple[list[Instruction], list[str]]:
    """Instructions without minus signs, and the results, which have them instead."""
    done: list[Instruction] = []
    known: dict[str, str] = {}

    def write(operator: str, a: str, b: str) -> str:
        done.append(Instruction(f"%b.s{len(done)}", f"{operator} double {{0}}, {{1}}", (a, b)))
        return done[-1].result

    for x in instructions:
        operands, operator = [known.get(y, y) for y in x.operands], x.text[:4]
        if operator == MUL and operands[1] == MINUS_ONE:
            known[x.result] = minus(operands[0])
        elif operator in (MUL, DIV):
            a, b = operands
            known[x.result] = joined(operator, a, b, write)
        elif operator in (ADD, SUB):
            a, b = operands
            known[x.result] = total(a, minus(b) if operator == SUB else b, write)
        else:
            plain = tuple([register(y, write) for y in operands])
            done.append(Instruction(x.result, x.text, plain, x.calls))
    return done, [known.get(y, y) for y in results]
