"""What stands for numbers while a function is traced.

A plain number among the arguments compares as numbers do, a Value among them as nodes do; what
`.data` and comparisons give follows the data and carries no gradient.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from numbers import Real
from typing import Any

from autograd.compiler.record.borders import PACKAGE
from autograd.compiler.record.marks import DETACH, EQUAL
from autograd.entry import Operation
from autograd.real import to_float
from autograd.recording import active_recorder
from autograd.value import Operand, Value, record

HASHING = "a hash (a set, the key of a dict, a cache)"
# Whether a function runs uncompiled on `Input`s, which then compare as the numbers they are.
_uncompiled: ContextVar[bool] = ContextVar("uncompiled", default=False)


def _as_node(x: object) -> Value:
    return x if isinstance(x, Value) else Value(to_float(x))


def truth_of(operation: Operation, a: object, b: object) -> Value:
    """What a comparison gives."""
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
            return truth_of(EQUAL, self, other)
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
