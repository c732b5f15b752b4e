"""Programs that run again and again: each step on memory of the step before."""

from __future__ import annotations

import math
import random

import pytest

import autograd
import nn
from autograd import Value, dot, log, logsumexp, sqrt, tanh
from autograd.compiler.run.steps import FEW_CALLS

np = pytest.importorskip("numpy")

MANY = FEW_CALLS + 5


@pytest.fixture(autouse=True)
def arrays_however_small(monkeypatch):
    from autograd.compiler.run import ways

    monkeypatch.setattr(ways, "ARRAY_STATEMENT", 0.0)


def numbers(rng, *shape):
    if not shape:
        return rng.uniform(-1.0, 1.0)
    return [numbers(rng, *shape[1:]) for _ in range(shape[0])]


def values(rng, *shape):
    if not shape:
        return Value(rng.uniform(-1.0, 1.0))
    return [values(rng, *shape[1:]) for _ in range(shape[0])]


def hinge(X, y, W, v):
    hidden = [[dot(w, x).relu() for w in W] for x in X]
    scores = [dot(v, h) for h in hidden]
    losses = [(1.0 - t * s).relu() for s, t in zip(scores, y)]
    penalty = sum(w * w for row in W for w in row)
    return sum(losses) / len(losses) + 0.01 * penalty


def cross_entropy(X, y, W, v):
    hidden = [[tanh(dot(w, x)) for w in W] for x in X]
    outputs = [[h * u for h, u in zip(row, v)] for row in hidden]
    return autograd.mean([logsumexp(o) - o[2] * t for o, t in zip(outputs, y)])


def recurrent(X, y, W, v):
    h = [0.0] * len(W)
    for x in X:
        h = [tanh(dot(w, x) + a) for w, a in zip(W, h)]
    return (dot(v, h) - y[0]) ** 2


def descend(loss, compiled):
    rng = random.Random(1)
    W, v = values(rng, 5, 3), values(rng, 5)
    X, y = numbers(rng, 7, 3), numbers(rng, 7)

    def f(X, y):
        return loss(X, y, W, v)

    f = autograd.compile(f) if compiled else f
    parameters = [*v, *(w for row in W for w in row)]
    history = []
    for _ in range(MANY + 20):
        rng.shuffle(X)
        for p in parameters:
            p.grad = 0.0
        value = f(X, y)
        value.backward()
        for p in parameters:
            p.data -= 0.05 * p.grad
        history.append(value.data)
    return history, [p.data for p in parameters]


@pytest.mark.parametrize("loss", [hinge, cross_entropy, recurrent])
def test_many_steps_are_those_of_the_scalar_engine(loss):
    for found, expected in zip(descend(loss, True), descend(loss, False)):
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_results_of_several_calls_do_not_disturb_each_other():
    rng = random.Random(2)
    W, v = values(rng, 5, 3), values(rng, 5)
    f = autograd.compile(lambda X, y: hinge(X, y, W, v))
    batches = [(numbers(rng, 7, 3), numbers(rng, 7)) for _ in range(MANY)]
    parameters = [*v, *(w for row in W for w in row)]
    sum((f(X, y) for X, y in batches), Value(0.0)).backward()
    found = [p.grad for p in parameters]
    for p in parameters:
        p.grad = 0.0
    sum((hinge(X, y, W, v) for X, y in batches), Value(0.0)).backward()
    assert found == pytest.approx([p.grad for p in parameters], rel=1e-9)


def test_a_derivative_that_does_not_exist_is_an_error_of_backward_alone():
    W = [Value(1.0) for _ in range(30)]
    f = autograd.compile(lambda x: autograd.sum([sqrt(w * x) for w in W]))
    for _ in range(MANY):
        f(4.0).backward()
    result = f(0.0)
    assert result.data == 0.0
    with pytest.raises(ZeroDivisionError, match="sqrt"):
        result.backward()
    assert f(9.0).data == pytest.approx(90.0)


def test_a_domain_error_names_its_operation_after_many_calls():
    W = [Value(1.0) for _ in range(30)]
    f = autograd.compile(lambda x: autograd.sum([log(w * x) for w in W]))
    for _ in range(MANY):
        f(4.0)
    with pytest.raises(ValueError, match="log"):
        f(-1.0)


def test_several_numbers_come_back_and_only_the_loss_has_a_gradient():
    rng = random.Random(3)
    W, v = values(rng, 5, 3), values(rng, 5)
    X, y = numbers(rng, 7, 3), numbers(rng, 7)

    def f():
        hits = [(dot(W[0], x).data > 0.0) == (t > 0.0) for x, t in zip(X, y)]
        return hinge(X, y, W, v), sum(hits) / len(hits)

    compiled = autograd.compile(f)
    for _ in range(MANY):
        loss, share = compiled()
    expected, expected_share = f()
    assert loss.data == pytest.approx(expected.data)
    assert share == expected_share
    loss.backward()
    found = [w.grad for w in v]
    for w in v:
        w.grad = 0.0
    expected.backward()
    assert found == pytest.approx([w.grad for w in v])


class Delayed(nn.Optimizer):
    """Moves along the gradient of the step before."""

    def update(self, p, g, state, step):
        last = state.get("last", g)
        state["last"] = g
        return p - self.lr * last


def test_an_optimizer_may_keep_the_gradient_that_it_was_given():
    X, y = nn.data.moons(40, noise=0.1, seed=0)

    def trained(compile):
        model = nn.MLP(2, [6, 1], seed=0)
        history = nn.fit(
            model, X, y, optimizer=lambda p: Delayed(p, 0.1), epochs=20, batch_size=16,
            seed=0, progress=False, compile=compile,
        )  # fmt: skip
        return [record["loss"] for record in history]

    assert trained(True) == pytest.approx(trained(False), rel=1e-9)


def test_backward_by_the_scalar_graph_drops_what_the_call_dropped():
    dropout = nn.Dropout(0.5, seed=0)
    w = [Value(2.0) for _ in range(40)]

    def f(x):
        kept = dropout(w)
        return autograd.sum(kept) + autograd.sum([sqrt((h - x) * (h - x)) for h in w])

    compiled = autograd.compile(f)
    compiled(1.0)
    result = compiled(1.5)
    compiled(1.5)  # draws on
    result.backward(create_graph=True)  # which the scalar graph is asked for
    gradients = [float(h.grad) for h in w]
    # d sqrt((h - x)²)/dh = 1 here, and 2 more where the unit was kept and scaled.
    assert sorted(set(np.round(gradients, 9))) == [1.0, 3.0]
    assert sum(4.0 for g in gradients if g > 2.0) + 40 * 0.5 == pytest.approx(result.data)


# --- that they are used --------------------------------------------------------------------------


def spread(X, y, W, v):
    outputs = [autograd.softmax([dot(w, x) for w in W]) for x in X]
    return autograd.mean([(o[0] - t) ** 2 for o, t in zip(outputs, y)]) + abs(v[0] * v[1])


@pytest.mark.parametrize("loss", [hinge, cross_entropy, recurrent, spread])
def test_usual_losses_run_on_memory_that_is_used_again(loss):
    rng = random.Random(1)
    W, v = values(rng, 5, 3), values(rng, 5)
    f = autograd.compile(lambda X, y: loss(X, y, W, v))
    for _ in range(MANY):
        f(numbers(rng, 7, 3), numbers(rng, 7))
    assert f.lifted.steps.step is not None


@pytest.mark.parametrize(
    ("loss", "outputs", "targets"),
    [
        ("mse", 1, 0.5),
        ("hinge", 1, 1),
        ("binary_cross_entropy_with_logits", 1, 1),
        ("cross_entropy", 3, 2),
    ],
)
def test_usual_networks_are_trained_on_memory_that_is_used_again(
    loss, outputs, targets, monkeypatch
):
    from autograd.compiler.run import training

    found = []

    def noted(*arguments):
        found.append(tuned_step(*arguments))
        return found[-1]

    tuned_step = training.tuned_step
    monkeypatch.setattr(training, "tuned_step", noted)
    for activation in ("relu", "tanh"):
        model = nn.MLP(2, [4, outputs], activation=activation, seed=0)
        X, y = numbers(random.Random(0), 8, 2), [targets] * 8
        nn.fit(model, X, y, loss=loss, epochs=3, progress=False, compile=True)
    assert len(found) == 2
    assert None not in found


def test_a_fault_of_the_tuner_is_told_and_costs_no_result(monkeypatch):
    from autograd.compiler.run import steps

    def wrong(*arguments):
        bind = tuned(*arguments)

        def off(theta, dtheta):
            step = bind(theta, dtheta)
            return lambda *inputs: step(*inputs) + 1.0

        return off

    tuned = steps.in_place
    monkeypatch.setattr(steps, "in_place", wrong)
    with pytest.warns(RuntimeWarning, match="numbers differ.*report this"):
        found = descend(hinge, True)
    assert found[0] == pytest.approx(descend(hinge, False)[0], rel=1e-9)


def test_a_part_of_a_gradient_that_is_added_to_alone():
    w, b = [Value(0.5), Value(-0.3)], Value(0.1)  # w[1] is used twice

    def loss(X):
        return autograd.mean([(w[1] * tanh(dot(w, x)) + b) ** 2 for x in X])

    compiled, X = autograd.compile(loss), numbers(random.Random(0), 20, 2)
    for _ in range(MANY):
        result = compiled(X)
    assert compiled.lifted.steps.step is not None
    result.backward()
    found = [p.grad for p in (*w, b)]
    for p in (*w, b):
        p.grad = 0.0
    loss(X).backward()
    assert found == pytest.approx([p.grad for p in (*w, b)], rel=1e-10)


def gradients_by_steps(f, parameters, x):
    """The gradients when steps are tuned, and those of the scalar engine."""
    compiled = autograd.compile(f)
    for _ in range(MANY):
        result = compiled(x)
    assert compiled.lifted.steps.step is not None
    found = []
    for result in (compiled(x), f(x)):
        result.backward()
        found.append([p.grad for p in parameters])
        for p in parameters:
            p.grad = 0.0
    return found


def test_a_gradient_that_is_an_input_is_copied_before_something_is_added_to_it():
    w = [Value(0.5), Value(-0.3)]
    x = np.array([1.0, 1.0])
    found, expected = gradients_by_steps(lambda x: dot(w, x) + w[0], w, x)
    assert found == expected == [2.0, 1.0]
    assert x.tolist() == [1.0, 1.0]


def test_a_gradient_that_is_another_parameter_is_copied_before_something_is_added_to_it():
    v, w = [Value(0.5), Value(-0.3)], [Value(2.0), Value(3.0)]
    found, expected = gradients_by_steps(lambda x: (dot(v, w) + v[1]) * x, [*v, *w], 1.0)
    assert found == expected == [2.0, 4.0, 0.5, -0.3]


def test_a_function_that_has_no_value_at_0_needs_no_tuned_step():
    compiled = autograd.compile(
        lambda X: autograd.mean(autograd.vmap(lambda x: autograd.lgamma(x + 1.0))(X))
    )
    for _ in range(MANY):
        assert compiled([1.0, 2.0]).data == pytest.approx(math.log(2.0) / 2.0, rel=1e-15)


def test_the_largest_float_needs_no_tuned_step():
    w = Value(1.7976931348623157e308)
    compiled = autograd.compile(lambda x: 1.0 - w * x)
    for _ in range(MANY):
        assert compiled(1.0).data == -1.7976931348623157e308


def test_a_float_that_is_the_largest_up_to_the_last_step_needs_no_tuned_step():
    w = Value(1.7976931348623157e308)

    @autograd.compile  # a warning would be an error here
    def f():
        return autograd.softmax([1.0, w])[1]

    assert [f().data for _ in range(MANY)] == [1.0] * MANY


def test_a_result_that_is_true_or_false_needs_no_warning():
    w = Value(1.0)

    @autograd.compile  # a warning would be an error here
    def f():
        return autograd.step(w)

    assert [f().data for _ in range(MANY)] == [1.0] * MANY


def test_an_operation_that_has_no_value_right_beside_the_first_point_needs_no_warning():
    edge = autograd.operation(
        "edge",
        value=lambda a: math.sqrt(1.0 - a) ** 3,
        gradients=lambda y, a: (-1.5 * math.sqrt(1.0 - a),),
    )
    w = [Value(1.0), Value(0.5)]

    @autograd.compile  # a warning would be an error here
    def f(x):
        return autograd.sum([edge(u) * x for u in w])

    for _ in range(MANY):
        result = f(2.0)
    result.backward()
    assert [u.grad for u in w] == pytest.approx([0.0, -3.0 * math.sqrt(0.5)])
