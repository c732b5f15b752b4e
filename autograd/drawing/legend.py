"""What outlines and colours mean, in one small line above the picture."""

from __future__ import annotations

from collections.abc import Container

from autograd.drawing import text
from autograd.drawing.boxes import TABLE
from autograd.drawing.theme import SHAPES, Theme
from autograd.telling import told

SMALL = 10.0
SWATCH, THIN = (16, 10), (14, 5)


def caption(theme: Theme, note: str, kinds: Container[str], bars: bool, size: float = SMALL) -> str:
    """The label of a picture: a note, and the kinds of box and the colours that occur in it.

    Arguments:
        theme: the colours.
        note: a line to begin with.
        kinds: of the boxes; see `kinds`.
        bars: whether gradients have bars.
        size: of its letters.
    """
    cells: list[str] = []
    for kind in SHAPES:
        if kind in kinds:
            cells += [_swatch(theme, kind), _words(theme, told(kind), size)]
    if bars:
        cells += [_bar(theme.negative), _words(theme, told("negative gradient"), size)]
        cells += [_bar(theme.bar), _words(theme, told("positive gradient"), size)]
    shown = f'<TD ALIGN="LEFT" COLSPAN="{max(1, len(cells))}">{text.literal(note)}</TD>'
    rows = ([shown] if note else []) + (["".join(cells)] if cells else [])
    return f"<{TABLE}{''.join(f'<TR>{row}</TR>' for row in rows)}</TABLE>>" if rows else ""


def _swatch(theme: Theme, kind: str) -> str:
    border = 2 if kind == "parameter" else 1
    style = ' STYLE="dashed"' if kind == "constant" else ""
    return _cell(SWATCH, theme.fills[kind], f' BORDER="{border}" COLOR="{theme.line}"{style}')


def _bar(colour: str) -> str:
    return _cell(THIN, colour, "")


def _cell(size: tuple[int, int], colour: str, border: str) -> str:
    """A small table of its own, so that it does not grow with its row."""
    inside = f'FIXEDSIZE="TRUE" WIDTH="{size[0]}" HEIGHT="{size[1]}"'
    cell = f'<TD {inside} BGCOLOR="{colour}"{border}></TD>'
    return (
        f'<TD><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" {inside}>'
        f"<TR>{cell}</TR></TABLE></TD>"
    )


def _words(theme: Theme, words: str, size: float) -> str:
    font = f'POINT-SIZE="{size:g}" COLOR="{theme.faint}"'
    return f'<TD ALIGN="LEFT"><FONT {font}>{words}</FONT>  </TD>'
