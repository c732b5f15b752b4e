"""Value and gradient of a formula (`benchmarks.formulas`) by libraries other than ours.

Each is given the formula's name, its numbers, or columns of them, and its sizes.
"""

import math
from functools import partial
from typing import Any

from benchmarks import formulas
from benchmarks.formulas import functions
from benchmarks.workload import Numbers, Run

FLOATS = functions(math, normal_cdf=lambda a: 0.5 * math.erfc(-a / math.sqrt(2.0)))


def python(name: str, numbers: Any, sizes: dict[str, int]) -> Run:
    """The formula on floats: its value alone."""
    formula = formulas.job(name, sizes)

    def run(rounds: int) -> Numbers:
        for _ in range(rounds):
            value = formula(numbers, FLOATS)
        return [value]

    return run


def casadi(name: str, numbers: Any, sizes: dict[str, int]) -> Run:
    """CasADi's graph of scalars, SX; its numbers go through buffers, which is its quickest call."""
    import casadi
    import numpy as np

    m = functions(casadi, normal_cdf=lambda a: 0.5 + 0.5 * casadi.erf(a / math.sqrt(2.0)))
    x = casadi.SX.sym("x", len(numbers))
    value = formulas.job(name, sizes)(casadi.vertsplit(x), m)
    function = casadi.Function("f", [x], [value, casadi.gradient(value, x)])
    columns = np.array(numbers)
    if columns.ndim == 2:
        function = function.map(columns.shape[1])
    given = columns.ravel("F")  # one option after the other
    values = np.zeros(columns[0].size)
    gradients = np.zeros(columns.size)
    buffer, evaluate = function.buffer()
    buffer.set_arg(0, memoryview(given))
    buffer.set_res(0, memoryview(values))
    buffer.set_res(1, memoryview(gradients))

    def run(rounds: int) -> Numbers:
        for _ in range(rounds):
            evaluate()
        return np.column_stack([values, gradients.reshape(len(values), -1)]).ravel().tolist()

    run.alive = function, buffer, given  # of these `evaluate` knows no more than their addresses
    return run


def jax(name: str, numbers: Any, sizes: dict[str, int]) -> Run:
    """JAX's jit, in double precision; on columns, of its vmap."""
    import jax
    import numpy as np

    jax.config.update("jax_enable_x64", True)

    def reduce(step: Any, xs: Any, start: Any) -> Any:
        start = jax.tree.map(jax.numpy.float64, start)
        return jax.lax.scan(lambda *s: (step(*s), None), start, np.array(xs))[0]

    m = functions(jax.numpy, normal_cdf=jax.scipy.special.ndtr, reduce=reduce)
    formula, columns = formulas.job(name, sizes), [np.array(x) for x in numbers]
    both = jax.value_and_grad(lambda x: formula(x, m))
    compiled = jax.jit(jax.vmap(both) if columns[0].ndim else both)

    def run(rounds: int) -> Numbers:
        for _ in range(rounds):
            value, gradient = jax.block_until_ready(compiled(columns))
        return np.stack([value, *gradient]).ravel("F").tolist()

    return run


def torch(name: str, numbers: Any, sizes: dict[str, int]) -> Run:
    """PyTorch with a tensor for each number, or for each column."""
    import torch

    def reduce(step: Any, xs: Any, start: Any) -> Any:
        for x in xs:
            start = step(start, x)
        return start

    m = functions(torch, normal_cdf=torch.special.ndtr, reduce=reduce)
    formula = formulas.job(name, sizes)
    leaves = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in numbers]

    def run(rounds: int) -> Numbers:
        for _ in range(rounds):
            value = formula(leaves, m)
            gradient = torch.autograd.grad(value.sum(), leaves, materialize_grads=True)
        return torch.stack([value.detach(), *gradient], -1).ravel().tolist()

    return run


def hips(name: str, numbers: Any, sizes: dict[str, int]) -> Run:
    """HIPS autograd with a float for each number, or an array for each column."""
    import autograd.numpy as np
    import autograd.scipy.stats

    from autograd import value_and_grad

    m = functions(np, normal_cdf=autograd.scipy.stats.norm.cdf)
    formula = formulas.job(name, sizes)
    both = value_and_grad(lambda x: np.sum(formula(x, m)))
    value_of, leaves = partial(formula, m=m), [np.array(x) for x in numbers]

    def run(rounds: int) -> Numbers:
        for _ in range(rounds):
            value, gradient = both(leaves)
        value = value_of(leaves) if leaves[0].ndim else value
        return [*map(float, np.stack([value, *gradient], -1).ravel())]

    return run


def by_hand(name: str, numbers: Any, sizes: dict[str, int]) -> Run:
    """The greeks as textbooks give them; NumPy has no erf, so it is Python's, as in the others."""
    import numpy as np

    def normal_cdf(a: Any) -> Any:
        return 0.5 * np.fromiter(map(math.erfc, (a * -math.sqrt(0.5)).tolist()), float, len(a))

    spot, strike, years, rate, volatility = map(np.array, numbers)

    def run(rounds: int) -> Numbers:
        for _ in range(rounds):
            root = np.sqrt(years)
            spread = volatility * root
            d1 = (np.log(spot / strike) + (rate + volatility**2 / 2) * years) / spread
            d2 = d1 - spread
            discounted = strike * np.exp(-rate * years)
            chance, delta = normal_cdf(d2), normal_cdf(d1)
            value = spot * delta - discounted * chance

            vega = spot * np.exp(-0.5 * d1 * d1) / math.sqrt(2 * math.pi) * root
            in_strike = -discounted / strike * chance
            in_years = vega * volatility / (2 * years) + rate * discounted * chance  # -theta
            in_rate = discounted * years * chance
        greeks = [value, delta, in_strike, in_years, in_rate, vega]
        return [*map(float, np.stack(greeks, 1).ravel())]

    return run
