"""The command line: `arguments`, and what they ask for in `jobs`, `prediction`, `evaluation`."""

from nn.command.arguments import main

__all__ = ["main"]
