"""Gradients of random expressions, and the conventions at kinks, against PyTorch in float64."""

import math
import random

import pytest

import autograd
from autograd import Value

torch = pytest.importorskip("torch")
functional = torch.nn.functional

VARIABLES = 3

# name -> (ours, PyTorch's, the arguments to keep clear of: where the slope explodes or jumps)
UNARY = {
    "neg": (lambda a: -a, lambda a: -a, lambda a: False),
    "abs": (abs, torch.abs, lambda a: abs(a) < 1e-6),
    "square": (lambda a: a**2, lambda a: a**2, lambda a: False),
    "cube": (lambda a: a**3, lambda a: a**3, lambda a: False),
    "inverse": (lambda a: 1 / a, lambda a: 1 / a, lambda a: abs(a) < 0.1),
    "root": (lambda a: a**0.5, lambda a: a**0.5, lambda a: a < 0.1),
    "two to the": (lambda a: 2**a, lambda a: 2**a, lambda a: abs(a) > 20),
    "exp": (autograd.exp, torch.exp, lambda a: abs(a) > 20),
    "expm1": (autograd.expm1, torch.expm1, lambda a: abs(a) > 20),
    "log": (autograd.log, torch.log, lambda a: a < 0.1),
    "log1p": (autograd.log1p, torch.log1p, lambda a: a < -0.9),
    "sqrt": (autograd.sqrt, torch.sqrt, lambda a: a < 0.1),
    "sin": (autograd.sin, torch.sin, lambda a: abs(a) > 1e6),
    "cos": (autograd.cos, torch.cos, lambda a: abs(a) > 1e6),
    "tan": (autograd.tan, torch.tan, lambda a: abs(math.cos(a)) < 0.1 or abs(a) > 1e6),
    "asin": (autograd.asin, torch.asin, lambda a: abs(a) > 0.95),
    "acos": (autograd.acos, torch.acos, lambda a: abs(a) > 0.95),
    "atan": (autograd.atan, torch.atan, lambda a: False),
    "sinh": (autograd.sinh, torch.sinh, lambda a: abs(a) > 20),
    "cosh": (autograd.cosh, torch.cosh, lambda a: abs(a) > 20),
    # PyTorch takes 1 - y², which has lost its digits further out (ours has not).
    "tanh": (autograd.tanh, torch.tanh, lambda a: abs(a) > 3),
    "erf": (autograd.erf, torch.erf, lambda a: False),
    "sigmoid": (autograd.sigmoid, torch.sigmoid, lambda a: abs(a) > 10),
    "softplus": (autograd.softplus, functional.softplus, lambda a: a > 15),
    "relu": (autograd.relu, torch.relu, lambda a: abs(a) < 1e-6),
    "leaky_relu": (autograd.leaky_relu, functional.leaky_relu, lambda a: abs(a) < 1e-6),
    "elu": (
        lambda a: autograd.elu(a, 1.5),
        lambda a: functional.elu(a, 1.5),
        lambda a: abs(a) < 1e-6,
    ),
    "gelu": (autograd.gelu, functional.gelu, lambda a: False),
    "silu": (autograd.silu, functional.silu, lambda a: False),
    "clip": (
        lambda a: autograd.clip(a, -0.7, 0.8),
        lambda a: torch.clip(a, -0.7, 0.8),
        lambda a: min(abs(a + 0.7), abs(a - 0.8)) < 1e-6,
    ),
    "normal_cdf": (autograd.normal_cdf, torch.special.ndtr, lambda a: abs(a) > 5),
}
BINARY = {
    "+": (lambda a, b: a + b, lambda a, b: a + b, lambda a, b: False),
    "-": (lambda a, b: a - b, lambda a, b: a - b, lambda a, b: False),
    "*": (lambda a, b: a * b, lambda a, b: a * b, lambda a, b: False),
    "/": (lambda a, b: a / b, lambda a, b: a / b, lambda a, b: abs(b) < 0.1),
    "**": (lambda a, b: a**b, lambda a, b: a**b, lambda a, b: a < 0.1 or a > 9 or abs(b) > 9),
    "atan2": (autograd.atan2, torch.atan2, lambda a, b: abs(a) + abs(b) < 0.1),
    "hypot": (autograd.hypot, torch.hypot, lambda a, b: abs(a) + abs(b) < 0.1),
    "maximum": (autograd.maximum, torch.maximum, lambda a, b: abs(a - b) < 1e-6),
    "minimum": (autograd.minimum, torch.minimum, lambda a, b: abs(a - b) < 1e-6),
    "where": (
        lambda a, b: autograd.where(a > b, a * b, b),
        lambda a, b: torch.where(a > b, a * b, b),
        lambda a, b: abs(a - b) < 1e-6,
    ),
    "softmax": (
        lambda a, b: autograd.softmax([a, b, 0.5])[0],
        lambda a, b: torch.softmax(torch.stack([a, b, 0.5 + 0 * a]), 0)[0],
        lambda a, b: abs(a) > 10 or abs(b) > 10,
    ),
    "log_softmax": (
        lambda a, b: autograd.log_softmax([a, b, 0.5])[1],
        lambda a, b: torch.log_softmax(torch.stack([a, b, 0.5 + 0 * a]), 0)[1],
        lambda a, b: abs(a) > 10 or abs(b) > 10,
    ),
    "logsumexp": (
        lambda a, b: autograd.logsumexp([a, b, a]),
        lambda a, b: torch.logsumexp(torch.stack([a, b, a]), 0),
        lambda a, b: abs(a) > 10 or abs(b) > 10,
    ),
    "dot": (
        lambda a, b: autograd.dot([a, b, 2.0], [b, a, a]),
        lambda a, b: torch.dot(torch.stack([a, b, 2.0 + 0 * a]), torch.stack([b, a, a])),
        lambda a, b: False,
    ),
    "mean": (
        lambda a, b: autograd.mean([a, b, a * b]),
        lambda a, b: torch.stack([a, b, a * b]).mean(),
        lambda a, b: False,
    ),
}


def draw_program(rng):
    """Steps (name, operands): each takes earlier results, so that many are used more than once."""
    steps = []
    for i in range(rng.randint(3, 14)):
        name = rng.choice([*UNARY, *BINARY, *BINARY])
        steps.append((name, [rng.randrange(VARIABLES + i) for _ in range(1 + (name in BINARY))]))
    return steps


def run(steps, variables):
    """Both libraries side by side; steps at arguments to keep clear of are left out."""
    ours = [Value(x) for x in variables]
    theirs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in variables]
    a, b = list(ours), list(theirs)
    for name, operands in steps:
        mine, torchs, avoid = (UNARY if name in UNARY else BINARY)[name]
        numbers = [a[i].data for i in operands]
        if any(abs(x) > 1e4 for x in numbers) or avoid(*numbers):
            a.append(a[operands[0]])
            b.append(b[operands[0]])
        else:
            a.append(mine(*(a[i] for i in operands)))
            b.append(torchs(*(b[i] for i in operands)))
    return (ours, a[-1]), (theirs, b[-1])


def test_gradients_of_random_expressions_agree():
    rng = random.Random(0)
    seen = set()
    for _ in range(1500):
        steps = draw_program(rng)
        (ours, y), (theirs, z) = run(steps, [rng.uniform(-2, 2) for _ in range(VARIABLES)])
        y.backward()
        z.backward()
        seen |= {name for name, _ in steps}
        assert y.data == pytest.approx(z.item(), rel=1e-11, abs=1e-11), steps
        # Errors are in proportion to what is added up, not to the sum, which may cancel.
        size = max(abs(x.grad) for x in ours) + 1e-3
        for x, t in zip(ours, theirs):
            expected = t.grad.item() if t.grad is not None else 0.0
            assert x.grad == pytest.approx(expected, rel=1e-9, abs=1e-9 * size), steps
    assert seen == {*UNARY, *BINARY}


@pytest.mark.parametrize(
    ("f", "twin", "points"),
    [
        (autograd.relu, torch.relu, [0.0, -0.0]),
        (abs, torch.abs, [0.0, -0.0]),
        (autograd.leaky_relu, functional.leaky_relu, [0.0]),
        (lambda a: autograd.elu(a, 0.5), lambda a: functional.elu(a, 0.5), [0.0]),
        (lambda a: autograd.clip(a, -1, 1), lambda a: torch.clip(a, -1, 1), [-1.0, 1.0, 1.5]),
        (lambda a: a**0, lambda a: a**0, [0.0, -2.0]),
        (lambda a: a**2, lambda a: a**2, [0.0]),
        (lambda a: 0**a, lambda a: torch.zeros((), dtype=torch.float64) ** a, [0.5, 2.0]),
        (
            lambda a: autograd.maximum(a, 1.0),
            lambda a: torch.maximum(a, torch.ones((), dtype=torch.float64)),
            [1.0],
        ),
        (
            lambda a: autograd.minimum(a, 1.0),
            lambda a: torch.minimum(a, torch.ones((), dtype=torch.float64)),
            [1.0],
        ),
        (
            lambda a: autograd.maximum(a, 1.0, 1.0, a),
            lambda a: torch.amax(torch.stack([a, *torch.ones(2, dtype=torch.float64), a])),
            [1.0],
        ),
        (
            lambda a: autograd.where(a > 0, a * 2, a * 3),
            lambda a: torch.where(a > 0, a * 2, a * 3),
            [0.0],
        ),
    ],
)
def test_kinks_have_the_slope_that_pytorch_gives(f, twin, points):
    for x in points:
        ours = Value(x)
        f(ours).backward()
        theirs = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        twin(theirs).backward()
        assert ours.grad == theirs.grad.item()


def test_gradients_accumulate_as_in_pytorch():
    ours, theirs = Value(0.7), torch.tensor(0.7, dtype=torch.float64, requires_grad=True)
    for x, m in ((ours, autograd), (theirs, torch)):
        h = m.tanh(3 * x)
        a, b = h * h, m.exp(h)
        a.backward(**({"retain_graph": True} if m is torch else {}))
        b.backward()
        (x * x).backward()
    assert ours.grad == pytest.approx(theirs.grad.item(), rel=1e-14)
