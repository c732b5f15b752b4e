"""`compile` and `vmap`: the doors to the compiler, which needs NumPy and is imported at need."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from numbers import Integral
from typing import Any, overload

from autograd.recording import active_recorder
from autograd.signatures import CompiledFunction, Compiler, Devices, P, R
from autograd.structure import as_nested
from autograd.telling import import_error, value_error

BACKENDS = ("auto", "numpy", "jax", "native")


@overload
def compile(
    f: Callable[P, R],
    *,
    backend: str = "auto",
    threads: int = 1,
    cache: bool = False,
    devices: Devices = None,
) -> CompiledFunction[P, R]: ...
@overload
def compile(
    f: None = None,
    *,
    backend: str = "auto",
    threads: int = 1,
    cache: bool = False,
    devices: Devices = None,
) -> Compiler: ...
def compile(
    f: Callable[..., object] | None = None,
    *,
    backend: str = "auto",
    threads: int = 1,
    cache: bool = False,
    devices: Devices = None,
) -> object:
    """Compiles a function of scalars into array code or machine code; plain, or as a decorator.

        @autograd.compile
        def loss(X, y): ...

    The first call with arguments of a new form records the scalar graph of `f`, lifts it into an
    array program and checks value and gradient against the recorded graph; later calls run the
    program alone. Numbers, nested lists, dicts and arrays among the arguments are inputs (inside
    `f` they are nested lists of Values); other arguments (None, strings, flags) belong to the form.
    Leaves that `f` finds outside itself are its parameters, read anew at each call. Plain numbers
    that it finds in variables are constants; when one changes, the graph is recorded again. So it
    follows numbers, strings and other constants, lists, tuples, dicts, sets and arrays with all in
    them, attributes of objects, classes and modules of your own, functions, closures and defaults.
    Whatever else has a state (a deque, an iterator, the clock, the environment, what another
    package keeps) is refused by its name, and so is what `f` itself changes outside or in its
    arguments: pass it as an argument, or do it outside. At most 128 forms of arguments have their
    programs kept; that which was not called for longest goes first.

    The result is a Value whose parents are the parameters (and the Values among the arguments), so
    `loss(X, y).backward()` fills `p.grad` as ever; nested lists give nested lists.

    Array code of `grad(f)` and `value_and_grad(f)`, given numbers, is that of `f` and its own way
    back. Data in which no derivative is wanted are best left out of it: `grad(loss, argnums=0)`.

    Arguments:
        f: a function of numbers and nested lists of them.
        backend: what runs the program.
            "numpy": arrays, or lines of Python where little repeats.
            "native": machine code for every scalar operation, through LLVM (needs llvmlite). Values
                and gradients have the very bits of the scalar engine, where arrays differ in the
                last digits.
            "jax": code that JAX compiles, in double precision.
            "auto": as "numpy"; and once a function has been called so often that machine code would
                have paid for itself, where llvmlite is installed, the next call times both, and the
                quicker one stays. `explain()` says which it was, and by which times. Next time
                these may be others, and so the last digits; name a backend where they must not.
        threads: for backend="native": so many threads share the samples of a `vmap`, where each of
            them has enough to do: 50,000 scalar operations, about a tenth of a millisecond. Values
            and gradients are those of one thread, to the last bit; `explain()` says how many
            threads there are.
        cache: whether machine code is kept on disk, in the user's directory for caches, so that the
            next process that compiles the same has it at once.
        devices: for backend="jax": which devices share the samples. None is one device; "all" every
            device of all processes that `jax.distributed.initialize` has joined; a whole number so
            many of this process's; or a sequence of `jax.Device`. They are looked up at the first
            call. Arguments whose first axis is a multiple of their number are split along it, each
            device holding an equal part; other arguments and the parameters are on each of them
            whole. Values and gradients are those of one device up to rounding, whatever the
            function does with its samples; `explain()` says what was split. Where processes are
            joined, each must make the same calls, with the same arguments and parameters, in the
            same order, and each gets the whole result; a call in which they differ is refused.

    NaN and infinity are compared and multiplied by other rules in arrays than in floats; where one
    is among the arguments or the parameters of an array program, the call runs as if it was not
    compiled. What machine code cannot compute as floats do, such as an overflow or a division by
    zero, it leaves to the scalar engine, which raises the error or does not mind.

    Attributes of the result:
        numpy(...): a call for numbers alone, which returns arrays of floats instead of Values: of
            lists of one length a matrix, of a list of alike tuples a tuple of arrays. Without
            gradients, but many results come back in a fraction of the time:
            `prices, greeks = autograd.compile(vmap(value_and_grad(price))).numpy(spots, strikes)`.
        source: the program as text, to read and to show.
        llvm, assembly: the text of machine code.
        explain(): prints what was recorded and what became of it.
        export(path, *example): writes the program of the only form of arguments that it was called
            with, or of that of the example, into a file that needs nothing of this library: a
            module of Python with `forward`, `gradient` and `value_and_gradient` for .py, of JAX
            with backend="jax".

    Raises:
        TraceError: the code does with a number what the program could not repeat at the next call.
        ProcessError: several processes are joined, and another has ended or differs from this one.
        ImportError: NumPy, or for its backend JAX or llvmlite, is not installed.
        ValueError: the backend is unknown, `threads` is not a number of threads, or `devices` is
            for another backend than JAX; at the first call, there are not so many devices; at any
            call, no argument can be split over them.
    """
    if backend not in BACKENDS:
        raise value_error(f"unknown backend {backend!r}; known: {', '.join(map(repr, BACKENDS))}")
    check_threads(threads, backend)
    check_devices(devices, backend)
    if f is None:
        return partial(compile, backend=backend, threads=threads, cache=cache, devices=devices)
    try:
        from autograd.compiler import Compiled, Making
    except ImportError as error:
        if error.name != "numpy":
            raise
        raise import_error("compiling needs numpy: pip install 'chainrule[fast]'") from None
    if backend == "jax":
        check_jax()
    if backend == "native":
        from autograd.compiler.native import llvm

        llvm()
    return Compiled(f, backend, Making(cache, int(threads), devices))


def check_threads(threads: object, backend: str) -> None:
    """Raises ValueError where that is no number of threads, or the backend has none of ours."""
    count = int(threads) if threads is not True and isinstance(threads, Integral) else 0
    if count < 1:
        raise value_error(f"threads is a whole number from 1 on, got {threads!r}")
    if count > 1 and backend != "native":
        raise value_error(
            f"threads={threads} needs backend='native', whose samples of a vmap they share; "
            f"{backend!r} leaves threads to its libraries"
        )


def check_devices(devices: object, backend: str | None) -> None:
    """Raises ValueError where devices are named for another backend than JAX, which has them."""
    if devices is not None and backend != "jax":
        raise value_error(
            f"devices={devices!r} needs backend='jax', which spreads the samples over them; "
            f"{backend!r} has none"
        )


def check_jax() -> None:
    """Raises ImportError with what to install if JAX is missing."""
    try:
        import jax  # noqa: F401
    except ImportError as error:
        if error.name != "jax":
            raise
        raise import_error("backend='jax' needs JAX: pip install 'chainrule[jax]'") from None


def vmap(f: Callable[..., R], in_axes: object = 0) -> Callable[..., list[R]]:
    """`f` of one sample made into a function of a batch of samples; the results come as a list.

    Inside a compiled function one sample is recorded, and arrays do the batch; so `f` should do
    nothing but return its result. Elsewhere this is a loop.

    Arguments:
        f: a function of one sample.
        in_axes: along which axis of each argument the samples lie: an integer, None for an
            argument that is the same for all samples, or a tuple of these, one per argument.

    Raises:
        ValueError: no argument has samples, or two have different numbers of them.

    Example:
        >>> vmap(lambda x, w: x * w, in_axes=(0, None))([1.0, 2.0], 10.0)
        [10.0, 20.0]
    """

    @wraps(f, assigned=(), updated=())  # so inspect.signature shows the arguments of f
    def mapped(*args: object) -> list[R]:
        axes = in_axes if isinstance(in_axes, tuple) else (in_axes,) * len(args)
        if len(axes) != len(args):
            raise value_error(f"in_axes has {len(axes)} entries for {len(args)} arguments")
        trees = [as_nested(arg) for arg in args]
        counts = {_count(tree, axis) for tree, axis in zip(trees, axes) if axis is not None}
        if len(counts) != 1:
            found = ", ".join(map(str, sorted(counts))) or "none"
            raise value_error(f"vmap needs one number of samples in all its arguments, got {found}")
        samples = [
            tuple([t if axis is None else _sample(t, axis, i) for t, axis in zip(trees, axes)])
            for i in range(counts.pop())
        ]
        recorder = active_recorder()
        if recorder is not None and len(samples) > 1:
            return recorder.map_samples(f, samples)
        return [f(*sample) for sample in samples]

    return mapped


def _count(tree: object, axis: int) -> int:
    if not isinstance(tree, (list, tuple)):
        raise value_error(f"vmap maps over lists or arrays, got {type(tree).__name__} {tree!r}")
    return len(tree) if axis == 0 else _count(tree[0], axis - 1)


def _sample(tree: Any, axis: int, i: int) -> object:
    return tree[i] if axis == 0 else [_sample(branch, axis - 1, i) for branch in tree]
