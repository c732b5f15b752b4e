"""Whose code it is: the user's, or that of a package, at whose borders the compiler stops looking.

Packages are the standard library, what stands in `site-packages`, and ourselves.
"""

from __future__ import annotations

import sys
import sysconfig
from functools import lru_cache
from os import sep
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType

OURS = {"autograd", "nn", "numpy", "jax", "jaxlib"}  # their objects are looked after elsewhere
PACKAGE = str(Path(__file__).resolve().parent.parent.parent) + sep
_NN = str(Path(PACKAGE).parent / "nn") + sep
_STANDARD = tuple({sysconfig.get_path(name) + sep for name in ("stdlib", "platstdlib")})
_INSTALLED = (f"{sep}site-packages{sep}", f"{sep}dist-packages{sep}")


def root_of(thing: object) -> str:
    """The package that a module, function or class comes from, or the class of an object."""
    if isinstance(thing, ModuleType):
        return thing.__name__.partition(".")[0]
    owner = thing if isinstance(thing, (FunctionType, type)) else type(thing)
    return str(getattr(owner, "__module__", "")).partition(".")[0]


def is_packaged(thing: object) -> bool:
    """Whether a module, function or class, or the class of an object, is not the user's own."""
    if isinstance(thing, FunctionType):
        return is_packaged_code(thing.__code__)
    return _is_packaged_root(root_of(thing))


def is_packaged_code(code: CodeType) -> bool:
    """Whether code is not the user's own."""
    return _is_packaged_file(code.co_filename)


def users_frame(frame: FrameType) -> FrameType:
    """The innermost frame that is the user's own code: this one, or one that called it."""
    found: FrameType | None = frame
    while found is not None and is_packaged_code(found.f_code):
        found = found.f_back
    return found or frame


@lru_cache(maxsize=4096)
def _is_packaged_file(filename: str) -> bool:
    if filename.startswith((PACKAGE, _NN, "<frozen ")):
        return True
    return filename.startswith(_STANDARD) or any(part in filename for part in _INSTALLED)


def _is_packaged_root(root: str) -> bool:
    if root in OURS or root == "builtins" or root in sys.stdlib_module_names:
        return True
    module = sys.modules.get(root)
    places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
    return any(_is_packaged_file(str(Path(place) / "")) for place in places if place)
