"""A difference as a script that needs nothing but `autograd` (or `nn`), and prints both numbers."""

from __future__ import annotations

from tests.tools.differential.compare import Difference
from tests.tools.differential.fitting import Fit
from tests.tools.differential.program import Program

RUNS = {
    "eager": "f",
    "grad": "autograd.value_and_grad(lambda *xs: combined(f(*xs)))",
    "torch": "f",
    "jax.grad": "f",
    "compiled": "autograd.compile(f)",
    "jax": 'autograd.compile(f, backend="jax")',
    "numpy": "autograd.compile(f).numpy",
    "compile(grad)": "autograd.compile(autograd.value_and_grad(lambda *xs: combined(f(*xs))))",
}
RUNS_COMPILED = ("compiled", "jax", "numpy", "compile(grad)")
SCALAR = ("eager", "torch", "jax.grad")
BACKWARD = ("eager", "torch", "jax.grad", "compiled", "jax")


def script(program: Program, difference: Difference) -> str:
    """The text."""
    what, path = difference.what, difference.path
    kind, _, place = what.partition(" ")
    names = list(program.calls[0].arguments)
    lines = [f"# {difference}".replace("\n", " "), "import math", "", "import autograd"]
    lines += [
        "from autograd import Value",
        "from autograd.structure import flatten, map_leaves",
        "",
    ]
    lines += ["inf, nan = math.inf, math.nan"]
    if path in RUNS_COMPILED and (program.arrays or program.tuned):
        lines += ["from autograd.compiler.run import steps, ways", ""]
        lines += ["ways.ARRAY_STATEMENT = 0.0  # arrays also where they are small"] * program.arrays
        lines += ["steps.FEW_CALLS = 0  # tuned from the first call on"] * program.tuned
    lines += captured(program)
    lines += [*program.own_operations, "", "", program.source, "", COMBINED]
    if path == "second":
        row = place.partition(",")[0]
        lines += [
            "first = autograd.grad(lambda *xs: combined(f(*xs)))",
            f"run = autograd.grad(lambda *xs: list(flatten(first(*xs)))[{row}])",
        ]
    else:
        lines.append(f"run = {RUNS[path]}")
    for k, call in enumerate(program.calls):
        lines += ["", f"# call {k}"]
        if call.parameters:
            lines.append(f"for p, x in zip(w, {list(call.parameters)}):")
            lines.append("    p.data, p.grad = x, 0.0")
        if uses_state(program):
            lines.append(f'scale, settings[0], box.k, table["k"] = {call.state}')
        lines += [f"{name} = {tree}" for name, tree in call.arguments.items()]
        if path in SCALAR or (path in BACKWARD and k % 2):
            lines += [f"{name} = map_leaves(Value, {name})" for name in names]
        lines.append(f"results = run({', '.join(names)})")
        if path in BACKWARD and kind in ("gradient", "derivative", "warning"):
            lines.append("combined(results).backward()")
        if k == difference.call:
            break
    lines += ["", *shown(path, kind, place, names, bool(program.calls[0].parameters))]
    lines.append(f'print("right: ", {difference.expected!r})')
    return "\n".join(lines) + "\n"


COMBINED = """\
def combined(results):
    total = 0.0
    for k, x in enumerate(flatten(results)):
        total = total + x * (1.0 + 0.25 * k)
    return total
"""


def uses_state(program: Program) -> bool:
    """Whether numbers are captured."""
    return any(program.uses(name) for name in ("scale", "settings", "box", "table"))


def captured(program: Program) -> list[str]:
    """Definitions of what the function captures."""
    lines = []
    if program.calls[0].parameters:
        lines.append(f"w = [Value(x) for x in {list(program.calls[0].parameters)}]")
    if uses_state(program):
        lines += ["settings, table = [0.0], {}", "", "", "class Box:", "    pass", "", ""]
        lines += ["box = Box()"]
        lines += [f'scale, settings[0], box.k, table["k"] = {program.calls[0].state}']
    return lines


def shown(path: str, kind: str, place: str, names: list[str], captures: bool) -> list[str]:
    """What prints the number in question."""
    if kind == "gradient" and path in BACKWARD:
        given = ", ".join([*names, *(["w"] if captures else [])])
        return [f'print("found: ", list(flatten([{given}]))[{place}].grad)']
    if kind == "gradient":
        return [f'print("found: ", list(flatten(results[1]))[{place}])']
    if kind == "curvature":
        return [f'print("found: ", list(flatten(results))[{place.partition(",")[2]}])']
    if kind == "value" and path == "numpy":
        arrays = "numpy.concatenate([numpy.ravel(x) for x in flatten(results)])"
        return ["import numpy", f'print("found: ", {arrays}[{place}])']
    if kind == "value":
        return [f'print("found: ", list(flatten(results))[{place}])']
    return ['print("found: ", results)']


def fit_script(fit: Fit, difference: Difference) -> str:
    """The text for a training."""
    place = difference.what.partition(" ")[2] or "-1"
    return f"""\
# {difference}
import nn

{fit.source}

print("found: ", train(compile=True)[{place}])
print("right: ", train(compile=False)[{place}])
"""
