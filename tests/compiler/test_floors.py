"""The floors of the compiler: rooms import those above them, and know each other by their faces."""

import re
from pathlib import Path

import pytest

pytest.importorskip("numpy")
import autograd.compiler
from tests.tools.imports import arrows_of, arrows_up, in_circles, modules_of, past_a_face

PACKAGE = Path(autograd.compiler.__file__).parent
ENGINE = PACKAGE.parent
NAME = "autograd.compiler"
GROUND = [f"{NAME}.arrays", f"{NAME}.jax_arrays"]  # what emitted programs call
ROOMS = ["program", "record", "group", "lift", "derive", "write", "onnx", "native", "run"]
ROOMS += ["export"]
FACES = [f"{NAME}.{room}" for room in ROOMS]
MODULES = {
    name: path for name, path in modules_of(ENGINE).items() if (name + ".").startswith(NAME + ".")
}
ARROWS = arrows_of(MODULES)

# Who goes past the face of a room, and why; these may only become fewer.
PAST_A_FACE = {
    (f"{NAME}.run.jax_code", f"{NAME}.derive.jax_vocabulary"): "to import it is to import JAX",
    (f"{NAME}.export.jax_module", f"{NAME}.run.jax_code"): "to import it is to import JAX",
    (f"{NAME}.export.jax_module", f"{NAME}.run.devices"): "to import it is to import JAX",
}


def described(module):
    """The names that a docstring lists in its first column, in order."""
    text = MODULES[module].read_text(encoding="utf-8").split('"""')[1]
    columns = [line[4:28] for line in text.splitlines() if line.startswith("    ")]
    return re.findall(r"\w+", " ".join(columns))


def reading_order():
    """All modules in the order in which the docstrings name them, a room after its files."""
    order = list(GROUND)
    for face in FACES:
        order += [f"{face}.{name}" for name in described(face)] + [face]
    return [*order, NAME]


def test_the_rooms_stand_in_the_reading_order():
    assert [name for name in described(NAME) if name in ROOMS] == ROOMS


def test_every_file_stands_in_the_reading_order_of_its_room():
    assert sorted(reading_order()) == sorted(MODULES)


def test_imports_of_every_kind_only_point_down_the_reading_order():
    assert len(ARROWS) > 150
    assert arrows_up(ARROWS, reading_order()) == []


def test_no_files_import_each_other_in_a_circle():
    assert in_circles(ARROWS) == set()


def test_a_room_is_imported_by_its_face():
    assert set(past_a_face(ARROWS, FACES)) == set(PAST_A_FACE)


def test_the_program_as_data_reads_no_other_room():
    data = {target for source, target in ARROWS if source.startswith(f"{NAME}.program")}
    assert all(target.startswith(f"{NAME}.program") for target in data)


@pytest.mark.parametrize(
    "source",
    [
        "from autograd.compiler.run import Lifted",
        "def f():\n    from autograd.compiler.run import Lifted",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n"
        "    from autograd.compiler.run import Lifted",
    ],
)
def test_an_arrow_up_is_found_when_one_is_planted(source, tmp_path):
    planted = tmp_path / "statements.py"
    planted.write_text(source, encoding="utf-8")
    name = f"{NAME}.program.statements"
    arrows = arrows_of({**MODULES, name: planted})
    assert arrows_up(arrows, reading_order()) == [(name, f"{NAME}.run")]


def test_a_way_past_a_face_is_found_when_one_is_planted(tmp_path):
    planted = tmp_path / "lifter.py"
    planted.write_text("from autograd.compiler.group.tape import Tape", encoding="utf-8")
    name = f"{NAME}.lift.lifter"
    found = past_a_face(arrows_of({**MODULES, name: planted}), FACES)
    assert (name, f"{NAME}.group.tape") in found
