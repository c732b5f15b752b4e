"""All that a function goes by, looked at in one go.

At nearly every call everything is where it was: each thing that is read at its place is the very
object that was there, and this tells it in little time. Where it says no, the watches are asked one
by one: another float may be the same number.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence

from autograd.compiler.record.watching import Bindings, Contents, Read, States


class Glance:
    """A look at all places of some watches.

    Arguments:
        watches: what is looked at; those that know no place are asked.
    """

    def __init__(self, watches: Sequence[Bindings | Contents | States]) -> None:
        self._asked = [watch.changed for watch in watches if not watch.places]
        self._known = [watch for watch in watches if watch.places]
        self.remember()

    def remember(self) -> None:
        """Takes over from the watches what they have seen last."""
        self._same: list[tuple[Read, object, object]] = []
        self._alike: list[tuple[Callable[..., object], Read, object, object]] = []
        for watch in self._known:
            for (read, thing), seen in zip(watch.places, watch.seen):
                if watch.compared is operator.is_:
                    self._same.append((read, thing, seen))
                elif watch.compared is not None:
                    self._alike.append((watch.compared, read, thing, seen))

    def look(self) -> bool:
        """Whether everything is where it was."""
        for read, thing, seen in self._same:
            if read(thing) is not seen:
                return False
        for compared, read, thing, seen in self._alike:
            if not compared(read(thing), seen):
                return False
        return not any(changed() for changed in self._asked)
