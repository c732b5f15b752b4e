"""Files of models: readable JSON, written whole or not at all."""

from __future__ import annotations

import os
from typing import Any

from autograd.files import write_whole

FORMAT, VERSION = "chainrule model", 1


class ModelFileError(ValueError):
    """A file that does not hold the model it should; the message names file and fault."""


def write_model_file(path: str | os.PathLike[str], content: dict[str, Any]) -> None:
    """Writes `content` (a dict of "model", "metadata" and "parameters") as JSON.

    Raises:
        TypeError: `content` is not plain JSON data.
        OSError: the file cannot be written; an earlier one is then as it was.
    """
    import json  # here and below where it is needed, since `import nn` is to be quick

    content = {"format": FORMAT, "version": VERSION, **content}
    write_whole(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def read_model_file(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The content that `write_model_file` was given.

    Raises:
        ModelFileError: the file is not of that form.
        OSError: it cannot be read.
    """
    import json
    from pathlib import Path

    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ModelFileError(f"{path} is not a model file: {error}") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ModelFileError(f'{path} is not a model file: its "format" is not "{FORMAT}"')
    if content.get("version") != VERSION:
        raise ModelFileError(
            f"{path} is a model file of version {content.get('version')!r}; "
            f"this library reads version {VERSION}"
        )
    for part in ("model", "metadata", "parameters"):
        if not isinstance(content.get(part), dict):
            raise ModelFileError(f'{path} is a damaged model file: it has no "{part}"')
    return content
