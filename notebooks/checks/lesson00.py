"""Matrices: by row times column, spelled out."""

from __future__ import annotations

from typing import Any

from .asking import exercise, expect, same


def times(A: Any, B: Any) -> list[list[float]]:
    """Row times column, again and again."""
    return [[sum(a * b for a, b in zip(row, column)) for column in zip(*B)] for row in A]


@exercise(
    "0.1",
    by_hand=("the product, a list of rows of one number each", "곱. 수가 하나씩인 행의 리스트"),
    its_shape=(
        "(rows, columns) of the one product that exists",
        "계산할 수 있는 곱의 모양 (행, 열)",
    ),
)
def _product(by_hand: Any, its_shape: Any) -> None:
    right = times([[1, 2], [0, 1]], [[3], [4]])
    expect(
        len(by_hand) == 2 and all(len(row) == 1 for row in by_hand),
        "a 2 × 2 matrix times a column is a column: two rows of one number",
        "2 × 2 행렬에 열을 곱하면 열입니다. 수가 하나씩인 두 행이어야 합니다",
    )
    expect(
        same(by_hand, right),
        "by_hand: multiply each row with the column, entry by entry, and add",
        "by_hand: 각 행과 열을 자리끼리 곱해 더하십시오",
    )
    A, B = [[1.0] * 2] * 4, [[1.0] * 3] * 4
    product = times(list(zip(*A)), B)
    expect(
        tuple(its_shape) == (len(product), len(product[0])),
        "its_shape: the inner numbers must agree, and the outer ones are the shape",
        "its_shape: 안쪽 두 수가 같아야 하고, 바깥쪽 두 수가 모양입니다",
    )


@exercise(
    "0.2",
    its_shape=("(rows, columns) of the one matrix", "행렬 하나의 모양 (행, 열)"),
    saved=("how many multiplications it saves for one sample", "표본 하나에서 아끼는 곱셈의 수"),
)
def _two_layers(its_shape: Any, saved: Any) -> None:
    A1, A2 = [[1.0] * 3] * 4, [[1.0] * 4] * 2
    both = times(A2, A1)
    expect(
        tuple(its_shape) == (len(both), len(both[0])),
        "its_shape: as many columns as inputs, as many rows as outputs",
        "its_shape: 열은 입력의 수만큼, 행은 출력의 수만큼입니다",
    )
    entries = [sum(map(len, A)) for A in (A1, A2, both)]
    expect(
        saved == entries[0] + entries[1] - entries[2],
        "saved: each entry of a matrix costs one multiplication; count both ways, and subtract",
        "saved: 행렬의 성분 하나가 곱셈 한 번입니다. 두 방법을 세어 빼십시오",
    )
