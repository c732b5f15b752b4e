"""A smaller program that shows the same difference: nodes, calls, samples and digits taken away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from tests.tools.differential.program import Call, Program, Statement, leaves, mapped

T = TypeVar("T")
TRIALS = 400


def shrunk(thing: T, simpler: Callable[[T], Iterator[T]], differs: Callable[[T], bool]) -> T:
    """The smallest that is found: whatever is simpler and still differs is taken at once."""
    left = TRIALS
    found = True
    while found and left > 0:
        found = False
        for candidate in simpler(thing):
            left -= 1
            if left < 0:
                break
            if differs(candidate):
                thing, found = candidate, True
                break
    return thing


def simpler_programs(program: Program) -> Iterator[Program]:
    """Programs with a little less to them, the largest steps first."""
    if program.arrays or program.tuned:
        yield program.but(arrays=False, tuned=False)
    yield from fewer_calls(program)
    if len(program.results) > 1:
        yield from (program.but(results=(x,)) for x in program.results)
    earlier = [s.name for s in program.statements if s.name != program.results[0]]
    yield from (program.but(results=(name,)).needed() for name in earlier)
    if len(program.needed().statements) < len(program.statements):
        yield program.needed()
    if program.batched:
        yield from fewer_samples(program)
    yield from fewer_statements(program)
    yield from fewer_names(program)
    yield from simpler_operands(program)
    yield from simpler_numbers(program)


def fewer_calls(program: Program) -> Iterator[Program]:
    """Each call left out."""
    if len(program.calls) > 1:
        for k in range(len(program.calls)):
            yield program.but(calls=(*program.calls[:k], *program.calls[k + 1 :]))


def fewer_samples(program: Program) -> Iterator[Program]:
    """One sample as a plain program; one sample less in one of the calls."""
    for j in range(len(next(iter(program.calls[0].arguments.values())))):
        calls = [
            Call({n: v[j % len(v)] for n, v in c.arguments.items()}, c.parameters, c.state)
            for c in program.calls
        ]
        yield program.but(shape="plain", calls=tuple(calls))
    if program.shape != "list":
        yield program.but(shape="list")
    for k, call in enumerate(program.calls):
        size = len(next(iter(call.arguments.values())))
        for j in range(size if size > 1 else 0):
            rest = {n: v[:j] + v[j + 1 :] for n, v in call.arguments.items()}
            yield with_call(program, k, Call(rest, call.parameters, call.state))


def fewer_statements(program: Program) -> Iterator[Program]:
    """One statement left out, and one of its operands in its place."""
    for statement in program.statements:
        for operand in dict.fromkeys((*statement.operands, "1.0")):
            yield replaced(program, statement, operand)


def replaced(program: Program, gone: Statement, operand: str) -> Program:
    """The program with an operand in the place of a statement."""
    word = re.compile(rf"\b{gone.name}\b")
    kept = [
        Statement(s.name, s.text, tuple(word.sub(lambda _: operand, x) for x in s.operands))
        for s in program.statements
        if s is not gone
    ]
    results = tuple(word.sub(lambda _: operand, x) for x in program.results)
    return program.but(statements=tuple(kept), results=results)


def fewer_names(program: Program) -> Iterator[Program]:
    """Arguments and parameters left out that nothing names."""
    for name in program.calls[0].arguments:
        if len(program.calls[0].arguments) > 1 and not _named(program, name):
            calls = [
                Call({n: v for n, v in c.arguments.items() if n != name}, c.parameters, c.state)
                for c in program.calls
            ]
            yield program.but(calls=tuple(calls))
    if program.calls[0].parameters and not _named(program, "w"):
        yield program.but(calls=tuple(Call(c.arguments, (), c.state) for c in program.calls))


def _named(program: Program, name: str) -> bool:
    return program.uses(name) or any(re.search(rf"\b{name}\b", x) for x in program.results)


def simpler_operands(program: Program) -> Iterator[Program]:
    """A number in the place of one operand."""
    for k, statement in enumerate(program.statements):
        for i, operand in enumerate(statement.operands):
            for literal in ("1.0", "0.0"):
                if operand[0] in "-.0123456789":
                    continue
                operands = (*statement.operands[:i], literal, *statement.operands[i + 1 :])
                simple = Statement(statement.name, statement.text, operands)
                rest = program.statements
                yield program.but(statements=(*rest[:k], simple, *rest[k + 1 :]))


def simpler_numbers(program: Program) -> Iterator[Program]:
    """One number of a call made 1, 0, or shorter."""
    for k, call in enumerate(program.calls):
        for i, x in enumerate(leaves(call.arguments)):
            for y in _simpler(x):
                given = call.arguments
                yield with_call(
                    program, k, Call(_with_leaf(given, i, y), call.parameters, call.state)
                )
        for i, x in enumerate(call.parameters):
            for y in _simpler(x):
                moved = (*call.parameters[:i], y, *call.parameters[i + 1 :])
                yield with_call(program, k, Call(call.arguments, moved, call.state))
        for i, x in enumerate(call.state):
            for y in _simpler(x):
                moved = (*call.state[:i], y, *call.state[i + 1 :])
                yield with_call(program, k, Call(call.arguments, call.parameters, moved))


def _simpler(x: float) -> Iterator[float]:
    """Numbers with less to them."""
    if x not in (0.0, 1.0):
        yield 1.0
    if x == x and abs(x) < 1e15:
        yield from (y for digits in (0, 1, 3) if len(repr(y := round(x, digits))) < len(repr(x)))


def _with_leaf(tree: Any, place: int, x: float) -> Any:
    numbers = iter(range(len(leaves(tree))))
    return mapped(lambda old: x if next(numbers) == place else old, tree)


def with_call(program: Program, k: int, call: Call) -> Program:
    """The program with another k-th call."""
    return program.but(calls=(*program.calls[:k], call, *program.calls[k + 1 :]))
