"""`Value`: a float that remembers where it came from, and `backward()`, the chain rule.

Each operation on `Value`s makes a new one that keeps its `parents` and its entry in the table of
operations; the result is a graph. Going backward through it, every node receives the derivative
of the final result with respect to itself (its gradient) and hands on to each parent

    local gradient  ×  its own gradient.

Where several paths meet in a node, what they hand on adds up.

About the closure. A node's local gradients are a function without arguments,
`node.local_gradients`. Its code is the rule in the table; what it closes over is the node, which
has the data and the parents. Python makes this closure (a bound method) when it is asked for. A
nested function kept in every node would close over that same node, a reference cycle that only
the garbage collector can free, and would weigh more than the node itself.
"""

from __future__ import annotations

import math
import operator
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from itertools import repeat
from numbers import Real
from typing import Any, TypeVar, Union

from autograd import ops, special
from autograd.chain import FLOAT_ERRORS, backwards, failure, go_back, one_at_a_time, put
from autograd.entry import Operation, to_float
from autograd.graph import topological_order
from autograd.leaving import leave, mend, taken_by

Operand = Union["Value", float]
Method = TypeVar("Method", bound=Callable[..., "Value"])

# Whether operations are recorded: True, False inside no_grad(), or the Recorder that a compiler is
# listening with. A context variable, so that each thread and each asynchronous task has its own.
_recording: ContextVar[Any] = ContextVar("recording", default=True)
_recording_state = _recording.get
_data_of = operator.attrgetter("_data")
_new = object.__new__
_recorders: list[Any] = []  # of the compilers at work in any thread: mostly none


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


def record(operation: Operation, operands: tuple[Any, ...]) -> Value:
    """The node that an operation of the table makes of Values and numbers."""
    parents = tuple([x if isinstance(x, Value) else _constant(x) for x in operands])
    try:
        data = operation.value(*map(_data_of, parents))
    except FLOAT_ERRORS as error:
        raise failure(error, operation, parents) from None
    return _node(data if type(data) is float else to_float(data), parents, operation)


def _node(data: float, parents: tuple[Value, ...], operation: Operation) -> Value:
    """The same as Value(data, "", parents, operation), without its checks: 0.7 times the time."""
    state = _recording_state()
    if state is False:
        return Value(data)
    node = _new(Value)
    node._data = data
    node._grad = 0.0
    node.label = ""
    node.parents = parents
    node.operation = operation
    if state is not True:
        state.append(node)
    return node


def _constant(number: Operand) -> Value:
    return _node(to_float(number), (), ops.constant)


# The methods of Value, made from the table. One and two operands are written out: they are nearly
# all of any graph, and the generic `record` takes twice the time.


def _unary(operation: Operation) -> Callable[[Value], Value]:
    value = operation.value

    def method(self: Value) -> Value:
        try:
            data = value(self._data)
        except FLOAT_ERRORS as error:
            raise failure(error, operation, (self,)) from None
        return _node(data, (self,), operation)

    return _documented(method, operation)


@lru_cache(maxsize=1024)
def _power(exponent: float) -> Callable[[Value], Value]:
    return _unary(ops.power(exponent))


def _binary(operation: Operation) -> Callable[[Value, Operand], Value]:
    value = operation.value

    def method(self: Value, other: Operand) -> Value:
        if not isinstance(other, Value):
            other = _constant(other)
        try:
            data = value(self._data, other._data)
        except FLOAT_ERRORS as error:
            raise failure(error, operation, (self, other)) from None
        return _node(data, (self, other), operation)

    return _documented(method, operation)


def _reflected(operation: Operation) -> Callable[[Value, Operand], Value]:
    forward = _binary(operation)

    def method(self: Value, other: Operand) -> Value:
        return forward(other if isinstance(other, Value) else _constant(other), self)

    return _documented(method, operation)


def _nary(operation: Operation) -> Callable[..., Value]:
    def method(self: Value, *others: Operand) -> Value:
        return record(operation, (self, *others))

    return _documented(method, operation)


def _documented(method: Method, operation: Operation) -> Method:
    method.__name__ = operation.name
    method.__qualname__ = f"Value.{operation.name}"
    method.__doc__ = operation.doc
    return method


def _comparison(compare: Callable[[Any, Any], bool]) -> Callable[[Value, Operand], bool]:
    def method(self: Value, other: object) -> bool:
        recorder = active_recorder()
        if recorder is not None:
            return recorder.compare(compare, self, other)  # type: ignore[no-any-return]
        if isinstance(other, Value):
            return compare(self._data, other._data)
        if isinstance(other, (float, int, Real)):
            return compare(self._data, other)
        return NotImplemented  # type: ignore[no-any-return]  # as Python asks of comparisons

    return method


@contextmanager
def recording(recorder: Any = True) -> Iterator[None]:
    """Records inside, also where `no_grad()` is around us; with a compiler's Recorder, to it."""
    token = _recording.set(recorder)
    listening = not isinstance(recorder, bool)
    if listening:
        _recorders.append(recorder)
    try:
        yield
    finally:
        _recording.reset(token)
        if listening:
            _recorders.remove(recorder)


def active_recorder() -> Any:
    """The Recorder of a compiler that traces this code, or None."""
    state = _recording_state()
    return None if isinstance(state, bool) else state


def is_recording() -> bool:
    """Whether results keep their parents here, for `backward()`."""
    return _recording_state() is not False


def _refuse_in_compiled_code(what: str) -> None:
    recorder = active_recorder()
    if recorder is not None:
        recorder.refuse_effect(what)


def _say_that_it_is_shown() -> None:
    recorder = active_recorder() if _recorders else None
    if recorder is not None:
        recorder.show()


NOTHING = ()  # there is only one empty tuple


def _arranged(
    children: Any, op: Any, label: Any, parents: tuple[Value, ...], operation: Operation
) -> tuple[Any, tuple[Value, ...], Operation]:
    """The label, parents and operation that were meant.

    Value(data, label, parents, operation), in these places, or the lecture's
    Value(data, children, op, label).
    """
    if isinstance(children, str) and not (label and isinstance(label, str)):
        return children, op or parents, label or operation
    from autograd.lecture import made_by_hand  # further up, and seldom needed

    parents, by_hand = made_by_hand(children, op)
    return label, parents, by_hand or ops.leaf


class _Elsewhere:
    """An attribute that programs like to give to a parameter, and for which a node has no room.

    Python says that there is no such attribute; this says what to do. (It can be said only of
    names known beforehand: a `__setattr__` would be asked at every assignment, also the engine's.)
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, node: Any, owner: type | None = None) -> Any:
        things = getattr(node, "__dict__", {})
        if node is None or self.name not in things:
            raise AttributeError(f"a Value has no attribute {self.name!r}")
        return things[self.name]

    def __set__(self, node: Any, thing: Any) -> None:
        if not hasattr(node, "__dict__"):
            raise AttributeError(
                f"a Value has no room for an attribute {self.name!r}: keep it in a dictionary, "
                f"{self.name}[p] = ..., or make p of a class of your own, class Parameter(Value)"
            )
        vars(node)[self.name] = thing


class Value:
    """A float that records the operations it goes through: `Value(2.0, label="x")`.

    Compared by `<`, `<=`, `>`, `>=`, and converted by `float()`, `int()`, `bool()`, `round()`, a
    Value is its data. But `==` and `hash` are identity: two Values are equal only if they are the
    same node, because nodes of a graph live in sets and dicts. Compare `a.data == b.data`.

    It has no other attributes than these: a `__dict__` would cost every node 32 bytes and a third
    of the time of making it on Python 3.11, 16 bytes on 3.12. To keep something with a Value, use
    a dictionary of your own, `m[p] = 0.0`; or make the Value of a class of your own,
    `class Parameter(Value): ...`, which has one.

    Arguments:
        data: any real number, kept as a float.
        label: a name for pictures and error messages; also as the second argument.
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

    __array_ufunc__ = None  # np.float64(2) * v asks v, instead of making an array of objects

    def __init__(
        self,
        data: Operand,
        _children: Any = (),
        _op: Any = "",
        label: Any = "",
        parents: tuple[Value, ...] = (),
        operation: Operation = ops.leaf,
    ) -> None:
        if _children is not NOTHING:
            label, parents, operation = _arranged(_children, _op, label, parents, operation)
        state = _recording_state()
        if state is not True:
            if state is not False:
                if isinstance(data, Value):  # a number of the traced code, started afresh
                    data, parents, operation = state.leaf(data)
                state.append(self)
            elif parents:
                parents, operation = (), ops.leaf
        if not isinstance(label, str):
            raise TypeError(f"label must be a string, got {type(label).__name__} {label!r}")
        self._data = data if type(data) is float else to_float(data)
        self._grad = 0.0
        self.label = label
        self.parents = parents
        self.operation = operation

    m, v, velocity, momentum, state = (_Elsewhere() for _ in range(5))

    # --- what a node holds -----------------------------------------------------------------------

    @property
    def data(self) -> float:
        """The number itself."""
        if _recorders:
            recorder = active_recorder()
            if recorder is not None:
                return recorder.number(self)  # type: ignore[no-any-return]
        return self._data

    @data.setter
    def data(self, data: float) -> None:
        if _recorders:
            _refuse_in_compiled_code("setting .data")
        self._data = data if type(data) is float else to_float(data)

    @property
    def grad(self) -> Any:
        """d(result)/d(this), as of `backward()`: a float, or a Value after `create_graph=True`."""
        if _recorders:
            _refuse_in_compiled_code("reading .grad")
        return self._grad

    @grad.setter
    def grad(self, grad: float | Value) -> None:
        if _recorders:
            _refuse_in_compiled_code("setting .grad")
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
        if _recorders:
            _refuse_in_compiled_code("backward()")
        if type(gradient) is not float:
            gradient = _upstream(gradient, create_graph)
        if create_graph:
            _record_gradients(self, gradient)
            return
        to_leaves = self.operation.to_leaves
        if to_leaves is not None:  # the result of compiled code, which has leaves for parents
            to_leaves(self, gradient)
            return
        go_back(self, topological_order(self), gradient)  # type: ignore[arg-type]

    def backward_along(self, order: list[Value], gradient: float = 1.0) -> None:
        """`backward` for those who know an order already: parents before children, `self` last."""
        go_back(self, order, gradient)

    def _apply(self, operation: Operation, operands: tuple[Any, ...]) -> Value:
        """What an operation of the table does when one of its operands is a Value."""
        return record(operation, operands)

    # --- operators -------------------------------------------------------------------------------

    __add__ = _binary(ops.add)
    __radd__ = _reflected(ops.add)
    __sub__ = _binary(ops.sub)
    __rsub__ = _reflected(ops.sub)
    __mul__ = _binary(ops.mul)
    __rmul__ = _reflected(ops.mul)
    __truediv__ = _binary(ops.div)
    __rtruediv__ = _reflected(ops.div)
    __mod__ = _binary(special.remainder)
    __rmod__ = _reflected(special.remainder)
    __floordiv__ = _binary(special.floor_divide)
    __rfloordiv__ = _reflected(special.floor_divide)
    __neg__ = _unary(ops.neg)
    __abs__ = _unary(ops.abs_)

    def __pow__(self, exponent: Operand) -> Value:
        """a ** b; a plain number as exponent is part of the operation, not a parent."""
        if isinstance(exponent, Value):
            return record(ops.pow_, (self, exponent))
        return _power(to_float(exponent))(self)

    def __rpow__(self, base: Operand) -> Value:
        """base ** a: a node of two operands, of which the first is a constant."""
        # Values come here too while compiling, where an argument's kind of Value goes first.
        is_zero = not isinstance(base, Value) and not base
        return record(ops.zero_power if is_zero else ops.pow_, (base, self))

    def __divmod__(self, other: Operand) -> tuple[Value, Value]:
        return self // other, self % other

    def __rdivmod__(self, other: Operand) -> tuple[Value, Value]:
        return other // self, other % self

    def __pos__(self) -> Value:
        return self

    # --- functions: each also exists as autograd.exp(x), autograd.log(x), ... --------------------

    exp = _unary(ops.exp)
    expm1 = _unary(ops.expm1)
    log = _unary(ops.log)
    log1p = _unary(ops.log1p)
    sqrt = _unary(ops.sqrt)
    sin = _unary(ops.sin)
    cos = _unary(ops.cos)
    tan = _unary(ops.tan)
    asin = _unary(ops.asin)
    acos = _unary(ops.acos)
    atan = _unary(ops.atan)
    atan2 = _binary(ops.atan2)
    sinh = _unary(ops.sinh)
    cosh = _unary(ops.cosh)
    tanh = _unary(ops.tanh)
    erf = _unary(ops.erf)
    gaussian = _unary(ops.gaussian)
    normal_pdf = _unary(ops.normal_pdf)
    normal_cdf = _unary(ops.normal_cdf)
    sigmoid = _unary(ops.sigmoid)
    softplus = _unary(ops.softplus)
    relu = _unary(ops.relu)
    gelu = _unary(ops.gelu)
    silu = _unary(ops.silu)
    step = _unary(ops.step)
    sign = _unary(ops.sign)
    log2 = _unary(special.log2)
    log10 = _unary(special.log10)
    exp2 = _unary(special.exp2)
    cbrt = _unary(special.cbrt)
    reciprocal = _unary(special.reciprocal)
    asinh = _unary(special.asinh)
    acosh = _unary(special.acosh)
    atanh = _unary(special.atanh)
    gamma = _unary(special.gamma)
    lgamma = _unary(special.lgamma)
    digamma = _unary(special.digamma)
    degrees = _unary(special.degrees)
    radians = _unary(special.radians)
    erfc = _unary(special.erfc)
    log_normal_cdf = _unary(special.log_normal_cdf)
    normal_quantile = _unary(special.normal_quantile)
    trigamma = _unary(special.polygamma(1.0))
    square = _unary(ops.power(2.0))
    xlogy = _binary(special.xlogy)
    remainder = _binary(special.remainder)
    floor_divide = _binary(special.floor_divide)
    fmod = _binary(special.fmod)
    copysign = _binary(special.copysign)
    maximum = _nary(ops.maximum)
    minimum = _nary(ops.minimum)
    hypot = _nary(ops.hypot)

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

    # --- a Value read as its number --------------------------------------------------------------

    __lt__ = _comparison(operator.lt)
    __le__ = _comparison(operator.le)
    __gt__ = _comparison(operator.gt)
    __ge__ = _comparison(operator.ge)

    def __float__(self) -> float:
        state = _recording_state()
        if state is not False:
            frame = sys._getframe(1)
            taker = taken_by(frame)
            if state is not True:
                state.refuse(taker or "float()", taker and mend(taker))
            elif taker:
                leave(frame, taker)
        return self._data

    def __int__(self) -> int:
        return int(self._read("int()"))

    def __bool__(self) -> bool:
        return bool(self._read("a condition (if, while, and, or, not)"))

    def __round__(self, ndigits: int | None = None) -> float:
        return round(self._read("round()"), ndigits)

    def __trunc__(self) -> int:
        return math.trunc(self._read("math.trunc()"))

    def __floor__(self) -> int:
        return math.floor(self._read("math.floor()"))

    def __ceil__(self) -> int:
        return math.ceil(self._read("math.ceil()"))

    def _read(self, purpose: str) -> float:
        """The data, for a use that a compiler could not follow: it may refuse."""
        recorder = active_recorder()
        if recorder is not None:
            recorder.refuse(purpose)
        return self._data

    def __format__(self, spec: str) -> str:
        _say_that_it_is_shown()
        return format(self._data, spec) if spec else repr(self)

    def __repr__(self) -> str:
        _say_that_it_is_shown()
        label = f", label={self.label!r}" if self.label else ""
        return f"Value({self._data!r}, grad={float(self._grad)!r}{label})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What Jupyter shows: the `repr`, and a picture of the graph where one can be drawn."""
        from autograd.drawing import mimebundle  # pictures are made of Values, not Values of them

        return mimebundle(self)

    # --- copies: without recursion, and each node once -------------------------------------------

    def __copy__(self) -> Value:
        _refuse_in_compiled_code("copying a Value")
        return _restore(self.operation, self._data, self._grad, self.label, self.parents)

    def __deepcopy__(self, memo: dict[int, Any]) -> Value:
        _refuse_in_compiled_code("copying a Value")
        for node in topological_order(self):
            if id(node) not in memo:
                parents = tuple(memo[id(parent)] for parent in node.parents)
                grad = float(node._grad)
                memo[id(node)] = _restore(node.operation, node._data, grad, node.label, parents)
        return memo[id(self)]  # type: ignore[no-any-return]

    def __reduce__(self) -> tuple[Callable[..., Value], tuple[Any, ...]]:
        """For pickle: a leaf as it is, a graph as the flat list of its nodes."""
        if not self.parents:
            return _restore, (self.operation, self._data, float(self._grad), self.label)
        order = topological_order(self)
        index = {node: i for i, node in enumerate(order)}
        rows = [
            (
                (node.operation, node._data, float(node._grad), node.label),
                [index[parent] for parent in node.parents],
            )
            if node.parents
            else node
            for node in order
        ]
        return _restore_graph, (rows,)

    # --- names that micrograd's users know -------------------------------------------------------

    @property
    def _prev(self) -> set[Value]:
        """The parents as a set, as in micrograd; `parents` keeps their order and repetitions."""
        return set(self.parents)

    @property
    def _op(self) -> str:
        """The symbol of the operation; `""` for a leaf and for a constant."""
        return self.operation.symbol

    @property
    def _backward(self) -> Callable[[], Any]:
        """Call it to hand this node's gradient on to its parents, and no further.

        Assign a function that does so to a node made by hand: see `autograd.lecture`.
        """
        _refuse_in_compiled_code("_backward()")
        closure: Callable[[], Any] | None = getattr(self.operation, "closure", None)
        return closure or self._hand_on

    @_backward.setter
    def _backward(self, closure: Callable[[], Any]) -> None:
        from autograd.lecture import assign_backward  # further up, and seldom needed

        assign_backward(self, closure)

    def _hand_on(self) -> None:
        if self._grad:
            for parent, local in zip(self.parents, self.local_gradients()):
                parent.grad = parent._grad + local * self._grad


def zero_grad(values: Iterable[Value]) -> None:
    """Sets the gradients of all to 0."""
    _refuse_in_compiled_code("setting .grad")
    values = list(values)
    with one_at_a_time:  # a pass of another thread sees all of them zeroed, or none
        put(values, repeat(0.0))


def _upstream(gradient: Operand, create_graph: bool) -> Operand:
    """The `gradient` that was given to `backward`, if it is one."""
    if type(gradient).__name__ in ("bool", "bool_"):
        raise TypeError(
            f"backward takes the gradient first, a number, and got {gradient}; to record the "
            "gradients as Values: backward(create_graph=True)"
        )
    if not isinstance(gradient, Value):
        return to_float(gradient)
    if not create_graph:
        raise TypeError(
            "a gradient that is a Value needs backward(gradient, create_graph=True); "
            "without, give its number: gradient.data"
        )
    return gradient


def _record_gradients(root: Value, gradient: Operand) -> None:
    """`backward` with `create_graph`: adds recorded gradients to those of the leaves."""
    with one_at_a_time:
        gradients = pull_back(root, gradient)
        put(
            list(gradients),
            [
                new._data if node.parents else _sum(node._grad, new)
                for node, new in gradients.items()
            ],
        )


def _sum(earlier: float | Value, gradient: Value) -> Value:
    """The sum without a needless node; but a recorded 0 may have derivatives of its own."""
    return earlier + gradient if isinstance(earlier, Value) or earlier else gradient


def pull_back(
    root: Value, gradient: Operand = 1.0, beyond: Iterable[Value] = ()
) -> dict[Value, Value]:
    """d(root)/d(node) times `gradient` for every node that `root` was made from, as Values.

    The chain rule of `Value.backward`, with `Value`s in the place of floats and a dictionary in
    the place of `grad`: nothing in the graph changes. It ends at the nodes `beyond`.
    """
    recorded = _recording_state() is not False
    seed = gradient if isinstance(gradient, Value) else _constant(gradient)
    gradients: dict[Value, Value] = {root: seed}
    for node in backwards(topological_order(root, beyond), gradients.__getitem__):
        upstream = gradients[node] if node in gradients else _constant(node._grad)
        try:
            # Through a zero nothing flows, as in `backward`; but a zero that is recorded may have
            # derivatives of its own, so there the slope is needed.
            local_gradients: Iterable[Any]
            if recorded:
                local_gradients = node.operation.gradients(node, *node.parents)
            elif upstream._data:
                local_gradients = node.local_gradients()
            else:
                local_gradients = (0.0,) * len(node.parents)
        except FLOAT_ERRORS as error:
            raise failure(error, node.operation, node.parents, "the derivative of ") from None
        for parent, local in zip(node.parents, local_gradients):
            contribution = local * upstream
            earlier = gradients.get(parent)
            gradients[parent] = contribution if earlier is None else earlier + contribution
    return gradients


def _restore(
    operation: Operation,
    data: float,
    grad: float | Value,
    label: str,
    parents: tuple[Value, ...] = (),
) -> Value:
    node = Value(data, label)
    node.operation, node.parents, node._grad = operation, parents, grad
    return node


def _restore_graph(rows: list[Any]) -> Value:
    nodes: list[Value] = []
    for row in rows:
        if isinstance(row, Value):
            nodes.append(row)
        else:
            (operation, data, grad, label), parents = row
            nodes.append(_restore(operation, data, grad, label, tuple(nodes[i] for i in parents)))
    return nodes[-1]
