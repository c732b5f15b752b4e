"""The progress bar of `nn.fit`: tqdm's where it is installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from autograd.telling import told


class Bar(Protocol):
    """What is used of tqdm's bar."""

    leave: bool

    def update(self) -> object:
        """A step is done."""

    def set_postfix(self, numbers: dict[str, object], refresh: bool) -> None:
        """Shows the numbers behind the bar."""

    def close(self) -> None:
        """The end."""


@contextmanager
def progress_bar(steps: int, show: bool) -> Iterator[Bar]:
    """tqdm's bar, for a terminal or for a notebook; an error that ends the run takes it away."""
    if show:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            print(told("no progress bar: pip install 'chainrule[progress]'"), file=sys.stderr)
            show = False
    bar = tqdm(total=steps, unit="step") if show else _NoBar()
    try:
        yield bar
    except Exception:
        bar.leave = False
        raise
    finally:
        bar.close()


class _NoBar:
    """What is called in the place of a bar that is not shown."""

    leave = True

    def update(self) -> None: ...

    def set_postfix(self, numbers: dict[str, object], refresh: bool) -> None: ...

    def close(self) -> None: ...
