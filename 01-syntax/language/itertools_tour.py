"""itertools: the loops that are already written.

Lazy, in C, and each the name of a loop that others recognise at once: batched for bulk requests, islice for a first
page, groupby for runs, merge for sorted shards. Every one of them reads its input once, and two have a trap in which
that shows: groupby sees neighbours only, and takewhile has already read the item that makes it stop.

Cost: O(1) memory, but for batched (one batch), tee, cycle, product, permutations and combinations, which keep what
    they may need again.
Use it for: pipelines over what does not fit, and loops whose index arithmetic would be the bug.
Not for: one short list; a slice, a comprehension or ``zip`` says the same in words everyone knows.
Asked: write batched by hand; why does groupby split my group in two; how do you take the first ten of an iterator?
Source: https://docs.python.org/3/library/itertools.html, with its recipes.
"""

import heapq
import itertools
import json
from collections.abc import Callable, Iterable, Iterator


def batches_by_hand[T](items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """Yield the items in tuples of ``size``, the last perhaps shorter.

    Raises ValueError "size must be at least 1, not 0" for such a size, at the first ``next``.

    >>> list(batches_by_hand("abcde", 2))
    [('a', 'b'), ('c', 'd'), ('e',)]
    """
    if size < 1:
        raise ValueError(f"size must be at least 1, not {size}")
    iterator = iter(items)
    while batch := tuple(itertools.islice(iterator, size)):
        yield batch


def bulk_bodies(orders: Iterable[int], size: int) -> list[str]:
    """Return one JSON body for each ``size`` order numbers (``itertools.batched``, new in Python 3.12).

    >>> bulk_bodies([1, 2, 3], size=2)
    ['{"orders": [1, 2]}', '{"orders": [3]}']
    """
    return [json.dumps({"orders": batch}) for batch in itertools.batched(orders, size)]


def page[T](items: Iterable[T], number: int, size: int) -> list[T]:
    """Return page ``number`` (from 0) of any iterable, which is read up to the end of the page and no further.

    >>> page(itertools.count(1), number=1, size=3)
    [4, 5, 6]
    """
    return list(itertools.islice(items, number * size, (number + 1) * size))


def totals_of_neighbours(orders: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return customer and total of each *run* of orders of one customer, in the order of the input.

    This is what groupby does without sorting, and a wrong bill when a customer comes twice.

    >>> totals_of_neighbours([("ada", 5), ("bob", 1), ("ada", 7)])
    [('ada', 5), ('bob', 1), ('ada', 7)]
    """
    grouped = itertools.groupby(orders, key=lambda order: order[0])
    return [(customer, sum(cents for _, cents in group)) for customer, group in grouped]


def totals(orders: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return customer and total of all orders of each customer, sorted by customer.

    >>> totals([("ada", 5), ("bob", 1), ("ada", 7)])
    [('ada', 12), ('bob', 1)]
    """
    return totals_of_neighbours(sorted(orders, key=lambda order: order[0]))


def groups_kept_too_long(orders: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """Return amounts by customer, wrongly: every list is empty.

    A group is a view of groupby's own position. Once groupby moves on, the group before it is over.
    """
    groups = dict(itertools.groupby(orders, key=lambda order: order[0]))
    return {customer: [cents for _, cents in group] for customer, group in groups.items()}


def balances(opening: int, movements: Iterable[int]) -> list[int]:
    """Return the opening balance and the balance after each movement.

    >>> balances(100, [-30, 50])
    [100, 70, 120]
    """
    return list(itertools.accumulate(movements, initial=opening))


def gaps(timestamps: Iterable[int]) -> list[int]:
    """Return the differences between neighbours, one fewer than timestamps.

    >>> gaps([0, 5, 6])
    [5, 1]
    """
    return [later - earlier for earlier, later in itertools.pairwise(timestamps)]


def merge_logs(logs: Iterable[Iterable[str]]) -> Iterator[str]:
    """Return a lazy merge of logs that are sorted by their time stamps; it holds one line of each (``heapq.merge``).

    >>> list(merge_logs([["09:00 a", "09:05 b"], ["09:01 c"]]))
    ['09:00 a', '09:01 c', '09:05 b']
    """
    return heapq.merge(*logs)


def backoff(first: float, factor: float, longest: float, attempts: int) -> list[float]:
    """Return the waits between attempts in seconds: growing by ``factor``, at most ``longest``; attempts - 1 of them.

    >>> backoff(1, 2, 5, attempts=5)
    [1, 2, 4, 5]
    """
    waits = itertools.accumulate(
        itertools.repeat(factor), lambda wait, by: min(wait * by, longest), initial=min(first, longest)
    )
    return list(itertools.islice(waits, attempts - 1))


def matched[T, U](sent: Iterable[T], answers: Iterable[U]) -> list[tuple[T, U]]:
    """Return pairs of what was sent and its answer, or raise ValueError when one of the two ends before the other.

    Without ``strict=True`` zip stops at the shorter, and the answers that are missing are missed by nobody.
    """
    return list(zip(sent, answers, strict=True))


def split_header_wrongly(lines: Iterator[str]) -> tuple[list[str], list[str]]:
    """Return the comment lines at the head and the lines after them, wrongly: the first line after them is lost.

    takewhile must read the first line that does not match, and has nowhere to put it back.

    >>> split_header_wrongly(iter(["# v1", "id,total", "1,300"]))
    (['# v1'], ['1,300'])
    """
    header = list(itertools.takewhile(lambda line: line.startswith("#"), lines))
    return header, list(lines)


def split_header(lines: Iterator[str]) -> tuple[list[str], list[str]]:
    """Return the comment lines at the head, and all lines after them.

    >>> split_header(iter(["# v1", "id,total", "1,300"]))
    (['# v1'], ['id,total', '1,300'])
    """
    header: list[str] = []
    for line in lines:
        if not line.startswith("#"):
            return header, list(itertools.chain([line], lines))
        header.append(line)
    return header, []


def explain(action: Callable[[], object]) -> str:
    """Return "ValueError: ..." for the exception that calling ``action`` raises, or the repr of its result."""
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def main() -> None:
    """Use each tool once, and walk into its trap."""
    print("In batches, as a bulk endpoint wants it:")
    for body in bulk_bodies([1, 2, 3, 4, 5], size=2):
        print(f"  POST /orders/bulk {body}")
    print(f"  by hand -> {list(batches_by_hand([1, 2, 3, 4, 5], 2))}")
    print(f"  page 1 of an endless count -> {page(itertools.count(1), number=1, size=3)}")

    orders = [("ada", 500), ("bob", 120), ("ada", 700)]
    print(f"\nTotals of {orders}:")
    print(f"  groupby alone   -> {totals_of_neighbours(orders)}  ada is billed twice")
    print(f"  sorted before   -> {totals(orders)}")
    print(f"  groups kept     -> {groups_kept_too_long(orders)}  the amounts are gone")

    print("\nRunning values and neighbours:")
    print(f"  balances -> {balances(1000, [-300, 50])}")
    print(f"  gaps between requests -> {gaps([0, 5, 6, 60])}")
    print(f"  waits before a retry -> {backoff(0.5, 2, 5, attempts=6)}")
    print(f"  two sorted logs -> {list(merge_logs([['09:00 a', '09:05 b'], ['09:01 c']]))}")

    print("\nWhat stops early loses something:")
    print(f"  zip(['q1', 'q2'], ['a1'])   -> {list(zip(['q1', 'q2'], ['a1'], strict=False))}")
    print(f"  with strict=True            -> {explain(lambda: matched(['q1', 'q2'], ['a1']))}")
    lines = ["# v1", "id,total", "1,300"]
    print(f"  takewhile eats a line       -> {split_header_wrongly(iter(lines))}")
    print(f"  put back by chain           -> {split_header(iter(lines))}")


if __name__ == "__main__":
    main()
