"""External sort: a file larger than memory, by sorted runs on disk and a merge of many at once.

Read as many lines as memory may hold, sort them, write them to a file of their own: a run. Then merge all runs at
once: a heap holds the next line of each, the smallest goes out, and its run gives the next. Every line is written
twice, whatever the size, and disks like it because all reading and writing goes straight on. Databases do the same
when ``ORDER BY`` or the building of an index does not fit, and ``sort`` of the shell always.

More runs than files may be open are merged in groups, then the results again: each round more is a write more of
everything, so it is better to have larger runs than more of them.

Cost: O(n log n) comparisons; memory for ``run_lines`` lines and their keys, or for one of each of ``fan_in`` files;
disk for two copies. Each line is written once, and once more a round: ⌈log(runs) / log(fan_in)⌉ of them, at least one.
Use it for: exports and logs of many gigabytes, joins of two such files, removing duplicates that do not fit in a set.
Not for: what fits in memory: ``sorted``. At work ``sort -S 1G``, or load it into a database.
Asked: sort 100 GB with 4 GB of memory. How often is each byte read? What limits the number of runs?
Source: Knuth, The Art of Computer Programming 3, section 5.4; https://docs.python.org/3/library/heapq.html#heapq.merge
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from heapq import heapify, heappop, heapreplace
from itertools import batched
from pathlib import Path
from typing import Any, Protocol


class Comparable(Protocol):
    """Whatever has ``<``."""

    def __lt__(self, other: Any, /) -> bool: ...


def external_sort(
    source: Path, target: Path, *, run_lines: int, fan_in: int = 100, key: Callable[[str], Comparable] = str
) -> int:
    r"""Sort the lines of a UTF-8 file into another file, stable, and return how many rounds of merging it took.

    At most ``run_lines`` lines are in memory at a time, and at most ``fan_in`` runs are open. Only "\n" ends a line,
    empty lines are lines, and a last line without "\n" gets one. The key gets the line without it: with it "a" would
    come after "a\tb". ``source`` and ``target`` may be the same file.

    The target appears as a whole or not at all: runs and result are written in a new folder beside it, which is gone at
    the end, also after an error. Raises ValueError ``run_lines must be at least 1, got 0`` or ``fan_in must be at least
    2, got 1`` before anything is read, and whatever ``open``, decoding and the key raise.
    """
    if run_lines < 1:
        raise ValueError(f"run_lines must be at least 1, got {run_lines}")
    if fan_in < 2:
        raise ValueError(f"fan_in must be at least 2, got {fan_in}")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".sort-") as folder:
        with source.open(encoding="utf-8", newline="\n") as lines:
            runs = write_runs(lines, Path(folder), run_lines, key)
        rounds = 1
        while len(runs) > fan_in:
            merged = []
            for number, group in enumerate(batched(runs, fan_in)):
                merged.append(Path(folder, f"merged-{rounds}-{number}"))
                merge_runs(group, merged[-1], key)
                for run in group:
                    run.unlink()  # else the disk would have to hold a copy a round
            runs = merged
            rounds += 1
        result = Path(folder, "result")
        merge_runs(runs, result, key)
        result.replace(target)
    return rounds


def write_runs(
    lines: Iterable[str], folder: Path, run_lines: int, key: Callable[[str], Comparable] = str
) -> list[Path]:
    r"""Sort each ``run_lines`` lines in memory, write them to a file in the folder, and return the files in order.

    Lines end in "\n", the last one perhaps not; in the files all do. ``key`` gets them without.
    """
    runs: list[Path] = []
    for number, batch in enumerate(batched(lines, run_lines)):
        ordered = sorted(batch, key=lambda line: key(line.removesuffix("\n")))
        runs.append(folder / f"run-{number}")
        with runs[-1].open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(line if line.endswith("\n") else f"{line}\n" for line in ordered)
    return runs


def merge_runs(runs: Sequence[Path], target: Path, key: Callable[[str], Comparable] = str) -> None:
    r"""Merge sorted files, whose lines all end in "\n", into one; equal lines in the order of the files."""
    with ExitStack() as stack:
        files = [stack.enter_context(run.open(encoding="utf-8", newline="\n")) for run in runs]
        file = stack.enter_context(target.open("w", encoding="utf-8", newline="\n"))
        file.writelines(merge_sorted(files, key=lambda line: key(line.removesuffix("\n"))))


class _Head:
    """The next item of one iterator; of equal ones that of the earlier iterator is the smaller."""

    def __init__(self, key: Comparable, number: int, item: Any, rest: Iterator[Any]) -> None:
        self.key, self.number, self.item, self.rest = key, number, item, rest

    def __lt__(self, other: "_Head") -> bool:
        if self.key < other.key:
            return True
        return self.number < other.number and not other.key < self.key


def merge_sorted[T](iterables: Iterable[Iterable[T]], *, key: Callable[[T], Comparable]) -> Iterator[T]:
    """Yield the items of sorted iterables in order, equal ones in the order of the iterables: ``heapq.merge``.

    One item of each is in memory, and each item costs about log2 k comparisons of heads for k iterables. Nothing is
    read ahead: the second item of an iterable is asked for after the first one was taken, and not before.

    >>> list(merge_sorted([[1, 4], [], [2, 3, 5]], key=abs))
    [1, 2, 3, 4, 5]
    """
    heads: list[_Head] = []
    for number, iterable in enumerate(iterables):
        rest = iter(iterable)
        for item in rest:
            heads.append(_Head(key(item), number, item, rest))
            break
    heapify(heads)
    while heads:
        head = heads[0]
        yield head.item
        for item in head.rest:
            heapreplace(heads, _Head(key(item), head.number, item, head.rest))
            break
        else:
            heappop(heads)


def main() -> None:
    """Sort a log of 1,000 lines by customer with room for 50 lines, and show the runs and the rounds."""
    with tempfile.TemporaryDirectory() as name:
        log, by_customer = Path(name, "orders.log"), Path(name, "by_customer.log")
        log.write_text("".join(f"{minute:04} customer-{minute * 37 % 101:03}\n" for minute in range(1000)))
        folder = Path(name, "runs")
        folder.mkdir()
        with log.open() as lines:
            runs = write_runs(lines, folder, 50, key=lambda line: line.split()[1])
        print(f"{len(runs)} runs. The first line of the first three:")
        for run in runs[:3]:
            print("  ", run.read_text().splitlines()[0])
        for fan_in in (20, 4, 2):
            rounds = external_sort(log, by_customer, run_lines=50, fan_in=fan_in, key=lambda line: line.split()[1])
            print(f"At most {fan_in:2} files open: each line is written {1 + rounds} times")
        print("The result, customers in order and the minutes of each as well:")
        for line in by_customer.read_text().splitlines()[8:12]:
            print("  ", line)


if __name__ == "__main__":
    main()
