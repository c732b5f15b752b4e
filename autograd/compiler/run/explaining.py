"""What `explain()` prints: what was recorded, and where its scalar nodes went."""

from __future__ import annotations

from autograd.compiler.native import NativeCode
from autograd.compiler.run.codes import ProgramCode, ScalarCode
from autograd.compiler.run.lifted import Lifted
from autograd.compiler.run.nest_code import NestCode
from autograd.compiler.run.notation import loops_of
from autograd.telling import told


def explanation(lifted: Lifted) -> str:
    """A line for each statement: its name, its shape, and how many nodes it replaces."""
    groups = len(lifted.tape.groups)
    nodes = f"{lifted.tape.scalar_nodes:,}"
    head = told(f"{lifted.name}: {nodes} scalar nodes in {groups} groups")
    if lifted.code is None:
        return told(f"{head}, run uncompiled")
    if isinstance(lifted.code, NativeCode):
        return told(f"{head} became machine code{lifted.chosen}:\n{lifted.code.sizes()}")
    if isinstance(lifted.code, ScalarCode) or lifted.program is None:
        why = told("too small or too irregular for arrays, so one line of Python per node")
        return f"{head}; {why}{lifted.chosen}"
    program = lifted.program
    arrays = [statement.out for statement in program.statements]
    rows = [(x.name, "x".join(map(str, x.shape)), f"{x.nodes:,}") for x in arrays]
    unit = told("nodes")
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        [
            told(
                f"{head} became {len(rows)} array statements with {program.gathers} gathers"
                f"{_in_machine_code(lifted.code)}{lifted.chosen}:"
            ),
            *_spread_over(lifted.code),
            *loops_of(program),
            *(
                f"  {name:<{widths[0]}}  {shape:>{widths[1]}}  {nodes:>{widths[2]}} {unit}"
                for name, shape, nodes in rows
            ),
        ]
    )


def _in_machine_code(code: object) -> str:
    if not isinstance(code, NestCode):
        return ""
    return told(f", in machine code as {code.nests} loop nests")


def _spread_over(code: object) -> list[str]:
    return [f"  {code.spread_over}"] if isinstance(code, ProgramCode) and code.spread_over else []
