"""Statements that a person would not write down, found in the program and taken out.

    v = -y;  loss = v * s + 1            loss = 1 - y * s
    m = max x;  e = exp(x - m);
    t = sum e;  p = e / t                p = softmax(x)
    l = log softmax(x)                   l = x - logsumexp(x)

The last two are more than a shorter way to write. The shift by the maximum leaves a softmax as it
is, so the derivatives through m add up to 0 and need not be computed. And the logarithm of a
quotient is a difference, log(e^x / Σe^x) = x - log Σe^x, so no probability can round to log 0; the
derivative of a cross-entropy becomes the p - T of the lectures.
"""

from __future__ import annotations

import functools
from dataclasses import replace

from autograd import ops
from autograd.compiler.program import (
    Array,
    Map,
    Operand,
    Program,
    Reduce,
    Softmax,
    Statement,
    Sum,
    View,
    along_dimensions,
    replace_operands,
    views_of,
)


def simplify(program: Program) -> Program:
    """The same program in fewer statements."""
    _absorb_copies(program)
    _find_softmax(program)
    _find_log_softmax(program)
    _absorb_negatives(program)
    _drop_unused(program)
    return program


def readers(program: Program) -> dict[Array, list[Statement]]:
    """The statements that read each array; a result has one more, who is nobody."""
    found: dict[Array, list[Statement]] = {s.out: [] for s in program.statements}
    for statement in program.statements:
        for array in dict.fromkeys(view.array for view in views_of(statement)):
            if array in found:
                found[array].append(statement)
    return found


def _drop_unused(program: Program) -> None:
    """What nothing reads any more, because a simpler statement has taken its place."""
    needed = program.needed
    kept: list[Statement] = []
    for statement in reversed(program.statements):
        if statement.out in needed:
            kept.append(statement)
            needed.update(view.array for view in views_of(statement))
    program.statements = kept[::-1]


# --- copies --------------------------------------------------------------------------------------


def _absorb_copies(program: Program) -> None:
    """Who reads a copy, such as the mean of a single number, reads the original."""
    read_by = readers(program)
    for statement in program.statements:
        source = _copied(statement)
        if source is None:
            continue
        for user in read_by[statement.out]:
            views = [view for view in views_of(user) if view.array is statement.out]
            composed = {view: compose(view, source) for view in views}
            replace_operands(user, functools.partial(_exchange, composed))
        source.array.nodes += statement.out.nodes


def _copied(statement: Statement) -> View | None:
    """What a statement multiplies or divides by 1, raises to the power 1, or adds up alone."""
    operands: list[Operand] = []
    if isinstance(statement, Sum) and len(statement.parts) == 1 and not statement.parts[0].sizes:
        operands = statement.parts[0].factors
    elif isinstance(statement, Map) and statement.operation in (ops.mul, ops.div, ops.power(1.0)):
        operands = statement.operands
    # Constants come last in a product; a quotient that begins with a 1 is no copy.
    if not operands or operands[1:] not in ([], [1.0]):
        return None
    return operands[0] if isinstance(operands[0], View) else None


# --- negatives -----------------------------------------------------------------------------------


def _absorb_negatives(program: Program) -> None:
    """A negative that one statement reads is read as the other thing with its sign turned."""
    needed = program.needed
    read_by = readers(program)
    for statement in program.statements:
        out, users = statement.out, read_by[statement.out]
        if not _is_negative(statement) or len(users) != 1 or out in needed:
            continue
        (source,) = views_of(statement)
        source = replace(source, negative=not source.negative)
        (user,) = users
        composed = {view: compose(view, source) for view in views_of(user) if view.array is out}
        if None not in composed.values():
            replace_operands(user, functools.partial(_exchange, composed))
            user.out.nodes += out.nodes


def _exchange(composed: dict[View, View | None], operand: Operand) -> Operand:
    found = composed.get(operand) if isinstance(operand, View) else None
    return found or operand


def compose(view: View, source: View) -> View | None:
    """A view of an array that is itself what another view reads: a view of what that one reads."""
    dimensions = None if view.index is not None else along_dimensions(view, view.array.shape)
    if dimensions is None or source.index is not None:
        return None
    offset, strides = source.offset, [0] * len(view.sizes)
    for (start, steps), stride in zip(dimensions, source.strides):
        offset += start * stride
        for axis, step in steps:
            strides[axis] += step * stride
    return replace(
        view,
        array=source.array,
        offset=offset,
        strides=tuple(strides),
        stopped=view.stopped or source.stopped,
        negative=view.negative != source.negative,
    )


def _is_negative(statement: Statement) -> bool:
    return isinstance(statement, Map) and statement.operation is ops.neg


# --- softmax -------------------------------------------------------------------------------------


def _find_softmax(program: Program) -> None:
    """A maximum, the differences from it, their exponentials, the sum of these, and quotients."""
    read_by = readers(program)
    made_by = {statement.out: statement for statement in program.statements}
    for array in program.needed:
        if isinstance(array, Array):
            made_by.pop(array, None)  # it is seen from outside, so it has to stay

    def made(operand: Operand, readers: int = 1) -> Statement | None:
        """What made an operand that so many statements read."""
        array = operand.array if isinstance(operand, View) else None
        if array not in made_by or len(read_by[array]) != readers:
            return None
        return made_by[array]

    for place, quotient in enumerate(program.statements):
        if not isinstance(quotient, Map) or quotient.operation is not ops.div:
            continue
        e, total = made(quotient.operands[0], 2), made(quotient.operands[1])
        if not isinstance(e, Map) or not isinstance(total, Sum) or e.operation is not ops.exp:
            continue
        difference = made(e.operands[0])
        if not isinstance(difference, Map) or difference.operation is not ops.sub:
            continue
        largest = made(difference.operands[1])
        if not isinstance(largest, Reduce) or largest.operation is not ops.maximum:
            continue
        if _is_softmax(largest, difference, e, total, quotient):
            softmax = Softmax(quotient.out, [difference.operands[0]], len(largest.sizes))
            made_of: list[Statement] = [largest, difference, e, total]
            softmax.out.nodes += sum([statement.out.nodes for statement in made_of])
            program.statements[place] = softmax
    _drop_unused(program)


def _is_softmax(largest: Reduce, difference: Map, e: Map, total: Sum, quotient: Map) -> bool:
    """Whether they are all over the same elements."""
    out, rank = quotient.out, len(largest.sizes)
    x, m = difference.operands
    (of,) = largest.operands if rank else (0.0,)
    (part,) = total.parts if len(total.parts) == 1 else (None,)
    return (
        part is not None
        and isinstance(x, View)
        and isinstance(of, View)
        and out.shape == difference.out.shape == e.out.shape
        and out.shape == (*largest.out.shape, *largest.sizes) == (*total.out.shape, *part.sizes)
        and (x.array, x.offset, x.strides) == (of.array, of.offset, of.strides)
        and x.index is None
        and of.index is None
        and len(part.factors) == 1
        and _is_whole(m, largest.out, rank)
        and _is_whole(e.operands[0], difference.out)
        and _is_whole(part.factors[0], e.out)
        and _is_whole(quotient.operands[0], e.out)
        and _is_whole(quotient.operands[1], total.out, rank)
    )


def _find_log_softmax(program: Program) -> None:
    """log softmax(x) = x - logsumexp(x), where nothing else reads the softmax."""
    needed = program.needed
    read_by = readers(program)
    found: list[Statement] = []
    replaced: dict[Array, Softmax] = {}
    for statement in program.statements:
        if isinstance(statement, Softmax) and statement.out not in needed:
            users = read_by[statement.out]
            if len(users) == 1 and _is_logarithm(users[0], statement.out):
                replaced[users[0].out] = statement
                continue
        softmax = replaced.get(statement.out)
        found += [statement] if softmax is None else _log_softmax(softmax, statement.out)
    program.statements = found


def _is_logarithm(statement: Statement, of: Array) -> bool:
    """Whether it is the logarithm of all of an array."""
    return (
        isinstance(statement, Map)
        and statement.operation is ops.log
        and statement.out.shape == of.shape
        and _is_whole(statement.operands[0], of)
    )


def _log_softmax(softmax: Softmax, out: Array) -> list[Statement]:
    """The two statements that compute it."""
    (x,) = softmax.operands
    outer, inner = out.shape[: -softmax.axes], out.shape[-softmax.axes :]
    total = Array("", "value", outer, softmax.out.nodes, label="logsum")
    out.label = out.label or "logp"
    broadcast = View(total, 0, (*total.strides, *(0 for _ in inner)), out.shape)
    return [Reduce(total, ops.logsumexp, [x], inner), Map(out, ops.sub, [x, broadcast])]


def _is_whole(operand: Operand, array: Array, broadcast: int = 0) -> bool:
    """Whether an operand is all of an array in its order, and the same along some last axes."""
    return (
        isinstance(operand, View)
        and operand.index is None
        and not operand.negative
        and operand.offset == 0
        and operand.strides == (*array.strides, *(0,) * broadcast)
    )
