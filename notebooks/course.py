"""What every notebook of this folder begins with: the language of its pictures.

    from course import say

    ax.set_xlabel(say("epoch", "에포크"))

So the two editions have the same cells of code; only the word below differs.
"""

import matplotlib.pyplot as plt
from matplotlib.font_manager import fontManager

from nn.plotting import FONTS

LANGUAGE = "en"

# Korean letters come from the first font of the list that this machine has; all others from the
# one that matplotlib brings.
korean_fonts = [name for name in FONTS if name in fontManager.get_font_names()][:1]
plt.rcParams["font.family"] = ["DejaVu Sans", *korean_fonts]


def say(english: str, korean: str) -> str:
    """The label in this edition's language; English where no font has Korean letters."""
    return korean if LANGUAGE == "ko" and korean_fonts else english
