"""`Digraph`: what a `graphviz.Digraph` is to people, where that package is not installed.

It writes the same DOT text, shows itself in output, and renders SVG by nothing but Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import overload

from autograd.drawing import output
from autograd.drawing.canvas import Canvas
from autograd.files import write_whole

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|-?(\.[0-9]+|[0-9]+(\.[0-9]*)?)")
_HTML = re.compile(r"\s*<.*>\s*", re.DOTALL)
_KEYWORDS = {"node", "edge", "graph", "digraph", "subgraph", "strict"}
_BARE_QUOTE = re.compile(r'(?<!\\)((?:\\\\)*)"')


class Digraph:
    """A picture in the making, as in the package graphviz.

    Arguments:
        name: of the graph; that of a frame begins with "cluster".
        format: what `render` and `pipe` write: "svg", or "dot".
        graph_attr, node_attr, edge_attr: attributes of the whole, of all boxes, of all arrows.
    """

    adapts = False  # to the theme of the page
    wraps = False  # which matters to Graphviz alone: it does not
    ours = False  # to be laid out in Python where that can be

    def __init__(
        self,
        name: str | None = None,
        *,
        format: str = "svg",
        graph_attr: Mapping[str, str] | None = None,
        node_attr: Mapping[str, str] | None = None,
        edge_attr: Mapping[str, str] | None = None,
    ) -> None:
        self.name, self.format = name, format
        self.graph_attr = dict(graph_attr or {})
        self.node_attr = dict(node_attr or {})
        self.edge_attr = dict(edge_attr or {})
        self.body: list[str] = []

    # --- drawn on --------------------------------------------------------------------------------

    def node(self, name: str, label: str | None = None, **attributes: str | None) -> None:
        """Adds a box."""
        self.body.append(f"\t{_quoted(name)}{_listed(label, attributes)}\n")

    def edge(
        self, tail_name: str, head_name: str, label: str | None = None, **attributes: str | None
    ) -> None:
        """Adds an arrow."""
        arrow = f"{_quoted(tail_name)} -> {_quoted(head_name)}"
        self.body.append(f"\t{arrow}{_listed(label, attributes)}\n")

    def edges(self, tail_head_iter: Iterable[tuple[str, str]]) -> None:
        """Adds arrows."""
        for tail, head in tail_head_iter:
            self.edge(tail, head)

    def attr(self, kw: str | None = None, **attributes: str | None) -> None:
        """Sets attributes of the whole, or of all that is of one kind."""
        listed = _listed(None, attributes)
        self.body.append(f"\t{kw}{listed}\n" if kw else f"\t{listed[2:-1]}\n")

    def subgraph(self, graph: Canvas) -> None:
        """Adds a part that was drawn by itself."""
        assert isinstance(graph, Digraph), "a part of a picture is made by part()"
        self.body += [f"\t{line}" for line in graph.written("subgraph")]

    def part(self, name: str) -> Digraph:
        """A part to be drawn by itself."""
        return Digraph(name)

    # --- written ---------------------------------------------------------------------------------

    def written(self, what: str = "digraph") -> Iterator[str]:
        """The lines of the DOT text."""
        yield f"{what} {_quoted(self.name)} {{\n" if self.name else f"{what} {{\n"
        for kind in ("graph", "node", "edge"):
            attributes = getattr(self, f"{kind}_attr")
            if attributes:
                yield f"\t{kind}{_listed(None, attributes)}\n"
        yield from self.body
        yield "}\n"

    @property
    def source(self) -> str:
        """The DOT text."""
        return "".join(self.written())

    def __str__(self) -> str:
        return self.source

    def __iter__(self) -> Iterator[str]:
        return self.written()

    @overload
    def pipe(self, format: str | None = None, *, encoding: None = None) -> bytes: ...
    @overload
    def pipe(self, format: str | None = None, *, encoding: str) -> str: ...
    def pipe(self, format: str | None = None, *, encoding: str | None = None) -> bytes | str:
        """The picture as bytes, or as text if an encoding is given.

        Raises:
            RuntimeError: a format other than "svg" and "dot", which only Graphviz writes.
        """
        text = output.text_of(self, format or self.format)
        return text if encoding else text.encode()

    def save(self, filename: str | Path, directory: str | Path | None = None) -> str:
        """Writes the DOT text to a file; returns its path."""
        path = Path(directory or "", filename)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, self.source)
        return str(path)

    def render(
        self,
        filename: str | Path | None = None,
        directory: str | Path | None = None,
        view: bool = False,
        cleanup: bool = False,
        format: str | None = None,
        *,
        outfile: str | Path | None = None,
    ) -> str:
        """Writes DOT text and picture to files, returns the picture's path; see `output.render`."""
        return output.render(self, filename, directory, view, cleanup, format, outfile=outfile)

    def view(self, filename: str | None = None, directory: str | None = None) -> str:
        """Writes the picture and opens it in a browser."""
        return self.render(filename, directory, view=True)

    # --- shown -----------------------------------------------------------------------------------

    def for_notebooks(self) -> str:
        """The picture as SVG that shrinks to the width of the page, as far as it stays readable."""
        return output.fitted(self._repr_image_svg_xml())

    def _repr_image_svg_xml(self) -> str:
        return output.text_of(self, "svg")

    _repr_svg_ = _repr_image_svg_xml

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {output.SVG: self.for_notebooks()}


def _quoted(word: str) -> str:
    if _HTML.fullmatch(word):
        return word
    if _WORD.fullmatch(word) and word.lower() not in _KEYWORDS:
        return word
    escaped = _BARE_QUOTE.sub(r"\1\\" + '"', word)
    return f'"{escaped}"'


def _listed(label: str | None, attributes: Mapping[str, str | None]) -> str:
    """Attributes in brackets, the label first and the others by their names."""
    pairs = [("label", label), *sorted(attributes.items())]
    words = [f"{_quoted(key)}={_quoted(value)}" for key, value in pairs if value is not None]
    return f" [{' '.join(words)}]" if words else ""
