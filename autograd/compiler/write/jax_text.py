"""The forward half of a program as the text of a JAX function."""

from __future__ import annotations

from autograd.compiler.program import Apply, Call, Definition, Halves, Name
from autograd.compiler.write.printing import Printer
from autograd.compiler.write.python_text import forward_lines

JAX = Printer("jnp")


def jax_source(halves: Halves, checked: list[str], definitions: list[Definition]) -> str:
    """The text of the forward half, after the functions that bring a rule of the table along."""
    lines = [_defined(definition) for definition in definitions]
    lines += ["", ""] if definitions else []
    lines += forward_lines(JAX, halves)
    results = "".join(f"{JAX.text(result)}, " for result in halves.results).rstrip()
    lines += [f"    return ({results}), finite({', '.join(checked)})", ""]
    return "\n".join(lines)


def _defined(definition: Definition) -> str:
    value, listed = JAX.text(definition.value), ", ".join(definition.operands)
    bare = isinstance(definition.value, (Apply, Call)) and not definition.value.options
    if bare and definition.value.parts == tuple(map(Name, definition.operands)):
        value = value.removesuffix(f"({listed})")  # the function itself
    else:
        value = f"lambda {listed}: {value}"
    slopes = ", ".join(map(JAX.text, definition.slopes))
    return f"{definition.name} = elementwise({value}, lambda y, {listed}: ({slopes},))"
