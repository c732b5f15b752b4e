"""Scalars in, matrices out: scalar code recorded once and lifted into an array program.

The stages, each a file or two, in the order of the work:

    tracing                  listens to the function: every scalar node that it makes
    guards                   what the function goes by besides its arguments
    flat, tape               sums absorb what they alone use; nodes of one form become a group
    layout, nests, lifter    parameters in one vector; operands as views; a statement per group
    program, simplify        what a statement is; statements that a person would not write
    text, operations,        expressions in the making; the table of operations in NumPy;
    contraction, reading     sums of products; views as slices, windows, rows
    naming, forward,         W1, b1, z1, h1; statements as source; their derivatives;
    backward, numpy_source   both functions whole

`scalar_source` writes plain Python instead, where nothing repeats, and `jax_code` writes JAX.
`lifted` checks and runs the result for arguments of one form, and `compiled` makes it look like the
function it came from.
"""

from autograd.compiler.compiled import Compiled
from autograd.compiler.lifted import Lifted

__all__ = ["Compiled", "Lifted"]
