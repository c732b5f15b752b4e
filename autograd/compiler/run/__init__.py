"""Programs are checked, called, differentiated and shown.

In the order of reading:

    scalar_walk             a large irregular graph, walked through on a list of numbers
    devices                 which devices JAX has, and how arrays lie on them
    numbers                 in lists and in arrays, and whether they are finite
    codes, jax_code         programs that can be run, by NumPy, plain Python or JAX
    rounding, check         the program against the scalar graph, before its first use
    steps                   both halves in one, for calls that come again and again
    pullback                the way back to the parameters
    nest_code               array programs as loop nests of machine code
    ways, reading           which kind of code a recording becomes; what people read of it
    machine                 a recording as machine code
    lifted, training        all this for arguments of one form; a step of a training
    gradients               `value_and_grad(f)` and `grad(f)` as the program of f and its way back
    rival                   machine code beside it: which is quicker
    notation, explaining    statements as mathematics writes them; where the scalar nodes went
    stages, text, compiled  the state after each pass; text in colours; what users call
    rows                    a function of one sample on arrays of any length
"""

from autograd.compiler.run.check import UncheckedError
from autograd.compiler.run.codes import ArrayCode, ScalarCode
from autograd.compiler.run.compiled import Compiled
from autograd.compiler.run.lifted import Lifted
from autograd.compiler.run.rows import Rows
from autograd.compiler.run.steps import agree
from autograd.compiler.run.training import agree_with_lines, on_arrays, training_step

__all__ = [
    "ArrayCode",
    "Compiled",
    "Lifted",
    "Rows",
    "ScalarCode",
    "UncheckedError",
    "agree",
    "agree_with_lines",
    "on_arrays",
    "training_step",
]
