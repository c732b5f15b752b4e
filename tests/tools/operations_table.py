"""The table of operations in the documentation, written from the operation table of the engine.

python -m tests.tools.operations_table      rewrites it between the markers of both editions
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import autograd
from autograd import OPERATIONS, Operation
from autograd.entry import FAMILIES

ROOT = Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- operations: begin -->", "<!-- operations: end -->"

HEADS = {
    "docs/operations.md": ("Write", "Value y", "Local gradients", "Meaning"),
    "docs/operations.ko.md": ("쓰는 법", "값 y", "국소 기울기"),
}

WRITTEN = {  # where it is not name(a) or what the function's signature says
    "add": "a + b",
    "sub": "a - b",
    "mul": "a * b",
    "div": "a / b",
    "neg": "-a",
    "abs": "abs(a)",
    "pow": "a ** b",
    "power": "a ** 3",
    "where": "where(c, a, b)",
    "remainder": "a % b",
    "floor_divide": "a // b",
    "leaky_relu": "leaky_relu(a)",
    "elu": "elu(a)",
    "clip": "clip(a, -1, 1)",
}


def entries() -> list[Operation]:
    """Every built-in operation that people write; x ** n stands beside x ** y."""
    found = []
    for entry in OPERATIONS.values():
        if entry.name in WRITTEN or hasattr(autograd, entry.name or "-"):
            found.append(entry)
        if entry.name == "pow":
            found.append(FAMILIES["power"](3.0))
    return found


def written(entry: Operation) -> str:
    """How to write it, for instance `tanh(a)`."""
    if entry.name in WRITTEN:
        return WRITTEN[entry.name]
    function = getattr(autograd, entry.name)
    if isinstance(function, Operation):
        operands = "ab"[: entry.arity] if entry.arity else ("a", "b", "...")
    else:
        names = inspect.signature(function).parameters.values()
        operands = ["a, b, ..." if p.kind is p.VAR_POSITIONAL else p.name for p in names]
    return f"{entry.name}({', '.join(operands)})"


def mathematics(latex: str) -> str:
    """LaTeX as GitHub shows it: between backticks Markdown leaves the backslashes alone.

    GitHub refuses \\operatorname.
    """
    return "$`" + re.sub(r"\\operatorname\{(\w+)\}", r"\\mathrm{\1}\\,", latex) + "`$"


def row(*cells: str) -> str:
    """One line of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def table(page: str) -> str:
    """The table of one of the pages."""
    head = HEADS[page]
    lines = [row(*head), row(*("---" for _ in head))]
    for entry in entries():
        gradients = ", ".join(map(mathematics, entry.latex_gradients))
        cells = (f"`{written(entry)}`", mathematics(entry.latex), gradients, entry.doc)
        lines.append(row(*cells[: len(head)]))
    return "\n".join(lines)


def with_table(page: str, text: str) -> str:
    """The page's text with the table of today."""
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    new, count = pattern.subn(lambda _: f"{BEGIN}\n{table(page)}\n{END}", text)
    if count != 1:
        raise ValueError(f"{page} needs the markers {BEGIN} and {END} once, found {count}")
    return new


if __name__ == "__main__":
    for name in HEADS:
        path = ROOT / name
        path.write_text(with_table(name, path.read_text(encoding="utf-8")), encoding="utf-8")
        print(f"wrote the table of {len(entries())} operations into {name}")
