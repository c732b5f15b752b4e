"""Scalars in, matrices out: scalar code recorded once and lifted into an array program.

The files, in the order of the work, which is a good one to read them in:

    tracing                 listens to the function: every scalar node that it makes
    region, batching        one sample recorded for all of a vmap
    borders, asked          whose code it is; what code asks for by name
    kinds, watching         what can be followed; whether it is as it was
    finding, undoing        what the function goes by besides its arguments, and changes
    guards                  whether that is as it was
    flat                    sums absorb what they alone use
    tape, grouping          nodes of one form become a group
    layout, nests           parameters in one vector; which loops lead to operands
    operands, loops         operands as views; the members of a group along axes
    padding, terms          sums of several lengths; what a group sums over
    lifter                  a statement for each group
    program, simplify       what a statement is; statements that a person would not write
    expressions             the program that is going to be written, as data
    formulas, operations    expressions in the making; the table of operations on arrays
    contraction, reading    sums of products; views as slices, windows, rows
    arrays                  functions that NumPy lacks
    captured, returned      the names that the user has for parameters, and for results
    naming                  W1, b1, z1, h1
    forward, backward       statements as expressions; their derivatives
    halves                  both functions whole
    printing, python_source expressions as text; two Python functions
    scalar_source           plain floats instead, for graphs in which nothing repeats
    scalar_walk             the same where that would be too many lines
    jax_arrays, jax_code    JAX instead of NumPy
    loading, codes          from text to functions that can be run
    call, draws             the arguments of a call; random numbers for dropout
    check, rounding         the program against the scalar graph, before its first use
    results, pullback       the form of what comes back; the way back to the parameters
    lifted, compiled        all this for arguments of one form; the function that users call
    explaining              where the scalar nodes went

and what makes it quick where the same program runs thousands of times:

    memory                  memory that is used again; a step as text
    cells, in_place         expressions as operations that write to it; both halves in one
    steps                   such steps for calls and for training
"""

from autograd.compiler.compiled import Compiled
from autograd.compiler.lifted import Lifted
from autograd.compiler.steps import training_step

__all__ = ["Compiled", "Lifted", "training_step"]
