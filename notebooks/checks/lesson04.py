"""Chain rule: one occurrence of a variable moved at a time, exact powers, counting."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .asking import exercise, expect, floats, same, slope


@exercise(
    "4.1",
    contributions=(
        "what each path contributes, a list, at the x and y above",
        "각 경로의 기여를 모은 리스트. x와 y는 위와 같음",
    ),
)
def _paths(contributions: Any, x: Any, y: Any) -> None:
    at, by = floats([x, y])
    right = [slope(lambda t: (t + by) * at * by, at), slope(lambda t: (at + by) * t * by, at)]
    expect(
        len(contributions) == len(right),
        "contributions: as many as there are places at which g uses x",
        "contributions: g가 x를 쓰는 곳의 수만큼 있어야 합니다",
    )
    expect(
        same(sorted(floats(contributions)), sorted(right), rel=1e-5),
        "contributions: along a path, multiply the local gradients",
        "contributions: 경로를 따라 국소 기울기를 곱하십시오",
    )


@exercise(
    "4.2",
    paths_to_h6=("how many paths lead from x to h₆", "x에서 h₆까지의 경로 수"),
    slope_of_h6=("the derivative of h₆ at x = 1.01", "x = 1.01에서 h₆의 도함수"),
)
def _squares(paths_to_h6: Any, slope_of_h6: Any) -> None:
    paths, x, step = 1, Fraction(101, 100), Fraction(1, 10**12)
    for _ in range(6):
        paths += paths
    expect(
        paths_to_h6 == paths,
        "paths_to_h6: each storey has two edges, so each doubles the number",
        "paths_to_h6: 층마다 화살표가 둘이므로 층마다 두 배가 됩니다",
    )

    def h(x: Fraction) -> Fraction:
        for _ in range(6):
            x = x * x
        return x

    right = float((h(x + step) - h(x - step)) / (2 * step))
    expect(
        same(slope_of_h6, right, rel=1e-6),
        "slope_of_h6: the number of paths times what each of them contributes",
        "slope_of_h6: 경로의 수에 경로 하나의 기여를 곱하십시오",
    )


@exercise("4.3", good_h=("an h with seven right digits", "일곱 자리가 맞는 h"))
def _step(good_h: Any) -> None:
    h = float(good_h)
    expect(h > 0, "good_h: it should be positive", "good_h: 양수여야 합니다")
    found = ((1 + h) ** 2 - 1**2) / h
    expect(
        abs(found / 2 - 1) < 1e-7,
        "good_h: with it the difference is off by more than 1e-7; is it rounding, or is "
        "h too large?",
        "good_h: 차이의 오차가 1e-7보다 큽니다. 반올림 때문일까요, h가 커서일까요?",
    )


@exercise(
    "4.4",
    asked_by_memoized=("how often, with memoized", "memoized로 물은 횟수"),
    asked_by_backward=("how often, with backward()", "backward()로 물은 횟수"),
)
def _modes(asked_by_memoized: Any, asked_by_backward: Any) -> None:
    storeys, variables = range(10), range(20)
    expect(
        asked_by_memoized == sum(1 for _ in variables for _ in storeys),
        "asked_by_memoized: every variable walks through every storey, once",
        "asked_by_memoized: 변수마다 모든 층을 한 번씩 지납니다",
    )
    expect(
        asked_by_backward == sum(1 for _ in storeys),
        "asked_by_backward: it visits every node once, whatever the number of variables",
        "asked_by_backward: 변수가 몇 개든 노드마다 한 번씩 들릅니다",
    )
