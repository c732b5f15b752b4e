"""Machine code: the recorded scalar graph printed for LLVM, and compiled by it.

In the order of reading:

    registers               arithmetic on what is not known yet writes instructions
    translation, templates  the table's rules as instructions, once each
    graph                   a recorded graph with numbers for names
    flags, chunk, wide      what went wrong; a function in the making; operations of many operands
    program                 the text, forward and backward, in chunks
    machine, cache, code    from text to machine code, which is kept on disk; code that can be run
And loop nests, from the array program, for code that does the same to many numbers:

    nests_fields, nests_loops         arrays that are not computed yet; the loops that do it
    nests_products, nests_contractions    products of matrices
    nests_arrays, nests_values, nests     memory, expressions and lines of a program
    nests_update, nests_step, nests_machine    the rule of the optimizer; steps of a training
"""

from autograd.compiler.native.code import NativeCode
from autograd.compiler.native.graph import Graph, graph_of
from autograd.compiler.native.machine import llvm
from autograd.compiler.native.registers import NativeError

__all__ = ["Graph", "NativeCode", "NativeError", "graph_of", "llvm"]
