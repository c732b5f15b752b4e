"""Attributes that are read by way of a function: the number behind one is followed."""

import copy
import dataclasses
import operator
from dataclasses import asdict, astuple, dataclass, field, replace

import pytest

import autograd

pytest.importorskip("numpy")


@dataclass
class Inner:
    k: float = 2.0


@dataclass
class Settings:
    k: float = 2.0
    inner: Inner = field(default_factory=Inner)

    def number(self):
        return self.k


settings = Settings()

WAYS = {
    "getattr": lambda x: x * getattr(settings, "k"),  # noqa: B009
    "getattr with a default": lambda x: x * getattr(settings, "k", 1.0),
    "getattr of a part": lambda x: x * getattr(settings.inner, "k"),  # noqa: B009
    "attrgetter": lambda x: x * operator.attrgetter("k")(settings),
    "attrgetter of a part": lambda x: x * operator.attrgetter("inner.k")(settings),
    "methodcaller": lambda x: x * operator.methodcaller("number")(settings),
    "vars": lambda x: x * vars(settings)["k"],
    "__dict__": lambda x: x * settings.__dict__["k"],
    "copy": lambda x: x * copy.copy(settings).k,
    "deepcopy": lambda x: x * copy.deepcopy(settings).inner.k,
    "asdict": lambda x: x * asdict(settings)["k"],
    "asdict of the module": lambda x: x * dataclasses.asdict(settings)["inner"]["k"],
    "astuple": lambda x: x * astuple(settings)[0],
    "replace": lambda x: x * replace(settings, inner=Inner()).k,
    "replace of the module": lambda x: x * dataclasses.replace(settings, inner=Inner()).k,
    "fields": lambda x: x * getattr(settings, dataclasses.fields(settings)[0].name),
    "hasattr": lambda x: x * 2.0 if not hasattr(settings, "more") else x * settings.more,
}


@pytest.mark.parametrize("name", WAYS)
def test_a_number_that_changes_is_followed(name, monkeypatch):
    f = WAYS[name]
    compiled = autograd.compile(f)
    assert compiled(3.0).data == 6.0
    monkeypatch.setattr(settings, "k", 5.0)
    monkeypatch.setattr(settings.inner, "k", 5.0)
    monkeypatch.setattr(settings, "more", 5.0, raising=False)
    assert compiled(3.0).data == float(f(3.0)) == 15.0
