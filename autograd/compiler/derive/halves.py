"""Both halves of a program as steps: what is computed, and its derivative."""

from __future__ import annotations

from collections.abc import Collection

from autograd.compiler.derive.backward import Backward, squeezed
from autograd.compiler.derive.contraction import Term, align
from autograd.compiler.derive.formulas import Formula
from autograd.compiler.derive.forward import Forward
from autograd.compiler.derive.stepping import write_all
from autograd.compiler.derive.vocabulary import Vocabulary
from autograd.compiler.program import (
    Apply,
    Array,
    Assign,
    Expression,
    Halves,
    Index,
    Listed,
    Name,
    Number,
    Program,
    Reshaped,
    Shape,
    Sizes,
    Slice,
    View,
    names_in,
    read_by,
)

THETA = Name("theta")


def forward_half(program: Program, name: str, vocabulary: Vocabulary) -> tuple[Halves, Forward]:
    """The half that computes the results, and what knows its names.

    Arguments:
        program: the program; its arrays get their names here.
        name: what the traced function is called.
        vocabulary: how operations are said.
    """
    forward = Forward(program, name, vocabulary)
    write_all(forward, program)
    arguments = ["theta", *(array.name for array in program.inputs)]
    roles = [Assign(Name(role.name), _part_of_theta(program, role)) for role in program.roles]
    results: list[Expression] = [Name(array.name) for array in program.result_arrays]
    halves = Halves(arguments, [*roles], forward.steps, results)
    halves.environment = vocabulary.environment
    return halves, forward


def derive(
    program: Program, name: str, asked: Collection[Array] = (), in_rows: bool = False
) -> Halves:
    """Both, where the second has the gradients of the inputs too, if any of them is asked for.

    What many steps give to one array is one product of matrices if it is to be `in_rows`.
    """
    halves, forward = forward_half(program, name, Vocabulary())
    backward = Backward(program, forward, asked, in_rows)
    gradients = backward.run(program.seeded_arrays)
    halves.gradients = [_parameter_gradient(program, backward, gradients)]
    if asked:
        halves.gradients += [_input_gradient(x, gradients[x]) for x in program.inputs]
    halves.backward = backward.steps
    halves.seeds = [backward.name(array) for array in program.seeded_arrays]
    read = {name for step in halves.backward for name in read_by(step)}
    read.update(name for tree in halves.gradients for name in names_in(tree))
    leaves = [program.parameters, *program.roles, *program.inputs]
    names = [array.name for array in leaves]
    names += [step.target.name for step in halves.forward if isinstance(step.target, Name)]
    halves.saved = [name for name in names if name in read]
    return halves


def _part_of_theta(program: Program, role: Array) -> Expression:
    start = program.offsets[role]
    if not role.shape:
        return Index(THETA, (start,))
    part: Expression = THETA
    if role.size != program.parameters.size:
        part = Index(THETA, (Slice(start, start + role.size),))
    return part if len(role.shape) == 1 else Reshaped(part, role.shape)


def _parameter_gradient(
    program: Program, backward: Backward, gradients: dict[Array, Term | None]
) -> Expression:
    """The gradient of the parameter vector, from its roles and from what reads it whole."""
    vector, roles = program.parameters, program.roles
    tree = _full(None, vector.shape)
    if any(gradients[role] is not None for role in roles):
        parts = tuple([_full(gradients[role], role.shape) for role in roles])
        tree = Apply("concatenate", (Listed(parts),), (("axis", None),))
        if len(roles) == 1 and roles[0].shape:
            tree = Reshaped(parts[0], (-1,)) if len(roles[0].shape) > 1 else parts[0]
        if backward.is_given(vector):
            backward.give(View(vector, 0, (1,), vector.shape), Term(Formula(tree, (0,)), (0,)))
    if backward.is_given(vector):
        return _full(backward.gradient(vector), vector.shape)
    if isinstance(tree, Name):
        return tree
    backward.steps.append(Assign(Name("dtheta"), tree))
    return Name("dtheta")


def _input_gradient(array: Array, gradient: Term | None) -> Expression:
    if gradient is None:
        return Number(0.0)
    shape = squeezed(array.shape)
    if shape == array.shape:
        return align(gradient, tuple(range(len(shape)))).tree
    return Apply("reshape", (_full(gradient, shape), Shape(array.shape)))


def _full(term: Term | None, shape: Sizes) -> Expression:
    """A gradient with all its axes."""
    if term is None:
        return Apply("zeros", (Shape(shape),))
    if not term.axes and shape:
        return Apply("full", (Shape(shape), term.formula.tree))
    tree = align(term, tuple(range(len(shape)))).tree
    whole = len(term.axes) == len(shape)
    return tree if whole else Apply("broadcast_to", (tree, Shape(shape)))
