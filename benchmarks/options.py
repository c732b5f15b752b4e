"""European call options after Black and Scholes: ten thousand prices with their greeks.

The formula is written for one option; its first derivatives, the greeks, are `value_and_grad` of
it, and `vmap` does it for all options. A round is all prices and greeks, once.
"""

import random
from typing import Any

import autograd
from autograd import exp, log, normal_cdf, sqrt, value_and_grad, vmap
from benchmarks.measuring import Contest, Numbers, Program, Ratio, installed


def price(spot: Any, strike: Any, years: Any, rate: Any, volatility: Any) -> Any:
    """What the right to buy at `strike` after `years` is worth (Black and Scholes, 1973)."""
    spread = volatility * sqrt(years)
    d1 = (log(spot / strike) + (rate + volatility**2 / 2) * years) / spread
    return spot * normal_cdf(d1) - strike * exp(-rate * years) * normal_cdf(d1 - spread)


def contest(count: int = 10_000) -> Contest:
    rng = random.Random(0)
    ranges = (50.0, 150.0), (50.0, 150.0), (0.1, 2.0), (0.0, 0.05), (0.1, 0.4)
    columns = [[rng.uniform(*limits) for _ in range(count)] for limits in ranges]

    priced = vmap(value_and_grad(price))
    programs = [
        Program("compiled", lambda rounds: scalars(autograd.compile(priced), columns, rounds)),
        Program("eager", lambda rounds: scalars(priced, columns, rounds)),
    ]
    if installed("scipy"):
        programs.append(Program("NumPy by hand", lambda rounds: by_hand(columns, rounds)))
    ratios = [Ratio("eager", "compiled", at_least=1.0), Ratio("compiled", "NumPy by hand")]
    return Contest(
        f"Black-Scholes, {count:,} prices with five greeks each", programs, ratios, checked=1
    )


def scalars(priced: Any, columns: list[list[float]], rounds: int) -> Numbers:
    for _ in range(rounds):
        rows = priced(*columns)
    return [float(x) for value, greeks in rows for x in (value, *greeks)]


def by_hand(columns: list[list[float]], rounds: int) -> Numbers:
    """The greeks as textbooks give them."""
    import numpy as np
    from scipy.special import ndtr

    spot, strike, years, rate, volatility = map(np.array, columns)
    for _ in range(rounds):
        root = np.sqrt(years)
        spread = volatility * root
        d1 = (np.log(spot / strike) + (rate + volatility**2 / 2) * years) / spread
        d2 = d1 - spread
        discounted = strike * np.exp(-rate * years)
        chance, delta = ndtr(d2), ndtr(d1)
        value = spot * delta - discounted * chance

        vega = spot * np.exp(-0.5 * d1 * d1) / np.sqrt(2 * np.pi) * root
        in_strike = -discounted / strike * chance
        in_years = vega * volatility / (2 * years) + rate * discounted * chance
        in_rate = discounted * years * chance
        rows = np.stack([value, delta, in_strike, in_years, in_rate, vega], 1)
    return list(map(float, rows.ravel()))
