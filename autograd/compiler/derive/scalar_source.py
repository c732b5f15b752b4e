"""Straight-line Python on floats, for graphs in which nothing repeats.

An array statement costs about a microsecond however little it computes, so a graph that lifts into
nearly as many statements as it has nodes is better left as it is: one line per scalar node, but
without the objects. The lines come from the same table of operations.
"""

from __future__ import annotations

from collections.abc import Callable

from autograd import ops
from autograd.compiler.derive.naming import Names
from autograd.compiler.derive.vocabulary import stem_of
from autograd.compiler.group import Group, Tape
from autograd.compiler.program import (
    AddTo,
    Array,
    Assign,
    Call,
    Environment,
    Expression,
    Halves,
    Index,
    Line,
    Listed,
    Name,
    Negative,
    Number,
    Product,
    Total,
    read_by,
)
from autograd.compiler.record import DETACH, PARAMETER
from autograd.entry import Operation

LONGEST = 50  # terms of a sum that are written with +; Python's own compiler minds more
SEEDS, SLOPES = Name("seeds"), Name("g")

# What stands in a line as it is, without a function; and the contributions to its operands, from
# the gradient d of its result y.
INLINE: dict[Operation, Callable[..., Expression]] = {
    ops.sub: lambda a, b: Total(a, (("-", b),)),
    ops.mul: lambda a, b: Product((a, b)),
    ops.div: lambda a, b: Product((a,), (b,)),
    ops.neg: lambda a: Negative(a),
    DETACH: lambda a: a,
}
INLINE_GRADIENTS: dict[Operation, Callable[..., tuple[Expression, ...]]] = {
    ops.sub: lambda d, y, a, b: (d, Negative(d)),
    ops.mul: lambda d, y, a, b: (Product((d, b)), Product((d, a))),
    ops.div: lambda d, y, a, b: (Product((d,), (b,)), Product((Negative(d), y), (b,))),
    ops.neg: lambda d, y, a: (Negative(d),),
}


class ScalarWriter:
    """Writes both halves of a program over lists of floats."""

    def __init__(self, tape: Tape, inputs: dict[Operation, Array]) -> None:
        self.tape, self.inputs = tape, inputs
        self.environment: Environment = {}
        self._functions: dict[Operation, tuple[str, str]] = {}
        arguments = [array.name for array in inputs.values()]
        self._taken = Names([*arguments, *(f"d{name}" for name in arguments)])
        # What each node is called, and its gradient. The constants are forgotten after recording.
        self._nodes: dict[int, Expression] = {
            number: Number(tape.values[number]._data) for number in tape.groups[0].nodes
        }
        self._slopes: dict[int, Expression] = {}

    def _name_everything(self) -> None:
        for group in self.tape.groups[1:]:
            given = self.inputs.get(group.operation)
            leaf = "theta" if group.operation is PARAMETER else given.name if given else ""
            for slot, number in enumerate(group.nodes):
                if leaf:
                    self._nodes[number] = Index(Name(leaf), (slot,))
                    self._slopes[number] = Index(Name(f"d{leaf}"), (slot,))
                else:
                    self._nodes[number] = Name(f"v{number}")
                    self._slopes[number] = Name(f"dv{number}")

    def halves(self) -> Halves:
        """Both halves."""
        self._name_everything()
        # Group after group: operands come from groups before, so they are computed before.
        computed = [
            (number, group, row)
            for group in self.tape.groups
            if group.operands
            for number, row in group.members()
        ]
        forward: list[Line] = [
            Assign(self._nodes[number], self._value(group, row)) for number, group, row in computed
        ]
        sizes = {"theta": len(self.tape.groups[1].nodes)}
        sizes |= {array.name: array.size for array in self.inputs.values()}
        backward: list[Line] = [
            Assign(Name(f"d{name}"), Product((Listed((Number(0.0),)), Number(size))))
            for name, size in sizes.items()
        ]
        backward += self._backward_steps(computed)
        read = {name for step in backward for name in read_by(step)}
        names = [*sizes, *(f"v{number}" for number, _, _ in computed)]
        return Halves(
            arguments=[*sizes],
            roles=[],
            forward=forward,
            results=[self._nodes[number] for number in self.tape.results],
            saved=[name for name in names if name in read],
            seeds=[SEEDS.name],
            backward=backward,
            gradients=[Name(f"d{name}") for name in sizes],
            environment=self.environment,
        )

    def _function(self, operation: Operation) -> tuple[str, str]:
        """The names of an operation's value and of its rule."""
        if operation not in self._functions:
            name = self._taken.fresh(f"{stem_of(operation)}_{len(self._functions) + 1}")
            rule = self._taken.fresh(f"{name}_rule")
            self._functions[operation] = name, rule
            self.environment |= {name: operation.value, rule: operation.gradients}
        return self._functions[operation]

    def _value(self, group: Group, row: list[int]) -> Expression:
        operation = group.operation
        given = [self._nodes[operand] for operand in row]
        if operation in INLINE:
            return INLINE[operation](*given)
        if operation is not ops.sum_:
            return Call(self._function(operation)[0], tuple(given))
        terms = [
            Product(tuple([self._nodes[x] for x in term])) if term[1:] else self._nodes[term[0]]
            for term in _terms(group, row)
        ]
        if len(terms) > LONGEST:
            return Call("sum", (Listed(tuple(terms)),))
        return Total(terms[0], tuple([("+", term) for term in terms[1:]]))

    def _backward_steps(self, computed: list[tuple[int, Group, list[int]]]) -> list[Line]:
        tape, slopes = self.tape, self._slopes
        steps: list[Line] = []
        begun: set[int] = set()

        def give(operand: int, contribution: Expression) -> None:
            if tape.groups[tape.group_of[operand]].stopped:
                return
            first = operand not in begun and isinstance(slopes[operand], Name)
            begun.add(operand)
            step = Assign if first else AddTo
            steps.append(step(slopes[operand], contribution))

        for k, number in enumerate(tape.results):
            if k not in tape.stopped:
                give(number, Index(SEEDS, (k,)))
        for number, group, row in reversed(computed):
            if number not in begun:
                continue
            slope, y = slopes[number], self._nodes[number]
            given = [self._nodes[operand] for operand in row]
            if group.operation is ops.sum_:
                for term in _terms(group, row):
                    for operand, other in zip(term, term[::-1]):
                        give(operand, Product((slope, self._nodes[other])) if term[1:] else slope)
            elif group.operation in INLINE_GRADIENTS:
                contributions = INLINE_GRADIENTS[group.operation](slope, y, *given)
                for operand, contribution in zip(row, contributions):
                    give(operand, contribution)
            else:
                _, rule = self._function(group.operation)
                steps.append(Assign(SLOPES, Call(rule, (y, *given))))
                for k, operand in enumerate(row):
                    give(operand, Product((Index(SLOPES, (k,)), slope)))
        return steps


def _terms(group: Group, row: list[int]) -> list[tuple[int, ...]]:
    """The terms of a sum: single operands, and products of two."""
    found: list[tuple[int, ...]] = []
    start = 0
    for form, count in group.runs:
        factors = [row[start + k * count : start + (k + 1) * count] for k in range(len(form))]
        found += zip(*factors)
        start += len(form) * count
    return found
