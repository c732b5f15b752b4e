"""What every notebook of this folder begins with: the language of its pictures.

    from course import say

    ax.set_xlabel(say("epoch"))

So the two editions have the same code but for comments: the word below differs, and `words.json`
beside the Korean one has its words. And `animation` and `explorer`, for films and graphs that are
to be seen wherever a notebook is read. Where matplotlib or NumPy is missing, as in a browser
without a network, a cell runs without the statements that need them, and says so.
"""

import ast
import json
import re
import symtable
import sys
import tempfile
import warnings
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from IPython import get_ipython
from IPython.display import HTML, Image

import autograd
import nn.plotting
from nn.plotting.style import installed_fonts

LANGUAGE = "ko"

# What imports a package by itself when it is called.
NEEDS = {
    "numpy": re.compile(r"\bautograd\.(compile|vmap)\b"),
    "matplotlib": re.compile(r"\b(animation|(autograd|history)\.plot|nn\.plotting\.(?!Film)\w+)\b"),
    "sklearn": re.compile(r"\bnn\.data\.(breast_cancer|diabetes|digits|iris)\b"),
}
CHANGING = {"add", "append", "extend", "insert", "update"}  # methods of lists, sets, dicts


def in_korean() -> bool:
    """Whether words are Korean: English also where pictures are drawn without Korean letters."""
    return set_up(find_spec("matplotlib") is not None)


@cache
def set_up(pictures: bool) -> bool:
    """Sets the language of this edition, and pictures up, once; whether words are Korean."""
    korean = LANGUAGE == "ko"
    if pictures:
        from matplotlib import rcParams

        rcParams.update({"figure.dpi": 150, "font.size": 11})  # read from a lecture hall's last row
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            nn.plotting.language(LANGUAGE)  # which looks for fonts, and warns where there are none
        korean = korean and bool(installed_fonts())
    autograd.language("ko" if korean else "en")
    return korean


def begin() -> None:
    """Lets a notebook run where packages are missing: its first cell calls this."""
    # In this repository, the checks of exercises lie beside the English edition alone.
    sys.path.append(str(Path(__file__).resolve().parent.parent))
    shell = get_ipython()
    if shell and not all(map(find_spec, ("numpy", "matplotlib", "sklearn"))):
        others = [t for t in shell.ast_transformers if type(t).__name__ != "WithoutPackages"]
        shell.ast_transformers[:] = [*others, WithoutPackages()]


def say(english: str) -> str:
    """A label in this edition's language."""
    return words().get(english, english) if in_korean() else english


@cache
def words() -> dict[str, str]:
    """What lessons say, in Korean: in a file of the Korean edition alone."""
    path = Path(__file__).with_name("words.json")
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def animation(film: nn.plotting.Film, fps: float = 2) -> Image:
    """The film as a moving picture, which is also seen on the web, and before the first run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.gif"
        film.save(path, fps=fps)
        # A GIF under another name: what shows notebooks on the web passes over image/gif.
        return Image(path.read_bytes(), format="png", width=480)


def explorer(v: autograd.Value) -> HTML:
    """`autograd.explore(v)` as a page in a frame, which works before the first run too."""
    page = autograd.explore(v, language=LANGUAGE)._repr_html_()
    return HTML(f"<div>{page}</div>")  # a bare frame would be warned of


class WithoutPackages:
    """Leaves out of each cell the statements that need a package which is not installed.

    Those are the statements that import it, and all that take a name which another of them would
    have given. What is left out is said in one line.
    """

    def __init__(self) -> None:
        self.lacking: dict[str, str] = {}  # a name that no statement has given: the package for it

    def visit(self, cell: ast.Module) -> ast.Module:
        """The cell without them: IPython calls this before it runs one."""
        in_korean()  # in a browser, packages arrive with the cell that imports them
        left_out = {id(statement): package for statement, package in self.in_want(cell.body)}
        if not left_out:
            return cell
        said = ast.parse(f"print({self.notice(cell.body, left_out)!r})").body
        kept = [statement for statement in cell.body if id(statement) not in left_out]
        nothing_shown = [ast.Pass(lineno=1, col_offset=0)] if id(cell.body[-1]) in left_out else []
        cell.body = said + kept + nothing_shown
        return cell

    def in_want(self, statements: list[ast.stmt]) -> list[tuple[ast.stmt, str]]:
        """The statements that can't run, each with the package that it needs."""
        found = []
        for statement in statements:
            takes, gives = names(statement)
            package = missing_package(statement) or next(
                (self.lacking[name] for name in sorted(takes & self.lacking.keys())), None
            )
            for name in gives:
                self.lacking.pop(name, None)
            if package:
                found.append((statement, package))
                self.lacking.update(dict.fromkeys(gives | changes(statement), package))
        return found

    def notice(self, statements: list[ast.stmt], left_out: dict[int, str]) -> str:
        """The line that stands above the cell's output."""
        packages = ", ".join(sorted(set(left_out.values())))
        ranges: list[tuple[int, int]] = []
        for before, s in zip([None, *statements], statements):
            if id(s) in left_out:
                start = ranges.pop()[0] if ranges and id(before) in left_out else s.lineno
                ranges.append((start, s.end_lineno or s.lineno))
        lines = ", ".join(f"{i}" if i == j else f"{i}–{j}" for i, j in ranges)
        said = say("(there is no {} here; lines of this cell that were skipped: {})")
        return said.format(packages, lines)


def missing_package(statement: ast.stmt) -> str | None:
    """A package that a statement imports, itself or through the library, and that is not here."""
    imports = isinstance(statement, (ast.Import, ast.ImportFrom))
    code = "" if imports else ast.unparse(statement)
    wanted = [package for package, needing in NEEDS.items() if needing.search(code)]
    for node in ast.walk(statement):
        if isinstance(node, ast.Import):
            wanted += [alias.name.partition(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            wanted.append((node.module or "").partition(".")[0])
    return next((package for package in wanted if package and not find_spec(package)), None)


def names(statement: ast.stmt) -> tuple[set[str], set[str]]:
    """The names that a statement takes from those before it, and those that it gives."""
    top = symtable.symtable(ast.unparse(statement), "cell", "exec")
    gives = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    takes = {s.get_name() for s in top.get_symbols() if s.is_referenced()}
    inner = top.get_children()
    while inner:
        scope = inner.pop()
        takes |= {s.get_name() for s in scope.get_symbols() if s.is_global() and s.is_referenced()}
        inner += scope.get_children()
    if hasattr(statement, "body"):  # a loop takes its own variable from nobody
        takes -= gives
    return takes, gives


def changes(statement: ast.stmt) -> set[str]:
    """The names of what a statement changes in place: `x.data = 1`, `path.append(x)`."""
    found = set()
    for node in ast.walk(statement):
        target = isinstance(node, (ast.Attribute, ast.Subscript))
        if target and (isinstance(node.ctx, ast.Store) or getattr(node, "attr", "") in CHANGING):
            while isinstance(node, (ast.Attribute, ast.Subscript)):
                node = node.value
            found |= {node.id} if isinstance(node, ast.Name) else set()
    return found


in_korean()
