"""Singly linked list: each item knows the next, and none knows its position.

A list of slots moves everything behind an insertion; a linked list changes one reference. But only where the place is
known: at the head, or after a node one holds. Position 5,000 is 5,000 steps away, the end is quick to append to and
slow to remove from (the node before it must be found), and there is no way back. A sentinel before the first node
saves every "if it is the head", which is where whiteboard solutions break.

Cost: appendleft, popleft, append, insert_after, delete_after O(1); index, insert, delete, pop at the end O(n) to get
there; reverse O(n) time, O(1) memory; ``reversed`` O(n) memory, over a copy; a slice O(n). Memory: a node of 56 bytes
an item, where a list has a slot of 8. Nodes know their list: only the cycle collector frees a list that is dropped.
Use it for: free lists, chains of hash buckets, stacks that share their tails; and interviews.
Not for: nearly everything else: ``list`` reads faster, ``collections.deque`` has both ends.
Asked: reverse it in place. Why is removing the last item O(n), even with a reference to it?
Source: Knuth, The Art of Computer Programming 1, section 2.2.3.
"""

import operator
from collections.abc import Iterable, Iterator, MutableSequence
from itertools import islice
from reprlib import recursive_repr
from typing import Any, Self, overload

_NOTHING: Any = None  # the sentinel's item, which is never read


class Node[T]:
    """A place in a list, made by it alone: ``item``, free to assign; ``next``, to read, None also when removed."""

    __slots__ = ("_owner", "item", "next")

    def __init__(self, item: T, owner: "SinglyLinkedList[T]") -> None:
        self.item = item
        self.next: Node[T] | None = None
        self._owner: SinglyLinkedList[T] | None = owner


class SinglyLinkedList[T](MutableSequence[T]):
    """A mutable sequence whose items hang on one another.

    A loop that goes on after items were added, removed or reversed raises RuntimeError
    ``linked list changed during iteration``; replacing an item is no such change. Lists are equal when their items are,
    are unhashable, and never equal a ``list``. A node of another list, or a removed one, raises ValueError
    ``the node of 'a' is not in this list``; an index without item, IndexError ``index 5 is out of range for 3 items``.

    >>> letters = SinglyLinkedList("ac")
    >>> letters.head and letters.insert_after(letters.head, "b").item
    'b'
    >>> letters.reverse(); letters
    SinglyLinkedList(['c', 'b', 'a'])
    """

    def __init__(self, items: Iterable[T] = ()) -> None:
        """Append all items, O(their number)."""
        self._sentinel: Node[T] = Node(_NOTHING, self)
        self._tail = self._sentinel
        self._size = self._changes = 0
        self.extend(items)

    @property
    def head(self) -> Node[T] | None:
        """The first node, or None when the list is empty."""
        return self._sentinel.next

    def appendleft(self, item: T) -> None:
        """Add an item before all others, O(1)."""
        self.insert_after(self._sentinel, item)

    def popleft(self) -> T:
        """Remove the first item and return it, O(1), or raise IndexError ``pop from an empty linked list``."""
        if not self._size:
            raise IndexError("pop from an empty linked list")
        return self.delete_after(self._sentinel)

    def append(self, value: T) -> None:
        """Add an item after all others, O(1), as the list knows its last node."""
        self.insert_after(self._tail, value)

    def insert_after(self, node: Node[T], item: T) -> Node[T]:
        """Add an item after a node of this list, and return its node, O(1)."""
        self._own(node)
        new = Node(item, self)
        node.next, new.next = new, node.next
        if node is self._tail:
            self._tail = new
        self._size += 1
        self._changes += 1
        return new

    def delete_after(self, node: Node[T]) -> T:
        """Remove the node after a node of this list and return its item, O(1); its own ``next`` becomes None.

        Raises ValueError ``the node of 'c' is the last`` when there is none.
        """
        self._own(node)
        gone = node.next
        if gone is None:
            raise ValueError(f"the node of {node.item!r} is the last")
        node.next, gone.next, gone._owner = gone.next, None, None
        if gone is self._tail:
            self._tail = node
        self._size -= 1
        self._changes += 1
        return gone.item

    def insert(self, index: int, value: T) -> None:
        """Insert before an index, O(index); one beyond an end means that end, as for a list, and None TypeError."""
        position = slice(operator.index(index), None).indices(self._size)[0]
        self.insert_after(self._tail if position == self._size else self._before(position), value)

    def reverse(self) -> None:
        """Turn every link round in one walk, O(n) time and O(1) memory; nodes keep their items."""
        before: Node[T] | None = None
        node = last = self._sentinel.next
        while node is not None:
            node.next, before, node = before, node, node.next
        self._sentinel.next = before
        self._tail = last or self._sentinel
        self._changes += 1

    def clear(self) -> None:
        """Remove all nodes, O(n)."""
        self._relink([])

    def __len__(self) -> int:
        """Return the number of items, O(1)."""
        return self._size

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> "SinglyLinkedList[T]": ...
    def __getitem__(self, index: int | slice) -> "T | SinglyLinkedList[T]":
        """Return one item, O(index) but O(1) for the last, or a new list of those in a slice, O(n)."""
        return SinglyLinkedList(list(self)[index]) if isinstance(index, slice) else self._node(index).item

    @overload
    def __setitem__(self, index: int, value: T) -> None: ...
    @overload
    def __setitem__(self, index: slice, value: Iterable[T]) -> None: ...
    def __setitem__(self, index: int | slice, value: Any) -> None:
        """Replace one item, or the nodes of a slice by new ones, O(n), with the rules and errors of ``list``."""
        if isinstance(index, slice):
            new = [Node(item, self) for item in value]
            nodes = list(self._links())[1:]
            nodes[index] = new
            self._relink(nodes)
        else:
            self._node(index).item = value

    def __delitem__(self, index: int | slice) -> None:
        """Delete one item, O(index), also for the last: the node before it must be found; or those of a slice, O(n)."""
        if isinstance(index, slice):
            nodes = list(self._links())[1:]
            del nodes[index]
            self._relink(nodes)
        else:
            self.delete_after(self._before(self._position(index)))

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
        changes, node = self._changes, self.head
        while node is not None:
            yield node.item
            if changes != self._changes:
                raise RuntimeError("linked list changed during iteration")
            node = node.next

    def __reversed__(self) -> Iterator[T]:
        """Return an iterator from the last item to the first, over a copy, as there is no way back."""
        return reversed(list(self))

    def __eq__(self, other: object) -> bool:
        """Return whether the other is a linked list of equal items; an object equals itself, NaN too."""
        if not isinstance(other, SinglyLinkedList):
            return NotImplemented
        pairs = zip(self, other, strict=True)
        return self._size == len(other) and all(mine is theirs or mine == theirs for mine, theirs in pairs)

    @recursive_repr("SinglyLinkedList([...])")
    def __repr__(self) -> str:
        """Return ``SinglyLinkedList(['a', 'b'])``, and ``SinglyLinkedList([...])`` for a list inside itself."""
        return f"SinglyLinkedList({list(self)!r})"

    def __reduce__(self) -> tuple[type[Self], tuple[()], None, Iterator[T]]:
        """Tell copy and pickle to append the items to an empty list; following the links, they would recurse."""
        return type(self), (), None, iter(self)

    def _links(self) -> Iterator[Node[T]]:
        # The sentinel comes first, so what comes after k steps stands before position k.
        node: Node[T] | None = self._sentinel
        while node is not None:
            yield node
            node = node.next

    def _before(self, position: int) -> Node[T]:
        return next(islice(self._links(), position, None))

    def _node(self, index: int) -> Node[T]:
        position = self._position(index)
        return self._tail if position == self._size - 1 else self._before(position + 1)

    def _position(self, index: int) -> int:
        position = operator.index(index)
        position += self._size if position < 0 else 0
        if not 0 <= position < self._size:
            raise IndexError(f"index {index} is out of range for {self._size} items")
        return position

    def _own(self, node: Node[T]) -> None:
        if node._owner is not self:
            raise ValueError(f"the node of {node.item!r} is not in this list")

    def _relink(self, nodes: list[Node[T]]) -> None:
        for node in list(self._links())[1:]:
            node.next = node._owner = None
        self._tail, self._size = self._sentinel, len(nodes)
        for node in nodes:
            node._owner, self._tail.next, self._tail = self, node, node
        self._tail.next = None
        self._changes += 1


def main() -> None:
    """Insert where a node is held, reverse in place, and change the list in a loop over it."""
    stops = SinglyLinkedList(["Depot", "Harbour", "Airport"])
    if depot := stops.head:
        print("One link after a node one holds:", stops.insert_after(depot, "Market").item, "->", list(stops))
        print("And one to remove it:", stops.delete_after(depot), "->", list(stops))
    stops.reverse()
    print("Reversed in place:", list(stops))
    try:
        for stop in stops:
            stops.append(stop)
    except RuntimeError as error:
        print("Appending in a loop over it:", error)


if __name__ == "__main__":
    main()
