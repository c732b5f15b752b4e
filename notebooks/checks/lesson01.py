"""Quickstart: slopes by differences, a graph walked by hand."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import nn
from autograd import Value

from .asking import accuracy, exercise, expect, number, same, slope


@exercise(
    "1.1",
    slopes_of_g=("(∂g/∂a, ∂g/∂b)", "(∂g/∂a, ∂g/∂b)"),
    arrows=("how many arrows leave a", "a에서 나가는 화살표의 수"),
)
def _two_paths(slopes_of_g: Any, arrows: Any) -> None:
    def g(a: Any, b: Any) -> Any:
        return (a + b) * a

    right = [slope(lambda a: g(a, -5.0), 2.0), slope(lambda b: g(2.0, b), -5.0)]
    expect(
        same(slopes_of_g, right),
        "slopes_of_g: a stands at two places of g; its contributions add up",
        "slopes_of_g: a는 g의 두 곳에 있고, 두 기여를 더해야 합니다",
    )
    a = Value(2.0)
    root = g(a, Value(-5.0))
    nodes = [root, *root.parents]
    expect(
        arrows == sum(parent is a for node in nodes for parent in node.parents),
        "arrows: count at how many places g uses a",
        "arrows: g가 a를 몇 곳에서 쓰는지 세십시오",
    )


@exercise("1.2", line=("the trained network, with linear activations", "학습한 선형 활성화 신경망"))
def _linear(line: Any) -> None:
    def f(x: float, y: float) -> float:
        return number(line([x, y]))

    for p, q in (((0.3, -1.2), (2.0, 0.7)), ((-1.0, 0.4), (1.5, 1.5))):
        straight = f(*p) + f(*q) - f(0.0, 0.0)
        expect(
            same(f(p[0] + q[0], p[1] + q[1]), straight),
            "line: its output bends, so its activations are not linear",
            "line: 출력이 굽었으므로 활성화가 선형이 아닙니다",
        )
    expect(
        accuracy(line, nn.data.moons(200, noise=0.1, seed=7)) > 0.83,
        "line: it has not learned; a straight line is right on more than 4 of 5 points",
        "line: 학습이 되지 않았습니다. 직선도 다섯 점 가운데 넷 넘게 맞힙니다",
    )


@exercise(
    "1.3",
    third=("the third derivative of x³", "x³을 세 번 미분한 값"),
    table=("the four second derivatives, two rows of two", "이계도함수 네 개, 두 개씩 두 행"),
)
def _higher(third: Any, table: Any) -> None:
    cubes = [n**3 for n in range(4)]
    while len(cubes) > 1:  # third differences of a cubic are its third derivative
        cubes = [b - a for a, b in pairwise(cubes)]
    expect(
        same(third, cubes[0]),
        "third: differentiate x³ three times, one after the other",
        "third: x³을 차례로 세 번 미분하십시오",
    )

    def f(x: float, y: float) -> float:
        return x**2 + x * y + y**2

    across = f(1, 1) - f(1, 0) - f(0, 1) + f(0, 0)
    right = [[f(1, 0) - 2 * f(0, 0) + f(-1, 0), across], [across, f(0, 1) - 2 * f(0, 0) + f(0, -1)]]
    expect(
        same(table, right),
        "table: row i, column j is the derivative by variable i of the derivative by variable j",
        "table: i행 j열은 j번 변수로 미분한 것을 다시 i번 변수로 미분한 것입니다",
    )


@exercise("1.4", nodes_counted=("how many nodes the graph has", "그래프의 노드 수"))
def _nodes(nodes_counted: Any) -> None:
    seen: dict[int, Any] = {}
    waiting: list[Any] = [nn.MLP(2, [3, 1], activation="tanh", seed=0)([0.5, -1.0])]
    while waiting:
        node = waiting.pop()
        if id(node) not in seen:
            seen[id(node)] = node
            waiting += node.parents
    expect(
        nodes_counted == len(seen),
        "nodes_counted: per neuron its weights, its bias, and one node an operation; the "
        "inputs once",
        "nodes_counted: 뉴런마다 가중치, 편향, 연산마다 노드 하나씩, 입력은 한 번씩 세십시오",
    )
