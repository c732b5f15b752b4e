"""What a folded box is called: `ReLU × 1,600`, `Σ w·x + b × 16`, `w, b × 48`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from autograd import ops
from autograd.drawing.folding import SUMS, Folding
from autograd.drawing.kinds import stem
from autograd.drawing.nodes import symbol_of
from autograd.telling import told
from autograd.value import Value

MANY = "operations"


def called(folding: Folding, heads: Sequence[Value], weighted: bool) -> str:
    """The name of heads of one group, and how many they are.

    Arguments:
        folding: the graph in groups.
        heads: some of a group.
        weighted: whether a sum weighs operands by parameters.
    """
    count = f" × {len(heads):,}" if len(heads) > 1 else ""
    word = word_for(folding, heads, weighted)
    if not word:
        word = told(folding.group[heads[0]].kind + "s" * bool(count))
    return (told(MANY) if word == MANY else word) + count


def word_for(folding: Folding, heads: Sequence[Value], weighted: bool) -> str:
    """The name alone; none for leaves of many labels or of none."""
    if not heads[0].parents:
        stems = Counter(stem(head.label) for head in heads)
        many = len(stems) > 3 or "" in stems
        return "" if many else ", ".join(word for word, _ in stems.most_common())
    firsts = {head.operation: head for head in reversed(heads)}
    if len(firsts) > 3:
        return MANY
    symbols = (
        _formula(folding, head, weighted) if operation in SUMS else symbol_of(head)
        for operation, head in sorted(firsts.items(), key=lambda each: each[0] not in SUMS)
    )
    return ", ".join(symbols)


def _formula(folding: Folding, head: Value, weighted: bool) -> str:
    """`Σ w·x + b`: what a sum adds, told by how many products and single terms it has."""
    products = lone = 0
    for node in folding.group[head].nodes:
        if folding.head[node] is not head:
            continue
        if node.operation is ops.mul:
            products += 1
        elif node.operation is ops.dot:
            products += len(node.parents) // 2
        else:
            inside = [folding.head.get(parent) is head for parent in node.parents]
            lone += inside.count(False)
    product, single = ("w·x", "b") if weighted else ("a·b", "c")
    if not products:
        return "Σ" if lone > 2 else "+"
    text = f"Σ {product}" if products > 1 else product
    return text + (f" + {single}" if lone == 1 else f" + Σ {single}" if lone else "")
