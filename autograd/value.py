"""`Value`: a float that remembers where it came from.

Each operation on `Value`s makes a new one that keeps its `parents` and its entry in the table of
operations; the result is a graph. Going backward through it (see `chain_rule`), every node receives
the derivative of the final result with respect to itself, its gradient.

About the closure. A node's local gradients are a function without arguments,
`node.local_gradients`. Its code is the rule in the table; what it closes over is the node, which
has the data and the parents. Python makes this closure (a bound method) when it is asked for. A
nested function kept in every node would close over that same node, a reference cycle that only
the garbage collector can free, and would weigh more than the node itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar, Union

from autograd import ops, special
from autograd.attributes import Elsewhere
from autograd.chain_rule import FLOAT_ERRORS, go_back, record_gradients
from autograd.copies import Copied, restore, restore_graph
from autograd.entry import Operation
from autograd.lecture import Lecture, arranged, no_label
from autograd.number import Number
from autograd.real import to_float, upstream
from autograd.recording import active_recorder, listeners, recording_state, refuse_effect

Operand = Union["Value", float]
Method = TypeVar("Method", bound=Callable[..., "Value"])

NOTHING = ()  # there is only one empty tuple
_data_of = operator.attrgetter("_data")
_new = object.__new__


def record(operation: Operation, operands: tuple[Operand, ...]) -> Value:
    """The node that an operation of the table makes of Values and numbers."""
    parents: tuple[Value, ...] = operands  # type: ignore[assignment]  # as they mostly are
    for x in operands:
        if type(x) is not Value:
            parents = tuple([x if type(x) is Value else _as_node(x) for x in operands])
            break
    try:
        data = operation.value(*map(_data_of, parents))
    except FLOAT_ERRORS as error:
        raise operation.failure(error, *parents) from None
    return _node(data if type(data) is float else to_float(data), parents, operation)


def _node(data: float, parents: tuple[Value, ...], operation: Operation) -> Value:
    """The same as Value(data, "", parents, operation), without its checks: 0.7 times the time."""
    state = recording_state()
    if state is False:
        return Value(data)
    node = _new(Value)
    node._data, node._grad, node.label = data, 0.0, ""
    node.parents, node.operation = parents, operation
    if state is not True:
        state.append(node)
    return node


def _as_node(x: Operand) -> Value:
    """A Value as it is, and the constant that a number becomes."""
    if type(x) is int:
        x += 0.0  # as float(x), in half the time
    elif type(x) is not float:
        if isinstance(x, Value):
            return x
        x = to_float(x)
    return _node(x, NOTHING, ops.constant)


# The methods of Value, made from the table. One and two operands are written out, two of them to
# the node: they are nearly all of any graph, and the generic `record` takes twice the time.


def _unary(operation: Operation) -> Callable[[Value], Value]:
    value = operation.value

    def method(self: Value) -> Value:
        try:
            data = value(self._data)
        except FLOAT_ERRORS as error:
            raise operation.failure(error, self) from None
        return _node(data, (self,), operation)

    return _documented(method, operation)


@lru_cache(maxsize=1024)
def _power(exponent: float) -> Callable[[Value], Value]:
    return _unary(ops.power(exponent))


def _binary(operation: Operation) -> Callable[[Value, Operand], Value]:
    value = operation.value

    def method(self: Value, other: Operand) -> Value:
        if type(other) is not Value:
            other = _as_node(other)
        try:
            data = value(self._data, other._data)
        except FLOAT_ERRORS as error:
            raise operation.failure(error, self, other) from None
        if recording_state() is not True:
            return _node(data, (self, other), operation)
        node = _new(Value)
        node._data, node._grad, node.label = data, 0.0, ""
        node.parents, node.operation = (self, other), operation
        return node

    return _documented(method, operation)


def _reflected(operation: Operation) -> Callable[[Value, Operand], Value]:
    forward = _binary(operation)
    return _documented(lambda self, other: forward(_as_node(other), self), operation)


def _nary(operation: Operation) -> Callable[..., Value]:
    return _documented(lambda self, *others: record(operation, (self, *others)), operation)


def _documented(method: Method, operation: Operation) -> Method:
    method.__name__ = operation.name
    method.__qualname__ = f"Value.{operation.name}"
    method.__doc__ = operation.doc
    return method


class Value(Number, Copied, Lecture):
    """A float that records the operations it goes through: `Value(2.0, label="x")`.

    Compared by `<` and its kin, converted by `float()` and its kin, a Value is its data. `==` and
    `hash` are identity, because nodes live in sets and dicts: compare `a.data == b.data`.

    It has no other attributes: a `__dict__` would cost every node 32 bytes and a third of its time.
    To keep something with a Value, use a dictionary of your own, `m[p] = 0.0`, or a class of your
    own, `class Parameter(Value): ...`, which has one.

    Arguments:
        data: any real number, kept as a float.
        label: a name for pictures and error messages; also as the second argument.
        parameter: whether it is to be learned, which pictures show.
        _children, _op: the parents of a node made by hand, and what to call it; its derivative is
            the function that is assigned to its `_backward` (see `autograd.lecture`).
        parents, operation: set by the engine for computed nodes.

    Raises:
        TypeError: `data` is not a real number, or `label` is not a string.
    """

    __slots__ = ("__weakref__", "_data", "_grad", "label", "operation", "parents")

    _data: float
    _grad: float | Value
    label: str
    parents: tuple[Value, ...]
    operation: Operation

    # np.float64(2) * v asks v, instead of making an array of objects; np.tanh(v) calls v.tanh().
    __array_priority__ = 1000.0

    def __init__(
        self,
        data: Operand,
        _children: object = (),
        _op: object = "",
        label: object = "",
        parents: tuple[Value, ...] = (),
        operation: Operation = ops.leaf,
        parameter: bool = False,
    ) -> None:
        if _children is not NOTHING:
            label, parents, operation = arranged(_children, _op, label, parents, operation)
        state = recording_state()
        if state is not True:
            if state is not False:
                if isinstance(data, Value):  # its number, started afresh
                    data, parents, operation = state.leaf(data)
                state.append(self)
            elif parents:
                parents, operation = (), ops.leaf
        if not isinstance(label, str):
            raise no_label(label)
        self._data = data if type(data) is float else to_float(data)
        self._grad, self.label, self.parents = 0.0, label, parents
        self.operation = ops.parameter if parameter and not parents else operation

    _as_node = staticmethod(_as_node)
    m, v, velocity, momentum, state = (Elsewhere() for _ in range(5))

    # --- what a node holds -----------------------------------------------------------------------

    @property
    def data(self) -> float:
        """The number itself."""
        if listeners:
            recorder = active_recorder()
            if recorder is not None:
                return recorder.number(self)  # type: ignore[return-value]  # it stands for one
        return self._data

    @data.setter
    def data(self, data: float) -> None:
        if listeners:
            refuse_effect("setting .data")
        self._data = data if type(data) is float else to_float(data)

    @property
    def grad(self) -> Any:
        """d(result)/d(this): a float, or a Value after `backward(create_graph=True)`; so Any."""
        if listeners:
            refuse_effect("reading .grad")
        return self._grad

    @grad.setter
    def grad(self, grad: float | Value) -> None:
        if listeners:
            refuse_effect("setting .grad")
        self._grad = grad if type(grad) is float or isinstance(grad, Value) else to_float(grad)

    @property
    def op(self) -> str:
        """The name of the operation that made this node; `""` for a leaf."""
        return self.operation.name

    def local_gradients(self) -> tuple[float, ...]:
        """The derivative of this node with respect to each of its parents, as floats."""
        return tuple(self.operation.gradients(self._data, *map(_data_of, self.parents)))

    # --- the chain rule --------------------------------------------------------------------------

    def backward(self, gradient: Operand = 1.0, create_graph: bool = False) -> None:
        """Computes d(self)/d(node) for every node that `self` was made from, into `node.grad`.

        Leaves add it to the gradient they have, until somebody zeroes it; inner nodes hold that of
        the latest call. Passes of several threads wait for each other, so that none is lost; and
        an error or Ctrl-C leaves the leaves as before the call, or as after it.

        Arguments:
            gradient: what arrives here from above, d(result)/d(self): 1 where this is the result.
                A number, or with `create_graph` also a Value.
            create_graph: record the gradients of the leaves as Values, to differentiate them
                again. A leaf and its recorded gradient then refer to each other; `autograd.grad`
                does the same without touching `grad`.

        Raises:
            ArithmeticError, ValueError: a derivative does not exist, such as that of sqrt at 0.
                The gradients of the leaves are then as they were before.
            TypeError: `gradient` is not a number.
        """
        if listeners:
            refuse_effect("backward()")
        if type(gradient) is not float:
            gradient = upstream(gradient, create_graph)
        if create_graph:
            record_gradients(self, gradient)
        else:
            (self.operation.to_leaves or go_back)(self, gradient)  # type: ignore[arg-type]

    def backward_along(self, order: list[Value], gradient: float = 1.0) -> None:
        """`backward` for those who know an order already: parents before children, `self` last."""
        go_back(self, gradient, order)

    def _apply(self, operation: Operation, operands: tuple[Operand, ...]) -> Value:
        """What an operation of the table does when one of its operands is a Value."""
        return record(operation, operands)

    # --- operators -------------------------------------------------------------------------------

    __add__, __radd__ = _binary(ops.add), _reflected(ops.add)
    __sub__, __rsub__ = _binary(ops.sub), _reflected(ops.sub)
    __mul__, __rmul__ = _binary(ops.mul), _reflected(ops.mul)
    __truediv__, __rtruediv__ = _binary(ops.div), _reflected(ops.div)
    __mod__, __rmod__ = _binary(special.remainder), _reflected(special.remainder)
    __floordiv__, __rfloordiv__ = _binary(special.floor_divide), _reflected(special.floor_divide)
    __neg__, __abs__ = _unary(ops.neg), _unary(ops.abs_)

    def __pow__(self, exponent: Operand) -> Value:
        """a ** b; a plain number as exponent is part of the operation, not a parent."""
        if isinstance(exponent, Value):
            return record(ops.pow_, (self, exponent))
        return _power(exponent if type(exponent) in (int, float) else to_float(exponent))(self)

    def __rpow__(self, base: Operand) -> Value:
        """base ** a: a node of two operands, of which the first is a constant."""
        # A Value comes here too, where the other one is of a kind of its own and so goes first.
        is_zero = not isinstance(base, Value) and not base
        return record(ops.zero_power if is_zero else ops.pow_, (base, self))

    def __divmod__(self, other: Operand) -> tuple[Value, Value]:
        return self // other, self % other

    def __rdivmod__(self, other: Operand) -> tuple[Value, Value]:
        return other // self, other % self

    def __pos__(self) -> Value:
        return self

    # --- functions: each also exists as autograd.exp(x), autograd.log(x), ... --------------------

    # fmt: off
    exp, expm1, log, log1p, sqrt, erf, gaussian = map(_unary, (
        ops.exp, ops.expm1, ops.log, ops.log1p, ops.sqrt, ops.erf, ops.gaussian))
    sin, cos, tan, asin, acos, atan, sinh, cosh, tanh = map(_unary, (
        ops.sin, ops.cos, ops.tan, ops.asin, ops.acos, ops.atan, ops.sinh, ops.cosh, ops.tanh))
    sigmoid, softplus, relu, silu, gelu, step, sign = map(_unary, (
        ops.sigmoid, ops.softplus, ops.relu, ops.silu, ops.gelu, ops.step, ops.sign))
    exp2, log2, log10, cbrt, reciprocal, asinh, acosh, atanh = map(_unary, (
        special.exp2, special.log2, special.log10, special.cbrt, special.reciprocal,
        special.asinh, special.acosh, special.atanh))
    gamma, lgamma, digamma, trigamma, degrees, radians = map(_unary, (
        special.gamma, special.lgamma, special.digamma, special.polygamma(1.0),
        special.degrees, special.radians))
    normal_pdf, normal_cdf, log_normal_cdf, normal_quantile, erfc, square = map(_unary, (
        ops.normal_pdf, ops.normal_cdf, special.log_normal_cdf, special.normal_quantile,
        special.erfc, ops.power(2.0)))
    atan2, xlogy, remainder, floor_divide, fmod, copysign = map(_binary, (
        ops.atan2, special.xlogy, special.remainder, special.floor_divide, special.fmod,
        special.copysign))
    maximum, minimum, hypot = map(_nary, (ops.maximum, ops.minimum, ops.hypot))
    # fmt: on

    def leaky_relu(self, negative_slope: float = 0.01) -> Value:
        """a if a > 0 else negative_slope·a; at 0 the slope of the negative side."""
        return record(ops.leaky_relu(to_float(negative_slope)), (self,))

    def elu(self, alpha: float = 1.0) -> Value:
        """a if a > 0 else alpha·(e^a - 1); at 0 the slope of the negative side."""
        return record(ops.elu(to_float(alpha)), (self,))

    def polygamma(self, n: int) -> Value:
        """The n-th derivative of digamma, n = 0, 1, 2, ..."""
        return record(special.polygamma(to_float(n)), (self,))

    def clip(self, lower: float, upper: float) -> Value:
        """a kept within [lower, upper]; slope 1 inside and on the bounds, 0 outside."""
        return record(ops.clip(to_float(lower), to_float(upper)), (self,))


Copied.made = Value
_restore, _restore_graph = restore, restore_graph  # the names by which earlier files ask for them
