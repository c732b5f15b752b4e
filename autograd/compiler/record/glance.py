"""All that a function goes by, looked at in one expression.

    p1.cell_contents is s1 and p2.__code__ is s2 and p3.layers == s3 and not w4()

At nearly every call everything is where it was, and this tells it in little more time than a call
of a function takes. Where it says no, the watches are asked one by one: another float may be the
same number.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

from autograd.compiler.record.watching import Bindings, Contents, States

MOST = 2_000  # parts of an expression; Python's own compiler takes ten microseconds for each


class Glance:
    """The expression for some watches, as a function.

    Arguments:
        watches: what is looked at; those that know no place are asked.
    """

    def __init__(self, watches: Sequence[Bindings | Contents | States]) -> None:
        self._watches = watches
        self._space: dict[str, Any] = {"is_": operator.is_}
        self._parts: list[str] = []
        for number, watch in enumerate(watches):
            self._add(f"w{number}", watch)
        self.remember()
        text = " and ".join(self._parts) or "True"
        self.look: Callable[[], bool] = eval(f"lambda: {text}", self._space)

    def _add(self, name: str, watch: Bindings | Contents | States) -> None:
        if not watch.places or len(self._parts) > MOST:
            self._space[name] = watch.changed
            self._parts.append(f"not {name}()")
            return
        for k, (text, thing) in enumerate(watch.places):
            self._space[f"{name}_{k}"] = thing
            place = text.replace("{}", f"{name}_{k}")
            self._parts.append(watch.compared.format(place=place, seen=f"{name}_{k}_seen"))

    def remember(self) -> None:
        """Takes over from the watches what they have seen last."""
        for number, watch in enumerate(self._watches):
            if watch.places:
                seen = enumerate(watch.seen)
                self._space.update((f"w{number}_{k}_seen", thing) for k, thing in seen)
