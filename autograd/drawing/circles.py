"""Arrows that lead in circles: which boxes they join, and a few to turn round for the layout."""

from __future__ import annotations

from collections.abc import Sequence


def ranks(count: int, arrows: Sequence[tuple[int, int]]) -> list[int]:
    """A place in line for each box, such that few arrows point back; none if there is no circle.

    Boxes that nothing leads to go to the front, those that lead nowhere to the end; if neither is
    left, the one goes to the front that gives more than it takes (Eades, Lin and Smyth, 1993).
    """
    after, before = _neighbours(count, arrows)
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


def knots(count: int, arrows: Sequence[tuple[int, int]]) -> list[int]:
    """Of each box a number that it shares with those it is in a circle with, or -1 where none is.

    The strong components, by two walks (Kosaraju; Sharir, 1981), without recursion.
    """
    after, before = _neighbours(count, arrows)
    found = [-1] * count
    taken = [False] * count
    for box in reversed(_finished(after)):
        group, stack = [], [box]
        while stack:
            each = stack.pop()
            if not taken[each]:
                taken[each] = True
                group.append(each)
                stack += before[each]
        for each in group if len(group) > 1 else ():
            found[each] = box
    return found


def _finished(after: list[list[int]]) -> list[int]:
    """The boxes in the order in which a walk in depth has seen all that they lead to."""
    met, order = set[int](), list[int]()
    for start in range(len(after)):
        stack = [(start, False)]
        while stack:
            box, done = stack.pop()
            if done:
                order.append(box)
            elif box not in met:
                met.add(box)
                stack.append((box, True))
                stack += [(other, False) for other in after[box]]
    return order


def _neighbours(
    count: int, arrows: Sequence[tuple[int, int]]
) -> tuple[list[list[int]], list[list[int]]]:
    """Of each box those that it leads to, and those that lead to it; itself does not count."""
    after: list[list[int]] = [[] for _ in range(count)]
    before: list[list[int]] = [[] for _ in range(count)]
    for tail, head in arrows:
        if tail != head:
            after[tail].append(head)
            before[head].append(tail)
    return after, before
