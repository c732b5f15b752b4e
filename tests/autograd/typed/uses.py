"""What a user writes, with the types that an editor shall show; read by mypy, never run."""

from typing import reveal_type

import autograd
import nn
from autograd import Value, compile, grad, hessian, hvp, jvp, value_and_grad, vjp, vmap

x, y = Value(2.0), Value(3.0)
number = 0.5

# Operators.
reveal_type(x + y)  # Value
reveal_type(1 + x)  # Value
reveal_type(x**2)  # Value
reveal_type(2**x)  # Value
reveal_type(-abs(x))  # Value
reveal_type(x % 2)  # Value
reveal_type(x < y)  # bool
reveal_type(x.tanh())  # Value
reveal_type(x.clip(0, 1))  # Value
reveal_type(x.data)  # float
reveal_type(float(x))  # float

# Functions: floats give a float, and a Value anywhere gives a Value.
reveal_type(autograd.exp(x))  # Value
reveal_type(autograd.exp(number))  # float
reveal_type(autograd.exp(1))  # float
reveal_type(autograd.atan2(x, 1.0))  # Value
reveal_type(autograd.hypot(1.0, 2.0, 3.0))  # float
reveal_type(autograd.square(x))  # Value
reveal_type(autograd.leaky_relu(x, 0.1))  # Value
reveal_type(autograd.clip(0.3, 0, 1))  # float
reveal_type(autograd.where(x, 1.0, y))  # Value
reveal_type(autograd.where(x > y, 1.0, 2.0))  # float
reveal_type(autograd.maximum(x, 0.0))  # Value
reveal_type(autograd.maximum([1.0, 2.0]))  # float
reveal_type(autograd.sum([x, y]))  # Value
reveal_type(autograd.mean([1.0, 2.0]))  # float
reveal_type(autograd.mean(v * v for v in [x, y]))  # Value
reveal_type(autograd.dot([x, y], [1.0, 2.0]))  # Value
reveal_type(autograd.softmax([x, y]))  # list[Value]
reveal_type(autograd.softmax([1.0, 2.0]))  # list[float]
reveal_type(autograd.take([1.0, 2.0], x))  # Value
double = autograd.operation("double", lambda a: 2 * a, lambda y, a: (2.0,))
reveal_type(double(x))  # Value
reveal_type(double(1.0))  # float


# Derivatives have the form of what they are given.
def f(x, y=0.0):  # type: ignore[no-untyped-def]
    return x * x + y


reveal_type(grad(f)(3.0))  # float
reveal_type(grad(f)(3))  # float
reveal_type(grad(f)(x))  # Value
reveal_type(grad(f)(3.0, 2.0))  # tuple[float, float]
reveal_type(grad(lambda xs: xs[0] * xs[1])([1.0, 2.0]))  # list[float]
reveal_type(grad(grad(f))(5.0))  # float
reveal_type(value_and_grad(f)(3.0))  # tuple[float, float]
reveal_type(hessian(f)(3.0))  # float
reveal_type(hessian(lambda xs: xs[0] * xs[1])([1.0, 2.0]))  # list[list[float]]
reveal_type(hessian(f)(3.0, 2.0))  # tuple[tuple[float, float], tuple[float, float]]


def circle(t: Value | float) -> list[Value | float]:
    return [autograd.cos(t), autograd.sin(t)]


reveal_type(jvp(autograd.exp, (1.0,), (1.0,)))  # tuple[float, float]
reveal_type(jvp(circle, (1.0,), (1.0,)))  # tuple[list[float], list[float]]
reveal_type(vjp(autograd.exp, 1.0)[1](1.0))  # tuple[float, ...]
reveal_type(hvp(f, (3.0,), (1.0,)))  # float
reveal_type(hvp(lambda xs: xs[0] * xs[1], ([1.0, 2.0],), ([1.0, 0.0],)))  # list[float]
reveal_type(hvp(f, (3.0, 2.0), (1.0, 0.0)))  # tuple[float, float]


# Compiled functions take what the function takes.
@compile
def price(spot: Value | float, strike: float, *, rate: float = 0.0) -> Value:
    return (spot - strike) * autograd.exp(Value(-rate))


@compile(backend="numpy")
def loss(xs: list[float]) -> Value:
    return autograd.mean([x * v for v in xs])


reveal_type(price(100.0, 95.0, rate=0.01))  # Value
reveal_type(price.source)  # str
reveal_type(loss([1.0]))  # Value
price(100.0)  # error: call-arg
price(100.0, "95")  # error: arg-type
reveal_type(vmap(lambda v: Value(v))([1.0, 2.0]))  # list[Value]

# Mistakes.
autograd.exp("1")  # error: call-overload
autograd.mean(1.0)  # error: call-overload
x.tahn()  # error: attr-defined
x.backward("1")  # error: arg-type
grad(3.0)  # error: call-overload
jvp(f, 3.0, 1.0)  # error: call-overload

# Networks.
model = nn.MLP(2, [4, 1], seed=1)
X, t = nn.data.moons(20, seed=1)
reveal_type(model.parameters())  # list[Value]
