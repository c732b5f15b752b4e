"""How graphs are drawn whose Values have boxes of their own: the first way that can be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from autograd.drawing.output import Source
from autograd.drawing.vector import smallest_letters

SLIDE = (1920.0, 1080.0)
READABLE, LARGE = 9.0, 12.0
"""Letters of so many pixels can be read, or are large, where the picture fills a slide."""
GAIN = 1.15
"""So much larger are the letters of a form that is worth its being less usual."""
FEW, MANY, MOST = 40, 120, 200
"""Up to few nodes a graph is in full, without a look at its size; of many it is never tried. One of
more than the most is compact, as it comes.
"""

Drawn = TypeVar("Drawn", bound=Source)


class Form(NamedTuple):
    """A way of drawing.

    Attributes:
        compact: in small boxes that hold leaves, rather than a box for each Value and operation.
        direction: from the leaves to the result.
    """

    compact: bool
    direction: str


def forms(direction: str, count: int, edges: bool) -> list[Form]:
    """Those that are tried for a graph, the best first.

    Arguments:
        direction: what was asked for; "auto" is from left to right, or downward.
        count: how many nodes it has.
        edges: whether arrows have their gradients, for which there is room in full pictures alone.
    """
    first, *others = ["LR", "TB"] if direction == "auto" else [direction]
    full, compact = Form(False, first), [Form(True, each) for each in (first, *others)]
    if edges or count <= FEW:
        return [full]
    if count > MANY:
        return compact if count <= MOST else compact[:1]
    return [full, *compact]


def readable(draw: Callable[[Form], Drawn], forms: Sequence[Form]) -> Drawn:
    """The first in which letters are large enough; else the one with much the largest."""
    best, largest = draw(forms[0]), 0.0
    for i, form in enumerate(forms if len(forms) > 1 else ()):
        picture = draw(form) if i else best
        letters = smallest_letters(picture.source, SLIDE)
        if letters > GAIN * largest:
            best, largest = picture, letters
        if largest >= (LARGE if form.compact else READABLE):
            break
    return best
