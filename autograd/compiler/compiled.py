"""A drop-in for a scalar function: the same numbers, computed with arrays."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from autograd.compiler.call import Call
from autograd.compiler.lifted import Lifted
from autograd.derivatives import is_differentiating
from autograd.value import active_recorder


class Compiled:
    """A function of scalars that runs as an array program."""

    def __init__(self, f: Callable[..., Any]) -> None:
        functools.update_wrapper(self, f)
        self.function = f
        self._lifted: dict[Any, list[Lifted]] = {}
        self._latest: Lifted | None = None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The same as the function, by array code."""
        if active_recorder() is not None or is_differentiating():
            return self.function(*args, **kwargs)
        call = Call(self.function, args, kwargs)
        lifted = next((x for x in self._lifted.get(call.form, ()) if x.still_holds()), None)
        if lifted is None:
            lifted = Lifted(call)
            self._lifted.setdefault(call.form, []).append(lifted)
        self._latest = lifted
        return lifted.run(call)

    @property
    def source(self) -> str:
        """The latest program, forward and backward, as text."""
        return self._current().source

    def explain(self) -> None:
        """Prints what was recorded at the latest call, and which statements its nodes became."""
        print(self._current().explanation())

    def _current(self) -> Lifted:
        if self._latest is None:
            raise ValueError(
                "call the compiled function once: its program depends on the arguments"
            )
        return self._latest
