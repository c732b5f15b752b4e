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

import pytest
from mpmath import mp, mpf

from autograd import OPERATIONS, Value, ops
from autograd.entry import BUILT_IN
from tests.tools.domains import DIGITS, LIMIT, Domain, Numbers, ulps
from tests.tools.domains import DOMAINS as COMMON
from tests.tools.special_domains import DOMAINS as SPECIAL

DOMAINS = [*COMMON, *SPECIAL]
SAMPLES = 200


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
    assert covered == set(BUILT_IN) - {"", "constant"}  # these two have no operands


def test_the_families_are_covered_by_the_entries_of_the_table_too():
    covered = {domain.operation for domain in DOMAINS}
    table = {entry for name, entry in OPERATIONS.items() if name in BUILT_IN}
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
