"""Names for the arrays of a program, as a person would choose them.

The parameters of the first layer are W1 and b1, its sums z1, its outputs h1. Where the user has
named something (a variable that holds parameters, the label of a Value), that name is taken.
"""

from __future__ import annotations

import keyword
from collections import Counter
from collections.abc import Iterable
from math import prod

from autograd.compiler.program import (
    Array,
    Map,
    Operand,
    Program,
    Repeat,
    Softmax,
    Statement,
    Sum,
    View,
    views_of,
)
from autograd.compiler.record import is_taken

ACTIVATIONS = {
    "relu", "leaky_relu", "elu", "gelu", "silu", "softplus", "sigmoid", "tanh", "step", "sin",
}  # fmt: skip
WEIGHTS = "WUVQR"  # of one sum: W for the inputs, U for the state of a recurrent network, ...
PLAIN = {"w", "b", "W"}  # labels that, where there are several, say less than the layer does


class Names:
    """Which names are taken, and new ones."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._next: dict[str, int] = {}

    def fresh(self, wanted: str) -> str:
        """The wanted name, or one like it."""
        if wanted in self._taken or keyword.iskeyword(wanted):
            return self.numbered(f"{wanted}_")
        self._taken.add(wanted)
        return wanted

    def numbered(self, stem: str) -> str:
        """The first free one of stem1, stem2, ..."""
        number = self._next.get(stem, 1)
        while f"{stem}{number}" in self._taken:
            number += 1
        self._next[stem] = number + 1
        return self.fresh(f"{stem}{number}")

    def several(self, wanted: list[tuple[Array, str]]) -> None:
        """Names for arrays that want them; where several want the same, they are numbered."""
        counts = Counter(name for _, name in wanted)
        for array, name in wanted:
            array.name = self.fresh(name) if counts[name] == 1 else self.numbered(name)


def name_arrays(program: Program, function: str, names: Names) -> None:
    """Gives every array of the program its name."""
    for array in program.inputs:
        array.name = names.fresh(array.name)
    names.several([(array, array.label) for array in program.constants if array.label])
    for array in program.constants:
        array.name = array.name if array.label else names.numbered("c")
    for array in (*program.roles, *(statement.out for statement in program.statements)):
        array.name = ""
    _name_results(program, function, names)
    labels = Counter(role.label for role in program.roles)
    plain = {label for label in PLAIN if labels[label] > 1}
    own = [role for role in program.roles if role.label and role.label not in plain]
    own = [role for role in own if role.label != "w" or len(role.shape) < 2]  # a matrix is W
    names.several([(role, role.label) for role in own])
    labelled = [s.out for s in program.statements if s.out.label and not s.out.name]
    names.several([(array, array.label) for array in labelled])
    _name_layers(program, names)
    names.several([(role, role.label) for role in program.roles if role.label and not role.name])
    for role in program.roles:
        role.name = role.name or names.numbered("p")
    for statement in program.statements:
        statement.out.name = statement.out.name or names.numbered("v")
    for repeat in program.repeats.values():
        _name_step(repeat, names)


def _name_step(repeat: Repeat, names: Names) -> None:
    """Gives a name to what goes in and out of a step, where it has none."""
    for carried in repeat.carried:
        carried.before.name = names.fresh(f"{carried.after.name}_before")
    for array, view in repeat.given.items():
        array.name = names.fresh(f"{view.array.name}_now")
    for array, of_all in repeat.kept.items():
        of_all.name = of_all.name or names.fresh(f"{array.name}_all")


def _name_results(program: Program, function: str, names: Names) -> None:
    """What the function calls them; a single one is called like the function."""
    wanted: dict[Array, set[str]] = {}
    for (array, _), name in zip(program.results, program.result_names):
        if isinstance(array, Array) and array.kind == "value":
            wanted.setdefault(array, set()).add(name)
    if len(wanted) == 1:
        (result,) = wanted
        result.name = names.fresh(function if _is_name(function) else "y")
        return
    own = {array: found.pop() for array, found in wanted.items() if len(found) == 1}
    named = {array: name or array.label for array, name in own.items()}
    names.several([(array, name) for array, name in named.items() if _may_be_used(name)])
    for array in wanted:
        array.name = array.name or names.numbered("y")


def _may_be_used(name: str) -> bool:
    return _is_name(name) and not is_taken(name, [])


def _is_name(text: str) -> bool:
    return text.isidentifier() and text.isascii()


def _name_layers(program: Program, names: Names) -> None:
    """W1, b1, z1 and h1, then W2, ...; without a number where there is only one."""
    sums = [s for s in program.statements if isinstance(s, Sum) and _weights(s)]
    weights_of = {s.out: _weights(s) for s in sums}
    for statement in sums:  # what was computed ahead for all steps belongs to each of them
        ahead = [w for array in _rows_in(statement) for w in weights_of.get(array, [])]
        weights_of[statement.out] = list(dict.fromkeys([*ahead, *weights_of[statement.out]]))
    layer_of: dict[Array, int] = {}
    layers = 0
    for statement in sums:
        weights = weights_of[statement.out]
        new = [role for role in weights if role not in layer_of and not role.name]
        known = [layer_of[role] for role in weights if role in layer_of]
        layers += bool(new and not known)
        for role in [*weights, *_biases(statement)]:
            layer_of.setdefault(role, known[0] if known else layers)
    for statement in sums:
        for role, letter in [
            *zip(weights_of[statement.out], WEIGHTS),
            *((role, "b") for role in _biases(statement)),
        ]:
            number = str(layer_of[role]) if layers > 1 else ""
            small = not number and len(role.shape) < 2
            role.name = role.name or names.fresh((letter.lower() if small else letter) + number)
    numbers = {s.out: str(k) if len(sums) > 1 else "" for k, s in enumerate(sums, 1)}
    for array, number in numbers.items():
        array.name = array.name or names.fresh(f"z{number}")
    for user in program.statements:
        letter = "p" if isinstance(user, Softmax) else "h" if _is_activation(user) else ""
        source = views_of(user)[0].array if letter else None
        if source in numbers and not user.out.name:
            user.out.name = names.fresh(f"{letter}{numbers.pop(source)}")


def _is_activation(statement: Statement) -> bool:
    return isinstance(statement, Map) and statement.operation.name in ACTIVATIONS


def _weights(statement: Sum) -> list[Array]:
    """The parameters that are multiplied by something else."""
    found = []
    for part in statement.parts:
        roles = [factor for factor in part.factors if _kind(factor) == "role"]
        others = [factor for factor in part.factors if _kind(factor) == "other"]
        if len(roles) == 2:  # such as a kernel and the signal along which it slides
            others = [role for role in roles if _has_windows(role)]
            roles = [role for role in roles if role not in others]
        if len(roles) == len(others) == 1:
            found.append(_array(roles[0]))
    return list(dict.fromkeys(found))


def _rows_in(statement: Sum) -> list[Array]:
    """The arrays of which a row is added as it is."""
    alone = [part.factors[0] for part in statement.parts if len(part.factors) == 1]
    views = [factor for factor in alone if isinstance(factor, View)]
    return [view.array for view in views if len(view.sizes) < len(view.array.shape)]


def _has_windows(operand: Operand) -> bool:
    """Whether a view has more entries than its array: those of windows that overlap."""
    assert isinstance(operand, View)
    return prod(operand.sizes[axis] for axis in operand.axes) > operand.array.size


def _biases(statement: Sum) -> list[Array]:
    """The parameters that are added as they are."""
    alone = [part.factors[0] for part in statement.parts if len(part.factors) == 1]
    return list(dict.fromkeys(_array(factor) for factor in alone if _kind(factor) == "role"))


def _kind(operand: Operand) -> str:
    if not isinstance(operand, View):
        return "number"
    if operand.array.kind == "parameter":
        return "role" if operand.array.name != "theta" else "vector"
    return "other"


def _array(operand: Operand) -> Array:
    assert isinstance(operand, View)
    return operand.array
