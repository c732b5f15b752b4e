"""Scalar code that people write (`benchmarks.formulas`): its value and its gradient, by one call.

Recording and compiling do not count, and steps in time are a loop of JAX's, since straight-line
code of this length takes its compiler minutes.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks import formula_peers, formulas
from benchmarks.formulas import functions
from benchmarks.workload import Numbers, Ratio, Run, Way, Workload

CODE = "native, the code alone"
CALL = "native, a call and backward()"
ARRAYS = "native, on arrays"
TITLES = {
    "pendulum": "pendulum with drag, 200 steps of Runge and Kutta",
    "rosenbrock": "Rosenbrock's valley of 1,000 variables",
    "random graph": "a graph of 2,400 operations drawn by lot",
    "kalman": "Kalman filter's likelihood, 60 steps",
    "bodies": "6 bodies that attract each other, 10 steps",
    "implicit": "stiff oscillator, 40 implicit steps by Newton",
    "options": "10,000 Black-Scholes prices with five derivatives",
}


def ours(way: Callable[..., Numbers], backend: str, name: str, numbers: Any, sizes: Any) -> Run:
    """A loop that trains: with the engine alone, or compiled."""
    import autograd

    values, formula = functions(autograd), formulas.job(name, sizes)
    parameters = [autograd.Value(x) for x in numbers]

    def loss() -> Any:
        return formula(parameters, values)

    f = autograd.compile(loss, backend=backend) if backend else loss
    return partial(way, f, parameters)


def code_alone(compiled: Any, parameters: list[Any], rounds: int) -> Numbers:
    """The two halves of the program, without Values around them."""
    lifted = compiled.program()
    code, numbers = lifted.code, [parameter.data for parameter in lifted.parameters]
    for _ in range(rounds):
        results, saved = code.forward(numbers, [])
        (gradient,) = code.backward(saved, [1.0])
    found = dict(zip(lifted.parameters, gradient))
    return [*results, *(found.get(parameter, 0.0) for parameter in parameters)]


def with_backward(loss: Callable[[], Any], parameters: list[Any], rounds: int) -> Numbers:
    """As in a loop that trains: Values, whose gradients are set to zero before each step."""
    for _ in range(rounds):
        for parameter in parameters:
            parameter.grad = 0.0
        value = loss()
        value.backward()
    return [value.data, *(parameter.grad for parameter in parameters)]


def on_arrays(backend: str, name: str, numbers: Any, sizes: dict[str, int]) -> Run:
    """As SciPy calls it: an array goes in, a float and an array come back."""
    import numpy as np

    import autograd

    values, formula = functions(autograd), formulas.job(name, sizes)

    both = autograd.value_and_grad(lambda x: formula(x, values))

    compiled, x = autograd.compile(both, backend=backend), np.array(numbers)

    def run(rounds: int) -> Numbers:
        for _ in range(rounds):
            value, gradient = compiled.numpy(x)
        return [float(value), *map(float, gradient)]

    return run


def on_columns(backend: str, name: str, numbers: Any, sizes: dict[str, int]) -> Run:
    """All prices with their five derivatives: arrays go in, and arrays come back."""
    import numpy as np

    import autograd

    values, formula = functions(autograd), formulas.job(name, sizes)

    def price(*x: Any) -> Any:
        return formula(x, values)

    priced = autograd.vmap(autograd.value_and_grad(price))
    compiled, columns = autograd.compile(priced, backend=backend), [*map(np.array, numbers)]

    def run(rounds: int) -> Numbers:
        for _ in range(rounds):
            value, greeks = compiled.numpy(*columns)
        return [*map(float, np.stack([value, *greeks], 1).ravel())]

    return run


def ways(name: str) -> list[Way]:
    """All programs for a formula."""

    def way(title: str, peer: str, make: Callable[..., Run], *needs: str, **more: Any) -> Way:
        def made(prices: int = 10_000, numbers: Any = None, **sizes: int) -> Run:
            given = formulas.numbers_of(name, prices) if numbers is None else numbers
            return make(name, given, sizes)

        return Way(title, peer, made, 0, needs, **more)

    if name == "options":
        mine = [
            way(ARRAYS, "chainrule", partial(on_columns, "native"), "llvmlite"),
            way("compiled to NumPy", "chainrule", partial(on_columns, "numpy"), "numpy"),
            way("compiled to JAX", "chainrule", partial(on_columns, "jax"), "jax"),
            way("NumPy by hand", "numpy", formula_peers.by_hand),
        ]
    else:
        mine = [
            way(CODE, "chainrule", partial(ours, code_alone, "native"), "llvmlite", aside=True),
            way(CALL, "chainrule", partial(ours, with_backward, "native"), "llvmlite"),
            way(ARRAYS, "chainrule", partial(on_arrays, "native"), "llvmlite"),
            way("compiled without machine code", "chainrule",
                partial(ours, with_backward, "numpy"), "numpy"),
            way("eager", "chainrule", partial(ours, with_backward, "")),
            way("plain Python, value alone", "python", formula_peers.python,
                partial=True, aside=True),
        ]  # fmt: skip
    return [
        *mine,
        way("CasADi SX", "casadi", formula_peers.casadi),
        way("JAX", "jax", formula_peers.jax),
        way("HIPS autograd", "hips", formula_peers.hips, even=True),
        way("PyTorch eager", "torch", formula_peers.torch),
    ]


def ratios(name: str) -> list[Ratio]:
    """What is said of each of our machine codes, beside the others; and what is wanted."""
    natives = [ARRAYS] if name == "options" else [CODE, CALL, ARRAYS]
    wanted = {"CasADi SX": 1.0 if name == "options" else 0.5, "JAX": 1.0}
    found = [Ratio(n, peer, at_most=wish) for peer, wish in wanted.items() for n in natives]
    others = ["NumPy by hand", "compiled to NumPy", "compiled to JAX", "plain Python, value alone"]
    others += ["compiled without machine code", "eager", "HIPS autograd", "PyTorch eager"]
    return [*found, *(Ratio(other, ARRAYS) for other in others)]


WHY = {
    "JAX": "more than half of the time goes into exp, log and erfc of the C library, which give "
    "the very floats that Python gives; XLA has vector code of its own for them, with other last "
    "bits."
}

WORKLOADS = [
    Workload(
        name, title, ways(name), ratios(name), unit="value and gradient", checked=1,
        family="formulas", why=WHY if name == "options" else {},
    )
    for name, title in TITLES.items()
]  # fmt: skip
