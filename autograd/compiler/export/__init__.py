"""A program leaves the house: as a file that needs nothing of ours.

In the order of reading:

    sources, transplant     where functions stand in their files; as text, with all that they call
    called                  what exported modules call, and so is copied into them
    literals, layout        numbers and arrays as text; lists, functions, headings
    arguments, answers      what goes in and what comes out, as text
    places                  where the results of an array program stand
    python_module           what all modules have
    numpy_module            those of NumPy and of plain Python
    rows                    those for any number of rows
    jax_module              those of JAX
    onnx_file               an ONNX file
    door                    which program is meant, and who writes it down
"""

from autograd.compiler.export.door import hang
from autograd.compiler.export.layout import function
from autograd.compiler.export.rows import RowsModule, row_module, rows_module

__all__ = ["RowsModule", "function", "hang", "row_module", "rows_module"]
