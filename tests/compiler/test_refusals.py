"""What compiled code may not do with a number: the line, what it does, and what to write."""

import copy  # noqa: F401  (for the lines)
import math  # noqa: F401
import re

import pytest

import autograd
from autograd import Value

pytest.importorskip("numpy")

CONDITION = "a condition (if, while, and, or, not)"
NUMBER_NEEDED = {
    "return float(x)": "float()",
    "return int(x)": "int()",
    "return round(x, 1)": "round()",
    "return math.trunc(x)": "math.trunc()",
    "return math.floor(x)": "math.floor()",
    "return math.ceil(x)": "math.ceil()",
    "return math.exp(x)": "math.exp",
    "return x if x else 2 * x": CONDITION,
    "return x if x < 2.0 else 2 * x": CONDITION,
    "return x if x >= 2.0 else 2 * x": CONDITION,
    "return x if x == 2.0 else 2 * x": CONDITION,
    "return x if not x else 2 * x": CONDITION,
    "return x and 2 * x": CONDITION,
    "return max(x, 1.0)": CONDITION,
    "return sorted([x, 1.0])[0]": CONDITION,
    "return x if x in [1.0, 2.0] else 2 * x": CONDITION,
    "return x * len(f'{x:.2f}')": "the text of a number",
    "return x * len(repr(x))": "the text of a number",
    "return x * len(str(x))": "the text of a number",
    "return x * len({x: 1})": "a hash (a set, the key of a dict, a cache)",
}
HAPPENS_ONCE = {
    "return x * x.grad": "reading .grad",
    "x.data = 1.0; return x": "setting .data",
    "x.grad = 1.0; return x": "setting .grad",
    "(2 * x).backward(); return x": "backward()",
    "(2 * x)._backward(); return x": "_backward()",
    "return copy.copy(x)": "copying a Value",
    "return copy.deepcopy(x)": "copying a Value",
}


def function_of(line, tmp_path):
    """f(x) of one line, in a file, so that the line can be shown."""
    path = tmp_path / "somebody.py"
    path.write_text(f"def f(x):\n    {line}\n", encoding="utf-8")
    scope = {**globals()}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), scope)
    return scope["f"], path


def message_of(line, tmp_path):
    """What refuses the line, without the place that it begins with."""
    f, path = function_of(line, tmp_path)
    with pytest.raises(autograd.TraceError) as caught:
        autograd.compile(f)(1.5)
    place = f"{path}, line 2: in `{line}`, "
    assert str(caught.value).startswith(place)
    return str(caught.value).removeprefix(place)


@pytest.mark.parametrize("line", NUMBER_NEEDED)
def test_a_number_is_not_taken_out_and_the_mend_is_said(line, tmp_path):
    message = message_of(line, tmp_path)
    needs = " needs a number while this code is being compiled, and its value will differ from "
    assert message.startswith(f"{NUMBER_NEEDED[line]}{needs}call to call; ")
    if NUMBER_NEEDED[line] == "math.exp":
        assert "write autograd.exp" in message
    else:
        assert "write a choice with autograd.where, maximum, minimum, relu or step" in message
        assert "or compute it outside the compiled function" in message


@pytest.mark.parametrize("line", HAPPENS_ONCE)
def test_what_would_happen_once_is_refused(line, tmp_path):
    message = message_of(line, tmp_path)
    once = " would happen only once, when this code is compiled; do it outside the compiled "
    assert message.startswith(f"{HAPPENS_ONCE[line]}{once}function")


@pytest.mark.filterwarnings("ignore:.*a Value never equals a number")
@pytest.mark.parametrize("line", [*NUMBER_NEEDED, *HAPPENS_ONCE])
def test_the_same_line_runs_uncompiled(line, tmp_path):
    if "math.exp" not in line:
        result = function_of(line, tmp_path)[0](Value(1.5))
        assert isinstance(result, (Value, float, int))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("pass", "f returns no number (is a return missing?)"),
        ("return {x: 1}.keys", "a hash"),
        ("return b'a'", "f returns a bytes; compiled code returns numbers and Values, or lists"),
        ("return [x, {x.label}]", "f returns a set; compiled code returns numbers and Values"),
        ("return Value(1.0, (x,), 'q')", "a node made by hand has no formula"),
    ],
)
def test_what_is_no_result_is_refused(line, words, tmp_path):
    f, _ = function_of(line, tmp_path)
    with pytest.raises(autograd.TraceError, match=re.escape(words)):
        autograd.compile(f)(1.5)
