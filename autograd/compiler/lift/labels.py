"""What arrays are called after what the user calls their elements."""

from __future__ import annotations

import numpy as np

from autograd.compiler.group import Tape
from autograd.compiler.lift.layout import Layout
from autograd.value import Value


def label_roles(tape: Tape, layout: Layout, holder: dict[Value, str]) -> None:
    """A role is called what the user calls all of its parameters.

    Arguments:
        tape: the grouped graph.
        layout: the roles.
        holder: for each parameter in a list, the name of the variable that holds the list.
    """
    parameters, place = tape.parameters, np.argsort(layout.place)
    for role in layout.roles:
        start = layout.offsets[role]
        values = [parameters[k] for k in place[start : start + role.size]]
        names = {holder.get(value, "") for value in values}
        role.label = names.pop() if len(names) == 1 else ""
        role.label = role.label or common({value.label for value in values})


def common(labels: set[str]) -> str:
    """What the labels have in common but for a number: `"h"` for h1, h2, ..."""
    stems = {label.rstrip("0123456789").rstrip("_") for label in labels}
    name = min(labels) if len(labels) == 1 else stems.pop() if len(stems) == 1 else ""
    return name if name.isidentifier() and name.isascii() else ""
