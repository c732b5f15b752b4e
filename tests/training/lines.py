"""A model, its training, and what interrupts it, for several files of tests."""

import nn
from autograd import Value

LINE = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0])


class Line(nn.Module):
    """y = a·x + b, from a = b = 0."""

    def __init__(self, a=0.0, b=0.0):
        self.a, self.b = Value(a), Value(b)

    def __call__(self, x):
        return self.a * x[0] + self.b


def fit(model, X, y, **settings):
    return nn.fit(model, X, y, **{"progress": False, **settings})


def data_of(model):
    return [parameter.data for parameter in model.parameters()]


def stop_at(epoch, error):
    def callback(record, model):
        if record["epoch"] == epoch:
            raise error

    return callback
