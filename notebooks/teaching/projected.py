"""Slides of a lesson: title, sections with their formula and picture, recap, questions.

A cell's tag is chosen by a rule and kept as slideshow metadata, which nbconvert's exporter for
reveal.js reads: a slide for the title and for each section, below it one for its first picture.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from teaching.lessons import ANSWER, cells_of, lessons
from teaching.pages import TIMES, rendered

REVEAL = "reveal.js@5.2.1"
PARTS = ["dist/reveal.js", "dist/reveal.css", "LICENSE"]
THEME = "dist/theme/course.css"
HERE = Path(__file__).parent / "slides"
SECTION = re.compile(r"^(?=## )", re.MULTILINE)
SHOWN = ("image/svg+xml", "image/png")
SKIPPED = ("Exercises", "연습 문제", "Next steps", "다음 단계")
CHECKS = ("Check yourself", "확인 질문")
RECAP = ("What to remember", "기억할 것")
WORDS = 70  # of a section's text; the rest is told
WIDE = 120  # characters of LaTeX that fit beside each other


def write_slides(language: str, folder: Path) -> None:
    """A file for each lesson; they look for reveal.js in the folder `reveal` two levels up."""
    folder.mkdir(parents=True)
    for path in lessons(language):
        (folder / f"{path.stem}.html").write_text(slides(path, language), encoding="utf-8")


def slides(path: Path, language: str) -> str:
    """A lesson's slides as one page."""
    import nbformat
    from nbconvert.exporters import SlidesExporter

    exporter = SlidesExporter(
        template_name="slides",
        extra_template_basedirs=[str(HERE.parent)],
        reveal_url_prefix="../../reveal",
        reveal_theme="course",
        exclude_input=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        language_code=language,
    )
    notebook = nbformat.from_dict(  # type: ignore[no-untyped-call]
        {"cells": list(tagged(path)), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    )
    return str(exporter.from_notebook_node(notebook)[0])


def tagged(path: Path) -> Iterator[dict[str, Any]]:
    """The cells to project, each with its tag."""
    number, seen = 0, False
    for cell in cells_of(path):
        if cell["cell_type"] == "code":
            if not seen and (outputs := pictures(cell)):
                seen, number = True, number + 1
                yield {**cell, "outputs": outputs, "id": f"s{number}", "metadata": tag("subslide")}
            continue
        for part in SECTION.split(cell["source"]):
            for kind, text in parts(part):
                number += 1
                source = {"cell_type": "markdown", "source": text, "id": f"s{number}"}
                yield {**source, "metadata": tag(kind)}
            seen = False if part.startswith("## ") else seen
            seen = seen or part.startswith(tuple(f"## {word}" for word in SKIPPED))


def tag(kind: str) -> dict[str, Any]:
    """The metadata that Jupyter keeps for slides."""
    return {"slideshow": {"slide_type": kind}}


def pictures(cell: dict[str, Any]) -> list[dict[str, Any]]:
    """The outputs of a cell that are pictures, alone."""
    found = []
    for output in cell["outputs"]:
        data = {kind: output.get("data", {}).get(kind) for kind in SHOWN}
        kind = next((kind for kind in SHOWN if data[kind]), None)
        if kind:
            shown = {"output_type": "display_data", "metadata": {}}
            found.append({**shown, "data": {kind: "".join(data[kind])}})
    return found[:1]


def parts(text: str) -> Iterator[tuple[str, str]]:
    """What a part of a cell gives to project: a tag, and HTML."""
    heading, _, rest = TIMES.sub("", text).partition("\n")
    if heading.startswith("# "):
        able = next((p for p in rest.split("\n\n") if p.strip().startswith("**")), "")
        yield "slide", html(heading, able)
    elif heading.startswith(tuple(f"## {word}" for word in CHECKS)):
        questions = re.split(r"^(?=\*\*\d\.\*\*)", rest, flags=re.MULTILINE)[1:]
        for n, question in enumerate(questions):
            yield ("subslide" if n else "slide"), html(heading, ANSWER.sub("", question))
            yield "fragment", rendered("\n".join(ANSWER.findall(question)))
    elif heading.startswith(tuple(f"## {word}" for word in RECAP)):
        yield "slide", html(heading, rest)
    elif heading.startswith("## ") and not heading[3:].startswith(SKIPPED):
        yield "slide", html(heading, essence(rest))


def html(heading: str, text: str) -> str:
    """One slide's HTML, without blank lines, which would end it in Markdown."""
    return re.sub(r"\n\s*\n", "\n", rendered(f"{heading}\n\n{text}"))


def essence(text: str) -> str:
    """A section's first paragraph, cut after whole sentences, and its first formula."""
    text = re.sub(r"<details>.*?</details>", "", text, flags=re.DOTALL)
    formula = re.search(r"\$\$(.+?)\$\$", text, re.DOTALL)
    prose = [p.strip() for p in re.sub(r"\$\$.+?\$\$", "", text, flags=re.DOTALL).split("\n\n")]
    told = next((p for p in prose if re.match(r"[\w*\"$(]", p)), "")
    kept = ""
    for sentence in re.split(r"(?<=[.?!:]) ", told):
        if kept and len(f"{kept} {sentence}".split()) > WORDS:
            break
        kept = f"{kept} {sentence}".strip()
    return "\n\n".join(filter(None, [kept, *(lines_of(formula[1]) if formula else [])]))


def lines_of(formula: str) -> list[str]:
    """A formula, in several lines where it is too wide for a slide."""
    parts = formula.split(r"\qquad") if len(formula) > WIDE else [formula]
    return [f"$${part.strip()}$$" for part in parts]


def fetch_reveal(folder: Path) -> None:
    """Lays reveal.js into a folder; npm fetches it.

    Raises:
        SystemExit: there is no npm.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm fetches reveal.js for the slides, and is not here (Debian: npm)")
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([npm, "pack", "--silent", REVEAL], cwd=scratch, check=True, timeout=300)
        (archive,) = Path(scratch).glob("*.tgz")
        with tarfile.open(archive) as packed:
            for part in PARTS:
                to = folder / part
                to.parent.mkdir(parents=True, exist_ok=True)
                content = packed.extractfile(f"package/{part}")
                assert content is not None
                to.write_bytes(content.read())
    (folder / THEME).parent.mkdir()
    shutil.copy(HERE / "course.css", folder / THEME)
