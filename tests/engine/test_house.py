"""The shape of the house: the standard library alone, and imports that only point down."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import autograd

PACKAGE = Path(autograd.__file__).parent

# From the first that is read to the last. A module may import those before it and none after it.
ORDER = (
    *(
        "lines",
        "entry",
        "numeric",
        "rules",
        "ops",
        "gammas",
        "tails",
        "special",
        "own",
        "graph",
        "chain",
        "calling",
        "leaving",
        "value",
        "functions",
    ),
    *("structure", "signatures", "derivatives", "checking"),
)


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


def imports_of(path):
    """The modules of autograd that a file imports as it is loaded, types apart."""
    names = []
    pending = list(ast.parse(path.read_text(encoding="utf-8")).body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.ImportFrom) and node.module == "autograd":
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograd."):
            names.append(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            names += [a.name.split(".")[1] for a in node.names if a.name.startswith("autograd.")]
        elif isinstance(node, (ast.If, ast.Try, ast.With)):
            pending += ast.iter_child_nodes(node)
    return names


@pytest.mark.parametrize("module", ORDER)
def test_imports_only_point_down_the_list(module):
    for name in imports_of(PACKAGE / f"{module}.py"):
        assert name in ORDER, f"{module} imports {name}, which is not of the engine"
        assert ORDER.index(name) < ORDER.index(module), f"{module} imports {name}, a later one"


def test_the_arrow_test_sees_an_import(tmp_path):
    source = tmp_path / "module.py"
    source.write_text(
        "import math\n"
        "from autograd import ops\n"
        "from autograd.value import Value\n"
        "if TYPE_CHECKING:\n    from autograd.later import Thing\n"
        "def f():\n    from autograd.drawing import draw\n",
        encoding="utf-8",
    )
    assert sorted(imports_of(source)) == ["ops", "value"]


def test_all_names_everything_that_is_public_and_exists():
    assert len(set(autograd.__all__)) == len(autograd.__all__)
    for name in autograd.__all__:
        assert getattr(autograd, name) is not None
    assert set(autograd.functions.__all__) <= set(autograd.__all__)
