"""Groups become statements on arrays.

In the order of reading:

    layout, labels          parameters in one vector; what the user calls its parts
    nests                   which loops lead to operands
    padding, operands       sums of several lengths; operands as views
    loops, terms            the members of a group along axes; what it sums over
    simplify                statements that a person would not write
    lifter                  a statement for each group
    columns, steps          statements that come again and again as a loop
    ahead                   what they make of the same arrays, before any of them
"""

from autograd.compiler.lift.ahead import with_rows_ahead
from autograd.compiler.lift.lifter import lift
from autograd.compiler.lift.steps import with_steps

__all__ = [
    "lift",
    "with_rows_ahead",
    "with_steps",
]
