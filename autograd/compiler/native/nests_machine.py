"""From loop nests to machine code, in which several rounds of a loop are one."""

from __future__ import annotations

from typing import Any

from autograd.compiler.native.entries import declarations
from autograd.compiler.native.machine import add_callbacks, c_library, llvm
from autograd.compiler.native.templates import Part, callback_name, definitions_of

LEVEL = 1  # of LLVM's work; more takes twice as long, and gains nothing here


def whole(parts: set[Part], functions: str) -> tuple[str, dict[str, Part]]:
    """The text of a program, and the parts of it that are Python's own functions, by name."""
    definitions = definitions_of(parts)
    texts = [
        declarations(definitions),
        "declare i64 @llvm.fptosi.sat.i64.f64(double)",
        *(x.text for x in definitions.values()),
        functions,
    ]
    own = {callback_name(part): part for part, x in definitions.items() if x.is_pythons_own}
    return "\n".join(texts), own


def loaded(text: str, callbacks: dict[str, Part]) -> Any:
    """The engine that holds the machine code, made for this very processor.

    No sum has another order by that, and no product is fused with a sum.
    """
    c_library()
    add_callbacks(callbacks)
    module, target = llvm().parse_assembly(text), llvm().Target.from_default_triple()
    features = llvm().get_host_cpu_features().flatten()
    machine = target.create_target_machine(llvm().get_host_cpu_name(), features, LEVEL, jit=True)
    options = llvm().create_pipeline_tuning_options(LEVEL)
    options.loop_vectorization = options.slp_vectorization = True
    options.loop_unrolling = False
    builder = llvm().create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    engine = llvm().create_mcjit_compiler(module, machine)
    engine.finalize_object()
    return engine
