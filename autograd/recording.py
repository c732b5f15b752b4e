"""Whether operations are recorded, and who listens: `no_grad()`, and the form of a Recorder.

An operation on Values makes a node that keeps its parents. Inside `no_grad()` it makes a leaf. And
somebody may listen: a `Recorder` is handed every node that the code makes, and is asked wherever
the code wants a number, because the numbers of its Values stand for others. That is how
`autograd.compile` learns a function; the engine knows no more of it than `listening` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeAlias

from autograd.telling import TellingError

if TYPE_CHECKING:
    from autograd.listening import Recorder


class TraceError(TellingError, TypeError):
    """Compiled code does something with a number that its program could not repeat."""


class ProcessError(TellingError, RuntimeError):
    """Another process with which this one computes has ended, or is given something else."""


State: TypeAlias = "bool | Recorder"
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
