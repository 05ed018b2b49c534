"""`python -m purpose_coach_server`: what `purpose-coach serve` does, without its options."""

import sys

from purpose_coach_server.serve import main

sys.exit(main())
