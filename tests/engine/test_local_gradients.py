"""Every operation's value and local gradient against fifty-digit arithmetic (mpmath).

The derivatives below are the textbook's, worked out with 60 decimal digits; none is taken from
the engine. They are themselves checked, against numerical differentiation with 60 digits.

The bound is 4 units in the last place (ulp) of the exact derivative, over the whole domain. The
exceptions, each for a reason that no short formula in floats can mend:

*   Near a root of the derivative (silu at -1.278, gelu at -0.752) two terms cancel, so the bound
    there is 4 ulp of the terms instead of their difference.
*   softmax, the gradient of logsumexp, takes exp of x - max: the rounding of that difference d
    becomes a relative error d times as large, so for d > 1 the bound is 4·d ulp.
*   Floats below 2.2e-308 (subnormal ones) have fewer digits the smaller they are. Where the exact
    derivative is that small, the result must be too, whatever its digits. Where a factor of it
    is, as σ(-714) is in a·σ(a), up to 1000 times the smallest float (5e-321) is allowed on top.
*   Where the result of the operation, which its rule reads, has already lost its digits in that
    way (1e-320 / 1e-10), the rule cannot have them back: such operands are left out.
"""

import math
import random
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from mpmath import mp, mpf

from autograd import OPERATIONS, Operation, Value, ops

LIMIT = 4.0  # ulp
SAMPLES = 200
DIGITS = 60
SMALLEST_NORMAL = sys.float_info.min

Numbers = tuple[float, ...]


class Domain(NamedTuple):
    """Where an operation is checked, and what the mathematics says there."""

    operation: Operation
    value: Callable[..., Any]
    gradients: Callable[..., tuple[Any, ...]]
    draw: Callable[[random.Random], Numbers]
    extremes: tuple[Numbers, ...] = ()
    terms: Callable[..., tuple[Any, ...]] | None = None  # if larger, what the ulp is taken of
    value_limit: float = LIMIT  # of the value itself, in ulp; infinite where it cancels


def uniform(low: float, high: float) -> Callable[[random.Random], Numbers]:
    return lambda rng: (rng.uniform(low, high),)


def magnitudes(low: float, high: float) -> Callable[[random.Random], Numbers]:
    """One number of either sign, evenly spread over the powers of ten from low to high."""
    return lambda rng: (rng.choice((-1.0, 1.0)) * 10.0 ** rng.uniform(low, high),)


def positive(low: float, high: float) -> Callable[[random.Random], Numbers]:
    return lambda rng: (10.0 ** rng.uniform(low, high),)


def either(*draws: Callable[[random.Random], Numbers]) -> Callable[[random.Random], Numbers]:
    return lambda rng: rng.choice(draws)(rng)


def several(
    draw: Callable[[random.Random], Numbers], smallest: int, largest: int
) -> Callable[[random.Random], Numbers]:
    return lambda rng: tuple(draw(rng)[0] for _ in range(rng.randint(smallest, largest)))


def around(*centres: float, spread: float = 1e-3) -> Callable[[random.Random], Numbers]:
    return lambda rng: (rng.choice(centres) + spread * rng.uniform(-1.0, 1.0),)


def inside_unit(rng: random.Random) -> Numbers:
    """Within (-1, 1), as often close to the bounds as not."""
    a = rng.choice((rng.uniform(0.0, 1.0), 1.0 - 10.0 ** rng.uniform(-16.0, 0.0)))
    return (rng.choice((-1.0, 1.0)) * a,)


def singles(*numbers: float) -> tuple[Numbers, ...]:
    return tuple((a,) for a in numbers)


# --- the mathematics -----------------------------------------------------------------------------


def sigma(a: Any) -> Any:
    return 1 / (1 + mp.exp(-a))


def phi(a: Any) -> Any:
    return mp.exp(-a * a / 2) / mp.sqrt(2 * mp.pi)


def capital_phi(a: Any) -> Any:
    if abs(a) > 1000:  # further out than mpmath's erfc goes
        return mpf(a > 0)
    return mp.erfc(-a / mp.sqrt(2)) / 2


def real_power(a: Any, b: Any) -> Any:
    return mp.power(a, b)


def power_slope(a: Any, n: Any) -> Any:
    return n * mp.power(a, n - 1) if n else mpf(0)


def sign(a: Any) -> Any:
    return mp.sign(a)


def softmax(*xs: Any) -> tuple[Any, ...]:
    exponentials = [mp.exp(x) for x in xs]
    return tuple(e / mp.fsum(exponentials) for e in exponentials)


def shares(reached: Any, xs: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(mpf(x == reached) / xs.count(reached) for x in xs)


def half(xs: tuple[Any, ...]) -> int:
    return len(xs) // 2


ANY = either(uniform(-10.0, 10.0), magnitudes(-150.0, 150.0))
CALM = either(uniform(-10.0, 10.0), magnitudes(-30.0, 2.0))
ANGLES = either(uniform(-10.0, 10.0), magnitudes(-300.0, 22.0))
TAILS = either(uniform(-5.0, 5.0), uniform(-800.0, 800.0), magnitudes(-300.0, 3.0))
EXPONENTS = either(CALM, uniform(-700.0, 709.0))
BELL = either(uniform(-3.0, 3.0), uniform(-38.0, 38.0), magnitudes(-300.0, 1.5))
LARGEST, TINY = sys.float_info.max, 5e-324
FAR = singles(-1e308, -800.0, -745.0, -700.0, -20.0, -TINY, 0.0, TINY, 20.0, 700.0, 800.0, 1e308)


def power_domain(n: float) -> Domain:
    whole = float(n).is_integer()
    reach = min(300.0, 280.0 / (abs(n) + 1.0))
    return Domain(
        ops.power(n),
        lambda a: real_power(a, mpf(n)),
        lambda a: (power_slope(a, mpf(n)),),
        magnitudes(-reach, reach) if whole else positive(-reach, reach),
    )


DOMAINS = [
    Domain(ops.identity, lambda a: a, lambda a: (1,), ANY),
    Domain(ops.add, lambda a, b: a + b, lambda a, b: (1, 1), several(ANY, 2, 2)),
    Domain(ops.sub, lambda a, b: a - b, lambda a, b: (1, -1), several(ANY, 2, 2)),
    Domain(ops.mul, lambda a, b: a * b, lambda a, b: (b, a), several(ANY, 2, 2)),
    Domain(
        ops.div,
        lambda a, b: a / b,
        lambda a, b: (1 / b, -a / b**2),
        several(either(uniform(-10.0, 10.0), magnitudes(-90.0, 90.0)), 2, 2),
        ((1e308, 1e308), (1.0, 1e-300), (1e-300, 1.0), (0.0, -3.0)),
    ),
    Domain(ops.neg, lambda a: -a, lambda a: (-1,), ANY),
    Domain(ops.sign, sign, lambda a: (0,), ANY, singles(-TINY, 0.0, TINY)),
    Domain(ops.abs_, abs, lambda a: (sign(a),), ANY, singles(-TINY, 0.0, -0.0, TINY)),
    Domain(
        ops.pow_,
        real_power,
        lambda a, b: (power_slope(a, b), mp.power(a, b) * mp.log(a)),
        lambda rng: (10.0 ** rng.uniform(-20.0, 20.0), rng.uniform(-10.0, 10.0)),
        (
            (1.0, 0.0),
            (5.0, 0.0),
            (1.0 + 2.0**-52, 1e15),
            (1e-300, 0.01),
            (2.0, 1e-300),
            (1e300, 1e-3),
        ),
    ),
    *(
        Domain(
            ops.power_log(k),
            lambda a, b, k=k: mp.power(a, b) * mp.log(a) ** k,
            lambda a, b, k=k: (
                mp.power(a, b - 1) * mp.log(a) ** (k - 1) * (b * mp.log(a) + k),
                mp.power(a, b) * mp.log(a) ** (k + 1),
            ),
            lambda rng: (10.0 ** rng.uniform(-9.0, 9.0), rng.uniform(-10.0, 10.0)),
            terms=lambda a, b, k=k: (
                2 * mp.power(a, b - 1) * mp.log(a) ** (k - 1) * max(abs(b) * mp.log(a) ** 2, k),
                2 * mp.power(a, b) * mp.log(a) ** (k + 1),
            ),
        )
        for k in (1, 2)
    ),
    *map(
        power_domain, (-3.0, -1.0, -0.5, 0.0, 0.1, 1 / 3, 0.5, 0.9, 1.0, 1.5, 2.0, 2.7, 3.0, 10.0)
    ),
    Domain(
        ops.exp,
        mp.exp,
        lambda a: (mp.exp(a),),
        EXPONENTS,
        singles(-745.0, -1e308, 0.0, TINY, 709.78),
    ),
    Domain(
        ops.expm1,
        mp.expm1,
        lambda a: (mp.exp(a),),
        EXPONENTS,
        singles(1e-18, -1e-18, -745.0, -1e308, 0.0, 709.78),
    ),
    Domain(
        ops.log,
        mp.log,
        lambda a: (1 / a,),
        either(positive(-300.0, 300.0), uniform(0.5, 2.0)),
        singles(LARGEST, SMALLEST_NORMAL),
    ),
    Domain(
        ops.log1p,
        mp.log1p,
        lambda a: (1 / (1 + a),),
        either(
            uniform(-1.0, 10.0),
            positive(-300.0, 300.0),
            lambda rng: (10.0 ** rng.uniform(-16, 0) - 1.0,),
        ),
        singles(1e-18, -1e-18, -1.0 + 2.0**-53, LARGEST, 0.0),
    ),
    Domain(
        ops.sqrt,
        mp.sqrt,
        lambda a: (1 / (2 * mp.sqrt(a)),),
        positive(-300.0, 300.0),
        singles(TINY, LARGEST),
    ),
    Domain(
        ops.erf,
        mp.erf,
        lambda a: (2 / mp.sqrt(mp.pi) * mp.exp(-a * a),),
        BELL,
        singles(-26.6, 26.0, 5.9, 1e308, -1e308, TINY),
    ),
    Domain(
        ops.gaussian,
        lambda a: mp.exp(-a * a),
        lambda a: (-2 * a * mp.exp(-a * a),),
        BELL,
        singles(26.6, 26.0, 1e308),
    ),
    Domain(ops.normal_pdf, phi, lambda a: (-a * phi(a),), BELL, singles(37.6, 38.5, -1e308)),
    Domain(
        ops.normal_cdf,
        capital_phi,
        lambda a: (phi(a),),
        BELL,
        singles(-37.5, -38.4, -8.0, 8.0, 38.0, 1e308, -1e308),
    ),
    Domain(ops.sin, mp.sin, lambda a: (mp.cos(a),), ANGLES, singles(math.pi / 2, 1e22, 0.0)),
    Domain(ops.cos, mp.cos, lambda a: (-mp.sin(a),), ANGLES, singles(math.pi, 1e22, 0.0)),
    Domain(
        ops.tan,
        mp.tan,
        lambda a: (1 / mp.cos(a) ** 2,),
        ANGLES,
        singles(math.pi / 2, math.pi, 1e22, 1e-18),
    ),
    Domain(
        ops.asin,
        mp.asin,
        lambda a: (1 / mp.sqrt(1 - a * a),),
        inside_unit,
        singles(1.0 - 2.0**-53, -1.0 + 2.0**-53, 1e-18),
    ),
    Domain(
        ops.acos,
        mp.acos,
        lambda a: (-1 / mp.sqrt(1 - a * a),),
        inside_unit,
        singles(1.0 - 2.0**-53, -1.0 + 2.0**-53, 1e-18),
    ),
    Domain(
        ops.atan,
        mp.atan,
        lambda a: (1 / (1 + a * a),),
        either(CALM, magnitudes(-300.0, 300.0)),
        singles(1e150, 1e-18, 1e308),
    ),
    Domain(
        ops.atan2,
        mp.atan2,
        lambda a, b: (b / (a * a + b * b), -a / (a * a + b * b)),
        several(either(uniform(-10.0, 10.0), magnitudes(-70.0, 70.0)), 2, 2),
        ((1e300, 1e300), (-1e300, 1e290), (1e-300, 1e-300), (0.0, 2.0), (3.0, 0.0)),
    ),
    Domain(
        ops.hypot,
        lambda *xs: mp.sqrt(mp.fsum(x * x for x in xs)),
        lambda *xs: tuple(x / mp.sqrt(mp.fsum(x * x for x in xs)) for x in xs),
        several(either(uniform(-10.0, 10.0), magnitudes(-140.0, 140.0)), 1, 5),
        ((1e308, 1e308), (3.0, 4.0), (1e-300, 1e-300)),
    ),
    Domain(
        ops.sinh,
        mp.sinh,
        lambda a: (mp.cosh(a),),
        either(CALM, uniform(-710.0, 710.0)),
        singles(1e-18, 710.4),
    ),
    Domain(
        ops.cosh,
        mp.cosh,
        lambda a: (mp.sinh(a),),
        either(CALM, uniform(-710.0, 710.0)),
        singles(1e-18, 710.4),
    ),
    Domain(
        ops.tanh, mp.tanh, lambda a: (mp.sech(a) ** 2,), either(CALM, uniform(-360.0, 360.0)), FAR
    ),
    Domain(ops.sigmoid, sigma, lambda a: (1 / (4 * mp.cosh(a / 2) ** 2),), TAILS, FAR),
    Domain(ops.softplus, lambda a: mp.log1p(mp.exp(a)), lambda a: (sigma(a),), TAILS, FAR),
    Domain(ops.relu, lambda a: max(a, mpf(0)), lambda a: (mpf(a > 0),), ANY, FAR),
    Domain(
        ops.silu,
        lambda a: a * sigma(a),
        lambda a: (sigma(a) * (1 + a * sigma(-a)),),
        either(TAILS, around(-1.2784645427610738)),
        FAR,
        terms=lambda a: (max(sigma(a), abs(a) * sigma(a) * sigma(-a)),),
    ),
    Domain(
        ops.gelu,
        lambda a: a * capital_phi(a),
        lambda a: (capital_phi(a) + a * phi(a),),
        either(BELL, around(-0.7517915246935645)),
        singles(-37.5, -8.0, 8.0, 38.0, 1e308, -1e308, 0.0),
        terms=lambda a: (max(capital_phi(a), abs(a) * phi(a)),),
    ),
    Domain(ops.step, lambda a: mpf(a > 0), lambda a: (0,), ANY, singles(0.0, -0.0, TINY)),
    *(
        Domain(
            ops.leaky_relu(s),
            lambda a, s=s: a if a > 0 else mpf(s) * a,
            lambda a, s=s: (1 if a > 0 else mpf(s),),
            ANY,
            singles(-TINY, TINY),
        )
        for s in (0.01, 0.3, 0.0)
    ),
    *(
        Domain(
            ops.elu(alpha),
            lambda a, alpha=alpha: a if a > 0 else mpf(alpha) * mp.expm1(a),
            lambda a, alpha=alpha: (1 if a > 0 else mpf(alpha) * mp.exp(a),),
            either(CALM, uniform(-700.0, 700.0)),
            singles(-TINY, 1e-18, -1e-18, 1e308, -1e308),
        )
        for alpha in (1.0, 0.7)
    ),
    *(
        Domain(
            ops.clip(low, high),
            lambda a, low=low, high=high: min(max(a, mpf(low)), mpf(high)),
            lambda a, low=low, high=high: (mpf(low <= a <= high),),
            uniform(-3.0, 3.0),
            singles(low, high, -1e308, 1e308),
        )
        for low, high in ((-1.0, 1.0), (0.0, 2.5), (-math.inf, 0.5))
    ),
    Domain(
        ops.maximum,
        lambda *xs: max(xs),
        lambda *xs: shares(max(xs), xs),
        several(ANY, 1, 5),
        ((1.0, 1.0), (2.0, 1.0, 2.0, 2.0), (0.0, -0.0)),
    ),
    Domain(
        ops.minimum,
        lambda *xs: min(xs),
        lambda *xs: shares(min(xs), xs),
        several(ANY, 1, 5),
        ((1.0, 1.0), (2.0, 1.0, 1.0, 1.0), (0.0, -0.0)),
    ),
    Domain(
        ops.where,
        lambda c, a, b: a if c else b,
        lambda c, a, b: (0, mpf(bool(c)), mpf(not c)),
        lambda rng: (rng.choice((0.0, 1.0, -2.5)), ANY(rng)[0], ANY(rng)[0]),
        ((TINY, 1.0, 2.0), (-0.0, 1.0, 2.0)),
    ),
    Domain(
        ops.take,
        lambda i, *xs: xs[int(i)],
        lambda i, *xs: (0, *(mpf(j == i) for j in range(len(xs)))),
        lambda rng: (float(rng.randrange(3)), *several(ANY, 3, 5)(rng)),
    ),
    Domain(
        ops.sum_,
        lambda *xs: mp.fsum(xs),
        lambda *xs: (1,) * len(xs),
        several(ANY, 1, 6),
        value_limit=math.inf,
    ),
    Domain(
        ops.dot,
        lambda *xs: mp.fsum(a * b for a, b in zip(xs[: half(xs)], xs[half(xs) :])),
        lambda *xs: xs[half(xs) :] + xs[: half(xs)],
        lambda rng: several(ANY, 6, 6)(rng),
        value_limit=math.inf,
    ),
    Domain(
        ops.logsumexp,
        lambda *xs: mp.log(mp.fsum(mp.exp(x) for x in xs)),
        softmax,
        several(either(CALM, uniform(-300.0, 300.0)), 1, 5),
        ((0.0,), (1e308, 1e308), (-1e308, 0.0), (700.0, -40.0), (1000.0, 1000.0, 999.0)),
        terms=lambda *xs: tuple(s * max(1, max(xs) - x) for s, x in zip(softmax(*xs), xs)),
        value_limit=math.inf,
    ),
]


def ulps(got: float, exact: Any, terms: Any = 0) -> float:
    """How far `got` is from `exact`, in units of the last place of the nearest float."""
    if math.isnan(got):
        return math.inf
    exact = mpf(exact)
    nearest = float(exact)
    if math.isinf(nearest):
        return 0.0 if got == nearest else math.inf
    if abs(nearest) < SMALLEST_NORMAL and abs(got) < SMALLEST_NORMAL:
        return 0.0
    error = max(abs(mpf(got) - exact) - 1000 * mpf(TINY), mpf(0))
    return float(error / max(math.ulp(nearest), math.ulp(float(terms))))


def points_of(domain: Domain) -> list[Numbers]:
    rng = random.Random(domain.operation.name)
    return [*domain.extremes, *(domain.draw(rng) for _ in range(SAMPLES))]


def name_of(domain: Domain) -> str:
    numbers = domain.operation.parameters
    return domain.operation.name + (str(numbers) if numbers else "")


@pytest.fixture(autouse=True)
def _sixty_digits():
    with mp.workdps(DIGITS):
        yield


@pytest.mark.parametrize("domain", DOMAINS, ids=name_of)
def test_local_gradients_are_within_four_ulp_of_the_exact_derivative(domain):
    worst = (0.0, ())
    for point in points_of(domain):
        node = domain.operation(*map(Value, point))
        exact = domain.gradients(*map(mpf, point))
        terms = domain.terms(*map(mpf, point)) if domain.terms else exact
        local = node.local_gradients()
        assert len(local) == len(exact) == len(point)
        for got, wanted, term in zip(local, exact, terms):
            worst = max(worst, (ulps(got, wanted, term), (point, got, float(wanted))))
    assert worst[0] <= LIMIT, worst


@pytest.mark.parametrize("domain", DOMAINS, ids=name_of)
def test_values_are_within_four_ulp_of_the_exact_result(domain):
    worst = (0.0, ())
    for point in points_of(domain):
        got = domain.operation(*point)
        wanted = domain.value(*map(mpf, point))
        worst = max(worst, (ulps(got, wanted), (point, got, float(wanted))))
    assert worst[0] <= domain.value_limit, worst


def test_every_operation_of_the_table_has_its_domain():
    covered = {domain.operation.name for domain in DOMAINS}
    assert covered == set(ops._BUILT_IN) - {"", "constant"}  # these two have no operands


def test_the_families_are_covered_by_the_entries_of_the_table_too():
    covered = {domain.operation for domain in DOMAINS}
    table = {entry for name, entry in OPERATIONS.items() if name in ops._BUILT_IN}
    assert table - covered == {ops.leaf, ops.constant}


@pytest.mark.parametrize("domain", DOMAINS, ids=name_of)
def test_the_derivatives_of_this_file_are_those_of_its_values(domain):
    """The reference is itself checked: by differences, with sixty digits and steps of 1e-25."""
    h, rng, checked = mpf(10) ** -25, random.Random(domain.operation.name), 0
    first = int(domain.operation is ops.take)  # an index has no neighbours
    while checked < 5:
        point = domain.draw(rng)
        exact = domain.gradients(*map(mpf, point))
        if not all(1e-3 < abs(x) < 30 for x in point[first:]) or max(map(abs, exact)) > 100:
            continue
        for i in range(first, len(point)):
            above, below = ([*map(mpf, point)] for _ in (1, 2))
            above[i] += h
            below[i] -= h
            difference = (domain.value(*above) - domain.value(*below)) / (2 * h)
            size = 1 + abs(domain.value(*map(mpf, point)))
            assert abs(difference - exact[i]) <= mpf(10) ** -20 * size, (point, i)
        checked += 1


@pytest.mark.parametrize(
    ("name", "textbook", "x"),
    [
        ("tanh", lambda y, a: 1 - y * y, 20.0),
        ("sigmoid", lambda y, a: y * (1 - y), 40.0),
        ("erf", lambda y, a: 2 / math.sqrt(math.pi) * math.exp(-a * a), 25.3),
        ("normal_cdf", lambda y, a: math.exp(-a * a / 2) / math.sqrt(2 * math.pi), 36.7),
        ("asin", lambda y, a: 1 / math.sqrt(1 - a * a), 1 - 1e-12),
        ("log1p", lambda y, a: math.exp(-y), 1e300),
    ],
)
def test_the_bound_tells_a_careless_formula_from_a_careful_one(name, textbook, x):
    domain = next(d for d in DOMAINS if d.operation.name == name)
    y = domain.operation(x)
    (exact,) = domain.gradients(mpf(x))
    assert ulps(textbook(y, x), exact) > LIMIT
    assert ulps(domain.operation(Value(x)).local_gradients()[0], exact) <= LIMIT


def test_ulps_are_counted_from_the_nearest_float():
    third = mpf(1) / 3
    assert ulps(1 / 3, third) < 0.5
    assert 0.5 < ulps(math.nextafter(1 / 3, 1.0), third) < 1.5
    assert ulps(1.0 + 8 * 2.0**-52, mpf(1)) == 8.0
    assert ulps(math.inf, mpf(10) ** 400) == 0.0
    assert ulps(1e308, mpf(10) ** 400) == math.inf
    assert ulps(0.0, mpf(10) ** -400) == 0.0
    assert ulps(1e-300, mpf(10) ** -400) > LIMIT
    assert ulps(math.nan, mpf(1)) == math.inf
