"""Contract 1, continued: functions of floats are those floats; NumPy's numbers; copies."""

import copy
import functools
import math
import operator
import pickle

import pytest

import autograd
from autograd import Value


class TestFunctions:
    @pytest.mark.parametrize(
        "name",
        [
            name
            for name in autograd.functions.__all__
            if hasattr(Value, name) != (name == "polygamma")
        ],
    )
    def test_the_method_and_the_function_make_the_same_node(self, name, bits):
        arguments = {
            "atan2": (Value(0.25),),
            "clip": (0.25, 0.4),
            "copysign": (-2.0,),
            "floor_divide": (Value(0.2),),
            "fmod": (0.2,),
            "remainder": (Value(-0.2),),
            "xlogy": (Value(3.0),),
            "hypot": (Value(3.0), 4.0),
            "maximum": (Value(3.0), 0.5),
            "minimum": (0.1, Value(0.5)),
        }.get(name, ())
        x = Value(2.5 if name == "acosh" else 0.5)
        method, function = getattr(x, name)(*arguments), getattr(autograd, name)(x, *arguments)
        assert bits(method.data) == bits(function.data)
        assert method.operation is function.operation
        assert len(method.parents) == len(function.parents)

    def test_plain_numbers_give_plain_floats(self):
        results = [
            autograd.tanh(1),
            autograd.atan2(1, 2),
            autograd.maximum(1, 2),
            autograd.leaky_relu(-1),
            autograd.elu(-1),
            autograd.clip(3, 0, 1),
            autograd.where(True, 1, 2),
            autograd.hypot(3, 4),
            autograd.sum([1, 2]),
            autograd.mean([1, 2]),
            autograd.dot([1, 2], [3, 4]),
            autograd.logsumexp([1, 2]),
            *autograd.softmax([1, 2]),
            *autograd.log_softmax([1, 2]),
            autograd.take([1, 2], 1),
            autograd.sum([]),
        ]
        assert [type(result) for result in results] == [float] * len(results)

    def test_sums_are_those_of_python(self, bits):
        xs = [0.1] * 10 + [1e16, 1.0, -1e16, -0.0]
        assert bits(autograd.sum(map(Value, xs)).data) == bits(float(sum(xs)))
        products = sum(x * y for x, y in zip(xs, reversed(xs)))
        assert bits(autograd.dot(map(Value, xs), reversed(xs)).data) == bits(float(products))
        assert bits(autograd.mean(map(Value, xs)).data) == bits(float(sum(xs)) / len(xs))

    def test_builtin_sum_of_values_is_plain_addition_from_the_left(self, bits):
        # From Python 3.12 on the builtin sum of floats carries the rounding errors along
        # (Neumaier). Over other types it adds one after the other, and so it does over Values;
        # autograd.sum is the twin of the sum of floats in every version.
        xs = [0.1] * 10 + [1e16, 1.0, -1e16]
        assert bits(sum(map(Value, xs)).data) == bits(functools.reduce(operator.add, xs, 0))

    def test_a_sequence_may_be_any_iterable_once(self):
        xs = [Value(1.0), 2, Value(3.0)]
        assert autograd.sum(iter(xs)).data == 6.0
        assert autograd.sum(tuple(xs)).data == 6.0
        assert autograd.maximum(iter(xs)).data == 3.0
        assert autograd.minimum(*xs).data == 1.0
        assert [p.data for p in autograd.softmax(iter(xs))] == pytest.approx(
            [math.exp(x - 3) / sum(math.exp(y - 3) for y in (1, 2, 3)) for x in (1, 2, 3)],
            rel=1e-15,
        )

    def test_sequences_of_the_wrong_kind_are_refused(self):
        with pytest.raises(TypeError, match="sum takes a sequence of numbers or Values, got float"):
            autograd.sum(3.0)
        with pytest.raises(TypeError, match="got str 'a'"):
            autograd.sum([Value(1.0), "a"])
        with pytest.raises(ValueError, match="same length, got 2 and 3"):
            autograd.dot([1, 2], [1, 2, 3])
        for function in ("mean", "softmax", "log_softmax", "logsumexp", "maximum", "minimum"):
            with pytest.raises(ValueError, match=f"{function} needs at least one number"):
                getattr(autograd, function)([])

    def test_take_wants_a_whole_number_within_the_list(self):
        xs = [Value(1.0), Value(2.0), Value(3.0)]
        assert autograd.take(xs, 2).data == 3.0
        assert autograd.take(xs, Value(0.0)).data == 1.0
        for index in (3, -1, 0.5, math.nan, math.inf, Value(3.0)):
            with pytest.raises(IndexError, match="a whole number from 0 to 2"):
                autograd.take(xs, index)

    def test_where_chooses_by_one_condition(self):
        a, b = Value(1.0), Value(2.0)
        assert autograd.where(a < b, a, b).data == 1.0
        assert autograd.where(Value(0.0), a, b).data == 2.0
        assert autograd.where(None, 1, b).data == 2.0
        with pytest.raises(TypeError, match="one condition"):
            autograd.where([True, False], a, b)

    def test_clip_wants_bounds_in_order(self):
        for lower, upper in ((2, 1), (math.nan, 1), (0, math.nan)):
            with pytest.raises(ValueError, match="lower <= upper"):
                autograd.clip(Value(1.5), lower, upper)
            with pytest.raises(ValueError, match="lower <= upper"):
                Value(1.5).clip(lower, upper)

    def test_a_setting_of_minus_zero_is_zero_whichever_was_first(self, bits):
        # Operations with equal settings are one object, and 0.0 == -0.0.
        for first in (0.0, -0.0):
            autograd.ops.leaky_relu.cache_clear()
            autograd.ops.clip.cache_clear()
            for setting in (first, -first):
                assert bits(autograd.leaky_relu(-1.0, setting)) == bits(-0.0)
                assert bits(autograd.clip(-1.0, setting, 1.0)) == bits(0.0)

    def test_nothing_overflows_in_the_stable_functions(self):
        for x in (1e308, -1e308, 800.0, -800.0):
            for name in ("sigmoid", "softplus", "tanh", "silu", "gelu", "erf", "normal_cdf", "elu"):
                assert math.isfinite(getattr(autograd, name)(x)), name
        assert autograd.logsumexp([1e308, 1e308]) == 1e308
        assert autograd.logsumexp([-1e308, -1e308]) == -1e308
        assert autograd.logsumexp([math.inf, 1.0]) == math.inf
        assert autograd.logsumexp([-math.inf, -math.inf]) == -math.inf
        assert autograd.logsumexp([-math.inf, 1.0]) == 1.0
        assert autograd.softmax([1e308, -1e308, 1e308]) == [0.5, 0.0, 0.5]
        assert autograd.log_softmax([1e300, 0.0]) == [0.0, -1e300]

    def test_a_nan_stays_a_nan(self):
        for name in autograd.functions.__all__:
            operation = autograd.OPERATIONS.get(name)
            if operation is not None and operation.arity == 1 and name != "step":
                assert math.isnan(operation(math.nan)), name


class TestNumPy:
    @pytest.fixture
    def np(self):
        return pytest.importorskip("numpy")

    def test_numpy_scalars_are_real_numbers(self, np):
        for scalar in (np.float64(2), np.float32(2), np.float16(2), np.int8(2), np.uint64(2)):
            for node in (
                Value(scalar) + 0,
                scalar * Value(1.0),
                Value(1.0) * scalar,
                scalar - Value(0.0),
                Value(1.0) + scalar - 1,
                scalar / Value(1.0),
                scalar ** Value(1.0),
                Value(2.0) ** scalar - 2,
                autograd.maximum(scalar, Value(1.0)),
            ):
                assert type(node) is Value
                assert node.data == 2.0
            assert (scalar < Value(3.0), scalar >= Value(3.0)) == (True, False)
            assert Value(3.0) > scalar
            assert not Value(2.0) > scalar
            with pytest.warns(UserWarning, match="never equals a number"):
                assert not operator.eq(scalar, Value(2.0))
        assert Value(np.bool_(True)).data == 1.0
        assert (np.bool_(True) * Value(3.0)).data == 3.0

    def test_arrays_are_refused_on_either_side(self, np):
        for array in (np.ones(3), np.array(1.0), np.ones((2, 2))):
            for attempt in (
                lambda array=array: Value(array),
                lambda array=array: array * Value(1.0),
                lambda array=array: Value(1.0) + array,
                lambda array=array: array < Value(1.0),
            ):
                with pytest.raises(TypeError):
                    attempt()

    def test_complex_scalars_are_refused(self, np):
        with pytest.raises(TypeError, match="complex"):
            Value(np.complex128(1.0))


class TestCopies:
    def graph(self):
        x = Value(3.0, label="x")
        y = (x * x + 2 * x).tanh()
        y.label = "y"
        y.backward()
        return x, y

    @pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda y: pickle.loads(pickle.dumps(y))])
    def test_a_copied_graph_is_whole_and_its_own(self, duplicate):
        x, y = self.graph()
        twin = duplicate(y)
        old, new = autograd.topological_order(y), autograd.topological_order(twin)
        assert not set(old) & set(new)
        for a, b in zip(old, new):
            assert (a.data, a.grad, a.label, a.operation) == (b.data, b.grad, b.label, b.operation)
            assert [old.index(p) for p in a.parents] == [new.index(p) for p in b.parents]
        twin.backward()
        x_twin = next(node for node in new if node.label == "x")
        assert x_twin.grad == 2 * x.grad

    def test_copies_of_a_list_share_what_the_list_shared(self):
        x, y = self.graph()
        for duplicate in (copy.deepcopy, lambda y: pickle.loads(pickle.dumps(y))):
            x_twin, y_twin = duplicate([x, y])
            assert x_twin in autograd.topological_order(y_twin)

    def test_a_shallow_copy_has_the_same_parents(self):
        _, y = self.graph()
        twin = copy.copy(y)
        assert twin is not y
        assert (twin.data, twin.grad, twin.label) == (y.data, y.grad, y.label)
        assert twin.parents == y.parents
