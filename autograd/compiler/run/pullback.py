"""From a compiled result back to its parents: the backward half of a program, as a rule."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, Protocol

from autograd import ops
from autograd.chain_rule import pull_back
from autograd.compiler.record import Call, Draws, Results
from autograd.compiler.run.check import gradients_of
from autograd.compiler.run.codes import Code, as_list, spread_out
from autograd.entry import Operation
from autograd.graph import topological_order
from autograd.passes import add_to
from autograd.recording import is_recording, recording
from autograd.value import Value, record

Seeds = Sequence[tuple[int, Any]]  # for results, by their numbers, what arrives there from above


class Source(Protocol):
    """What results come from: a function compiled for arguments of one form."""

    name: str
    code: Code | None
    results: Results
    draws: Draws
    parameters: list[Value]

    @property
    def outputs(self) -> list[Value]:
        """The Values among the results."""

    def carries_gradient(self, k: int) -> bool:
        """Whether the k-th result depends on anything."""


class Pullback:
    """The way back from the results of one call.

    Arguments:
        lifted: the program.
        call: the call.
        saved: what its forward half has saved for the backward half.
        drawn_from: where the random generators were before the call.
        gradient: that of all results that carry one, if it is known already.
    """

    def __init__(
        self,
        lifted: Source,
        call: Call,
        saved: object,
        drawn_from: list[tuple[Any, ...]],
        gradient: Any,
    ) -> None:
        self.lifted, self.call, self.saved, self.gradient = lifted, call, saved, gradient
        self.drawn_from = drawn_from

    @property
    def parents(self) -> tuple[Value, ...]:
        """Those of all results: the parameters, and the Values among the arguments."""
        given = [v for argument in self.call.arguments for _, v in argument.values]
        return (*self.lifted.parameters, *given)

    def gradients(self, seeds: Seeds) -> list[Any]:
        """Σ seed·d(result) for each of the parents; the seeds by the results' numbers."""
        lifted, code = self.lifted, self.lifted.code
        assert code is not None
        every = [0.0] * len(lifted.outputs)
        for k, seed in seeds:
            every[k] += seed
        if self.gradient is not None:
            carried = sum(seed for k, seed in enumerate(every) if lifted.carries_gradient(k))
            return (carried * self.gradient).tolist()  # type: ignore[no-any-return]
        try:
            theta, *inputs = code.backward(self.saved, every)
        except (ArithmeticError, ValueError):
            total, _ = self._eager_total(seeds)
            order = topological_order(total, beyond=self.parents)
            parents = list(dict.fromkeys(self.parents))
            return self._once(dict(zip(parents, gradients_of(total, parents, order))))
        gradients = as_list(theta)
        for argument, gradient in zip(self.call.arguments, inputs):
            if argument.values:
                each = spread_out(gradient, argument.array.shape)
                gradients = gradients + [each[i] for i, _ in argument.values]
        return gradients

    def recorded(self, seeds: Seeds) -> list[Any]:
        """The same as Values, to be differentiated again: from the scalar code."""
        if not is_recording():
            return self.gradients([(k, float(seed)) for k, seed in seeds])
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


class Result(Operation):
    """The operation of the k-th result of one call.

    Attributes:
        together: makes the node that stands for several results of the call; only there where it
            has several.
        number: k.
    """

    def __init__(self, pullback: Pullback, k: int, leaves_only: bool, joint: bool) -> None:
        # There may be many of them, so what `Operation` works out for itself is left out.
        self._say(pullback, [(k, 1.0)])
        if leaves_only:
            vars(self).update(to_leaves=functools.partial(_to_leaves, pullback, k))
        if joint:
            vars(self).update(together=functools.partial(_together, pullback), number=k)

    def _say(self, pullback: Pullback, seeds: Seeds) -> None:
        name, rule = pullback.lifted.name, functools.partial(_rule, pullback, seeds)
        vars(self).update(name=name, symbol=name, value=_computed_by_program, gradients=rule)


class Together(Result):
    """The operation of the node that stands for several results: Σ seed·result."""

    def __init__(self, pullback: Pullback, seeds: Seeds) -> None:
        self._say(pullback, seeds)


def _rule(pullback: Pullback, seeds: Seeds, y: object, *parents: object) -> list[Any]:
    return pullback.recorded(seeds) if isinstance(y, Value) else pullback.gradients(seeds)


def _to_leaves(pullback: Pullback, k: int, node: Value, upstream: float) -> None:
    """`node.backward(upstream)` where all parents are different leaves: no order is needed."""
    node._grad = upstream
    if upstream:  # as everywhere, nothing flows on from a zero
        add_to(node.parents, pullback.gradients([(k, upstream)]))


def _together(pullback: Pullback, node: Value, seeds: Seeds) -> Value:
    """The node for several results, one of which is given; it is no part of the graph."""
    together: Value = object.__new__(Value)
    together._data, together._grad, together.label = node._data, 1.0, ""
    together.parents, together.operation = node.parents, Together(pullback, seeds)
    return together


def _computed_by_program(*operands: float) -> float:
    raise NotImplementedError("a compiled node is computed by its program")
