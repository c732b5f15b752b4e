"""Calls of a compiled function: which share a program, how many are kept, what they change."""

import dataclasses
import decimal
import enum
import math
import pathlib
import random
import threading

import pytest

import autograd
from autograd import Value
from autograd.compiler.run import compiled as compiled_module

np = pytest.importorskip("numpy")


def test_programs_of_forms_that_are_not_called_any_more_are_dropped(monkeypatch):
    monkeypatch.setattr(compiled_module, "FORMS", 10)
    w = Value(2.0)
    f = autograd.compile(lambda x, name: w * x * len(name))
    f(1.0, "often")
    program = f.lifted
    for k in range(50):
        assert f(1.0, f"{k}").data == 2.0 * len(f"{k}")
        assert f(1.0, "often").data == 10.0
    assert f.lifted is program
    assert len(f._lifted) == 10


def test_a_refused_call_leaves_no_form_behind_that_counts():
    f = autograd.compile(lambda x, name: Value(1.0) if x > 0 else x)
    for k in range(3 * compiled_module.FORMS):
        with pytest.raises(autograd.TraceError):
            f(1.0, f"{k}")
    assert len(f._lifted) <= compiled_module.FORMS


def test_threads_with_arguments_of_different_forms_get_their_own_results(monkeypatch):
    monkeypatch.setattr(compiled_module, "FORMS", 3)
    w, failures = Value(2.0), []
    f = autograd.compile(lambda xs: autograd.sum(w * x for x in xs))

    def work(n):
        try:
            for _ in range(60):
                assert f([1.0] * n).data == 2.0 * n
                assert f.numpy([1.0] * n) == 2.0 * n
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in (1, 2, 3, 1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


class Kind(enum.Enum):
    SMALL, LARGE = 1.0, 10.0


@dataclasses.dataclass(frozen=True)
class Frozen:
    k: float = 3.0


@dataclasses.dataclass(frozen=True)
class WithHidden:
    name: str
    ks: list = dataclasses.field(default_factory=lambda: [3.0], compare=False, hash=False)


class EqualToAll:
    def __init__(self, k):
        self.k = k

    def __eq__(self, other):
        return isinstance(other, EqualToAll)

    def __hash__(self):
        return 1


def test_objects_that_are_equal_but_hold_other_numbers_have_their_own_programs():
    w = Value(2.0)
    f = autograd.compile(lambda x, thing: w * x * thing.k)
    for k in (3.0, 5.0, 3.0):
        assert f(1.0, EqualToAll(k)).data == 2.0 * k
    g = autograd.compile(lambda x, thing: w * x * thing.ks[0])
    for k in (3.0, 5.0, 3.0):
        assert g(1.0, WithHidden("a", [k])).data == 2.0 * k


@pytest.mark.parametrize(
    ("make", "number"),
    [
        (lambda: Frozen(4.0), lambda t: t.k),
        (lambda: Kind.LARGE, lambda t: t.value),
        (lambda: decimal.Decimal("2.5"), float),
        (lambda: pathlib.Path("a") / "b", lambda t: len(t.parts)),
        (lambda: "".join(["a", "bc"]), len),
        (lambda: range(3), len),
        (lambda: frozenset([1.0, 2.0]), max),
        (lambda: 2 + 1j, lambda t: t.imag),
    ],
)
def test_equal_constants_share_a_program(make, number):
    w = Value(2.0)
    f = autograd.compile(lambda x, thing: w * x * number(thing))
    assert f(1.0, make()).data == 2.0 * number(make())
    program = f.lifted
    assert f(1.0, make()).data == 2.0 * number(make())
    assert f.lifted is program


@pytest.mark.parametrize(
    "change",
    [
        lambda xs: xs.append(1.0),
        lambda xs: xs.pop(),
        lambda xs: xs.reverse(),
        lambda xs: xs.__setitem__(0, 5.0),
        lambda xs: xs.__setitem__(0, xs[0] * 2),
        lambda xs: xs.clear(),
    ],
)
@pytest.mark.parametrize("where", ["list", "nested", "dict", "keyword"])
def test_a_change_of_an_argument_is_refused(change, where):
    w, xs = Value(2.0), [1.0, 2.0, 3.0]
    inside = {"list": lambda a: a, "nested": lambda a: a[0], "dict": lambda a: a["k"]}
    arguments = {"list": xs, "nested": [xs, xs], "dict": {"k": xs}}

    def f(a):
        own = inside.get(where, inside["list"])(a)
        total = autograd.sum(w * x for x in own)
        change(own)
        return total

    compiled = autograd.compile(f)
    with pytest.raises(autograd.TraceError, match="changes a list among its arguments"):
        compiled(a=xs) if where == "keyword" else compiled(arguments[where])
    assert xs == [1.0, 2.0, 3.0]


def test_a_copy_of_an_argument_may_be_changed():
    w = Value(2.0)

    def f(xs):
        own = [*xs]
        own.append(own.pop(0) * 2)
        own.reverse()
        return autograd.sum(w * k * x for k, x in enumerate(own))

    compiled = autograd.compile(f)
    for xs in ([1.0, 2.0, 3.0], [4.0, 5.0, 7.0]):
        assert compiled(xs).data == f(xs).data


def test_a_refused_call_draws_no_random_numbers():
    def f(x):
        return x * random.random() * float(np.random.random())

    random.seed(3)
    np.random.seed(3)
    before = random.getstate(), np.random.get_state()[2]
    with pytest.raises(autograd.TraceError, match="draws random numbers"):
        autograd.compile(f)(1.0)
    assert (random.getstate(), np.random.get_state()[2]) == before


def test_results_are_lists_of_their_own_and_not_the_captured_ones():
    w, rates = Value(2.0), [1.0, 2.0]
    f = autograd.compile(lambda x: (w * x, rates))
    f(1.0)[1].append(7.0)
    assert rates == [1.0, 2.0]
    assert f(1.0)[1] == [1.0, 2.0]


@pytest.mark.parametrize(
    "use",
    [
        lambda w, n: w * sum(range(n)),
        lambda w, n: w * sum(range(n // 2)),
        lambda w, n: w * [1.0, 2.0][n % 2],
        lambda w, n: w * [1.0, 2.0][n],
        lambda w, n: w * (1 << n),
        lambda w, n: w * "ab".index("ab"[n]),
        lambda w, n: sum([w] * n),
        lambda w, n: w * (n & 1),
    ],
)
def test_what_only_whole_numbers_can_is_refused(use):
    w = Value(2.0)
    with pytest.raises((autograd.TraceError, TypeError)):
        autograd.compile(lambda n: use(w, n))(1)


def test_remainders_and_whole_parts_of_numbers_are_numbers():
    w = Value(2.0)
    f = autograd.compile(
        lambda n: [
            w * (n % 2 == 1),
            w * (n // 2 == 1),
            w * (divmod(n, 2)[0] == 1),
            autograd.where(n % 2 == 1, w, 5.0),
        ]
    )
    for n in (3, 2, 1, 0, 5):
        odd, two = n % 2 == 1, n // 2 == 1
        expected = [2.0 * odd, 2.0 * two, 2.0 * two, 2.0 if odd else 5.0]
        assert [float(y) for y in f(n)] == expected


def test_switches_are_not_numbers():
    w = Value(2.0)
    f = autograd.compile(lambda x, on: w * x if on is True else w * x * (2 if on is False else 3))
    assert [f(1.0, on).data for on in (True, False, 1, 0, 1.0, True)] == [2, 4, 6, 6, 6, 2]


def test_defaults_and_keywords_in_any_order():
    w, v = Value(2.0), Value(3.0)

    @autograd.compile
    def f(x, scale=w, *, shift=v, power=1.0):
        return x * scale + shift * power

    assert f(2.0).data == 7.0
    assert f(2.0, power=2.0, shift=1.0).data == f(2.0, shift=1.0, power=2.0).data == 6.0
    f(2.0, power=5.0).backward()
    assert (w.grad, v.grad) == (2.0, 5.0)


def test_captured_numbers_that_are_not_finite():
    w, rate = Value(2.0), math.nan
    f = autograd.compile(lambda x: w * x * rate)
    assert math.isnan(f(1.0).data)
    rate = math.inf
    assert f(1.0).data == math.inf
    rate = 3.0
    assert f(1.0).data == 6.0
