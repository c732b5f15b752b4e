"""A function evaluated on variables of its own: what every derivative begins with.

The graph of the evaluation lies between the `variables` and the `results`. A derivative goes
through it, forward or back, and stops at the variables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from autograd import ops
from autograd.arguments import Argnums, chosen
from autograd.graph import topological_order
from autograd.leaving import refused
from autograd.recording import active_recorder, no_grad, recording
from autograd.structure import as_nested, flatten, leaves_of, map_leaves
from autograd.telling import type_error
from autograd.value import Operand, Value, record

if TYPE_CHECKING:
    from autograd.listening import Recorder

# How many derivatives are being taken around us: an inner one must keep its graph for the outer,
# even when its own arguments are plain numbers, since f may use the outer one's variables.
_depth: ContextVar[int] = ContextVar("depth", default=0)
depth = _depth.get


def is_differentiating() -> bool:
    """Whether this code runs inside `grad` or one of its kin."""
    return depth() > 0


def is_kept(given: Iterable[object]) -> bool:
    """Whether what is computed from these numbers, here, is to be differentiated further."""
    within = active_recorder() is not None or is_differentiating()
    return within or any(isinstance(x, Value) for x in given)


@contextmanager
def differentiating(keep_graph: bool = True) -> Iterator[None]:
    """Inside, derivatives are computed; of what is not kept, only the numbers."""
    token = _depth.set(depth() + 1)
    try:
        with nullcontext() if keep_graph else no_grad():
            yield
    finally:
        _depth.reset(token)


@contextmanager
def _evaluating(recorder: Recorder | None) -> Iterator[None]:
    """Inside, everything is recorded, and a number that leaves the graph is an error."""
    token, refusing = _depth.set(depth() + 1), refused.set(True)
    try:
        with recording(recorder or True):  # also where no_grad() is around us
            yield
    finally:
        refused.reset(refusing)
        _depth.reset(token)


class Evaluation:
    """What `f` gave at a point.

    Arguments:
        f, args, kwargs: the function, and all that it takes.
        argnums, has_aux: as in `grad`.
        others: numbers besides the arguments, with which the derivative will be multiplied.

    Attributes:
        chosen: the positions of the arguments that are differentiated.
        points: these arguments.
        form: a derivative's form: that of the argument, or a tuple of theirs for several.
        variables: the Values that `f` was given in their place, from left to right.
        value: what came back, nested as it was.
        results: the numbers in it, from left to right.
        aux: what came back beside it; None without `has_aux`.
        keep_graph: whether derivatives are Values, to be differentiated further, or floats.
        beyond: where the graph ends for this derivative.
    """

    def __init__(
        self,
        f: Callable[..., object],
        args: tuple[object, ...],
        kwargs: Mapping[str, object] | None = None,
        argnums: Argnums = None,
        has_aux: bool = False,
        others: object = (),
    ) -> None:
        kwargs = kwargs or {}
        self.chosen = chosen(argnums, args)
        self.points: tuple[object, ...] = tuple(as_nested(args[i]) for i in self.chosen)
        self.form = form_of(argnums, self.points)
        self.keep_graph = is_kept(flatten([*args, *kwargs.values(), others]))
        # Variables of our own, even for arguments that are Values: d/dx must not see the ways in
        # which other things that f uses were computed from x.
        given = map_leaves(_variable, self.points)
        self.variables: list[Value] = list(leaves_of(given))  # before f, which may change lists
        own = dict(zip(self.chosen, given))
        recorder = active_recorder()
        with _evaluating(recorder):
            result = f(*(own.get(i, arg) for i, arg in enumerate(args)), **kwargs)
        value, aux = _parts(result) if has_aux else (result, None)
        self.value: object = as_nested(value)
        self.aux = aux if self.keep_graph else map_leaves(_without_graph, aux)
        self.results: list[Operand] = list(leaves_of(self.value))
        self.beyond = {*self.variables, *(recorder.detached if recorder else ())}

    def order(self) -> list[Value]:
        """Every node between variables and results, parents before children."""
        values = tuple([x for x in self.results if isinstance(x, Value)])
        with recording():  # by nobody: this node only stands for all results
            every = Value(0.0, parents=values, operation=ops.sum_)
        return topological_order(every, self.beyond)[:-1]

    def finish(self, tree: object) -> Any:
        """Numbers as they are handed out."""
        return finished(tree, self.keep_graph)


def finished(tree: object, keep_graph: bool) -> Any:
    """A tree of Values where these may be differentiated further, else of floats."""
    finish: Callable[[Operand], Operand] = _as_value if keep_graph else float
    return map_leaves(finish, tree)


def _as_value(x: Operand) -> Value:
    return x if isinstance(x, Value) else Value(x)


def _variable(x: Operand) -> Value:
    return record(ops.identity, (x,)) if isinstance(x, Value) else Value(x)


def _itself(x: Value) -> Value:
    return x


def _without_graph(x: object) -> object:
    return x._data if isinstance(x, Value) else x


def _parts(result: Any) -> tuple[object, object]:
    if not is_pair(result):
        raise type_error(
            f"with has_aux=True the function returns a pair (value, aux), got {result!r}"
        )
    value, aux = result
    return value, aux


def is_pair(result: object) -> bool:
    """Whether it may be what a function with `has_aux` returns."""
    return isinstance(result, tuple) and len(result) == 2


def form_of(argnums: Argnums, points: tuple[object, ...]) -> object:
    """That of the one argument that is differentiated, or a tuple of theirs for several."""
    single = isinstance(argnums, int) or (argnums is None and len(points) == 1)
    return points[0] if single else points


@dataclass(frozen=True)
class Differentiated:
    """What a gradient is the gradient of, for who has a way of his own to find it.

    Attributes:
        f, argnums, has_aux: what `grad` or `value_and_grad` was given.
        with_value: whether the value is wanted too.
    """

    f: Callable[..., object]
    argnums: Argnums
    has_aux: bool
    with_value: bool

    def at(self, points: Mapping[int, object]) -> Callable[..., object]:
        """The function of the other arguments, evaluated as a derivative does it.

        Arguments:
            points: the arguments that are differentiated, by their positions: trees of Values.
        """
        f = self.f

        @wraps(f, updated=())
        def evaluated(*others: object, **kwargs: object) -> object:
            following = iter(others)
            own = {i: map_leaves(_itself, tree) for i, tree in points.items()}  # f may change them
            count = len(points) + len(others)
            args = [own[i] if i in own else next(following) for i in range(count)]
            with _evaluating(active_recorder()):
                return f(*args, **kwargs)

        return evaluated

    def put(self, value: object, gradient: object) -> object:
        """What the gradient returns; with `has_aux` the value is a pair (value, aux)."""
        if self.with_value:
            return value, gradient
        return (gradient, _parts(value)[1]) if self.has_aux else gradient


_made: WeakKeyDictionary[Callable[..., object], Differentiated] = WeakKeyDictionary()
differentiated = _made.get


def remember(derivative: Callable[..., object], of: Differentiated) -> None:
    """From now on `differentiated` can tell of the derivative, and not of what wraps it."""
    _made[derivative] = of
