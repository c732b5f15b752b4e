"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from autograd.telling import told, value_error

NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)  # which Windows lacks
WINDOWS = os.name == "nt"


def write_whole(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Writes a file whole or not at all: a new file beside it takes its name at the end.

    The new file has the mode of the one that it replaces. A name that is a link stays one, and the
    file that it leads to is written. What a process that was killed here has left behind is removed
    by the next writing to the same name.

    Raises:
        OSError: the file cannot be written; an earlier one is then as it was.
    """
    with _told_as(path):
        target = _target(path)
        with _beside(target) as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
            if WINDOWS:  # where an open file cannot be renamed
                file.close()
            os.replace(file.name, target)
        _sync(os.path.dirname(target))


def check_writable(path: str | os.PathLike[str]) -> None:
    """Raises the OSError that `write_whole` would raise, but for a full disk; writes nothing."""
    with _told_as(path), _beside(_target(path)):
        pass


def ending_of(path: str | os.PathLike[str], known: Iterable[str]) -> str:
    """The ending of a file's name, such as ".py", if it is one of those that are known."""
    ending = f".{os.fspath(path).rpartition('.')[2].lower()}"
    if ending not in known:
        raise value_error(f"export writes files that end in {' or '.join(known)}, got {path}")
    return ending


@contextmanager
def _told_as(path: str | os.PathLike[str]) -> Iterator[None]:
    """Errors name the file as the caller knows it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, os.fspath(path)) from None


def _target(path: str | os.PathLike[str]) -> str:
    """The file to write, which is that at the end of all links."""
    name = os.fspath(path)
    if "\0" in name:
        raise OSError(errno.EINVAL, told("a file's name cannot hold the character NUL"))
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(os.stat(name).st_mode):
            raise OSError(errno.EEXIST, told("exists and is not a file that can be replaced"))
    target = os.path.realpath(name)
    if not os.path.isdir(os.path.dirname(target)):
        raise FileNotFoundError(errno.ENOENT, told("there is no such folder to write into"))
    return target


@contextmanager
def _beside(target: str) -> Iterator[BinaryIO]:
    """A new file in the folder of another, with its mode; it goes unless it was renamed."""
    import zlib  # here, where it is needed, since `import autograd` is to be quick

    folder, name = os.path.split(target)
    # Not longer for a longer target, so that it fits wherever that one fits.
    start = f".{zlib.crc32(os.fsencode(name)):08x}."
    file = _opened(os.path.join(folder, start))
    try:
        _remove_dead(folder, start, file.name)
        with suppress(FileNotFoundError):
            _take_mode(file.fileno(), os.stat(target))
        yield file
    finally:
        if WINDOWS:
            file.close()
        with suppress(FileNotFoundError):
            os.unlink(file.name)
        file.close()


def _opened(start: str) -> BinaryIO:
    """A new file of which nobody else knows the name, locked until it is closed.

    The system takes the lock away when the process ends, in whatever way. So a file that can be
    locked by somebody else is left from a writer that was killed.
    """
    while True:
        name = f"{start}{os.urandom(8).hex()}.part"
        file = open(name, "xb", opener=_open_no_link)  # noqa: SIM115  (it outlives this function)
        locked = _lock(file.fileno())
        if locked is None or (locked and os.path.exists(name)):
            return file
        file.close()  # it was taken for such a file before it was locked


def _open_no_link(name: str, flags: int) -> int:
    return os.open(name, flags | NOFOLLOW, 0o666)


def _lock(fd: int) -> bool | None:
    """Whether the file could be locked; None where there are no locks."""
    try:
        import fcntl
    except ImportError:  # Windows, where an open file cannot be removed anyway
        return None
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in (errno.EAGAIN, errno.EACCES) else None
    return True


def _remove_dead(folder: str, start: str, own: str) -> None:
    """Removes the files that writers left behind when they were killed."""
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if name.startswith(start) and name.endswith(".part") and path != own:
            with suppress(OSError):  # such as that another writer was quicker
                _remove_if_dead(path)


def _remove_if_dead(name: str) -> None:
    if WINDOWS:
        os.unlink(name)
        return
    fd = os.open(name, os.O_RDONLY | NOFOLLOW)
    try:
        if _lock(fd):
            os.unlink(name)
    finally:
        os.close(fd)


def _take_mode(fd: int, other: os.stat_result) -> None:
    if hasattr(os, "fchmod"):  # not on Windows
        os.fchmod(fd, stat.S_IMODE(other.st_mode))


def _sync(folder: str) -> None:
    """Makes the new name in a folder outlast a loss of power, where folders can be synced."""
    if WINDOWS:
        return
    with suppress(OSError):  # some file systems know no such thing
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
