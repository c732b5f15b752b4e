"""All that is known of operations: those of the table by name, and those of a user's own."""

from __future__ import annotations

import math
from typing import Any

from mpmath import mp

from autograd.entry import BUILT_IN, FAMILIES
from tests.tools.differential.elementary import ELEMENTARY
from tests.tools.differential.families import FAMILY_RULES, POW
from tests.tools.differential.rule import ZERO, Numbers, Rule, binary, unary
from tests.tools.differential.several import SEVERAL

RULES: dict[str, Rule] = {**ELEMENTARY, **SEVERAL, "pow": POW}
INTERNAL = {
    "",
    "constant",
    "power_log",
    "polygamma",
    "normal_tail",
}  # made by the engine itself: seen in second derivatives


def unknown_operations() -> list[str]:
    """Operations and families of the library's tables that nothing is known of here."""
    known = {*RULES, *FAMILY_RULES, *INTERNAL}
    return sorted({*BUILT_IN, *FAMILIES} - known)


# --- operations of a user's own: as the script defines them, and what they are --------------------

OWN_SOURCE = {
    "cube": """\
cube = autograd.operation("cube", lambda a: a * a * a, lambda y, a: 3.0 * a * a)
""",
    "damped": """\
damped = autograd.operation(
    "damped",
    lambda a, b: a * autograd.exp(-autograd.maximum(b, -b)),
    lambda y, a, b: (
        autograd.exp(-autograd.maximum(b, -b)),
        autograd.where(b > 0, -y, autograd.where(b < 0, y, 0.0)),
    ),
)
""",
}


def damped_seconds(y: Any, a: Any, b: Any) -> Numbers:
    """The second derivatives of a·e^-|b|, flat at the kink."""
    return ZERO, -mp.sign(b) * mp.exp(-abs(b)), a * mp.exp(-abs(b)) * mp.sign(b) ** 2


OWN: dict[str, Rule] = {
    "cube": unary(lambda a: a * a * a, lambda a: a**3, lambda y, a: 3 * a * a, lambda y, a: 6 * a),
    "damped": binary(
        lambda a, b: a * math.exp(-max(b, -b)),
        lambda a, b: a * mp.exp(-abs(b)),
        lambda y, a, b: (mp.exp(-abs(b)), -a * mp.exp(-abs(b)) * mp.sign(b)),
        damped_seconds,
        margin=lambda a, b: abs(b),
    ),
}
RULES.update(OWN)
