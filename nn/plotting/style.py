"""What all pictures share: colours and markers, words and letters, figures and files."""

from __future__ import annotations

import io
import os
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING

from autograd.files import write_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MISSING = "plotting needs matplotlib: pip install 'chainrule[plot]'"

# Colours that colour-blind readers tell apart (Okabe and Ito, 2008). In greyscale some are alike,
# so markers and lines differ as well.
COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999"]
MARKERS = "os^DvP*X"
LINES = ["-", "--", "-.", ":"]

FONTS = [
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "NanumGothic",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "AppleGothic",
]

KOREAN = {
    "at most": "최대",
    "class": "클래스",
    "derivative": "도함수",
    "epoch": "에포크",
    "gradient (root mean square)": "기울기 크기 (제곱평균제곱근)",
    "inputs": "입력",
    "layer": "층",
    "loss": "손실",
    "negative": "음수",
    "neurons": "뉴런",
    "pause": "멈춤",
    "play": "재생",
    "positive": "양수",
    "predicted class": "예측한 클래스",
    "predicted": "예측값",
    "start": "출발점",
    "training": "학습",
    "true class": "참 클래스",
    "true": "참값",
    "validation": "검증",
    "weight": "가중치",
}

_words: dict[str, str] = {}


def language(code: str) -> None:
    """Sets the language of the words in pictures drawn from now on: "en", as at first, or "ko".

    Matplotlib's own font has no Korean letters; the first of `FONTS` that this machine has steps
    in for them, in your own titles and labels too. Where there is none, the words stay English.

    Raises:
        ValueError: another language.
        ImportError: matplotlib is not installed.
    """
    if code not in ("en", "ko"):
        raise ValueError(f"language must be 'en' or 'ko', got {code!r}")
    korean_fonts = (installed_fonts() or just_installed_fonts())[:1]
    _words.clear()
    if code == "ko" and korean_fonts:
        _words.update(KOREAN)
    elif code == "ko":
        warnings.warn(f"no font with Korean letters: install one of {FONTS}", stacklevel=2)
    from matplotlib import rcParams

    own = [font for font in rcParams["font.family"] if font not in FONTS]
    rcParams["font.family"] = own + korean_fonts


def word(english: str) -> str:
    """A word of `KOREAN` in the language that has been set."""
    return _words.get(english, english)


def colour(k: int) -> str:
    """The colour of the k-th class, curve or path."""
    return COLOURS[k % len(COLOURS)]


def marker(k: int) -> str:
    """Its marker."""
    return MARKERS[k % len(MARKERS)]


def installed_fonts() -> list[str]:
    """Those of `FONTS` that this machine has."""
    try:
        from matplotlib import font_manager
    except ImportError:
        raise ImportError(MISSING) from None
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return [name for name in FONTS if name in installed]


def just_installed_fonts() -> list[str]:
    """Those of `FONTS` that were installed after matplotlib wrote down what there is."""
    from matplotlib import font_manager

    known = {font.fname for font in font_manager.fontManager.ttflist}
    for path in sorted({*font_manager.findSystemFonts()} - known):
        with suppress(RuntimeError, ValueError, NotImplementedError):  # no font, or no outlines
            font_manager.fontManager.addfont(path)
    return installed_fonts()


def new_axes() -> Axes:
    """The axes of a new figure, which a notebook shows by itself."""
    try:
        from matplotlib import pyplot
    except ImportError:
        raise ImportError(MISSING) from None
    return pyplot.subplots(layout="constrained")[1]


def new_figure(columns: int) -> Figure:
    """A figure with so many axes side by side, which belongs to no screen."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise ImportError(MISSING) from None
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
        raise ValueError(f"{path}: a picture's name must end in .png, .svg or .pdf")
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
