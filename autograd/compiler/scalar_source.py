"""Straight-line Python on floats, for graphs in which nothing repeats.

An array statement costs about a microsecond however little it computes, so a graph that lifts into
nearly as many statements as it has nodes is better left as it is: one line per scalar node, but
without the objects. The lines come from the same table of operations.
"""

from __future__ import annotations

import math
from typing import Any

from autograd import ops
from autograd.compiler.nests import Array
from autograd.compiler.tape import CONSTANT, PARAMETER, Tape
from autograd.entry import Operation

INFIX = {ops.sub: "-", ops.mul: "*", ops.div: "/"}
INLINE_GRADIENTS = {
    ops.sub: ("{d}", "-{d}"),
    ops.mul: ("{d} * {b}", "{d} * {a}"),
    ops.div: ("{d} / {b}", "-{d} * {y} / {b}"),
    ops.neg: ("-{d}",),
}


class ScalarWriter:
    """Writes `forward(theta, *inputs)` and `backward(saved, seeds)` over lists of floats."""

    def __init__(self, tape: Tape, inputs: dict[Operation, Array]) -> None:
        self.tape = tape
        self.inputs = inputs
        self.environment: dict[str, Any] = {}
        self.functions: dict[Operation, str] = {}
        self.names: list[str] = []
        self.computed = [
            number
            for number, group in enumerate(tape.group_of)
            if group >= 0 and tape.operands[number]
        ]

    def source(self) -> str:
        """The text of both functions."""
        tape = self.tape
        self._name_everything()
        forward = [f"{self.names[n]} = {self._value(n)}" for n in self.computed]
        backward = self._backward_lines()
        used = " ".join(backward)
        saved = [name for n in self.computed if f"{(name := self.names[n])} " in f"{used} "]
        arguments = ["theta", *(array.name for array in self.inputs.values())]
        kept = ", ".join([*arguments, *saved]) + ","
        results = "".join(f"{self.names[n]}, " for n in tape.results)
        gradients = ", ".join(f"d{name}" for name in arguments)
        zeros = [f"dtheta = [0.0] * {len(tape.parameters)}"]
        zeros += [f"d{array.name} = [0.0] * {array.size}" for array in self.inputs.values()]
        lines = [f"def forward({', '.join(arguments)}):"]
        lines += [f"    {line}" for line in forward]
        lines += [f"    return ({results}), ({kept})", "", ""]
        lines += ["def backward(saved, seeds):", f"    ({kept}) = saved"]
        lines += [f"    {line}" for line in [*zeros, *backward]]
        lines += [f"    return {gradients}{',' if len(arguments) == 1 else ''}", ""]
        return "\n".join(lines)

    def _name_everything(self) -> None:
        count: dict[Operation, int] = {}
        for number, operation in enumerate(self.tape.operations):
            if operation is CONSTANT:
                data = self.tape.data[number]
                name = repr(data) if math.isfinite(data) else f"float('{data}')"
                self.names.append(f"({name})" if name.startswith("-") else name)
            elif operation is PARAMETER or operation in self.inputs:
                array = "theta" if operation is PARAMETER else self.inputs[operation].name
                slot = count.get(operation, 0)
                count[operation] = slot + 1
                self.names.append(f"{array}[{slot}]")
            else:
                self.names.append(f"v{number}")

    def _function(self, operation: Operation) -> str:
        if operation not in self.functions:
            name = f"f{len(self.functions) + 1}"
            if operation.name.isidentifier():
                name = f"{operation.name}_{len(self.functions) + 1}"
            self.functions[operation] = name
            self.environment[name] = operation.value
            self.environment[f"{name}_rule"] = operation.gradients
        return self.functions[operation]

    def _value(self, number: int) -> str:
        operation = self.tape.operations[number]
        given = [self.names[o] for o in self.tape.operands[number]]
        if operation is ops.sum_:
            return " + ".join(given)
        if operation in INFIX:
            return f"{given[0]} {INFIX[operation]} {given[1]}"
        if operation is ops.neg:
            return f"-{given[0]}"
        return f"{self._function(operation)}({', '.join(given)})"

    def _backward_lines(self) -> list[str]:
        tape = self.tape
        lines: list[str] = []
        begun: set[str] = set()

        def give(operand: int, text: str) -> None:
            if tape.operations[operand] is CONSTANT:
                return
            name = f"d{self.names[operand]}"
            first = name not in begun and not name.endswith("]")
            begun.add(name)
            lines.append(f"{name} {'=' if first else '+='} {text}")

        for k, number in enumerate(tape.results):
            give(number, f"seeds[{k}]")
        for number in reversed(self.computed):
            name = self.names[number]
            if f"d{name}" not in begun:
                continue
            operands, operation = tape.operands[number], tape.operations[number]
            given = [self.names[o] for o in operands]
            if operation is ops.sum_:
                for operand in operands:
                    give(operand, f"d{name}")
            elif operation in INLINE_GRADIENTS:
                a, b = given[0], given[-1]
                for operand, form in zip(operands, INLINE_GRADIENTS[operation]):
                    give(operand, form.format(a=a, b=b, y=name, d=f"d{name}"))
            else:
                rule = f"{self._function(operation)}_rule"
                lines.append(f"g = {rule}({', '.join([name, *given])})")
                for k, operand in enumerate(operands):
                    give(operand, f"g[{k}] * d{name}")
        return lines
