"""Ways for a function to find a number outside itself, each with a change of that number.

Each entry makes `(number, change)`: `number()` is 3 before `change()` and 5 afterwards.
"""

import array
import collections
import contextlib
import contextvars
import dataclasses
import decimal
import enum
import fractions
import functools
import itertools
import operator
import os
import pathlib
import sys
import types
import weakref

import numpy as np

from autograd import Value

WAYS = {}
REFUSED = {  # by name; all others are followed
    *("deque", "array.array", "bytearray", "memoryview", "ChainMap", "UserDict", "UserList"),
    *("view of a dict", "deque in an object", "object array", "masked array", "record of NumPy"),
    *("flat view", "weakref", "weak proxy", "weak dict", "ContextVar"),
    *("iterator", "count", "generator", "map", "file", "environment", "environment_by_getenv"),
    *("global_by_globals", "global_by_eval", "module_of_all_modules"),
    "every_attribute_by_getattribute",
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

# --- containers ----------------------------------------------------------------------------------

held("list", lambda: [3.0], item, to_five)
held(
    "list, far back",
    lambda: [0.0] * 5000 + [3.0],
    lambda t: t[5000],
    lambda t: t.__setitem__(5000, 5.0),
)
held(
    "list of a list of a dict",
    lambda: [[{"k": 3.0}]],
    lambda t: t[0][0]["k"],
    lambda t: t[0][0].update(k=5.0),
)
held(
    "object far back in a list",
    lambda: [Plain() for _ in range(3000)],
    lambda t: t[2999].k,
    lambda t: set_k(t[2999]),
)
held("length of a list", lambda: [0, 0, 0], len, lambda t: t.extend([0, 0]))
held("dict", lambda: {0: 3.0}, item, to_five)
held(
    "order of a dict",
    lambda: {"a": 3.0, "b": 5.0},
    lambda t: next(iter(t.values())),
    lambda t: t.update(a=t.pop("a")),
)
held(
    "order in a list of dicts",
    lambda: [{"a": 3.0, "b": 5.0}],
    lambda t: next(iter(t[0].values())),
    lambda t: t[0].update(a=t[0].pop("a")),
)
held("set", lambda: {3.0}, max, lambda t: t.add(5.0))
held(
    "frozenset in a list",
    lambda: [frozenset([3.0])],
    lambda t: max(t[0]),
    lambda t: t.__setitem__(0, frozenset([5.0])),
)
held(
    "OrderedDict",
    lambda: collections.OrderedDict(k=3.0),
    lambda t: t["k"],
    lambda t: t.update(k=5.0),
)
held(
    "defaultdict",
    lambda: collections.defaultdict(float, k=3.0),
    lambda t: t["k"],
    lambda t: t.update(k=5.0),
)
held("Counter", lambda: collections.Counter("kkk"), lambda t: t["k"], lambda t: t.update("kk"))
held(
    "namedtuple in a list",
    lambda: [point(3.0)],
    lambda t: t[0].k,
    lambda t: t.__setitem__(0, point(5.0)),
)
held("deque", lambda: collections.deque([3.0]), item, to_five)
held("array.array", lambda: array.array("d", [3.0]), item, to_five)
held("bytearray", lambda: bytearray([3]), item, lambda t: t.__setitem__(0, 5))
held("memoryview", lambda: memoryview(bytearray([3])), item, lambda t: t.__setitem__(0, 5))
held("ChainMap", lambda: collections.ChainMap({0: 3.0}), item, to_five)
held("UserDict", lambda: collections.UserDict({0: 3.0}), item, to_five)
held("UserList", lambda: collections.UserList([3.0]), item, to_five)
held(
    "mapping proxy",
    lambda: (d := {0: 3.0}, types.MappingProxyType(d)),
    lambda t: t[1][0],
    lambda t: to_five(t[0]),
)
held(
    "view of a dict",
    lambda: (d := {0: 3.0}, d.values()),
    lambda t: next(iter(t[1])),
    lambda t: to_five(t[0]),
)
held(
    "deque in an object",
    lambda: Plain(collections.deque([3.0])),
    lambda t: t.k[0],
    lambda t: to_five(t.k),
)
held("ndarray", lambda: np.array([3.0]), item, to_five)
held(
    "ndarray in a list in a dict",
    lambda: {"a": [np.array([3.0])]},
    lambda t: t["a"][0][0],
    lambda t: to_five(t["a"][0]),
)
held("object array", lambda: np.array([3.0, None], object), item, to_five)
held(
    "masked array",
    lambda: np.ma.array([3.0, 5.0]),
    lambda t: float(t.compressed()[0]),
    lambda t: t.__setitem__(0, np.ma.masked),
)
held(
    "structured array",
    lambda: np.array([(3.0,)], [("k", float)]),
    lambda t: t["k"][0],
    lambda t: t["k"].__setitem__(0, 5.0),
)
held(
    "record of NumPy",
    lambda: np.array([(3.0,)], [("k", float)])[0],
    lambda t: t["k"],
    lambda t: t.__setitem__("k", 5.0),
)
held(
    "flat view", lambda: (a := np.array([3.0]), a.flat), lambda t: t[1][0], lambda t: to_five(t[0])
)
held(
    "bound method of a list",
    lambda: (t := [3.0], t.__getitem__),
    lambda t: t[1](0),
    lambda t: to_five(t[0]),
)
held(
    "bound method of a dict",
    lambda: (d := {0: 3.0}, d.get),
    lambda t: t[1](0),
    lambda t: to_five(t[0]),
)


# --- objects -------------------------------------------------------------------------------------

for name, get in {
    "attribute": lambda t: t.k,
    "getitem": lambda t: t["any"],
    "iter": lambda t: next(iter(t)),
    "unpacked": lambda t: (lambda k: k)(*t),
    "len": len,
    "bool": lambda t: 5.0 if t else 3.0,
    "float": float,
    "int": int,
    "index": lambda t: [0, 1, 2, 3, 4, 5][t],
    "contains": lambda t: 3.0 if 3.0 in t else 5.0,
    "with": with_,
    "call": lambda t: t(),
    "getattr of a class": lambda t: t.anything,
    "operator": lambda t: t * 1.0,
    "equality": lambda t: 3.0 if t == 3.0 else 5.0,
    "property": lambda t: t.doubled / 2,
    "method": lambda t: t.method(),
    "getattr by a constant": lambda t: getattr(t, "k"),  # noqa: B009
    "getattr by a name": lambda t, name="k": getattr(t, name),
    "getattr by a made name": lambda t: getattr(t, "".join(["k"])),
    "vars": lambda t: vars(t)["k"],
    "__dict__": lambda t: t.__dict__["k"],
    "attrgetter": lambda t: operator.attrgetter("k")(t),
    "attrgetter, made": lambda t, get=operator.attrgetter("k"): get(t),
    "methodcaller": lambda t: operator.methodcaller("method")(t),
    "partial": lambda t: functools.partial(Special.method, t)(),
    "sum": lambda t: sum(t),
    "list": lambda t: next(iter(t)),
}.items():
    held(f"object: {name}", Special, get, set_k)
held("object: slot", Slotted, lambda t: t.k, set_k)
held("object: getattr of a slot by a name", Slotted, lambda t, n="k": getattr(t, n), set_k)
held("dataclass", Data, lambda t: t.k, set_k)
held("dataclass: list", Data, lambda t: t.ks[0], lambda t: to_five(t.ks))
held("dataclass: asdict", Data, lambda t: dataclasses.asdict(t)["k"], set_k)
held("dataclass: replace", Data, lambda t: dataclasses.replace(t, ks=[]).k, set_k)
held("namespace", lambda: types.SimpleNamespace(k=3.0), lambda t: t.k, set_k)
held("object of an object", lambda: Plain(Plain()), lambda t: t.k.k, lambda t: set_k(t.k))
held(
    "attribute that appears",
    Plain,
    lambda t: getattr(t, "late", 3.0),
    lambda t: setattr(t, "late", 5.0),
)
held(
    "attribute asked for by hasattr",
    Plain,
    lambda t: 5.0 if hasattr(t, "late") else 3.0,
    lambda t: setattr(t, "late", 1),
)
held(
    "method of one object",
    Special,
    lambda t: t.method(),
    lambda t: setattr(t, "method", lambda: 5.0),
)
held(
    "label of a Value",
    lambda: Value(1.0, "3"),
    lambda t: float(t.label),
    lambda t: setattr(t, "label", "5"),
)
held("weakref", lambda: (o := Plain(), weakref.ref(o)), lambda t: t[1]().k, lambda t: set_k(t[0]))
held(
    "weak proxy", lambda: (o := Plain(), weakref.proxy(o)), lambda t: t[1].k, lambda t: set_k(t[0])
)
held(
    "weak dict",
    lambda: (o := Plain(), weakref.WeakValueDictionary(k=o)),
    lambda t: t[1]["k"].k,
    lambda t: set_k(t[0]),
)
held(
    "partial of a list",
    lambda: (t := [3.0], functools.partial(item, t)),
    lambda t: t[1](),
    lambda t: to_five(t[0]),
)
held(
    "partial by keyword",
    lambda: (t := [3.0], functools.partial(sum, start=0.0), t),
    lambda t: t[1](t[2]),
    lambda t: to_five(t[2]),
)
held(
    "attribute of a function",
    lambda: (f := lambda: 0, setattr(f, "k", 3.0))[0],
    lambda t: t.k,
    set_k,
)
held(
    "code of a function",
    lambda: lambda: 3.0,
    lambda t: t(),
    lambda t: setattr(t, "__code__", (lambda: 5.0).__code__),
)
held(
    "Fraction in a list",
    lambda: [fractions.Fraction(3)],
    lambda t: float(t[0]),
    lambda t: t.__setitem__(0, fractions.Fraction(5)),
)
held(
    "Decimal in an object",
    lambda: Plain(decimal.Decimal(3)),
    lambda t: float(t.k),
    lambda t: setattr(t, "k", decimal.Decimal(5)),
)
held(
    "Enum in an object",
    lambda: Plain(color.RED),
    lambda t: t.k.value,
    lambda t: setattr(t, "k", color.BLUE),
)
held(
    "NumPy number in an object",
    lambda: Plain(np.float32(3)),
    lambda t: float(t.k),
    lambda t: setattr(t, "k", np.float32(5)),
)
held(
    "string",
    lambda: Plain("three"),
    lambda t: {"three": 3.0, "five": 5.0}[t.k],
    lambda t: setattr(t, "k", "five"),
)
held(
    "sign of a zero",
    lambda: Plain(0.0),
    lambda t: 4.0 - np.copysign(1.0, t.k),
    lambda t: setattr(t, "k", -0.0),
)
held(
    "sign of a zero in a list",
    lambda: [0.0],
    lambda t: 4.0 - np.copysign(1.0, t[0]),
    lambda t: t.__setitem__(0, -0.0),
)
held(
    "kind of a number",
    lambda: Plain(True),
    lambda t: 3.0 if t.k is True else 5.0,
    lambda t: setattr(t, "k", 1),
)
held("iterator", lambda: itertools.chain([3.0], itertools.repeat(5.0)), next, lambda t: None)
held("count", lambda: itertools.count(3, 2), next, lambda t: None)
held("generator", lambda: (k for k in (3.0, 5.0, 5.0)), next, lambda t: None)
held("map", lambda: map(float, (3, 5, 5)), next, lambda t: None)
held("ContextVar", lambda: number_of, lambda t: t.get(), lambda t: t.set(5.0))


# --- variables -----------------------------------------------------------------------------------


@way
def closure():
    k = 3.0

    def change():
        nonlocal k
        k = 5.0

    return lambda: k, change


@way
def closure_of_a_helper():
    k = [3.0]

    def helper():
        return k[0]

    return lambda: helper(), lambda: to_five(k)


@way
def recursive_helper():
    k = Plain()

    def helper(n):
        return k.k if n == 0 else helper(n - 1)

    return lambda: helper(3), lambda: set_k(k)


@way
def default():
    k = [3.0]

    def number(k=k):
        return k[0]

    return number, lambda: to_five(k)


@way
def default_replaced():
    def helper(k=3.0):
        return k

    return lambda: helper(), lambda: setattr(helper, "__defaults__", (5.0,))


@way
def keyword_default():
    def helper(*, k=3.0):
        return k

    return lambda: helper(), lambda: helper.__kwdefaults__.update(k=5.0)


@way
def wrapped_helper():
    k = Plain()

    def plain(f):
        @functools.wraps(f)
        def wrapper():
            return f()

        return wrapper

    @plain
    def helper():
        return k.k

    return lambda: helper(), lambda: set_k(k)


@way
def context_manager():
    k = Plain()

    @contextlib.contextmanager
    def manager():
        yield k.k

    return lambda: with_(manager()), lambda: set_k(k)


@way
def generator_function():
    k = Plain()

    def ks():
        yield k.k

    return lambda: next(ks()), lambda: set_k(k)


@way
def comprehension_and_lambda():
    k = Plain()
    return lambda: (lambda: max([k.k for _ in range(1)]))(), lambda: set_k(k)


G = 3.0


def restore():
    """Everything that is not made anew for each use, as it was."""
    globals().update(G=3.0, helper_of_all=lambda: 3.0)
    Special.shared = Plain.shared = MODULE.K = 3.0
    MODULE.ks, MODULE.f, MODULE.inner = [3.0], lambda: 3.0, Plain()
    MODULE.g = types.FunctionType(
        compile("lambda: K", "settings.py", "eval").co_consts[0], vars(MODULE)
    )
    os.environ["NUMBER_OF_A_TEST"] = "3"
    number_of.set(3.0)


def set_globally():
    global G
    G = 5.0


def five():
    return 5.0


restore()


@way
def global_variable():
    return lambda: G, set_globally


@way
def global_by_a_helper():
    def helper():
        return G

    return lambda: helper(), set_globally


@way
def global_by_globals():
    return lambda: globals()["G"], set_globally


@way
def global_by_eval():
    return lambda: eval("G"), set_globally


@way
def global_by_the_module():
    module = sys.modules[__name__]
    return lambda: module.G, set_globally


@way
def global_function():
    return lambda: helper_of_all(), lambda: globals().update(helper_of_all=five)  # noqa: F821


@way
def module_attribute():
    return lambda: MODULE.K, lambda: setattr(MODULE, "K", 5.0)


@way
def module_list():
    return lambda: MODULE.ks[0], lambda: to_five(MODULE.ks)


@way
def module_function_replaced():
    return lambda: MODULE.f(), lambda: setattr(MODULE, "f", five)


@way
def module_function_that_goes_by_its_globals():
    return lambda: MODULE.g(), lambda: setattr(MODULE, "K", 5.0)


@way
def module_object():
    return lambda: MODULE.inner.k, lambda: set_k(MODULE.inner)


@way
def module_by_vars():
    return lambda: vars(MODULE)["K"], lambda: setattr(MODULE, "K", 5.0)


@way
def module_imported_inside():
    def number():
        import settings_of_a_user

        return settings_of_a_user.K

    return number, lambda: setattr(MODULE, "K", 5.0)


@way
def name_imported_inside():
    def number():
        from settings_of_a_user import K

        return K

    return number, lambda: setattr(MODULE, "K", 5.0)


@way
def module_attribute_by_getattr():
    return lambda: getattr(MODULE, "K"), lambda: setattr(MODULE, "K", 5.0)  # noqa: B009


@way
def module_attribute_by_a_name():
    return lambda name="K": getattr(MODULE, name), lambda: setattr(MODULE, "K", 5.0)


@way
def module_of_all_modules():
    return lambda: sys.modules["settings_of_a_user"].K, lambda: setattr(MODULE, "K", 5.0)


@way
def class_attribute():
    return lambda: Special.shared, lambda: setattr(Special, "shared", 5.0)


@way
def class_attribute_by_an_object():
    thing = Special()
    return lambda: thing.shared, lambda: setattr(Special, "shared", 5.0)


@way
def class_attribute_by_a_class_method():
    return lambda: Special.of_class(), lambda: setattr(Special, "shared", 5.0)


@way
def class_attribute_by_type():
    thing = Special()
    return lambda: type(thing).shared, lambda: setattr(Special, "shared", 5.0)


@way
def class_attribute_of_a_base():
    class Own(Plain):
        pass

    return lambda: Own().shared, lambda: setattr(Plain, "shared", 5.0)


@way
def class_attribute_that_shadows():
    class Own(Plain):
        pass

    return lambda: Own.shared, lambda: setattr(Own, "shared", 5.0)


@way
def class_made_inside():
    k = Plain()

    class Own:
        def __init__(self):
            self.own = k.k

    return lambda: Own().own, lambda: set_k(k)


@way
def class_method_replaced():
    class Own:
        def number(self):
            return 3.0

    thing = Own()
    return lambda: thing.number(), lambda: setattr(Own, "number", lambda self: 5.0)


@way
def special_method_replaced():
    class Own:
        def __call__(self):
            return 3.0

    thing = Own()
    return lambda: thing(), lambda: setattr(Own, "__call__", lambda self: 5.0)


@way
def inherited_method_shadowed():
    class Base:
        def number(self):
            return 3.0

    class Own(Base):
        pass

    thing = Own()
    return lambda: thing.number(), lambda: setattr(Own, "number", lambda self: 5.0)


@way
def super_method():
    k = Plain()

    class Base:
        def number(self):
            return k.k

    class Own(Base):
        def number(self):
            return super().number()

    thing = Own()
    return lambda: thing.number(), lambda: set_k(k)


@way
def property_replaced():
    class Own:
        number = property(lambda self: 3.0)

    thing = Own()
    return lambda: thing.number, lambda: setattr(Own, "number", property(lambda self: 5.0))


@way
def descriptor():
    k = Plain()

    class Descriptor:
        def __get__(self, thing, kind=None):
            return k.k

    class Own:
        number = Descriptor()

    thing = Own()
    return lambda: thing.number, lambda: set_k(k)


@way
def metaclass():
    class Meta(type):
        def __getitem__(cls, key):
            return cls.shared

    class Own(metaclass=Meta):
        shared = 3.0

    return lambda: Own[0], lambda: setattr(Own, "shared", 5.0)


@way
def every_attribute_by_getattribute():
    k = Plain()

    class Own:
        def __getattribute__(self, name):
            return k.k

    thing = Own()
    return lambda: thing.whatever, lambda: set_k(k)


@way
def environment():
    return (
        lambda: float(os.environ["NUMBER_OF_A_TEST"]),
        lambda: os.environ.update(NUMBER_OF_A_TEST="5"),
    )


@way
def environment_by_getenv():
    return (
        lambda: float(os.getenv("NUMBER_OF_A_TEST")),
        lambda: os.environ.update(NUMBER_OF_A_TEST="5"),
    )


@way
def file():
    path = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / f"number-{os.getpid()}"
    path.write_text("3")
    return lambda: float(path.read_text()), lambda: path.write_text("5")


@way
def user_dict_with_a_missing():
    k = Plain()

    class Own(dict):
        def __missing__(self, key):
            return k.k

    thing = Own()
    return lambda: thing["any"], lambda: set_k(k)


@way
def single_dispatch():
    k = Plain()

    @functools.singledispatch
    def helper(x):
        return 0.0

    @helper.register
    def _(x: int):
        return k.k

    return lambda: helper(1), lambda: set_k(k)


@way
def vectorized():
    k = Plain()
    helper = np.vectorize(lambda x: k.k + x)
    return lambda: float(helper([0.0])[0]), lambda: set_k(k)


@way
def reduced():
    k = Plain()

    def helper(total, x):
        return total + k.k

    return lambda: functools.reduce(helper, [0.0], 0.0), lambda: set_k(k)
