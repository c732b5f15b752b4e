"""The types that an editor shows to users, as mypy finds them."""

import re
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent / "typed"
ROOT = Path(__file__).resolve().parents[2]


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
