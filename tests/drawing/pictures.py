"""What the tests of pictures share."""

import shutil
from importlib import metadata
from xml.etree import ElementTree

import pytest

import autograd

graphviz = pytest.importorskip("graphviz", reason="pictures need the extra draw")


SVG = "{http://www.w3.org/2000/svg}"


def program_installed() -> bool:
    try:
        return bool(shutil.which("dot") or metadata.version("graphviz-pure"))
    except metadata.PackageNotFoundError:
        return False


rendered = pytest.mark.skipif(not program_installed(), reason="no program to do the layout")


def svg_of(v, **options):
    return ElementTree.fromstring(autograd.draw(v, **options).pipe(encoding="utf-8"))


def texts(element):
    return [t.text or "" for t in element.iter(f"{SVG}text")]
