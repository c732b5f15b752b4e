"""`python -m nn`: train and predict from the command line."""

import sys

from nn.command import main

if __name__ == "__main__":
    sys.exit(main())
