"""A GPT of letters in plain scalar code, which learns one document: embeddings, attention, Adam.

The model is of the kind that Karpathy's microgpt has made popular: every weight is a number, every
vector a list, and a position is computed after another, from the keys and values that those before
it have left. There is one text for all libraries of scalars, which `scalar_libraries` tells apart:

    run = training(scalar_libraries.chainrule())
    run(10)  # ten steps from the same start: the last loss, then all weights

The same model in arrays, for libraries of arrays, is `benchmarks.microgpt_arrays`.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.scalar_libraries import Scalars

Number = Any  # a Value of the library
Vector = list[Number]
Matrix = list[Vector]
Model = dict[str, Matrix]

BOUNDARY = "."  # stands at both ends of a document
ALPHABET = BOUNDARY + "abcdefghijklmnopqrstuvwxyz"
DOCUMENT = "isabella"
EPSILON = 1e-5  # under the root of a norm
LR, BETA1, BETA2, TINY = 0.01, 0.85, 0.99, 1e-8  # of Adam


@dataclass(frozen=True)
class Sizes:
    """Of a model; the heads share the width among them."""

    width: int = 16
    heads: int = 4
    layers: int = 1
    block: int = 16


SIZES = Sizes()
# --- the model -----------------------------------------------------------------------------------


def shapes(sizes: Sizes) -> dict[str, tuple[int, int]]:
    """Rows and columns of each matrix, by its name."""
    width = sizes.width
    found = {"token": (len(ALPHABET), width), "place": (sizes.block, width)}
    for i in range(sizes.layers):
        found |= {f"{name}{i}": (width, width) for name in ("query", "key", "value", "mix")}
        found |= {f"wide{i}": (4 * width, width), f"narrow{i}": (width, 4 * width)}
    return found | {"letter": (len(ALPHABET), width)}


def weights(sizes: Sizes) -> dict[str, list[list[float]]]:
    """Where training starts, the same for everyone."""
    rng = random.Random(42)
    return {
        name: [[rng.gauss(0.0, 0.08) for _ in range(columns)] for _ in range(rows)]
        for name, (rows, columns) in shapes(sizes).items()
    }


def tokens_of(document: str, sizes: Sizes) -> list[int]:
    """The numbers of its letters between two boundaries; no more than the model has places for."""
    letters = [ALPHABET.index(letter) for letter in BOUNDARY + document + BOUNDARY]
    return letters[: sizes.block + 1]


def document_loss(model: Model, tokens: list[int], m: Any, sizes: Sizes) -> Number:
    """The mean surprise, -log of the share that each letter was given by those before it."""
    past: list[tuple[Matrix, Matrix]] = [([], []) for _ in range(sizes.layers)]
    surprises = []
    for place, (token, following) in enumerate(pairwise(tokens)):
        scores = next_letter(model, token, place, past, m, sizes)
        surprises.append(-m.log(m.softmax(scores)[following]))
    return sum(surprises) / len(surprises)


def next_letter(model: Model, token: int, place: int, past: Any, m: Any, sizes: Sizes) -> Vector:
    """A score for each letter, by this one and those in the past, which this one is added to."""
    x = normalized(plus(model["token"][token], model["place"][place]), m)
    for i, (keys, values) in enumerate(past):
        seen = normalized(x, m)
        keys.append(times(model[f"key{i}"], seen, m))
        values.append(times(model[f"value{i}"], seen, m))
        mixed = attention(times(model[f"query{i}"], seen, m), keys, values, m, sizes.heads)
        x = plus(x, times(model[f"mix{i}"], mixed, m))
        wide = [m.relu(a) for a in times(model[f"wide{i}"], normalized(x, m), m)]
        x = plus(x, times(model[f"narrow{i}"], wide, m))
    return times(model["letter"], x, m)


def attention(query: Vector, keys: Matrix, values: Matrix, m: Any, heads: int) -> Vector:
    """Each head weighs the values by how well their keys answer its part of the query."""
    size = len(query) // heads
    mixed = []
    for start in range(0, len(query), size):
        part = slice(start, start + size)
        scores = [m.dot(query[part], key[part]) / math.sqrt(size) for key in keys]
        shares = m.softmax(scores)
        mixed += [m.dot(shares, column) for column in zip(*(value[part] for value in values))]
    return mixed


def normalized(x: Vector, m: Any) -> Vector:
    """x over the root of its mean square."""
    scale = (m.dot(x, x) / len(x) + EPSILON) ** -0.5
    return [a * scale for a in x]


def times(W: Matrix, x: Vector, m: Any) -> Vector:
    """W x."""
    return [m.dot(row, x) for row in W]


def plus(x: Vector, y: Vector) -> Vector:
    return [a + b for a, b in zip(x, y)]


# --- its training --------------------------------------------------------------------------------


def adam(x: Any, g: Any, m: Any, v: Any, t: int) -> tuple[Any, Any, Any]:
    """A number after its t-th step, and its two moments; or arrays of them."""
    m = BETA1 * m + (1.0 - BETA1) * g
    v = BETA2 * v + (1.0 - BETA2) * g * g
    return x - LR * (m / (1.0 - BETA1**t)) / ((v / (1.0 - BETA2**t)) ** 0.5 + TINY), m, v


def training(
    m: "Scalars", document: str = DOCUMENT, sizes: Sizes = SIZES
) -> Callable[[int], list[float]]:
    """So many steps from the same start; the last loss, then all weights."""
    tokens = tokens_of(document, sizes)
    start = weights(sizes)
    model = {name: [[m.value(w) for w in row] for row in start[name]] for name in start}
    leaves = [w for matrix in model.values() for row in matrix for w in row]
    first = [w for matrix in start.values() for row in matrix for w in row]
    loss_of = m.compile(lambda: document_loss(model, tokens, m, sizes))

    def run(rounds: int) -> list[float]:
        numbers, means, squares = list(first), [0.0] * len(first), [0.0] * len(first)
        m.assign(leaves, numbers)
        last = math.nan
        for t in range(1, rounds + 1):
            loss = loss_of()
            steps = map(adam, numbers, m.gradients(loss, leaves), means, squares, [t] * len(first))
            numbers, means, squares = map(list, zip(*steps))
            m.assign(leaves, numbers)
            last = float(loss.data)
        return [last, *numbers]

    return run
