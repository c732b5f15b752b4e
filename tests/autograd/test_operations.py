"""The table of operations, and operations of one's own."""

import copy
import math
import pickle

import pytest

import autograd
from autograd import OPERATIONS, Operation, Value, operation


def cube(name="cube"):
    return operation(name, value=lambda a: a**3, gradients=lambda y, a: 3 * a**2)


class TestTheTable:
    def test_every_entry_is_complete(self):
        for name, entry in OPERATIONS.items():
            assert entry.name == name
            assert entry.doc
            if name not in ("", "constant"):
                assert entry.symbol
                assert entry.latex
                assert len(entry.latex_gradients) == (entry.arity or len(entry.latex_gradients))
                assert entry.latex_gradients

    def test_help_on_a_function_shows_what_it_computes(self):
        assert autograd.tanh.__doc__ == OPERATIONS["tanh"].doc
        assert Value.tanh.__doc__ == OPERATIONS["tanh"].doc
        assert Value.tanh.__name__ == "tanh"
        assert repr(autograd.tanh) == "<operation tanh>"
        assert repr((Value(2.0) ** 3).operation) == "<operation power(3.0,)>"

    def test_every_function_of_the_table_is_in_the_module_and_a_method(self):
        operators = {"", "constant", "identity", "add", "sub", "mul", "div", "neg", "abs", "pow"}
        over_sequences = {"where", "take", "sum", "dot", "logsumexp"}
        for name in set(OPERATIONS) - operators:
            assert name in autograd.functions.__all__
            assert callable(getattr(autograd, name))
            assert hasattr(Value, name) or name in over_sequences

    def test_operations_survive_copying_and_pickling_as_themselves(self):
        for entry in (*OPERATIONS.values(), (Value(2.0) ** 2.5).operation):
            assert pickle.loads(pickle.dumps(entry)) is entry
            assert copy.deepcopy(entry) is entry

    def test_a_member_of_a_family_that_somebody_holds_stays_the_same_one(self):
        table, mine = OPERATIONS["leaky_relu"], autograd.ops.leaky_relu(0.25)
        for k in range(3000):  # more than are kept for nobody
            autograd.ops.leaky_relu(1.0 + k)
        assert autograd.ops.leaky_relu(0.01) is table
        assert autograd.ops.leaky_relu(0.25) is mine

    def test_powers_with_the_same_exponent_share_one_operation(self):
        x = Value(2.0)
        assert (x**2).operation is (x**2.0).operation
        assert (x**2).operation is not (x**3).operation


class TestOnesOwn:
    def test_it_takes_three_lines(self):
        square = autograd.operation(
            "square", value=lambda a: a * a, gradients=lambda y, a: (2 * a,)
        )
        x = Value(3.0)
        y = square(x)
        y.backward()
        assert (square(3.0), y.data, x.grad) == (9.0, 9.0, 6.0)
        assert (y.op, y._op, y.parents) == ("square", "square", (x,))

    def test_everything_else_picks_it_up(self):
        own = cube()
        assert own is OPERATIONS["cube"]
        assert isinstance(own, Operation)
        assert own.arity == 1
        assert autograd.grad(own)(2.0) == 12.0
        assert autograd.hessian(own)(2.0) == 12.0
        assert autograd.grad(autograd.grad(autograd.grad(own)))(2.0) == 6.0
        autograd.check_gradients(own, 1.5, -0.5)
        x = Value(2.0)
        for twin in (copy.deepcopy(own(x)), pickle.loads(pickle.dumps(own(x)))):
            assert twin.operation is own
        with autograd.no_grad():
            assert own(x).parents == ()

    def test_it_may_have_several_operands_or_any_number(self):
        fused = operation(
            "fused", lambda a, b, c: a * b + c, lambda y, a, b, c: (b, a, 1.0), symbol="×+"
        )
        a, b = Value(2.0), Value(3.0)
        y = fused(a, b, 4)
        y.backward()
        assert (y.data, a.grad, b.grad, y._op) == (10.0, 3.0, 2.0, "×+")
        product = operation(
            "product", lambda *xs: math.prod(xs), lambda y, *xs: tuple(y / x for x in xs)
        )
        assert product.arity is None
        assert autograd.grad(lambda a, b, c: product(a, b, c))(2.0, 3.0, 4.0) == (12.0, 8.0, 6.0)

    def test_plain_numbers_give_plain_floats(self):
        own = cube()
        assert own(2) == 8.0
        assert type(own(2)) is float

    def test_a_value_of_another_number_type_becomes_a_float(self):
        whole = operation("whole", lambda a: round(a), lambda y, a: 0.0)
        assert type(whole(Value(2.6)).data) is float
        assert whole(Value(2.6)).data == 3.0

    def test_a_method_may_be_the_rule(self):
        class Scale:
            factor = 3.0

            def value(self, a):
                return self.factor * a

            def gradients(self, y, a):
                return (self.factor,)

        scale = operation("scale", Scale().value, Scale().gradients)
        assert autograd.grad(lambda x: scale(x))(2.0) == 3.0

    def test_a_wrong_number_of_gradients_is_named(self):
        for rule in (lambda y, a, b: (1.0,), lambda y, a, b: 1.0, lambda y, a, b: (1.0, 1.0, 1.0)):
            wrong = operation("wrong", lambda a, b: a + b, rule)
            x, w = Value(1.0), Value(2.0)
            (3 * x).backward()
            with pytest.raises(
                ValueError, match=r"'wrong' has 2 operands, but .* returned [13] local gradients"
            ):
                wrong(x, w).backward()
            assert (x.grad, w.grad) == (3.0, 0.0)
            with pytest.raises(ValueError, match="return one for each operand"):
                autograd.grad(wrong)(1.0, 2.0)

    def test_a_wrong_number_of_operands_is_named(self):
        with pytest.raises(TypeError, match=r"cube takes 1 operand\(s\), got 2"):
            cube()(Value(1.0), 2.0)

    def test_the_name_of_a_built_in_operation_is_refused(self):
        for name in ("tanh", "add", "power", "pow", "leaky_relu", "constant", ""):
            before = OPERATIONS.get(name)
            with pytest.raises(
                ValueError, match="is a built-in operation; give yours another name"
            ):
                operation(name, lambda a: a, lambda y, a: 1.0)
            assert OPERATIONS.get(name) is before

    def test_defining_it_again_replaces_it(self):
        first = operation("mine", lambda a: 2 * a, lambda y, a: 2.0)
        x = Value(1.0)
        old = first(x)
        second = operation("mine", lambda a: 3 * a, lambda y, a: 3.0)
        assert OPERATIONS["mine"] is second
        second(x).backward()
        assert x.grad == 3.0
        old.backward()  # a graph keeps what it was made with
        assert x.grad == 5.0

    def test_errors_in_its_value_name_it_and_its_operands(self):
        def inverse(a):
            return 1 / a

        own = operation("inverse", inverse, lambda y, a: -y * y)
        with pytest.raises(ZeroDivisionError, match=r"division by zero in inverse\(x=0\.0\)"):
            own(Value(0.0, label="x"))
        with pytest.raises(ZeroDivisionError, match=r"in inverse\(0\.0\)"):
            own(0.0)

    def test_an_error_without_a_message_is_still_named(self):
        def refuse(a):
            raise ValueError

        own = operation("refusing", refuse, lambda y, a: 1.0)
        with pytest.raises(ValueError, match=r"ValueError in refusing\(1\.0\)"):
            own(Value(1.0))

    def test_a_result_that_is_no_real_number_is_refused(self):
        own = operation("complex", lambda a: a * 1j, lambda y, a: 1.0)
        with pytest.raises(TypeError, match="got complex"):
            own(Value(1.0))

    def test_loading_what_nobody_defined_here_says_what_to_do(self):
        data = pickle.dumps(cube("elsewhere")(Value(1.0)))
        del OPERATIONS["elsewhere"]
        with pytest.raises(LookupError, match="no operation 'elsewhere' here; define it"):
            pickle.loads(data)
