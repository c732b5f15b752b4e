"""Fonts with Korean letters, for pictures of matplotlib, whose own font has none."""

from __future__ import annotations

import warnings
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from autograd.telling import language, told

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FONTS = [
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "NanumGothic",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "AppleGothic",
]


def installed_fonts() -> list[str]:
    """Those of `FONTS` that this machine has. Raises ImportError without matplotlib."""
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    return [name for name in FONTS if name in installed]


def look_for_fonts() -> None:
    """Finds fonts that were installed after matplotlib wrote down what there is."""
    from matplotlib import font_manager

    known = {font.fname for font in font_manager.fontManager.ttflist}
    for path in sorted({*font_manager.findSystemFonts()} - known):
        with suppress(RuntimeError, ValueError, NotImplementedError):  # no font, or no outlines
            font_manager.fontManager.addfont(path)


_looked_once = cache(look_for_fonts)  # it takes a moment, and pictures have many words


def spelled(english: str) -> str:
    """Words for a picture in the language that is set, for which matplotlib gets its letters.

    The first of `FONTS` that this machine has steps in where matplotlib's font has no letter, in
    a user's own words too. Where there is none, a warning says so and the words stay English.
    """
    if language() == "en":
        return english
    if not installed_fonts():
        _looked_once()
    fonts = installed_fonts()[:1]
    if not fonts:
        warnings.warn(told(f"no font with Korean letters: install one of {FONTS}"), stacklevel=3)
        return english
    from matplotlib import rcParams

    rcParams["font.family"] = [*(f for f in rcParams["font.family"] if f not in FONTS), *fonts]
    return told(english)


def with_letters(ax: Axes) -> None:
    """Lets all texts of finished axes find Korean letters, where these may stand in them."""
    if language() == "ko":
        from matplotlib import rcParams
        from matplotlib.text import Text

        for text in ax.findobj(Text):
            text.set_fontfamily(rcParams["font.family"])
