"""Text stays in its box: letters count as the widest of the fonts that people have."""

import string
from pathlib import Path

import pytest

from autograd.drawing.letters import width

FOLDERS = ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts"]
FONTS = {
    "DejaVuSans.ttf": False,
    "DejaVuSans-Bold.ttf": True,
    "LiberationSans-Regular.ttf": False,
    "LiberationSans-Bold.ttf": True,
    "NanumGothic.ttf": False,
    "NanumGothicBold.ttf": True,
}
ASCII = string.ascii_letters + string.digits + string.punctuation + " "
MORE = "Σ·×…²₁√∂∞≤αβγθλμπσφωΩΔéüßñЖЩя입력가중치편향値重み"


def font(name):
    tools = pytest.importorskip("fontTools.ttLib", reason="reads fonts")
    matplotlib = pytest.importorskip("matplotlib", reason="brings DejaVu along")
    folders = [matplotlib.get_data_path(), *FOLDERS]
    for path in (path for folder in folders for path in sorted(Path(folder).rglob(name))):
        return tools.TTFont(path)
    pytest.skip(f"{name} is not on this machine")


@pytest.mark.parametrize("name", FONTS)
def test_no_letter_of_a_common_font_is_wider_than_it_counts(name):
    face = font(name)
    glyphs, advances = face.getBestCmap(), face["hmtx"]
    em, bold = face["head"].unitsPerEm, FONTS[name]
    for letter in ASCII + MORE:
        if ord(letter) in glyphs:
            advance = advances[glyphs[ord(letter)]][0] / em
            assert advance <= width(letter, 1.0, bold=bold) + 1e-9, letter


def test_no_letter_counts_for_much_more_than_it_is():
    for name, bold in (("DejaVuSans.ttf", False), ("DejaVuSans-Bold.ttf", True)):
        face = font(name)
        glyphs, advances, em = face.getBestCmap(), face["hmtx"], face["head"].unitsPerEm
        words = "data grad layers.0: 16 neurons -0.7071 weight".replace(" ", "")
        natural = sum(advances[glyphs[ord(letter)]][0] for letter in words) / em
        assert width(words, 1.0, bold=bold) < 1.12 * natural


def test_accents_that_stand_over_letters_take_no_room():
    assert width("e\u0301", 10.0) == width("e", 10.0)
