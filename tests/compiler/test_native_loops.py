"""Steps that are alike become loops of machine code: the bits of the engine, and little code."""

import math
import operator
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("llvmlite")
import autograd
from autograd import Value
from autograd.compiler.native import NativeCode, machine
from tests.compiler.recurrences import RECURRENCES, every_third, observed, places, rnn
from tests.tools.bits import by_engine, by_machine, same, tiled


def result_and_gradients(f, numbers):
    """The value and the gradients of a function of Values."""
    leaves = [Value(x) for x in numbers]
    y = f(leaves)
    y.backward()
    return [y.data, *(x.grad for x in leaves)]


def machine_code_of(recurrence, steps):
    """A recurrence as machine code."""
    return autograd.compile(lambda w: recurrence(w, steps), backend="native")


def explained(compiled, capsys):
    """What a compiled function says of itself."""
    compiled.explain()
    return capsys.readouterr().out


def size_of(compiled):
    """Bytes of machine code."""
    code = compiled.lifted.code
    assert isinstance(code, NativeCode)
    return code.machine.bytes


@pytest.mark.parametrize("recurrence", RECURRENCES, ids=lambda f: f.__name__)
def test_recurrences_have_the_bits_of_the_engine(recurrence, capsys):
    compiled = machine_code_of(recurrence, 300)
    for factor in (1.0, 0.75):
        numbers = [factor * x for x in RECURRENCES[recurrence]]
        expected = result_and_gradients(lambda w: recurrence(w, 300), numbers)
        assert result_and_gradients(compiled, numbers) == expected
    assert "steps of" in explained(compiled, capsys)


@pytest.fixture
def best(monkeypatch):
    """LLVM works on every program as it does on those whose steps are many."""
    monkeypatch.setattr(machine, "level_for", lambda text, nodes: machine.BEST)


@pytest.mark.parametrize("recurrence", RECURRENCES, ids=lambda f: f.__name__)
def test_steps_that_llvm_works_on_most_have_the_bits_of_the_engine(recurrence, best):
    compiled = machine_code_of(recurrence, 300)
    numbers = RECURRENCES[recurrence]
    expected = result_and_gradients(lambda w: recurrence(w, 300), numbers)
    assert result_and_gradients(compiled, numbers) == expected


def test_such_steps_of_all_operations_have_the_bits_of_the_engine_and_find_its_errors(best):
    for seed in range(300, 320):
        leaves, steps = tiled(seed)
        assert same(by_engine(leaves, steps), by_machine(leaves, steps)), seed


def test_such_steps_divide_one_by_one(best):
    """Beside a division LLVM might divide the factors of a product, of which one may be 0."""
    compiled = machine_code_of(rnn, 200)
    compiled([Value(x) for x in RECURRENCES[rnn]])
    assert re.search(r"\bv?divsd\b|\bfdiv\s+d\d+", compiled.assembly)
    assert not re.search(r"\bv?divpd\b|\bfdiv\s+v\d+", compiled.assembly)


def test_such_steps_compute_several_numbers_at_once(best):
    compiled = machine_code_of(rnn, 200)
    compiled([Value(x) for x in RECURRENCES[rnn]])
    assert re.search(r"\bv?mulpd\b|\bfmul\s+v\d+\.2d", compiled.assembly)


def test_the_slope_of_tanh_asks_exp_once():
    compiled = autograd.compile(lambda x: autograd.tanh(x * x), backend="native")
    numbers = [-3.0, -0.0, 0.5, 400.0]
    for x in numbers:
        found = result_and_gradients(lambda xs: compiled(xs[0]), [x])
        assert found == result_and_gradients(lambda xs: autograd.tanh(xs[0] * xs[0]), [x])
    assert compiled.llvm.count("call double @libm.exp(") == 1


@pytest.mark.parametrize("recurrence", [f for f in RECURRENCES if f.__name__ != "back_and_forth"])
def test_the_size_of_code_does_not_grow_with_the_number_of_steps(recurrence):
    few, many = machine_code_of(recurrence, 240), machine_code_of(recurrence, 480)
    for compiled in (few, many):
        compiled([Value(x) for x in RECURRENCES[recurrence]])
    assert size_of(many) < 1.25 * size_of(few) < 40_000


def test_steps_of_all_operations_have_the_bits_of_the_engine():
    compared = 0
    for seed in range(90):
        leaves, steps = tiled(seed)
        if len(steps) > 200:
            compared += 1
            assert same(by_engine(leaves, steps), by_machine(leaves, steps)), seed
    assert compared > 15


def test_inputs_step_by_step_have_their_gradients(capsys):
    def smoothed(xs, rate):
        level, error = xs[0][0], 0.0
        for x, weight in xs[1:]:
            error = error + weight * (x - level) ** 2
            level = level + rate * (x - level)
        return error

    compiled = autograd.compile(smoothed, backend="native")
    rows = [[x, 1.0 + x * x] for x in observed(300)]
    found = []
    for f in (smoothed, compiled):
        xs, rate = [[*map(Value, row)] for row in rows], Value(0.3)
        y = f(xs, rate)
        y.backward()
        found.append([y.data, rate.grad, *(x.grad for row in xs for x in row)])
    assert found[0] == found[1]
    assert "steps of" in explained(compiled, capsys)


def test_an_error_at_one_of_many_steps_is_that_of_the_engine():
    def harmonic(x):
        total = 0.0
        for k in range(2000):
            total = total + 1.0 / (x - k)
        return total

    def exploding(x):  # overflows at step 1,234
        for _ in range(1500):
            x = autograd.exp(x) - 1.0
        return x

    for f, fine, bad in [(harmonic, 0.5, 1234.0), (exploding, -1.0, 0.001625)]:
        compiled = autograd.compile(f, backend="native")
        assert math.isfinite(compiled(fine).data)
        with pytest.raises(ArithmeticError) as expected:
            f(Value(bad))
        with pytest.raises(ArithmeticError) as found:
            compiled(Value(bad))
        assert repr(found.value) == repr(expected.value)


def test_a_graph_in_which_nothing_repeats_has_no_loop(capsys):
    rng = random.Random(3)
    kinds = [autograd.sin, autograd.tanh, autograd.relu, lambda x: x * x, lambda x: x - 0.5]
    drawn = [rng.choice(kinds) for _ in range(600)]

    @autograd.compile(backend="native")
    def f(x):
        for kind in drawn:
            x = kind(x)
        return x

    f(0.3)
    assert "steps of" not in explained(f, capsys)


ONE = [autograd.tanh, autograd.sin, autograd.sigmoid, autograd.relu, autograd.softplus, abs]
TWO = [operator.add, operator.sub, operator.mul, autograd.maximum, autograd.atan2, autograd.hypot]


@st.composite
def recurrences(draw):
    """A step drawn by lot, which reads parameters, an input, a constant and numbers made lately."""
    width = draw(st.integers(2, 12))
    reads = st.tuples(
        st.sampled_from(["lately", "parameter", "input", "constant"]), st.integers(0, 15)
    )
    step = draw(
        st.lists(
            st.tuples(st.sampled_from(ONE + TWO), reads, reads), min_size=width, max_size=width
        )
    )
    return step, draw(st.integers(150 // width + 1, 60 + 300 // width)), draw(st.booleans())


def unrolled(step, steps, all_count, w):
    """The recurrence, step by step."""
    parameters, inputs = w[:4], w[4:]
    made = [*parameters]

    def read(kind, k, t):
        if kind == "lately":
            return made[max(0, len(made) - 1 - k)]
        choices = {"parameter": parameters[k % 4], "constant": 0.25 * k - 0.1 * (t % 3) * (k % 2)}
        return choices.get(kind, inputs[(t * (1 + k % 3)) % len(inputs)])

    for t in range(steps):
        for kind, a, b in step:
            y = kind(read(*a, t)) if kind in ONE else kind(read(*a, t), read(*b, t))
            made.append(y if t % 7 or not isinstance(y, Value) else autograd.tanh(y))
    ends = [x for x in made[4:] if isinstance(x, Value)]
    return autograd.tanh(sum(ends if all_count else ends[-3:]) + parameters[0])


@settings(max_examples=10, deadline=None)
@given(recurrences(), st.randoms(use_true_random=False))
def test_recurrences_drawn_by_lot_have_the_bits_of_the_engine(recurrence, rng):
    numbers = [rng.choice([0.0, -0.0, 1.0, rng.gauss(0.0, 1.0)]) for _ in range(64)]

    def f(w):
        return unrolled(*recurrence, w)

    compiled = autograd.compile(f, backend="native")
    try:
        expected = result_and_gradients(f, numbers)
    except (ArithmeticError, ValueError) as error:
        with pytest.raises(type(error)):
            result_and_gradients(compiled, numbers)
        return
    found = result_and_gradients(compiled, numbers)
    assert list(map(repr, found)) == list(map(repr, expected))


@pytest.mark.parametrize("recurrence", [rnn, places, every_third])
def test_samples_of_a_vmap_take_their_steps_in_a_loop(recurrence):
    rng = random.Random(1)
    samples = [[x + rng.gauss(0.0, 0.1) for x in RECURRENCES[recurrence]] for _ in range(9)]

    def slopes(*w):
        return autograd.value_and_grad(lambda w: recurrence(w, 60))([*w])

    compiled = autograd.compile(autograd.vmap(slopes), backend="native")
    values, gradients = compiled.numpy(*map(list, zip(*samples)))
    assert size_of(compiled) < 60_000
    for k, sample in enumerate(samples):
        found = [values[k], *gradients[k]]
        assert found == result_and_gradients(lambda w: recurrence(w, 60), sample)


def test_results_at_every_step_take_little_code_and_have_their_gradients():
    sizes = [size_of_a_path(steps) for steps in (300, 500)]
    assert sizes[1] < 1.25 * sizes[0] < 20_000


def size_of_a_path(steps):
    """Bytes of code of a function that gives numbers of every step; its gradients are right."""

    def path(xs, w):
        y, before = w[0], 1.0
        found = []
        for x in xs[:steps]:
            y, before = y + w[1] * (x - before), y
            found.append([y, x, 7.0, w[0]])
        return found

    compiled, xs, rng = autograd.compile(path, backend="native"), observed(steps), random.Random(4)
    seeds = [rng.choice([0.0, -0.0, rng.gauss(0.0, 1.0)]) for _ in range(4 * steps)]
    expected = result_and_gradients(lambda w: weighted(path(xs, w), seeds), [0.3, 0.2])
    assert result_and_gradients(lambda w: weighted(compiled(xs, w), seeds), [0.3, 0.2]) == expected
    return size_of(compiled)


def weighted(rows, seeds):
    """A sum of all numbers in rows, each with a weight."""
    return autograd.dot([x for row in rows for x in row], seeds)
