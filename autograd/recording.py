"""Whether operations are recorded, and who listens: `no_grad()`, and the form of a Recorder.

An operation on Values makes a node that keeps its parents. Inside `no_grad()` it makes a leaf. And
somebody may listen: a `Recorder` is handed every node that the code makes, and is asked wherever
the code wants a number, because the numbers of its Values stand for others. That is how
`autograd.compile` learns a function; the engine knows no more of it than the Protocol below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from random import Random

    from autograd.entry import Operation
    from autograd.value import Value

T = TypeVar("T")


class TraceError(TypeError):
    """Compiled code does something with a number that its program could not repeat."""


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


State = bool | Recorder
"""True where nodes keep their parents, False inside `no_grad()`, or who listens."""

# A context variable, so that each thread and each asynchronous task has its own.
_state: ContextVar[State] = ContextVar("recording", default=True)
recording_state = _state.get

listeners: list[Recorder] = []
"""All Recorders at work, in any thread: mostly none, which is quicker to see than who it is."""


def is_recording() -> bool:
    """Whether results keep their parents here, for `backward()`."""
    return recording_state() is not False


def active_recorder() -> Recorder | None:
    """Who listens to this code, or None."""
    state = recording_state()
    return None if isinstance(state, bool) else state


def refuse_effect(what: str) -> None:
    """Raises TraceError where somebody listens who could not repeat it."""
    recorder = active_recorder()
    if recorder is not None:
        recorder.refuse_effect(what)


@contextmanager
def recording(state: State = True) -> Iterator[None]:
    """Records inside, also where `no_grad()` is around us; or as the state says."""
    token = _state.set(state)
    listener = None if isinstance(state, bool) else state
    if listener is not None:
        listeners.append(listener)
    try:
        yield
    finally:
        _state.reset(token)
        if listener is not None:
            listeners.remove(listener)


@contextmanager
def no_grad() -> Iterator[None]:
    """Records nothing inside: results have no parents, and cost no memory for a graph.

    `with no_grad(): ...` or `@no_grad()` above a function. It holds for the thread or the
    asynchronous task that enters it, with the tasks that this one starts inside, and for no other.
    (An `async def` has returned before its body runs: there, write `with` in the body.)
    """
    recorder = active_recorder()
    with recording(recorder.without_gradients() if recorder else False):
        yield
