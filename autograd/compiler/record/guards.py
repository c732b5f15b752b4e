"""What a traced function goes by besides its arguments, and whether that is as it was.

A number that a function finds outside itself (a global setting, a variable of the function around
it, an attribute of `self`) becomes a constant of its program. Whoever changes it means the next
call. So at each call a look is taken at the variables that the code names; if one has changed, the
function is traced anew. These are followed:

    numbers, strings, None, dates, paths       in variables, closures, defaults, attributes
    lists, tuples, dicts, sets, arrays         with all that is in them, however deep
    objects of the user's classes              the attributes that any of the code asks for, and
                                               what their properties and special methods go by
    functions, classes and modules of the user's, `functools.partial`, compiled functions, layers

All else that has a state (a deque, an iterator, the clock, the environment, what another package
keeps) is refused by its name, and so is what changes while the function is recorded, such as a
counter of its calls. Functions of other packages are taken to go by their arguments alone; they are
not looked into.
"""

from __future__ import annotations

import functools
import pickle
import random

import numpy as np

from autograd.compiler.record.finding import Finder
from autograd.compiler.record.glance import Glance
from autograd.recording import TraceError


class MovingError(TraceError):
    """A function changes something outside itself."""


class Surroundings(Finder):
    """Everything outside a function that its code names.

    Arguments:
        function: what is traced.
        others: objects that it is given, such as `self`.

    Attributes:
        watches: the variables.
        generators: the random generators in them.
        undo: puts back what was changed since.

    Raises:
        TraceError: there is something that cannot be followed.
    """

    def refuse_effects(self) -> None:
        """Raises TraceError for what the function itself has changed, such as a counter of calls.

        It would do so once, and not at each call.
        """
        moved = (watch.changed() for watch in [*self._effects, *self.watches])
        name = next(filter(None, moved), "")
        if name:
            raise MovingError(
                f"{self._name} changes `{name}`, which would happen only once, when it is "
                "compiled; do it outside the compiled function, or pass it as an argument"
            )

    def changed(self) -> str:
        """The name of a variable that is not as it was; empty if all are."""
        glance = self._glance
        try:
            if glance.look():
                return ""
        except Exception:  # a variable that is gone; things that do not compare
            pass
        for watch in self.watches:
            name = watch.changed()
            if name:
                return name
        glance.remember()
        return ""

    @functools.cached_property
    def _glance(self) -> Glance:
        return Glance(self.watches)

    def random_states(self) -> list[bytes]:
        """Where all random generators are: Python's, NumPy's and those in variables."""
        shared: object = np.random.get_state(legacy=True)
        own = [pickle.dumps(generator) for generator in self.generators]
        return [pickle.dumps(random.getstate()), pickle.dumps(shared), *own]
