"""The functions by which a program is entered, and those that it takes from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from autograd.compiler.native import flags
from autograd.compiler.native.chunk import Chunk
from autograd.compiler.native.powers import DEFINITION
from autograd.compiler.native.templates import Definition, Part, callback_name
from autograd.compiler.native.time_loop import Steps
from autograd.compiler.native.translation import BINARY, LIBM

IS_NAN = """
define internal i32 @is_nan(ptr %numbers, i64 %count) {
start:
  %empty = icmp eq i64 %count, 0
  br i1 %empty, label %end, label %next
next:
  %k = phi i64 [ 0, %start ], [ %following, %next ]
  %before = phi i1 [ false, %start ], [ %found, %next ]
  %at = getelementptr double, ptr %numbers, i64 %k
  %number = load double, ptr %at
  %here = fcmp uno double %number, %number
  %found = or i1 %before, %here
  %following = add i64 %k, 1
  %done = icmp eq i64 %following, %count
  br i1 %done, label %end, label %next
end:
  %whether = phi i1 [ false, %start ], [ %found, %next ]
  %answer = zext i1 %whether to i32
  ret i32 %answer
}
"""


OF_NUMBERS = "nounwind willreturn inaccessiblememonly"  # as LLVM calls such functions
# Also what LLVM calls of its own accord, such as `memset`, is in the table of addresses.
FLAGS = '!llvm.module.flags = !{!0}\n!0 = !{i32 7, !"RtLibUseGOT", i32 1}'


def sequence(name: str, memories: str, chunks: Sequence[Chunk | Steps]) -> str:
    """The chunks, and a function that calls one after the other."""
    pointers = ", ".join(f"ptr %{m}" for m in memories)
    calls = [f"define internal void @{name}({pointers}) {{", *(chunk.call for chunk in chunks)]
    return "\n".join([*map(str, chunks), *calls, "  ret void", "}"])


def entry(name: str, memories: str, work: str, gradients: int = 0, more: str = "") -> str:
    """A function that Python calls: it does the work, and says whether anything was wrong.

    That is which of the floating-point exceptions there were, or that one of so many gradients is
    NaN.
    """
    pointers, exceptions = ", ".join(f"ptr %{m}" for m in memories), flags.exceptions()
    return f"""
define i32 @{name}({pointers}{more}) {{
  %cleared = call i32 @libm.feclearexcept(i32 {exceptions})
  {work}
  %raised = call i32 @libm.fetestexcept(i32 {exceptions})
  %nan = {f"call i32 @is_nan(ptr %g, i64 {gradients})" if gradients else "add i32 0, 0"}
  %wrong = or i32 %raised, %nan
  ret i32 %wrong
}}
"""


def declarations(definitions: dict[Part, Definition]) -> str:
    """The functions that no program defines: those of C, of LLVM and of Python.

    C and Python may be anywhere in memory, so their addresses are kept in a table of the program.
    Functions of numbers see no memory of the program's; what they write is the processor's flags.
    """
    far = [
        f"double @libm.{name}({'double, double' if name in BINARY else 'double'}) {OF_NUMBERS}"
        for name in [*LIBM, "pow", "floor"]
    ]
    far += ["i32 @libm.feclearexcept(i32)", "i32 @libm.fetestexcept(i32)"]
    far += [
        f"void {callback_name(part)}(ptr, ptr)"
        for part, definition in definitions.items()
        if definition.is_pythons_own
    ]
    lines = ["declare double @llvm.fabs.f64(double)", "declare double @llvm.sqrt.f64(double)"]
    lines += ["declare double @llvm.copysign.f64(double, double)"]
    return "\n".join([*(f"declare {x} nonlazybind" for x in far), *lines, FLAGS, DEFINITION])
