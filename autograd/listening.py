"""What it takes to listen to code: the form of a Recorder, for type checkers alone."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from autograd.entry import Operation
    from autograd.value import Value

T = TypeVar("T")


class Recorder(Protocol):
    """Who listens to code, to repeat it on other numbers."""

    append: Callable[[Value], None]
    """Takes every node, in the order of their making."""

    detached: set[Value]
    """The nodes through which no gradient passes, since they were made inside `no_grad()`."""

    def without_gradients(self) -> Recorder:
        """Who listens inside `no_grad()`: the nodes made there are cut off from gradients."""

    def number(self, value: Value) -> Value:
        """What `value.data` is: something that follows the number without its gradient."""

    def leaf(self, value: Value) -> tuple[float, tuple[Value, ...], Operation]:
        """What `Value(value)` is made of: the number started afresh."""

    def compare(self, compare: Callable[..., bool], a: Value, b: object) -> Value:
        """What `a < b` and its kin are: something that is compared anew each time."""

    def refuse(self, purpose: str, mend: str = "") -> None:
        """Raises TraceError, for a number is wanted that could not follow."""

    def refuse_effect(self, what: str) -> None:
        """Raises TraceError, for something is done that would not be done each time."""

    def show(self) -> None:
        """Raises TraceError, unless the text that is made of a number is for people to read."""

    def map_samples(self, f: Callable[..., T], samples: list[tuple[object, ...]]) -> list[T]:
        """The results of `f` for all samples of a `vmap`."""

    def draw(self, rng: Random) -> Value:
        """A random number, to be drawn anew each time."""

    def guard(self, look: Callable[[], T]) -> T:
        """What `look()` gives, to be looked at again each time."""
