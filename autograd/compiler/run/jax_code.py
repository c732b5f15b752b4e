"""The array program as JAX: the forward half alone is written, and JAX goes backward by itself.

The steps are those of the NumPy program, with the names of `jnp`. What JAX would differentiate by
another rule than the engine's (another slope at a kink, fewer digits far out) comes with the rule
of the table, next to its value:

    relu = elementwise(lambda a: jnp.maximum(a, 0.0), lambda y, a: (a > 0.0,))

JAX compiles the whole to machine code, in double precision whatever the user's own JAX code is set
to. It raises no errors of arithmetic, so the program says whether all its numbers are finite; where
they are not, the scalar graph is asked, which names the operation that failed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from math import prod
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from autograd.compiler.derive import forward_half
from autograd.compiler.derive.jax_vocabulary import JaxVocabulary
from autograd.compiler.group import may_fail
from autograd.compiler.jax_arrays import Floats
from autograd.compiler.program import Map, Program, Reduce
from autograd.compiler.record import Numbers
from autograd.compiler.run.codes import ProgramCode
from autograd.compiler.run.devices import Devices, double_precision
from autograd.compiler.run.numbers import (
    ERRORS,
    ERRORS_BACK,
    all_finite,
    are_finite,
    as_array,
    as_arrays,
)
from autograd.compiler.write import jax_source, load
from autograd.recording import ProcessError
from autograd.telling import told

TINY = np.finfo(float).tiny


class JaxCode(ProgramCode):
    """The program as JAX statements, on one device or spread over several.

    The program is the same for one device and for many: the first axis of an argument is dealt out
    to them, the parameters are on each of them whole, and XLA puts together what belongs together.
    """

    def __init__(
        self, program: Program, name: str, inputs_too: bool, devices: object = None
    ) -> None:
        super().__init__(program)
        self.name, self.devices = name, None if devices is None else Devices(devices)
        vocabulary = JaxVocabulary()
        halves, _ = forward_half(program, name, vocabulary)
        self.source = jax_source(halves, checked_arrays(program), vocabulary.definitions)
        self.environment = halves.environment
        self.function: Callable[..., Any] = load(self.source, name, self.environment)["forward"]
        self.inputs_too = inputs_too
        whole = self.devices and self.devices.everywhere
        self._forward = jax.jit(self._with_pullback, out_shardings=whole and (whole, None, whole))
        self._backward = jax.jit(lambda pullback, seeds: pullback(seeds), out_shardings=whole)
        self._together = self.devices.together if self.devices else nullcontext
        if self.is_loss and not inputs_too and self.devices is None:
            self.both, self._in_one = self._both, jax.jit(self._with_gradient)
            self._ahead = 1 + len(self.arrays)

    def _with_pullback(self, theta: Floats, *inputs: Floats) -> object:
        if self.inputs_too:
            return jax.vjp(self.function, theta, *inputs, has_aux=True)
        return jax.vjp(lambda theta: self.function(theta, *inputs), theta, has_aux=True)

    def forward(self, parameters: Numbers, inputs: Sequence[Numbers]) -> tuple[Numbers, object]:
        """The results, one after the other, and what `backward` needs.

        Raises:
            ArithmeticError: a number is not finite; or one given is so small, below 2e-308, that
                XLA takes it for 0, which may have another slope.
        """
        given = [as_array(parameters)[self.order], *as_arrays(inputs, self.program.inputs)]
        given = [np.asarray(x, float) for x in given]  # JAX compiles anew for whole numbers
        refuse(given)
        with double_precision(), self._together():
            arrays, pullback, finite = self._forward(*self._placed(given))
            if not finite:
                raise ArithmeticError("a number is not finite")
        return self.results(arrays), pullback

    def backward(self, saved: object, seeds: list[float]) -> Sequence[Numbers]:
        """Σ seed·d(result), for the parameters and then for each input: arrays.

        Raises:
            ArithmeticError: a derivative is not finite.
        """
        spread = map(np.asarray, self.spread(seeds, self.arrays))
        with double_precision(), self._together():
            seeded = tuple(map(self.devices.replicated, spread) if self.devices else spread)
            theta, *inputs = map(np.asarray, self._backward(saved, seeded))
        with np.errstate(**ERRORS_BACK):
            return all_finite([theta[self.inverse], *inputs])

    def _both(
        self, parameters: Numbers, inputs: Sequence[Numbers]
    ) -> tuple[Numbers, NDArray[np.float64]]:
        """The results, and the gradient of that which carries one.

        All numbers go in as one array, and come back as one. JAX takes longer to take over an array
        than to compute with a small one.
        """
        arrays = as_arrays(inputs, self.program.inputs)
        given = np.concatenate([as_array(parameters)[self.order], *arrays], axis=None, dtype=float)
        refuse([given])
        with double_precision():
            found = np.asarray(self._in_one(given))
        finite, results, theta = found[0], found[1 : self._ahead], found[self._ahead :]
        if not finite:
            raise ArithmeticError("a number is not finite")
        with np.errstate(**ERRORS_BACK):
            (gradient,) = all_finite([theta[self.inverse]])
        return self.results(results), gradient

    def _with_gradient(self, given: Floats) -> Floats:
        """Whether all is finite, results, and the gradient, in one array."""
        shapes = [x.shape for x in (self.program.parameters, *self.program.inputs)]
        parts = jnp.split(given, np.cumsum([prod(shape) for shape in shapes])[:-1])
        theta, *inputs = [part.reshape(shape) for part, shape in zip(parts, shapes)]

        def seeded(theta: Floats) -> tuple[Floats, object]:
            arrays, finite = self.function(theta, *inputs)
            return arrays[self.arrays.index(self.seeded[0])].reshape(()), (arrays, finite)

        gradient, (arrays, finite) = jax.grad(seeded, has_aux=True)(theta)
        return jnp.concatenate([*map(jnp.ravel, (finite * 1.0, *arrays, gradient))])

    @property
    def split(self) -> list[bool]:
        """For each input whether it is split; random draws have an order of their own."""
        return [
            self.devices is not None and self.devices.divide(x.shape) and x.name != "draws"
            for x in self.program.inputs
        ]

    @property
    def spread_over(self) -> str:  # type: ignore[override]
        """The devices that share the samples, in words."""
        if self.devices is None:
            return ""
        names = [x.name for x, split in zip(self.program.inputs, self.split) if split]
        return told(f"spread over {len(self.devices)} devices, split: {', '.join(names) or '-'}")

    def _placed(self, given: list[Floats]) -> list[Floats]:
        """The parameters and the inputs as they lie on the devices.

        Raises:
            ProcessError: another process has other numbers, or runs another program.
        """
        devices = self.devices
        if devices is None:
            return given
        if not devices.agree(self.source, given):
            raise ProcessError(
                f"{self.name} runs over several processes, and here they differ: each must call it "
                "with the same arguments and the same parameters, in the same order"
            )
        ways = [devices.split if split else devices.replicated for split in (False, *self.split)]
        return [way(x) for way, x in zip(ways, given)]

    def loss(self, theta: Floats, *inputs: Floats) -> tuple[Floats, Floats]:
        """The first result, and whether all numbers are finite, for JAX code to build upon.

        Arguments:
            theta: the parameters in the order of the program, `parameters[order]`.
            inputs: the arrays of the arguments, and of the random draws if there are any.
        """
        where, position = self.program.results[0]
        results, finite = self.function(theta, *inputs)
        if isinstance(where, float):
            return jnp.asarray(where), finite
        return results[self.arrays.index(where)].reshape(-1)[position], finite


def refuse(given: list[NDArray[np.float64]]) -> None:
    """Raises ArithmeticError for numbers that JAX computes with by other rules than floats have."""
    with np.errstate(**ERRORS):
        if not are_finite(*given):
            raise ArithmeticError("a number is not finite")
    if any(((np.abs(x) < TINY) & (x != 0)).any() for x in given):
        raise ArithmeticError("a number is subnormal")


def checked_arrays(program: Program) -> list[str]:
    """The names of the arrays whose numbers have to be finite.

    On floats these may raise an error. Arrays only mark it by an infinity or a NaN, which a later
    operation may hide again: 1/(1 + e^1000) is 0.
    """
    kept = {x: of_all for repeat in program.repeats.values() for x, of_all in repeat.kept.items()}
    fallible = [
        kept.get(statement.out, statement.out)
        for statement in program.statements
        if isinstance(statement, (Map, Reduce)) and may_fail(statement.operation)
    ]
    computed = {statement.out for statement in program.statements}.union(kept.values())
    checked = [*program.result_arrays, *fallible, *(x for x in program.checked if x in computed)]
    return list(dict.fromkeys([array.name for array in checked]))
