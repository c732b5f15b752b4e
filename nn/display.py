"""What notebooks show of a model and of a history: a table, curves; and always their text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from typing import Any

from autograd import Value
from nn.history import History
from nn.module import Module, parts_of

LEFT, RIGHT = '<td style="text-align: left">', '<td style="text-align: right">'


def show_module(module: Module) -> dict[str, str]:
    """A model as a table: what it is made of, and how many parameters each part has."""
    from html import escape

    total = len(set(module.parameters()))
    parameters = f"{total:,} parameter{'s' * (total != 1)}"
    rows = [
        f"<tr>{LEFT}<code>{escape(names)}</code></td>{LEFT}{escape(what)}</td>"
        f"{RIGHT}{count:,}</td></tr>"
        for names, what, count in _rows(module)
    ]
    head = f"<b>{escape(type(module).__name__)}</b>, {parameters}"
    table = f"<table>{''.join(rows)}</table>" if rows else ""
    return {"text/plain": f"{module!r}, {parameters}", "text/html": f"{head}{table}"}


def show_history(history: History) -> dict[str, str]:
    """A history as its curves, if there are any and matplotlib is installed."""
    bundle = {"text/plain": repr(history)}
    with suppress(ImportError):
        if history:
            bundle["image/svg+xml"] = _curves(history)
    return bundle


def _curves(history: History) -> str:
    from nn.plotting import training_curves

    figure: Any = training_curves(history).figure
    import matplotlib  # it is there, or there were no figure

    file = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "history"}):  # the same picture on every run
        figure.savefig(file, format="svg", bbox_inches="tight", metadata={"Date": None})
    return file.getvalue()


def _rows(module: Module) -> Iterator[tuple[str, str, int]]:
    """Names, description and number of parameters of each part; alike neighbours are one row."""
    inner: set[Value] = set()
    for names, what, parts in _alike(_children(module, "")):
        parameters = {p for part in parts if isinstance(part, Module) for p in part.parameters()}
        yield names[0] if len(names) == 1 else f"{names[0]} … {names[-1]}", what, len(parameters)
        inner |= parameters
    own = [name for name, parameter in module.named_parameters() if parameter not in inner]
    if own:
        yield ", ".join(own) if len(own) <= 4 else f"{own[0]} … {own[-1]}", "", len(own)


def _children(thing: object, prefix: str) -> Iterator[tuple[str, object]]:
    """The modules and functions in a module, and in its lists and dicts, with their names."""
    for name, part in parts_of(thing):
        if isinstance(part, (list, tuple, dict)):
            yield from _children(part, f"{prefix}{name}.")
        elif callable(part):
            yield f"{prefix}{name}", part


def _alike(
    parts: Iterable[tuple[str, object]], levels: int = 2
) -> Iterator[tuple[list[str], str, list[object]]]:
    """Neighbours that are described in the same words, put together."""
    for what, alike in groupby(parts, key=lambda part: _described(part[1], levels)):
        names, things = zip(*alike)
        yield list(names), f"{len(names)} × {what}" if len(names) > 1 else what, list(things)


def _described(part: object, levels: int) -> str:
    """What a part is: of which modules it consists, so many levels down, or its own words."""
    if not isinstance(part, Module):
        return str(getattr(part, "__name__", getattr(part, "name", type(part).__name__)))
    children = [child for child in _children(part, "") if isinstance(child[1], Module)]
    if children and levels:
        inside = ", ".join(what for _, what, _ in _alike(children, levels - 1))
        return f"{type(part).__name__} of [{inside}]"
    if children:  # a module may even lead back to itself
        return type(part).__name__
    return repr(part) if type(part).__repr__ is not object.__repr__ else type(part).__name__
