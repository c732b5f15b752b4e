"""What every notebook of this folder begins with: the language of its pictures.

    from course import say

    ax.set_xlabel(say("epoch", "에포크"))

So the two editions have the same cells of code; only the word below differs. And `animation` and
`explorer`, for films and graphs that are to be seen wherever a notebook is read.
"""

import tempfile
from pathlib import Path

from IPython.display import HTML, Image
from matplotlib import rcParams

import autograd
import nn.plotting
from nn.plotting.style import installed_fonts

LANGUAGE = "en"

# English also where no font has Korean letters.
IN_KOREAN = LANGUAGE == "ko" and bool(installed_fonts())
nn.plotting.language("ko" if IN_KOREAN else "en")

# Pictures that can be read from the last row of a lecture hall.
rcParams.update({"figure.dpi": 150, "font.size": 11})


def say(english: str, korean: str) -> str:
    """The label in this edition's language."""
    return korean if IN_KOREAN else english


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
