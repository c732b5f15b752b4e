"""What every notebook of this folder begins with: the language of its pictures.

    from course import say

    ax.set_xlabel(say("epoch", "에포크"))

So the two editions have the same cells of code; only the word below differs.
"""

import nn.plotting
from nn.plotting.style import installed_fonts

LANGUAGE = "en"

# English also where no font has Korean letters.
IN_KOREAN = LANGUAGE == "ko" and bool(installed_fonts())
nn.plotting.language("ko" if IN_KOREAN else "en")


def say(english: str, korean: str) -> str:
    """The label in this edition's language."""
    return korean if IN_KOREAN else english
