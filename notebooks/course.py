"""What every notebook of this folder begins with: the language of its pictures.

    from course import say

    ax.set_xlabel(say("epoch", "에포크"))

So the two editions have the same cells of code; only the word below differs. And `animation`, for
films that are to be seen wherever a notebook is read.
"""

import tempfile
from pathlib import Path

from IPython.display import Image

import nn.plotting
from nn.plotting.style import installed_fonts

LANGUAGE = "en"

# English also where no font has Korean letters.
IN_KOREAN = LANGUAGE == "ko" and bool(installed_fonts())
nn.plotting.language("ko" if IN_KOREAN else "en")


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
