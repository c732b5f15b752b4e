"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress


def write_whole(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Writes a file whole or not at all: a new file beside it takes its name at the end.

    Raises:
        OSError: the file cannot be written; an earlier one is then as it was.
    """
    import threading  # here, where it is needed, since `import autograd` is to be quick
    from pathlib import Path

    target = Path(os.path.realpath(path))  # of a link, the file that it leads to
    beside = target.with_name(f".{target.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        with beside.open("wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException as error:
        with suppress(OSError):
            beside.unlink()
        if isinstance(error, OSError):
            error.filename, error.filename2 = os.fspath(path), None  # as the caller knows it
        raise
