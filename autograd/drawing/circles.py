"""Arrows that would lead in circles, turned round for the layout: few of them, by a greedy rule."""

from __future__ import annotations

from collections.abc import Sequence


def ranks(count: int, arrows: Sequence[tuple[int, int]]) -> list[int]:
    """A place in line for each box, such that few arrows point back; none if there is no circle.

    Boxes that nothing leads to go to the front, those that lead nowhere to the end; if neither is
    left, the one goes to the front that gives more than it takes (Eades, Lin and Smyth, 1993).
    """
    after: list[list[int]] = [[] for _ in range(count)]
    before: list[list[int]] = [[] for _ in range(count)]
    for tail, head in arrows:
        if tail != head:
            after[tail].append(head)
            before[head].append(tail)
    gives, takes = [len(boxes) for boxes in after], [len(boxes) for boxes in before]
    left = dict.fromkeys(range(count))
    front: list[int] = []
    end: list[int] = []
    free = [box for box in reversed(left) if not takes[box] or not gives[box]]
    while left:
        box = free.pop() if free else max(left, key=lambda box: gives[box] - takes[box])
        if box not in left:
            continue
        del left[box]
        (end if takes[box] and not gives[box] else front).append(box)
        for others, counts in ((after[box], takes), (before[box], gives)):
            for other in others:
                counts[other] -= 1
                if other in left and not counts[other]:
                    free.append(other)
    place = {box: i for i, box in enumerate([*front, *reversed(end)])}
    return [place[box] for box in range(count)]


def circular(count: int, arrows: Sequence[tuple[int, int]]) -> bool:
    """Whether arrows between different boxes lead in a circle."""
    rank = ranks(count, arrows)
    return any(rank[tail] > rank[head] for tail, head in arrows)
