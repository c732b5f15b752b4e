"""All that a function goes by, looked at in one go.

At nearly every call everything is where it was: each thing that is read at its place is the very
object that was there, and this tells it in little time. Where it says no, the watches are asked one
by one: another float may be the same number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import is_

from autograd.compiler.record.watching import (
    Bindings,
    Codes,
    Contents,
    Read,
    Seen,
    States,
    same_parts,
)


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
        # Each kind for itself, so that to look at one thing calls as little as can be.
        self._code: list[Seen] = []
        self._same: list[tuple[Read, object, object]] = []
        self._lists: list[tuple[Read, object, list[object], int]] = []
        self._alike: list[tuple[Callable[..., object], Read, object, object]] = []
        for watch in self._known:
            if isinstance(watch, Codes):
                self._code += watch.each()
                continue
            for (read, thing), seen in zip(watch.places, watch.seen):
                if watch.compared is is_:
                    self._same.append((read, thing, seen))
                elif watch.compared is same_parts and isinstance(seen, list):
                    self._lists.append((read, thing, seen, len(seen)))
                elif watch.compared is not None:
                    self._alike.append((watch.compared, read, thing, seen))

    def look(self) -> bool:
        """Whether everything is where it was."""
        for function, code, defaults, by_name in self._code:
            if (
                function.__code__ is not code
                or function.__defaults__ is not defaults
                or function.__kwdefaults__ is not by_name
            ):
                return False
        for read, thing, seen in self._same:
            if read(thing) is not seen:
                return False
        for read, thing, parts, length in self._lists:  # as `same_parts` does
            now = read(thing)
            if type(now) is not list or len(now) != length or not all(map(is_, now, parts)):
                return False
        for compared, read, thing, seen in self._alike:
            if not compared(read(thing), seen):
                return False
        return not (self._asked and any(changed() for changed in self._asked))
