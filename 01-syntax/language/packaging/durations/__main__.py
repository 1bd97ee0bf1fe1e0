"""Make ``python -m durations`` the same program as the console script ``durations``."""

import sys

from .cli import main

sys.exit(main())
