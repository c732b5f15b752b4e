"""The benchmark of what machine code costs before it runs."""

import pytest

pytest.importorskip("llvmlite")

from benchmarks import building


@pytest.mark.parametrize("name", building.NODES)
def test_a_program_has_about_as_many_nodes_as_it_is_asked_for(name):
    found = building.first_call(name, 1_000, "numpy")
    assert 800 < found["nodes"] < 1_250


def test_the_parts_of_a_first_call_add_up_to_most_of_it():
    found = building.first_call("random graph", 3_000, "native")
    parts = sum(found[part] for part in building.PARTS)
    assert 0.5 * found["all"] < parts <= found["all"]
    assert found["text"] > 0.0
    assert found["LLVM"] > 0.0
    assert found["group, lift"] == 0.0


def test_a_second_process_writes_no_text(tmp_path):
    first, second = (
        building.row("kalman", 1_000, "native", "cache", str(tmp_path)) for _ in range(2)
    )
    assert len([*(tmp_path / "chainrule").iterdir()]) == 2  # this program, and one to warm up
    assert second["text"] < 0.5 * first["text"]
