"""The differential net: nothing differs in a bounded run, and planted faults are caught."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mpmath")
pytest.importorskip("numpy")
from autograd import ops
from tests.tools.differential import compiled, fitting, others, paths
from tests.tools.differential.__main__ import WAYS, Run
from tests.tools.differential.compare import Case, Difference
from tests.tools.differential.program import Call, Program, Statement
from tests.tools.differential.rules import unknown_operations
from tests.tools.differential.script import script

ROOT = Path(__file__).resolve().parents[2]
SLOW = {"jax", "torch", "jax.grad"}
QUICK = {name: way for name, way in WAYS.items() if name not in SLOW}


def differences(path, of):
    return list(path(Case(of)))


def test_the_mathematics_of_every_operation_is_known():
    assert unknown_operations() == []


def test_a_hundred_random_programs_give_what_they_should():
    run = Run(20240, QUICK)
    for k in range(100):
        run.program(k)
    assert not run.differences, "\n".join(run.scripts)


def test_the_references_agree_with_pytorch():
    pytest.importorskip("torch")
    run = Run(1, {"torch": (others.torch, 1.0)})
    for k in range(20):
        run.program(k)
    assert not run.differences, "\n".join(run.scripts)


def test_a_few_random_trainings_end_alike_compiled_or_not():
    for seed in range(5):
        assert list(fitting.run(fitting.draw(random.Random(seed)))) == []


def test_a_program_is_the_same_whenever_it_is_drawn():
    first, second = Run(3, {"eager": QUICK["eager"]}), Run(3, {"eager": QUICK["eager"]})
    first.program(5)
    second.program(4)
    second.program(5)
    assert first.scripts == second.scripts[-len(first.scripts) :]


def found_by(way, kind, limit):
    """The run that first shows a kind of difference."""
    run = Run(1, {kind[0]: (way, 1.0)})
    for k in range(limit):
        run.program(k)
        if kind in run.differences:
            return run
    raise AssertionError(f"{kind} not among {run.differences}")


@pytest.mark.parametrize(
    ("entry", "changes", "kind"),
    [
        (ops.tanh, {"gradients": lambda y, a: (1.0 - y,)}, "gradient"),
        (ops.atan, {"gradients": lambda y, a: (1.0 / (1.0 + a * a) + 1e-13,)}, "gradient"),
        (ops.maximum, {"gradients": lambda y, *xs: tuple(1.0 * (x >= y) for x in xs)}, "gradient"),
        (ops.silu, {"value": lambda a: a * ops.sigmoid(a) * (1.0 + 1e-13)}, "accuracy"),
        (ops.softplus, {"gradients": lambda y, a: (0.5 + 0.0 * a,)}, "gradient"),
    ],
    ids=["slope", "last digits", "ties", "value", "another slope"],
)
def test_a_wrong_rule_is_found(monkeypatch, capsys, entry, changes, kind):
    for field, wrong in changes.items():
        monkeypatch.setitem(entry.__dict__, field, wrong)
    found_by(paths.eager, ("eager", kind), 1500)


def test_a_second_derivative_that_forgets_a_term_is_found(monkeypatch, capsys):
    monkeypatch.setitem(ops.exp.__dict__, "gradients", lambda y, a: (float(y),))
    found_by(paths.second, ("second", "curvature"), 500)


def two_samples(**more):
    """A captured Value and a sample each, in two calls between which everything moves."""
    calls = (
        Call({"x": [[0.5, 1.5], [2.0, -1.0]]}, (0.75,), (1.0, 2.0, 3.0, 4.0)),
        Call({"x": [[0.25, 1.0], [1.0, -0.5], [0.0, 3.0]]}, (0.5,), (2.0, 3.0, 4.0, 5.0)),
    )
    return Program(shape="loop", calls=calls, arrays=True, **more)


WEIGHTED = two_samples(
    statements=(
        Statement("v1", "{v} = autograd.tanh({0} * {1})", ("w[0]", "x[0]")),
        Statement("v2", "{v} = {0} * {1} + {2}", ("v1", "scale", "w[0]")),
    ),
    results=("v2",),
)


def test_a_wrong_compiled_gradient_is_found(monkeypatch):
    from autograd.compiler.derive import operations
    from autograd.compiler.run import lifted

    monkeypatch.setattr(lifted, "difference", lambda *args: "")  # the library's own check
    assert differences(compiled.compiled, WEIGHTED) == []
    monkeypatch.setitem(operations.GRADIENTS, ops.tanh, lambda y, a: (1.0 - y,))
    found = differences(compiled.compiled, WEIGHTED)
    assert {d.kind for d in found} == {("compiled", "gradient")}


def test_a_dropped_sum_over_a_broadcast_axis_is_found(monkeypatch):
    from autograd.compiler.derive import rows
    from autograd.compiler.run import lifted

    contract = rows.contract
    monkeypatch.setattr(lifted, "difference", lambda *args: "")
    monkeypatch.setattr(
        rows,
        "contract",
        lambda factors, sizes, to: contract(factors, dict.fromkeys(sizes, 1), to),
    )
    assert ("compiled", "gradient") in {d.kind for d in differences(compiled.compiled, WEIGHTED)}


def test_captured_state_that_is_frozen_is_found(monkeypatch):
    from autograd.compiler.record.guards import Surroundings

    same_form = WEIGHTED.but(
        calls=tuple(
            Call({"x": call.arguments["x"][:2]}, call.parameters, call.state)
            for call in (WEIGHTED.calls[0], WEIGHTED.calls[0], WEIGHTED.calls[1], WEIGHTED.calls[1])
        )
    )
    for text in ("scale", "settings[0]", "box.k", 'table["k"]'):
        statements = (WEIGHTED.statements[0], Statement("v2", "{v} = {0} * {1}", ("v1", text)))
        captures = same_form.but(statements=statements)
        assert differences(compiled.compiled, captures) == []
        with monkeypatch.context() as patch:
            patch.setattr(Surroundings, "changed", lambda self: "")
            assert ("compiled", "value") in {
                d.kind for d in differences(compiled.compiled, captures)
            }


def test_the_printed_script_runs_by_itself_and_prints_both_numbers(tmp_path):
    statement = Statement("v1", "{v} = cube({0}) * {1} + {2}", ("x[0]", "w[0]", "scale"))
    call = Call({"x": [2.0]}, (3.0,), (1.0, 1.0, 1.0, 1.0))
    one = Program((statement,), ("v1",), "plain", (call,))
    text = script(one, Difference("eager", 0, "gradient 0", "2.0", "1.0 ± 1e-15"))
    path = tmp_path / "difference.py"
    path.write_text(text)
    shown = subprocess.run(
        [sys.executable, str(path)],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.split() == ["found:", "36.0", "right:", "1.0", "±", "1e-15"]


def test_a_difference_is_shrunk_to_the_statement_that_makes_it(monkeypatch, capsys):
    monkeypatch.setitem(ops.sinh.__dict__, "gradients", lambda y, a: (y,))
    (text,) = found_by(paths.eager, ("eager", "gradient"), 1500).scripts
    body = text.split("def f(")[1].split("return")[0]
    assert body.count("\n") == 2
    assert "sinh" in body
