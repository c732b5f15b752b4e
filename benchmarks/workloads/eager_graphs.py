"""A node built and gone back through, in small graphs and large ones; and the deepest one.

All libraries are given the same text, and do the same additions in the same order. A time is that
of building the graph and of the way back, on its leaves, under Python's usual garbage collector.
"""

from collections.abc import Callable
from typing import Any

from benchmarks.workload import Ratio, Run, Way, Workload

SIZES = [39, 100, 1_000, 10_000, 100_000, 1_000_000]
MOST = {"jax": 1_000, "hips": 100_000}  # beyond which a turn takes minutes
WEIGHED = 10_000  # nodes of the graph whose memory is measured
GRAPHS = {10_000: 5}  # in a round, so that the garbage of one is collected while others are timed
OPERATIONS = [10_000, 1_000_000]  # of a chain
TITLES = {
    "chainrule": "chainrule",
    "micrograd": "micrograd",
    "hips": "HIPS autograd",
    "torch": "PyTorch, scalars",
    "jax": "JAX, op by op",
}


def graph(library: str) -> Callable[..., Run]:
    """By a library, one of `scalar_libraries.LIBRARIES`."""

    def make(nodes: int) -> Run:
        from benchmarks import scalar_graphs, scalar_libraries

        m = scalar_libraries.LIBRARIES[library]()
        return scalar_graphs.repeated(m, *scalar_graphs.graph(nodes), GRAPHS.get(nodes, 1))

    return make


def weight(library: str) -> Callable[..., dict[str, float]]:
    """Bytes a node."""

    def facts(nodes: int) -> dict[str, float]:
        from benchmarks import scalar_graphs, scalar_libraries

        memory = scalar_graphs.resident if library == "torch" else scalar_graphs.traced
        return scalar_graphs.bytes_a_node(scalar_libraries.LIBRARIES[library](), nodes, memory)

    return facts


def way(library: str, nodes: int) -> Way:
    """Of building a graph; where it is the one that is weighed, with its memory."""
    weighed = nodes == WEIGHED and library in ("chainrule", "micrograd", "torch")
    facts = weight(library) if weighed else None
    even = library != "jax"  # which compiles each operation when it is first seen
    return Way(TITLES[library], library, graph(library), 0, facts=facts, even=even, patience=3)


WHY = {
    "micrograd": "what large graphs cost it is Python's garbage collector, which alone frees its "
    "cycles: of 10,000 nodes, three quarters of the time. It is seldom called while a graph is "
    "small. There the two differ by what Python does for a node, which is a call for each operator "
    "and an object in both.",
}


def node(nodes: int) -> Workload:
    """One size."""
    job = "the expression of micrograd's README" if nodes == 39 else "a wide graph"
    return Workload(
        f"node-{nodes}",
        f"a node built and gone back through, {job} of {nodes:,}",
        [way(library, nodes) for library in TITLES if nodes <= MOST.get(library, nodes)],
        [Ratio("micrograd", "chainrule", at_least=7.0), Ratio("PyTorch, scalars", "chainrule")],
        sizes={"nodes": nodes},
        unit="node",
        steps=nodes * GRAPHS.get(nodes, 1),
        checked=1,
        family="building and backward, a graph",
        size=nodes,
        why=WHY if nodes < 10_000 else {},
    )


# --- the chain -----------------------------------------------------------------------------------


RAISED = "micrograd, recursion limit raised"


def chain(library: str) -> Callable[..., Run]:
    """x·a + b, again and again."""

    def make(operations: int) -> Run:
        import sys

        from benchmarks import scalar_graphs, scalar_libraries

        sys.setrecursionlimit(1_000)  # Python's own: what users have
        m = scalar_libraries.LIBRARIES[library]()
        return scalar_graphs.repeated(m, *scalar_graphs.deep(operations))

    return make


def raised(operations: int) -> Run:
    """micrograd, by someone who knows: the worker's thread has room for a deep recursion."""
    import sys

    run = chain("micrograd")(operations)
    sys.setrecursionlimit(10 * operations)
    return run


def compiled(operations: int) -> Run:
    """chainrule: what was recorded as machine code."""
    import autograd
    from benchmarks import scalar_graphs

    f, numbers = scalar_graphs.deep(operations)
    leaves = [autograd.Value(x) for x in numbers]
    g = autograd.compile(lambda: f(leaves, None), backend="native")  # type: ignore[arg-type]

    def run(rounds: int) -> list[float]:
        for _ in range(rounds):
            for leaf in leaves:
                leaf.grad = 0.0
            result = g()
            result.backward()
        return [result.data, *(leaf.grad for leaf in leaves)]

    return run


def scan(operations: int) -> Run:
    """JAX, in the form that it has for long chains."""
    import jax
    import jax.numpy as jnp

    from benchmarks import scalar_graphs

    jax.config.update("jax_enable_x64", True)
    numbers = jnp.array(scalar_graphs.deep(operations)[1])

    def last(xs: Any) -> Any:
        def step(x: Any, _: None) -> tuple[Any, None]:
            return x * xs[1] + xs[2], None

        return jax.lax.scan(step, xs[0], length=operations // 2)[0]

    both = jax.jit(jax.value_and_grad(last))

    def run(rounds: int) -> list[float]:
        for _ in range(rounds):
            value, gradient = jax.block_until_ready(both(numbers))
        return [float(value), *gradient.tolist()]

    return run


def links() -> list[Way]:
    """Of a chain, all ways; HIPS autograd alone gets no patience, for it takes minutes."""

    def eager(name: str, peer: str, make: Callable[..., Run], **more: Any) -> Way:
        return Way(name, peer, make, 0, even=True, **more)

    return [
        eager("chainrule", "chainrule", chain("chainrule"), patience=3),
        eager("micrograd", "micrograd", chain("micrograd"), patience=3, may_end=True),
        eager(RAISED, "micrograd", raised, patience=3, may_end=True),
        eager("HIPS autograd", "hips", chain("hips"), may_end=True),
        eager("PyTorch, scalars", "torch", chain("torch"), patience=3, may_end=True),
        Way("chainrule, native", "chainrule", compiled, 0, ("llvmlite",), patience=3),
        Way("JAX, lax.scan in a jit", "jax", scan, 0),
    ]


def deep(operations: int) -> Workload:
    """A chain so long; what is promised is of the longest."""
    longest = operations == OPERATIONS[-1]
    return Workload(
        "chain" if longest else f"chain-{operations}",
        f"a chain of {operations:,} operations",
        links(),
        [
            Ratio(RAISED, "chainrule", at_least=7.0 if longest else 0.0),
            Ratio("JAX, lax.scan in a jit", "chainrule, native"),
        ],
        sizes={"operations": operations},
        unit="link",
        steps=operations,
        checked=1,
        family="a chain of operations",
        size=operations,
    )


WORKLOADS = [*map(node, SIZES), *map(deep, OPERATIONS)]
