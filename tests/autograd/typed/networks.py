"""What a user of nn writes, with the types that an editor shall show; read by mypy, never run."""

from typing import reveal_type

import numpy as np

import autograd
import nn
from autograd import Value

x = Value(2.0)
neuron = nn.Neuron(2, activation="tanh", seed=1)
model = nn.MLP(2, [4, 1], seed=1)
flowers = nn.data.iris()

# Models: what layers return depends on how many neurons they have.
reveal_type(neuron([1.0, 2.0]))  # Value
reveal_type([neuron(x) for x in flowers.X])  # list[Value]
reveal_type(model([1.0, 2.0]))  # Any
reveal_type(neuron(np.array([1.0, 2.0])))  # Value
reveal_type(model.eval())  # MLP
reveal_type(model.parameters())  # list[Value]
reveal_type(model.state_dict())  # dict[str, float]
reveal_type(nn.load("model.json"))  # Module
deep = nn.Sequential(nn.Layer(2, 8), nn.Dropout(0.1), nn.Layer(8, 3), autograd.softmax)
reveal_type(deep.train())  # Sequential
reveal_type(nn.Neuron(2, activation=autograd.exp)([1.0, x]))  # Value

# Losses of Values are Values, those of numbers numbers.
reveal_type(nn.losses.mse([neuron([1.0, 2.0])], [1.0]))  # Value
reveal_type(nn.losses.mse([0.5, 0.25], [1.0, 0.0]))  # float
reveal_type(nn.losses.hinge(neuron([1.0, 2.0]), 1))  # Value
reveal_type(nn.losses.cross_entropy([[1.0, 2.0], [2.0, 1.0]], [0, 1]))  # float
reveal_type(nn.losses.mse(model([1.0, 2.0]), 1.0))  # Any
reveal_type(nn.losses.huber([neuron([1.0, 2.0])], [1.0], delta=0.5))  # Value
reveal_type(nn.losses.huber([0.5], [1.0]))  # float
reveal_type(nn.losses.l2(model.parameters()))  # Value
reveal_type(nn.losses.l1([0.5, -0.5]))  # float
reveal_type(nn.metrics.accuracy([0.5, -0.5], [1, 0]))  # float
reveal_type(nn.metrics.confusion_matrix([0.5, -0.5], [1, 0]))  # list[list[int]]

# Training.
history = nn.fit(model, flowers.X, flowers.y, optimizer=nn.AdamW, epochs=3)
reveal_type(history)  # History
reveal_type(history[-1])  # dict[str, Any]
reveal_type(history.stopped)  # str
nn.fit(model, np.array(flowers.X), np.array(flowers.y), epochs=3)
optimizer = nn.SGD(model.parameters(), 0.1, momentum=0.9, maximize=True)
reveal_type(optimizer)  # SGD
reveal_type(optimizer.parameters)  # list[Value]
reveal_type(optimizer.lr)  # float
reveal_type(optimizer.step())  # None
reveal_type(nn.clip_grad_norm(model.parameters(), 1.0))  # float
reveal_type(nn.schedulers.StepLR(optimizer, 30))  # StepLR
reveal_type(nn.data.train_test_split(flowers))  # tuple[Dataset, Dataset]
reveal_type(flowers.X)  # list[list[float]]
reveal_type(next(nn.data.batches(flowers.X, [0, 1], 8)))  # tuple[list[list[float]], list[int]]
half = nn.schedulers.ExponentialLR(optimizer, 0.5)
nn.fit(model, flowers.X, flowers.y, optimizer=optimizer, scheduler=half)
nn.fit(model, flowers.X, flowers.y, scheduler=lambda o: nn.schedulers.StepLR(o, 30))


class Sign(nn.Optimizer):
    """An optimizer of one's own is written for numbers; arrays pass through the same arithmetic."""

    def update(self, p: float, g: float, state: nn.optim.State, step: int) -> float:
        return p - self.lr * (g > 0) + self.lr * (g < 0)


# Mistakes.
nn.MLP("2", [4, 1])  # error: arg-type
nn.fit(model, flowers.X)  # error: call-arg
nn.SGD(model.parameters(), learning_rate=0.1)  # error: call-arg
nn.SGD(model.parameters(), 0.1, 0.9, 0.0, 0.0, False, True)  # error: call-arg
nn.Adam(model)  # error: arg-type
nn.losses.mse([Value(1.0)])  # error: call-overload
model.paramters()  # error: attr-defined
