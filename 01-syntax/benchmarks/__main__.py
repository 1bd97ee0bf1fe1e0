"""Measure, and write the tables of the lesson.

``nox -s bench -- 01-syntax`` prints both tables, and with ``--write`` puts them into README.md as well; ``--quick``
is a trial run, with inputs so small that the figures mean little. Names choose one:
``python 01-syntax/benchmarks growth``. Counts are the same on every machine; of times, only ratios within one run mean
something on another.
"""

import argparse
import importlib
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
NAMES = ("growth", "speed")
END = "<!-- end -->"


def main() -> None:
    """Measure what is asked for, print the tables, and write them where they are wanted."""
    parser = argparse.ArgumentParser(prog="python 01-syntax/benchmarks", description=__doc__, allow_abbrev=False)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"what to measure: {', '.join(NAMES)} (default: all)")
    parser.add_argument("--write", action="store_true", help="put the tables into the README")
    parser.add_argument("--quick", action="store_true", help="a trial run: the figures mean nothing")
    parser.add_argument("--readme", type=Path, default=README, help="the file to write to, instead of the README")
    options = parser.parse_args()
    names = options.names or NAMES
    if unknown := sorted(set(names) - set(NAMES)):
        parser.error(f"unknown benchmark {', '.join(unknown)}: expected some of {', '.join(NAMES)}")
    if options.write:
        # Before the minutes of measuring, not after them.
        text = options.readme.read_text(encoding="utf-8") if options.readme.is_file() else ""
        for name in names:
            if END not in text.partition(begin(name))[2]:
                parser.error(f"--write: expected the lines {begin(name).strip()} and {END} in {options.readme}")
    for name in names:
        table = importlib.import_module(name).measure(options.quick)
        print("\n".join([f"{name}", "", *table, ""]), flush=True)
        if options.write:
            text = options.readme.read_text(encoding="utf-8")
            options.readme.write_text(with_table(text, name, table), encoding="utf-8")


def begin(name: str) -> str:
    """Return the line before the table of a benchmark."""
    return f"<!-- benchmark: {name} -->\n"


def with_table(text: str, name: str, table: list[str]) -> str:
    """Return a text whose part between the markers of a benchmark is replaced by its table."""
    before, marker, rest = text.partition(begin(name))
    _, end, after = rest.partition(END)
    return before + marker + "\n".join(["", *table, "", end]) + after


if __name__ == "__main__":
    main()
