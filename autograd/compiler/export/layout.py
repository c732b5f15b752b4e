"""How the text of a module is laid out: lists, functions, headings."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

LONG = 92


def listed(start: str, parts: Sequence[str], end: str) -> list[str]:
    """A list in one line, or with a line for each part."""
    line = f"{start}{', '.join(parts)}{end}"
    return [line] if len(line) <= LONG else [start, *(f"    {part}," for part in parts), end]


def function(head: str, doc: str, lines: Sequence[str]) -> str:
    """The text of a function."""
    told = [f'"""{doc}"""'] if doc else []
    return f"def {head}:\n" + textwrap.indent("\n".join([*told, *lines]), "    ")


def heading(what: str) -> str:
    """A line before a part of the module."""
    return f"\n# --- {what} {'-' * (90 - len(what))}"


def joined(texts: Sequence[str]) -> str:
    """Definitions with the space between them that Python's own style wants."""
    text = ""
    for before, after in zip(["", *texts], texts):
        both_short = not before.startswith(("def ", "@")) and not after.startswith(("def ", "@"))
        text += ("\n" if both_short else "\n\n\n") * bool(before) + after
    return text
