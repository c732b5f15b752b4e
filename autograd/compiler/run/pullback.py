"""From a compiled result back to its parents: the backward half of a program, as a rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Protocol
from weakref import ref

from autograd import joint, ops
from autograd.chain_rule import pull_back
from autograd.compiler.record import Call, Draws, KnownCall, Results, as_arrays, as_list
from autograd.compiler.run.check import gradients_of
from autograd.compiler.run.codes import Code
from autograd.compiler.run.numbers import spread_out
from autograd.entry import Operation
from autograd.graph import topological_order
from autograd.passes import add_to
from autograd.recording import is_recording, no_grad, recording
from autograd.value import Value, record
from autograd.value import _node as node

Seeds = Sequence[tuple[int, Any]]  # for results, by their numbers, what arrives there from above
AnyCall = Call | KnownCall
FIRST: Seeds = ((0, 1.0),)
_parents_of = attrgetter("parents")


class Source(Protocol):
    """What results come from: a function compiled for arguments of one form."""

    name: str
    code: Code | None
    results: Results
    draws: Draws
    parameters: tuple[Value, ...]
    captures_leaves: bool

    def carries_gradient(self, k: int) -> bool:
        """Whether the k-th result depends on anything."""


class Result(Operation):
    """The operation of a node made of the results of one call: Σ seed·result.

    There may be many of them, so they hold little, and work out what is asked for.
    """

    # An operation is frozen otherwise. Python sets quickly only where both are as in `object`.
    __setattr__, __delattr__ = object.__setattr__, object.__delattr__

    pullback: Pullback
    seeds: Seeds

    def __init__(self, pullback: Pullback, seeds: Seeds) -> None:
        self.pullback, self.seeds = pullback, seeds

    @property
    def name(self) -> str:
        """That of the function."""
        return self.pullback.lifted.name

    symbol = name

    @staticmethod
    def value(*operands: float) -> float:
        """Refuses: a single node is not computed for itself."""
        raise NotImplementedError("a compiled node is computed by its program")

    def gradients(self, y: Any, *parents: Any) -> list[Any]:
        """The local gradients; where the chain rule is recorded, as Values."""
        pullback = self.pullback
        return (pullback.recorded if isinstance(y, Value) else pullback.floats)(self.seeds)

    @property
    def to_leaves(self) -> Callable[..., object] | None:  # type: ignore[override]
        """The way back where all parents are different leaves, so that no order is needed."""
        pullback = self.pullback
        given, only_leaves = pullback.call.given, pullback.lifted.captures_leaves
        if only_leaves and given:
            parents = pullback.parents
            only_leaves = not any(map(_parents_of, given)) and len({*parents}) == len(parents)
        return self._to_leaves if only_leaves else None

    def _to_leaves(self, node: Value, upstream: float) -> None:
        node._grad = upstream
        if upstream:  # as everywhere, nothing flows on from a zero
            seeds = [(k, seed * upstream) for k, seed in self.seeds]
            add_to(node.parents, self.pullback.floats(seeds))


class Pullback(Result):
    """The way back from the results of one call; and the operation of its only result.

    Attributes:
        lifted: the program.
        call: the call.
        saved: what its forward half has saved for the backward half.
        drawn_from: where the random generators were before the call.
        gradient: that of all results that carry one, if it is known already.
    """

    seeds = FIRST

    def __init__(
        self, lifted: Source, call: AnyCall, saved: object, drawn_from: list[Any], gradient: Any
    ) -> None:
        self.lifted, self.call, self.saved = lifted, call, saved
        self.drawn_from, self.gradient = drawn_from, gradient

    @property
    def pullback(self) -> Pullback:  # type: ignore[override]
        """Itself."""
        return self

    @property
    def parents(self) -> tuple[Value, ...]:
        """Those of all results: the parameters, and the Values among the arguments."""
        return (*self.lifted.parameters, *self.call.given)

    @property
    def to_leaves(self) -> Callable[..., object] | None:  # type: ignore[override]
        """As of every result; for a call without Values it is seen at a look."""
        if self.lifted.captures_leaves and not self.call.given:
            return self._to_leaves
        return super().to_leaves

    def _to_leaves(self, node: Value, upstream: float) -> None:
        node._grad = upstream
        if upstream:
            add_to(node.parents, self._seeded([upstream]))

    def floats(self, seeds: Seeds) -> list[Any]:
        """Σ seed·d(result) for each of the parents; the seeds by the results' numbers."""
        every = [0.0] * len(self.lifted.results.outputs)
        for k, seed in seeds:
            every[k] += seed
        return self._seeded(every)

    def _seeded(self, seeds: list[float]) -> list[Any]:
        """The same, given a seed for each result."""
        lifted, code = self.lifted, self.lifted.code
        assert code is not None
        if self.gradient is not None:
            carried = sum(seed for k, seed in enumerate(seeds) if lifted.carries_gradient(k))
            return (carried * self.gradient).tolist()  # type: ignore[no-any-return]
        try:
            found = code.backward(self.saved, seeds)
        except (ArithmeticError, ValueError):
            carrying = [(k, seed) for k, seed in enumerate(seeds) if seed]
            total, _ = self._eager_total(carrying or [*enumerate(seeds)])
            order = topological_order(total, beyond=self.parents)
            parents = list(dict.fromkeys(self.parents))
            return self._once(dict(zip(parents, gradients_of(total, parents, order))))
        gradients = found[0]
        if type(gradients) is not list:
            gradients = as_list(gradients)
        if not self.call.given:
            return gradients
        for gradient, (shape, positions) in zip(found[1:], self.call.places):
            if positions:
                each = spread_out(gradient, shape)
                gradients = gradients + [each[i] for i in positions]
        return gradients

    def recorded(self, seeds: Seeds) -> list[Any]:
        """The same as Values, to be differentiated again: from the scalar code."""
        if not is_recording():
            return self.floats([(k, float(seed)) for k, seed in seeds])
        total, ends = self._eager_total(seeds)
        return self._once(pull_back(total, beyond=(*self.parents, *ends)))

    def _once(self, gradients: dict[Value, Any]) -> list[Any]:
        """The gradients of the parents; one that is there twice has its whole gradient once."""
        return [gradients.pop(parent, 0.0) for parent in self.parents]

    def _eager_total(self, seeds: Seeds) -> tuple[Value, list[Value]]:
        """Σ seed·result as the scalar code gives it; and the seeds in it, as nodes of their own."""
        draws = self.lifted.draws
        now = draws.state()
        draws.restore(self.drawn_from)  # dropout drops what it dropped in that call
        try:
            with recording():
                results = self.lifted.results.those_of(self.call.eagerly())
                chosen = [(results[k], x) for k, x in seeds if isinstance(results[k], Value)]
                ends = [record(ops.identity, (seed,)) for _, seed in chosen]
                return record(ops.dot, (*(result for result, _ in chosen), *ends)), ends
        finally:
            draws.restore(now)


class OneOfSeveral(Result):
    """The operation of the k-th of several results of one call."""

    @property
    def number(self) -> int:
        """k."""
        return self.seeds[0][0]

    def together(self, node: Value, seeds: Seeds) -> Value:
        """The node for several results, one of which is given; it is no part of the graph."""
        together: Value = object.__new__(Value)
        together._data, together._grad, together.label = node._data, 1.0, ""
        together.parents, together.operation = node.parents, Result(self.pullback, seeds)
        return together


def result_of(pullback: Pullback, number: float) -> Value:
    """The only result of a call."""
    given, parents = pullback.call.given, pullback.lifted.parameters
    if given:
        parents = (*parents, *given)
    return node(number, parents, pullback) if parents else Value(number)


def results_of(pullback: Pullback, numbers: list[float]) -> list[Value]:
    """All results of a call, which share their parents."""
    parents = pullback.parents
    if not parents:
        return [Value(number) for number in numbers]
    if len(numbers) == 1:
        return [result_of(pullback, numbers[0])]
    joint.calls.add(ref(pullback, joint.calls.discard))
    return [node(x, parents, OneOfSeveral(pullback, [(k, 1.0)])) for k, x in enumerate(numbers)]


def eager_arrays(call: AnyCall) -> object:
    """The results of the function itself, as arrays and floats."""
    with no_grad():
        return as_arrays(call.eagerly())
