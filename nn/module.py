"""`Module`: a model that knows its parameters, and can be saved and loaded.

A parameter is any `Value` that a module holds and that was not computed: in an attribute, in a
list, tuple or dict of an attribute, or in another module. Nothing needs to be registered.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, TypeVar

from autograd import Value
from autograd.passes import zero_grad
from autograd.real import to_float
from autograd.telling import told, value_error
from nn.files import Json, ModelFileError, read_model_file, write_model_file
from nn.found import parameters_in
from nn.numbers import set_data

M = TypeVar("M", bound="Module")


class Module:
    """A part of a model, and the base of models of one's own.

    Example:
        >>> class Line(Module):
        ...     def __init__(self):
        ...         self.slope, self.offset = Value(1.0), Value(0.0)
        ...
        ...     def __call__(self, x):
        ...         return self.slope * x + self.offset
        >>> [name for name, parameter in Line().named_parameters()]
        ['slope', 'offset']
    """

    training: bool = True
    # Hung on by `nn.predicting`, whose results are of any type as X is, and by others above.
    predict: ClassVar[Callable[..., Any]]
    predict_proba: ClassVar[Callable[..., Any]]
    export: ClassVar[Callable[..., None]]
    _repr_mimebundle_: ClassVar[Callable[..., dict[str, str]]]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What the module computes. Each class defines its own, so of a Module it is Any."""
        raise NotImplementedError(told(f"{type(self).__name__} needs a method __call__(self, x)"))

    # --- parameters ------------------------------------------------------------------------------

    def parameters(self) -> list[Value]:
        """Every parameter once, in the order in which the attributes were first assigned.

        A subclass may override this, as micrograd's classes do; it is then what counts.
        """
        return parameters_in(Module, self)

    def named_parameters(self) -> list[tuple[str, Value]]:
        """The parameters with the way to each as its name: `layers.0.neurons.2.w.1`."""
        names = _walk(self, "", {}, set())
        return [
            (names.get(parameter, f"parameters.{i}"), parameter)
            for i, parameter in enumerate(dict.fromkeys(self.parameters()))
        ]

    def zero_grad(self) -> None:
        """Sets every parameter's gradient to 0, since `backward()` adds to what is there."""
        zero_grad(self.parameters())

    # --- training and evaluation -----------------------------------------------------------------

    def modules(self) -> Iterator[Module]:
        """This module and all inside it, each once."""
        return _modules(self, set())

    def train(self: M, mode: bool = True) -> M:
        """Sets this module and all inside it to training (Dropout drops), and returns it."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self: M) -> M:
        """Sets this module and all inside it to evaluation (Dropout passes all)."""
        return self.train(False)

    # --- saving and loading ----------------------------------------------------------------------

    @property
    def metadata(self) -> Json:
        """What is saved along with the parameters: plain JSON data such as the classes' names."""
        metadata: Json = vars(self).setdefault("_metadata", {})
        return metadata

    @metadata.setter
    def metadata(self, metadata: Mapping[str, object]) -> None:
        self._metadata = dict(metadata)

    def state_dict(self) -> dict[str, float]:
        """The number in each parameter, by the parameter's name."""
        return {name: parameter.data for name, parameter in self.named_parameters()}

    def load_state_dict(self, state: Mapping[str, float]) -> None:
        """Sets every parameter to the number of its name.

        Raises:
            ValueError: names are missing or unexpected. Nothing is changed then.
            TypeError: an entry is not a number. Nothing is changed then.
        """
        parameters = dict(self.named_parameters())
        faults = [
            f"{what} {_shortened(names)}"
            for what, names in (
                ("missing", [name for name in parameters if name not in state]),
                ("unexpected", [name for name in state if name not in parameters]),
            )
            if names
        ]
        if faults:
            raise value_error(
                f"these are not the parameters of this {type(self).__name__}: {'; '.join(faults)}"
            )
        set_data(parameters.values(), [to_float(state[name]) for name in parameters])

    def description(self) -> Json:
        """The class and, where `nn.load` can build the model with them, its arguments."""
        return {"class": type(self).__name__, "arguments": self._arguments()}

    def _arguments(self) -> Json | None:
        """The arguments as plain JSON data; None if they cannot be told."""
        return None

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the model as JSON that people can read; the file is written whole or not at all.

        Every float comes back as it was, to the last bit.

        Raises:
            TypeError: `metadata` is not plain JSON data.
            OSError: the file cannot be written; an earlier one is then as it was.
        """
        parts = {"model": self.description(), "metadata": self.metadata}
        write_model_file(path, {**parts, "parameters": self.state_dict()})

    def load(self: M, path: str | os.PathLike[str]) -> M:
        """Reads parameters and metadata from a file that `save` wrote, and returns this model.

        Raises:
            ModelFileError: the file is not such a file, or of another model. Nothing is changed.
            OSError: the file cannot be read.
        """
        content = read_model_file(path)
        own = self.description()
        if own["arguments"] and content["model"] != own:
            raise ModelFileError(
                f"{path} holds another model than this one: {_spelled(content['model'])}, "
                f"not {_spelled(own)}"
            )
        before = self.state_dict(), self.metadata
        try:
            self.metadata = content["metadata"]
            self.load_state_dict(content["parameters"])
        except BaseException as error:  # also Ctrl-C: the parameters and their metadata are one
            self._metadata = before[1]
            set_data([parameter for _, parameter in self.named_parameters()], [*before[0].values()])
            if isinstance(error, (ArithmeticError, TypeError, ValueError)):
                raise ModelFileError(f"{path}: {error}") from None
            raise
        return self


def parts_of(thing: object) -> Iterable[tuple[object, object]]:
    """What a module or a container holds, by name."""
    if isinstance(thing, Module):
        return vars(thing).items()
    if isinstance(thing, dict):
        return thing.items()
    return enumerate(thing) if isinstance(thing, (list, tuple)) else ()


HOLDERS = (Module, list, tuple, dict)


def _walk(thing: object, prefix: str, found: dict[Value, str], seen: set[int]) -> dict[Value, str]:
    """The parameters in a module or container, each once, with the way to it as its name."""
    seen.add(id(thing))
    for name, part in parts_of(thing):
        if isinstance(part, Value):
            if not part.parents and part not in found:  # what was computed is no parameter
                found[part] = f"{prefix}{name}"
        elif isinstance(part, HOLDERS) and id(part) not in seen:
            if isinstance(part, Module) and type(part).parameters is not Module.parameters:
                seen.add(id(part))
                for inner, parameter in part.named_parameters():
                    found.setdefault(parameter, f"{prefix}{name}.{inner}")
            else:
                _walk(part, f"{prefix}{name}.", found, seen)
    return found


def _modules(thing: object, seen: set[int]) -> Iterator[Module]:
    if id(thing) in seen or (type(thing) is list and {*map(type, thing)} == {Value}):
        return
    seen.add(id(thing))
    if isinstance(thing, Module):
        yield thing
    for _, part in parts_of(thing):
        if isinstance(part, HOLDERS):
            yield from _modules(part, seen)


def _shortened(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more}"


def _spelled(description: Json) -> str:
    """`MLP(nin=2, nouts=[16, 1])` for a description."""
    arguments = description.get("arguments")
    given = arguments.items() if isinstance(arguments, dict) else ()
    return f"{description.get('class')}({', '.join(f'{key}={x!r}' for key, x in given)})"
