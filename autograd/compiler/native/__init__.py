"""Machine code: the recorded scalar graph printed for LLVM, and compiled by it.

In the order of reading:

    registers               arithmetic on what is not known yet writes instructions
    translation, templates  the table's rules as instructions, once each
    graph                   a recorded graph with numbers for names
    flags, chunk, wide      what went wrong; a function in the making; operations of many operands
    program                 the text, forward and backward, in chunks
    machine, cache, code    from text to machine code, which is kept on disk; code that can be run

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

from autograd.compiler.native.code import NativeCode
from autograd.compiler.native.graph import Graph, graph_of
from autograd.compiler.native.machine import llvm
from autograd.compiler.native.registers import NativeError

__all__ = ["Graph", "NativeCode", "NativeError", "graph_of", "llvm"]
