"""Straight-line Python on floats, for graphs in which nothing repeats.

An array statement costs about a microsecond however little it computes, so a graph that lifts into
nearly as many statements as it has nodes is better left as it is: one line per scalar node, but
without the objects. The lines come from the same table of operations.
"""

from __future__ import annotations

import math
import re
from typing import Any

from autograd import ops
from autograd.compiler.naming import Names
from autograd.compiler.nests import Array
from autograd.compiler.operations import stem_of
from autograd.compiler.tape import DETACH, PARAMETER, Group, Tape
from autograd.entry import Operation

LONGEST = 50  # terms of a sum that are written with +; Python's own compiler minds more
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
        self.rules: dict[Operation, str] = {}
        arguments = [array.name for array in inputs.values()]
        self.taken = Names([*arguments, *(f"d{name}" for name in arguments)])
        self.names = [""] * len(tape.group_of)
        for number in tape.groups[0].nodes:  # the constants
            self.names[number] = _literal(tape.values[number]._data)
        self.computed: list[tuple[int, Group, list[int]]] = []

    def source(self) -> str:
        """The text of both functions."""
        tape = self.tape
        self._name_everything()
        # Group after group: operands come from groups before, so they are computed before.
        self.computed = [
            (number, group, row)
            for group in tape.groups
            if group.operands
            for number, row in group.members()
        ]
        forward = [
            f"{self.names[n]} = {self._value(group, row)}" for n, group, row in self.computed
        ]
        backward = self._backward_lines()
        used = set(re.findall(r"\w+", " ".join(backward)))
        saved = [self.names[n] for n, _, _ in self.computed if self.names[n] in used]
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
        for group in self.tape.groups[1:]:
            for slot, number in enumerate(group.nodes):
                if group.operation is PARAMETER:
                    name = f"theta[{slot}]"
                elif group.operation in self.inputs:
                    name = f"{self.inputs[group.operation].name}[{slot}]"
                else:
                    name = f"v{number}"
                self.names[number] = name

    def _function(self, operation: Operation) -> str:
        if operation not in self.functions:
            name = self.taken.fresh(f"{stem_of(operation)}_{len(self.functions) + 1}")
            self.functions[operation] = name
            self.environment[name] = operation.value
            self.rules[operation] = self.taken.fresh(f"{name}_rule")
            self.environment[self.rules[operation]] = operation.gradients
        return self.functions[operation]

    def _value(self, group: Group, row: list[int]) -> str:
        operation = group.operation
        given = [self.names[operand] for operand in row]
        if operation is ops.sum_:
            terms = [" * ".join(self.names[x] for x in term) for term in _terms(group, row)]
            return " + ".join(terms) if len(terms) <= LONGEST else f"sum([{', '.join(terms)}])"
        if operation in INFIX:
            return f"{given[0]} {INFIX[operation]} {given[1]}"
        if operation is ops.neg:
            return f"-{given[0]}"
        if operation is DETACH:
            return given[0]
        return f"{self._function(operation)}({', '.join(given)})"

    def _backward_lines(self) -> list[str]:
        tape = self.tape
        lines: list[str] = []
        begun: set[str] = set()

        def give(operand: int, text: str) -> None:
            if tape.groups[tape.group_of[operand]].stopped:
                return
            name = f"d{self.names[operand]}"
            first = name not in begun and not name.endswith("]")
            begun.add(name)
            lines.append(f"{name} {'=' if first else '+='} {text}")

        for k, number in enumerate(tape.results):
            if k not in tape.stopped:
                give(number, f"seeds[{k}]")
        for number, group, row in reversed(self.computed):
            name, operation = self.names[number], group.operation
            if f"d{name}" not in begun:
                continue
            given = [self.names[operand] for operand in row]
            if operation is ops.sum_:
                for term in _terms(group, row):
                    for operand, other in zip(term, term[::-1]):
                        product = f" * {self.names[other]}" if term[1:] else ""
                        give(operand, f"d{name}{product}")
            elif operation in INLINE_GRADIENTS:
                a, b = given[0], given[-1]
                for operand, form in zip(row, INLINE_GRADIENTS[operation]):
                    give(operand, form.format(a=a, b=b, y=name, d=f"d{name}"))
            else:
                self._function(operation)
                lines.append(f"g = {self.rules[operation]}({', '.join([name, *given])})")
                for k, operand in enumerate(row):
                    give(operand, f"g[{k}] * d{name}")
        return lines


def _terms(group: Group, row: list[int]) -> list[tuple[int, ...]]:
    """The terms of a sum: single operands, and products of two."""
    found: list[tuple[int, ...]] = []
    start = 0
    for form, count in group.runs:
        factors = [row[start + k * count : start + (k + 1) * count] for k in range(len(form))]
        found += zip(*factors)
        start += len(form) * count
    return found


def _literal(number: float) -> str:
    if math.isnan(number):
        return "(1e999 - 1e999)"
    text = repr(number).replace("inf", "1e999")  # which is infinite; `float` may be an argument
    return f"({text})" if text.startswith("-") else text
