"""`python -m purpose_coach`: the command line, where the script is not on the path."""

import sys

from purpose_coach.cli import main

if __name__ == "__main__":
    sys.exit(main())
