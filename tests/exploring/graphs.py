"""Graphs to step through: every operation of the table, and shapes that are easy to get wrong."""

import random

import autograd
import nn
from autograd import OPERATIONS, Value, ops

# Operands at which every derivative exists; an operation without an entry takes the usual ones.
USUAL = (0.7, -1.3, 2.1)
OPERANDS = {
    "log": (2.3,),
    "log1p": (-0.4,),
    "sqrt": (2.3,),
    "log2": (2.3,),
    "log10": (2.3,),
    "acosh": (2.3,),
    "gamma": (2.3,),
    "lgamma": (2.3,),
    "xlogy": (0.7, 1.3),
    "normal_quantile": (0.7,),
    "pow": (1.7, -0.6),
    "take": (2.0, 0.3, -0.8, 1.9),
    "dot": (0.7, -1.3, 2.1, 0.4),
}
FAMILIES = (
    *(ops.power(n) for n in (-2.0, 0.0, 0.3, 1.0, 2.0, 3.0, 2.5)),
    *(ops.leaky_relu(s) for s in (0.2, 0.0)),
    *(ops.elu(alpha) for alpha in (0.5, 2.0)),
    *(ops.clip(low, high) for low, high in ((0.0, 0.5), (-3.0, 3.0))),
)
TABLE = [entry for entry in OPERATIONS.values() if entry.name not in ("", "constant")]
EVERY = {f"{entry.name}{list(entry.parameters) or ''}": entry for entry in (*TABLE, *FAMILIES)}

# The page says of these that it cannot compute them.
UNKNOWN = {"gamma", "lgamma", "digamma", "polygamma", "log_normal_cdf", "normal_quantile"}


def operands_of(operation):
    """Operands that suit it, as floats."""
    if operation.name in OPERANDS:
        return OPERANDS[operation.name]
    if operation.name in ("power", "hypot"):
        return USUAL[: operation.arity]
    return USUAL[: operation.arity] if operation.arity else USUAL


def around(operation):
    """One operation in the middle of a graph, so that it has something upstream."""
    leaves = [Value(x, f"x{i}") for i, x in enumerate(operands_of(operation))]
    return operation(*leaves) * Value(-1.5, "w") + leaves[-1]


def neuron():
    x1, x2 = Value(2.0, "x1"), Value(0.0, "x2")
    w1, w2 = Value(-3.0, "w1"), Value(1.0, "w2")
    n = x1 * w1 + x2 * w2 + Value(6.8813735870195432, "b")
    o = n.tanh()
    n.label, o.label = "n", "o"
    return o


def polynomial():
    x, y = Value(3.0, "x"), Value(2.0, "y")
    f = x**2 + x * y + y**2
    f.label = "f"
    return f


def doubled():
    a = Value(-3.0, "a")
    return a * (a + a) + a


def korean():
    x, w = Value(0.5, "입력값 x"), Value(-2.0, "가중치 w")
    y = (x * w + 3).relu() + 1 + autograd.leaky_relu(x * w)
    y.label = "출력"
    return y


def network():
    random.seed(4)
    model = nn.MLP(3, [4, 4, 1])
    loss = (model([Value(x, f"x{i}") for i, x in enumerate((1.0, -2.0, 0.5))]) - 1) ** 2
    loss.label = "loss"
    return loss


def classifier():
    scores = [Value(x, f"s{i}") for i, x in enumerate((0.2, -1.0, 2.0))]
    return -autograd.log_softmax(scores)[1] + sum(p * p for p in autograd.softmax(scores))


def lonely():
    return Value(4.0, "alone")


def only_constants():
    return Value(0.0, "zero") * 1e300 * 1e300 + 2


def recurrent(steps=3):
    """Two units a step, each in a scope in the scope of its step."""
    weights = [Value(0.3 * i - 0.5, f"w{i}") for i in range(4)]
    state = [Value(0.1, "h0"), Value(-0.2, "h1")]
    for step in range(steps):
        with autograd.scope(f"step {step}"):
            x = Value(0.5 + step, "x")
            made = []
            for unit in range(2):
                with autograd.scope(f"unit {unit}"):
                    pair = zip(weights[2 * unit :], state)
                    made.append((sum(w * h for w, h in pair) + x).tanh())
            state = made
    return state[0] * state[1]


GRAPHS = {
    "neuron": neuron,
    "polynomial": polynomial,
    "doubled": doubled,
    "korean": korean,
    "network": network,
    "classifier": classifier,
    "lonely": lonely,
    "recurrent": recurrent,
    "only_constants": only_constants,
}
