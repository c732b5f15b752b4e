"""The types that an editor shows to users, as mypy finds them."""

import inspect
import re
from pathlib import Path

import pytest

import autograd
import nn

SCRIPTS = sorted((Path(__file__).resolve().parent / "typed").glob("*.py"))
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
MOST = 400  # times that Any stands in the packages: where there is no type, and nowhere else


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


def said(output, script):
    """What mypy says of each line: the type that is revealed, or the code of the error."""
    found = {}
    for line in output.splitlines():
        if match := re.match(r"(.*?):(\d+): note: Revealed type is \"(.*)\"$", line):
            what = plain(match[3])
        elif match := re.match(r"(.*?):(\d+): error: .*\[([\w-]+)\]$", line):
            what = f"error: {match[3]}"
        else:
            continue
        if ROOT / match[1] == script:
            found[int(match[2])] = what
    return found


def public_functions():
    """What users call by name, and the methods of what they make."""
    for module in PUBLIC:
        for thing in [getattr(module, name) for name in getattr(module, "__all__", vars(module))]:
            if not str(getattr(thing, "__module__", "")).startswith(module.__name__):
                continue  # what the module only uses
            if inspect.isclass(thing):
                members = {name: x for name, x in vars(thing).items() if name[0] != "_"}
                members["__call__"] = vars(thing).get("__call__")
                yield from (getattr(member, "fget", member) for member in members.values())
            yield thing


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    """What mypy says of all scripts: most of its time goes to what they import."""
    api = pytest.importorskip("mypy.api", reason="needs mypy, of the extra dev")
    cache = tmp_path_factory.mktemp("mypy")
    settings = ["--python-version=3.12", "--follow-imports=silent", f"--cache-dir={cache}"]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        output, errors, _ = api.run([*settings, "--config-file=", *map(str, SCRIPTS)])
    assert not errors
    return output


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_type_checker_shows_the_types_and_finds_the_mistakes_of_a_users_script(script, output):
    assert said(output, script) == wanted(script) != {}


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
