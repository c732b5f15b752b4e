"""No folded picture has arrows that lead in a circle, whatever the graph and its scopes."""

import random
import re
from contextlib import ExitStack
from graphlib import CycleError, TopologicalSorter

import pytest

import autograd
from autograd import Value, scopes
from autograd.drawing.folding import MOST_GROUPS
from autograd.drawing.kinds import Kinds
from autograd.drawing.scoped import Scoped, paths_of
from autograd.graph import topological_order
from tests.drawing.test_bare import bare  # noqa: F401  (hides graphviz)
from tests.drawing.test_folding import fold

UNARY = [lambda x: x.sin(), lambda x: x.tanh(), lambda x: x + 1, lambda x: 2 * x]
BINARY = [lambda x, y: x + y, lambda x, y: x * y, lambda x, y: x - y]


def random_graph(seed, size=260, scoped=False):
    """Chains, sums and sharing; with scopes, nodes are in any of them in any order."""
    draw = random.Random(seed)
    kinds = ["w", "x", "b", ""][: draw.randint(1, 4)]
    known = [Value(draw.random(), f"{draw.choice(kinds)}{i}") for i in range(draw.randint(1, 12))]
    reach = draw.choice([2, 5, 30, 1000])
    some = draw.sample(UNARY + BINARY, draw.randint(2, 5))
    groups = [scopes.Scope(f"s{i}", None) for i in range(draw.randint(2, 5))]
    groups += [scopes.Scope(f"inner {group}", group) for group in groups]
    for _ in range(size):
        operation = draw.choice(some)
        with ExitStack() as stack:
            if scoped and draw.random() < 0.8:
                stack.enter_context(Resumed(draw.choice(groups)))
            recent = known[-reach:]
            operands = [draw.choice(recent) for _ in range(1 if operation in UNARY else 2)]
            known.append(operation(*operands))
    return autograd.sum(known[-20:])


class Resumed:
    """Resumes a scope, as a generator or a thread does."""

    def __init__(self, scope):
        self.scope, self.door = scope, autograd.scope("never seen")

    def __enter__(self):
        self.door.__enter__()
        self.token = scopes.current.set(self.scope)

    def __exit__(self, *error):
        scopes.current.reset(self.token)
        self.door.__exit__(*error)


def arrows_of(source):
    return re.findall(r"^\t+(\w+) -> (\w+)", source, re.MULTILINE)


def is_free_of_circles(source):
    before = {}
    for tail, head in arrows_of(source):
        before.setdefault(head, set()).add(tail)
    try:
        list(TopologicalSorter(before).static_order())
    except CycleError:
        return False
    return True


def test_a_circle_is_seen_as_one():
    assert not is_free_of_circles("\ta -> b\n\tb -> c\n\tc -> a\n")
    assert not is_free_of_circles("\ta -> a\n")
    assert is_free_of_circles("\ta -> b\n\tb -> c\n\ta -> c\n")


@pytest.mark.parametrize("seed", range(40))
def test_every_node_of_a_random_graph_is_in_one_box_and_no_box_in_a_circle(seed):
    v = random_graph(seed)
    order = topological_order(v)
    found = fold(v)
    assert sorted(map(id, order)) == sorted(id(n) for g in found.groups for n in g.nodes)
    assert len(found.groups) <= MOST_GROUPS
    drawing = autograd.draw(v, fold=True).source
    assert is_free_of_circles(drawing)
    kind = Kinds(v, order)
    shown = [int(n.replace(",", "")) for n in re.findall(r'tooltip="([\d,]+) nodes?, ', drawing)]
    single = len(re.findall(r'tooltip="(?:computed|input|parameter|result): ', drawing))
    assert sum(shown) + single == sum(kind(node) != "constant" for node in order)


@pytest.mark.parametrize("seed", range(6))
def test_opened_boxes_are_in_no_circle_either(seed):
    v = random_graph(seed)
    numbers = [int(n) for n in re.findall(r"\[(\d+)\]</FONT>", autograd.draw(v, fold=True).source)]
    for open in [*numbers[:2], numbers[::2]]:
        assert is_free_of_circles(autograd.draw(v, fold=True, open=open).source)


@pytest.mark.parametrize("seed", range(30))
def test_scopes_that_are_resumed_again_and_again_are_in_no_circle(seed):
    v = random_graph(seed, size=60, scoped=True)
    order = topological_order(v)
    scoped = Scoped(paths_of(order), False, ())
    between = {(scoped.box.get(p, p), scoped.box.get(n, n)) for n in order for p in n.parents}
    before = {}
    for tail, head in between:
        if tail != head:
            before.setdefault(head, set()).add(tail)
    list(TopologicalSorter(before).static_order())  # raises if there is a circle
    for node, part in scoped.box.items():
        assert part.scope in scopes.path_of(node) or not node.parents
    if seed < 3:
        assert is_free_of_circles(autograd.draw(v, fold=True).source)
        assert is_free_of_circles(autograd.draw(v, fold=True, open=1).source)


def test_a_scope_that_is_resumed_says_which_part_comes_later():
    with autograd.scope("first"):
        a = Value(0.5, "x").sin()
        scope = scopes.current.get()
    b = a.tanh()
    with Resumed(scope):
        c = b.exp()
    source = autograd.draw(c, fold=True).source
    assert "<B>first</B>" in source
    assert "<B>first (later)</B>" in source
    assert is_free_of_circles(source)


def test_a_recurrent_network_and_a_chain_with_weights_have_no_circles():
    w, u, b = Value(0.5, "w"), Value(0.3, "u"), Value(0.1, "b")
    h, loss = Value(0.0, "h"), 0.0
    for t in range(120):
        h = (w * h + u * t / 9 + b).tanh() if t % 3 else (w * h).sin()
        loss = loss + (h - t) ** 2
    source = autograd.draw(loss).source
    assert "folded into" in source
    assert is_free_of_circles(source)
