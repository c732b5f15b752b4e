"""math.exp(v) is said, or refused where a derivative is being taken; float(v) is not."""

import math
import statistics
import struct
import sys
import warnings
from array import array

import pytest

import autograd
from autograd import GradientWarning, Value, grad, hessian, jacobian, value_and_grad

SETUP = """
import cmath, functools, itertools, math, statistics
from math import exp as e
import autograd
from autograd import Value

v, w = Value(0.5), Value(0.25)
vs, f, fs, i, k, yes = [v, w], math.exp, [abs, math.exp], 1, "tanh", True
ACT = {"tanh": math.tanh}

class Neuron:
    act, still = math.tanh, staticmethod(math.sin)
    def __init__(self): self.fn = math.exp
    def run(self): return self.act(v)
    def run_still(self): return self.still(v)
    def run_own(self): return self.fn(v)
    @property
    def prop(self): return math.tanh
a = Neuron()

def apply(g, x): return g(x)
def enclose(g):
    def inner(): return g(v)
    return inner()
def delegate():
    yield from map(math.exp, vs)
def assign():
    (p, q) = map(math.exp, vs)
def loop():
    for y in map(math.exp, vs): pass
def loop_later():
    it = map(math.exp, vs)
    for y in it: pass
def extend():
    l = []; l += map(math.exp, vs)
"""

TAKEN = """
math.exp(v)                          exp
e(v)                                 exp
f(v)                                 exp
apply(math.tanh, v)                  tanh
enclose(math.tanh)                   tanh
ACT["tanh"](v)                       tanh
ACT[k](v)                            tanh
fs[i](v)                             exp
fs[-1](v)                            exp
getattr(math, "exp")(v)              exp
vars(math)["exp"](v)                 math
globals()["f"](v)                    does not name
a.run()                              tanh
a.run_still()                        sin
a.run_own()                          exp
a.prop(v)                            does not name
math.hypot(*vs)                      hypot
math.hypot(v, 1.0)                   hypot
math.pow(v, 2)                       pow
math.log(2, v)                       log
math.fsum(vs)                        fsum
math.dist(vs, [0, 0])                dist
math.fmod(v, 2)                      fmod
math.ldexp(v, 2)                     ldexp
math.copysign(v, 1)                  copysign
math.exp(math.sin(v))                sin
1 + 2 * math.exp(v) * 3              exp
math.exp(v if yes else w)            exp
(math.exp if yes else float)(v)      exp
(float if not yes else math.exp)(v)  exp
(None or math.exp)(v)                exp
math.exp.__call__(v)                 exp
(lambda x: math.exp(x))(v)           exp
[math.sqrt(x) for x in vs]           sqrt
{x: math.exp(x) for x in vs}         exp
sum(math.exp(x) for x in vs)         exp
list(map(math.exp, vs))              exp
[y for y in map(math.exp, vs)]       exp
[*map(math.exp, vs)]                 exp
sum(map(math.exp, vs))               exp
next(iter(map(math.exp, vs)))        exp
1.0 in map(math.exp, vs)             exp
list(zip(map(math.exp, vs), vs))     exp
print(*map(math.exp, vs))            exp
list(delegate())                     exp
assign()                             exp
loop()                               exp
loop_later()                         exp
extend()                             exp
functools.reduce(math.hypot, vs)     hypot
functools.partial(math.pow, 2)(v)    pow
list(itertools.accumulate(vs, math.hypot))   hypot
list(itertools.starmap(math.pow, [(v, 2)]))  pow
statistics.fmean(vs)                 fmean
statistics.NormalDist(v, 1.0)        NormalDist
cmath.exp(v)                         exp
"""

NOT_TAKEN = """
float(v), int(v), round(v, 2), complex(v), bool(v)
f"{v:.2f} {v}", "%f %s" % (v, v), "{:.3f}".format(v), str(v), repr(v)
v < w, v >= 0.1, sorted(vs), max(vs), min(vs)
sorted(vs, key=math.exp), max(vs, key=math.exp)
math.isclose(v, 0.5), math.isfinite(v), math.isnan(v), math.isinf(v)
all(map(math.isfinite, vs)), list(filter(math.isnan, vs))
math.floor(v), math.ceil(v), math.trunc(v)
math.exp(v.data), math.exp(float(v)), math.prod(vs)
list(map(float, vs)), [math.exp(x) for x in map(float, vs)]
(math.exp(1.0), float(v)), [float(x) * math.exp(1.0) for x in vs]
type(1.0)(v), (1.0).__class__(v), {"number": float}["number"](v)
autograd.exp(v), sum(vs), v * math.pi
"""

# Where a line may stand: at the top, in a function among other things, in a closure, a handler.
PLACES = (
    "{}",
    "def g(v=v, f=f, fs=fs, a=a, i=i):\n y = math.pi\n while True:\n  z = ({})\n  break\ng()",
    "def g():\n x = v\n try:\n  if x: return ({})\n finally:\n  pass\ng()",
    "def g():\n try: raise KeyError\n except KeyError:\n  for q in range(1): z = ({})\ng()",
)


def run(line, place):
    """Runs it with GradientWarnings as errors, of which the message is returned."""
    scope: dict[str, object] = {"__name__": "somebody"}
    exec(SETUP, scope)
    code = compile(place.format(line), "<somebody>", "exec")
    with warnings.catch_warnings():
        warnings.simplefilter("error", GradientWarning)
        try:
            exec(code, scope)
        except GradientWarning as warning:
            return str(warning)
    return ""


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("line", TAKEN.strip().splitlines())
def test_a_number_taken_by_a_function_of_mathematics_is_said(line, place):
    code, name = line.split("  ", 1)
    message = run(code, place)
    assert name.strip() in message.partition(" takes the number out of a Value")[0]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("line", NOT_TAKEN.strip().splitlines())
def test_a_number_read_as_a_number_is_not(line, place):
    assert run(line, place) == ""


def test_the_warning_stands_at_the_line_quotes_it_and_names_the_mend():
    v = Value(0.5)
    with pytest.warns(GradientWarning) as caught:
        math.exp(v)
    (warning,) = caught
    assert warning.filename == __file__
    assert "in `math.exp(v)`, math.exp takes the number" in str(warning.message)
    assert "write autograd.exp (where the number is wanted: v.data)" in str(warning.message)
    assert issubclass(GradientWarning, UserWarning)


@pytest.mark.parametrize(
    ("call", "mend"),
    [
        (lambda v: math.pow(v, 2), r"write x \*\* y"),
        (lambda v: math.fsum([v]), r"write autograd\.sum"),
        (lambda v: statistics.fmean([v]), r"write autograd\.mean"),
        (lambda v: math.frexp(v), r"give it its derivative with autograd\.operation"),
    ],
)
def test_where_there_is_no_such_function_the_mend_is_another(call, mend):
    with pytest.warns(GradientWarning, match=mend):
        call(Value(0.5))


def test_the_usual_filter_says_it_once_a_line():
    v = Value(0.5)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for _ in range(5):
            math.exp(v)
    assert len(caught) == 1


def test_it_is_a_float_all_the_same():
    with pytest.warns(GradientWarning):
        assert math.exp(Value(0.5)) == math.exp(0.5)


def test_nothing_is_said_where_nothing_is_recorded():
    with autograd.no_grad():
        assert math.exp(Value(0.5)) == math.exp(0.5)


def test_makers_of_arrays_take_plain_numbers():
    vs = [Value(0.5), Value(0.25)]
    assert array("d", vs).tolist() == [0.5, 0.25]
    assert struct.unpack("2d", struct.pack("2d", *vs)) == (0.5, 0.25)


def test_a_library_that_calls_mathematics_is_found_too():
    import random

    v = Value(2.5)
    with pytest.warns(GradientWarning, match=r"random\.gammavariate\(v, 1\.0\)") as caught:
        random.gammavariate(v, 1.0)
    assert {warning.filename for warning in caught} == {__file__}


@pytest.mark.parametrize("derivative", [grad, value_and_grad, jacobian, hessian])
def test_inside_a_derivative_it_is_an_error(derivative):
    with pytest.raises(
        GradientWarning, match=r"x \* math\.exp\(x\).*write autograd\.exp"
    ) as caught:
        derivative(lambda x: x * math.exp(x))(1.0)
    assert isinstance(caught.value, TypeError)
    assert grad(lambda x: x * autograd.exp(x))(1.0) == pytest.approx(2 * math.e, rel=1e-15)
    with pytest.warns(GradientWarning):  # and outside again a warning
        math.exp(Value(0.5))


def test_a_number_read_inside_a_derivative_is_no_error():
    assert grad(lambda x: x * float(x))(3.0) == 3.0
    assert grad(lambda x: x if math.isfinite(x) else 0.0)(3.0) == 1.0


def test_check_gradients_refuses_it():
    with pytest.raises(TypeError, match=r"autograd\.tanh"):
        autograd.check_gradients(lambda x: x * math.tanh(x), 0.5)


def black_scholes(S, K, T, r, sigma, m):
    d1 = (m.log(S / K) + (r + 0.5 * sigma * sigma) * T) / (sigma * T**0.5)
    d2 = d1 - sigma * T**0.5
    return S * m.normal_cdf(d1) - K * m.exp(-r * T) * m.normal_cdf(d2)


def test_the_greeks_of_black_and_scholes():
    class Mathematics:
        log, exp = math.log, math.exp

        @staticmethod
        def normal_cdf(x):
            return 0.5 * (1 + math.erf(x / math.sqrt(2)))

    S, K, T, r, sigma = 100.0, 90.0, 0.75, 0.05, 0.2
    with pytest.raises(GradientWarning, match=r"autograd\.log"):
        grad(black_scholes_of(Mathematics))(S, K, T, r, sigma)
    d1 = (math.log(S / K) + (r + sigma**2 / 2) * T) / (sigma * math.sqrt(T))
    d2 = d1 - sigma * math.sqrt(T)
    cdf, density = Mathematics.normal_cdf, math.exp(-d1 * d1 / 2) / math.sqrt(2 * math.pi)
    discount = K * math.exp(-r * T)
    expected = (
        cdf(d1),
        -math.exp(-r * T) * cdf(d2),
        S * density * sigma / (2 * math.sqrt(T)) + r * discount * cdf(d2),
        T * discount * cdf(d2),
        S * density * math.sqrt(T),
    )
    assert grad(black_scholes_of(autograd))(S, K, T, r, sigma) == pytest.approx(expected, rel=1e-12)


def black_scholes_of(m):
    return lambda S, K, T, r, sigma: black_scholes(S, K, T, r, sigma, m)


class TestNumpy:
    @pytest.fixture
    def np(self):
        return pytest.importorskip("numpy")

    def test_what_converts_and_computes_is_said(self, np):
        v, rng = Value(0.5), np.random.default_rng(0)
        for attempt, name in (
            (lambda: np.interp(v, [0, 1], [0, 1]), "numpy.*interp"),
            (lambda: rng.normal(v, 1.0), "numpy.random"),
            (lambda: np.random.normal(v, 1.0), "numpy.random"),
            (lambda: np.vectorize(math.exp)(v), "vectorize"),
            (lambda: np.frompyfunc(math.exp, 1, 1)([v]), "math.exp"),
        ):
            with pytest.warns(GradientWarning, match=name):
                attempt()

    def test_makers_of_arrays_and_comparisons_are_not(self, np):
        v = Value(0.5)
        empty = np.zeros(2)
        empty[0] = v
        empty[:] = [v, v]
        empty.fill(v)
        for made in (
            np.array([v, v], float),
            np.asarray([v, v], dtype=float),
            np.array([v, v]).astype(float),
            np.fromiter([v, v], float),
            np.full(2, v, float),
            np.full(2, np.float64(v)),
            empty,
        ):
            assert made.tolist() == [0.5, 0.5]
        assert np.allclose([v, v], 0.5)

    def test_plots_are_not(self, np):
        figure = pytest.importorskip("matplotlib.figure")
        v, w = Value(0.5), Value(0.25)
        axes = figure.Figure().subplots()
        axes.set_xscale("log")
        axes.plot([v, w], [w, v])
        axes.scatter([v, w], [w, v])
        axes.axhline(v)
        axes.text(v, w, "here")
        axes.figure.savefig("/dev/null", format="png")


def test_compiled_code_names_the_function_to_write():
    pytest.importorskip("numpy")

    @autograd.compile
    def f(x):
        return x * math.tanh(x)

    with pytest.raises(autograd.TraceError, match=r"math\.tanh needs a number.*autograd\.tanh"):
        f(Value(1.0))


def test_a_step_of_fit_refuses_it():
    import nn

    class Odd(nn.Module):
        def __init__(self):
            self.w = Value(0.5)

        def __call__(self, x):
            return self.w * x[0] + math.tanh(self.w)

    model = Odd()
    with pytest.raises(GradientWarning, match=r"autograd\.tanh"):
        nn.fit(
            model,
            [[1.0], [2.0]],
            [1.0, 2.0],
            loss=nn.losses.mse,
            epochs=1,
            compile=False,
        )
    assert model.w.data == 0.5


def test_lines_are_told_apart_on_code_made_on_the_fly():
    # The same place in memory may hold other code later; what is kept of it must not be mixed up.
    scope = {"v": Value(0.5), "math": math}
    for _ in range(50):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            eval("float(v)", scope)
            assert not caught
            eval("math.exp(v)", scope)
            assert len(caught) == 1
    assert sys.version_info >= (3, 10)
