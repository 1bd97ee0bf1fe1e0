"""AVL tree: a search tree that stays low, whatever order its keys arrive in.

In each node the two sides may differ by one level. When it becomes two, a rotation lifts the deeper side: a child takes
the place of its parent, which becomes its child on the other side. No key moves sideways, so the order stays: see
``--draw``. Too deep an inner grandchild takes two rotations, the child being turned first. Ascending keys, the worst
case of binary_search_tree.py, are as good as any here. Red-black trees (Java's TreeMap) lean more and rotate less.

Cost: look up, insert, delete O(log n) at worst: at most 1.45 log2 (n + 2) levels, and two comparisons a level. At most
two rotations an insertion, O(log n) a deletion. Iterate keys O(n); items, values, copy, pickle O(n log n). Memory O(n).
Use it for: keys in order that come and go all the time, when no single operation may be slow.
Not for: look-ups alone (``dict``), keys that seldom change (``bisect``), work (sortedcontainers, or the index of a
database: a B-tree, and sorted_dict.py tells why wide is faster than high).
Asked: rotate left. Which four cases are there? Why at most 1.45 log2 n? AVL or red-black?
Source: Adelson-Velsky and Landis, An algorithm for the organization of information, 1962; Knuth 3, section 6.2.3
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from reprlib import recursive_repr
from typing import Any, Protocol


class Comparable(Protocol):
    """What has an order."""

    def __lt__(self, other: Any, /) -> bool: ...


@dataclass(slots=True, eq=False, repr=False)
class Node[K, V]:
    """A key and its value; ``height`` counts the levels from here down, 1 for a leaf."""

    key: K
    value: V
    left: "Node[K, V] | None" = None
    right: "Node[K, V] | None" = None
    height: int = 1


def rotate_right[K, V](node: Node[K, V]) -> Node[K, V]:
    """Lift the left child above the node, and return it, for the caller to hang in; sets both heights; O(1).

    What is between the two in order, the right side of the child, becomes the left side of the node. Raises ValueError
    ``8 has no left child to lift`` for a node without one.
    """
    top = node.left
    if top is None:
        raise ValueError(f"{node.key!r} has no left child to lift")
    node.left, top.right = top.right, node
    node.height = 1 + max(_height(node.left), _height(node.right))
    top.height = 1 + max(_height(top.left), node.height)
    return top


def rotate_left[K, V](node: Node[K, V]) -> Node[K, V]:
    """Lift the right child above the node, and return it; the mirror image, with ``8 has no right child to lift``."""
    top = node.right
    if top is None:
        raise ValueError(f"{node.key!r} has no right child to lift")
    node.right, top.left = top.left, node
    node.height = 1 + max(_height(node.left), _height(node.right))
    top.height = 1 + max(node.height, _height(top.right))
    return top


def rebalance[K, V](node: Node[K, V]) -> Node[K, V]:
    """Set the height of a node whose sides are balanced; rotate if they differ by two; return the top, maybe itself."""
    left, right = node.left, node.right
    lean = _height(left) - _height(right)
    if lean > 1 and left is not None:
        if _height(left.left) < _height(left.right):
            node.left = rotate_left(left)
        return rotate_right(node)
    if lean < -1 and right is not None:
        if _height(right.right) < _height(right.left):
            node.right = rotate_right(right)
        return rotate_left(node)
    node.height = 1 + max(_height(left), _height(right))
    return node


class BalancedTree[K: Comparable, V](MutableMapping[K, V]):
    """A MutableMapping in ascending order of its keys, made from a mapping or pairs. ``popitem`` takes the smallest.

    Keys need ``<``, and a hash for ``==`` alone. Two are the same when neither is less; the first inserted stays. The
    order must be total (frozensets have none) and must not change. A key that does not compare with those inside raises
    the TypeError of ``<``, in look-ups too, and changes nothing. When a key was inserted or removed, the next step of
    an iteration begun before raises RuntimeError ``BalancedTree changed during iteration``.

    ``root`` is the topmost Node or None, to look at: who changes what hangs there breaks the tree.

    >>> tree = BalancedTree((key, key * key) for key in (1, 2, 3))
    >>> tree, tree.root.key, tree.root.height
    (BalancedTree({1: 1, 2: 4, 3: 9}), 2, 2)
    """

    def __init__(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        self.root: Node[K, V] | None = None
        self._size = 0
        self._changes = 0
        self.update(items)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, key: K) -> V:
        """Return the value of a key, or raise KeyError with the key, for NaN too; O(log n)."""
        node = self.root if key == key else None  # NaN is neither less nor greater: it would be found at the root
        while node is not None:
            if key < node.key:
                node = node.left
            elif node.key < key:
                node = node.right
            else:
                return node.value
        raise KeyError(key)

    def __setitem__(self, key: K, value: V) -> None:
        """Insert a key or give it another value; O(log n).

        Raises ValueError ``nan cannot be a key: it equals nothing, not even itself, so it has no place`` for NaN, and
        TypeError for a key without ``<``, the very first too. A NaN in a tuple gets in.
        """
        if key != key:
            raise ValueError(f"{key!r} cannot be a key: it equals nothing, not even itself, so it has no place")
        path: list[Node[K, V]] = []
        node = self.root
        smaller = key < key  # an empty tree would take anything, and fail at the next key
        while node is not None:
            path.append(node)
            if smaller := key < node.key:
                node = node.left
            elif node.key < key:
                node = node.right
            else:
                node.value = value
                return
        self._hang(path, smaller, Node(key, value))
        self._size += 1

    def __delitem__(self, key: K) -> None:
        """Remove a key, or raise KeyError with the key, for NaN too; O(log n)."""
        path: list[Node[K, V]] = []
        node = self.root if key == key else None
        while node is not None and ((smaller := key < node.key) or node.key < key):
            path.append(node)
            node = node.left if smaller else node.right
        if node is None:
            raise KeyError(key)
        if node.left is not None and node.right is not None:
            path.append(node)
            heir = node.right
            while heir.left is not None:
                path.append(heir)
                heir = heir.left
            node.key, node.value = heir.key, heir.value
            node = heir
        child = node.right if node.left is None else node.left
        self._hang(path, bool(path) and path[-1].left is node, child)
        self._size -= 1

    def __iter__(self) -> Iterator[K]:
        return self._walk(self._changes, False)

    def __reversed__(self) -> Iterator[K]:
        return self._walk(self._changes, True)

    def check(self) -> None:
        """Raise ValueError if the tree is broken, by a hand on its nodes or a key that changed; O(n).

        It says ``height of 5 is 2, not 3``, ``sides of 5 differ by 2``, ``3 nodes for 4 keys`` or ``2 follows 3``.
        """
        nodes = [] if self.root is None else [self.root]
        for node in nodes:  # grows as it is walked
            nodes += [child for child in (node.left, node.right) if child]
            left, right = _height(node.left), _height(node.right)
            if node.height != 1 + max(left, right):
                raise ValueError(f"height of {node.key!r} is {node.height}, not {1 + max(left, right)}")
            if (lean := abs(left - right)) > 1:
                raise ValueError(f"sides of {node.key!r} differ by {lean}")
        if len(nodes) != self._size:
            raise ValueError(f"{len(nodes)} nodes for {self._size} keys")
        for before, after in pairwise(self):
            if not before < after:
                raise ValueError(f"{after!r} follows {before!r}")

    @recursive_repr("BalancedTree(...)")
    def __repr__(self) -> str:
        return f"BalancedTree({{{', '.join(f'{key!r}: {value!r}' for key, value in self.items())}}})"

    def __reduce__(self) -> tuple[object, ...]:
        """Say how to copy and pickle: a new tree, then the items one by one."""
        return type(self), (), None, None, iter(self.items())

    def _hang(self, path: list[Node[K, V]], left: bool, child: Node[K, V] | None) -> None:
        self._changes += 1
        while path:
            parent = path.pop()
            if left:
                parent.left = child
            else:
                parent.right = child
            before = parent.height
            child = rebalance(parent)
            if child is parent and child.height == before:
                return
            left = bool(path) and path[-1].left is parent
        self.root = child

    def _walk(self, changes: int, back: bool) -> Iterator[K]:
        path: list[Node[K, V]] = []
        node = self.root
        while changes == self._changes:
            while node is not None:
                path.append(node)
                node = node.right if back else node.left
            if not path:
                return
            node = path.pop()
            yield node.key
            node = node.left if back else node.right
        raise RuntimeError("BalancedTree changed during iteration")


def _height(node: Node[Any, Any] | None) -> int:
    return 0 if node is None else node.height


def main() -> None:
    """Insert ascending keys, which make other search trees a chain; with ``--draw`` watch the rotations."""
    if "--draw" in sys.argv:
        sys.path[0] = str(Path(__file__).parents[1])
        from drawings.trees import draw

        draw()
        return

    tree = BalancedTree[int, str]()
    for key in range(1, 1024):
        tree[key] = ""
        if tree.root and key in {1, 2, 3, 7, 1023}:
            print(f"{key:>4} ascending keys: {tree.root.height:>2} levels with {tree.root.key} on top")


if __name__ == "__main__":
    main()
