"""What notebooks show of a model and of a history: a table, curves; and always their text.

In the table of a model every layer opens to a map of its weights.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby

from autograd import Value
from autograd.drawing.adapting import as_html
from nn.history import History
from nn.layers import Neuron
from nn.maps import layers_in, weight_map
from nn.module import Module, parts_of

# Light becomes dark where the page is, and each colour keeps its hue.
DARK = "@media (prefers-color-scheme:dark){svg{filter:invert(.88) hue-rotate(180deg)}}"

LEFT, RIGHT = (
    f'<td style="text-align: {side}; vertical-align: top; white-space: nowrap">'
    for side in ("left", "right")
)


def show_module(module: Module) -> dict[str, str]:
    """A model as a table: what it is made of, and how many parameters each part has."""
    from html import escape

    total = len(set(module.parameters()))
    parameters = f"{total:,} parameter{'s' * (total != 1)}"
    rows = [
        f"<tr>{LEFT}<code>{escape(names)}</code></td>{LEFT}{_opened(escape(what), parts)}</td>"
        f"{RIGHT}{len(numbers):,}</td>{RIGHT}{_spread(numbers)}</td></tr>"
        for names, what, parts, numbers in _rows(module)
    ]
    head = f"<b>{escape(type(module).__name__)}</b>, {parameters}"
    table = f"<table>{''.join(rows)}</table>" if rows else ""
    return {"text/plain": f"{module!r}, {parameters}", "text/html": f"{head}{table}"}


def show_history(history: History) -> dict[str, str]:
    """A history as its curves, if there are any and matplotlib is installed."""
    bundle = {"text/plain": repr(history)}
    with suppress(ImportError):
        if history:
            bundle["image/svg+xml"] = svg = _curves(history)
            bundle["text/html"] = as_html(svg, bundle["text/plain"])
    return bundle


def _curves(history: History) -> str:
    from nn.plotting import new_figure, training_curves

    figure = new_figure(1)  # not one of pyplot's, which a notebook would show once more
    training_curves(history, figure.axes[0])
    import matplotlib  # it is there, or there were no figure

    file = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "history"}):  # the same picture on every run
        figure.savefig(file, format="svg", bbox_inches="tight", metadata={"Date": None})
    return re.sub(r"(<svg[^>]*>)", rf"\1<style>{DARK}</style>", file.getvalue(), count=1)


def _rows(module: Module) -> Iterator[tuple[str, str, list[object], list[float]]]:
    """Names, description, parts and parameters of each row; alike neighbours are one row."""
    inner: set[Value] = set()
    for names, what, parts in _alike(_children(module, "")):
        parameters = dict.fromkeys(
            p for part in parts if isinstance(part, Module) for p in part.parameters()
        )
        shown = names[0] if len(names) == 1 else f"{names[0]} … {names[-1]}"
        yield shown, what, parts, [p.data for p in parameters]
        inner |= set(parameters)
    own = {name: p.data for name, p in module.named_parameters() if p not in inner}
    if own:
        names = list(own)
        shown = ", ".join(names) if len(names) <= 4 else f"{names[0]} … {names[-1]}"
        yield shown, "", [module] if isinstance(module, Neuron) else [], list(own.values())


def _spread(numbers: list[float]) -> str:
    """Mean and range, in few digits."""
    if not numbers:
        return ""
    mean = sum(numbers) / len(numbers)
    return f"mean {mean:.2g}, {min(numbers):.2g} to {max(numbers):.2g}"


def _opened(what: str, parts: list[object]) -> str:
    """The words about some parts, which open to maps of the layers in them."""
    neurons = [part for part in parts if isinstance(part, Neuron)]
    layers = [neurons] if neurons else [layer for part in parts for layer in layers_in(part)]
    maps = list(map(weight_map, layers))
    if not maps:
        return what
    return f"<details><summary>{what or 'weights'}</summary>{''.join(maps)}</details>"


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
