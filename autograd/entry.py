"""What an operation is: the form of every entry in the table of `ops`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, ClassVar, overload
from weakref import WeakValueDictionary

from autograd import scopes
from autograd.lines import beside_where
from autograd.real import to_float
from autograd.telling import told, type_error

if TYPE_CHECKING:
    from autograd.value import Operand, Value

Rule = Callable[..., Any]  # of floats it gives floats, of Values Values, of arrays arrays
CO_VARARGS = 4  # the flag of a code object that takes *args (inspect.CO_VARARGS)


@dataclass(frozen=True, eq=False)
class Operation:
    """One entry of the table; call it to compute: `ops.tanh(0.5)` or `ops.tanh(Value(0.5))`.

    Arguments:
        name: what errors and `Value.op` say, for instance `"mul"`.
        symbol: what a drawing shows, for instance `"*"`.
        value: the operation on floats, `value(a, b) -> float`.
        gradients: the local gradients, `gradients(y, a, b) -> (dy/da, dy/db)`.
        latex: the result in LaTeX, in terms of `a`, `b`, ...
        latex_gradients: each local gradient in LaTeX, in terms of `a`, `b`, ... and `y`.
        doc: one line for people: what it is, its range, its convention at a kink.
        parameters: plain numbers fixed when the node was made, such as the 2 of `x ** 2`.
        arity: how many operands it takes, None for any number; read off `gradients`.
        total: it gives a number for all floats; any other may raise an error, as log does at -1.
    """

    name: str
    symbol: str
    value: Callable[..., float]
    gradients: Rule
    latex: str = ""
    latex_gradients: tuple[str, ...] = ()
    doc: str = ""
    parameters: tuple[float, ...] = ()
    arity: int | None = None
    total: bool = False

    # A quicker way back, of a node all of whose parents are leaves.
    to_leaves: ClassVar[Callable[..., object] | None] = None

    def __post_init__(self) -> None:
        if self.arity is None:
            object.__setattr__(self, "arity", arity_of(self.gradients))
        # help(autograd.tanh) shows the entry's own line rather than this class.
        object.__setattr__(self, "__doc__", self.doc)

    @overload
    def __call__(self, *operands: float) -> float: ...
    @overload
    def __call__(self, *operands: Operand) -> Value: ...
    def __call__(self, *operands: Operand) -> Operand:
        """The result on plain numbers; any other operand (a `Value`) knows what to do."""
        if self.arity is not None and len(operands) != self.arity:
            raise type_error(f"{self.name} takes {self.arity} operand(s), got {len(operands)}")
        plain = True
        for operand in operands:
            if type(operand) is not float:
                if hasattr(operand, "_apply"):
                    return operand._apply(self, operands)
                plain = False
        return self.evaluate(*(operands if plain else map(to_float, operands)))

    def evaluate(self, *operands: float) -> float:
        """The result on floats, or the error that floats give, saying where it happened."""
        try:
            return self.value(*operands)
        except (ArithmeticError, ValueError) as error:
            raise self.failure(error, *operands) from None

    def failure(self, error: Exception, *operands: object, derivative: bool = False) -> Exception:
        """The same kind of error, naming this operation and its operands, with their labels."""
        reason = error.args[-1] if error.args else type(error).__name__
        shown = [*map(_named, operands[:4])]
        if len(operands) > 4:
            shown[3] = told(f"... {len(operands)} in all")
        given = ", ".join([*shown, *map(str, self.parameters)])
        call, hint = f"{self.name}({given})", ""
        if derivative:
            call = told(f"the derivative of {call}")
        else:
            hint = beside_where(self.name, self.symbol[:2])
        return type(error)(f"{told(str(reason))}{told(' in ')}{call}{scopes.words()}{hint}")

    def __repr__(self) -> str:
        return f"<operation {self.name}{self.parameters or ''}>"

    def __reduce__(self) -> tuple[Callable[..., Operation], tuple[object, ...]]:
        return _find, (self.name, self.parameters)


def _named(operand: object) -> str:
    label, data = getattr(operand, "label", ""), getattr(operand, "_data", operand)
    return f"{label}={data}" if label else str(data)


def arity_of(rule: Rule) -> int | None:
    """How many operands a rule `(y, a, b, ...)` is for; None for `(y, *xs)` and where unknown."""
    code = getattr(rule, "__code__", None)
    if code is None or code.co_flags & CO_VARARGS or hasattr(rule, "__self__"):
        return None
    count: int = code.co_argcount
    return count - 1


OPERATIONS: dict[str, Operation] = {}
"""Every operation by name; filled by `ops`, and by users through `autograd.operation`."""

FAMILIES: dict[str, Callable[..., Operation]] = {}
"""Operations with numbers fixed in them (the 2 of `x ** 2`), by name."""


BUILT_IN: set[str] = set()
"""The names in the library's own table, which nobody else can give to an operation."""


def keep(entries: Iterable[object]) -> None:
    """Puts the operations among them into the table, as the library's own."""
    own = [entry for entry in entries if isinstance(entry, Operation)]
    OPERATIONS.update((entry.name, entry) for entry in own)
    BUILT_IN.update(OPERATIONS, FAMILIES)


def family(make: Callable[..., Operation]) -> Callable[..., Operation]:
    """Keeps one operation for each choice of the numbers, so that equal ones are the same."""
    alive: WeakValueDictionary[tuple[float, ...], Operation] = WeakValueDictionary()

    @lru_cache(maxsize=1024)  # the ones used lately stay; any that somebody holds is found again
    @wraps(make)
    def member(*numbers: float) -> Operation:
        # 0.0 and -0.0 are equal, so they must give the same member: adding 0.0 makes both 0.0.
        plain = tuple([number + 0.0 for number in numbers])
        return alive.get(plain) or alive.setdefault(plain, make(*plain))

    FAMILIES[make.__name__] = member
    return member


def _find(name: str, parameters: tuple[float, ...]) -> Operation:
    if parameters:
        return FAMILIES[name](*parameters)
    if name not in OPERATIONS:
        raise LookupError(
            told(f"no operation {name!r} here; define it by autograd.operation, then load")
        )
    return OPERATIONS[name]
