"""Value and gradient of a loss in some matrices, as each library computes them; a round is one.

A job says its loss three times: in scalars, for the engine and its compiler; in arrays, for the
libraries of arrays; and by hand, with the backward pass that a person derives.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from benchmarks.workload import Numbers, Ratio, Run, Way

Matrix = list[list[float]]
WARM = 60  # calls, after which a compiled function is what it is when it is called often


@dataclass(frozen=True)
class Job:
    """A loss and where its gradient is wanted.

    Attributes:
        matrices: the parameters.
        inputs: nested lists of numbers.
        scalars: of the matrices, with a `Value` for each number, and the inputs.
        arrays: of a library (as `of_numpy` makes it), the matrices and the inputs, in its arrays.
        by_hand: of NumPy's arrays: the value and the gradients.
    """

    matrices: list[Matrix]
    inputs: tuple[Any, ...]
    scalars: Callable[..., Any]
    arrays: Callable[..., Any]
    by_hand: Callable[..., Any]


def ways(job: Callable[..., Job], loops: bool = False) -> list[Way]:
    """For a job of some sizes, of which JAX may write the `loops` as such."""

    def way(name: str, peer: str, run: Callable[..., Run], *needs: str, **settings: Any) -> Way:
        return Way(name, peer, lambda **sizes: run(job(**sizes), **settings), needs=needs)

    scan = [way("JAX, scan", "jax", jax, scan=True)] if loops else []
    return [
        way("compiled", "chainrule", chainrule, "numpy", backend="numpy"),
        way("native", "chainrule", chainrule, "llvmlite", backend="native"),
        way("compiled to JAX", "chainrule", chainrule, "jax", backend="jax"),
        way("compiled, on arrays", "chainrule", on_arrays, "numpy", backend="numpy"),
        way("native, on arrays", "chainrule", on_arrays, "llvmlite", backend="native"),
        way("compiled to JAX, on arrays", "chainrule", on_arrays, "jax", backend="jax"),
        way("eager", "chainrule", chainrule),
        way("NumPy by hand", "numpy", numpy),
        way("HIPS autograd", "hips", hips),
        way("PyTorch eager", "torch", torch),
        way("torch.compile", "torch", torch, compiled=True),
        way("JAX, operation by operation", "jax", jax, jit=False),
        way("JAX, jit", "jax", jax),
        *scan,
    ]


RATIOS = [
    Ratio("eager", "compiled", at_least=1.0),
    Ratio("compiled, on arrays", "NumPy by hand"),
    Ratio("native, on arrays", "NumPy by hand"),
    Ratio("native, on arrays", "JAX, jit"),
    Ratio("native, on arrays", "JAX, scan"),
    Ratio("compiled", "PyTorch eager"),
    Ratio("compiled to JAX, on arrays", "JAX, jit"),
    Ratio("compiled to JAX, on arrays", "JAX, scan"),
]


def numbers_of(value: Any, gradients: Any) -> Numbers:
    """One after the other."""
    import numpy as np

    return [float(value), *(g for x in gradients for g in np.asarray(x).ravel().tolist())]


def chainrule(job: Job, backend: str = "") -> Run:
    """The scalar code: eager, or compiled by one of the backends."""
    import autograd

    matrices = [[[autograd.Value(w) for w in row] for row in m] for m in job.matrices]
    parameters = [w for matrix in matrices for row in matrix for w in row]
    scalars = job.scalars  # all of a job would be looked at in each call, its inputs too

    def loss(*inputs: Any) -> Any:
        return scalars(*matrices, *inputs)

    f = autograd.compile(loss, backend=backend) if backend else loss

    def run(rounds: int) -> Numbers:
        for _ in range(rounds):
            for p in parameters:
                p.grad = 0.0
            result = f(*job.inputs)
            result.backward()
        return [result.data, *(p.grad for p in parameters)]

    if backend:
        run(WARM)
    return run


def on_arrays(job: Job, backend: str) -> Run:
    """The scalar code compiled with its gradient: arrays in, arrays out."""
    import numpy as np

    import autograd

    def loss(matrices: Any, inputs: Any) -> Any:
        return job.scalars(*matrices, *inputs)

    both = autograd.compile(autograd.value_and_grad(loss, argnums=0), backend=backend)
    matrices, inputs = [*map(np.array, job.matrices)], [*map(np.array, job.inputs)]

    def run(rounds: int) -> Numbers:
        for _ in range(rounds):
            value, gradients = both.numpy(matrices, inputs)
        return numbers_of(value, gradients)

    run(WARM)
    return run


def numpy(job: Job) -> Run:
    """By hand."""
    import numpy as np

    given = [*map(np.array, (*job.matrices, *job.inputs))]

    def run(rounds: int) -> Numbers:
        for _ in range(rounds):
            value, gradients = job.by_hand(*given)
        return numbers_of(value, gradients)

    return run


def torch(job: Job, compiled: bool = False) -> Run:
    """PyTorch, eager or compiled."""
    import torch

    matrices = [
        torch.tensor(matrix, dtype=torch.float64, requires_grad=True) for matrix in job.matrices
    ]
    inputs = [torch.tensor(x, dtype=torch.float64) for x in job.inputs]
    functional = torch.nn.functional
    m = SimpleNamespace(
        tanh=torch.tanh,
        relu=torch.relu,
        softmax=lambda x: torch.softmax(x, -1),
        constant=torch.from_numpy,
        convolve=functional.conv2d,
        loop=_loop,
    )

    def loss(*given: Any) -> Any:
        return job.arrays(m, *given)

    f = torch.compile(loss) if compiled else loss

    def run(rounds: int) -> Numbers:
        for _ in range(rounds):
            value = f(*matrices, *inputs)
            gradients = torch.autograd.grad(value, matrices)
        return numbers_of(value.detach(), [gradient.numpy() for gradient in gradients])

    return run


def hips(job: Job) -> Run:
    """HIPS autograd."""
    import autograd.numpy as np

    from autograd import value_and_grad

    def convolve(x: Any, kernels: Any) -> Any:
        rows, columns = x.shape[2] - 2, x.shape[3] - 2
        shifted = [x[:, :, i : i + rows, j : j + columns] for i in range(3) for j in range(3)]
        return np.einsum("ncrsk,ock->nors", np.stack(shifted, -1), kernels.reshape(*_flat(kernels)))

    both = value_and_grad(
        lambda matrices, inputs: job.arrays(of_numpy(np, np.array, convolve), *matrices, *inputs)
    )
    matrices, inputs = [*map(np.array, job.matrices)], [*map(np.array, job.inputs)]

    def run(rounds: int) -> Numbers:
        for _ in range(rounds):
            value, gradients = both(matrices, inputs)
        return numbers_of(value, gradients)

    return run


def jax(job: Job, jit: bool = True, scan: bool = False) -> Run:
    """JAX: operation by operation, compiled as it is written, or with its loops as `lax.scan`."""
    import jax

    jax.config.update("jax_enable_x64", True)
    np = jax.numpy

    def convolve(x: Any, kernels: Any) -> Any:
        return jax.lax.conv(x, kernels, (1, 1), "VALID")

    def scanned(step: Any, start: Any, xs: Any) -> Any:
        return jax.lax.scan(lambda state, x: (step(state, x), None), start, xs)[0]

    m = of_numpy(np, np.array, convolve, scanned if scan else _loop)
    both = jax.value_and_grad(lambda matrices, inputs: job.arrays(m, *matrices, *inputs))
    f = jax.jit(both) if jit else both
    matrices, inputs = [*map(np.array, job.matrices)], [*map(np.array, job.inputs)]

    def run(rounds: int) -> Numbers:
        for _ in range(rounds):
            value, gradients = jax.block_until_ready(f(matrices, inputs))
        return numbers_of(value, gradients)

    return run


def _loop(step: Any, start: Any, xs: Any) -> Any:
    for x in xs:
        start = step(start, x)
    return start


def _flat(kernels: Any) -> tuple[int, int, int]:
    outputs, inputs = kernels.shape[:2]
    return outputs, inputs, kernels.shape[2] * kernels.shape[3]


def of_numpy(np: Any, constant: Any, convolve: Any, loop: Any = _loop) -> SimpleNamespace:
    """What arrays are asked for, of a module that is like NumPy."""

    def softmax(x: Any) -> Any:
        e = np.exp(x - np.max(x, axis=-1, keepdims=True))
        return e / np.sum(e, axis=-1, keepdims=True)

    return SimpleNamespace(
        tanh=np.tanh,
        relu=lambda x: np.maximum(x, 0.0),
        softmax=softmax,
        constant=constant,
        convolve=convolve,
        loop=loop,
    )
