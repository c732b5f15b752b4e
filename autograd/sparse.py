"""Sparse Jacobians: many columns by one walk forward, or many rows by one walk back.

Which variables a result was made from is read off the graph: the structure of the matrix. Two
columns that have no row in common move different results. So one walk forward, in the direction
that is the sum of both, gives both; likewise one walk back gives rows that share no column. Columns
are put together one after another, each in the first group with room, and so are rows; the way that
needs fewer groups is gone. Where a few rows are full, these alone may go back, and what is left of
the columns forward; or the other way round.

    A. R. Curtis, M. J. D. Powell, J. K. Reid: On the estimation of sparse Jacobian matrices,
    Journal of the Institute of Mathematics and its Applications 13 (1974), 117-119.

    T. F. Coleman, A. Verma: The efficient computation of sparse Jacobian matrices using automatic
    differentiation, SIAM Journal on Scientific Computing 19 (1998), 1210-1233.

A band of width w takes w walks, however long it is. A few full columns take a few walks forward, a
few full rows a few walks back; a matrix that has both, an arrow, takes their sum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING

from autograd.chain_rule import pull_back_along
from autograd.evaluation import Evaluation, differentiating
from autograd.forward import push_forward, tangent_of
from autograd.telling import import_error, told, type_error
from autograd.value import Value

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Lines = Sequence[Sequence[int]]  # for each row the columns in it, or for each column the rows
Walk = Mapping[int, Sequence[int]]  # columns that go together, with the rows wanted of each
Entry = tuple[int, int, float]  # row, column, number


def sparse_jacobian(at: Evaluation) -> csr_array:
    """The first derivatives of a list of numbers in a list of numbers.

    There is an entry for each variable that a result was made from, be it a 0, and no other. A
    result of a compiled function was made from all that the function was given.

    Raises:
        ImportError: SciPy is not installed.
        TypeError: the argument or the result is not a flat list, or gradients were to be kept.
    """
    try:
        from scipy.sparse import csr_array
    except ImportError as error:
        if str(error.name).partition(".")[0] != "scipy":
            raise
        raise import_error(
            "jacobian(sparse=True) needs SciPy: pip install 'chainrule[sparse]'"
        ) from None
    _check(at)
    with differentiating(keep_graph=False):
        entries = list(_entries(at))
    i, j, numbers = ([entry[k] for entry in entries] for k in range(3))
    return csr_array((numbers, (i, j)), (len(at.results), len(at.variables)), dtype=float)


def _check(at: Evaluation) -> None:
    if at.keep_graph:
        raise type_error(
            "a sparse Jacobian is made of plain floats, which carry no gradient: of Values, inside "
            "derivatives and in compiled code, use jacobian(f) without sparse"
        )
    if len(at.points) != 1:
        raise type_error(
            f"jacobian(sparse=True) takes one flat list of numbers, got {len(at.points)} arguments "
            "made of numbers; join them, or choose one by argnums"
        )
    takes, gives = told("takes"), told("needs a function that gives")
    for what, tree in ((takes, at.points[0]), (gives, at.value)):
        if not isinstance(tree, (list, tuple)):
            got = type(tree).__name__
        elif any(isinstance(branch, (list, tuple, dict)) for branch in tree):
            got = told(f"a nested {type(tree).__name__}")
        else:
            continue
        raise type_error(
            f"jacobian(sparse=True) {what} one flat list of numbers, got {got}; "
            "make it flat, or leave out sparse"
        )


def _entries(at: Evaluation) -> Iterator[Entry]:
    order = at.order()
    rows = structure(order, at)
    columns: list[list[int]] = [[] for _ in at.variables]
    for i, row in enumerate(rows):
        for j in row:
            columns[j].append(i)
    forward, back = fewest_walks(rows, columns)
    for walk in forward:
        yield from _of_columns(at, order, walk)
    for walk in back:
        yield from _of_rows(at, order, walk)


def _of_columns(at: Evaluation, order: list[Value], columns: Walk) -> Iterator[Entry]:
    """The entries of columns that move different results."""
    tangents = push_forward(order, {at.variables[j]: 1.0 for j in columns})
    for j, rows in columns.items():
        for i in rows:
            yield i, j, float(tangent_of(at.results[i], tangents))


def _of_rows(at: Evaluation, order: list[Value], rows: Walk) -> Iterator[Entry]:
    """The entries of rows that were made from different variables."""
    ends = {at.results[i] for i in rows}
    gradients = pull_back_along(
        order, {x: float(x in ends) for x in at.results if isinstance(x, Value)}
    )
    for i, columns in rows.items():
        for j in columns:
            yield i, j, float(gradients[at.variables[j]])


def structure(order: list[Value], at: Evaluation) -> list[list[int]]:
    """For each result the numbers of the variables that it was made from, in ascending order.

    A set that nobody else needs is taken over by the child, so that a running sum of n numbers does
    not make n sets of up to n.
    """
    users = Counter(parent for node in order for parent in node.parents)
    users.update(result for result in at.results if isinstance(result, Value))
    found = {variable: {j} for j, variable in enumerate(at.variables)}
    for node in order:
        users.subtract(node.parents)
        parents = [parent for parent in dict.fromkeys(node.parents) if parent in found]
        if parents:
            spare = [found.pop(parent) for parent in parents if not users[parent]]
            merged = max(spare, key=len, default=set())
            merged.update(*spare, *(found[parent] for parent in parents if users[parent]))
            found[node] = merged
    return [sorted(found.get(x, ())) if isinstance(x, Value) else [] for x in at.results]


def fewest_walks(rows: Lines, columns: Lines) -> tuple[list[Walk], list[Walk]]:
    """Walks forward and walks back that give each entry once; of those looked at, the fewest.

    Columns go forward, but for their entries in the d fullest rows, which go back; or the other way
    round. A row with k entries needs k groups of columns, so that takes at least d + k walks, where
    k are the entries of the fullest row left: d is 0, or that of the least such sum.
    """
    tried = []
    for forward, crossing in ((True, rows), (False, columns)):
        sizes = [*sorted(map(len, crossing), reverse=True), 0]
        least = min(range(len(sizes)), key=lambda d: d + sizes[d])
        tried += [(d + sizes[d], d, not forward) for d in {0, least}]
    fewest: tuple[list[Walk], list[Walk]] | None = None
    for at_least, d, back in sorted(tried):
        if fewest is not None and at_least >= sum(map(len, fewest)):
            break
        lines, crossing = (rows, columns) if back else (columns, rows)
        found = _walks(lines, crossing, d)
        if fewest is None or sum(map(len, found)) < sum(map(len, fewest)):
            fewest = (found[1], found[0]) if back else found
    assert fewest is not None
    return fewest


def _walks(lines: Lines, crossing: Lines, d: int) -> tuple[list[Walk], list[Walk]]:
    """The walks for lines, and those for the d fullest of the lines that cross them."""
    by_size = sorted(range(len(crossing)), key=lambda k: -len(crossing[k]))
    full = set(by_size[:d])
    others = {k: [x for x in line if x not in full] for k, line in enumerate(lines)}
    return (
        together({k: line for k, line in others.items() if line}, len(crossing)),
        together({k: crossing[k] for k in sorted(full)}, len(lines)),
    )


def together(lines: Walk, length: int) -> list[Walk]:
    """Lines by their numbers, put together where they have no place in common."""
    numbers = [*lines]
    groups = grouped([*lines.values()], length)
    return [{numbers[k]: lines[numbers[k]] for k in group} for group in groups]


def grouped(lines: Lines, length: int) -> list[list[int]]:
    """Lines without a place in common put together, each in the first group with room for it."""
    taken: list[set[int]] = [set() for _ in range(length)]
    groups: list[list[int]] = []
    for number, line in enumerate(lines):
        full = set().union(*(taken[place] for place in line))
        group = next(group for group in count() if group not in full)
        if group == len(groups):
            groups.append([])
        groups[group].append(number)
        for place in line:
            taken[place].add(group)
    return groups
