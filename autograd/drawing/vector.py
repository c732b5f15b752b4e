"""A picture as SVG, drawn by nothing but Python: for machines that have no Graphviz.

The text is DOT's (see `reading`), and so are the shapes: what Graphviz would draw a little
differently says the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape

from autograd.drawing.arrangement import Arrangement
from autograd.drawing.labels import Label, label_of
from autograd.drawing.layout import Point
from autograd.drawing.lettering import written
from autograd.drawing.reading import Box, Drawing, Frame, Line, read
from autograd.drawing.strokes import SECOND, arrow, loop, outline, rectangle
from autograd.drawing.strokes import shown as _n

FONTS = "Helvetica,Arial,sans-serif"
INCH = 72.0
AROUND = 6.0
"""Clear space around the picture."""


def svg_of(source: str) -> str:
    """The picture that a DOT text describes.

    Raises:
        ValueError: it is not of the part of DOT that is understood here.
    """
    return "\n".join(_laid_out(source).lines()) + "\n"


def rows_of(source: str) -> int:
    """In how many rows the columns of a picture stand."""
    return _laid_out(source).place.rows


def smallest_letters(source: str, page: Point) -> float:
    """How high the smallest letters of a picture are, if it is as large as fits a page."""
    return _laid_out(source).smallest_letters(page)


@lru_cache(maxsize=2)
def _laid_out(source: str) -> _Picture:
    """Once for the questions that are asked before a picture is written, and for the writing."""
    return _Picture(read(source))


class _Picture:
    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        whole = drawing.frames[0]
        self.labels = {name: _label(box) for name, box in drawing.boxes.items()}
        self.titles = {id(frame): _title(frame) for frame in drawing.frames}
        sizes = {name: _size(box, self.labels[name]) for name, box in drawing.boxes.items()}
        self.sizes = sizes
        direction = whole.attributes.get("rankdir", "TB")
        self.upright = direction in ("TB", "BT")
        self.place = Arrangement(drawing, sizes, self._title_size, direction)

    def _title_size(self, frame: Frame) -> Point:
        title = self.titles[id(frame)]
        return title.width, title.height + 2 if title.height else 0.0

    def _size(self) -> tuple[float, float, float]:
        """Width and height of the whole, and what the note at the top takes of it."""
        note = self.titles[id(self.drawing.frames[0])]
        down = note.height + 4 if note.height else 0.0
        width = max(self.place.size[0], note.width) + 2 * AROUND
        return width, self.place.size[1] + down + 2 * AROUND, down

    def smallest_letters(self, page: Point) -> float:
        """How high they are on a page."""
        width, height, _ = self._size()
        heads = (line.attributes for line in self.drawing.lines)
        sizes = [_points(look, "labelfontsize") for look in heads if "headlabel" in look]
        for label in (*self.labels.values(), *self.titles.values()):
            sizes += label.sizes
        return min(sizes, default=0.0) * min(page[0] / width, page[1] / height)

    def lines(self) -> Iterator[str]:
        """The text of the file."""
        whole = self.drawing.frames[0]
        note = self.titles[id(whole)]
        width, height, down = self._size()
        ground = whole.attributes.get("bgcolor", "white")
        ink = whole.attributes.get("fontcolor", "black")
        yield '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
        yield (
            f'<svg width="{width:.0f}pt" height="{height:.0f}pt" '
            f'viewBox="0 0 {_n(width)} {_n(height)}" xmlns="http://www.w3.org/2000/svg" '
            f'xmlns:xlink="http://www.w3.org/1999/xlink">'
        )
        yield f'<g class="graph" font-family="{FONTS}">'
        yield rectangle((0, 0), (width, height), f'fill="{ground}" stroke="none"')
        yield from written(note, (AROUND, AROUND), ink)
        yield f'<g transform="translate({_n(AROUND)} {_n(AROUND + down)})">'
        yield from self._frames(ground)
        yield from self._arrows()
        yield from self._boxes()
        yield from self._titles(ground)
        yield "</g>\n</g>\n</svg>"

    def _frames(self, ground: str) -> Iterator[str]:
        for i, (frame, (x, y), (width, height)) in enumerate(self.place.frames, 1):
            look = self._frame_look(frame)
            yield f'<g id="clust{i}" class="cluster"><title>{escape(frame.name)}</title>'
            pen = f'fill="none" stroke="{look.get("pencolor", "black")}"'
            yield rectangle((x, y), (width, height), pen, 6.0)
            yield "</g>"

    def _frame_look(self, frame: Frame) -> dict[str, str]:
        return {**self.drawing.frames[0].attributes, **frame.attributes}

    def _titles(self, ground: str) -> Iterator[str]:
        """Above the arrows, on a ground of their own: none strikes through a title."""
        for frame, (x, y), (width, _) in self.place.frames:
            title, look = self.titles[id(frame)], self._frame_look(frame)
            if not title.height:
                continue
            left = {"l": x + 8, "r": x + width - 8 - title.width}.get(
                look.get("labeljust", ""), x + (width - title.width) / 2
            )
            plate = title.width + 4, title.height
            yield rectangle((left - 2, y + 3), plate, f'fill="{ground}" stroke="none"')
            yield from written(title, (left, y + 3), look.get("fontcolor", "black"))

    def _boxes(self) -> Iterator[str]:
        for number, (name, box) in enumerate(self.drawing.boxes.items(), 1):
            (x, y), (width, height) = self.place.boxes[name], self.sizes[name]
            label, look = self.labels[name], box.attributes
            yield f'<g id="node{number}" class="node"><title>{escape(name)}</title>'
            yield _hint(look["tooltip"]) if "tooltip" in look else "<g>"
            yield from outline(look, (x - width / 2, y - height / 2), (width, height))
            corner = x - label.width / 2, y - label.height / 2
            ink = look.get("fontcolor", "black")
            yield from written(label, corner, ink, look.get("color", "black"))
            yield "</a></g>" if "tooltip" in look else "</g></g>"

    def _arrows(self) -> Iterator[str]:
        for number, (line, way) in enumerate(zip(self.drawing.lines, self.place.ways), 1):
            title = escape(f"{line.tail}->{line.head}")
            yield f'<g id="edge{number}" class="edge"><title>{title}</title>'
            yield from self._arrow(line, way)
            yield "</g>"

    def _arrow(self, line: Line, way: list[Point]) -> Iterator[str]:
        colour = line.attributes.get("color", "black")
        pen = f'stroke="{colour}"'
        if line.attributes.get("style") == "dashed":
            pen += ' stroke-dasharray="5,2"'
        if not way:
            (x, y), (width, height) = self.place.boxes[line.tail], self.sizes[line.tail]
            yield from loop((x - width / 2, y - height / 2), width, pen, colour)
            return
        head = "" if line.attributes.get("dir") == "none" else colour
        yield from arrow(way, self.upright, pen, head)
        if "headlabel" in line.attributes:
            yield from self._head_label(line, way)

    def _head_label(self, line: Line, way: list[Point]) -> Iterator[str]:
        """Where the last curve of the arrow is steepest: there, arrows to one box are apart."""
        label = label_of(line.attributes["headlabel"], _points(line.attributes, "labelfontsize"))
        curves = [pair for pair in zip(way[::2], way[1::2]) if pair[0] != pair[1]]
        bent = [pair for pair in curves if pair[0][not self.upright] != pair[1][not self.upright]]
        (a, b), (x, y) = (bent or curves)[-1]
        corner = (a + x) / 2 - 2 - label.width, (b + y) / 2 - label.height / 2
        if abs(y - b) < label.height or self.upright:
            corner = (a + x) / 2 - label.width / 2, (b + y) / 2 - label.height - 1
        yield from written(label, corner, line.attributes.get("fontcolor", "black"))


def _hint(tooltip: str) -> str:
    """What appears where the mouse rests: DOT's escapes and entities are resolved."""
    words = escape(unescape(tooltip.replace("\\\\", "\\"))).replace("\n", "&#10;")
    return f'<a xlink:title="{words}"><title>{words}</title>'


def _points(look: dict[str, str], name: str = "fontsize") -> float:
    return float(look.get(name, 14))


def _label(box: Box) -> Label:
    look = box.attributes
    return label_of(look.get("label", box.name), _points(look))


def _title(frame: Frame) -> Label:
    look = frame.attributes
    text = look.get("label", "")
    return label_of(text, _points(look)) if text else Label()


def _size(box: Box, label: Label) -> Point:
    """As wide as the label with its margins, and never smaller than the box is to be."""
    look = box.attributes
    margins = [float(part) * INCH for part in look.get("margin", "0.11,0.055").split(",")]
    least = [
        float(look.get(side, default)) * INCH
        for side, default in (("width", 0.75), ("height", 0.5))
    ]
    width, height = label.width, label.height
    if look.get("fixedsize") == "true":
        return least[0], least[1]
    width, height = width + 2 * margins[0], height + 2 * margins[-1]
    if look.get("shape") == "ellipse":
        width, height = width * 1.15, height * 1.15
    border = 2 * SECOND if look.get("peripheries") == "2" else 0.0
    return max(width, least[0]) + border, max(height, least[1]) + border
