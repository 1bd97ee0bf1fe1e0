"""Binary search tree: a mapping that keeps its keys in order.

Smaller keys hang to the left of a node, larger ones to the right, so the way down to a key is a binary search. And keys
have neighbours, which no dict has: the price valid at noon (``floor``), all orders of a day (``between``).

The shape is the order of insertion, and that is the catch: random keys lie about 2 ln n deep, but keys that arrive
sorted, as timestamps do, are a chain. Nothing here recurses, so a chain is slow and not a RecursionError. And a step is
slow in itself: Python runs a dozen instructions for it, and each node lies elsewhere in memory (sorted_dict.py).

Cost, h being the height (O(log n) for random keys, at worst n): look up, insert, delete, floor, ceiling O(h); between
O(h + found); iterate, copy, pickle, height and clear O(n). Memory O(n): a node a key.
Use it for: understanding every other search tree; keys that arrive in random order and are asked for in order.
Not for: look-ups alone (``dict``), keys that arrive sorted (balanced_tree.py), keys that seldom change (``bisect``),
work (sortedcontainers, the index of a database). Deletions among insertions in time unbalance random trees too.
Asked: delete a node with two children. Is this a search tree? When is the worst case met, and what prevents it?
Source: Sedgewick and Wayne, Algorithms, section 3.2; Hibbard, Some Combinatorial Properties of Certain Trees, 1962
"""

import random
from collections.abc import ItemsView, Iterable, Iterator, Mapping, MutableMapping, ValuesView
from copy import copy
from reprlib import recursive_repr
from typing import Any, Protocol


class Comparable(Protocol):
    """What has an order."""

    def __lt__(self, other: Any, /) -> bool: ...


class _Node[K, V]:
    __slots__ = ("key", "left", "right", "value")

    def __init__(self, key: K, value: V) -> None:
        self.key = key
        self.value = value
        self.left: _Node[K, V] | None = None
        self.right: _Node[K, V] | None = None


class BinarySearchTree[K: Comparable, V](MutableMapping[K, V]):
    """A MutableMapping in ascending order of its keys, made from a mapping or pairs. ``popitem`` takes the smallest.

    Keys need ``<``, and a hash for ``==`` alone. Two are the same when neither is less; the first inserted stays. The
    order must be total (frozensets have none) and must not change. A key that does not compare with those inside raises
    the TypeError of ``<``, in look-ups too, and changes nothing. Copies and pickles keep the items, not the shape.

    When a key is inserted or removed, the next step of each iteration begun before, of keys, items, values, between or
    reversed, raises RuntimeError ``BinarySearchTree changed during iteration``. Giving a key another value is allowed.

    >>> prices = BinarySearchTree({1015: 20, 900: 18, 1130: 21})
    >>> prices, prices.floor(1100), list(prices.between(900, 1130))
    (BinarySearchTree({900: 18, 1015: 20, 1130: 21}), 1015, [(900, 18), (1015, 20)])
    """

    def __init__(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        self._changes = 0
        self.clear()
        self.update(items)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, key: K) -> V:
        """Return the value of a key, or raise KeyError with the key, for NaN too; O(h)."""
        node = self._root if key == key else None  # NaN is neither less nor greater: it would be found at the root
        while node is not None:
            if key < node.key:
                node = node.left
            elif node.key < key:
                node = node.right
            else:
                return node.value
        raise KeyError(key)

    def __setitem__(self, key: K, value: V) -> None:
        """Insert a key as a new leaf, or give it another value; O(h).

        Raises ValueError ``nan cannot be a key: it equals nothing, not even itself, so it has no place`` for NaN, as do
        floor, ceiling and between, and TypeError for a key without ``<``, the very first too. A NaN in a tuple gets in.
        """
        if key != key:
            _refuse_nan(key)
        parent, node = None, self._root
        smaller = key < key  # an empty tree would take anything, and fail at the next key
        while node is not None:
            parent = node
            if smaller := key < node.key:
                node = node.left
            elif node.key < key:
                node = node.right
            else:
                node.value = value
                return
        self._hang(parent, smaller, _Node(key, value))
        self._size += 1

    def __delitem__(self, key: K) -> None:
        """Remove a key, or raise KeyError with the key, for NaN too; O(h).

        Hibbard's way: with two children, the next larger key moves in, and the node where it was has no left child.
        """
        parent, node = None, self._root if key == key else None
        while node is not None and ((smaller := key < node.key) or node.key < key):
            parent, node = node, node.left if smaller else node.right
        if node is None:
            raise KeyError(key)
        if node.left is not None and node.right is not None:
            parent, heir = node, node.right
            while heir.left is not None:
                parent, heir = heir, heir.left
            node.key, node.value = heir.key, heir.value
            node = heir
        child = node.right if node.left is None else node.left
        self._hang(parent, parent is not None and parent.left is node, child)
        self._size -= 1

    def clear(self) -> None:
        """Let go of all nodes at once; O(n), where popping the smallest each time is O(n²) in a descending chain."""
        self._root: _Node[K, V] | None = None
        self._size = 0
        self._changes += 1

    def floor(self, key: K) -> K:
        """Return the greatest key at or below, or raise KeyError with the key when there is none; O(h)."""
        for node in self._walk(self._changes, key, None, True):
            return node.key
        raise KeyError(key)

    def ceiling(self, key: K) -> K:
        """Return the smallest key at or above, or raise KeyError with the key when there is none; O(h)."""
        for node in self._walk(self._changes, key, None, False):
            return node.key
        raise KeyError(key)

    def between(self, start: K | None = None, stop: K | None = None) -> Iterator[tuple[K, V]]:
        """Return an iterator of the items with start <= key < stop, ascending; None is an open end. O(h + found)."""
        return ((node.key, node.value) for node in self._walk(self._changes, start, stop, False))

    def __iter__(self) -> Iterator[K]:
        return (node.key for node in self._walk(self._changes, None, None, False))

    def __reversed__(self) -> Iterator[K]:
        return (node.key for node in self._walk(self._changes, None, None, True))

    def items(self) -> ItemsView[K, V]:
        """Return a view of the pairs, which walks the tree and does not look up each key."""
        return _Items(self)

    def values(self) -> ValuesView[V]:
        """Return a view of the values in order of the keys, which walks the tree."""
        return _Values(self)

    def height(self) -> int:
        """Return the number of levels, 0 for an empty tree; O(n)."""
        levels, row = 0, [self._root] if self._root else []
        while row:
            levels, row = levels + 1, [child for node in row for child in (node.left, node.right) if child]
        return levels

    @recursive_repr("BinarySearchTree(...)")
    def __repr__(self) -> str:
        return f"BinarySearchTree({{{', '.join(f'{key!r}: {value!r}' for key, value in self.items())}}})"

    def __getstate__(self) -> list[tuple[K, V]]:
        """Return the items, ascending: nodes within nodes would be copied by deep recursion."""
        return list(self.items())

    def __setstate__(self, state: list[tuple[K, V]]) -> None:
        """Hold these items, which ascend, in the tree of least height: n.bit_length() levels; O(n), no comparisons."""
        nodes = [_Node(key, value) for key, value in state]
        spans = [(0, len(nodes))]
        for low, high in spans:  # grows as it is walked
            middle = (low + high) // 2
            if low < middle:
                nodes[middle].left = nodes[(low + middle) // 2]
                spans.append((low, middle))
            if middle + 1 < high:
                nodes[middle].right = nodes[(middle + 1 + high) // 2]
                spans.append((middle + 1, high))
        self._root = nodes[len(nodes) // 2] if nodes else None
        self._size, self._changes = len(nodes), 0

    def _hang(self, parent: _Node[K, V] | None, left: bool, child: _Node[K, V] | None) -> None:
        self._changes += 1
        if parent is None:
            self._root = child
        elif left:
            parent.left = child
        else:
            parent.right = child

    def _walk(self, changes: int, start: K | None, stop: K | None, back: bool) -> Iterator[_Node[K, V]]:
        _refuse_nan(start, stop)
        path: list[_Node[K, V]] = []
        node = self._root
        while changes == self._changes:
            while node is not None:
                if start is None or not (start < node.key if back else node.key < start):
                    path.append(node)
                    node = node.right if back else node.left
                else:
                    node = node.left if back else node.right
            if not path or (stop is not None and not path[-1].key < stop):
                return
            node = path.pop()
            yield node
            node = node.left if back else node.right
        raise RuntimeError("BinarySearchTree changed during iteration")


class _Items[K: Comparable, V](ItemsView[K, V]):
    _mapping: BinarySearchTree[K, V]  # MappingView sets it

    def __iter__(self) -> Iterator[tuple[K, V]]:
        return self._mapping.between()


class _Values[V](ValuesView[V]):
    _mapping: BinarySearchTree[Any, V]

    def __iter__(self) -> Iterator[V]:
        return (value for _, value in self._mapping.between())

    def __contains__(self, value: object) -> bool:
        return any(each is value or each == value for each in self)


def _refuse_nan(*keys: object) -> None:
    for key in keys:
        if key != key:
            raise ValueError(f"{key!r} cannot be a key: it equals nothing, not even itself, so it has no place")


def main() -> None:
    """Fill a tree in three orders, and ask it what a dict cannot answer."""
    minutes = [(minute, minute % 90) for minute in range(0, 1440, 2)]
    print("Levels for ascending keys:", BinarySearchTree(minutes).height())
    print("Levels of a copy, which hangs them middle first:", copy(BinarySearchTree(minutes)).height())
    random.Random(7).shuffle(minutes)  # noqa: S311  # the same in every run
    prices = BinarySearchTree(minutes)
    print("Levels for shuffled keys:", prices.height())
    print("Prices from 9:00 to 9:10:", list(prices.between(540, 550)))
    del prices[720]
    print("Newest at 12:01, when that of 12:00 is gone:", prices[prices.floor(721)], "of minute", prices.floor(721))


if __name__ == "__main__":
    main()
