"""The ways in which a recording can be run, and which of them it is to be.

A statement on arrays costs as much as twenty lines of Python, so arrays are for code in which much
repeats. Machine code is made where it is asked for; the same program can be read all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from autograd.compiler.derive import derive
from autograd.compiler.group import Tape, numbered, stretches
from autograd.compiler.lift import lift, with_rows_ahead, with_steps
from autograd.compiler.program import Array, Program
from autograd.compiler.record import BatchingError
from autograd.compiler.run.codes import ArrayCode, Code, ScalarCode
from autograd.compiler.write import NUMPY, load, python_source
from autograd.entry import Operation
from autograd.telling import told, warn_of

# What a statement costs in either way of running: measured on ordinary machines, in microseconds.
ARRAY_STATEMENT, SCALAR_LINE = 3.0, 0.15
MOST_IN_ONE = 5  # groups that become one statement: those of a softmax
MANY_GROUPS = 2_000
# XLA computes many an operand anew for each operation that reads it; from there on, for ever.
MOST_UNFOLDED = 100_000


def program_of(
    tape: Tape,
    inputs: dict[Operation, Array],
    outside: dict[str, object],
    backend: str,
) -> Program | None:
    """Groups as an array program; None where it is certain not to be worth it.

    For JAX with its loops over steps: an operation that is not in one costs JAX a hundredth of a
    second to compile.
    """
    if _is_long_and_irregular(tape) and not (backend == "jax" and _has_steps(tape)):
        return None
    program = lift(tape, inputs, outside)
    if backend != "native":
        program = with_rows_ahead(program)
    looped = with_steps(program) if backend == "jax" else program
    return looped if looped.unfolded <= MOST_UNFOLDED else program


def lines_of(tape: Tape) -> float:
    """About how many lines of Python on single numbers it would be."""
    lines = sum(len(group.flat) for group in tape.groups) / 2
    return lines * prod(region.count for region in tape.regions)  # if in each other


def _is_long_and_irregular(tape: Tape) -> bool:
    """Whether arrays are certain not to be worth it, and to look for them would take long."""
    groups = sum(group.operands != () for group in tape.groups)
    fewest = groups / MOST_IN_ONE  # statements
    return groups > MANY_GROUPS and fewest * ARRAY_STATEMENT > lines_of(tape) * SCALAR_LINE


def _has_steps(tape: Tape) -> bool:
    """Whether most of it is steps that look alike."""
    kinds = [(x.operation, len(x.nodes), [n for _, n in x.runs]) for x in tape.groups]
    return stretches(numbered(map(repr, kinds)), len(kinds) // 2) != []


def written(
    tape: Tape,
    program: Program | None,
    inputs: dict[Operation, Array],
    name: str,
    backend: str,
    asked: Sequence[Array],
    devices: object,
) -> Code:
    """The program as code of the backend, or as plain Python where that is quicker.

    For machine code it is what people read.
    """
    if backend == "jax" and program is not None and program.unfolded <= MOST_UNFOLDED:
        from autograd.compiler.run.jax_code import JaxCode  # needs JAX, which may be missing

        return JaxCode(program, name, bool(asked), devices)
    lines = lines_of(tape) * SCALAR_LINE
    irregular = program is None or len(program.statements) * ARRAY_STATEMENT > lines
    if irregular and tape.regions and backend != "native":
        raise BatchingError("so small that it is better written out line by line")
    if backend == "jax":
        warn_of(
            f"{name} is so deep a chain of single operations that JAX would compile it for "
            f"minutes, so it runs as {told('plain Python' if irregular else 'a NumPy program')}",
            RuntimeWarning,
            stacklevel=2,
        )
    if irregular and not tape.regions:
        return ScalarCode(tape, inputs, name)
    assert program is not None
    halves = derive(program, name, asked, in_rows=backend == "numpy")
    source = python_source(NUMPY, halves)
    functions = load(source, name, halves.environment)
    return ArrayCode(program, halves, source, functions)
