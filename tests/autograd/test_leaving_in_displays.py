"""math.exp(v) inside of displays, calls with stars and comprehensions is said, too."""

import pytest

from tests.autograd.test_leaving import PLACES, run

TAKEN = """
{*map(math.exp, vs)}
{*vs, *map(math.exp, vs)}
[*vs, *map(math.exp, vs)]
(*map(math.exp, vs), 1.0)
{"a": 1.0, **dict(zip("bc", map(math.exp, vs)))}
{"a": math.exp(v), "b": 1.0}
{math.exp(v), 1.0}
[1.0, math.exp(v), v]
(v, math.exp(v))
{k: y for k, y in zip("ab", map(math.exp, vs))}
{y for y in map(math.exp, vs)}
tuple(y + 1.0 for y in map(math.exp, vs))
max(map(math.exp, vs))
min(*map(math.exp, vs))
set(map(math.exp, vs))
any(y > 2.0 for y in map(math.exp, vs))
" ".join(map(str, map(math.exp, vs)))
f"{math.exp(v):.2f} and {v}"
[vs[0], math.exp(v)][1]
(lambda *xs: xs)(*vs, math.exp(v))
dict(a=v, b=math.exp(v))
print(v, end=str(math.exp(v)))
math.exp(v) if v > 0.0 else 0.0
0.0 if v < 0.0 else math.exp(v)
v > 0.0 and math.exp(v)
v < 0.0 or math.exp(v)
not math.exp(v)
-math.exp(v) ** 2.0
1.0 < math.exp(v) < 2.0
[i for i in range(3) if math.exp(v) > i]
[(x, math.exp(y)) for x in vs for y in vs]
""".strip().splitlines()

NOT_TAKEN = """
{*map(float, vs)}, [*vs, *map(float, vs)], {"a": float(v), **{"b": v}}
{"a": math.pi, "b": float(v)}, {math.e, float(v)}
[(math.exp(1.0), float(x)) for x in vs], (math.exp(0.0), *map(float, vs))
max(map(float, vs)), min(*map(float, vs)), dict(a=math.exp(1.0), b=float(v))
print(float(v), end=str(math.exp(1.0)))
float(v) if math.exp(1.0) > 0.0 else 0.0
math.exp(1.0) > 0.0 and float(v)
[float(v) for i in range(3) if math.exp(1.0) > i]
""".strip().splitlines()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("line", TAKEN)
def test_a_number_taken_is_said_wherever_it_goes(line, place):
    assert "math.exp takes the number out of a Value" in run(line, place)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("line", NOT_TAKEN)
def test_a_number_read_beside_mathematics_is_not(line, place):
    assert run(line, place) == ""
