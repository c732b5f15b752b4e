"""A GPT of letters learns a document: forward, backward and Adam, as in Karpathy's microgpt.

The model has 4,192 weights, and a document of eight letters nine positions. Libraries of scalars
run `benchmarks.microgpt`, number by number, and their Adam is plain Python; libraries of arrays run
`benchmarks.microgpt_arrays`, all positions at once. "Of a vector" stands between the two: there the
scalar text is compiled as a function of one array, and Adam works on that.
"""

from collections.abc import Callable
from typing import Any

from benchmarks.workload import Numbers, Ratio, Run, Way, Workload

WARM = 60  # steps after which compiled code is what it will be
VECTOR = "chainrule, native, of a vector"


def scalars(library: str, warm: int = 0) -> Callable[..., Run]:
    """By a library, one of `scalar_libraries.LIBRARIES`."""

    def make(width: int, heads: int, layers: int, block: int) -> Run:
        from benchmarks import microgpt, scalar_libraries

        m = scalar_libraries.LIBRARIES[library]()
        run = microgpt.training(m, sizes=microgpt.Sizes(width, heads, layers, block))
        if warm:
            run(warm)
        return run

    return make


def arrays(library: str) -> Callable[..., Run]:
    """By a library, one of `microgpt_arrays.LIBRARIES`."""

    def make(width: int, heads: int, layers: int, block: int) -> Run:
        from benchmarks import microgpt, microgpt_arrays

        sizes = microgpt.Sizes(width, heads, layers, block)
        return microgpt_arrays.training(library, sizes=sizes)

    return make


def in_a_vector(backend: str) -> Callable[..., Run]:
    """The scalar text, compiled as a function of all weights, which stay in one array."""

    def make(width: int, heads: int, layers: int, block: int) -> Run:
        import numpy as np

        import autograd
        from benchmarks import microgpt, scalar_libraries

        m = scalar_libraries.chainrule_own()
        sizes = microgpt.Sizes(width, heads, layers, block)
        tokens = microgpt.tokens_of(microgpt.DOCUMENT, sizes)
        first = np.array([w for rows in microgpt.weights(sizes).values() for r in rows for w in r])

        def loss(vector: Any) -> Any:
            numbers = iter(vector)
            model = {
                name: [[next(numbers) for _ in range(columns)] for _ in range(rows)]
                for name, (rows, columns) in microgpt.shapes(sizes).items()
            }
            return microgpt.document_loss(model, tokens, m, sizes)

        both = autograd.compile(autograd.value_and_grad(loss), backend=backend)

        def run(rounds: int) -> Numbers:
            vector, means, squares = first, np.zeros_like(first), np.zeros_like(first)
            for t in range(1, rounds + 1):
                value, gradient = both.numpy(vector)
                vector, means, squares = microgpt.adam(vector, gradient, means, squares, t)
            return [float(value), *vector.tolist()]

        return run

    return make


def way(name: str, peer: str, make: Callable[..., Run], *needs: str) -> Way:
    """The first step of a run belongs to getting started: the weights are read from lists."""
    return Way(name, peer, make, needs=needs, patience=3)


def slow(name: str, peer: str, library: str) -> Way:
    """Of a step that takes so long that reading the weights is nothing beside it."""
    return Way(name, peer, scalars(library), 0, even=True, patience=3)


WHY = {
    "NumPy by hand": "of `chainrule, compiled` the program is the one that a person writes, all "
    "positions at once, and takes half a millisecond. Two thirds of a step are Python's: its Adam, "
    "and 4,192 Values that are read, moved and written one by one. In a vector they are not.",
    "JAX, jit": "it updates 4,192 weights in the program; see NumPy by hand.",
}


WORKLOADS = [
    Workload(
        "microgpt",
        "a GPT of 4,192 weights learns a document of eight letters",
        [
            slow("chainrule", "chainrule", "chainrule"),
            way("chainrule, dot and softmax", "chainrule", scalars("chainrule, dot and softmax")),
            slow("micrograd", "micrograd", "micrograd"),
            slow("PyTorch, scalars", "torch", "torch"),
            way("chainrule, compiled", "chainrule", scalars("chainrule, compiled", WARM), "numpy"),
            way("chainrule, of a vector", "chainrule", in_a_vector("numpy"), "numpy"),
            way(VECTOR, "chainrule", in_a_vector("native"), "llvmlite"),
            way("NumPy by hand", "numpy", arrays("numpy")),
            way("PyTorch, tensors", "torch", arrays("torch")),
            way("torch.compile", "torch", arrays("torch.compile")),
            way("JAX, jit", "jax", arrays("jax")),
        ],
        [
            Ratio("micrograd", "chainrule", at_least=7.0),
            Ratio("micrograd", "chainrule, dot and softmax", at_least=7.0),
            Ratio("PyTorch, scalars", "chainrule", at_least=1.0),
            Ratio("PyTorch, tensors", "chainrule, of a vector", at_least=1.0),
            Ratio(VECTOR, "NumPy by hand"),
            Ratio("JAX, jit", VECTOR),
        ],
        sizes={"width": 16, "heads": 4, "layers": 1, "block": 16},
        checked=2,
        why=WHY,
    )
]
