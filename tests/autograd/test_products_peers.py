"""jvp, vjp and hvp against those of JAX and PyTorch, in double precision."""

import random

import pytest

import autograd
from autograd import hvp, jvp, vjp


def program(m, xs):
    """One formula for all libraries: `m` has the functions."""
    a, b, c, d = (xs[i] for i in range(4))
    top = m.exp(-a * a) * m.sin(b + c) + m.tanh(c * d)
    side = m.log1p(b * b) / (1.5 + m.cos(d)) - m.atan(a * b)
    return [top, side, top * side + a]


def points(rng):
    return ([rng.gauss(0, 1) for _ in range(k)] for k in (4, 4, 3))


def scalar(m, xs):
    top, side, both = program(m, xs)
    return top * both + m.sin(side) * both


def ours(x, v, u):
    return (
        *jvp(lambda xs: program(autograd, xs), (x,), (v,)),
        vjp(lambda xs: program(autograd, xs), x)[1](u)[0],
        hvp(lambda xs: scalar(autograd, xs), (x,), (v,)),
    )


def test_they_are_those_of_jax():
    jax = pytest.importorskip("jax")
    from autograd.compiler.run.devices import double_precision

    jnp = jax.numpy
    with double_precision():
        for seed in range(2):
            x, v, u = points(random.Random(seed))
            at, along = jnp.array(x), jnp.array(v)
            value, tangent = jax.jvp(lambda xs: program(jnp, xs), (at,), (along,))
            _, pullback = jax.vjp(lambda xs: program(jnp, xs), at)
            product = jax.jvp(jax.grad(lambda xs: scalar(jnp, xs)), (at,), (along,))[1]
            theirs = (value, tangent, pullback([jnp.array(x) for x in u])[0], product)
            for mine, other in zip(ours(x, v, u), theirs):
                assert mine == pytest.approx([float(x) for x in other], rel=1e-12, abs=1e-14)


def test_they_are_those_of_pytorch():
    torch = pytest.importorskip("torch")
    functional = torch.autograd.functional
    for seed in range(4):
        x, v, u = points(random.Random(100 + seed))
        at, along, arriving = (torch.tensor(x, dtype=torch.float64) for x in (x, v, u))
        value, tangent = functional.jvp(lambda xs: torch.stack(program(torch, xs)), at, along)
        _, gradient = functional.vjp(lambda xs: torch.stack(program(torch, xs)), at, arriving)
        _, product = functional.hvp(lambda xs: scalar(torch, xs), at, along)
        for mine, other in zip(ours(x, v, u), (value, tangent, gradient, product)):
            assert mine == pytest.approx(other.tolist(), rel=1e-12, abs=1e-14)
