"""Scalars in, matrices out: scalar code recorded once and lifted into an array program.

The stages, each a file, in the order of the work: `tracing` listens to the function, `tape` groups
its scalar nodes, `nests` finds the array views that hold the operands of a group, `program` makes
one statement of each group, `numpy_source` writes the statements and their derivatives as NumPy
(`scalar_source` as plain Python, where nothing repeats), `lifted` checks and runs the result for
arguments of one form, and `compiled` makes it look like the function it came from.
"""

from autograd.compiler.compiled import Compiled
from autograd.compiler.lifted import Lifted

__all__ = ["Compiled", "Lifted"]
