"""Ways to find a number in an object."""

import dataclasses
import decimal
import fractions
import functools
import itertools
import operator
import types
import weakref

import numpy as np

from autograd import Value
from tests.compiler.capturing import (
    Data,
    Plain,
    Slotted,
    Special,
    color,
    held,
    item,
    number_of,
    set_k,
    to_five,
    with_,
)

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
