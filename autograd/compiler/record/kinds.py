"""Which kinds of things compiled code may use and follow, and which it refuses by name."""

from __future__ import annotations

import argparse
import builtins
import datetime
import enum
import functools
import io
import logging
import random
import re
import sys
import threading
import types
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePath

import numpy as np

from autograd.compiler.record.borders import OURS, is_packaged, root_of
from autograd.compiler.record.watching import CONTAINERS, SCALARS

GENERATORS = (random.Random, np.random.Generator, np.random.RandomState)
CONSTANTS = (
    *(*SCALARS, Fraction, Decimal, range, slice, PurePath, re.Pattern, np.dtype, np.ufunc),
    *(datetime.date, datetime.time, datetime.timedelta, datetime.tzinfo, BaseException),
    *(type(...), type(NotImplemented), types.GetSetDescriptorType, types.MemberDescriptorType),
    *(types.MethodDescriptorType, types.WrapperDescriptorType, types.ClassMethodDescriptorType),
)
FUNCTIONS = (types.BuiltinFunctionType, types.MethodWrapperType)  # bound to something, perhaps
NAMESPACES = (types.SimpleNamespace, argparse.Namespace)  # objects like those of the user's classes
# What is used for its effects, or has no state that a number could come from.
WITHOUT_NUMBERS = (
    *(logging.Logger, logging.LoggerAdapter, logging.Handler, functools.singledispatchmethod),
    *(type(threading.Lock()), type(threading.RLock()), threading.Condition, threading.Semaphore),
)
WITHOUT_NUMBERS_FROM = {"tqdm", "typing", "operator", "types", "abc", "dataclasses", "struct"}
STATEFUL_BASES = {"__getattr__", "__getattribute__", "__getitem__", "__iter__", "__len__"}
MIXINS = {"typing", "abc", "enum", "collections", "_collections_abc", "numbers", "contextlib"}

# Functions, classes and variables whose result changes although nothing that is watched does.
_CLOCKS = "time perf_counter monotonic process_time thread_time localtime gmtime ctime strftime"
CHANGING = {
    "builtins": "eval exec globals locals input open __import__ breakpoint",
    "time": f"{_CLOCKS} time_ns perf_counter_ns monotonic_ns process_time_ns thread_time_ns",
    "os": "environ environb getenv getenvb urandom getpid listdir scandir stat getcwd times "
    "getloadavg getmtime getsize exists isfile isdir",
    "os.path": "exists isfile isdir getmtime getsize",
    "posixpath": "exists isfile isdir getmtime getsize",
    "ntpath": "exists isfile isdir getmtime getsize",
    "secrets": "choice randbelow randbits token_bytes token_hex SystemRandom",
    "uuid": "uuid1 uuid4",
    "random": "SystemRandom",
    "sys": "modules stdin argv _getframe getrefcount",
    "inspect": "currentframe stack",
    "importlib": "import_module",
    "io": "open",
    "json": "load",
    "pickle": "load",
    "datetime": "now utcnow today",
    "torch": "rand randn randint rand_like randn_like randperm normal bernoulli multinomial",
    "subprocess": "run check_output Popen call",
    "urllib.request": "urlopen",
    "numpy": "load loadtxt genfromtxt fromfile",
}
_DATES = (datetime.date, datetime.datetime)
_OF_FILES = {
    "cwd",
    "home",
    "read_text",
    "read_bytes",
    "exists",
    "stat",
    "is_file",
    "is_dir",
    "iterdir",
    "glob",
}


def is_container(thing: object) -> bool:
    """Whether it is followed by what is in it."""
    return isinstance(thing, (*CONTAINERS, np.ndarray))


def changing(thing: object, attributes: set[str]) -> str:
    """What of a module or class, or of a path, changes by itself and is among these attributes."""
    kind = thing if isinstance(thing, type) else type(thing)
    names: set[str] = set()
    if isinstance(thing, types.ModuleType):
        names = {*CHANGING.get(thing.__name__, "").split()}
    elif isinstance(thing, type) and issubclass(thing, datetime.date):
        names = {*CHANGING["datetime"].split()}
    elif issubclass(kind, PurePath):
        names = _OF_FILES
    elif isinstance(thing, types.BuiltinMethodType) and thing.__self__ in _DATES:
        names, attributes = {*CHANGING["datetime"].split()}, {thing.__name__}
    found = names & attributes
    return f"{getattr(thing, '__name__', 'Path')}.{min(found)}" if found else ""


def changing_things() -> dict[int, str]:
    """The names of the functions and variables of packages that change by themselves, by `id`."""
    found = {}
    for module, names in CHANGING.items():
        loaded = sys.modules.get(module)
        for name in names.split():
            thing = getattr(loaded, name, None)
            if thing is not None:
                found[id(thing)] = name if loaded is builtins else f"{module}.{name}"
    return found


def is_let_be(thing: object) -> bool:
    """Whether a package's object may be used although nothing in it is followed."""
    if isinstance(thing, io.TextIOBase):  # written to, as print does
        return thing.writable() and not thing.readable()
    if hasattr(type(thing), "__get__"):  # in a class: what it gives is looked at in the object
        return True
    return isinstance(thing, WITHOUT_NUMBERS) or root_of(thing) in WITHOUT_NUMBERS_FROM


def stateful_base(kind: type) -> str:
    """The base of a user's class that keeps what its objects give in a way of its own, if any."""
    for base in kind.__mro__:
        if not is_packaged(base):
            if "__getattribute__" in vars(base):
                return f"{base.__name__} with a __getattribute__"
            continue
        known = base in (object, *CONTAINERS, *NAMESPACES) or issubclass(base, CONSTANTS)
        if known or root_of(base) in {*MIXINS, "autograd", "nn"} - {"collections"}:
            continue
        if root_of(base) == "collections" and issubclass(base, dict):
            continue
        if STATEFUL_BASES & set(vars(base)) or issubclass(base, (enum.Flag,)):
            return base.__name__
    return ""


def is_compiled(thing: object) -> bool:
    """Whether it is a compiled method in its class, which gives something new at each look."""
    return root_of(thing) in OURS and hasattr(thing, "__wrapped__") and hasattr(thing, "__get__")


def classes_of(thing: object) -> tuple[type, ...]:
    """The user's classes that a class, or the class of an object, is made of."""
    kind = thing if isinstance(thing, type) else type(thing)
    return tuple([base for base in kind.__mro__ if not is_packaged(base)])


def attributes_of(own: dict[str, object], classes: tuple[type, ...]) -> set[str]:
    """Every attribute there is, but the special ones and what is only computed when asked for."""
    spaces = (own, *map(vars, classes))
    found = {name: x for space in reversed(spaces) for name, x in space.items()}
    return {
        name
        for name, x in found.items()
        if not name.startswith("__") and not isinstance(x, functools.cached_property)
    }
