"""Machine code as the rival of what a function runs on: which of them is quicker is measured."""

from __future__ import annotations

import time
from importlib.util import find_spec
from math import inf

from autograd.compiler.native import Making, NativeError
from autograd.compiler.record import Call
from autograd.compiler.run.codes import ArrayCode, ScalarCode
from autograd.compiler.run.lifted import Lifted
from autograd.compiler.run.ways import lines_of
from autograd.recording import TraceError
from autograd.telling import told

# In seconds, on ordinary machines: to make machine code for a node; to run what is a line of
# Python, forward and back, as machine code and as Python; and a statement of an array program.
BUILD, NATIVE_LINE, LINE, STATEMENT = 40e-6, 4e-9, 0.3e-6, 6e-6
START = 0.05  # seconds, until LLVM is ready
FEWEST = 20  # calls, before which nobody minds
LARGEST = 100_000  # nodes
TURNS = 5


def calls_before(lifted: Lifted) -> float:
    """After how many calls machine code would have paid for itself; infinity for never."""
    code, nodes = lifted.code, lifted.tape.scalar_nodes
    if lifted.tape.regions or lifted.draws or nodes > LARGEST or find_spec("llvmlite") is None:
        return inf
    if isinstance(code, ArrayCode):
        took = len(code.program.statements) * STATEMENT
    elif isinstance(code, ScalarCode):
        took = lines_of(lifted.tape) * LINE
    else:
        return inf
    gain = took - lines_of(lifted.tape) * NATIVE_LINE
    return max(FEWEST, int((START + nodes * BUILD) / gain)) if gain > 0.0 else inf


def quicker(lifted: Lifted, call: Call, making: Making) -> Lifted:
    """The program, or machine code for the same, whichever took less time for this call.

    Its attribute `chosen` says so.
    """
    from autograd.compiler.native import NativeCode, llvm

    lifted.rival_in = inf
    try:
        llvm()
        native = type(lifted)(call, "native", making, or_arrays=False)
    except (ImportError, NativeError, TraceError):
        return lifted
    if not isinstance(native.code, NativeCode):
        return lifted
    times = [(inf, lifted), (inf, native)]
    try:
        for _ in range(TURNS):
            times = [(min(time, _timed(way, call)), way) for time, way in times]
    except (ArithmeticError, ValueError):
        return lifted
    (theirs, _), (ours, _) = times
    winner = native if ours < theirs else lifted
    other = told("arrays") if isinstance(lifted.code, ArrayCode) else "Python"
    winner.chosen = told(
        f"; of the two ways that were timed, machine code took {1e6 * ours:,.1f} µs and "
        f"{other} {1e6 * theirs:,.1f} µs"
    )
    return winner


def _timed(lifted: Lifted, call: Call) -> float:
    """Seconds for this call, forward and back."""
    start = time.perf_counter()
    lifted.forward_and_back(call)
    return time.perf_counter() - start
