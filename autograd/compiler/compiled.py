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

    def __init__(self, f: Callable[..., Any], backend: str = "numpy") -> None:
        functools.update_wrapper(self, f)
        self.function = f
        self.backend = backend
        self._lifted: dict[Any, list[Lifted]] = {}
        self._latest: Lifted | None = None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The same as the function, by array code."""
        if active_recorder() is not None or is_differentiating():
            return self.function(*args, **kwargs)
        call = Call(self.function, args, kwargs)
        self._latest = self._lifted_for(call)
        return self._latest.run(call)

    def program(self, *args: Any) -> Lifted:
        """The program for arguments of this form."""
        return self._lifted_for(Call(self.function, args, {}))

    def _lifted_for(self, call: Call) -> Lifted:
        known = self._lifted.setdefault(call.form, [])
        for lifted in known:
            if lifted.still_holds():
                return lifted
        known.append(Lifted(call, self.backend))
        return known[-1]

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
