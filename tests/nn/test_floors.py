"""The floors of `nn`: every file imports only what is read before it, and rooms by their faces."""

import re
import subprocess
import sys
from pathlib import Path

import nn
from tests.tools.imports import arrows_of, arrows_up, in_circles, modules_of, past_a_face

PACKAGE = Path(nn.__file__).parent
MODULES = modules_of(PACKAGE)
ENGINE = modules_of(PACKAGE.parent / "autograd")
ROOMS = [name for name, path in MODULES.items() if path.name == "__init__.py" and name != "nn"]
ARROWS = arrows_of(MODULES)

# What nn imports from inside the compiler, and why; these may only become fewer.
PAST_THE_COMPILER_S_FACE = {
    ("nn.onnx_file", "autograd.compiler.onnx"): "to import it is to import onnx",
    ("nn.training.jax_loops", "autograd.compiler.run.jax_code"): "to import it is to import JAX",
    ("nn.training.jax_loops", "autograd.compiler.run.devices"): "likewise",
    ("nn.training.jax_steps", "autograd.compiler.run.devices"): "likewise",
    ("nn.training.processes", "autograd.compiler.run.devices"): "likewise",
}


def reading_order(text):
    """The modules in the order in which a docstring names them, a room after its files."""
    order = []
    text = re.sub(r",\n +", ", ", text)
    for line in re.findall(r"^ {4}([a-z_.]+(?:[:,] [a-z_]+)*)(?: {2,}.*)?$", text, re.MULTILINE):
        room, _, files = line.rpartition(": ")
        prefix = f"nn.{room}." if room else "nn."
        order += [prefix + name for name in files.split(", ")]
        order += [f"nn.{room}"] if room else []
    return order


def test_the_reading_order_names_every_file_once():
    order = reading_order(nn.__doc__)
    assert sorted([*order, "nn"]) == sorted(MODULES)


def test_imports_of_every_kind_only_point_down_the_reading_order():
    assert len(ARROWS) > 100
    assert arrows_up(ARROWS, [*reading_order(nn.__doc__), "nn"]) == []


def test_no_files_import_each_other_in_a_circle():
    assert in_circles(ARROWS) == set()


def test_a_room_is_imported_by_its_face():
    assert past_a_face(ARROWS, ROOMS) == []


def test_the_compiler_is_imported_by_its_face():
    arrows = arrows_of(MODULES, ENGINE)
    assert ("nn.training.arrays", "autograd.compiler") in arrows
    assert set(past_a_face(arrows, ["autograd.compiler"])) == set(PAST_THE_COMPILER_S_FACE)


def planted(tmp_path, files):
    """The modules of a package `house` with these files."""
    for name, source in {"__init__.py": "", **files}.items():
        path = tmp_path / "house" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return modules_of(tmp_path / "house")


def test_an_arrow_up_is_found_wherever_it_is_planted(tmp_path):
    for source in (
        "from house.roof import tile",
        "from house import roof",
        "import house.roof as above",
        "def f():\n    from house.roof import tile",
        "def f():\n    import house.roof",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house.roof import Tile",
        "try:\n    import house.roof\nexcept ImportError:\n    pass",
        "import importlib\nroof = importlib.import_module('house.roof')",
    ):
        modules = planted(tmp_path, {"cellar.py": source, "roof.py": "import math\ntile = 1"})
        order = ["house.cellar", "house.roof", "house"]
        assert arrows_up(arrows_of(modules), order) == [("house.cellar", "house.roof")]
        assert in_circles(arrows_of(modules)) == set()


def test_a_circle_is_found_and_what_is_beside_it_is_not(tmp_path):
    files = {
        "a.py": "from house.b import x",
        "b.py": "def f():\n    from house.c import x",
        "c.py": "from house import a",
        "d.py": "x = 1",
    }
    modules = planted(tmp_path, files)
    assert in_circles(arrows_of(modules)) == {"house.a", "house.b", "house.c"}
    (tmp_path / "house" / "c.py").write_text("from house import d", encoding="utf-8")
    assert in_circles(arrows_of(modules)) == set()


def test_a_way_past_a_face_is_found(tmp_path):
    files = {
        "room/__init__.py": "from house.room.bed import sleep",
        "room/bed.py": "sleep = 1",
        "room/table.py": "from house.room.bed import sleep",
        "guest.py": "from house.room import sleep",
        "thief.py": "def f():\n    from house.room.bed import sleep",
    }
    arrows = arrows_of(planted(tmp_path, files))
    assert past_a_face(arrows, ["house.room"]) == [("house.thief", "house.room.bed")]
    assert ("house.guest", "house.room") in arrows


def test_what_is_needed_later_is_imported_later():
    slow = {"pathlib", "json", "csv", "argparse", "html", "hashlib", "numpy", "matplotlib"}
    program = (
        f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r}); import autograd, nn; "
        f"print(sorted({slow!r} & {{*sys.modules}}))"
    )
    run = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True)
    assert (run.stdout.strip(), run.stderr) == (b"[]", b"")
