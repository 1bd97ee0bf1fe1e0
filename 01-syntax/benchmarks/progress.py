"""What a benchmark says while it works, on the error channel: the output is the table alone."""

import sys


def tell(message: str) -> None:
    """Say what is being measured."""
    print(message, file=sys.stderr, flush=True)
