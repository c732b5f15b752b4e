"""The types that an editor shows to users, as mypy finds them."""

import inspect
import re
from pathlib import Path

import pytest

import autograd
import nn

SCRIPTS = Path(__file__).parent / "typed"
ROOT = Path(__file__).resolve().parents[2]
PUBLIC = (
    autograd,
    nn,
    nn.data,
    nn.init,
    nn.losses,
    nn.metrics,
    nn.optim,
    nn.plotting,
    nn.schedulers,
)
MOST = 440  # times that Any stands in the packages: where there is no type, and nowhere else


def plain(revealed):
    """A type without the modules of its names."""
    return re.sub(r"\b(?:\w+\.)+(\w+)", r"\1", revealed)


def wanted(script):
    """For each line with a comment about its type or its error, that comment."""
    found = {}
    for number, line in enumerate(script.read_text(encoding="utf-8").splitlines(), 1):
        code, _, comment = line.partition("  # ")
        if code.startswith("reveal_type(") or comment.startswith("error: "):
            found[number] = comment
    return found


def said(output):
    """What mypy says of each line: the type that is revealed, or the code of the error."""
    found = {}
    for line in output.splitlines():
        if match := re.match(r".*?:(\d+): note: Revealed type is \"(.*)\"$", line):
            found[int(match[1])] = plain(match[2])
        elif match := re.match(r".*?:(\d+): error: .*\[([\w-]+)\]$", line):
            found[int(match[1])] = f"error: {match[2]}"
    return found


def public_functions():
    """What users call by name, and the methods of what they make."""
    for module in PUBLIC:
        for thing in [vars(module)[name] for name in getattr(module, "__all__", vars(module))]:
            if not str(getattr(thing, "__module__", "")).startswith(module.__name__):
                continue  # what the module only uses
            if inspect.isclass(thing):
                members = {name: x for name, x in vars(thing).items() if name[0] != "_"}
                members["__call__"] = vars(thing).get("__call__")
                yield from (getattr(member, "fget", member) for member in members.values())
            yield thing


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.py")), ids=lambda path: path.stem)
def test_a_type_checker_shows_the_types_and_finds_the_mistakes_of_a_users_script(
    script, tmp_path, monkeypatch
):
    api = pytest.importorskip("mypy.api", reason="needs mypy, of the extra dev")
    monkeypatch.chdir(ROOT)
    settings = ["--python-version=3.12", "--follow-imports=silent", f"--cache-dir={tmp_path}"]
    output, errors, _ = api.run([*settings, "--config-file=", str(script)])
    assert not errors
    assert said(output) == wanted(script)


def test_any_stands_only_where_there_is_no_type():
    sources = [path for package in ("autograd", "nn") for path in (ROOT / package).rglob("*.py")]
    counts = {
        path: len(re.findall(r"\bAny\b", path.read_text(encoding="utf-8"))) for path in sources
    }
    total, worst = sum(counts.values()), sorted(counts, key=counts.get)[-5:]
    assert total <= MOST, f"most in {', '.join(path.name for path in worst)}"


def test_the_docstring_of_a_public_function_says_why_its_result_may_be_anything():
    functions = {thing for thing in public_functions() if inspect.isfunction(thing)}
    assert len(functions) > 150
    silent = [
        f"{function.__module__}.{function.__qualname__}"
        for function in functions
        if re.search(r"\b(Any|\w*Derivative)\b", str(function.__annotations__.get("return")))
        and not re.search(r"\bAny\b", function.__doc__ or "")
    ]
    assert not silent
