"""Programs become text, and text becomes functions.

In the order of reading:

    printing, python_text   expressions and lines as text; two Python functions
    jax_text                one for JAX
    loading                 from text to functions that can be run
    flat                    both halves as lines of one operation each
    placing                 these with a place in memory for each result
    looping                 both halves in one, on memory that the steps of a loop use again
"""

from autograd.compiler.write.jax_text import jax_source
from autograd.compiler.write.loading import load
from autograd.compiler.write.looping import in_place
from autograd.compiler.write.printing import Printer
from autograd.compiler.write.python_text import FLOATS, NUMPY, in_tuple, python_source

__all__ = [
    "FLOATS",
    "NUMPY",
    "Printer",
    "in_place",
    "in_tuple",
    "jax_source",
    "load",
    "python_source",
]
