"""Statements become expressions, and these their derivatives.

In the order of reading:

    formulas, factoring     expressions in the making, with the algebra that nobody thinks about
    operations, vocabulary  the table of operations on arrays; how a program says any of them
    contraction, reading    sums of products; views as slices, windows, rows
    naming                  W1, b1, z1, h1
    forward                 what statements compute
    rows, adding, backward  contributions, of many steps together; their sum; the way back
    stepping                a loop over steps that are alike
    halves                  both whole
    scalar_source           the same on plain floats, for graphs in which nothing repeats
    jax_vocabulary          the operations in JAX's words
"""

from autograd.compiler.derive.formulas import Formula
from autograd.compiler.derive.forward import Forward
from autograd.compiler.derive.halves import derive, forward_half
from autograd.compiler.derive.naming import Names
from autograd.compiler.derive.operations import LIBRARY, OWN, call, function, is_ours
from autograd.compiler.derive.scalar_source import ScalarWriter
from autograd.compiler.derive.vocabulary import Vocabulary

__all__ = [
    "LIBRARY",
    "OWN",
    "Formula",
    "Forward",
    "Names",
    "ScalarWriter",
    "Vocabulary",
    "call",
    "derive",
    "forward_half",
    "function",
    "is_ours",
]
