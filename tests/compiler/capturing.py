"""Ways for a function to find a number outside itself, each with a change of that number.

Each entry makes `(number, change)`: `number()` is 3 before `change()` and 5 afterwards.
"""

import collections
import contextvars
import dataclasses
import enum
import functools
import os
import sys
import types

WAYS = {}
REFUSED = {  # by name; all others are followed
    *("deque", "array.array", "bytearray", "memoryview", "ChainMap", "UserDict", "UserList"),
    *("view of a dict", "deque in an object", "object array", "masked array", "record of NumPy"),
    *("flat view", "weakref", "weak proxy", "weak dict", "ContextVar"),
    *("iterator", "count", "generator", "map", "file", "environment", "environment_by_getenv"),
    *("global_by_globals", "global_by_eval", "module_of_all_modules"),
    *("every_attribute_by_getattribute", "clock", "clock_in_a_default"),
}


def way(make):
    WAYS[make.__name__] = make
    return make


def held(name, make, get, change):
    """A way that is a thing in a closure: how it is made, read and changed."""

    def pair():
        thing = make()
        return lambda: get(thing), lambda: change(thing)

    WAYS[name] = pair


def item(thing):
    return thing[0]


def to_five(thing):
    thing[0] = 5.0


class Plain:
    def __init__(self, k=3.0):
        self.k = k


class Slotted:
    __slots__ = ("k",)

    def __init__(self):
        self.k = 3.0


@dataclasses.dataclass
class Data:
    k: float = 3.0
    ks: list = dataclasses.field(default_factory=lambda: [3.0])


class Special(Plain):
    def __getitem__(self, key):
        return self.k

    def __iter__(self):
        return iter([self.k])

    def __len__(self):
        return int(self.k)

    def __bool__(self):
        return self.k > 4

    def __float__(self):
        return self.k

    def __int__(self):
        return int(self.k)

    def __index__(self):
        return int(self.k)

    def __contains__(self, x):
        return x == self.k

    def __enter__(self):
        return self.k

    def __exit__(self, *_):
        return None

    def __call__(self):
        return self.k

    def __getattr__(self, name):
        return self.k if name == "anything" else super().__getattribute__(name)

    def __mul__(self, other):
        return self.k * other

    def __eq__(self, other):
        return self.k == other

    def __hash__(self):
        return 1

    @property
    def doubled(self):
        return self.k * 2

    @functools.cached_property
    def cached(self):
        return self.k

    def method(self):
        return self.k

    @classmethod
    def of_class(cls):
        return cls.shared

    shared = 3.0


def set_k(thing):
    thing.k = 5.0


def with_(thing):
    with thing as k:
        return k


MODULE = types.ModuleType("settings_of_a_user")
sys.modules["settings_of_a_user"] = MODULE
point = collections.namedtuple("point", "k")
color = enum.Enum("color", {"RED": 3.0, "BLUE": 5.0})
number_of = contextvars.ContextVar("number_of", default=3.0)


def restore():
    """Everything that is not made anew for each use, as it was."""
    Special.shared = Plain.shared = MODULE.K = 3.0
    MODULE.ks, MODULE.f, MODULE.inner = [3.0], lambda: 3.0, Plain()
    MODULE.g = types.FunctionType(compile("K", "settings.py", "eval"), vars(MODULE))
    sys.modules["settings_of_a_user"] = MODULE
    os.environ["NUMBER_OF_A_TEST"] = "3"
    number_of.set(3.0)


def five():
    return 5.0


restore()
