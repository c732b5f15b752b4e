"""What all pictures share: colours and markers, words and letters, figures and files."""

from __future__ import annotations

import io
import os
import warnings
from typing import TYPE_CHECKING

from autograd import fonts, telling
from autograd.files import write_whole
from autograd.fonts import spelled
from autograd.telling import import_error, known_language, value_error

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MISSING = "plotting needs matplotlib: pip install 'chainrule[plot]'"

# Colours that colour-blind readers tell apart (Okabe and Ito, 2008). In greyscale some are alike,
# so markers and lines differ as well.
COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999"]
MARKERS = "os^DvP*X"
LINES = ["-", "--", "-.", ":"]


def language(code: str) -> None:
    """Sets the language of the words in pictures, and of all that the package says.

    It is `autograd.language`, and asks for letters at once: matplotlib's own font has no Korean
    ones; the first of `FONTS` that this machine has steps in for them, in your own titles and
    labels too. Where there is none, words in pictures stay English, and a warning says so.

    Raises:
        ValueError: another language.
        ImportError: matplotlib is not installed.
    """
    if known_language(code) == "ko" and not installed_fonts():
        fonts.look_for_fonts()
    telling.language(code)
    spelled("loss")


def colour(k: int) -> str:
    """The colour of the k-th class, curve or path."""
    return COLOURS[k % len(COLOURS)]


def marker(k: int) -> str:
    """Its marker."""
    return MARKERS[k % len(MARKERS)]


def installed_fonts() -> list[str]:
    """Those of `FONTS` that this machine has."""
    try:
        return fonts.installed_fonts()
    except ImportError:
        raise import_error(MISSING) from None


def new_axes() -> Axes:
    """The axes of a new figure, which a notebook shows by itself."""
    try:
        from matplotlib import pyplot
    except ImportError:
        raise import_error(MISSING) from None
    return pyplot.subplots(layout="constrained")[1]


def new_figure(columns: int) -> Figure:
    """A figure with so many axes side by side, which belongs to no screen."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise import_error(MISSING) from None
    figure = Figure(figsize=(5.5 * columns, 4.5), layout="constrained")
    figure.subplots(1, columns)
    return figure


def picture_format(path: str | os.PathLike[str]) -> str:
    """The format of a picture by the ending of its name: "png", "svg", "pdf", ...

    Raises:
        ValueError: it is none that matplotlib can write.
        ImportError: matplotlib is not installed.
    """
    formats = new_figure(1).canvas.get_supported_filetypes()
    from pathlib import Path

    ending = Path(path).suffix[1:].lower()
    if ending not in formats:
        raise value_error(f"{path}: a picture's name must end in .png, .svg or .pdf")
    return ending


def save_figure(figure: Figure, path: str | os.PathLike[str]) -> None:
    """Writes a figure to a file, whole or not at all.

    Matplotlib's own font has no Korean, Chinese or Japanese letters, so what is installed of
    `FONTS` helps out.
    """
    with_all_letters(figure)
    content = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a box is drawn in its place
        figure.savefig(content, format=picture_format(path), dpi=120)
    write_whole(path, content.getvalue())


def with_all_letters(figure: Figure) -> None:
    """Lets every text of a figure find its letters in what is installed of `FONTS`."""
    from matplotlib.text import Text

    family = ["DejaVu Sans", *installed_fonts()]
    for text in figure.findobj(Text):
        text.set_fontfamily(family)
