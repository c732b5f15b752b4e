"""Files of models: readable JSON, written whole or not at all."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from typing import Any

from autograd.files import write_whole
from autograd.messages import one_line
from autograd.telling import TellingError, told, type_error, value_error

FORMAT, VERSION = "chainrule model", 1
Json = dict[str, Any]  # an object of plain JSON data


class ModelFileError(TellingError, ValueError):
    """A file that does not hold the model it should; the message names file and fault."""

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


def write_model_file(path: str | os.PathLike[str], content: Json) -> None:
    """Writes `content` (a dict of "model", "metadata" and "parameters") as JSON.

    Raises:
        TypeError: `content` is not plain JSON data.
        ValueError: a number in it is not finite.
        OSError: the file cannot be written; an earlier one is then as it was.
    """
    for name, number in content["parameters"].items():
        if not math.isfinite(number):
            raise value_error(f"a model is saved with finite parameters only; {name} is {number}")
    write_json(path, FORMAT, VERSION, content, finite=True)


def read_model_file(path: str | os.PathLike[str]) -> Json:
    """The content that `write_model_file` was given.

    Raises:
        ModelFileError: the file is not of that form.
        OSError: it cannot be read.
    """
    return read_json(path, FORMAT, VERSION, ("model", "metadata", "parameters"), finite=True)


def write_json(
    path: str | os.PathLike[str],
    format: str,
    version: int,
    content: Json,
    finite: bool = False,
) -> None:
    """Writes a file of that format; a number of NumPy becomes a plain one."""
    import json  # here and below where it is needed, since `import nn` is to be quick

    whole = {"format": format, "version": version, **content}
    try:
        text = json.dumps(whole, indent=1, ensure_ascii=False, default=_plain, allow_nan=not finite)
    except ValueError as error:
        raise value_error(f"{path} not written: {error}") from None
    # Half a character, such as "\ud800" alone, is none in UTF-8; JSON reads its escape.
    write_whole(path, f"{text}\n".encode(errors="backslashreplace"))


def read_json(
    path: str | os.PathLike[str],
    format: str,
    version: int,
    parts: Iterable[str],
    finite: bool = False,
) -> Json:
    """What `write_json` wrote; each of `parts` is an object in it.

    Raises:
        ModelFileError: the file is not of that form.
        OSError: it cannot be read.
    """
    import json
    from pathlib import Path

    kind = told("model") if format == FORMAT else told("checkpoint")
    try:
        content = json.loads(
            Path(path).read_text(encoding="utf-8"),
            object_pairs_hook=_without_repetition,
            parse_constant=_refused if finite else None,
            parse_float=_finite if finite else None,
        )
    except (ValueError, RecursionError) as error:
        raise ModelFileError(f"{path} is not a {kind} file: {error}") from None
    if not isinstance(content, dict) or content.get("format") != format:
        raise ModelFileError(f'{path} is not a {kind} file: its "format" is not "{format}"')
    if content.get("version") != version:
        raise ModelFileError(
            f"{path} is a {kind} file of version {content.get('version')!r}; "
            f"this library reads version {version}"
        )
    for part in parts:
        if not isinstance(content.get(part), dict):
            raise ModelFileError(f'{path} is a damaged {kind} file: it has no "{part}"')
    return content


def _without_repetition(pairs: list[tuple[str, Any]]) -> Json:
    content = dict(pairs)
    if len(content) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore
        raise value_error(f'"{twice}" stands in it twice')
    return content


def _refused(name: str) -> float:
    raise value_error(f"{name} stands in it, and all numbers of a model are finite")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refused(text)


def _plain(thing: object) -> object:
    if hasattr(thing, "item") and not getattr(thing, "shape", None):
        return thing.item()
    raise type_error(f"{type(thing).__name__} is not JSON serializable: files hold plain data")
