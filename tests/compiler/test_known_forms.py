"""The short way of a call whose form is known gives and sees what the long way gives and sees."""

import fractions
import math
from collections import OrderedDict, namedtuple

import pytest

import autograd
from autograd import Value

np = pytest.importorskip("numpy")

Point = namedtuple("Point", "x y")


class Metres(float):
    """A float that multiplies in a way of its own, which compiled code has never minded."""

    def __mul__(self, other):
        return 1000.0 * float(self) * other

    __rmul__ = __mul__


def slopes(result, *leaves):
    for leaf in leaves:
        leaf.grad = 0.0
    result.backward()
    return [leaf.grad for leaf in leaves]


# --- arguments -----------------------------------------------------------------------------------

NUMBERS = [2.5, 3, -0.0, Value(4.0), np.float64(5.0), np.float32(0.5), fractions.Fraction(1, 4)]
NUMBERS += [np.array(7.0), np.int64(3), Metres(2.0), 10**20, 1e-320]


@pytest.mark.parametrize("first", [1.0, 1, Value(1.0), np.float64(1.0), np.array(1.0)])
def test_a_number_of_any_kind_after_a_number_of_any_other(first):
    w = Value(3.0)
    f = autograd.compile(lambda x: w * x * x)
    for x in [first, first, *NUMBERS, first]:
        number = float(x)
        result = f(x)
        assert result.data == 3.0 * number * number
        leaves, expected = ([w, x], [number * number, 6.0 * number])
        count = 2 if isinstance(x, Value) else 1
        assert slopes(result, *leaves[:count]) == expected[:count]
        assert f.numpy(x) == 3.0 * number * number


LISTS = [[2.0, 3.0], [2, 3.0], (2.0, 3.0), np.array([2.0, 3.0]), [np.float64(2.0), 3.0], [2, True]]
LISTS += [np.array([2, 3], "i1"), np.array([2, 3], np.float32), Point(2.0, 3.0), [Metres(2.0), 3.0]]
LISTS += [[2.0, Value(3.0)], [2.0], [2.0, 3.0, 4.0], iter([2.0, 3.0]), np.array([2.0, 3.0])[::-1]]


@pytest.mark.parametrize("first", [[1.0, 2.0], (1.0, 2.0), np.array([1.0, 2.0])])
def test_numbers_in_lists_of_any_kind_after_any_other(first):
    w = Value(3.0)
    f = autograd.compile(lambda xs: autograd.sum([w * x * x for x in xs]))
    for xs in [first, first, *LISTS, first]:
        numbers = [2.0, 3.0] if not hasattr(xs, "__len__") else [*map(float, xs)]
        result = f(iter(numbers) if not hasattr(xs, "__len__") else xs)
        squares = sum(x * x for x in numbers)
        assert result.data == pytest.approx(3.0 * squares, rel=1e-15)
        assert slopes(result, w) == pytest.approx([squares], rel=1e-15)


def test_lists_in_lists_are_of_the_form_only_if_every_row_is():
    w = Value(2.0)
    f = autograd.compile(lambda rows: w * autograd.sum([autograd.sum(row) for row in rows]))
    for rows in (
        [[1.0, 2.0], [3.0, 4.0]],
        [[5.0, 6.0], [7.0, 8.0]],
        [[1.0, 2.0], [3.0]],
        [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
        [[1.0, 2.0], (3.0, 4.0)],
        [[1.0, 2.0], [3, 4]],
        [[1.0, 2.0], np.array([3.0, 4.0])],
        np.array([[1.0, 2.0], [3.0, 4.0]]),
        [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]],
    ):
        assert f(rows).data == 2.0 * float(sum(sum(row) for row in rows))


def test_arrays_are_of_the_form_only_if_they_have_its_shape():
    w = Value(2.0)
    f = autograd.compile(lambda xs: w * autograd.mean(xs))
    g = autograd.compile(lambda rows: w * autograd.mean(rows[0]))
    for n in (3, 3, 4, 2, 3):
        assert f(np.arange(n)).data == n - 1.0
        assert f.numpy(np.arange(n)) == n - 1.0
        assert g(np.arange(12.0).reshape(12 // n, n)).data == n - 1.0


def test_numbers_that_are_no_inputs_choose_their_program_each_time():
    w = Value(2.0)
    f = autograd.compile(lambda x, sign=True, name="a": w * x if sign else -w * x * len(name))
    for arguments, expected in [
        (((1.0,), {}), 2.0),
        (((1.0, True), {}), 2.0),
        (((1.0, False), {}), -2.0),
        (((1.0, 1), {}), 2.0),
        (((1.0,), {"sign": False}), -2.0),
        (((1.0,), {"sign": False, "name": "abc"}), -6.0),
        (((1.0,), {"name": "abc", "sign": False}), -6.0),
        (((True,), {}), 2.0),
    ]:
        for _ in range(2):
            args, kwargs = arguments
            if args[1:] == (1,) and args[1] is not True and args[1] is not False:
                with pytest.raises(autograd.TraceError):  # a number is an input, no switch
                    f(*args, **kwargs)
            else:
                assert f(*args, **kwargs).data == expected


def test_a_mistaken_call_says_what_it_says_uncompiled():
    w = Value(2.0)
    f = autograd.compile(lambda x, y: w * x * y)
    f(1.0, 2.0)
    f(1.0, 2.0)
    for mistaken in (lambda: f(1.0), lambda: f(1.0, 2.0, 3.0), lambda: f(1.0, z=2.0)):
        with pytest.raises(TypeError, match="argument"):
            mistaken()
    with pytest.raises(TypeError):
        f(1.0, [[], {}])


def test_nan_infinity_and_errors_are_those_of_floats():
    w = Value(2.0)
    f = autograd.compile(lambda x: w / x + autograd.sqrt(x))
    assert f(4.0).data == 2.5
    assert math.isnan(f(math.nan).data)
    assert f(math.inf).data == math.inf
    with pytest.raises(ZeroDivisionError, match="div"):
        f(0.0)
    with pytest.raises(ValueError, match="sqrt"):
        f(-1.0)
    assert f.numpy(4.0) == 2.5


def test_values_among_the_arguments_have_their_gradients_wherever_they_stand():
    w, a, b = Value(2.0), Value(3.0), Value(5.0)
    f = autograd.compile(lambda xs, y: w * xs[0] * xs[1] * y)
    for _ in range(3):
        for xs, y in [
            ([a, 4.0], 7.0),
            ([4.0, a], 7.0),
            ([a, b], 7.0),
            ([a, a], b),
            ([2.0, 3.0], a),
        ]:
            first, second, third = (float(x) for x in (*xs, y))
            result = f(xs, y)
            assert result.data == 2.0 * first * second * third
            gradients = dict.fromkeys([w, a, b], 0.0)
            gradients[w] = first * second * third
            for x, slope in zip((*xs, y), (second * third, first * third, first * second)):
                if isinstance(x, Value):
                    gradients[x] += 2.0 * slope
            assert slopes(result, w, a, b) == [*gradients.values()]
            assert f.numpy(xs, y) == result.data


def test_gradients_by_values_among_the_arguments_can_be_differentiated_again():
    w = Value(2.0)
    f = autograd.compile(lambda xs, k: w * xs[0] ** 2 * xs[1] * k)
    for _ in range(3):
        x = Value(3.0)
        f([x, 5.0], 7.0).backward(create_graph=True)
        slope, x.grad = x.grad, 0.0
        assert slope.data == 2.0 * 2 * 3.0 * 5.0 * 7.0
        slope.backward()
        assert x.grad == 2.0 * 2 * 5.0 * 7.0


def test_forms_that_take_turns_keep_their_programs():
    w = Value(2.0)
    f = autograd.compile(lambda xs: autograd.sum([w * x for x in xs]))
    programs = {}
    for turn in range(4):
        for n in range(1, 8):
            assert f([float(turn)] * n).data == 2.0 * turn * n
            assert programs.setdefault(n, f.lifted) is f.lifted
            assert next(reversed(f._lifted)) == f.lifted.form.key


def test_a_dict_of_any_kind_after_a_dict_of_any_other():
    w, v = Value(3.0), Value(5.0)

    def f(given, k=1.0):
        inner = given["in"]
        first = next(iter(given)) == "x"
        return w * given["x"] * inner["ys"][0] * k + (inner["z"] if first else -inner["z"])

    compiled = autograd.compile(f)
    for given, k in [
        ({"x": 2.0, "in": {"ys": [3.0, 4.0], "z": 7.0}}, 1.0),
        ({"x": 4, "in": {"ys": [3.0, 9.0], "z": 8.0}}, 2.0),
        ({"x": v, "in": {"ys": [3.0, 9.0], "z": 8.0}}, 2.0),
        ({"x": 2.0, "in": {"ys": np.array([5.0, 9.0]), "z": -8.0}}, 2.0),
        ({"in": {"ys": [3.0, 4.0], "z": 7.0}, "x": 2.0}, 1.0),  # another order
        ({"x": 2.0, "in": {"z": 7.0, "ys": [3.0, 4.0]}}, 1.0),
        ({"x": 2.0, "in": {"ys": [3.0], "z": 7.0}}, 1.0),
        ({"x": 2.0, "in": {"ys": [3.0, 4.0], "z": 7.0, "more": None}}, 1.0),
        ({"x": 2.0, "in": OrderedDict(ys=[3.0, 4.0], z=7.0)}, 1.0),
    ]:
        for _ in range(3):
            w.grad = v.grad = 0.0
            result = compiled(given, k=k)
            assert result.data == float(f(given, k))
            assert compiled.numpy(given, k=k) == result.data
            result.backward(create_graph=True)
            assert float(w.grad) == float(given["x"]) * given["in"]["ys"][0] * k
            assert float(v.grad) == (3.0 * 3.0 * k if given["x"] is v else 0.0)
    for missing in ({"x": 1.0}, {"x": 1.0, "in": {"ys": [1.0]}}):
        with pytest.raises(KeyError):
            compiled(missing)


def test_a_dict_is_read_when_it_is_given_and_its_strings_choose_the_program():
    w = Value(2.0)
    f = autograd.compile(lambda d: w * w * d["x"] if d["how"] == "plain" else w * d["x"])
    for _ in range(3):
        given = {"x": 3.0, "how": "plain"}
        result = f(given)
        given["x"] = 100.0
        w.grad = 0.0
        result.backward(create_graph=True)
        assert float(w.grad) == 12.0
        assert f({"x": 3.0, "how": "other"}).data == 6.0


@pytest.mark.parametrize("backend", ["numpy", "native"])
def test_arrays_are_copied_and_converted_by_whichever_way_the_program_takes_them(backend):
    if backend == "native":
        pytest.importorskip("llvmlite")
    w = [Value(1.0), Value(2.0)]
    for n in (2, 300):  # few go as lists, many as arrays
        numbers, total = np.arange(1.0, n + 1.0), n * (n + 1) / 2
        kinds = [numbers, numbers[::-1][::-1], numbers.astype(np.float32), numbers.astype(">f8")]
        kinds += [numbers.astype(int), np.repeat(numbers, 2)[::2], numbers.reshape(2, n // 2)]
        f = autograd.compile(lambda xs: w[0] * autograd.sum(flat(xs)) + w[1], backend=backend)
        for xs in kinds * 3:
            result, copy = f(xs), xs.copy()
            assert result.data == total + 2.0
            assert f.numpy(xs) == result.data
            xs[...] = 0.0
            assert slopes(result, *w) == [total, 1.0]
            xs[...] = copy


def flat(xs):
    return [y for x in xs for y in (x if isinstance(x, list) else [x])]


# --- what the function goes by -------------------------------------------------------------------


def test_what_is_captured_is_followed_between_calls_of_a_known_form():
    state = {"k": 2.0, "ws": [Value(1.0), Value(2.0)]}
    factor = 3.0

    class Settings:
        scale = 5.0

    def helper(x):
        return x * 7.0

    def f(x):
        total = autograd.sum([w * x for w in state["ws"]])
        return helper(total) * state["k"] * factor * Settings.scale

    compiled = autograd.compile(f)

    def check():
        for _ in range(3):
            assert compiled(0.5).data == pytest.approx(float(f(0.5)), rel=1e-15)

    check()
    state["k"] = 4.0
    check()
    state["ws"].append(Value(10.0))
    check()
    state["ws"][0] = Value(-1.0)
    check()
    state["ws"][0].data = 6.0
    check()
    Settings.scale = -5.0
    check()
    factor = 1.5
    check()
    helper.__code__ = (lambda x: x * 11.0).__code__
    check()
    state = {"k": 1.0, "ws": [Value(1.0)]}
    check()


def test_every_part_of_a_function_that_is_replaced_is_followed():
    def helper(x, k=2.0, *, j=3.0):
        return x * k * j

    compiled = autograd.compile(lambda x: Value(1.0) * helper(x))
    for name, new in [
        ("__defaults__", (5.0,)),
        ("__kwdefaults__", {"j": 7.0}),
        ("__kwdefaults__", {"j": -7.0}),
        ("__code__", (lambda x, k=1.0, *, j=1.0: x + k * j).__code__),
    ]:
        assert [compiled(0.5).data for _ in range(3)] == [helper(0.5)] * 3
        setattr(helper, name, new)
        assert [compiled(0.5).data for _ in range(3)] == [helper(0.5)] * 3


def test_an_equal_number_keeps_the_program_and_a_zero_of_the_other_sign_does_not():
    w, k = Value(2.0), 0.0
    f = autograd.compile(lambda x: autograd.atan2(w * k, x))
    assert f(-1.0).data == math.pi
    program = f.lifted
    for text in ("0.0", "0", "-0.0", "0.0"):
        k = float(text)
        assert f(-1.0).data == math.copysign(math.pi, k)
        assert f(-1.0).data == math.copysign(math.pi, k)
    k = float("0.0")
    f(-1.0)
    assert f.lifted is program


def test_containers_are_followed_part_by_part():
    class Scale:
        def __init__(self, k):
            self.k = k

    w, items, signs = Value(2.0), {"a": 3.0, "b": 5.0}, [0.0, 1.0]
    scales = [Scale(1.0), Scale(10.0)]
    first = autograd.compile(lambda x: w * x * next(iter(items.values())))
    angle = autograd.compile(lambda x: w * autograd.atan2(signs[0] * x, -1.0))
    scaled = autograd.compile(lambda x: w * x * scales[0].k)
    kind = autograd.compile(lambda x: w * x if isinstance(signs, list) else -w * x)
    count = autograd.compile(lambda x: w * x * len(signs))

    def check(f, expected):
        assert [f(1.0).data for _ in range(3)] == [expected] * 3

    check(first, 6.0)
    items["a"] = items.pop("a")  # last in order now
    check(first, 10.0)
    items["b"] = float("5")  # another float, the same number
    check(first, 10.0)
    items["b"] = 7.0
    check(first, 14.0)
    del items["b"]
    check(first, 6.0)
    check(angle, 2 * math.pi)
    signs[0] = -0.0
    check(angle, -2 * math.pi)
    check(count, 4.0)
    signs.append(0.0)
    check(count, 6.0)
    check(kind, 2.0)
    signs = tuple(signs)
    check(kind, -2.0)
    check(scaled, 2.0)
    scales.reverse()
    check(scaled, 20.0)
    scales[0].k = 7.0
    check(scaled, 14.0)
    scales[0] = Scale(7.0)
    check(scaled, 14.0)
    scales[0].k = 8.0
    check(scaled, 16.0)


def test_attributes_whose_names_no_code_can_write_are_followed():
    class Bag:
        def __init__(self):
            self.w = Value(2.0)

    bag = Bag()
    setattr(bag, "no name", 3.0)
    vars(bag)["class"] = 1.0
    f = autograd.compile(lambda x: bag.w * x * sum(v for v in vars(bag).values() if v is not bag.w))
    assert [f(1.0).data, f(1.0).data] == [8.0, 8.0]
    setattr(bag, "no name", 5.0)
    assert [f(1.0).data, f(1.0).data] == [12.0, 12.0]
    vars(bag)["{}"] = 10.0
    assert [f(1.0).data, f(1.0).data] == [32.0, 32.0]


def test_two_objects_of_one_class_have_their_own_programs_in_turn():
    class Line:
        def __init__(self, k):
            self.w, self.k = Value(2.0), k

        @autograd.compile
        def at(self, x):
            return self.w * x * self.k

    lines = [Line(3.0), Line(5.0)]
    for _ in range(4):
        assert [line.at(2.0).data for line in lines] == [12.0, 20.0]
    lines[0].k = 7.0
    assert [line.at.numpy(2.0) for line in lines for _ in range(2)] == [28.0, 28.0, 20.0, 20.0]
