"""Iterators: what a for loop asks of an object, and what it gets only once.

An iterable can be asked for an iterator (``iter``). An iterator can be asked for its next item (``next``), raises
StopIteration at its end, and stays at its end. A list is an iterable: every loop gets a fresh iterator. A file, a
database cursor, a request body and a generator are iterators: the second loop over them sees nothing, without an error.

Cost: one item at a time, O(1) memory however long the source; no length, no index, no way back.
Use it for: results that arrive in pages, rows of a cursor, lines of a file; what is too large to have at once.
Not for: data that is read twice, sorted, or measured with ``len``. Ask for a Sequence, or make a list once.
Asked: what is the difference between an iterable and an iterator, and how does a for loop end?
Source: https://docs.python.org/3/library/stdtypes.html#iterator-types, PEP 234.

Generators, which write all this for you, are in generators.py; chains of them over a large file in pipelines.py;
the ready-made ones of the standard library in itertools_tour.py.
"""

from collections.abc import Callable, Iterable, Iterator, MutableMapping
from io import BytesIO
from typing import BinaryIO


class PageIterator[T]:
    """The position of one reader in a paged result: asks for a page when the one before is used up.

    ``fetch(number)`` returns the items of page ``number``, counted from 0, and an empty list after the last.

    >>> pages = {0: ["a", "b"], 1: ["c"]}
    >>> reader = PageIterator(lambda number: pages.get(number, []))
    >>> next(reader), next(reader), next(reader), next(reader, "end")
    ('a', 'b', 'c', 'end')
    """

    def __init__(self, fetch: Callable[[int], list[T]]) -> None:
        self._fetch = fetch
        self._page: list[T] = []
        self._number = 0
        self._index = 0
        self._ended = False

    def __iter__(self) -> "PageIterator[T]":
        """Return itself: an iterator is an iterable too, so that a for loop takes either."""
        return self

    def __next__(self) -> T:
        """Return the next item, or raise StopIteration: now and, without another fetch, on every later call."""
        if not self._ended and self._index == len(self._page):
            self._page, self._index = self._fetch(self._number), 0
            self._number += 1
            self._ended = not self._page
        if self._ended:
            raise StopIteration
        item = self._page[self._index]
        self._index += 1
        return item


class Pages[T]:
    """A paged result that can be looped over again: each loop gets a reader of its own.

    >>> pages = {0: ["a", "b"], 1: ["c"]}
    >>> result = Pages(lambda number: pages.get(number, []))
    >>> list(result), list(result)
    (['a', 'b', 'c'], ['a', 'b', 'c'])
    """

    def __init__(self, fetch: Callable[[int], list[T]]) -> None:
        self._fetch = fetch

    def __iter__(self) -> PageIterator[T]:
        """Return a new reader that starts at the first page."""
        return PageIterator(self._fetch)


def for_by_hand[T](items: Iterable[T], body: Callable[[T], None]) -> None:
    """Call ``body`` with each item, as ``for item in items: body(item)`` does, without a for.

    Raises TypeError, as the for loop would, when ``items`` is not iterable.
    """
    iterator = iter(items)
    while True:
        try:
            item = next(iterator)
        except StopIteration:
            return
        # Outside the try: a StopIteration that escapes from the body is an error, not the end of the loop.
        body(item)


def error_rate_in_two_passes(statuses: Iterable[int]) -> float:
    """Return the share of statuses of 500 and above, counted wrongly: 0.0 for every iterator that is not empty.

    The first pass uses an iterator up, the second counts nothing. It works in the unit test, which passes a list.

    >>> error_rate_in_two_passes([200, 500]), error_rate_in_two_passes(iter([200, 500]))
    (0.5, 0.0)
    """
    total = sum(1 for _ in statuses)
    errors = sum(1 for status in statuses if status >= 500)
    return errors / total if total else 0.0


def error_rate(statuses: Iterable[int]) -> float:
    """Return the share of statuses of 500 and above, 0.0 without statuses, in one pass.

    >>> error_rate([200, 500]), error_rate(iter([200, 500])), error_rate([])
    (0.5, 0.5, 0.0)
    """
    total = errors = 0
    for status in statuses:
        total += 1
        errors += status >= 500
    return errors / total if total else 0.0


def chunks(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """Return an iterator over what is left in ``stream`` in pieces of ``size`` bytes, the last one perhaps shorter.

    This is the two-argument form of ``iter``: call, until the call returns the sentinel.

    >>> list(chunks(BytesIO(b"abcdefg"), 3))
    [b'abc', b'def', b'g']
    """
    return iter(lambda: stream.read(size), b"")


def drop_expired_while_looping(sessions: MutableMapping[str, int], now: int) -> None:
    """Delete sessions that expire at or before ``now``, wrongly: after the first it deletes, RuntimeError."""
    for key, expires in sessions.items():
        if expires <= now:
            del sessions[key]


def drop_expired(sessions: MutableMapping[str, int], now: int) -> None:
    """Delete sessions that expire at or before ``now``.

    >>> sessions = {"a": 10, "b": 99}
    >>> drop_expired(sessions, now=50); sessions
    {'b': 99}
    """
    for key, expires in list(sessions.items()):
        if expires <= now:
            del sessions[key]


def cancel_while_looping(orders: list[str], cancelled: set[str]) -> list[str]:
    """Remove the cancelled orders from the list, wrongly, and return it: the one after each removed is not looked at.

    A list raises nothing. Its iterator holds an index, and removal moves the rest one place to the left.

    >>> cancel_while_looping(["o1", "o2", "o3"], cancelled={"o1", "o2"})
    ['o2', 'o3']
    """
    for order in orders:
        if order in cancelled:
            orders.remove(order)
    return orders


def explain(action: Callable[[], object]) -> str:
    """Return "TypeError: ..." for the exception that calling ``action`` raises, or the repr of its result.

    The type's name alone, without a colon, when the exception has no message, as StopIteration.

    >>> explain(lambda: iter(3))
    "TypeError: 'int' object is not iterable"
    """
    try:
        return repr(action())
    except Exception as error:
        return f"{type(error).__name__}: {error}".removesuffix(": ")


def main() -> None:
    """Loop by hand, loop twice, and change what is being looped over."""
    fetched: list[int] = []

    def fetch(number: int) -> list[str]:
        fetched.append(number)
        return {0: ["order-1", "order-2"], 1: ["order-3"]}.get(number, [])

    print("A paged result is read as far as it is needed:")
    reader = PageIterator(fetch)
    print(f"  next -> {next(reader)}, pages fetched: {fetched}")
    print(f"  the rest -> {list(reader)}, pages fetched: {fetched}")
    print(f"  again, the same iterator -> {list(reader)}")
    orders = Pages(fetch)
    print(f"  an iterable that makes a new iterator, twice -> {len(list(orders))} and {len(list(orders))} orders")

    print("\nThe for loop, by hand:")
    for_by_hand(["GET /", "POST /orders"], lambda line: print(f"  {line}"))
    print(f"  over 3   -> {explain(lambda: for_by_hand(3, print))}")  # type: ignore[arg-type]  # the mistake is the point
    print(f"  next([]) -> {explain(lambda: next([]))}")  # type: ignore[call-overload]  # a list is not its own iterator
    print(f"  next(iter([])) -> {explain(lambda: next(iter([])))}")

    print("\nTwo passes over what can be passed over once:")
    statuses = [200, 200, 500, 503]
    print(f"  a list:      {error_rate_in_two_passes(statuses):.0%} errors")
    print(f"  an iterator: {error_rate_in_two_passes(iter(statuses)):.0%} errors, and no alarm that night")
    print(f"  one pass:    {error_rate(iter(statuses)):.0%} errors")

    print("\nAsking an iterator moves it:")
    lines = iter(["# head", "id,total", "1,300", "2,450"])
    print(f"  'id,total' in lines -> {'id,total' in lines}, and what is left is {list(lines)}")
    print(f"  a body in chunks -> {list(chunks(BytesIO(b'{"id": 1}'), 4))}")

    print("\nChanging what is being looped over:")
    sessions = {"ada": 10, "bob": 99, "eve": 20}
    print(f"  a dict -> {explain(lambda: drop_expired_while_looping(sessions, 50))}")
    drop_expired(sessions, 50)
    print(f"  over a copy of its items -> {sessions}")
    print(f"  a list says nothing, and keeps one -> {cancel_while_looping(['o1', 'o2', 'o3'], {'o1', 'o2'})}")


if __name__ == "__main__":
    main()
