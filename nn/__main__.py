"""`python -m nn`: train and predict from the command line."""

import sys

from nn.cli import main

if __name__ == "__main__":
    sys.exit(main())
