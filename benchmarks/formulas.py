"""Scalar code that people write: numbers in, a number out, in loops that nobody has vectorised.

Each function takes its numbers and a module `m` with `sin`, `exp`, `log`, `sqrt`, ...: that of
`math` gives floats, `autograd` Values, CasADi its symbols, JAX its tracers. There is one text for
all of them, and nothing but the standard library is needed to read it. Steps in time are taken by
`m.reduce`: that of Python, or a loop of JAX, which takes minutes for straight-line code.
"""

import functools
import random
from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

Numbers = Any  # a list of floats, Values, symbols, ...


def functions(library: Any, **others: Callable[..., Any]) -> SimpleNamespace:
    """The library's functions under their names, and others that it lacks."""
    return SimpleNamespace(**{"reduce": functools.reduce, **vars(library), **others})


def pendulum(x: Numbers, m: Any, steps: int = 200) -> Any:
    """Where a pendulum with drag is after two seconds, by steps of Runge and Kutta."""
    *start, length, drag = x
    h = 2.0 / steps

    def slope(angle: Any, speed: Any) -> Any:
        return speed, -9.81 / length * m.sin(angle) - drag * speed

    def step(state: Any, _: Any) -> Any:
        angle, speed = state
        a1, s1 = slope(angle, speed)
        a2, s2 = slope(angle + h / 2 * a1, speed + h / 2 * s1)
        a3, s3 = slope(angle + h / 2 * a2, speed + h / 2 * s2)
        a4, s4 = slope(angle + h * a3, speed + h * s3)
        return (
            angle + h / 6 * (a1 + 2 * a2 + 2 * a3 + a4),
            speed + h / 6 * (s1 + 2 * s2 + 2 * s3 + s4),
        )

    angle, speed = m.reduce(step, range(steps), tuple(start))
    return angle**2 + 0.1 * speed**2


def rosenbrock(x: Numbers, m: Any) -> Any:
    """The banana valley, of as many variables as are given."""
    total = 0.0
    for a, b in pairwise(x):
        total = total + 100.0 * (b - a * a) ** 2 + (1.0 - a) ** 2
    return total


def random_graph(x: Numbers, m: Any, size: int = 2_400) -> Any:
    """Operations drawn by lot on results drawn by lot, which nothing repeats."""
    kinds: list[Callable[[Any, Any], Any]] = [
        lambda a, b: 0.5 * (a + b),
        lambda a, b: a - 0.3 * b,
        lambda a, b: a * b / (1.0 + b * b),
        lambda a, b: m.sin(a),
        lambda a, b: m.tanh(a + b),
        lambda a, b: m.exp(-a * a),
        lambda a, b: m.sqrt(1.0 + a * a),
        lambda a, b: m.log(2.0 + b * b),
    ]
    made = list(x)
    for kind, i, j in _lots(size, min(60, len(x)), len(kinds)):
        made.append(kinds[kind](made[-i], made[-j]))
    total = 0.0
    for y in made[::40]:
        total = total + y
    return total


@functools.cache
def _lots(size: int, near: int, kinds: int) -> list[tuple[int, int, int]]:
    """Of each operation its kind, and how far back its operands are."""
    rng = random.Random(7)
    return [(rng.randrange(kinds), rng.randint(1, near), rng.randint(1, near)) for _ in range(size)]


@functools.cache
def _measured(steps: int) -> list[float]:
    rng = random.Random(3)
    return [0.1 * k + rng.gauss(0.0, 0.3) for k in range(steps)]


def kalman(x: Numbers, m: Any, steps: int = 60) -> Any:
    """Minus the log-likelihood of positions seen with noise, where speed drifts (Kalman, 1960)."""
    process, noise = m.exp(x[0]), m.exp(x[1])

    def step(state: Any, seen: float) -> Any:
        total, position, speed, p11, p12, p22 = state
        position = position + 0.1 * speed
        p11, p12, p22 = p11 + 0.2 * p12 + 0.01 * p22, p12 + 0.1 * p22, p22 + process
        error, variance = seen - position, p11 + noise
        gain, gain_of_speed = p11 / variance, p12 / variance
        return (
            total + 0.5 * (m.log(variance) + error * error / variance),
            position + gain * error,
            speed + gain_of_speed * error,
            (1.0 - gain) * p11,
            (1.0 - gain) * p12,
            p22 - gain_of_speed * p12,
        )

    return m.reduce(step, _measured(steps), (0.0, x[2], x[3], 1.0, 0.0, 1.0))[0]


def bodies(x: Numbers, m: Any, count: int = 6, steps: int = 10) -> Any:
    """How far from the middle bodies are that attract each other, after leaps in time."""
    h = 0.01

    def step(state: Any, _: Any) -> Any:
        places, speeds = state[: 3 * count], [*state[3 * count :]]
        for i in range(0, 3 * count, 3):
            for j in range(0, i, 3):
                apart = [places[i + k] - places[j + k] for k in range(3)]
                square = 0.01 + apart[0] ** 2 + apart[1] ** 2 + apart[2] ** 2
                pull = h / (square * m.sqrt(square))
                for k in range(3):
                    speeds[i + k] = speeds[i + k] - pull * apart[k]
                    speeds[j + k] = speeds[j + k] + pull * apart[k]
        return [*(a + h * b for a, b in zip(places, speeds)), *speeds]

    total = 0.0
    for place in m.reduce(step, range(steps), [*x])[: 3 * count]:
        total = total + place**2
    return total


def implicit(x: Numbers, m: Any, steps: int = 40) -> Any:
    """Van der Pol's stiff oscillator by implicit steps, each solved by four steps of Newton's."""
    *start, stiffness = x
    h = 0.05

    def step(state: Any, _: Any) -> Any:
        y, v = state
        w = v  # solves w = v + h·(stiffness·(1 - (y + h·w)²)·w - (y + h·w))
        for _ in range(4):
            z = y + h * w
            pull = stiffness * (1.0 - z * z)
            gap = w - v - h * (pull * w - z)
            w = w - gap / (1.0 - h * (pull - 2.0 * h * stiffness * z * w - h))
        return y + h * w, w

    y, v = m.reduce(step, range(steps), tuple(start))
    return y * y + v * v


def black_scholes(x: Numbers, m: Any) -> Any:
    """What the right to buy at a price after some years is worth (Black and Scholes, 1973)."""
    spot, strike, years, rate, volatility = x
    spread = volatility * m.sqrt(years)
    d1 = (m.log(spot / strike) + (rate + volatility * volatility / 2.0) * years) / spread
    d2 = d1 - spread
    return spot * m.normal_cdf(d1) - strike * m.exp(-rate * years) * m.normal_cdf(d2)


def job(name: str, sizes: dict[str, int]) -> Callable[[Numbers, Any], Any]:
    """The formula of this name, with its sizes other than they are."""
    return functools.partial(FORMULAS[name], **sizes)


FORMULAS: dict[str, Callable[..., Any]] = {
    "pendulum": pendulum,
    "rosenbrock": rosenbrock,
    "random graph": random_graph,
    "kalman": kalman,
    "bodies": bodies,
    "implicit": implicit,
    "options": black_scholes,
}


def numbers_of(name: str, count: int = 10_000) -> Any:
    """The numbers that it is given; for the options, columns of so many numbers."""
    return {
        "pendulum": [1.2, 0.3, 1.1, 0.2],
        "rosenbrock": _drawn(1, *[(-1.5, 1.5)] * 1_000),
        "random graph": _drawn(2, *[(-1.0, 1.0)] * 60),
        "kalman": [-3.0, -2.0, 0.1, 0.5],
        "bodies": _drawn(4, *[(-1.0, 1.0)] * 36),
        "implicit": [1.5, 0.5, 3.0],
        "options": _columns(count),
    }[name]


def _drawn(seed: int, *limits: tuple[float, float]) -> list[float]:
    rng = random.Random(seed)
    return [rng.uniform(*each) for each in limits]


def _columns(count: int) -> list[list[float]]:
    rng = random.Random(0)
    ranges = (50.0, 150.0), (50.0, 150.0), (0.1, 2.0), (0.0, 0.05), (0.1, 0.4)
    return [[rng.uniform(*limits) for _ in range(count)] for limits in ranges]
