"""Loops as people write them: the programs that are made of them, which people have read."""

import pytest

pytest.importorskip("numpy")
from autograd.compiler.run import ways
from autograd.structure import flatten
from tests.tools import idioms
from tests.tools.agreement import assert_agrees

WRITTEN = idioms.FILE.read_text(encoding="utf-8").split("\n\n# -----")


@pytest.mark.parametrize(
    "place", range(len(idioms.PROGRAMS)), ids=lambda k: " ".join(map(str, idioms.PROGRAMS[k]))
)
def test_the_program_is_the_one_that_was_read(place):
    name, kind, arrays = idioms.PROGRAMS[place]
    if kind == "jax":
        pytest.importorskip("jax")
    found = idioms.entry(name, kind, arrays).removeprefix("# -----").rstrip()
    assert found == WRITTEN[place].removeprefix("# -----").rstrip(), (
        "look at it, then: python -m tests.tools.idioms"
    )


@pytest.mark.parametrize("name", idioms.IDIOMS)
def test_it_computes_what_the_scalar_engine_computes(name, monkeypatch):
    monkeypatch.setattr(ways, "ARRAY_STATEMENT", 0.0)
    function, arguments = idioms.IDIOMS[name]()
    cells = [cell.cell_contents for cell in function.__closure__ or ()]
    parameters = [leaf for leaf in flatten(cells) if isinstance(leaf, idioms.Value)]
    assert_agrees(function, parameters, arguments)
