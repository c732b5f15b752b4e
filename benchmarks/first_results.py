"""From nothing to a value and its gradient: the two-moons loss by every library, stage by stage.

Each function imports a library, and gives what records and compiles its program, again each time;
that gives the program. The function calls `lap` with the name of a stage when it is through with
it, if someone wants to hear: import, record, compile, call.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.two_moons import Lap, array_loss, by_hand, flat, points, scalar_loss, start, unheard

Run = Callable[[int], list[float]]
Build = Callable[[], Run]


def chainrule(nodes: int, backend: str = "numpy", lap: Lap = unheard) -> Build:
    """The scalar text compiled; recording is told apart from what becomes of it."""
    import numpy as np

    import autograd

    def compiled(loss: Any) -> Any:
        return autograd.compile(loss, backend=backend)

    lap("import")
    return _listened(_chainrule(map(np.array, points(nodes)), compiled, lap), lap)


def of_a_vector(nodes: int, backend: str = "numpy", lap: Lap = unheard) -> Build:
    """The scalar text and its gradient compiled as a function of all parameters, for numbers."""
    import numpy as np

    import autograd

    lap("import")
    (X, y), vector = map(np.array, points(nodes)), np.array(flat(start()))

    def loss(vector: Any, X: Any, y: Any) -> Any:
        numbers = iter(vector)
        arrays = [_valued(array, lambda _: next(numbers)) for array in start()]
        return scalar_loss(arrays, X, y, autograd.relu)

    def build() -> Run:
        both = autograd.value_and_grad(loss, argnums=0)
        f = autograd.compile(both, backend=backend).numpy

        def run(rounds: int) -> list[float]:
            for _ in range(rounds):
                value, gradient = f(vector, X, y)
            return [float(value), *gradient.tolist()]

        return _called(run, lap)

    return _listened(build, lap)


def eager(nodes: int, lap: Lap = unheard) -> Build:
    """The scalar text, whose graph is built anew at each call."""
    import autograd  # noqa: F401

    lap("import")
    return _chainrule(points(nodes), lambda loss: loss, lap)


def _chainrule(data: Iterable[Any], compiled: Any, lap: Lap) -> Build:
    import autograd

    arrays = [_valued(array, autograd.Value) for array in start()]
    leaves, (X, y) = flat(arrays), data

    def build() -> Run:
        f = compiled(lambda X, y: scalar_loss(arrays, X, y, autograd.relu))

        def run(rounds: int) -> list[float]:
            for _ in range(rounds):
                for leaf in leaves:
                    leaf.grad = 0.0
                loss = f(X, y)
                loss.backward()
            return [loss.data, *(leaf.grad for leaf in leaves)]

        return _called(run, lap)

    return build


def _valued(array: Any, value: Any) -> Any:
    return [_valued(x, value) for x in array] if isinstance(array, list) else value(array)


def _listened(build: Build, lap: Lap) -> Build:
    """Whoever listens hears the end of recording as well."""

    def listened() -> Run:
        with _recording(lap):
            return build()

    return build if lap is unheard else listened


@contextmanager
def _recording(lap: Lap) -> Iterator[None]:
    """Inside, the end of the compiler's first pass is the end of a stage."""
    from autograd.compiler.run import lifted

    def record(*given: Any, **named: Any) -> Any:
        lap("import")  # of what compiling needs, such as NumPy
        recorded = before(*given, **named)
        lap("record")
        return recorded

    before = lifted.record
    lifted.record = record
    try:
        yield
    finally:
        lifted.record = before


def _called(run: Run, lap: Lap) -> Run:
    """The first call does what is put off until then; the second is the first that does not."""
    if lap is not unheard:
        run(1)
        lap("compile")
        run(1)
        lap("call")
    return run


def jax(nodes: int, lap: Lap = unheard) -> Build:
    """Arrays; value and gradient in one jit."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    arrays, (X, y) = [jnp.array(a) for a in start()], map(jnp.array, points(nodes))
    lap("import")  # its devices are found when it is first asked for an array

    def relu(x: Any) -> Any:
        return jnp.maximum(x, 0.0)

    def build() -> Run:
        jax.clear_caches()
        jitted = jax.jit(jax.value_and_grad(lambda arrays, X, y: array_loss(arrays, X, y, relu)))
        traced = jitted.lower(arrays, X, y)
        lap("record")
        compiled = traced.compile()
        lap("compile")

        def run(rounds: int) -> list[float]:
            for _ in range(rounds):
                value, gradients = jax.block_until_ready(compiled(arrays, X, y))
            return [float(value), *(g for array in gradients for g in array.ravel().tolist())]

        if lap is not unheard:
            run(1)
            lap("call")
        return run

    return build


def torch(nodes: int, compiled: bool = False, lap: Lap = unheard) -> Build:
    """Arrays; PyTorch's tensors, on one thread."""
    import torch

    torch.set_num_threads(1)
    lap("import")

    def tensor(array: Any, learns: bool = False) -> Any:
        return torch.tensor(array, dtype=torch.float64, requires_grad=learns)

    arrays, (X, y) = [tensor(a, True) for a in start()], map(tensor, points(nodes))

    def build() -> Run:
        if compiled:
            torch.compiler.reset()
        loss_of = torch.compile(array_loss) if compiled else array_loss

        def run(rounds: int) -> list[float]:
            for _ in range(rounds):
                for array in arrays:
                    array.grad = None
                loss = loss_of(arrays, X, y, torch.relu)
                loss.backward()
            return [loss.item(), *(g for array in arrays for g in array.grad.ravel().tolist())]

        return _called(run, lap)

    return build


def numpy(nodes: int, lap: Lap = unheard) -> Build:
    """Arrays, and the way back by hand: there is nothing to build."""
    import numpy as np

    lap("import")
    arrays, (X, y) = [np.array(a) for a in start()], map(np.array, points(nodes))

    def run(rounds: int) -> list[float]:
        for _ in range(rounds):
            value, gradients = by_hand(np, arrays, X, y)
        return [float(value), *(g for array in gradients for g in array.ravel().tolist())]

    return lambda: _called(run, lap)


def casadi(nodes: int, lap: Lap = unheard) -> Build:
    """The scalar text on symbols; points and parameters are given to the function."""
    import casadi
    import numpy as np

    lap("import")
    weights, (X, y) = flat(start()), points(nodes)
    given = np.array(weights), np.array(X).ravel(), np.array(y)

    def build() -> Run:
        p, xs, ys = (casadi.SX.sym("s", len(numbers)) for numbers in given)
        symbols = iter(casadi.vertsplit(p))
        arrays = [_valued(array, lambda _: next(symbols)) for array in start()]
        rows = list(zip(*[iter(casadi.vertsplit(xs))] * 2))
        loss = scalar_loss(arrays, rows, casadi.vertsplit(ys), lambda z: casadi.fmax(z, 0.0))
        lap("record")
        function = casadi.Function("f", [p, xs, ys], [loss, casadi.gradient(loss, p)])
        lap("compile")
        buffer, evaluate = function.buffer()
        found = np.zeros(1), np.zeros(len(weights))
        for i, numbers in enumerate(given):
            buffer.set_arg(i, memoryview(numbers))
        for i, numbers in enumerate(found):
            buffer.set_res(i, memoryview(numbers))

        def run(rounds: int) -> list[float]:
            for _ in range(rounds):
                evaluate()
            return [float(found[0][0]), *found[1].tolist()]

        run.alive = function, buffer, given  # type: ignore[attr-defined]  # known only by addresses
        if lap is not unheard:
            run(1)
            lap("call")
        return run

    return build
