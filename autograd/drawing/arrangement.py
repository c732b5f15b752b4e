"""Where boxes, frames and arrows stand: a layout in each frame, the inner ones first.

Everything is laid out from left to right; for other directions the result is turned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from autograd.drawing.circles import ranks
from autograd.drawing.layout import Point, Spacing
from autograd.drawing.reading import Drawing, Frame, Line
from autograd.drawing.rooms import SPACING, Item, Port, Room

TWINS = 9.0
"""How far apart two arrows between the same boxes are."""


class Arrangement:
    """Where everything in a picture stands.

    Arguments:
        drawing: the picture.
        sizes: of each box width and height.
        titles: of each frame the size of its title.
        direction: of the arrows: "LR", "RL", "TB" or "BT".
        spacing: the distances.

    Attributes:
        size: of the whole.
        rows: in how many its columns stand.
        boxes: of each the middle.
        frames: of each but the outermost the left upper corner and the size.
        ways: of each line the points that it passes, in pairs between which it is straight; none
            of a line from a box to itself.
    """

    def __init__(
        self,
        drawing: Drawing,
        sizes: Mapping[str, Point],
        titles: Callable[[Frame], Point],
        direction: str,
        spacing: Spacing = SPACING,
    ) -> None:
        self._sideways = direction in ("TB", "BT")
        turned = {name: size[::-1] if self._sideways else size for name, size in sizes.items()}
        self._rooms: dict[int, Room] = {}
        for frame in drawing.frames:
            room = Room(frame, self._rooms[id(frame.outer)] if frame.outer else None, spacing)
            self._rooms[id(frame)] = room
            if room.outer:
                room.outer.item(room)
        for box in drawing.boxes.values():
            self._rooms[id(box.frame)].item(box.name)
        lines = self._directed(drawing)
        pieces = self._pieces(drawing, lines)
        for room in reversed(self._rooms.values()):
            room.lay_out(turned, titles(room.frame), self._sideways)
        rooms = list(self._rooms.values())
        for room in rooms[1:]:
            assert room.outer is not None
            x, y = room.outer.middle(room)
            room.origin = x - room.size[0] / 2, y - room.size[1] / 2
        self.rows = 1 + len(rooms[0].layout.cuts)
        self._whole, self._mirrored = rooms[0].size, direction in ("RL", "BT")
        self.size = rooms[0].size[::-1] if self._sideways else rooms[0].size
        self.boxes = {
            box.name: self._turned(self._rooms[id(box.frame)].middle(box.name))
            for box in drawing.boxes.values()
        }
        self.frames = [(room.frame, *self._rectangle(room)) for room in rooms[1:]]
        self.ways = [
            [self._turned(point) for point in self._way(parts, turn)]
            for parts, (_, turn) in zip(pieces, lines)
        ]

    def _way(self, parts: list[tuple[Room, int]], turn: bool) -> list[Point]:
        points = [point for room, piece in parts for point in room.way(piece)]
        return points[::-1] if turn else points

    def _turned(self, point: Point) -> Point:
        x, y = point
        if self._mirrored:
            x = self._whole[0] - x
        return (y, x) if self._sideways else (x, y)

    def _rectangle(self, room: Room) -> tuple[Point, Point]:
        x, y = room.origin
        a = self._turned((x, y))
        b = self._turned((x + room.size[0], y + room.size[1]))
        corner = min(a[0], b[0]), min(a[1], b[1])
        return corner, (abs(a[0] - b[0]), abs(a[1] - b[1]))

    # --- lines and their parts -------------------------------------------------------------------

    def _chain(self, name: str, drawing: Drawing) -> list[Room]:
        """The rooms that a box is in, from its own outward."""
        chain: list[Room] = []
        room: Room | None = self._rooms[id(drawing.boxes[name].frame)]
        while room:
            chain.append(room)
            room = room.outer
        return chain

    def _apart(self, line: Line, drawing: Drawing) -> tuple[list[Room], Room, list[Room]]:
        """The rooms that a line leaves, the room where it is drawn, and those that it enters."""
        leaves, enters = self._chain(line.tail, drawing), self._chain(line.head, drawing)
        common = leaves[-1]
        while leaves and enters and leaves[-1] is enters[-1]:
            common = leaves.pop()
            enters.pop()
        return leaves, common, enters[::-1]

    def _directed(self, drawing: Drawing) -> list[tuple[Line, bool]]:
        """The lines, turned round where they would lead in circles, and whether they were."""
        found: list[tuple[Line, bool]] = [(line, False) for line in drawing.lines]
        within: dict[Room, list[tuple[int, int, int]]] = {}
        for i, line in enumerate(drawing.lines):
            leaves, room, enters = self._apart(line, drawing)
            tail = room.items[leaves[-1] if leaves else line.tail]
            head = room.items[enters[0] if enters else line.head]
            within.setdefault(room, []).append((i, tail, head))
        for room, those in within.items():
            rank = ranks(len(room.items), [(tail, head) for _, tail, head in those])
            for i, tail, head in those:
                if rank[tail] > rank[head]:
                    line = drawing.lines[i]
                    found[i] = Line(line.head, line.tail, line.attributes), True
        return found

    def _pieces(
        self, drawing: Drawing, lines: Iterable[tuple[Line, bool]]
    ) -> list[list[tuple[Room, int]]]:
        """Of each line its parts, room by room."""
        twins = Counter((line.tail, line.head) for line, _ in lines)
        met: Counter[tuple[str, str]] = Counter()
        found = []
        for line, _ in lines:
            key = line.tail, line.head
            shift = (met[key] - (twins[key] - 1) / 2) * TWINS
            met[key] += 1
            found.append([*self._parts(line, shift, drawing)] if line.tail != line.head else [])
        return found

    def _parts(self, line: Line, shift: float, drawing: Drawing) -> Iterable[tuple[Room, int]]:
        leaves, common, enters = self._apart(line, drawing)
        source, item = line.tail, line.tail
        tail: Item = item
        for room in leaves:
            yield room.connect(tail, room.item(Port(True, source)), source, shift)
            tail = room
        room = common
        for inner in enters:
            yield room.connect(tail, inner, source, shift)
            room, tail = inner, Port(False, source)
        yield room.connect(tail, line.head, source, shift)
