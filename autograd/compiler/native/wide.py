"""Operations of many operands: these are gathered in memory, and a loop goes over them.

Written in a row, a maximum of ten thousand numbers would be one long function, on which LLVM spends
far more than linear time. The loops are in `loops.ll`.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from autograd import ops
from autograd.compiler.native.chunk import Chunk
from autograd.compiler.native.translation import COMPENSATED
from autograd.entry import Operation

WIDE = 64  # operands
LOOPS = {
    ops.sum_: "sum",
    ops.dot: "dot",
    ops.maximum: "maximum",
    ops.minimum: "minimum",
    ops.logsumexp: "logsumexp",
}

PLAIN = """
define internal double @lost(double %sum, double %lost, double %x) {
  ret double 0.0
}
define internal double @total(double %sum, double %lost) {
  ret double %sum
}
"""
# Neumaier's sum, as that of CPython since 3.12 (cs_add and cs_to_double in bltinmodule.c).
NEUMAIER = """
define internal double @lost(double %sum, double %lost, double %x) {
  %new = fadd double %sum, %x
  %size = call double @llvm.fabs.f64(double %sum)
  %size.x = call double @llvm.fabs.f64(double %x)
  %larger = fcmp oge double %size, %size.x
  %kept = select i1 %larger, double %sum, double %x
  %added = select i1 %larger, double %x, double %sum
  %rest = fsub double %kept, %new
  %error = fadd double %rest, %added
  %lost1 = fadd double %lost, %error
  ret double %lost1
}
define internal double @total(double %sum, double %lost) {
  %some = fcmp one double %lost, 0.0
  %whole = fadd double %sum, %lost
  %total = select i1 %some, double %whole, double %sum
  ret double %total
}
"""


def is_wide(operation: Operation, arity: int) -> bool:
    """Whether a loop goes over the operands."""
    return arity > WIDE and operation in LOOPS


def loops() -> str:
    """The text of all the loops."""
    text = Path(__file__).with_name("loops.ll").read_text(encoding="utf-8")
    return text + (NEUMAIER if COMPENSATED else PLAIN)


class Index(NamedTuple):
    """Places in the memory, as a constant of the program."""

    name: str
    places: tuple[int, ...]

    def __str__(self) -> str:
        count, numbers = len(self.places), ", ".join(f"i32 {place}" for place in self.places)
        return f"{self.name} = internal constant [{count} x i32] [{numbers}]"

    @property
    def operands(self) -> str:
        """What functions take of it: where it is, and how long."""
        return f"ptr {self.name}, i64 {len(self.places)}"


def value(chunk: Chunk, operation: Operation, index: Index, scratch: int) -> str:
    """The register with the operation's value of the operands in the memory.

    From the place `scratch` on, the values have room for twice the operands.
    """
    count = len(index.places)
    xs, free = chunk.at("v", scratch), chunk.at("v", scratch + count)
    chunk.lines.append(f"  call void @gather(ptr %v, {index.operands}, ptr {xs})")
    if operation is ops.sum_:
        return chunk.write(f"call double @sum(ptr {xs}, i64 {count})")
    count = count // 2 if operation is ops.dot else count
    return chunk.write(f"call double @{LOOPS[operation]}(ptr {xs}, i64 {count}, ptr {free})")


def flow_back(
    chunk: Chunk, operation: Operation, y: str, upstream: str, index: Index, to: Index, scratch: int
) -> None:
    """Adds to the gradients of the operands what flows back to them.

    The operands are at the places of `index`, and their gradients at those of `to`, where a place
    may also be one for what nobody asks. The operation's value is `y`. From the place `scratch` on,
    the gradients have room for twice the operands.
    """
    if operation is ops.sum_:
        chunk.lines.append(f"  call void @spread(ptr %g, {to.operands}, double {upstream})")
        return
    count = len(index.places)
    xs, slopes = chunk.at("g", scratch), chunk.at("g", scratch + count)
    if operation is ops.dot:  # each factor's slope is the other factor
        half = count // 2
        middle = chunk.write(f"getelementptr i32, ptr {index.name}, i64 {half}")
        behind = chunk.at("g", scratch + count + half)
        for places, here in ((middle, slopes), (index.name, behind)):
            chunk.lines.append(f"  call void @gather(ptr %v, ptr {places}, i64 {half}, ptr {here})")
    else:
        chunk.lines.append(f"  call void @gather(ptr %v, {index.operands}, ptr {xs})")
        chunk.lines.append(
            f"  call void @{LOOPS[operation]}.slopes(double {y}, ptr {xs}, i64 {count}, "
            f"ptr {slopes})"
        )
    chunk.lines.append(
        f"  call void @scatter(ptr %g, {to.operands}, ptr {slopes}, double {upstream})"
    )
