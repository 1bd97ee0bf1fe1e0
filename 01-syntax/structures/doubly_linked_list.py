"""Doubly linked list: whoever holds a node can remove it in O(1), wherever it is.

Each node knows both neighbours, and the ring closes over one sentinel that is before the first and behind the last, so
no operation asks whether it is at an end. Removal by handle is what a backend needs it for: a dict finds the node of a
session, the list takes it out and puts it in front, and the session unused for longest is always the last. That is an
LRU cache, and ``collections.OrderedDict`` inside. A list of slots would search, and then move everything.

Cost: append, insert_before, insert_after, remove_node, move_to_front O(1); insert, pop, delete, index by position
O(distance from the nearer end), so O(1) at both; rotate the same, for any number of items; splice O(1) for the links,
O(moved) to tell each node whose it is now; reverse, ``in``, slices O(n). Memory: a node of 64 bytes an item. The nodes
form a ring: only the cycle collector frees a list that is dropped before it was cleared.
Use it for: recency lists, timers that are cancelled by handle, free lists of allocators.
Not for: queues, stacks (``collections.deque``, ``list``), access by position; an LRU cache at work (``OrderedDict``).
Asked: design an LRU cache with O(1) get and put. What does the second reference buy, and what does it cost?
Source: Knuth, The Art of Computer Programming 1, section 2.2.5; the Linux kernel's include/linux/list.h.
"""

import operator
from collections.abc import Iterable, Iterator, MutableSequence
from itertools import islice
from reprlib import recursive_repr
from typing import Any, Self, overload

_NOTHING: Any = None  # the sentinel's item, which is never read


class Node[T]:
    """A handle to one item, made by the list. ``item`` may be assigned; removed, it has no link, not even to itself."""

    __slots__ = ("_next", "_owner", "_previous", "item")

    def __init__(self, item: T) -> None:
        self.item = item
        self._previous = self._next = self
        self._owner: DoublyLinkedList[T] | None = None


class DoublyLinkedList[T](MutableSequence[T]):
    """A mutable sequence with handles to its places.

    A loop that goes on after nodes came, went or moved raises RuntimeError ``linked list changed during iteration``;
    replacing an item is no such change. Lists are equal when their items are, are unhashable, and never equal a
    ``list``. A node that is in another list or in none raises ValueError ``the node of 'a' is not in this list``, an
    index without item IndexError ``index 5 is out of range for 3 items``.

    >>> recent = DoublyLinkedList(["ada", "bob", "eve"])
    >>> bob = recent.node(1)
    >>> recent.move_to_front(bob); recent.pop(), recent
    ('eve', DoublyLinkedList(['bob', 'ada']))
    >>> recent.insert_after(bob, "dan").item, recent.remove_node(bob), recent
    ('dan', 'bob', DoublyLinkedList(['dan', 'ada']))
    """

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._sentinel: Node[T] = Node(_NOTHING)
        self._size = self._changes = 0
        self.extend(items)

    def node(self, index: int) -> Node[T]:
        """Return the handle to an index, walking from the nearer end: O(1) for 0 and -1."""
        position = operator.index(index)
        position += self._size if position < 0 else 0
        if not 0 <= position < self._size:
            raise IndexError(f"index {index} is out of range for {self._size} items")
        far = position >= self._size // 2
        return next(islice(self._walk(backward=far), self._size - 1 - position if far else position, None))

    def insert_before(self, node: Node[T], item: T) -> Node[T]:
        """Add an item before a node of this list and return the new node, O(1)."""
        return self._link(Node(item), self._own(node))

    def insert_after(self, node: Node[T], item: T) -> Node[T]:
        """Add an item after a node of this list and return the new node, O(1)."""
        return self._link(Node(item), self._own(node)._next)

    def remove_node(self, node: Node[T]) -> T:
        """Remove a node of this list and return its item, O(1)."""
        return self._unlink(self._own(node)).item

    def move_to_front(self, node: Node[T]) -> None:
        """Make a node of this list the first, O(1); the handle stays good."""
        self._unlink(self._own(node))
        self._link(node, self._sentinel._next)

    def append(self, value: T) -> None:
        """Add an item after all others, O(1)."""
        self._link(Node(value), self._sentinel)

    def insert(self, index: int, value: T) -> None:
        """Insert before an index, O(distance from the nearer end); beyond an end is that end, and None TypeError."""
        position = slice(operator.index(index), None).indices(self._size)[0]
        self._link(Node(value), self._sentinel if position == self._size else self.node(position))

    def rotate(self, steps: int = 1) -> None:
        """Move that many items from the end to the front, or back if negative, as ``deque.rotate``.

        No item moves: the sentinel is taken out of the ring, and put in where the list shall begin.
        """
        if self._size and steps % self._size:
            first = self.node(-steps % self._size)
            self._join(self._sentinel._previous, self._sentinel._next)
            self._join(first._previous, self._sentinel)
            self._join(self._sentinel, first)
            self._changes += 1

    def splice(self, index: int, other: "DoublyLinkedList[T]") -> None:
        """Move all nodes of another list before an index, which counts as in ``insert``, and leave that list empty.

        Handles stay good. Raises ValueError ``cannot splice a list into itself``.
        """
        if other is self:
            raise ValueError("cannot splice a list into itself")
        position = slice(operator.index(index), None).indices(self._size)[0]
        after = self._sentinel if position == self._size else self.node(position)
        if other._size:
            for node in other._walk():
                node._owner = self
            self._join(after._previous, other._sentinel._next)
            self._join(other._sentinel._previous, after)
            self._join(other._sentinel, other._sentinel)
            self._size, other._size = self._size + other._size, 0
            self._changes += 1
            other._changes += 1

    def reverse(self) -> None:
        """Swap the two links of every node, O(n); nodes keep their items."""
        for node in [self._sentinel, *self._walk()]:
            node._previous, node._next = node._next, node._previous
        self._changes += 1

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> "DoublyLinkedList[T]": ...
    def __getitem__(self, index: int | slice) -> "T | DoublyLinkedList[T]":
        """Return the item at an index, or a new list of those in a slice, O(n)."""
        return DoublyLinkedList(list(self)[index]) if isinstance(index, slice) else self.node(index).item

    @overload
    def __setitem__(self, index: int, value: T) -> None: ...
    @overload
    def __setitem__(self, index: slice, value: Iterable[T]) -> None: ...
    def __setitem__(self, index: int | slice, value: Any) -> None:
        """Replace one item, or the nodes of a slice by new ones, O(n), with the rules and errors of ``list``."""
        if not isinstance(index, slice):
            self.node(index).item = value
            return
        new, nodes = [Node(item) for item in value], list(self._walk())
        nodes[index] = new  # the errors come here, before anything is lost
        self.clear()
        for node in nodes:
            self._link(node, self._sentinel)

    def __delitem__(self, index: int | slice) -> None:
        """Delete one item, O(distance from the nearer end), or those of a slice, O(n)."""
        for node in list(self._walk())[index] if isinstance(index, slice) else [self.node(index)]:
            self._unlink(node)

    def index(self, value: object, start: int = 0, stop: int | None = None) -> int:
        """Return the first position of an equal item, from ``start`` up to ``stop``, which count as in a slice.

        Raises ValueError ``'x' is not in the linked list``.
        """
        first, last, _ = slice(start, stop).indices(self._size)
        for position, item in enumerate(islice(self, first, last), first):
            if item is value or item == value:
                return position
        raise ValueError(f"{value!r} is not in the linked list")

    def __iter__(self) -> Iterator[T]:
        """Yield the items in order; RuntimeError when the list changed since the first was asked for."""
        return (node.item for node in self._walk())

    def __reversed__(self) -> Iterator[T]:
        """Yield the items from the last to the first, without a copy; RuntimeError as in the other direction."""
        return (node.item for node in self._walk(backward=True))

    def __eq__(self, other: object) -> bool:
        """Return whether the other is a doubly linked list of equal items; an object equals itself, NaN too."""
        if not isinstance(other, DoublyLinkedList):
            return NotImplemented
        pairs = zip(self, other, strict=True)
        return self._size == len(other) and all(mine is theirs or mine == theirs for mine, theirs in pairs)

    @recursive_repr("DoublyLinkedList([...])")
    def __repr__(self) -> str:
        """Return ``DoublyLinkedList(['a', 'b'])``, and ``DoublyLinkedList([...])`` for a list inside itself."""
        return f"DoublyLinkedList({list(self)!r})"

    def __reduce__(self) -> tuple[type[Self], tuple[()], None, Iterator[T]]:
        """Tell copy and pickle to append the items to an empty list; following the links, they would recurse."""
        return type(self), (), None, iter(self)

    def _walk(self, *, backward: bool = False) -> Iterator[Node[T]]:
        changes, node = self._changes, self._sentinel
        while (node := node._previous if backward else node._next) is not self._sentinel:
            yield node
            if changes != self._changes:
                raise RuntimeError("linked list changed during iteration")

    def _own(self, node: Node[T]) -> Node[T]:
        if node._owner is not self:
            raise ValueError(f"the node of {node.item!r} is not in this list")
        return node

    def _link(self, node: Node[T], after: Node[T]) -> Node[T]:
        self._join(after._previous, node)
        self._join(node, after)
        node._owner = self
        self._size += 1
        self._changes += 1
        return node

    def _unlink(self, node: Node[T]) -> Node[T]:
        self._join(node._previous, node._next)
        del node._previous, node._next  # linked to itself it would live on until the cycle collector comes
        node._owner = None
        self._size -= 1
        self._changes += 1
        return node

    def _join(self, left: Node[T], right: Node[T]) -> None:
        left._next, right._previous = right, left


def main() -> None:
    """Keep sessions by recency, with a dict of handles beside the list; then rotate and splice."""
    recent = DoublyLinkedList[str]()
    handles: dict[str, Node[str]] = {}
    for user in ["ada", "bob", "eve", "ada", "dan"]:
        if user in handles:
            recent.move_to_front(handles[user])
        else:
            recent.insert(0, user)
            handles[user] = recent.node(0)
        print(f"{user} was here: {list(recent)}")
    print("Unused for longest:", recent.pop())
    print("Logged out, by handle:", recent.remove_node(handles["ada"]), "->", list(recent))
    turns = DoublyLinkedList(["red", "green", "blue"])
    turns.rotate(-1)
    late = DoublyLinkedList(["grey", "white"])
    turns.splice(1, late)
    print("Rotated, and two taken over:", list(turns), "- left behind:", list(late))


if __name__ == "__main__":
    main()
