"""The GPT of `benchmarks.microgpt` in arrays, all positions at once, with the same numbers.

PyTorch and JAX share the text of the way forward and find the way back by themselves; for NumPy it
is written as a person derives it.
"""

import math
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

from benchmarks.microgpt import (
    BETA1,
    BETA2,
    DOCUMENT,
    EPSILON,
    LR,
    SIZES,
    TINY,
    Sizes,
    adam,
    tokens_of,
    weights,
)

Run = Callable[[int], list[float]]


def document_loss(model: Any, given: Any, following: Any, m: Any, sizes: Sizes) -> Any:
    """The mean surprise at the letters that follow, as `microgpt.document_loss` has it."""
    x = normalized(model["token"][given] + model["place"][: len(given)])
    for i in range(sizes.layers):
        seen = normalized(x)
        q, k, v = (heads(seen @ model[f"{n}{i}"].T, sizes) for n in ("query", "key", "value"))
        scores = q @ k.swapaxes(1, 2) / math.sqrt(q.shape[-1])
        mixed = m.softmax(m.where(m.tril(m.ones_like(scores)) > 0.0, scores, -math.inf)) @ v
        x = x + mixed.swapaxes(0, 1).reshape(x.shape) @ model[f"mix{i}"].T
        x = x + m.relu(normalized(x) @ model[f"wide{i}"].T) @ model[f"narrow{i}"].T
    return -m.log_softmax(x @ model["letter"].T)[m.arange(len(given)), following].mean()


def normalized(x: Any) -> Any:
    """Each row over the root of its mean square."""
    return x * ((x * x).mean(-1)[:, None] + EPSILON) ** -0.5


def heads(x: Any, sizes: Sizes) -> Any:
    """(places, width) -> (heads, places, a head's share of the width)."""
    return x.reshape(len(x), sizes.heads, -1).swapaxes(0, 1)


def columns(document: str, sizes: Sizes) -> tuple[list[int], list[int]]:
    """The tokens that are given, and those that follow them."""
    tokens = tokens_of(document, sizes)
    return tokens[:-1], tokens[1:]


# --- libraries that find the way back ------------------------------------------------------------


def torch(document: str, sizes: Sizes, compiled: bool = False) -> Run:
    """PyTorch's tensors and its Adam, on one thread."""
    import torch

    torch.set_num_threads(1)
    m = SimpleNamespace(
        **{name: getattr(torch, name) for name in ("where", "tril", "ones_like", "relu", "arange")},
        softmax=lambda x: torch.softmax(x, -1),
        log_softmax=lambda x: torch.log_softmax(x, -1),
    )
    given, following = map(torch.tensor, columns(document, sizes))
    loss_of = torch.compile(document_loss) if compiled else document_loss

    def run(rounds: int) -> list[float]:
        model = {
            name: torch.tensor(matrix, dtype=torch.float64, requires_grad=True)
            for name, matrix in weights(sizes).items()
        }
        optimizer = torch.optim.Adam(model.values(), lr=LR, betas=(BETA1, BETA2), eps=TINY)
        for _ in range(rounds):
            optimizer.zero_grad()
            loss = loss_of(model, given, following, m, sizes)
            loss.backward()
            optimizer.step()
        return [loss.item(), *(w for p in model.values() for w in p.detach().ravel().tolist())]

    return run


def torch_compile(document: str, sizes: Sizes) -> Run:
    """The same, with the loss through `torch.compile`."""
    return torch(document, sizes, compiled=True)


def jax(document: str, sizes: Sizes) -> Run:
    """JAX: loss, gradient and update in one jit, in double precision."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    m = SimpleNamespace(**vars(jnp) | {"relu": jax.nn.relu})
    m.softmax, m.log_softmax = jax.nn.softmax, jax.nn.log_softmax
    given, following = map(jnp.array, columns(document, sizes))

    @jax.jit
    def step(model: Any, means: Any, squares: Any, t: Any) -> Any:
        loss, gradients = jax.value_and_grad(document_loss)(model, given, following, m, sizes)
        moved = {
            name: adam(model[name], gradients[name], means[name], squares[name], t)
            for name in model
        }
        return loss, *({name: moved[name][i] for name in moved} for i in range(3))

    def run(rounds: int) -> list[float]:
        model = {name: jnp.array(matrix) for name, matrix in weights(sizes).items()}
        means = squares = {name: jnp.zeros_like(matrix) for name, matrix in model.items()}
        for t in range(1, rounds + 1):
            loss, model, means, squares = step(model, means, squares, float(t))
        return [float(loss), *(w for name in weights(sizes) for w in model[name].ravel().tolist())]

    return run


# --- by hand -------------------------------------------------------------------------------------


def numpy(document: str, sizes: Sizes) -> Run:
    """NumPy, with the way back by hand; weights, gradients and moments each one vector."""
    import numpy as np

    start = {name: np.array(matrix) for name, matrix in weights(sizes).items()}
    given, following = map(np.array, columns(document, sizes))

    def run(rounds: int) -> list[float]:
        vector = np.concatenate([w.ravel() for w in start.values()])
        model = dict(views(vector, start))
        means = squares = np.zeros_like(vector)
        for t in range(1, rounds + 1):
            loss, gradients = value_and_gradient(np, model, given, following, sizes)
            gradient = np.concatenate([gradients[name].ravel() for name in start])
            vector[:], means, squares = adam(vector, gradient, means, squares, t)
        return [float(loss), *vector.tolist()]

    return run


def views(vector: Any, like: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The parts of a vector in the shapes of the matrices, by name."""
    at = 0
    for name, matrix in like.items():
        yield name, vector[at : at + matrix.size].reshape(matrix.shape)
        at += matrix.size


def value_and_gradient(
    np: Any, model: Any, given: Any, following: Any, sizes: Sizes
) -> tuple[float, dict[str, Any]]:
    """The way forward keeps what the way back needs, layer by layer."""
    places, scale = np.arange(len(given)), math.sqrt(sizes.width // sizes.heads)
    later = np.triu_indices(len(given), 1)
    start = model["token"][given] + model["place"][: len(given)]
    x, root = norm(start)
    kept = []
    for i in range(sizes.layers):
        seen, root1 = norm(x)
        q, k, v = (heads(seen @ model[f"{n}{i}"].T, sizes) for n in ("query", "key", "value"))
        scores = q @ k.swapaxes(1, 2) / scale
        scores[:, later[0], later[1]] = -np.inf
        shares = softmax(np, scores)
        mixed = (shares @ v).swapaxes(0, 1).reshape(x.shape)
        between = x + mixed @ model[f"mix{i}"].T
        inner, root2 = norm(between)
        wide = np.maximum(inner @ model[f"wide{i}"].T, 0.0)
        kept.append((x, seen, root1, q, k, v, shares, mixed, between, inner, root2, wide))
        x = between + wide @ model[f"narrow{i}"].T
    shares = softmax(np, x @ model["letter"].T)
    loss = -np.log(shares[places, following]).mean()

    shares[places, following] -= 1.0
    dscores = shares / len(given)
    gradients = {"letter": dscores.T @ x}
    dx = dscores @ model["letter"]
    for i in reversed(range(sizes.layers)):
        x, seen, root1, q, k, v, shares, mixed, between, inner, root2, wide = kept[i]
        gradients[f"narrow{i}"] = dx.T @ wide
        dwide = dx @ model[f"narrow{i}"] * (wide > 0.0)
        gradients[f"wide{i}"] = dwide.T @ inner
        dx = dx + norm_back(between, root2, dwide @ model[f"wide{i}"])
        gradients[f"mix{i}"] = dx.T @ mixed
        dmixed = heads(dx @ model[f"mix{i}"], sizes)
        dshares = dmixed @ v.swapaxes(1, 2)
        dscores = shares * (dshares - (dshares * shares).sum(-1, keepdims=True)) / scale
        parts = dscores @ k, dscores.swapaxes(1, 2) @ q, shares.swapaxes(1, 2) @ dmixed
        dseen = np.zeros_like(x)
        for name, part in zip(("query", "key", "value"), parts):
            part = part.swapaxes(0, 1).reshape(x.shape)
            gradients[f"{name}{i}"] = part.T @ seen
            dseen += part @ model[f"{name}{i}"]
        dx = dx + norm_back(x, root1, dseen)
    dstart = norm_back(start, root, dx)
    for name, rows in (("token", given), ("place", places)):
        gradients[name] = np.zeros_like(model[name])
        np.add.at(gradients[name], rows, dstart)
    return loss, gradients


def norm(x: Any) -> tuple[Any, Any]:
    """Each row over the root of its mean square, and one over these roots."""
    root = ((x * x).mean(-1, keepdims=True) + EPSILON) ** -0.5
    return x * root, root


def norm_back(x: Any, root: Any, dy: Any) -> Any:
    """The gradient in the rows before the norm."""
    return root * dy - x * root**3 * (x * dy).mean(-1, keepdims=True)


def softmax(np: Any, scores: Any) -> Any:
    """e^s / Σ e^s over the last axis."""
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


LIBRARIES: dict[str, Callable[[str, Sizes], Run]] = {
    "numpy": numpy,
    "torch": torch,
    "torch.compile": torch_compile,
    "jax": jax,
}


def training(library: str, document: str = DOCUMENT, sizes: Sizes = SIZES) -> Run:
    """So many steps from the same start; the last loss, then all weights."""
    return LIBRARIES[library](document, sizes)
