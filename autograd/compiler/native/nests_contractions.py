"""Products of arrays over any axes, as products of matrices."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from itertools import pairwise
from math import prod

from autograd.compiler.native.making import NativeError
from autograd.compiler.native.nests_arrays import Arrays
from autograd.compiler.native.nests_fields import Field, Leaf, stored
from autograd.compiler.native.nests_products import LARGE, Library, Matrices, product


class Contractions(Arrays):
    """Sums of products of two arrays."""

    def matrix_product(self, a: Field, b: Field) -> Field:
        """`a @ b`."""
        if len(a.shape) == len(b.shape) == 1:
            return self.reduced(operator.add, self.apply(operator.mul, a, b), None)
        batch = "abcdefgh"[: max(len(a.shape), len(b.shape)) - 2]
        left = "k" if len(a.shape) == 1 else batch[len(batch) - len(a.shape) + 2 :] + "mk"
        right = "k" if len(b.shape) == 1 else batch[len(batch) - len(b.shape) + 2 :] + "kn"
        result = batch + "m" * (len(a.shape) > 1) + "n" * (len(b.shape) > 1)
        return self.contraction(f"{left},{right}->{result}", a, b)

    def contraction(self, form: str, a: Field, b: Field) -> Field:
        """The sum of a product over the axes that the result lacks."""
        operands, result = form.split("->")
        first, second = operands.split(",")
        sizes = dict(zip(first, a.shape)) | dict(zip(second, b.shape))
        for axis, n in zip(first, a.shape):
            if n != sizes[axis]:
                raise NativeError("a product of matrices spreads one of them")
        batch = [x for x in result if x in first and x in second]
        rows = [x for x in result if x not in second]
        columns = [x for x in result if x not in first]
        summed = [x for x in first if x not in result]
        if set(summed) - set(second) or set(second) - set(first) - set(result):
            raise NativeError("a contraction sums over an axis of one array")
        if not rows and not columns:
            wide = batch + summed
            p = a.seen(lambda array: array.transpose([first.index(x) for x in wide]))
            q = b.seen(lambda array: array.transpose([second.index(x) for x in wide]))
            along = tuple(range(len(batch), len(wide)))
            found = self.reduced(operator.add, self.apply(operator.mul, p, q), along)
            return found.seen(lambda array: array.transpose([batch.index(x) for x in result]))
        if not columns or (rows and columns and result.index(rows[-1]) > result.index(columns[-1])):
            first, second, a, b, rows, columns = second, first, b, a, columns, rows
        m, k, n = (prod(sizes[x] for x in part) for part in (rows, summed, columns))
        is_large = m * k * n >= LARGE
        left = self._as_matrix(a, first, batch, rows, summed, sizes, False)
        right = self._as_matrix(b, second, batch, summed, columns, sizes, not is_large)
        order = [*batch, *rows, *columns]
        whole = stored(self.fresh(prod(sizes[x] for x in order)), tuple(sizes[x] for x in order))
        extents = tuple(sizes[x] for x in batch)
        (c,) = stored(whole.leaves[0].memory, (*extents, m, n)).leaves
        of = Matrices(extents, m, k, n, left, right, c)
        if is_large:
            self.functions.append(Library(of))
        else:
            product(self.nest(), of)
        return whole.seen(lambda array: array.transpose([order.index(x) for x in result]))

    def _as_matrix(
        self,
        field: Field,
        axes: str,
        batch: list[str],
        down: list[str],
        across: list[str],
        sizes: dict[str, int],
        packed: bool,
    ) -> Leaf:
        """The array with the axes of a batch, then one down and one across."""
        order = [axes.index(x) for x in (*batch, *down, *across)]
        field = field.seen(lambda array: array.transpose(order))
        extents = tuple(sizes[x] for x in batch)
        shape = (*extents, prod(sizes[x] for x in down), prod(sizes[x] for x in across))
        if field.is_stored:
            (leaf,) = field.leaves
            strides: list[int | None] = [*leaf.strides[: len(batch)]]
            for start, part in ((len(batch), down), (len(batch) + len(down), across)):
                steps = leaf.strides[start : start + len(part)]
                strides.append(_one_step(steps, [sizes[x] for x in part]))
            if None not in strides and (not packed or strides[-1] == 1 or shape[-1] == 1):
                return Leaf(leaf.memory, leaf.offset, tuple(strides))  # type: ignore[arg-type]
        memory = self.store(field, stored(self.fresh(field.size), field.shape)).leaves[0].memory
        return stored(memory, shape).leaves[0]


def _one_step(steps: Sequence[int], sizes: Sequence[int]) -> int | None:
    """The stride of several axes as one; None where there is no such stride."""
    pairs = [(step, n) for step, n in zip(steps, sizes) if n > 1]
    for (step, _), (inner, n) in pairwise(pairs):
        if step != inner * n:
            return None
    return pairs[-1][0] if pairs else 0
