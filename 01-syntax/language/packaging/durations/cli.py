"""The command: ``durations 1h30m`` prints 5400.0, for shell scripts that need seconds."""

import argparse
from collections.abc import Sequence
from datetime import timedelta
from importlib.metadata import version

from .notation import parse_duration


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each duration in seconds, one a line, and return the exit status 0.

    Without ``arguments`` it takes those of the process. ``--version`` prints the name and version of the
    installed distribution. A duration that cannot be read ends the process with status 2 and a message.

    >>> main(["1h30m", "250ms"])
    5400.0
    0.25
    0
    """
    parser = argparse.ArgumentParser(prog="durations", description="Print durations such as 1h30m in seconds.")
    parser.add_argument("durations", nargs="+", type=_duration, metavar="DURATION")
    parser.add_argument("--version", action=_ShowVersion)
    for duration in parser.parse_args(arguments).durations:
        print(duration.total_seconds())
    return 0


def _duration(text: str) -> timedelta:
    try:
        return parse_duration(text)
    except ValueError as error:
        # argparse shows this message; of a ValueError it would show only that there was one.
        raise argparse.ArgumentTypeError(str(error)) from error


class _ShowVersion(argparse.Action):
    """Ask the installed metadata for the version: pyproject.toml says it, and nothing repeats it."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version and end")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"backend-durations {version('backend-durations')}")
        parser.exit()
