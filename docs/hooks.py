"""What the site holds besides the pages of this folder, made when it is built.

The overview is the README, the lessons are the notebooks, the gallery is drawn by the code itself.
So each thing is told once, and no page can be older than what it tells of.
"""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import tempfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from latex2mathml.converter import convert
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Link, Navigation
from mkdocs.structure.pages import Page

if TYPE_CHECKING:
    from autograd import Value

ROOT = Path(__file__).resolve().parent.parent
FORMULA_AS_CODE = re.compile(r"\$<code>(.*?)</code>\$", re.DOTALL)
CODE = re.compile(r"(<(?:pre|code|script|style)\b.*?</(?:pre|code|script|style)>)", re.DOTALL)
DISPLAYED = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
INLINE = re.compile(r"\$(?!\s)([^$<>]+?)(?<!\s)\$")
LINK = re.compile(r"(!?)\[([^\]]*)\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)")


def _borrowed() -> Iterator[tuple[str, str]]:
    """Pages that stand elsewhere in the repository: where, and their place in the site."""
    for ko in ("", ".ko"):
        yield f"README{ko}.md", f"index{ko}.md"
        folder = ROOT / "notebooks" / ("ko" if ko else "")
        for path in sorted([*folder.glob("[0-9]*.ipynb"), *folder.glob("*.md")]):
            name = "index" if path.stem == "README" else path.stem
            yield str(path.relative_to(ROOT)), f"lessons/{name}{ko}{path.suffix}"


PLACES = {Path(there).as_posix(): here for there, here in _borrowed()}


@event_priority(100)  # before the plugins, one of which makes pages of notebooks
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds what is borrowed and what is drawn, from a folder where they stand as in the site."""
    folder = Path(tempfile.mkdtemp(prefix="site"))
    (folder / "lessons").mkdir()
    (folder / "drawn").mkdir()
    for there, here in PLACES.items():
        shutil.copy(ROOT / there, folder / here)
    _draw(folder / "drawn")
    for path in sorted(folder.rglob("*.*")):
        here = path.relative_to(folder).as_posix()
        files.append(File(here, str(folder), config.site_dir, config.use_directory_urls))
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Adds the course that runs in the browser, which notebooks/build.py writes beside these."""
    nav.items.insert(3, Link("Lessons in the browser", "lite/index.html"))
    korean = nav.items[-1].children or []
    korean.insert(3, Link("브라우저에서 하는 강의", "lite/index.html"))
    return nav


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Links as the repository has them become links of the site; to the rest of it, plain words."""
    here = page.file.src_uri
    homes = {uri: there for there, uri in PLACES.items()}
    folder = posixpath.dirname(homes.get(here, f"docs/{here}"))

    def link(match: re.Match[str]) -> str:
        image, text, target, anchor = match.groups(default="")
        there = posixpath.normpath(posixpath.join(folder, target))
        uri = PLACES.get(there, there.removeprefix("docs/") if there.startswith("docs/") else "")
        if not uri or files.get_file_from_path(uri) is None:
            return text  # such as a file of source code
        relative = posixpath.relpath(uri, posixpath.dirname(here) or ".")
        return f"{image}[{text}]({relative}{anchor})"

    return LINK.sub(link, markdown)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Formulas become MathML, which browsers typeset by themselves; lessons link to lessons."""
    html = FORMULA_AS_CODE.sub(lambda match: _mathml(match[1], "inline"), html)
    parts = CODE.split(html)  # code at odd places, which is left alone
    for i in range(0, len(parts), 2):
        text = DISPLAYED.sub(lambda match: _mathml(match[1], "block"), parts[i])
        parts[i] = INLINE.sub(lambda match: _mathml(match[1], "inline"), text)
    html = "".join(parts)
    if not page.file.src_uri.endswith(".ipynb"):
        return html
    edition = ".ko.html" if ".ko." in page.file.src_uri else ".html"
    return re.sub(r'(href="\w+)\.(?:ipynb|md)"', rf'\1{edition}"', html)


def _mathml(latex: str, display: Literal["inline", "block"]) -> str:
    return convert(unescape(latex), display=display)


def _draw(folder: Path) -> None:
    """Draws what the gallery shows."""
    import matplotlib as mpl

    mpl.use("Agg")
    import autograd
    import nn
    from autograd import Value

    x1, x2, w1, w2, b = map(Value, (2.0, 0.0, -3.0, 1.0, 6.88), ("x1", "x2", "w1", "w2", "b"))
    output = (x1 * w1 + x2 * w2 + b).tanh()
    output.label = "o"
    output.backward()
    for language in ("en", "ko"):
        path = folder / f"neuron.{language}.html"
        autograd.explore(output, language=language).to_html(path)
        for play in ("perceptron", "descent", "network", "playground"):
            page = getattr(nn.widgets, play)(language=language)
            page.to_html(folder / f"{play}.{language}.html")
    autograd.draw(output).render(os.fspath(folder / "neuron"), format="svg", cleanup=True)

    train, test = nn.data.train_test_split(nn.data.moons(200, seed=1), seed=1)
    model = nn.MLP(2, [8, 8, 1], activation="tanh", seed=1)
    history = nn.fit(model, *train, epochs=40, batch_size=16, lr=0.02, seed=1, progress=False)
    pictures = {
        "network": nn.plotting.network(model, feature_names=["x1", "x2"]),
        "boundary": nn.plotting.decision_boundary(model, *test),
        "curves": history.plot(),
        "tangent": autograd.plot(lambda x: x**3 - x, 1.0, order=2),
        "surface": autograd.plot(lambda x, y: x * x + 3 * y * y - x * y, 1.0, 0.5, order=2),
    }
    for name, ax in pictures.items():
        nn.plotting.save_figure(ax.figure, folder / f"{name}.svg")

    loss = nn.losses.mse([model(x) for x in train.X], train.y)
    loss.backward()
    graphs = {
        "steps": autograd.draw(_recurrent()),
        "layers": autograd.draw(loss, fold=model),
    }
    for name, graph in graphs.items():
        graph.render(os.fspath(folder / name), format="svg", cleanup=True)


def _recurrent() -> Value:
    """Three units over four steps, each of which is a scope."""
    import autograd
    from autograd import Value

    w = [[Value(0.2 * (i - j) + 0.1, f"w{i}{j}") for j in range(3)] for i in range(3)]
    u = [Value(0.1 * (i + 1), f"u{i}") for i in range(3)]
    b = [Value(0.05 * i, f"b{i}") for i in range(3)]
    h = [Value(0.0, f"h{i}") for i in range(3)]
    for t in range(4):
        with autograd.scope(f"step {t + 1}"):
            x = Value(0.5 * t - 0.7, f"x{t + 1}")
            h = [(ui * x + bi + autograd.dot(wi, h)).tanh() for ui, bi, wi in zip(u, b, w)]
    y = h[0] + h[1] + h[2]
    y.label = "y"
    y.backward()
    return y
