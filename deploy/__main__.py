"""`python3 -m deploy COMMAND`: what the Makefile calls before anything is installed."""

import sys

# The one file that older Pythons must be able to read, to say so.
if sys.version_info < (3, 11):  # noqa: UP036 - it runs before requires-python is looked at
    sys.exit("Terrace needs Python 3.11 or newer: make demo PYTHON=python3.12")

from deploy.bootstrap import main

sys.exit(main(sys.argv[1:]))
