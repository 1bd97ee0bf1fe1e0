"""Priority queue: who comes first, when the priority of one who waits may change.

A heap of items, and beside it a dict from each item to its place in that heap. The dict is what a plain heap lacks: it
finds an item in O(1), so that a new priority only has to move it up or down. To the outside it is a mapping from item
to priority, whose ``popitem`` gives the lowest.

Cost: ``queue[item] = priority`` and ``del queue[item]`` O(log n); ``queue[item]``, ``in`` and ``peekitem`` O(1);
``popitem`` O(log n); from n pairs O(n). Memory: two lists and a dict of places, up to twice a heap of pairs.
Use it for: jobs that are promoted while they wait, timers that are moved or cancelled, caches that throw out by score,
Dijkstra's and Prim's algorithms with one entry a node.
Not for: items that only come and go (heap.py, ``heapq``). In Python the lazy way is often faster: push the item again,
and skip what is outdated when it is popped; but its heap grows with the changes, not with the items. Between threads:
``queue.PriorityQueue``, which cannot change a priority either. In a database: an index on the priority.
Asked: implement decrease-key. Why does a heap alone need O(n) for it?
Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, section 6.5; ``heapq``, Priority Queue
Implementation Notes, https://docs.python.org/3/library/heapq.html
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, MutableMapping
from reprlib import recursive_repr
from typing import Any, Protocol


class Comparable(Protocol):
    """What has an order."""

    def __lt__(self, other: Any, /) -> bool:
        """Return whether this comes before the other."""
        ...


class PriorityQueue[K: Hashable, P: Comparable](MutableMapping[K, P]):
    """A mapping from item to priority, which knows the item with the lowest priority.

    >>> jobs = PriorityQueue({"report": 5, "invoice": 3})
    >>> jobs["report"] = 1
    >>> jobs.popitem(), len(jobs)
    (('report', 1), 1)

    It has the methods of ``MutableMapping``, and equals a dict of the same items. Looping is in order of insertion, and
    raises RuntimeError ``dictionary changed size during iteration`` when items come or go meanwhile. For the highest
    first use negative priorities. Items of equal priority come out in any order: use pairs of priority and arrival to
    have them in turn.

    A method that raises leaves the queue as it was: TypeError for an item without a hash and for a priority that cannot
    be compared with those inside, ValueError ``priority of 'report' must equal itself, not nan`` for NaN, which is
    neither above nor below anything and would break the order.
    """

    def __init__(self, pairs: Mapping[K, P] | Iterable[tuple[K, P]] = ()) -> None:
        """Take a mapping or pairs of item and priority, of which the last for an item counts: O(n), 2n comparisons."""
        latest: dict[K, P] = dict(pairs)
        for item, priority in latest.items():
            _check(item, priority)
        self._items = list(latest)
        self._priorities = list(latest.values())
        self._places = {item: place for place, item in enumerate(self._items)}
        for place in reversed(range(len(self._items) // 2)):
            self._move(place, self._place_below(place, self._priorities[place]))

    def __setitem__(self, item: K, priority: P) -> None:
        """Add an item, or change its priority up or down: O(log n)."""
        _check(item, priority)
        place = self._places.get(item)
        if place is None:
            target = self._place_above(len(self._items), priority)
            self._places[item] = place = len(self._items)
            self._items.append(item)
            self._priorities.append(priority)
        else:
            target = self._target(place, priority)
            self._priorities[place] = priority
        self._move(place, target)

    def __getitem__(self, item: K) -> P:
        """Return the priority of an item: O(1). KeyError with the item when it is not here."""
        return self._priorities[self._places[item]]

    def __delitem__(self, item: K) -> None:
        """Remove an item wherever it stands: O(log n). KeyError with the item when it is not here."""
        place = self._places[item]
        last = len(self._items) - 1
        # The last one fills the gap, and may belong above it as well as below: it comes from another branch.
        target = place if place == last else self._target(place, self._priorities[last])
        moved, priority = self._items.pop(), self._priorities.pop()
        del self._places[item]
        if place != last:
            self._put(place, moved, priority)
            self._move(place, target)

    def __iter__(self) -> Iterator[K]:
        """Loop over the items in order of insertion."""
        return iter(self._places)

    def __len__(self) -> int:
        """Return how many items wait: O(1)."""
        return len(self._items)

    def __contains__(self, item: object) -> bool:
        """Return whether the item waits: O(1)."""
        return item in self._places

    def peekitem(self) -> tuple[K, P]:
        """Return the item of lowest priority, with that: O(1). KeyError ``peekitem(): queue is empty`` without one."""
        if not self._items:
            raise KeyError("peekitem(): queue is empty")
        return self._items[0], self._priorities[0]

    def popitem(self) -> tuple[K, P]:
        """Remove and return the item of lowest priority, with that: O(log n).

        KeyError ``popitem(): queue is empty`` when there is none.
        """
        if not self._items:
            raise KeyError("popitem(): queue is empty")
        first = self.peekitem()
        del self[first[0]]
        return first

    def decrease_key(self, item: K, priority: P) -> None:
        """Lower the priority of an item that waits, so that it comes earlier: O(log n).

        KeyError with the item when it is not here; ValueError ``priority of 'report' is 3, so 5 is no decrease`` when
        the new one is higher. An equal one is no error.
        """
        if self[item] < priority:
            raise ValueError(f"priority of {item!r} is {self[item]!r}, so {priority!r} is no decrease")
        self[item] = priority

    def copy(self) -> "PriorityQueue[K, P]":
        """Return another queue of the same items and priorities: O(n)."""
        return PriorityQueue(self)

    __copy__ = copy

    @recursive_repr("PriorityQueue(...)")
    def __repr__(self) -> str:
        """Return ``PriorityQueue({'report': 5, 'invoice': 3})``."""
        return f"PriorityQueue({dict(self)!r})"

    def _place_above(self, place: int, priority: P) -> int:
        """Return how far up from ``place`` the priority belongs: ``place`` itself when its parent is not higher."""
        while place and priority < self._priorities[(place - 1) // 2]:
            place = (place - 1) // 2
        return place

    def _place_below(self, place: int, priority: P) -> int:
        """Return how far down from ``place`` the priority belongs: ``place`` itself when no child is lower."""
        priorities = self._priorities
        while (child := 2 * place + 1) < len(priorities):
            if child + 1 < len(priorities) and priorities[child + 1] < priorities[child]:
                child += 1
            if not priorities[child] < priority:
                break
            place = child
        return place

    def _target(self, place: int, priority: P) -> int:
        above = self._place_above(place, priority)
        return above if above != place else self._place_below(place, priority)

    def _move(self, place: int, target: int) -> None:
        """Move what is at ``place`` along the path to ``target``. Nothing is compared here, so nothing can raise."""
        item, priority = self._items[place], self._priorities[place]
        while place > target:  # up: each parent comes down
            parent = (place - 1) // 2
            self._put(place, self._items[parent], self._priorities[parent])
            place = parent
        while target > place:  # down: from the target to the top, each makes room for the one below
            pushed = self._items[target], self._priorities[target]
            self._put(target, item, priority)
            item, priority = pushed
            target = (target - 1) // 2
        self._put(target, item, priority)

    def _put(self, place: int, item: K, priority: P) -> None:
        self._items[place] = item
        self._priorities[place] = priority
        self._places[item] = place


def _check(item: object, priority: object) -> None:
    if priority != priority:  # the test for NaN that works for any type
        raise ValueError(f"priority of {item!r} must equal itself, not {priority!r}")


def main() -> None:
    """Promote, cancel and finish jobs; then count what the lazy way keeps in memory."""
    jobs = PriorityQueue({"send invoice": 3, "nightly report": 9, "resize image": 5})
    print("first:", jobs.peekitem())
    jobs.decrease_key("nightly report", 1)
    print("promoted:", jobs.peekitem())
    del jobs["resize image"]
    print("cancelled:", dict(jobs))
    while jobs:
        print("  runs:", *jobs.popitem())

    changes = [(f"job {number % 10}", number * 7919 % 1000) for number in range(10_000)]
    queue = PriorityQueue[str, int]()
    pushed = 0
    for job, priority in changes:
        queue[job] = priority
        pushed += 1
    print(f"{len(changes):,} changes: {len(queue)} entries here, {pushed:,} in a heap that skips what is outdated")
    try:
        queue["job 0"] = float("nan")  # type: ignore[assignment]  # the mistake is the point
    except ValueError as error:
        print("ValueError:", error)


if __name__ == "__main__":
    main()
