"""Maps of weights: a layer as a picture whose pixels are its weights, with nothing to install."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from collections.abc import Iterator

from nn.layers import Layer, Neuron
from nn.module import Module, parts_of

POSITIVE, NEGATIVE = (0, 114, 178), (213, 94, 0)  # as in nn.plotting
LARGEST = 240  # screen pixels, for layers of fewer neurons and inputs
MOST_PIXELS = 200_000


def layers_in(part: object, outside: tuple[object, ...] = ()) -> Iterator[list[Neuron]]:
    """The neurons of every layer in a module, in the order of its attributes.

    Arguments:
        part: the module, or a list or dict of some.
        outside: what it stands in, for a module may lead back to itself.
    """
    if isinstance(part, Neuron):
        yield [part]
    elif isinstance(part, Layer):
        yield part.neurons
    elif isinstance(part, (Module, list, tuple, dict)) and not any(part is o for o in outside):
        for _, inner in parts_of(part):
            yield from layers_in(inner, (*outside, part))


def weight_map(neurons: list[Neuron]) -> str:
    """A layer as HTML: a picture with a row for each neuron, a column for each input, then biases.

    White is 0; blue is positive, orange negative, full at the largest weight or bias by size.
    """
    rows = [[*(w.data for w in neuron.w), neuron.b.data] for neuron in neurons]
    height, width = len(rows), max(map(len, rows))
    if height * width > MOST_PIXELS:
        return f"<div>{height} × {width - 1} weights are too many for a map</div>"
    largest = max(abs(x) for row in rows for x in row) or 1.0
    pixels = [
        [_colour(x / largest) for x in row] + [(255, 255, 255)] * (width - len(row)) for row in rows
    ]
    zoom = max(1, min(12, LARGEST // max(height, width)))
    image = b64encode(png(pixels)).decode()
    style = f"image-rendering: pixelated; width: {zoom * width}px; height: {zoom * height}px"
    return (
        f'<div><img alt="weights" src="data:image/png;base64,{image}" style="{style}"/><br/>'
        f"a row is a neuron, its last column the bias; at most {largest:.3g}</div>"
    )


def png(pixels: list[list[tuple[int, int, int]]]) -> bytes:
    """Rows of red, green and blue, 0 to 255, as a PNG file (RFC 2083)."""
    header = struct.pack(">IIBBBBB", len(pixels[0]), len(pixels), 8, 2, 0, 0, 0)
    # A 0 at the start of each row: it is not told by its difference from the one above.
    data = b"".join(b"\0" + bytes(c for pixel in row for c in pixel) for row in pixels)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(data)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def _colour(share: float) -> tuple[int, int, int]:
    """From white at 0 to blue at 1 and to orange at -1; what is no number is black."""
    if share != share:
        return 0, 0, 0
    share = max(-1.0, min(1.0, share))
    red, green, blue = (
        round(255 - abs(share) * (255 - c)) for c in (POSITIVE if share > 0 else NEGATIVE)
    )
    return red, green, blue
