"""From a compiled result back to its parents: the backward half of a program, as a rule."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd.chain import add_to
from autograd.compiler.call import Call
from autograd.compiler.check import gradients_of
from autograd.entry import Operation
from autograd.graph import topological_order
from autograd.value import Value, pull_back

if TYPE_CHECKING:
    from autograd.compiler.lifted import Lifted


class Pullback:
    """The local-gradient closure of the results of one call.

    Arguments:
        lifted: the program.
        call: the call.
        saved: what its forward half has saved for the backward half.
        drawn_from: where the random generators were before the call.
        gradient: that of all results that carry one, if it is known already.
    """

    def __init__(
        self, lifted: Lifted, call: Call, saved: Any, drawn_from: list[Any], gradient: Any
    ) -> None:
        self.lifted, self.call, self.saved, self.gradient = lifted, call, saved, gradient
        self.drawn_from = drawn_from

    def local_gradients(self, k: int, y: Any, *parents: Any) -> list[Any]:
        """The derivatives of the k-th result with respect to its parents."""
        if isinstance(y, Value):  # a gradient that will itself be differentiated
            recorded = pull_back(self._eager_result(k))
            return [recorded.get(parent, 0.0) for parent in parents]
        lifted, code = self.lifted, self.lifted.code
        assert code is not None
        if self.gradient is not None:
            known = self.gradient if lifted.carries_gradient(k) else 0.0 * self.gradient
            return known.tolist()  # type: ignore[no-any-return]
        seeds = [0.0] * len(lifted.outputs)
        seeds[k] = 1.0
        try:
            with np.errstate(divide="raise", invalid="raise", over="ignore"):
                theta, *inputs = code.backward(self.saved, seeds)
        except (ArithmeticError, ValueError):
            values = [v for argument in self.call.arguments for _, v in argument.values]
            result = self._eager_result(k)
            leaves = [*lifted.parameters, *values]
            return gradients_of(result, leaves, topological_order(result))
        gradients: list[Any] = theta.tolist()
        for argument, gradient in zip(self.call.arguments, inputs):
            flat = np.broadcast_to(gradient, argument.array.shape).ravel()
            gradients.extend(float(flat[i]) for i, _ in argument.values)
        return gradients

    def _eager_result(self, k: int) -> Value:
        draws = self.lifted.draws
        now = draws.state()
        draws.restore(self.drawn_from)  # dropout drops what it dropped in that call
        try:
            eager = self.call.eagerly()
        finally:
            draws.restore(now)
        result = self.lifted.results.those_of(eager)[k]
        assert isinstance(result, Value)
        return result


class Result(Operation):
    """The operation of the k-th result of one call."""

    def __init__(self, pullback: Pullback, k: int, leaves_only: bool) -> None:
        name = pullback.lifted.name
        rule = functools.partial(pullback.local_gradients, k)
        # There may be many of them, so what `Operation` works out for itself is left out.
        vars(self).update(name=name, symbol=name, value=_computed_by_program, gradients=rule)
        if leaves_only:
            vars(self).update(to_leaves=self._to_leaves)

    def _to_leaves(self, node: Value, upstream: float) -> None:
        """`node.backward(upstream)` where all parents are different leaves: no order is needed."""
        node._grad = upstream
        if upstream:  # as everywhere, nothing flows on from a zero
            add_to(node.parents, [local * upstream for local in self.gradients(node._data)])


def _computed_by_program(*operands: float) -> float:
    raise NotImplementedError("a compiled node is computed by its program")
