"""`python -m autograd`: the value and the derivatives of an expression, from the command line."""

import sys

from autograd.command import main

if __name__ == "__main__":
    sys.exit(main())
