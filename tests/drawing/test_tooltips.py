"""What appears where the mouse rests is what was written, whatever it looks like to DOT and XML."""

import xml.etree.ElementTree as ET

import pytest

import autograd
from autograd import Value

pytest.importorskip("graphviz")

TITLE = "{http://www.w3.org/1999/xlink}title"


@pytest.mark.parametrize(
    "label",
    [
        "&lt;b&gt;",
        "&amp;",
        "&#65;",
        "&#30;",
        "&#x1;",
        "&eacute;",
        "a & b &",
        '"quoted"',
        "<!-- -->",
    ],
)
def test_a_label_of_entities_is_shown_as_it_was_written(label):
    svg = autograd.draw(Value(1.0, label) * 2).pipe("svg", encoding="utf-8")
    titles = [element.get(TITLE, "") for element in ET.fromstring(svg).iter()]
    assert f"input: Value(1.0, grad=0.0, label={label!r})" in titles
