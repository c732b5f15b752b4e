"""Listening to a function: every node it makes, in order, and every look it takes at a number.

While a function is traced, its `Value`s stand for numbers that will be others at the next call. So
whatever it does with them must be recorded, and what cannot be recorded is refused: a Python `if`
on a number would follow the first call's answer for ever. Reading `.data` gives a `TracedNumber`,
which takes part in arithmetic and comparisons but carries no gradient and has no fixed value.
"""

from __future__ import annotations

import copy
import linecache
import operator
import re
import sys
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from autograd.compiler.record.borders import is_packaged_code, users_frame
from autograd.compiler.record.marks import DETACH, GREATER, GREATER_EQUAL
from autograd.compiler.record.stand_ins import TracedNumber, truth_of
from autograd.entry import Operation
from autograd.recording import TraceError, recording
from autograd.structure import map_leaves
from autograd.telling import told
from autograd.value import Value

if TYPE_CHECKING:
    from random import Random

T = TypeVar("T")

MEND = (
    "write a choice with autograd.where, maximum, minimum, relu or step, an index or a look-up "
    "with autograd.take, math.exp as autograd.exp, or compute it outside the compiled function"
)
VALUE = re.compile(r"\b(Value|TracedNumber|Input|Given)\b", re.ASCII)  # in a TypeError
SHOWING = {"print", "display", "log", "debug", "info", "warning", "error", "write"}
SHOWING |= {"set_description", "set_postfix"}


class Recorder:
    """What `Value` reports to while a function is traced."""

    def __init__(self) -> None:
        self.nodes: list[Value] = []
        self.append: Callable[[Value], None] = self.nodes.append
        self.detached: set[Value] = set()
        self.draws: list[tuple[Value, Random]] = []  # each with its generator
        self.generators: list[tuple[Random, tuple[Any, ...]]] = []
        self.guards: list[tuple[Callable[[], object], object]] = []

    def without_gradients(self) -> Recorder:
        """The recorder inside `no_grad()`: the same recording, its nodes cut off from gradients."""
        inside = copy.copy(self)
        inside.append = inside._append_detached
        return inside

    def _append_detached(self, node: Value) -> None:
        self.nodes.append(node)
        self.detached.add(node)

    def map_samples(self, f: Callable[..., T], samples: list[tuple[object, ...]]) -> list[T]:
        """What `vmap` gives: the function's results for all samples."""
        return [f(*sample) for sample in samples]

    def number(self, value: Value) -> Value:
        """What `value.data` is while tracing."""
        return value if type(value) is TracedNumber else TracedNumber(value)

    def leaf(self, value: Value) -> tuple[float, tuple[Value, ...], Operation]:
        """What `Value(x)` is when x is a number of the traced code: x, cut off from gradients."""
        return value._data, (value,), DETACH

    def draw(self, rng: Random) -> Value:
        """A random leaf, uniform in [0, 1): drawn afresh at each call of the compiled function.

        What tracing draws is given back afterwards, so that the first call draws the same numbers.
        """
        if not any(rng is known for known, _ in self.generators):
            self.generators.append((rng, rng.getstate()))
        leaf = Value(rng.random())
        self.draws.append((leaf, rng))
        return leaf

    def guard(self, look: Callable[[], T]) -> T:
        """Something outside that the traced code goes by; when it changes, trace again."""
        seen = look()
        self.guards.append((look, seen))
        return seen

    def compare(self, compare: Callable[..., bool], a: Value, b: object) -> Value:
        """A comparison that the compiled program makes anew."""
        if compare is operator.gt:
            return truth_of(GREATER, a, b)
        if compare is operator.ge:
            return truth_of(GREATER_EQUAL, a, b)
        if compare is operator.lt:
            return truth_of(GREATER, b, a)
        return truth_of(GREATER_EQUAL, b, a)

    def refuse(self, purpose: str, mend: str = "") -> None:
        """Raises TraceError with the line of the user's code that did it, and the mend."""
        others = told(f"{mend}, a choice with autograd.where, or compute it outside")
        mend = others if mend else told(MEND)
        raise TraceError(
            f"{_users_line()}{told(purpose)} needs a number while this code is being compiled, and "
            f"its value will differ from call to call; {mend}"
        )

    def show(self) -> None:
        """Refuses the text of a number unless people are to read it: by it, code could choose."""
        frame = sys._getframe(3)
        names = {*frame.f_code.co_names}
        read = SHOWING & names or any(name.endswith(("Error", "Exception")) for name in names)
        if not read and not is_packaged_code(frame.f_code):
            self.refuse("the text of a number")

    def refuse_effect(self, what: str) -> None:
        """Raises TraceError for what would happen while tracing and not at later calls."""
        raise TraceError(
            f"{_users_line()}{told(what)} would happen only once, when this code is compiled; do "
            "it outside the compiled function, or take derivatives inside it with autograd.grad"
        )


def _users_line() -> str:
    frame = users_frame(sys._getframe())
    return _place(frame.f_code.co_filename, frame.f_lineno)


def _line_of(error: Exception) -> str:
    """The last line of the user's code that an error came through."""
    frames = [*traceback.walk_tb(error.__traceback__)]
    own = [at for at in frames if not is_packaged_code(at[0].f_code)]
    frame, line = (own or frames)[-1]
    return _place(frame.f_code.co_filename, line)


def _place(filename: str, line: int) -> str:
    """Where a line of code stands, and what it says."""
    text = linecache.getline(filename, line).strip()
    where = told("the notebook's cell") if "ipykernel" in filename else filename
    return told(f"{where}, line {line}: ") + told(f"in `{text}`, ") * bool(text)


def trace(f: Callable[..., object], args: tuple[object, ...], recorder: Recorder) -> object:
    """Calls `f` and returns its result, while the recorder listens.

    Raises:
        TraceError: the function uses a number in a way that cannot be repeated.
    """
    try:
        with recording(recorder):
            return map_leaves(_marked, f(*args))
    except TypeError as error:
        if isinstance(error, TraceError) or not VALUE.search(str(error)):
            raise
        raise TraceError(f"{_line_of(error)}{error}; {told(MEND)}") from error
    finally:
        for rng, state in recorder.generators:
            rng.setstate(state)


def _marked(x: object) -> object:
    """A result that is a number rather than a Value, marked as such by a node of its own."""
    if isinstance(x, TracedNumber) and x.operation is not DETACH:
        return TracedNumber(x, x.truth)
    return x
