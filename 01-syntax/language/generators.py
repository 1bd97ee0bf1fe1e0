"""Generators: functions that stop in the middle and go on when they are asked.

A function with ``yield`` in it runs nothing when it is called: it returns an iterator. Each ``next`` runs it to the
next yield, its local names stay, and its return ends the iteration. What would be a class with a state machine
reads as the loop it is. ``yield from`` hands a whole part of the work to another generator.

Cost: one paused frame of some 200 bytes and its local names, O(1) however many items.
Use it for: rows, lines, pages and messages one after the other; fixtures and ``contextlib.contextmanager``.
Not for: a result that is needed twice or by index, nor for checks that must happen at the call: they run at the
    first ``next``, perhaps in another thread, request or try block.
Asked: when does the body run; what does yield from add to a loop; what does ``close`` do; why does a StopIteration
    inside become a RuntimeError?
Source: PEP 255, PEP 342 (send, throw, close), PEP 380 (yield from), PEP 479 (StopIteration inside).

The protocol that a generator fulfils is typed out in iterators.py.
"""

import itertools
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing


def pages[T](fetch: Callable[[int], list[T]]) -> Iterator[T]:
    """Yield the items of page 0, 1, 2 ... that ``fetch`` returns, up to the first empty page.

    >>> list(pages(lambda number: [["a", "b"], ["c"], []][number]))
    ['a', 'b', 'c']
    """
    for number in itertools.count():
        page = fetch(number)
        if not page:
            return
        yield from page


def checked_too_late(limit: int) -> Iterator[int]:
    """Yield 0 to ``limit`` - 1.

    Raises ValueError "limit must not be negative, not -1" for such a limit, but not before the first ``next``.
    """
    if limit < 0:
        raise ValueError(f"limit must not be negative, not {limit}")
    yield from range(limit)


def checked_at_the_call(limit: int) -> Iterator[int]:
    """Return an iterator over 0 to ``limit`` - 1, or raise the same ValueError at once.

    An ordinary function that checks and then returns a generator made by an inner one.
    """

    def numbers() -> Iterator[int]:
        yield from range(limit)

    if limit < 0:
        raise ValueError(f"limit must not be negative, not {limit}")
    return numbers()


type Tree = str | list[Tree]


def leaves(tree: Tree) -> Iterator[str]:
    """Yield the strings of nested lists from left to right; a string alone is its only leaf.

    >>> list(leaves(["a", ["b", ["c"]], []]))
    ['a', 'b', 'c']
    """
    if isinstance(tree, str):
        yield tree
        return
    for branch in tree:
        yield from leaves(branch)


def load(rows: Iterable[str]) -> Generator[str, None, int]:
    """Yield the rows that are not blank, without surrounding spaces; its return value is how many were skipped."""
    skipped = 0
    for row in rows:
        if row.strip():
            yield row.strip()
        else:
            skipped += 1
    return skipped


def load_all(files: Iterable[Iterable[str]]) -> Generator[str, None, list[int]]:
    """Yield the rows of all files through ``load``; the return value lists what each file had skipped.

    ``yield from`` is an expression: its value is what the inner generator returned. A plain loop throws that away,
    and passes no ``send``, ``throw`` or ``close`` on to the inner generator.
    """
    skipped = []
    for rows in files:
        skipped.append((yield from load(rows)))
    return skipped


def result_of[T, R](generator: Generator[T, None, R]) -> tuple[list[T], R]:
    """Return what a generator yields, and what it returns: the ``value`` of the StopIteration that ends it.

    >>> result_of(load(["a", "", "b"]))
    (['a', 'b'], 1)
    """
    items = []
    while True:
        try:
            items.append(next(generator))
        except StopIteration as end:
            return items, end.value


def running_average() -> Generator[float, float, None]:
    """Take a number by ``send`` and yield the average of all so far; the first ``next`` yields 0.0.

    >>> average = running_average()
    >>> next(average), average.send(10), average.send(20)
    (0.0, 10.0, 15.0)
    """
    total, count = 0.0, 0
    while True:
        value = yield total / count if count else 0.0
        total += value
        count += 1


def rows(log: list[str], count: int) -> Generator[int, None, None]:
    """Yield 1 to ``count`` while a cursor is open; append "open" and, however the reader stops, "close" to ``log``."""
    log.append("open")
    try:
        yield from range(1, count + 1)
    finally:
        log.append("close")


def first_over(limit: int, numbers: Iterator[int]) -> int:
    """Return the first number above ``limit``, wrongly: its StopIteration, when there is none, is for someone else."""
    while (number := next(numbers)) <= limit:
        pass
    return number


def maxima(series: Iterable[list[int]], limit: int) -> Iterator[int]:
    """Yield ``first_over`` of each series. A series without a number above ``limit``: RuntimeError since Python 3.7.

    Before, the StopIteration of ``first_over`` ended this generator quietly, and the series after it were lost.
    """
    for numbers in series:
        yield first_over(limit, iter(numbers))


def explain(action: Callable[[], object]) -> str:
    """Return "ValueError: ..." for the exception that calling ``action`` raises, or the repr of its result.

    The type's name alone, without a colon, when the exception has no message, as StopIteration.
    """
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}".removesuffix(": ")


def main() -> None:
    """Call, advance, hand over, send, close, and break."""
    print("Calling runs nothing, the first next does:")
    print(f"  checked_too_late(-1)       -> {type(checked_too_late(-1)).__name__}")
    print(f"  next(checked_too_late(-1)) -> {explain(lambda: next(checked_too_late(-1)))}")
    print(f"  checked_at_the_call(-1)    -> {explain(lambda: checked_at_the_call(-1))}")

    print("\nyield from hands over, and brings back what the inner generator returns:")
    print(f"  leaves -> {list(leaves(['a', ['b', ['c']]]))}")
    print(f"  rows, and blanks skipped in each file -> {result_of(load_all([['1', ' '], ['2', '3']]))}")

    print("\nsend puts a value where the generator waits:")
    average = running_average()
    print(f"  too early -> {explain(lambda: average.send(10))}")
    print(f"  next -> {next(average)}, send(10) -> {average.send(10)}, send(20) -> {average.send(20)}")

    print("\nA reader that stops early:")
    log: list[str] = []
    with closing(rows(log, 1000)) as cursor:
        print(f"  row {next(cursor)}, {log} while it is held")
    print(f"  closed -> {log}, and next -> {explain(lambda: next(cursor))}")

    print("\nA StopIteration that escapes inside a generator:")
    print(f"  -> {explain(lambda: list(maxima([[1, 7], [2, 3], [9]], limit=5)))}")


if __name__ == "__main__":
    main()
