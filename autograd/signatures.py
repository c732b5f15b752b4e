"""What derivatives and compiled functions take and return, for editors and type checkers.

A derivative has the form of its argument: of a number it is a number, of a list a list, of several
arguments a tuple. A compiled function takes what the function takes that it was made of. Where the
form cannot be known before the call (arguments that are handed through, `argnums`, tuples, arrays,
dicts), the result is `Any`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, ParamSpec, Protocol, TypeVar, overload

from autograd.value import Value

P = ParamSpec("P")
R = TypeVar("R")
Returned = TypeVar("Returned", covariant=True)

Vector = list[float] | list[int]
Matrix = list[list[float]] | list[list[int]]
Plain = Sequence[float | Vector | Matrix]  # arguments of which none is a Value

Devices = int | str | Sequence[object] | None
"""How many devices share the samples, "all" of them, or which (`jax.Device`)."""

Derivative = Callable[..., Any]
"""A derivative whose form shows at the call: by `argnums` or `has_aux`, or of several results."""

ValueAndDerivative = Callable[..., tuple[Any, Any]]
"""The same with what it is the derivative of, before it."""


class Gradient(Protocol):
    """`grad(f)`."""

    @overload
    def __call__(self, x: float, /, **kwargs: object) -> float: ...
    @overload
    def __call__(self, x: Value, /, **kwargs: object) -> Value: ...
    @overload
    def __call__(self, x: Vector, /, **kwargs: object) -> list[float]: ...
    @overload
    def __call__(self, x: list[Value], /, **kwargs: object) -> list[Value]: ...
    @overload
    def __call__(self, x: Matrix, /, **kwargs: object) -> list[list[float]]: ...
    @overload
    def __call__(self, x: float, y: float, /, **kwargs: object) -> tuple[float, float]: ...
    @overload
    def __call__(
        self, x: float, y: float, z: float, /, **kwargs: object
    ) -> tuple[float, float, float]: ...
    @overload
    def __call__(self, *args: object, **kwargs: object) -> Any: ...


class ValueAndGradient(Protocol):
    """`value_and_grad(f)`."""

    @overload
    def __call__(self, x: float, /, **kwargs: object) -> tuple[float, float]: ...
    @overload
    def __call__(self, x: Value, /, **kwargs: object) -> tuple[Value, Value]: ...
    @overload
    def __call__(self, x: Vector, /, **kwargs: object) -> tuple[float, list[float]]: ...
    @overload
    def __call__(
        self, x: float, y: float, /, **kwargs: object
    ) -> tuple[float, tuple[float, float]]: ...
    @overload
    def __call__(self, *args: object, **kwargs: object) -> tuple[Any, Any]: ...


class Hessian(Protocol):
    """`hessian(f)`."""

    @overload
    def __call__(self, x: float, /, **kwargs: object) -> float: ...
    @overload
    def __call__(self, x: Value, /, **kwargs: object) -> Value: ...
    @overload
    def __call__(self, x: Vector, /, **kwargs: object) -> list[list[float]]: ...
    @overload
    def __call__(
        self, x: float, y: float, /, **kwargs: object
    ) -> tuple[tuple[float, float], tuple[float, float]]: ...
    @overload
    def __call__(self, *args: object, **kwargs: object) -> Any: ...


class CompiledFunction(Protocol[P, Returned]):
    """`compile(f)`."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Returned:
        """The same as the function, by array code."""

    def numpy(self, *args: P.args, **kwargs: P.kwargs) -> Any:
        """The results as floats and arrays, in the form of the function's result.

        Its type is Any, for NumPy is an extra, and an array's operators are all that is wanted.
        """

    def export(self, path: str | os.PathLike[str], /, *example: object, **keywords: object) -> None:
        """The program as a file that needs nothing of this library."""

    @overload
    def __get__(self, instance: None, owner: type) -> CompiledFunction[P, Returned]: ...
    @overload
    def __get__(
        self, instance: object, owner: type | None = None
    ) -> CompiledFunction[..., Returned]: ...

    @property
    def source(self) -> str:
        """The latest program, forward and backward, as text."""

    @property
    def llvm(self) -> str:
        """The latest program as text of LLVM, where it is machine code."""

    @property
    def assembly(self) -> str:
        """The latest program in the processor's own words, where it is machine code."""

    def explain(self, stage: str | None = None) -> None:
        """Prints what was recorded at the latest call, and which statements its nodes became."""


class Compiler(Protocol):
    """`compile(backend=...)`, a decorator."""

    def __call__(self, f: Callable[P, R], /) -> CompiledFunction[P, R]:
        """The compiled function."""
