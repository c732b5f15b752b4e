"""Pages to print: Markdown with formulas becomes one HTML file that asks nothing of any host."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path

import mistune
from latex2mathml.converter import convert

CODE = re.compile(r"(^```.*?^```|`[^`\n]+`)", re.MULTILINE | re.DOTALL)
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(?!\s)([^$]+?)(?<!\s)\$", re.DOTALL)
LINK = re.compile(
    r"\[([^\]]+)\]\([\w./]+\.(?:ipynb|md)(?:#[^)]*)?\)"
)  # to other lessons: paper has none
TIMES = re.compile(r"^\*(?:\d+ minutes?.*|(?:읽기 )?\d+분.*)\*\n+", re.MULTILINE)
HELD = "formula{}here"

STYLE = (Path(__file__).parent / "paper.css").read_text(encoding="utf-8")


def page(title: str, body: str, language: str, style: str = "") -> str:
    """A whole file; the title is its first heading too."""
    name = html.escape(title)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{name}</title>\n'
        f"<style>{STYLE}{style}</style>\n</head>\n<body>\n<h1>{name}</h1>\n"
        f"{body}\n</body>\n</html>\n"
    )


def rendered(markdown: str) -> str:
    """HTML of a lesson's prose: formulas as MathML, links to other lessons as their words."""
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(mathml(found[1] or found[2], block=bool(found[1])))
        return HELD.format(len(held) - 1)

    parts = CODE.split(LINK.sub(r"\1", TIMES.sub("", markdown)))
    parts[::2] = [FORMULA.sub(hold, part) for part in parts[::2]]  # code stands at odd places
    text = str(_converter()("".join(parts)))
    return re.sub(HELD.format(r"(\d+)"), lambda found: held[int(found[1])], text)


@cache
def mathml(latex: str, block: bool = False) -> str:
    """A formula as browsers typeset it by themselves."""
    return str(convert(latex.strip(), display="block" if block else "inline"))


@cache
def _converter() -> mistune.Markdown:
    return mistune.create_markdown(escape=False, plugins=["table"])
