"""European call options after Black and Scholes: ten thousand prices with their greeks.

The formula is written for one option; its first derivatives, the greeks, are `value_and_grad` of
it, and `vmap` does it for all options. A round is all prices and greeks, once.
"""

import math
import random
from typing import Any

from autograd import compile as compiled
from autograd import exp, log, normal_cdf, sqrt, value_and_grad, vmap
from benchmarks.measuring import Contest, Numbers, Program, Ratio, installed


def price(spot: Any, strike: Any, years: Any, rate: Any, volatility: Any) -> Any:
    """What the right to buy at `strike` after `years` is worth (Black and Scholes, 1973)."""
    spread = volatility * sqrt(years)
    d1 = (log(spot / strike) + (rate + volatility**2 / 2) * years) / spread
    return spot * normal_cdf(d1) - strike * exp(-rate * years) * normal_cdf(d1 - spread)


def contest(count: int = 10_000) -> Contest:
    import numpy as np

    rng = random.Random(0)
    ranges = (50.0, 150.0), (50.0, 150.0), (0.1, 2.0), (0.0, 0.05), (0.1, 0.4)
    columns = [[rng.uniform(*limits) for _ in range(count)] for limits in ranges]
    arrays = list(map(np.array, columns))

    priced = vmap(value_and_grad(price))
    programs = [
        Program("compiled, arrays", lambda rounds: in_arrays(compiled(priced), arrays, rounds)),
        Program("NumPy by hand", lambda rounds: by_hand(arrays, rounds)),
        Program("compiled, Values", lambda rounds: in_values(compiled(priced), columns, rounds)),
        Program("eager", lambda rounds: in_values(priced, columns, rounds)),
    ]
    if installed("llvmlite"):
        native = compiled(priced, backend="native")
        programs.append(
            Program("compiled, native, arrays", lambda rounds: in_arrays(native, arrays, rounds))
        )
    if installed("jax"):
        by_jax = compiled(priced, backend="jax")
        programs.append(
            Program("compiled, JAX, arrays", lambda rounds: in_arrays(by_jax, arrays, rounds))
        )
    ratios = [
        Ratio("compiled, native, arrays", "compiled, JAX, arrays", at_most=1.0),
        Ratio("compiled, native, arrays", "NumPy by hand"),
        Ratio("eager", "compiled, Values", at_least=1.0),
        Ratio("eager", "compiled, arrays"),
        Ratio("compiled, arrays", "NumPy by hand"),
    ]
    title = f"Black-Scholes, {count:,} prices with delta, vega, theta, rho and d/d(strike)"
    return Contest(title, programs, ratios, checked=1)


def in_values(priced: Any, columns: list[list[float]], rounds: int) -> Numbers:
    """Lists of numbers go in, and Values come back."""
    for _ in range(rounds):
        rows = priced(*columns)
    return [float(x) for value, greeks in rows for x in (value, *greeks)]


def in_arrays(priced: Any, columns: list[Any], rounds: int) -> Numbers:
    """Arrays go in, and arrays come back."""
    import numpy as np

    for _ in range(rounds):
        value, greeks = priced.numpy(*columns)
    return list(map(float, np.stack([value, *greeks], 1).ravel()))


def by_hand(columns: list[Any], rounds: int) -> Numbers:
    """The greeks as textbooks give them; NumPy has no erf, so it is Python's, as in the others."""
    import numpy as np

    def normal_cdf(a: Any) -> Any:
        return 0.5 * np.fromiter(map(math.erfc, (a * -math.sqrt(0.5)).tolist()), float, len(a))

    spot, strike, years, rate, volatility = columns
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
        in_years = vega * volatility / (2 * years) + rate * discounted * chance  # that is -theta
        in_rate = discounted * years * chance
    return list(map(float, np.stack([value, delta, in_strike, in_years, in_rate, vega], 1).ravel()))
