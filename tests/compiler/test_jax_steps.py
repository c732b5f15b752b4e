"""Steps that are alike become a loop of JAX, with the numbers of the scalar engine."""

import math
import random
from unittest import mock

import pytest

import autograd
import nn
from autograd import Value
from tests.compiler.jax_agreement import assert_same
from tests.compiler.recurrences import RECURRENCES, pendulum, rnn

np = pytest.importorskip("numpy")
jax = pytest.importorskip("jax")
from autograd.compiler.group import group  # noqa: E402  (which needs NumPy)
from autograd.compiler.lift import lift, with_steps  # noqa: E402
from autograd.compiler.record import Call, Recorder, Surroundings, record  # noqa: E402

# Bounded, so that nothing explodes however many steps there are.
ONE = [
    lambda a: a.tanh(),
    lambda a: a.sin(),
    lambda a: 0.5 * a + 0.3,
    lambda a: (a * a + 0.5).log() - 0.2 * a,
    lambda a: 1.0 / (a * a + 1.5),
    lambda a: (0.4 * a).exp().sigmoid(),
    lambda a: abs(a).sqrt(),
]
TWO = [
    lambda a, b: 0.6 * a - 0.7 * b,
    lambda a, b: a.tanh() * b.sin(),
    lambda a, b: a / (1.5 + b.cos()),
    lambda a, b: autograd.maximum(a, 0.3 * b),
    lambda a, b: autograd.where(a > b, 0.5 * a, b.tanh()),
    lambda a, b: a.cos() + b.data,
]


def recurrence(seed):
    """A random step of a few states that reads parameters, an input and what was some steps ago."""
    rng = random.Random(seed)
    lines, width = rng.randrange(3, 9), rng.randrange(1, 4)
    plan = [(rng.random() < 0.5, rng.choice(ONE), rng.choice(TWO)) for _ in range(lines)]
    reads = [[rng.random() for _ in range(3)] for _ in range(lines)]
    new, lag = [rng.randrange(lines) for _ in range(width)], rng.randrange(1, 4)
    every = rng.choice(["last", "sum", "largest", "all", "squares"])

    def f(w, xs):
        states = [[w[k % 3] * (0.5 + k) for k in range(width)] for _ in range(lag)]
        seen = []
        for x in xs:
            known = [*states[-1], *states[-lag], w[0], w[1], 0.3 * w[2] + x]
            for (is_one, one, two), (i, j, k) in zip(plan, reads):
                a, b = known[int(i * len(known))], known[int(j * len(known))]
                c = one(a) if is_one else two(a, b)
                known.append(c + x * w[2] if k < 0.3 else c)
            states.append([(known[-1 - n] * 0.5).tanh() + 0.1 * known[-1] for n in new])
            seen.append(known[-1])
        total = autograd.sum(states[-1]) + seen[-1]
        if every == "sum":
            total = total + autograd.sum(seen)
        elif every == "squares":
            total = total + autograd.sum((s - x) ** 2 for s, x in zip(seen, xs))
        elif every == "largest":
            total = total + autograd.maximum(*seen)
        return [total, *seen] if every == "all" else total

    return f


def compared(f, parameters, *args):
    """The compiled function, once its numbers and gradients were found to be those of `f`."""
    compiled = autograd.compile(f, backend="jax")
    for _ in range(2):
        with mock.patch.object(Call, "eagerly", side_effect=AssertionError("ran uncompiled")):
            found = as_list(compiled(*args))
            mine = gradients(found, parameters)
        expected = as_list(f(*args))
        scale = max(1.0, *(abs(x.data) for x in expected))
        assert [x.data for x in found] == pytest.approx(
            [x.data for x in expected], abs=1e-12 * scale
        )
        wanted = gradients(expected, parameters)
        scale = max(1.0, *map(abs, wanted))
        assert mine == pytest.approx(wanted, abs=1e-12 * scale)
        for parameter in parameters:
            parameter.data *= 0.97
    return compiled


def as_list(result):
    return result if isinstance(result, list) else [result]


def gradients(results, parameters):
    for parameter in parameters:
        parameter.grad = 0.0
    autograd.sum([x * (1.0 + 0.1 * k) for k, x in enumerate(results)]).backward()
    return [parameter.grad for parameter in parameters]


@pytest.mark.parametrize("seed", [0, 3, 14, 17])
def test_random_recurrences_have_the_numbers_of_the_scalar_engine(seed):
    w = [Value(0.7), Value(-0.4), Value(1.1)]
    rng = random.Random(seed)
    xs = [rng.gauss(0.0, 1.0) for _ in range(45)]
    f = recurrence(seed)
    given, own = (xs, []) if seed % 2 else ([], xs)  # numbers of the function's own, or not
    compiled = compared(lambda xs: f(w, own or xs), w, given)
    assert "scan(step" in compiled.source


@pytest.mark.parametrize("f", [rnn, pendulum], ids=lambda f: f.__name__)
def test_the_program_of_many_steps_is_as_long_as_that_of_few(f):
    w = [*map(Value, RECURRENCES[f])]
    few, many = [compared(lambda n=n: f(w, n), w).source for n in (40, 160)]
    assert len(many) < len(few) + 50
    assert many.count("\n") == few.count("\n")


def network(rng):
    W, U, v = [[[Value(rng.gauss(0, 0.5)) for _ in range(n)] for _ in range(3)] for n in (2, 3, 1)]

    def loss(sequences, targets):
        total = 0
        for sequence, target in zip(sequences, targets):
            h = [0.0] * 3
            for x in sequence:
                h = [autograd.tanh(autograd.dot(w, x) + autograd.dot(u, h)) for w, u in zip(W, U)]
            total = total + (autograd.dot([x for (x,) in v], h) - target) ** 2
        return total / len(targets)

    return loss, [x for M in (W, U, v) for row in M for x in row]


def test_vectors_go_from_step_to_step_and_inputs_have_gradients():
    rng = random.Random(3)
    loss, parameters = network(rng)
    xs = [[[Value(rng.gauss(0, 1)) for _ in range(2)] for _ in range(50)] for _ in range(4)]
    ts = [rng.gauss(0, 1) for _ in xs]
    everything = parameters + [x for sequence in xs for row in sequence for x in row]
    compiled = compared(loss, everything, xs, ts)
    assert "@ U.T" in compiled.source
    assert "scan(step" in compiled.source
    assert len(compiled.source) < 1500


def test_explain_says_which_statements_are_steps(capsys):
    w = [Value(0.5)]

    @autograd.compile(backend="jax")
    def f():
        x = w[0]
        for _ in range(100):
            x = (0.7 * x + 0.1).sin()
        return x

    f()
    f.explain()
    assert "2 of them are a step, in a loop of 100 steps" in capsys.readouterr().out
    f.explain("lifted")
    shown = capsys.readouterr().out
    assert "\n  2 of them are a step, in a loop of 100 steps\n" in shown
    assert "_before" in shown


def test_a_step_fails_as_it_does_in_the_scalar_engine():
    w = Value(1.0)

    @autograd.compile(backend="jax")
    def f(a):
        x = w * 1.0
        for _ in range(60):
            x = (a * x).exp() - 1.0 / x
        return x * 0.0

    assert f(0.1).data == 0.0
    assert "scan(step" in f.source
    with pytest.raises(OverflowError):
        f(30.0)


def test_what_names_a_step_would_take_are_the_users_first():
    state, given, step, scan = (Value(x, n) for x, n in zip((0.5, 0.6, 0.7, 0.8), NAMES))

    def f():
        h = step * 1.0
        for _ in range(60):
            h = (state * h + given).tanh() * scan
        return h

    assert "scan(step" in compared(f, [state, given, step, scan]).source


NAMES = ["state", "given", "step", "scan"]


def unlike_steps(w):
    """A step reads what was computed at a place that differs from step to step."""
    rng = random.Random(0)
    xs = [w[0] * 1.0, w[1] * 1.0]
    for _ in range(40):
        xs.append((xs[rng.randrange(len(xs))] - 0.5 * xs[-1]).tanh())
    return xs[-1]


def deep(w):
    """Layers with weights of their own are no steps."""
    h = w[:3]
    for layer in range(36):
        W = w[3 + 9 * layer :]
        h = [autograd.tanh(autograd.dot(W[3 * i : 3 * i + 3], h)) for i in range(3)]
    return autograd.sum(h)


@pytest.mark.parametrize("f", [unlike_steps, deep], ids=lambda f: f.__name__)
def test_what_is_no_loop_of_steps_stays_unrolled(f):
    w = [Value(math.sin(k)) for k in range(3 + 9 * 36)]
    program = lifted(lambda: f(w))
    assert len(program.statements) > 70
    assert with_steps(program).statements == program.statements


def lifted(f):
    """The array program of a function, as it is without loops."""
    recording = record(Call(f, (), {}, []), "f", Surroundings(f, []), Recorder())
    return lift(group(recording), recording.inputs)


def test_training_on_jax_runs_the_loop():
    rng = random.Random(5)
    w = nn.Layer(1, 1, seed=0)
    xs = [rng.gauss(0, 1) for _ in range(50)]
    (a,), b = w.neurons[0].w, w.neurons[0].b

    def loss():
        h, total = Value(0.0), 0.0
        for x in xs:
            h = (a * h + b + x).tanh()
            total = total + (h - 0.5 * x) ** 2
        return total

    assert_same(loss, w.parameters())


def test_the_steps_of_many_samples_are_one_loop():
    w = [Value(0.3), Value(0.2)]

    def last(angle):
        speed = w[0] * angle
        for _ in range(60):
            angle, speed = angle + 0.05 * speed, speed - 0.05 * (autograd.sin(angle) + w[1] * speed)
        return angle

    angles = [0.1 * k for k in range(30)]
    compiled = compared(lambda xs: autograd.sum(autograd.vmap(last)(xs)), w, angles)
    assert "scan(step" in compiled.source
