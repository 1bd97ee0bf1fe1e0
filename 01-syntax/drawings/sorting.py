"""Sorting as moving bars: the real algorithms at work, on a list that writes down what is done to it.

Nothing is drawn by the sorts themselves. They get a list that records every read and every write, and each record
becomes a frame: yellow bars are being read, red ones written, and all turn green when the list is in order. Merge sort
reads whole parts, which light up at once, and writes them back from left to right; quick sort does so around a pivot;
heap sort jumps. Between the two writes of a swap one bar stands there twice, which is what a reader in another thread
would see.

Cost: a copy of the list an event, so O(n) memory for each of O(n log n) events: for 24 bars, not for a million.
Not for: comparing speed. It counts reads and writes; comparisons are counted by the sorts' own ``main()``.
Asked: which of these would you choose where writing is dear, as in flash memory? (Selection sort, at most n swaps.)
Source: https://rich.readthedocs.io/en/stable/group.html
"""

import random
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple, SupportsIndex, overload

from rich.console import Group
from rich.text import Text

from algorithms.elementary_sorts import bubble_sort, insertion_sort, selection_sort, shell_sort
from algorithms.sorting import heap_sort, merge_sort, quick_sort, quick_sort_in_place
from algorithms.timsort import timsort
from drawings.screen import play

SORTS: dict[str, Callable[[list[int]], None]] = {
    "bubble_sort": bubble_sort,
    "selection_sort": selection_sort,
    "insertion_sort": insertion_sort,
    "shell_sort": shell_sort,
    "merge_sort": merge_sort,
    "quick_sort": quick_sort,
    "quick_sort_in_place": quick_sort_in_place,
    "heap_sort": heap_sort,
    "timsort": timsort,
}
ROWS = 10
EIGHTHS = " ▁▂▃▄▅▆▇█"


class Event(NamedTuple):
    """A read or a write: which places, and all values after it."""

    kind: str
    places: range
    values: tuple[int, ...]


class RecordedList(list[int]):
    """A list that keeps an ``Event`` of each read and write by index or slice, in ``events``.

    A slice read is one event. A slice of n places that is written with n values is n events from left to right, as a
    sort without slices would write them; any other is one. Loops over the list, its methods and its length are not
    recorded.

    >>> numbers = RecordedList([2, 1])
    >>> numbers[0], numbers[1] = numbers[1], numbers[0]
    >>> [(event.kind, *event.places, event.values) for event in numbers.events]
    [('read', 1, (2, 1)), ('read', 0, (2, 1)), ('write', 0, (1, 1)), ('write', 1, (1, 2))]
    """

    def __init__(self, values: Iterable[int] = ()) -> None:
        super().__init__(values)
        self.events: list[Event] = []

    def _record(self, kind: str, index: SupportsIndex | slice) -> None:
        places = range(len(self))
        chosen = places[index] if isinstance(index, slice) else places[index : (index.__index__() + 1) or None]
        self.events.append(Event(kind, chosen, tuple(self)))

    @overload
    def __getitem__(self, index: SupportsIndex, /) -> int: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[int]: ...
    def __getitem__(self, index: SupportsIndex | slice, /) -> int | list[int]:
        """Return the item or the slice, and record a read."""
        found = super().__getitem__(index)
        self._record("read", index)
        return found

    @overload
    def __setitem__(self, index: SupportsIndex, value: int, /) -> None: ...
    @overload
    def __setitem__(self, index: slice, value: Iterable[int], /) -> None: ...
    def __setitem__(self, index: SupportsIndex | slice, value: int | Iterable[int], /) -> None:
        """Set the item or the slice, and record a write, or one for each place of a slice."""
        if isinstance(index, slice):
            assert not isinstance(value, int)  # noqa: S101  # the overloads say so
            values = list(value)
            places = range(len(self))[index]
            if len(places) != len(values):
                super().__setitem__(index, values)
                self._record("write", index)
                return
            for place, each in zip(places, values, strict=True):
                self[place] = each
        else:
            assert isinstance(value, int)  # noqa: S101  # the overloads say so
            super().__setitem__(index, value)
            self._record("write", index)


def bars(values: Iterable[int], colours: dict[int, str], rows: int = ROWS) -> Text:
    """Return the values, none below 0, as bars of up to ``rows`` lines, the largest over all of them.

    ``colours`` maps a place to the colour of its bar; the others are blue. A bar is one column wide, with one free.

    >>> print(bars([1, 2, 4], {}, rows=2).plain)
        █
    ▄ █ █
    """
    heights = list(values)
    top = max([*heights, 1])
    lines = []
    for row in reversed(range(rows)):
        eighths = (height * rows * 8 // top - row * 8 for height in heights)
        lines.append(" ".join(EIGHTHS[min(max(filled, 0), 8)] for filled in eighths))
    text = Text("\n".join(lines), style="blue")
    for place, colour in colours.items():
        for row in range(rows):
            start = row * 2 * len(heights) + 2 * place
            text.stylize(colour, start, start + 1)
    return text


def frames(name: str, values: Iterable[int]) -> Iterator[Group]:
    """Sort the values by the sort of that name in ``SORTS``, and yield a frame an event, and a last one.

    A frame is a title, "merge_sort: 3 reads, 2 writes", over the bars: those read yellow, those written red. In the
    last frame all bars are green when they ascend, and red otherwise. Raises KeyError for a name not in ``SORTS``.
    """
    recorded = RecordedList(values)
    SORTS[name](recorded)
    counts = {"read": 0, "write": 0}
    for event in recorded.events:
        counts[event.kind] += len(event.places)
        colours = dict.fromkeys(event.places, "yellow" if event.kind == "read" else "red")
        yield Group(_title(name, counts), bars(event.values, colours))
    ascending = all(one <= two for one, two in pairwise(recorded))
    colours = dict.fromkeys(range(len(recorded)), "green" if ascending else "red")
    yield Group(_title(name, counts), bars(list(recorded), colours))


def _title(name: str, counts: dict[str, int]) -> str:
    return f"{name}: {counts['read']} reads, {counts['write']} writes"


def draw(*names: str) -> None:
    """Play the sorts of these names one after the other on the same 24 shuffled bars; without names, all of them.

    A name that is none ends the program, before anything is drawn, with the message ``no sort is called x, expected
    one of bubble_sort, selection_sort, ...``, which lists all of ``SORTS``.
    """
    for name in names:
        if name not in SORTS:
            raise SystemExit(f"no sort is called {name}, expected one of {', '.join(SORTS)}")
    values = random.Random(3).sample(range(1, 25), 24)  # noqa: S311  # the same picture each time
    for name in names or SORTS:
        play(frames(name, values), pause=0.02)


def main() -> None:
    """Draw all sorts, or those named on the command line."""
    draw(*sys.argv[1:])


if __name__ == "__main__":
    main()
