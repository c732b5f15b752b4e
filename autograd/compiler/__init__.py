"""Scalars in, matrices out: scalar code recorded once and lifted into an array program.

In rooms, in the order of the work, which is a good one to read them in. Each room says in its
`__init__` which of its files to read first, and is known to the others by what it names there; a
room imports those above it and none below.

    program     what is computed, as data alone: statements, expressions, views
    record      a function is listened to: its nodes, and what it goes by besides its arguments
    group       nodes of one form become a group
    lift        groups become statements on arrays
    derive      statements become expressions, and these their derivatives
    write       expressions become text: NumPy, JAX, plain Python, steps on memory used again
    onnx        expressions become a graph of ONNX, for other runtimes
    native      the recorded graph becomes machine code
    run         programs are checked, called, differentiated and shown
    export      what leaves the house: files that need nothing of ours

Beside them stands what emitted programs call: `arrays`, what NumPy lacks, and `jax_arrays`, the
same for JAX.
"""

from typing import TYPE_CHECKING

from autograd.compiler import export
from autograd.compiler.export import RowsModule, function, row_module, rows_module
from autograd.compiler.native import Making, NativeError
from autograd.compiler.run import (
    Compiled,
    Lifted,
    Rows,
    UncheckedError,
    agree,
    agree_with_lines,
    on_arrays,
    training_step,
)
from autograd.later import at_need

if TYPE_CHECKING:
    from autograd.compiler.native import NativeSteps, Update, llvm, translated
else:
    LATER = ["NativeSteps", "Update", "llvm", "translated"]
    __getattr__, __dir__ = at_need(__name__, dict.fromkeys(LATER, "native"))

__all__ = [
    "Compiled",
    "Lifted",
    "Making",
    "NativeError",
    "NativeSteps",
    "Rows",
    "RowsModule",
    "UncheckedError",
    "Update",
    "agree",
    "agree_with_lines",
    "function",
    "llvm",
    "on_arrays",
    "row_module",
    "rows_module",
    "training_step",
    "translated",
]

export.hang()
