"""Ways to find a number by a variable: of a function around, global, of a module, a class."""

import contextlib
import datetime
import functools
import os
import pathlib
import sys
import types

import numpy as np

from tests.compiler.capturing import (
    MODULE,
    Plain,
    Special,
    five,
    set_k,
    to_five,
    way,
    with_,
)

G = 3.0


def restore():
    globals().update(G=3.0, START=1e12, helper_of_all=lambda: 3.0)


def set_globally():
    global G
    G = 5.0


restore()


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


@way
def module_replaced_that_is_imported_inside():
    def number():
        import settings_of_a_user

        return settings_of_a_user.K

    other = types.ModuleType("settings_of_a_user")
    other.K = 5.0
    return number, lambda: sys.modules.update(settings_of_a_user=other)


@way
def object_that_hands_on_to_another():
    class Proxy:
        def __init__(self, inner):
            self.inner = inner

        def __getattr__(self, name):
            return getattr(self.inner, name)

    thing = Proxy(Plain())
    return lambda: thing.k, lambda: set_k(thing.inner)


@way
def object_in_a_set():
    things = {Special(3.0)}

    def change():
        things.clear()
        things.add(Special(5.0))

    return lambda: next(iter(things)).k, change


@way
def lambdas_in_a_dict():
    k = Plain()
    table = {"a": lambda: k.k}
    return lambda: table["a"](), lambda: set_k(k)


@way
def clock():
    from time import time

    return lambda: 3.0 if time() < START else 5.0, lambda: globals().update(START=0.0)


START = 1e12


@way
def clock_in_a_default():
    def number(now=datetime.datetime.now):
        return 3.0 if now().year < START else 5.0

    return number, lambda: globals().update(START=0.0)
