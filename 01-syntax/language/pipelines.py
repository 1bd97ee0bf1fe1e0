"""Lazy pipelines: a file of any size in constant memory.

Each stage is a generator that takes an iterable and yields its result for one item at a time. Nothing happens until
the last stage is asked, and then one line at a time runs through all stages: there is never a second copy of the data.

Cost: memory for the longest line, however many there are, against O(n) for lists; measured by ``peak_memory``.
Use it for: log files, CSV exports, cursors, queues; early exit, since a stage that stops asking stops all before it.
Not for: sorting, and whatever else needs everything; grouping needs memory for each group (a Counter), not each line.
Asked: parse a log of 50 GB on a machine with 4; what is wrong with ``read().splitlines()``; where does an error show?
Source: David Beazley, Generator Tricks for Systems Programmers, https://www.dabeaz.com/generators/
"""

import gc
import itertools
import tempfile
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Request:
    """One line of an access log: method, path, status, and time in milliseconds."""

    method: str
    path: str
    status: int
    milliseconds: int


class MalformedLineError(ValueError):
    """A line that is no request; the message names its number, from 1."""


def read_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a UTF-8 file without their line breaks.

    The file is opened for the first line, and closed when the iterator is used up, closed or freed.
    """
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n")


def parse(lines: Iterable[str]) -> Iterator[Request]:
    """Yield a Request for each line that is not blank, or raise MalformedLineError when that line is reached.

    Its message is "line N: " with the text of the ValueError that splitting or ``int`` raised; blank lines count.

    >>> next(parse(["GET /orders 200 35"]))
    Request(method='GET', path='/orders', status=200, milliseconds=35)
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            method, path, status, milliseconds = line.split()
            request = Request(method, path, int(status), int(milliseconds))
        except ValueError as error:
            raise MalformedLineError(f"line {number}: {error}") from error
        # Outside the try: an error that is thrown in at the yield is no malformed line.
        yield request


def failures(requests: Iterable[Request]) -> Iterator[Request]:
    """Return a lazy iterator over the requests with a status of 500 or above."""
    return (request for request in requests if request.status >= 500)


def slowest(requests: Iterable[Request]) -> Request | None:
    """Return the request that took longest, the first of them if several did, or None without requests.

    >>> slowest([]) is None
    True
    """
    return max(requests, key=lambda request: request.milliseconds, default=None)


def failing_paths_lazily(path: Path) -> Counter[str]:
    """Return how many requests failed for each path, in memory for one line and the counts."""
    return Counter(request.path for request in failures(parse(read_lines(path))))


def failing_paths_in_lists(path: Path) -> Counter[str]:
    """Return the same with all lines, all requests and all failures in memory at once: right, until the file grows."""
    lines = path.read_text(encoding="utf-8").splitlines()
    requests = list(parse(lines))
    return Counter([request.path for request in requests if request.status >= 500])


def first_failure(requests: Iterable[Request]) -> Request | None:
    """Return the first failure, or None; what comes after it is not read."""
    return next(failures(requests), None)


def closed_too_early(path: Path) -> Iterator[str]:
    """Return a lazy iterator over the lines of ``path``, wrongly: the first ``next`` raises ValueError.

    The generator expression outlives the ``with`` that it reads from. The same happens to a database session.
    """
    with path.open(encoding="utf-8") as file:
        return (line.rstrip("\n") for line in file)


def peak_memory[R](task: Callable[[], R]) -> tuple[R, int]:
    """Return what ``task`` returns, and the most bytes that Python had allocated at one time while it ran."""
    gc.collect()
    tracemalloc.start()
    try:
        result = task()
        return result, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def write_log(path: Path, lines: int) -> None:
    """Write an access log of that many lines: the first and every tenth after it fails, on /orders and /users in turn.

    A failure has status 503, the others 200; the form is that of ``parse``.
    """
    with path.open("w", encoding="utf-8") as file:
        for number in range(lines):
            target = "/orders" if number % 20 < 10 else "/users"
            status = 503 if number % 10 == 0 else 200
            file.write(f"GET {target} {status} {number % 250}\n")


def explain(action: Callable[[], object]) -> str:
    """Return "ValueError: ..." for the exception that calling ``action`` raises, or the repr of its result."""
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def main() -> None:
    """Run one question over logs of growing length, both ways, and show where errors come up."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "access.log"
        print("Peak memory for the same answer (Python's own allocations):")
        print(f"  {'lines':>7} {'lazily':>10} {'in lists':>10}")
        for lines in (2_000, 20_000):
            write_log(path, lines)
            lazy_answer, lazy_peak = peak_memory(lambda: failing_paths_lazily(path))
            list_answer, list_peak = peak_memory(lambda: failing_paths_in_lists(path))
            print(f"  {lines:>7,} {lazy_peak // 1024:>6,} KiB {list_peak // 1024:>6,} KiB", end="")
            print(f"   {'same answer' if lazy_answer == list_answer else 'DIFFERENT'}: {dict(lazy_answer)}")

        print("\nOnly what is asked for is read:")
        lines_read = itertools.count(1)
        counted = (line for line in read_lines(path) if next(lines_read))
        print(f"  first failure after line 5 -> {first_failure(parse(itertools.islice(counted, 5, None)))}")
        print(f"  lines read: {next(lines_read) - 1} of 20,000")
        print(f"  slowest of the first 100 -> {slowest(itertools.islice(parse(read_lines(path)), 100))}")

        print("\nA lazy error comes when its line does, far from where the pipeline was built:")
        requests = parse(["GET / 200 3", "GET /orders 2oo 3"])
        print(f"  built; first -> {next(requests).path}, second -> {explain(lambda: next(requests))}")

        print("\nA lazy iterator that outlives its file:")
        print(f"  {explain(lambda: next(closed_too_early(path)))}")


if __name__ == "__main__":
    main()
