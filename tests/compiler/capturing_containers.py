"""Ways to find a number in a container."""

import array
import collections
import types

import numpy as np

from tests.compiler.capturing import (
    Plain,
    held,
    item,
    point,
    set_k,
    to_five,
)

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
