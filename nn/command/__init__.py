"""The command line of `python -m nn`: its `arguments`, its `jobs`, and `prediction`."""

from nn.command.arguments import main

__all__ = ["main"]
