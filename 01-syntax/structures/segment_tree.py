"""Segment tree: the minimum, the sum, the merge of any range, while single items change.

The items are the leaves of a binary tree, and every node holds what its two children combine to. A range is the union
of at most two nodes a level, a change concerns one node a level. The tree is a list: node ``i`` has the children
``2i`` and ``2i + 1``, the leaves begin at the number of items, and neither building nor asking recurses. Any operation
will do that is associative, ``(a + b) + c == a + (b + c)``; the order of the items is kept, so it need not be
commutative: texts may be joined, matrices multiplied, functions composed.

Cost: building n - 1 combinations; query at most 2 log2(n) + 2 combinations, assignment at most log2(n) + 1; index O(1);
iteration O(n). Memory: one list of 2n items.
Use it for: minima, maxima, sums, gcd and other summaries of ranges over data that changes; statistics by time bucket.
Not for: sums alone (fenwick_tree.py is smaller), data that never changes (running totals; a sparse table for minima),
windows that only slide (a monotonic deque), ranges that change as a whole (lazy_segment_tree.py).
Asked: range minimum with updates in O(log n)? Why must the operation be associative, and what is the identity for?
Source: de Berg and others, Computational Geometry, section 10.3; "Efficient and easy segment trees",
https://codeforces.com/blog/entry/18051
"""

import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from reprlib import recursive_repr
from typing import Self, overload


class SegmentTree[T](Sequence[T]):
    """A sequence of fixed length that combines any range of its items.

    ``combine(left, right)`` must be associative, and ``identity`` change nothing: 0 for a sum, infinity for a minimum,
    "" for texts. It is what an empty range combines to. Loops may assign items, as in a list. Trees are equal when
    their items and the two functions and identities are, are unhashable, and never equal a ``list``. An index without
    item raises IndexError ``index 5 is out of range for 3 items``.

    >>> lowest = SegmentTree([5, 3, 8, 6], min, float("inf"))
    >>> lowest.query(2, 4), lowest.query()
    (6, 3)
    >>> lowest[3] = 1
    >>> lowest.query(2, 4), lowest.query(2, 2)
    (1, inf)
    """

    def __init__(self, items: Iterable[T], combine: Callable[[T, T], T], identity: T) -> None:
        """Build the tree from the leaves up, O(n)."""
        leaves = list(items)
        self._size = len(leaves)
        self._combine = combine
        self._identity = identity
        self._nodes = [identity] * self._size + leaves
        for node in reversed(range(1, self._size)):
            self._nodes[node] = combine(self._nodes[2 * node], self._nodes[2 * node + 1])

    def query(self, start: int | None = None, stop: int | None = None) -> T:
        """Combine the items ``self[start:stop]`` in order, O(log n); the identity for an empty range."""
        first, last, _ = slice(start, stop).indices(self._size)
        left = right = self._identity
        low, high = first + self._size, last + self._size
        while low < high:
            if low % 2:  # a right child: its parent reaches too far left, so take it alone
                left = self._combine(left, self._nodes[low])
                low += 1
            if high % 2:
                high -= 1
                right = self._combine(self._nodes[high], right)
            low //= 2
            high //= 2
        return self._combine(left, right)

    def __setitem__(self, index: int, value: T) -> None:
        """Replace one item and combine the nodes above anew, O(log n); if ``combine`` raises, nothing has changed."""
        node = self._position(index) + self._size
        changed = {node: value}
        while node > 1:
            pair = [changed.get(child, self._nodes[child]) for child in (node & ~1, node | 1)]
            node //= 2
            changed[node] = self._combine(*pair)
        for node, combined in changed.items():
            self._nodes[node] = combined

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        """Return one item, O(1), or a list of those in a slice."""
        if isinstance(index, slice):
            return list(self)[index]
        return self._nodes[self._position(index) + self._size]

    def __iter__(self) -> Iterator[T]:
        """Yield the items in order; one that is assigned before its turn comes as it is then."""
        for position in range(self._size):
            yield self._nodes[self._size + position]

    def index(self, value: object, start: int = 0, stop: int | None = None) -> int:
        """Return the first position of an equal item, from ``start`` up to ``stop``, which count as in a slice.

        Raises ValueError ``'x' is not in the segment tree``.
        """
        first, last, _ = slice(start, stop).indices(self._size)
        for position in range(first, last):
            item = self[position]
            if item is value or item == value:
                return position
        raise ValueError(f"{value!r} is not in the segment tree")

    def __eq__(self, other: object) -> bool:
        """Return whether the other is a segment tree that would give equal answers."""
        if not isinstance(other, SegmentTree):
            return NotImplemented
        same = self._combine == other._combine and self._identity == other._identity
        return bool(same and list(self) == list(other))

    @recursive_repr("SegmentTree(...)")
    def __repr__(self) -> str:
        """Return ``SegmentTree([5, 3], min, inf)``: items, name of the function, identity."""
        name = getattr(self._combine, "__name__", repr(self._combine))
        return f"SegmentTree({list(self)!r}, {name}, {self._identity!r})"

    def __reduce__(self) -> tuple[type[Self], tuple[list[T], Callable[[T, T], T], T]]:
        """Tell copy and pickle to build it anew; a lambda can be copied, but not pickled."""
        return type(self), (list(self), self._combine, self._identity)

    def _position(self, index: int) -> int:
        position = operator.index(index)
        position += self._size if position < 0 else 0
        if not 0 <= position < self._size:
            raise IndexError(f"index {index} is out of range for {self._size} items")
        return position


def main() -> None:
    """Ask for the slowest and the fastest of any range of requests, join texts, and compose functions."""
    latencies = [38, 41, 120, 36, 52, 47, 980, 44]
    slowest = SegmentTree(latencies, max, 0)
    fastest = SegmentTree(latencies, min, 10**9)
    print("Minutes 3 to 5: fastest", fastest.query(3, 6), "- slowest", slowest.query(3, 6))
    slowest[4] = 777
    print("After minute 4 was corrected:", slowest.query(3, 6), "- in all:", slowest.query())

    words = SegmentTree(["to ", "be ", "or ", "not ", "to ", "be"], str.__add__, "")
    print("The order is kept:", words.query(2, 6))

    calls = 0

    def counted(left: int, right: int) -> int:
        nonlocal calls
        calls += 1
        return max(left, right)

    for size in (1_000, 100_000):
        tree = SegmentTree(range(size), counted, 0)
        built, calls = calls, 0
        tree.query(1, size - 1)
        print(f"{size:>7,} items: {built:,} combinations to build, {calls} for all but both ends", end="")
        calls = 0
        tree[0] = size
        print(f", {calls} to replace one")
        calls = 0


if __name__ == "__main__":
    main()
