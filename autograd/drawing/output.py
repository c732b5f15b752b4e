"""Pictures as files and on the pages of notebooks, where nothing but Python draws them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from autograd.drawing.adapting import adaptive
from autograd.drawing.vector import svg_of
from autograd.files import write_whole
from autograd.telling import told

SVG = "image/svg+xml"
PAGE = 600  # points: a cell in a window of 1280 pixels, beside JupyterLab's list of files


def fitted(svg: str) -> str:
    """The picture, no wider than a page, as far as it stays readable.

    SVG in the text of a page shrinks with the page. JupyterLab shows it as an image, which is as
    wide as it says. Never below 60 percent of its own width: from there on the notebook scrolls.
    """

    def fit(found: re.Match[str]) -> str:
        width, height = int(found[2]), int(found[3])
        least = width * 6 // 10
        shown = max(least, min(width, PAGE))
        return (
            f'<svg{found[1] or ""} style="max-width: max(100%, {least}pt); height: auto" '
            f'width="{shown}pt" height="{round(height * shown / width)}pt"'
        )

    return re.sub(r'<svg( class="\w+")? width="(\d+)pt" height="(\d+)pt"', fit, svg, count=1)


def text_of(picture: Source, format: str) -> str:
    """The picture in a format that is text.

    Raises:
        RuntimeError: a format other than "svg" and "dot", which only Graphviz writes.
    """
    if format in ("dot", "gv", "canon"):
        return picture.source
    if format != "svg":
        raise RuntimeError(
            told(
                f"{format!r} is written by Graphviz alone: pip install 'chainrule[draw]' "
                "(svg and dot need nothing)"
            )
        )
    return finished(picture, svg_of(picture.source))


def finished(picture: Source, svg: str) -> str:
    """The SVG of a picture, which follows the theme of its page if the picture does."""
    return adaptive(svg) if picture.adapts else svg


class Source(Protocol):
    """A picture that can write its DOT text."""

    format: str
    adapts: bool

    @property
    def source(self) -> str:
        """The text."""

    def save(self, filename: str | Path, *, directory: str | Path | None = None) -> str:
        """Writes it to a file; returns the path."""


def render(
    picture: Source,
    filename: str | Path | None = None,
    directory: str | Path | None = None,
    view: bool = False,
    cleanup: bool = False,
    format: str | None = None,
    *,
    outfile: str | Path | None = None,
    **others: object,
) -> str:
    """Writes DOT text and picture to files; returns the picture's path.

    Arguments:
        picture: what to write.
        filename: of the DOT text; the picture has the format's ending besides.
        directory: where they go.
        view: whether to open the picture in a browser.
        cleanup: whether to delete the DOT text again.
        format: of the picture; else what `outfile` ends in, or the picture's own.
        outfile: the picture's own name.
        others: what matters to Graphviz alone.

    Raises:
        RuntimeError: a format other than "svg" and "dot", which only Graphviz writes.
    """
    if outfile is not None:
        format = format or Path(outfile).suffix[1:]
        filename = filename or Path(outfile).with_suffix(".gv")
    kind = format or picture.format
    content = text_of(picture, kind)
    saved = picture.save(filename or "Digraph.gv", directory=directory)
    path = Path(directory or "", outfile) if outfile else Path(f"{saved}.{kind}")
    write_whole(path, content)
    if cleanup:
        Path(saved).unlink()
    if view:
        import webbrowser

        webbrowser.open(path.absolute().as_uri())
    return str(path)
