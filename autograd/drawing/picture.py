"""`Picture`: a `graphviz.Digraph` that is also rendered where Graphviz is not installed.

The Python package graphviz only writes DOT text and runs the program `dot`. Where there is no
such program on the PATH, the one of the wheel `graphviz-pure` is run instead: Graphviz's own code
carried over to Rust, one file without dependencies, for Linux, macOS and Windows. It draws the
same SVG in milliseconds. What it lacks is PDF, and in PNG and JPEG the letters of fonts other
than its own Latin, Greek and Cyrillic ones (in SVG the browser has the fonts). Where there is
neither, SVG is drawn by our own layout (see `vector`).
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

import graphviz
from graphviz.backend import dot_command

from autograd.drawing import output
from autograd.drawing.canvas import Canvas
from autograd.drawing.letters import is_wide
from autograd.drawing.tidying import tidied
from autograd.drawing.vector import rows_of
from autograd.files import write_whole
from autograd.telling import told, value_error, warn_of

_lock = threading.Lock()


class ProgramNotFound(graphviz.ExecutableNotFound):  # type: ignore[misc]  # graphviz is untyped
    """There is no program to do the layout."""

    def __init__(self) -> None:
        RuntimeError.__init__(
            self,
            told(
                "no program to draw this format with: pip install 'chainrule[draw]', or install "
                "Graphviz; svg needs neither"
            ),
        )


class Picture(graphviz.Digraph):  # type: ignore[misc]  # graphviz is untyped
    """A `graphviz.Digraph` that finds a program to do the layout.

    Raises:
        ProgramNotFound: when rendered, if there is none.
        ValueError: when rendered, if the program cannot write that format.
    """

    adapts = False  # to the theme of the page
    wraps = False  # its columns, if that makes it fit a page: Graphviz never does
    ours = False  # to be laid out in Python where that can be

    def pipe(self, format: str | None = None, **kwargs: object) -> Any:
        """The picture as bytes (or as text, given `encoding`); arguments as in graphviz."""
        kind = format or self.format
        if kind == "svg" and self._is_ours():
            return self._pipe_here(kwargs)
        try:
            with _program(kwargs) as from_wheel:
                rendered = super().pipe(format, **kwargs)
        except ProgramNotFound:
            if kind != "svg":
                raise
            return self._pipe_here(kwargs)
        if from_wheel:
            self._check_letters(kind)
        if kind != "svg":
            return rendered
        if isinstance(rendered, str):
            return output.finished(self, tidied(rendered))
        return output.finished(self, tidied(rendered.decode())).encode()

    def render(self, *args: object, **kwargs: object) -> str:
        """Writes DOT and picture to files, returns the picture's path; arguments as in graphviz."""
        if self._is_svg(args, kwargs) and self._is_ours():
            return self._render_here(*args, **kwargs)
        try:
            with _program(kwargs) as from_wheel:
                path: str = super().render(*args, **kwargs)
        except ProgramNotFound:
            return self._render_here(*args, **kwargs)
        if from_wheel:
            self._check_letters(Path(path).suffix[1:])
        if path.endswith(".svg"):
            svg = Path(path).read_text(encoding="utf-8")
            write_whole(path, output.finished(self, tidied(svg)))
        return path

    def _is_ours(self) -> bool:
        """Whether it is in small boxes, or a long chain that stands in rows to fit a page."""
        return self.ours or (self.wraps and rows_of(self.source) > 1)

    def _is_svg(self, args: tuple[object, ...], kwargs: dict[str, object]) -> bool:
        """Whether `render` with these arguments writes SVG."""
        outfile = kwargs.get("outfile")
        given = args[4] if len(args) > 4 else kwargs.get("format")
        return (given or (Path(str(outfile)).suffix[1:] if outfile else self.format)) == "svg"

    def _pipe_here(self, kwargs: dict[str, object]) -> str | bytes:
        svg = output.text_of(self, "svg")
        return svg if kwargs.get("encoding") else svg.encode()

    def _render_here(self, *args: object, **kwargs: object) -> str:
        try:
            return output.render(self, *args, **kwargs)  # type: ignore[arg-type]  # as they came
        except RuntimeError:
            raise ProgramNotFound from None

    def for_notebooks(self) -> str:
        """The picture as SVG that shrinks to the width of the page, as far as it stays readable."""
        return output.fitted(self.pipe("svg", encoding="utf-8"))

    def part(self, name: str) -> Canvas:
        """A part to be drawn by itself."""
        part: Canvas = graphviz.Digraph(name=name)
        return part

    def _check_letters(self, format: str) -> None:
        if format in ("png", "jpg", "jpeg", "jpe") and any(map(is_wide, self.source)):
            warn_of(
                f"graphviz-pure has no font for some letters of this {format}; "
                'use format="svg", or install Graphviz and a font',
                stacklevel=3,
            )

    def _repr_mimebundle_(self, *args: object, **kwargs: object) -> object:
        bundle = super()._repr_mimebundle_(*args, **kwargs)
        if output.SVG in bundle:
            bundle[output.SVG] = output.fitted(bundle[output.SVG])
        return bundle


@contextmanager
def _program(options: dict[str, object]) -> Iterator[bool]:
    """Has graphviz run the program there is; gives whether it is the wheel's."""
    with _lock:  # the name of the program is one for all threads
        before = dot_command.DOT_BINARY
        if shutil.which(before):
            yield False
            return
        program = _wheel_program()
        if program is None:
            raise ProgramNotFound
        options.setdefault("quiet", True)  # all it ever says is that it lacks a font to measure
        dot_command.DOT_BINARY = program
        try:
            yield True
        except graphviz.CalledProcessError as error:
            if "not recognized" not in str(error.stderr):
                raise
            raise value_error(
                "graphviz-pure writes svg, png, jpg, dot and json; for other formats install "
                "Graphviz"
            ) from error
        finally:
            dot_command.DOT_BINARY = before


def _wheel_program() -> Path | None:
    """The executable of graphviz-pure. An environment that is not activated is not on the PATH."""
    try:
        files = metadata.files("graphviz-pure") or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name in ("graphviz-pure", "graphviz-pure.exe"):
            return Path(str(file.locate()))
    found = shutil.which("graphviz-pure")
    return Path(found) if found else None
