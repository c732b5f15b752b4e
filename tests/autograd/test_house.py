"""The shape of the house: the standard library alone, and imports that only point down."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import autograd
from tests.tools.imports import arrows_of, arrows_up, imports_of, modules_of

PACKAGE = Path(autograd.__file__).parent
MODULES = modules_of(PACKAGE)
ROOMS = ("autograd.compiler", "autograd.drawing", "autograd.exploring", "autograd.korean")
PATH = ("entry", "ops", "graph", "chain_rule", "value")  # of a reader, who wants the engine alone

# For the name of a type, nothing being loaded: what a Value is made of speaks of Values.
FOR_TYPES = {
    ("autograd.scopes", "autograd.value"),
    ("autograd.entry", "autograd.value"),
    ("autograd.listening", "autograd.value"),
    ("autograd.graph", "autograd.value"),
    ("autograd.factors", "autograd.value"),
    ("autograd.joint", "autograd.value"),
    ("autograd.passes", "autograd.value"),
    ("autograd.chain_rule", "autograd.value"),
    ("autograd.real", "autograd.value"),
    ("autograd.rules", "autograd.value"),
    ("autograd.copies", "autograd.value"),
    ("autograd.number", "autograd.value"),
    ("autograd.lecture", "autograd.value"),
}
# These may only become fewer.
EXCEPTIONS = {
    ("autograd.drawing", "autograd.compiler"): "the picture of a compiled function is drawn",
}


def test_importing_autograd_needs_the_standard_library_alone():
    program = f"""
import sys
before = set(sys.modules)  # whatever a site puts there at every start
sys.path.insert(0, {str(PACKAGE.parent)!r})

class Refuse:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top != "autograd" and top not in sys.stdlib_module_names:
            raise ImportError(f"{{name}} is not of the standard library")

sys.meta_path.insert(0, Refuse())
import autograd
x = autograd.Value(3.0)
y = (x * x + 2 * x).tanh() * 0 + x * x
y.backward()
assert x.grad == 6.0
assert autograd.hessian(lambda x: x ** 3)(2.0) == 12.0
autograd.check_gradients(autograd.gelu, 0.5)
foreign = {{name.partition(".")[0] for name in set(sys.modules) - before}}
foreign -= set(sys.stdlib_module_names) | {{"autograd"}}
assert not foreign, foreign
"""
    # -I: no environment, no directory of the user's; -S: no site-packages.
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


def floor_of(module):
    """The module, or the room that it is in: what is inside a room is the room's own matter."""
    return next((room for room in ROOMS if f"{module}.".startswith(f"{room}.")), module)


def between_floors(arrows):
    return sorted({(floor_of(a), floor_of(b)) for a, b in arrows if floor_of(a) != floor_of(b)})


def reading_order(text):
    """The modules in the order in which a docstring names them."""
    lines = re.findall(r"^ {4}([a-z_]+(?:, [a-z_]+)*)(?: +[^ ].*)?$", text, re.MULTILINE)
    return [f"autograd.{name}" for line in lines for name in line.split(", ")]


def test_the_reading_order_names_every_file_and_every_room_once():
    beside = {"autograd", "autograd.__main__"}
    assert sorted(reading_order(autograd.__doc__)) == sorted({*map(floor_of, MODULES)} - beside)


def test_imports_of_every_kind_only_point_down_the_reading_order():
    arrows = between_floors(arrows_of(MODULES))
    order = [*reading_order(autograd.__doc__), "autograd", "autograd.__main__"]
    assert len(arrows) > 100
    assert {*arrows_up(arrows, order)} - FOR_TYPES - {*EXCEPTIONS} == set()


def test_what_is_imported_for_types_is_imported_for_nothing_else():
    for module, target in sorted(FOR_TYPES):
        source = MODULES[module].read_text(encoding="utf-8")
        assert target in imports_of(module, source, MODULES)
        assert target not in imports_of(module, without_types(source), MODULES)


def without_types(source):
    """A source without what it imports for type checkers."""
    tree = ast.parse(source)
    tree.body = [
        statement
        for statement in tree.body
        if not (isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING")
    ]
    return ast.unparse(tree)


def test_an_arrow_up_between_floors_is_found(tmp_path):
    for source, arrows in (
        ("def f():\n    from autograd.drawing.text import label", 1),
        ("from autograd import value", 1),
        ("if TYPE_CHECKING:\n    from autograd.value import Value", 1),
        ("from autograd.entry import Operation", 0),
    ):
        path = tmp_path / "graph.py"
        path.write_text(source, encoding="utf-8")
        found = between_floors(arrows_of({"autograd.graph": path}, MODULES))
        assert len(arrows_up(found, reading_order(autograd.__doc__))) == arrows
    assert "autograd.value" not in imports_of(
        "m", without_types("if TYPE_CHECKING:\n    from autograd.value import Value"), MODULES
    )


def test_the_path_of_a_reader_is_five_short_pages_of_the_engine_alone():
    pages = {name: MODULES[f"autograd.{name}"].read_text(encoding="utf-8") for name in PATH}
    assert sum(page.count("\n") for page in pages.values()) <= 900
    for name, page in pages.items():
        assert not re.search("compil|trac(e|ing)", page), name


def test_all_names_everything_that_is_public_and_exists():
    assert len(set(autograd.__all__)) == len(autograd.__all__)
    for name in autograd.__all__:
        assert getattr(autograd, name) is not None
    assert set(autograd.functions.__all__) <= set(autograd.__all__)


def test_every_operation_that_is_a_function_is_the_method_of_that_name_too():
    functions = {name: getattr(autograd, name) for name in autograd.functions.__all__}
    operations = {name: f for name, f in functions.items() if isinstance(f, autograd.Operation)}
    assert len(operations) > 45
    for name, operation in operations.items():
        x = autograd.Value(1.25 if name == "acosh" else 0.75)
        made = getattr(x, name)(*[0.5] * ((operation.arity or 2) - 1))
        assert made.operation is operation, name
