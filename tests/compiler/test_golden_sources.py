"""The emitted source of five small graphs, kept as files to be read, and what they must show.

`python -m tests.tools.golden_sources` writes the files anew.
"""

import re

import pytest

pytest.importorskip("numpy")
from tests.tools import golden_sources
from tests.tools.agreement import assert_agrees

BY_NAME = {example.__name__: example for example in golden_sources.EXAMPLES}


@pytest.mark.parametrize("name", BY_NAME)
def test_the_source_is_that_of_the_golden_file(name):
    golden = (golden_sources.FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    found = golden_sources.source_of(BY_NAME[name])
    assert found == golden, "look at it, then: python -m tests.tools.golden_sources"


@pytest.mark.parametrize("name", BY_NAME)
def test_each_fits_on_a_slide(name):
    lines = golden_sources.source_of(BY_NAME[name]).splitlines()
    assert len(lines) <= 36
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize("name", BY_NAME)
def test_each_computes_what_the_scalar_engine_computes(name):
    function, arguments = BY_NAME[name]()
    from autograd.compiler.record.captured import captured_lists
    from autograd.structure import flatten

    captured = list(flatten(list(captured_lists(function).values())))
    parameters = captured or next(cell.cell_contents for cell in function.__closure__).parameters()
    assert_agrees(function, parameters, arguments)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("neuron", ["z = X @ w + b", "dw = X.T @ dz", "db = dz.sum()"]),
        ("hinge", ["z1 = X @ W1.T + b1", "h1 = np.maximum(z1, 0.0)", "dW1 = dz1.T @ X"]),
        ("softmax", ["logp = z - logsum[:, None]", "dW = dz.T @ X", "db = dz.sum(0)"]),
        ("convolution", ["z = signal_windows @ kernel", "dkernel = signal_windows.T @ dz"]),
        ("recurrence", ["z2 = second @ W.T + h1 @ U.T + b", "dU = dz2.T @ h1"]),
    ],
)
def test_the_matrix_form_of_backpropagation_can_be_read(name, lines):
    statements = [
        line.split("#")[0].strip() for line in golden_sources.source_of(BY_NAME[name]).splitlines()
    ]
    assert [line for line in lines if line not in statements] == []


@pytest.mark.parametrize("name", BY_NAME)
def test_no_element_is_fetched_one_by_one(name):
    source = golden_sources.source_of(BY_NAME[name])
    assert not re.search(r"\bi\d+\b|np\.add\.at|\.take\(", source)
