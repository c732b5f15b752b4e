"""What errors of arithmetic say: Python's own reason, the operation, and what it was given."""

import math
import re
import subprocess
import sys
import warnings

import pytest

import autograd
import nn
from autograd import OPERATIONS, Value, value
from autograd.entry import FAMILIES

HOSTILE = [-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 1e300, -1e300, math.inf, -math.inf]
REASONS = {
    *("math domain error", "math range error", "float division by zero", "float modulo"),
    *("(34, 'Numerical result out of range')", "Numerical result out of range"),
    *(
        "float floor division by zero",
        "0.0 cannot be raised to a negative power",
        "division by zero",
    ),
    *("expected a positive input", "cannot convert float infinity to integer"),
    *("float modulo by zero", "zero to a negative power", "the index must be a whole number"),
    *("expected a noninteger or positive integer", "expected a number between -1 and 1"),
    *("float floor divmod()", "0.0 to a negative power", "integer division or modulo by zero"),
}
TABLE = [entry for name, entry in OPERATIONS.items() if name and entry.arity in (1, 2)]
TABLE += [FAMILIES["power"](-0.5), FAMILIES["power_log"](1.0), FAMILIES["polygamma"](2.0)]


def failures(entry):
    """Operands at which the operation, or else its slope, is an error, with that error."""
    seconds = HOSTILE if entry.arity == 2 else [None]
    for a in HOSTILE:
        for b in seconds:
            operands = (a,) if b is None else (a, b)
            leaves = [Value(x, name) for x, name in zip(operands, "xy")]
            try:
                entry(*leaves).backward()
            except (ArithmeticError, ValueError) as error:
                yield operands, leaves, error


@pytest.mark.parametrize("entry", TABLE, ids=repr)
def test_an_error_says_why_where_and_of_what_numbers(entry):
    for operands, leaves, error in failures(entry):
        message, numbers = str(error), "".join(f", {x}" for x in entry.parameters)
        assert message.partition(" in ")[0] in REASONS
        reason = re.escape(message.partition(" in ")[0])
        where = f"{entry.name}({', '.join(f'{n}={x}' for n, x in zip('xy', operands))}{numbers})"
        if message.endswith(f" in the derivative of {where}"):
            # A step of the rule may be named before it; which one is the rule's affair.
            inner = r"( in [a-z_]+\([^()]*\))?"
            pattern = f"{reason}{inner} in the derivative of {re.escape(where)}"
            assert re.fullmatch(pattern, message)
            with pytest.raises(type(error)) as recorded:
                entry(*leaves).backward(create_graph=True)
            assert re.fullmatch(pattern, str(recorded.value))
        else:
            assert re.fullmatch(f"{reason} in {re.escape(where)}", message)
            with pytest.raises(type(error)) as plain:
                entry(*operands)
            given = f"{entry.name}({', '.join(map(str, operands))}{numbers})"
            assert re.fullmatch(f"{reason} in {re.escape(given)}", str(plain.value))


def test_some_operations_fail_and_they_are_these():
    failing = {entry.name for entry in TABLE if any(True for _ in failures(entry))}
    assert failing >= {"div", "pow", "log", "sqrt", "asin", "acosh", "gamma", "digamma", "exp"}
    assert not failing & {"add", "sub", "mul", "tanh", "sigmoid", "relu", "maximum", "abs"}


def test_of_many_operands_three_are_shown_and_their_number():
    def fails(*xs):
        raise ValueError("too many")

    entry = autograd.operation("fails", fails, lambda y, *xs: xs)
    for count, shown in [(4, "1.0, 2.0, 3.0, 4.0"), (5, "1.0, 2.0, 3.0, ... 5 in all")]:
        with pytest.raises(ValueError, match="too many") as caught:
            entry(*range(1, count + 1))
        assert str(caught.value) == f"too many in fails({shown})"


def test_what_is_no_number_is_named_and_shortened():
    for thing, words in [
        ("3", "got str '3'; convert text with float(...)"),
        ([1.0], "got list [1.0]; a Value holds one scalar, so work element by element"),
        (None, "got NoneType None"),
        (1j, "got complex 1j"),
        ("x" * 50, f"got str '{'x' * 36}...; convert text"),
    ]:
        with pytest.raises(TypeError) as caught:
            Value(thing)
        assert str(caught.value).startswith(f"expected a real number or a Value, {words}")
    with pytest.raises(TypeError, match=r"here a plain number is needed: its \.data"):
        autograd.clip(Value(1.0), Value(0.0), 1.0)


def test_a_bool_of_numpy_is_a_number_and_an_array_of_them_is_not():
    np = pytest.importorskip("numpy")
    assert Value(np.True_).data == 1.0
    assert (Value(2.0) * np.False_).data == 0.0
    with pytest.raises(TypeError, match="work element by element"):
        Value(np.array([True]))


def test_no_recorder_is_left_behind_by_a_compiler():
    pytest.importorskip("numpy")
    autograd.compile(lambda x: x * 2.0)(1.0)
    with pytest.raises(autograd.TraceError):
        autograd.compile(lambda x: float(x))(1.0)
    assert value.active_recorder() is None
    Value(1.0).data = 2.0


@pytest.mark.parametrize("package", [autograd, nn, nn.optim, nn.data])
def test_every_public_name_is_there_once_and_comes_with_a_star(package):
    names = package.__all__
    assert len(names) == len(set(names))
    scope: dict[str, object] = {}
    exec(f"from {package.__name__} import *", scope)
    assert set(names) <= set(scope)
    for name in names:
        assert getattr(package, name) is scope[name]


def test_the_constants_are_those_of_mathematics():
    assert (autograd.e, autograd.pi) == (math.e, math.pi)
    assert {"e", "pi", "Value", "grad", "operation"} <= set(autograd.__all__)


def test_a_large_picture_on_the_command_line_comes_with_a_note(tmp_path, monkeypatch, capsys):
    pytest.importorskip("graphviz")
    from autograd import drawing
    from autograd.command import main

    def noting(result):
        warnings.warn("much is left out", UserWarning, stacklevel=2)
        return really(result)

    really = drawing.draw
    monkeypatch.setattr(drawing, "draw", noting)
    assert main(["x*2", "x=1", "--draw", str(tmp_path / "a.dot")]) == 0
    assert capsys.readouterr().err == "python -m autograd: note: much is left out\n"


def test_code_without_a_file_has_no_line_to_show():
    code = 'import sys; exec("import autograd; autograd.log(-1.0)")'
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1].endswith("in log(-1.0)")


def test_a_filter_by_module_silences_the_warning_of_that_module_alone():
    code = compile("import math\ny = math.exp(v)\n", "<somebody>", "exec")
    for name, heard in [("somebody", 0), ("another", 1)]:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            warnings.filterwarnings("ignore", module="somebody")
            exec(code, {"__name__": name, "v": Value(0.5)})
        assert len(said) == heard


WRITTEN = {
    "gamma": "autograd.gamma(x)",
    "lgamma": "autograd.lgamma(x)",
    "digamma": "autograd.digamma(x)",
    "log": "autograd.log(x)",
    "sqrt": "autograd.sqrt(x)",
    "reciprocal": "autograd.reciprocal(x + 1.0)",
    "normal_quantile": "autograd.normal_quantile(x)",
    "acosh": "autograd.acosh(x)",
    "xlogy": "autograd.xlogy(1.0, x)",
    "div": "1.0 / (x + 1.0)",
    "power": "(x + 1.0) ** -1.0",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_an_error_inside_of_where_says_that_where_computes_both_sides(name, tmp_path):
    for line, hinted in [
        (f"autograd.where(x > 0, {WRITTEN[name]}, 0.0)", True),
        (f"autograd.where(x > 0, 0.0, {WRITTEN[name]})", True),
        (WRITTEN[name], False),
        (f"{WRITTEN[name]} + autograd.where(x > 0, x, 0.0)", False),
    ]:
        path = tmp_path / f"{name}{hinted}{len(line)}.py"
        path.write_text(f"y = {line}\n", encoding="utf-8")
        with pytest.raises((ArithmeticError, ValueError), match=rf" in {name}\(") as caught:
            exec(
                compile(f"y = {line}\n", str(path), "exec"), {"autograd": autograd, "x": Value(-1)}
            )
        assert ("where computes both sides before it chooses" in str(caught.value)) == hinted
