"""Which of the groups of a folded graph are layers: neurons that share their form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from autograd.drawing.folding import PRODUCTS, Folding, Group
from autograd.value import Value


@dataclass
class Layer:
    """Neurons of one form: the groups of their parameters, sums and activations.

    Attributes:
        name: what a model calls it.
        groups: all that belongs to it.
        depths: for the first parameter of each neuron, at which depths there are sums with it.
        sums: how many sums there are.
    """

    name: str
    groups: list[Group] = field(default_factory=list)
    depths: dict[Value, set[float]] = field(default_factory=dict)
    sums: int = 0

    @property
    def neurons(self) -> int:
        """How many neurons: each has parameters of its own."""
        return len(self.depths)

    @property
    def uses(self) -> int:
        """How often each neuron computes: for each sample, or at each step."""
        return self.sums // self.neurons

    @property
    def recurrent(self) -> bool:
        """Whether neurons read what they computed before."""
        return any(len(depths) > 1 for depths in self.depths.values())

    @property
    def count(self) -> int:
        """How many layers these are: alike ones, one after the other, may be too many to show."""
        return 1 if self.recurrent else len(set().union(*self.depths.values()))


def layers_of(folding: Folding) -> list[Layer]:
    """The layers, in the order of their computation.

    A layer's sums weigh operands by parameters. The neurons are told apart by their first
    parameter; an activation is what reads nothing but the sums.
    """
    found: dict[frozenset[Group], Layer] = {}
    for group in folding.groups:
        own = frozenset(each for each in group.reads if each.kind == "parameter")
        others = [each for each in group.reads if each.kind not in ("parameter", "constant")]
        if not (own and others and any(node.operation in PRODUCTS for node in group.nodes)):
            continue
        layer = found.setdefault(own, Layer(_name(each for each in folding.groups if each in own)))
        first: dict[Value, Value] = {}
        for node in group.nodes:
            for parent in node.parents:
                if folding.group[parent] in own:
                    first.setdefault(folding.head[node], parent)
        for head, parameter in first.items():
            layer.depths.setdefault(parameter, set()).add(folding.depth[head])
        layer.sums += len(first)
        activations = [
            each
            for each in folding.groups
            if list(each.reads) == [group] and len(each.heads[0].parents) == 1
        ]
        layer.groups += [group, *activations]
    taken: set[Group] = set()
    for own, layer in found.items():
        layer.groups = [each for each in folding.groups if each in {*own, *layer.groups} - taken]
        taken.update(layer.groups)
    return list(found.values())


def _name(groups: Iterable[Group]) -> str:
    """What a model calls these parameters: one part, or from which to which."""
    places = {name: place for group in groups for name, place in group.names.items()}
    names = sorted(places, key=places.__getitem__)
    return f"{names[0]} … {names[-1]}" if len(names) > 1 else "".join(names)
