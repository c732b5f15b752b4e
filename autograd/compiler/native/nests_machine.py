"""From loop nests to machine code, in which several rounds of a loop are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograd.compiler.native.entries import declarations
from autograd.compiler.native.machine import (
    PASSES,
    Made,
    add_callbacks,
    add_function,
    c_library,
    improved,
    llvm,
    own_instructions,
)
from autograd.compiler.native.nests_loops import Nest
from autograd.compiler.native.nests_products import Library
from autograd.compiler.native.templates import Part, callback_name, definitions_of

Function = Nest | Library

CHECKED = """
define i32 @{name}(ptr %memory, i32 %exceptions) nounwind {{
  %raised = alloca i32
  store i32 0, ptr %raised
  %cleared = call i32 @libm.feclearexcept(i32 %exceptions)
{calls}
  %last = call i32 @libm.fetestexcept(i32 %exceptions)
  %known = load i32, ptr %raised
  %all = or i32 %known, %last
  ret i32 %all
}}
"""


def calls(functions: Sequence[Function], places: Mapping[str, int]) -> str:
    """The lines that call functions."""
    return "\n".join([line for function in functions for line in function.called(places)])


def checked(name: str, functions: Sequence[Function], places: Mapping[str, int]) -> str:
    """A function that calls others, and returns the floating-point exceptions that there were."""
    return CHECKED.format(name=name, calls=calls(functions, places))


def whole(functions: Sequence[Function], text: str) -> tuple[str, dict[str, Part]]:
    """The text of a program, and the parts of it that are Python's own functions, by name.

    Arguments:
        functions: all of the nests.
        text: what calls them.
    """
    definitions = definitions_of({part for function in functions for part in function.calls})
    texts = [
        declarations(definitions),
        "declare i64 @llvm.fptosi.sat.i64.f64(double)",
        *(x.text for x in definitions.values()),
        *map(str, functions),
        text,
    ]
    own = {callback_name(part): part for part, x in definitions.items() if x.is_pythons_own}
    return "\n".join(texts), own


def loaded(text: str, callbacks: dict[str, Part], functions: Sequence[Function]) -> Any:
    """The engine that holds the machine code, made for this very processor.

    No sum has another order by that, and no product is fused with a sum.
    """
    c_library()
    add_callbacks(callbacks)
    for function in functions:
        if isinstance(function, Library):
            add_function(function.name, function.function)
    engine = llvm().create_mcjit_compiler(*_optimised(text))
    engine.finalize_object()
    return engine


def assembly(text: str) -> str:
    """A program in the processor's own words."""
    module, machine = _optimised(text)
    return str(machine.emit_assembly(module))


def _optimised(text: str) -> Made:
    """A program, in which several rounds of a loop are one, and the machine that it is for."""
    target, own = llvm().Target.from_default_triple(), own_instructions()
    machine = target.create_target_machine(**own, opt=PASSES, jit=True)
    return improved(text, machine, loops=True)
