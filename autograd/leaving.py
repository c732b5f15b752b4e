"""Numbers that leave the graph unnoticed: `math.exp(v)` is a float, and the gradient ends there.

`math.exp` asks its argument for `float(v)`, as anybody may who wants the number: to print it, to
compare it, to plot it. Whoever writes a formula wants `autograd.exp`. So `Value.__float__` looks
who is asking, and where it is a function of mathematics, says so:

    plain code                              a GradientWarning
    inside `grad` and its kin, in a step    an error that is a GradientWarning and a TypeError
    of `nn.fit`
    code being compiled                     a TraceError, as for every number that is taken
    inside no_grad(), and with v.data       nothing: there the number is what is wanted

Functions of mathematics are those of math, cmath, statistics, and of numpy and scipy (which reject
a Value mostly, or compute with it; but some convert). Those that are flat, such as `math.isnan`
and `np.isclose`, lose nothing.
"""

from __future__ import annotations

import functools
import gc
import itertools
import math
import warnings
from contextvars import ContextVar
from types import (
    BuiltinFunctionType,
    CodeType,
    FrameType,
    MethodType,
    MethodWrapperType,
    ModuleType,
)
from typing import TYPE_CHECKING, Any

from autograd.lines import COMPUTING, OURS, package_of, place, users_frame
from autograd.telling import told

if TYPE_CHECKING:
    from autograd.calling import Call


class GradientWarning(UserWarning):
    """A number was computed from a Value's number, where the gradient is lost: `math.exp(v)`."""


class LostGradient(GradientWarning, TypeError):  # noqa: N818  # a warning become an error
    """The same where a derivative is being taken, which would be wrong."""


refused: ContextVar[bool] = ContextVar("refused", default=False)
"""Whether a derivative is being taken here, so that a number that leaves is an error."""

FUNCTIONS: set[str] = set()
"""The names of the functions that can be written instead; filled by `functions`."""

MATHEMATICS = ("math", "cmath", "statistics", "_statistics")
SHOWING = (
    *("matplotlib", "mpl_toolkits", "seaborn", "plotly", "bokeh", "altair", "pandas", "PIL"),
    *("IPython", "ipykernel", "graphviz", "tqdm", "rich"),
)
FLAT = {"isclose", "isfinite", "isinf", "isnan", "floor", "ceil", "trunc", "ulp", "gcd", "lcm"}
FLAT |= {"allclose", "array_equal", "array_equiv", "digitize", "searchsorted", "histogram"}
FLAT |= {"histogram_bin_edges", "histogram2d", "full", "full_like", "asarray_chkfinite", "savetxt"}
NAMES = set(vars(math)) - FLAT
NUMPY_TEXT = ("testing", "arrayprint", "_npyio_impl", "npyio", "ma")
ITERATORS = (map, filter, zip, enumerate, reversed, functools.partial)
MENDS = {
    "pow": "x ** y",
    "fabs": "abs(x)",
    "fsum": "autograd.sum",
    "fmean": "autograd.mean",
    "dist": "autograd.hypot",
    "norm": "autograd.hypot",
    "sumprod": "autograd.dot",
    "ldexp": "x * 2.0 ** i",
}


_floats: dict[tuple[int, int], CodeType] = {}  # where a line says float(v); code keeps its id


def taken_by(frame: FrameType) -> str:
    """The name of the function of mathematics that asks for a number from this frame, or ""."""
    at = (id(frame.f_code), frame.f_lasti)
    if at in _floats and "float" not in frame.f_globals:
        return ""  # what is asked most: quick
    while frame.f_code.co_name == "__float__" and frame.f_back is not None:
        frame = frame.f_back  # of a class derived from Value
    package = package_of(frame)
    if frame.f_code.co_filename.startswith(OURS) or package in SHOWING:
        return ""
    if package in COMPUTING:
        return _entry(frame)
    from autograd.calling import call_at, site_of  # of which most programs need nothing

    site = site_of(frame)
    if site.plain == "float" and at == (id(frame.f_code), frame.f_lasti):
        if len(_floats) >= 4096:  # code made on the fly, over and over
            _floats.clear()
        _floats[at] = frame.f_code
    return _taker(call_at(site, frame))


def leave(frame: FrameType, taker: str) -> None:
    """Warns, or raises LostGradient where a derivative is being taken."""
    user = users_frame(frame)
    message = told(
        f"{place(user)}{taker} takes the number out of a Value, and the gradient ends there; "
        f"{mend(taker)} (where the number is wanted: v.data)"
    )
    if refused.get():
        raise LostGradient(message)
    warnings.warn_explicit(
        message,
        GradientWarning,
        user.f_code.co_filename,
        user.f_lineno,
        module=user.f_globals.get("__name__", "<unknown>"),
        registry=user.f_globals.setdefault("__warningregistry__", {}),
    )


def mend(taker: str) -> str:
    """What to write instead of a function."""
    module, _, name = taker.rpartition(".")
    if not module:
        return told(
            "write the function of autograd, or give it its derivative with autograd.operation"
        )
    if name in FUNCTIONS:
        return told(f"write autograd.{name}")
    if name in MENDS:
        return told(f"write {MENDS[name]}")
    return told(f"there is no autograd.{name}: give it its derivative with autograd.operation")


def _entry(frame: FrameType) -> str:
    """The function of numpy, scipy or statistics that was called, if it computes."""
    entry = frame
    while entry.f_back is not None and package_of(entry.f_back) in (*COMPUTING, "functools"):
        entry = entry.f_back
    name, module = entry.f_code.co_name, str(entry.f_globals.get("__name__", ""))
    if name in FLAT or any(part in NUMPY_TEXT for part in module.split(".")):
        return ""
    if entry.f_back is not None and package_of(entry.f_back) in SHOWING:
        return ""
    public = [part for part in module.split(".") if not part.startswith("_")]
    owner = entry.f_locals.get("self")  # Python 3.10 knows no qualified names
    if owner is not None:
        name = type(owner).__name__ + f".{name}" * (name != "__init__")
    return ".".join([*public, name])


def _taker(call: Call) -> str:
    """The function of mathematics among what is called and what is handed to it, or ""."""
    things = [] if "key" in call.keywords else [*call.arguments]  # a key only puts in order
    callee = call.callee
    if callee is not None:
        things.insert(0, callee)
    for thing in things:
        for part in (thing.it, *thing.parts):
            taker = _mathematics(part)
            if taker:
                return taker
    from autograd.calling import UNKNOWN

    if callee is None or callee.it is not UNKNOWN:
        return ""
    if callee.name:  # a method of something unknown is judged by its name
        return f"{callee.name}()" if callee.name in NAMES else ""
    if any(isinstance(part, type) for part in callee.parts):  # {"float": float}[kind](v)
        return ""
    return told("a function that this line does not name")  # may be any: not let pass


def _mathematics(thing: Any, depth: int = 4) -> str:
    """The name of a function of mathematics, or of one that an iterator applies, or ""."""
    kind = type(thing)
    home = str(kind.__module__)  # a type of C code may have anything there
    if kind is ModuleType:
        return told(f"a function of {thing.__name__}") if thing.__name__ in MATHEMATICS else ""
    if home.startswith("numpy.random"):  # a generator, of whose methods one is called
        return f"{home}.{kind.__name__}"
    if kind in (MethodWrapperType, MethodType):  # math.exp.__call__, np.random.normal
        return _mathematics(thing.__self__)
    if kind is BuiltinFunctionType or kind.__name__ == "cython_function_or_method":
        owner = type(getattr(thing, "__self__", None))
        module = str(getattr(thing, "__module__", None) or owner.__module__)
        of_mathematics = module in MATHEMATICS or module.startswith(("numpy.random", "scipy."))
        return f"{module}.{thing.__name__}" * (of_mathematics and thing.__name__ not in FLAT)
    if depth and (kind in ITERATORS or home == itertools.__name__ or kind is tuple):
        found = (_mathematics(part, depth - 1) for part in gc.get_referents(thing))
        return next(filter(None, found), "")
    return ""
