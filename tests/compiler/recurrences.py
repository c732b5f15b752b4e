"""Recurrences as people write them by hand: each takes parameters and a number of steps.

Attributes:
    RECURRENCES: each with its parameters.
"""

import math
import random
from collections.abc import Callable
from itertools import pairwise

from autograd import Value, exp, log, maximum, tanh


def observed(steps: int, seed: int = 0) -> list[float]:
    """Numbers that come in, one at each step."""
    rng = random.Random(seed)
    return [math.sin(0.1 * k) + rng.gauss(0.0, 0.2) for k in range(steps)]


def rnn(w: list[Value], steps: int) -> Value:
    """A recurrent network of two neurons that predicts the next number, with the loss so far."""
    h: list = [0.0, 0.0]
    loss: Value | float = 0.0
    xs = observed(steps + 1)
    for x, target in pairwise(xs):
        h = [tanh(sum(u * k for u, k in zip(w[4 * i :], [x, *h])) + w[4 * i + 3]) for i in (0, 1)]
        loss = loss + (w[8] * h[0] + w[9] * h[1] - target) ** 2
    return loss / steps


def pendulum(w: list[Value], steps: int) -> Value:
    """Steps of Runge and Kutta, pushed by a force that depends on the time."""
    angle, speed, drag = w
    h, time = 0.01, 0.0
    for _ in range(steps):

        def slope(a, s, t):
            return s, math.sin(3.0 * t) - 9.81 * a.sin() - drag * s

        a1, s1 = slope(angle, speed, time)
        a2, s2 = slope(angle + h / 2 * a1, speed + h / 2 * s1, time + h / 2)
        a3, s3 = slope(angle + h / 2 * a2, speed + h / 2 * s2, time + h / 2)
        a4, s4 = slope(angle + h * a3, speed + h * s3, time + h)
        angle = angle + h / 6 * (a1 + 2 * a2 + 2 * a3 + a4)
        speed = speed + h / 6 * (s1 + 2 * s2 + 2 * s3 + s4)
        time += h
    return angle * speed


def kalman(w: list[Value], steps: int) -> Value:
    """Minus the log-likelihood of a random walk that is seen with noise."""
    process, noise = exp(w[0]), exp(w[1])
    mean, variance, total = w[2] * 1.0, Value(1.0), Value(0.0)
    for seen in observed(steps):
        variance = variance + process
        error, spread = seen - mean, variance + noise
        gain = variance / spread
        mean, variance = mean + gain * error, (1.0 - gain) * variance
        total = total + 0.5 * (log(spread) + error * error / spread)
    return total


def leaky(w: list[Value], steps: int) -> Value:
    """A leaky integrator, whose last state counts."""
    state = w[0] * 0
    for x in observed(steps):
        state = 0.9 * state + w[1] * x
    return state * state


def descent(w: list[Value], steps: int) -> Value:
    """Gradient descent, unrolled: how good is the rate?"""
    rate, momentum, x = w
    speed: Value | float = 0.0
    for _ in range(steps):
        speed = momentum * speed - rate * (4.0 * x * x * x - 2.0 * x)
        x = x + speed
    return (x - 0.5) ** 2


def autoregression(w: list[Value], steps: int) -> Value:
    """Each number from the two before it; errors add up at every step."""
    before, last = w[2], w[3]
    losses = []
    for x in observed(steps):
        before, last = last, w[0] * last - w[1] * before + 0.1 * x
        losses.append((last - x) ** 2)
    return sum(losses)


def two(w: list[Value], steps: int) -> Value:
    """Two recurrences that take turns, and know nothing of each other."""
    a, b = w
    for x in observed(steps):
        a = tanh(a + x)
        b = b - 0.1 * b * b
    return a * b


def every_third(w: list[Value], steps: int) -> Value:
    """A recurrence of which every third step differs."""
    x, y = w
    for k in range(steps):
        x = x + 0.1 * (y - x) if k % 3 else maximum(x * y, 0.5 * x)
    return x


def back_and_forth(w: list[Value], steps: int) -> Value:
    """Over a list from both ends: in the middle they meet."""
    ends: Value | float = 0.0
    for a, b in zip(w, reversed(w)):
        ends = 0.99 * ends + a * b * (a - 0.5 * b) + steps * 1e-6
    return ends


def places(w: list[Value], steps: int) -> Value:
    """Which parameter a step reads is drawn by lot."""
    rng = random.Random(5)
    x: Value | float = 1.0
    for _ in range(steps):
        a, b = w[rng.randrange(7)], w[rng.randrange(7)]
        x = 0.5 * tanh(a * tanh(a * x + b) + b) + a * b
    return x


Recurrence = Callable[[list[Value], int], Value]
RECURRENCES: dict[Recurrence, list[float]] = {
    rnn: [0.5, -0.3, 0.8, 0.1, -0.4, 0.6, 0.2, 0.0, 1.1, -0.7],
    pendulum: [1.2, 0.3, 0.2],
    kalman: [-3.0, -2.0, 0.1],
    leaky: [0.5, 0.3],
    descent: [0.01, 0.9, 1.7],
    autoregression: [1.2, 0.5, 0.3, -0.2],
    two: [0.4, 0.8],
    every_third: [0.3, 1.1],
    back_and_forth: [math.cos(k) for k in range(401)],
    places: [0.3, -0.5, 0.7, 0.2, -0.9, 0.4, 0.1],
}
