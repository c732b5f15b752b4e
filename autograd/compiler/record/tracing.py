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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeVar

from autograd.compiler.record.borders import PACKAGE, is_packaged_code, users_frame
from autograd.compiler.record.marks import DETACH, EQUAL, GREATER, GREATER_EQUAL
from autograd.entry import Operation
from autograd.real import to_float
from autograd.recording import TraceError, active_recorder, recording
from autograd.structure import map_leaves
from autograd.value import Operand, Value, record

if TYPE_CHECKING:
    from random import Random

T = TypeVar("T")

MEND = (
    "write a choice with autograd.where, maximum, minimum, relu or step, an index or a look-up "
    "with autograd.take, math.exp as autograd.exp, or compute it outside the compiled function"
)
VALUE = re.compile(r"\b(Value|TracedNumber|Input|Given)\b")  # in the message of a TypeError
SHOWING = {"print", "display", "log", "debug", "info", "warning", "error", "write"}
SHOWING |= {"set_description", "set_postfix"}
HASHING = "a hash (a set, the key of a dict, a cache)"
# Whether a function runs uncompiled on `Input`s, which then compare as the numbers they are.
_uncompiled: ContextVar[bool] = ContextVar("uncompiled", default=False)


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
            return _truth(GREATER, a, b)
        if compare is operator.ge:
            return _truth(GREATER_EQUAL, a, b)
        if compare is operator.lt:
            return _truth(GREATER, b, a)
        return _truth(GREATER_EQUAL, b, a)

    def refuse(self, purpose: str, mend: str = "") -> None:
        """Raises TraceError with the line of the user's code that did it, and the mend."""
        mend = f"{mend}, a choice with autograd.where, or compute it outside" if mend else MEND
        raise TraceError(
            f"{_users_line()}{purpose} needs a number while this code is being compiled, and its "
            f"value will differ from call to call; {mend}"
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
            f"{_users_line()}{what} would happen only once, when this code is compiled; do it "
            "outside the compiled function, or take derivatives inside it with autograd.grad"
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
    where = "the notebook's cell" if "ipykernel" in filename else filename
    return f"{where}, line {line}: " + f"in `{text}`, " * bool(text)


def _as_node(x: object) -> Value:
    return x if isinstance(x, Value) else Value(to_float(x))


def _truth(operation: Operation, a: object, b: object) -> Value:
    a, b = _as_node(a), _as_node(b)
    return TracedNumber.of(Value(operation.value(a._data, b._data), "", (a, b), operation), True)


def _asked_by_the_engine() -> bool:
    """Whether a special method is called by this package, whose sets and dicts hold nodes."""
    return sys._getframe(2).f_code.co_filename.startswith(PACKAGE)


def _number(method: Callable[..., Value]) -> Callable[..., Value]:
    """Arithmetic among plain numbers gives a plain number; with a Value, a Value."""

    def wrapped(self: PlainNumber, *others: object) -> Value:
        result = method(self, *others)
        return _alike(result, (self, *others))

    return wrapped


def _alike(result: Value, operands: tuple[object, ...]) -> Value:
    """What was made of these operands: a Value, an Input, or a number without a gradient."""
    if not all(map(_is_plain, operands)):
        return result
    if any(isinstance(x, Input) for x in operands):
        return Input.of(result)
    return TracedNumber.of(result)


def _is_plain(x: object) -> bool:
    return isinstance(x, PlainNumber) or not isinstance(x, Value)


class PlainNumber(Value):
    """A node that is a plain number to the traced code, and so compares as numbers do."""

    __slots__ = ()

    __add__ = _number(Value.__add__)
    __radd__ = _number(Value.__radd__)
    __sub__ = _number(Value.__sub__)
    __rsub__ = _number(Value.__rsub__)
    __mul__ = _number(Value.__mul__)
    __rmul__ = _number(Value.__rmul__)
    __truediv__ = _number(Value.__truediv__)
    __rtruediv__ = _number(Value.__rtruediv__)
    __mod__ = _number(Value.__mod__)
    __rmod__ = _number(Value.__rmod__)
    __floordiv__ = _number(Value.__floordiv__)
    __rfloordiv__ = _number(Value.__rfloordiv__)
    __pow__ = _number(Value.__pow__)
    __rpow__ = _number(Value.__rpow__)
    __neg__ = _number(Value.__neg__)
    __abs__ = _number(Value.__abs__)

    def _apply(self, operation: Operation, operands: tuple[Operand, ...]) -> Value:
        return _alike(record(operation, operands), operands)

    def __eq__(self, other: object) -> Any:
        if not isinstance(other, (PlainNumber, Real)):
            return self is other  # to a Value, nobody is equal but itself
        if active_recorder() is not None:
            return _truth(EQUAL, self, other)
        if _uncompiled.get():
            return self._data == (other._data if isinstance(other, Value) else other)
        return self is other

    def __ne__(self, other: object) -> Any:
        equal = self == other
        return not equal if isinstance(equal, bool) else TracedNumber.of(1.0 - equal, truth=True)

    def __hash__(self) -> int:
        """That of a node to the engine; the user's code means the number, which will differ."""
        recorder = active_recorder()
        if (recorder is not None or _uncompiled.get()) and not _asked_by_the_engine():
            if recorder is None:
                return hash(self._data)
            recorder.refuse(HASHING)
        return object.__hash__(self)


class TracedNumber(PlainNumber):
    """What `.data` and comparisons give while tracing: follows the data, carries no gradient."""

    __slots__ = ("truth",)

    def __init__(self, node: Value, truth: bool = False) -> None:
        Value.__init__(self, node._data, "", (node,), DETACH)
        self.truth = truth

    @classmethod
    def of(cls, node: Value, truth: bool = False) -> TracedNumber:
        """The same for a node made of such numbers alone, which has no gradient to cut off."""
        number = cls.__new__(cls)
        Value.__init__(number, node._data, "", node.parents, node.operation)
        number.truth = truth
        return number


class Input(PlainNumber):
    """What stands for a plain number among the arguments, or is made of such numbers alone.

    Where the function is given plain numbers, `label == 1` compares numbers, so it must not compare
    nodes here.
    """

    __slots__ = ()

    @classmethod
    def of(cls, node: Value) -> Value:
        """The node itself, from now on an Input."""
        node.__class__ = cls
        return node


class Given(Value):
    """What stands for a Value among the arguments, of which the next call may bring another."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        recorder = active_recorder()
        if recorder is not None and isinstance(other, Value) and self is not other:
            recorder.refuse("a comparison of nodes")
        return self is other

    def __hash__(self) -> int:
        if not _asked_by_the_engine():
            recorder = active_recorder()
            if recorder is not None:
                recorder.refuse(HASHING)
        return object.__hash__(self)


@contextmanager
def uncompiled() -> Iterator[None]:
    """Inside, `Input`s are equal to numbers and hashed like them, as in the compiled function."""
    token = _uncompiled.set(True)
    try:
        yield
    finally:
        _uncompiled.reset(token)


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
        raise TraceError(f"{_line_of(error)}{error}; {MEND}") from error
    finally:
        for rng, state in recorder.generators:
            rng.setstate(state)


def _marked(x: object) -> object:
    """A result that is a number rather than a Value, marked as such by a node of its own."""
    if isinstance(x, TracedNumber) and x.operation is not DETACH:
        return TracedNumber(x, x.truth)
    return x
