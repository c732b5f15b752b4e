"""What one waits for: the first value and gradient of the two-moons loss, from nothing; and growth.

Three families, by the number of scalar nodes of the loss: `first`, in which each turn is a new
process, with the stages as facts; `compile`, recorded and compiled anew in a process that has its
libraries; and `call`, a value and its gradient once all that is done. torch.compile keeps its C++
on disk, and our machine code is kept there likewise: only the run whose numbers are compared has it
compiled from nothing, and is no turn.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.workload import Ratio, Run, Way, Workload

FIRST = [1_000, 10_000, 100_000]
GROWTH = [1_000, 10_000, 100_000, 1_000_000]
LIBRARIES: list[tuple[str, str, str, dict[str, Any], tuple[str, ...]]] = [
    # what the table says, the peer, the function of `benchmarks.first_results`, and with what
    ("chainrule", "chainrule", "chainrule", {}, ("numpy",)),
    ("chainrule, native", "chainrule", "chainrule", {"backend": "native"}, ("llvmlite",)),
    ("chainrule, JAX", "chainrule", "chainrule", {"backend": "jax"}, ("jax",)),
    ("chainrule, of a vector", "chainrule", "of_a_vector", {}, ("numpy",)),
    (
        "chainrule, native, of a vector",
        "chainrule",
        "of_a_vector",
        {"backend": "native"},
        ("llvmlite",),
    ),
    ("chainrule, eager", "chainrule", "eager", {}, ()),
    ("NumPy by hand", "numpy", "numpy", {}, ()),
    ("CasADi SX", "casadi", "casadi", {}, ()),
    ("JAX, jit", "jax", "jax", {}, ()),
    ("PyTorch", "torch", "torch", {}, ()),
    ("torch.compile", "torch", "torch", {"compiled": True}, ()),
]
MOST = {  # nodes, beyond which a turn takes minutes
    ("compile", "chainrule, native"): 100_000,
    ("compile", "CasADi SX"): 100_000,
    ("call", "chainrule, native"): 100_000,
    ("call", "chainrule, native, of a vector"): 100_000,
    ("call", "CasADi SX"): 100_000,
}
NOT = {  # there is nothing to compile; or what belongs to another kind
    ("compile", "chainrule, eager"),
    ("compile", "NumPy by hand"),
    ("compile", "PyTorch"),
    ("compile", "chainrule, of a vector"),
    ("first", "chainrule, of a vector"),
    ("compile", "chainrule, native, of a vector"),
    ("first", "chainrule, native, of a vector"),
}
RATIOS = [
    Ratio("JAX, jit", "chainrule"),
    Ratio("PyTorch", "chainrule"),
    Ratio("torch.compile", "chainrule"),
    Ratio("CasADi SX", "chainrule"),
    Ratio("CasADi SX", "chainrule, native"),
    Ratio("chainrule", "NumPy by hand"),
    Ratio("chainrule, of a vector", "NumPy by hand"),
]


FIRST_WHY = {
    "NumPy by hand": "a person has derived the way back, and nothing is recorded or compiled."
}
COMPILE_WHY = {
    "JAX, jit": "it is given the layers, whose number does not grow. Ours is given every scalar "
    "operation and finds the layers among them, at about 4 µs for each.",
    "torch.compile": "see JAX, jit; and its C++ is on disk from the run before.",
    "CasADi SX": "it compiles nothing; LLVM takes 40 to 80 µs for a node of straight-line code.",
}
CALL_WHY = {
    "NumPy by hand": "its products take several numbers at once, where machine code adds in the "
    "order of the scalar engine, to the last bit.",
    "JAX, jit": "see NumPy by hand.",
    "CasADi SX": "it is called with buffers that are known by their addresses, and gives no array; "
    "of a small program that is most of a call.",
}


def builder(function: str, options: dict[str, Any], nodes: int, **listening: Any) -> Any:
    """The library, imported, for a loss of about so many nodes."""
    from benchmarks import first_results

    return getattr(first_results, function)(nodes, **options, **listening)


def called(function: str, options: dict[str, Any], nodes: int) -> Run:
    """Built once."""
    run: Run = builder(function, options, nodes)()
    return run


def compiled(function: str, options: dict[str, Any], nodes: int) -> Run:
    """Built in each round, and called once."""
    build = builder(function, options, nodes)

    def run(rounds: int) -> list[float]:
        for _ in range(rounds):
            found: list[float] = build()(1)
        return found

    return run


def stages(function: str, options: dict[str, Any], nodes: int) -> dict[str, float]:
    """The time of import, record, compile and call."""
    from benchmarks.two_moons import Laps

    laps = Laps()
    builder(function, options, nodes, lap=laps)()
    return {f"{stage}, ms": 1e3 * seconds for stage, seconds in laps.items()}


def ways(kind: str, nodes: int, make: Callable[..., Run], staged: bool = False) -> list[Way]:
    """All that can do it at this size."""
    return [
        Way(
            name,
            peer,
            partial(make, function, options),
            start=0,
            needs=needs,
            facts=partial(stages, function, options) if staged else None,
            patience=3,
            even=staged and not (options.get("compiled") or options.get("backend") == "native"),
        )
        for name, peer, function, options, needs in LIBRARIES
        if (kind, name) not in NOT and nodes <= MOST.get((kind, name), nodes)
    ]


def first(nodes: int) -> Workload:
    """Each turn in a new process."""
    return Workload(
        f"first-{nodes}",
        f"from nothing to the first value and gradient, {nodes:,} scalar nodes",
        ways("first", nodes, called, staged=True),
        RATIOS,
        sizes={"nodes": nodes},
        unit="first result",
        checked=1,
        fresh=True,
        why=FIRST_WHY,
        family="first",
    )


def growth(
    kind: str, title: str, unit: str, make: Callable[..., Run], why: dict[str, str], nodes: int
) -> Workload:
    """One size of a family."""
    return Workload(
        f"{kind}-{nodes}",
        f"{title}, {nodes:,} scalar nodes",
        ways(kind, nodes, make),
        RATIOS,
        sizes={"nodes": nodes},
        unit=unit,
        checked=1,
        family=title,
        size=nodes,
        why=why,
    )


COMPILE = partial(
    growth, "compile", "recording, compiling and a first call", "program", compiled, COMPILE_WHY
)
CALL = partial(growth, "call", "a value and its gradient", "call", called, CALL_WHY)

WORKLOADS = [*map(first, FIRST), *map(COMPILE, GROWTH), *map(CALL, GROWTH)]
