"""Machine code: the recorded scalar graph printed for LLVM, and compiled by it.

In the order of reading:

    making                  how it is made, and that it can't be
    powers                  what the C library makes of a square, without it
    registers               arithmetic on what is not known yet writes instructions
    signs                   minus signs, carried to where they cost nothing
    translation, templates  the table's rules as instructions, once each
    shorter                 what nodes need not compute where no gradient flows back
    graph                   a recorded graph with numbers for names
    lanes                   the graph of a vmap: one sample, and what is made of all of them
    flags, chunk, wide      what went wrong; a function in the making; operations of many operands
    repeats                 steps that are alike, found without being told
    time_loop, pieces       a loop over them; functions in a row, and what goes from one to another
    back, entries           gradients on the way back; the functions by which a program is entered
    program                 the text, forward and backward, in chunks
    abreast                 the text of one sample made that of a few abreast
    slices, columns         many samples shared out; the numbers of one sample
    lane_loops              the text of a program for many samples
    machine, cache          from text to machine code, which is kept on disk
    door                    machine code as a function of Python's own
    plan, parts, code       what a program is; numbers in its memory; code that can be run
    team, threads           threads that work together; slices of samples shared among them

Then loop nests, from the array program, for code that does the same to many numbers:

    nests_vocabulary        operations on fields
    nests_fields            arrays that are not computed yet
    nests_loops             the loops that compute them
    nests_products          products of matrices
    nests_arrays            memory
    nests_contractions      sums of products over other axes
    nests_picking           numbers by their places
    nests_values            expressions
    nests                   the lines of a program
    nests_update            the rule of the optimizer
    nests_machine           its machine code
    nests_step              the steps of a training
"""

from typing import TYPE_CHECKING

from autograd.compiler.native.making import PLAIN, Making, NativeError
from autograd.later import at_need

if TYPE_CHECKING:
    from autograd.compiler.native.code import NativeCode, Readable
    from autograd.compiler.native.flags import exceptions
    from autograd.compiler.native.graph import Graph, graph_of
    from autograd.compiler.native.lanes import Lanes, lanes_of
    from autograd.compiler.native.machine import llvm
    from autograd.compiler.native.nests import Nests
    from autograd.compiler.native.nests_fields import Field
    from autograd.compiler.native.nests_machine import assembly, checked, loaded, whole
    from autograd.compiler.native.nests_products import raise_what_came
    from autograd.compiler.native.nests_step import NativeSteps
    from autograd.compiler.native.nests_update import Update
    from autograd.compiler.native.plan import plan_of
    from autograd.compiler.native.threads import SharedCode, threads_worth
    from autograd.compiler.native.translation import translated
else:  # forty files, which only those read who want machine code
    __getattr__, __dir__ = at_need(
        __name__,
        {
            "NativeCode": "code",
            "Readable": "code",
            "exceptions": "flags",
            "Graph": "graph",
            "graph_of": "graph",
            "Lanes": "lanes",
            "lanes_of": "lanes",
            "llvm": "machine",
            "Nests": "nests",
            "Field": "nests_fields",
            "assembly": "nests_machine",
            "checked": "nests_machine",
            "loaded": "nests_machine",
            "whole": "nests_machine",
            "raise_what_came": "nests_products",
            "NativeSteps": "nests_step",
            "Update": "nests_update",
            "plan_of": "plan",
            "SharedCode": "threads",
            "threads_worth": "threads",
            "translated": "translation",
        },
    )

__all__ = [
    "PLAIN",
    "Field",
    "Graph",
    "Lanes",
    "Making",
    "NativeCode",
    "NativeError",
    "NativeSteps",
    "Nests",
    "Readable",
    "SharedCode",
    "Update",
    "assembly",
    "checked",
    "exceptions",
    "graph_of",
    "lanes_of",
    "llvm",
    "loaded",
    "plan_of",
    "raise_what_came",
    "threads_worth",
    "translated",
    "whole",
]
