"""The recorded nodes of one form become a group.

In the order of reading:

    tape                    what groups are
    flat, runs              sums absorb what they alone use; their operands in order
    grouping                from a recorded graph to groups, one node after the other
    period                  where a sequence of things repeats itself
"""

from autograd.compiler.group.grouping import group
from autograd.compiler.group.period import Numbers, Stretch, numbered, stretches
from autograd.compiler.group.tape import COMMUTATIVE, Group, Tape, may_fail

__all__ = [
    "COMMUTATIVE",
    "Group",
    "Numbers",
    "Stretch",
    "Tape",
    "group",
    "may_fail",
    "numbered",
    "stretches",
]
