"""Stack and queue: last in first out, first in first out, and nothing else allowed.

What such a type forbids is its use: who holds a queue cannot jump it. The stack is a chain of nodes, each on the one
below, so a push is O(1) even in the worst case, with no block that must grow. The queue is two stacks, the classic
interview answer: items come into one; when the other is empty, all are tipped over into it, which turns their order
round. One dequeue then costs n, but no item is tipped twice: O(1) amortised.

Cost: push, pop, peek, enqueue O(1); dequeue, front O(1) amortised, O(n) for one in n; len O(1); ``in``, iteration O(n).
Memory: a stack 48 bytes an item, a node each; a queue 8, a slot of a list.
Use it for: undo, depth-first search, parsing, calls (stack); work in order of arrival, breadth-first search (queue).
Not for: work as such: a ``list`` is a stack, ``collections.deque`` is a queue, and between threads ``queue.Queue``.
Asked: make a queue of two stacks, and say why dequeue is O(1) although it sometimes copies everything.
Source: Knuth, The Art of Computer Programming 1, section 2.2.1; Okasaki, Purely Functional Data Structures, chapter 5.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from reprlib import recursive_repr
from typing import Self


class _Node[T]:
    __slots__ = ("below", "item")

    def __init__(self, item: T, below: "_Node[T] | None") -> None:
        self.item = item
        self.below = below


class Stack[T](Collection[T]):
    """Last in, first out.

    Made of items from the bottom to the top, and printed so, but iterated from the top, as ``pop`` would give them. A
    loop that goes on after a push or pop raises RuntimeError ``stack changed during iteration``. Stacks are equal when
    their items are, are unhashable, and never equal a ``list``.

    >>> stack = Stack("ab")
    >>> stack.push("c"); stack.pop(), stack.peek(), list(stack), stack
    ('c', 'b', ['b', 'a'], Stack(['a', 'b']))
    """

    def __init__(self, items: Iterable[T] = ()) -> None:
        """Push all items."""
        self._top: _Node[T] | None = None
        self._size = self._changes = 0
        for item in items:
            self.push(item)

    def push(self, item: T) -> None:
        """Put an item on the top, O(1)."""
        self._top = _Node(item, self._top)
        self._size += 1
        self._changes += 1

    def pop(self) -> T:
        """Take the item from the top, O(1), or raise IndexError ``pop from an empty stack``."""
        if self._top is None:
            raise IndexError("pop from an empty stack")
        item, self._top = self._top.item, self._top.below
        self._size -= 1
        self._changes += 1
        return item

    def peek(self) -> T:
        """Return the item on the top, O(1), or raise IndexError ``peek into an empty stack``."""
        if self._top is None:
            raise IndexError("peek into an empty stack")
        return self._top.item

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[T]:
        """Yield the items from the top to the bottom."""
        changes, node = self._changes, self._top
        while node is not None:
            yield node.item
            if changes != self._changes:
                raise RuntimeError("stack changed during iteration")
            node = node.below

    def __contains__(self, item: object) -> bool:
        """Look for an equal item from the top on, O(n)."""
        return any(each is item or each == item for each in self)

    def __eq__(self, other: object) -> bool:
        """Return whether the other is a stack of equal items in the same order."""
        if not isinstance(other, Stack):
            return NotImplemented
        pairs = zip(self, other, strict=True)
        return self._size == len(other) and all(mine is theirs or mine == theirs for mine, theirs in pairs)

    @recursive_repr("Stack([...])")
    def __repr__(self) -> str:
        """Return ``Stack(['bottom', 'top'])``, and ``Stack([...])`` for a stack inside itself."""
        return f"Stack({list(self)[::-1]!r})"

    def __reduce__(self) -> tuple[type[Self], tuple[()], list[T]]:
        """Tell copy and pickle to fill an empty stack from a list of the items; down the chain, they would recurse."""
        return type(self), (), list(self)[::-1]

    def __setstate__(self, items: list[T]) -> None:
        """Push the items of a copied or pickled stack."""
        for item in items:
            self.push(item)


class Queue[T](Collection[T]):
    """First in, first out, made of two stacks.

    Iterated and printed from the oldest item on. A loop that goes on after a change raises RuntimeError
    ``queue changed during iteration``. Queues are equal when their items are, however they lie in the two stacks, are
    unhashable, and never equal a ``list``.

    >>> queue = Queue("ab")
    >>> queue.enqueue("c"); queue.dequeue(), queue.front(), queue
    ('a', 'b', Queue(['b', 'c']))
    """

    def __init__(self, items: Iterable[T] = ()) -> None:
        """Enqueue all items."""
        self._arriving: list[T] = []
        self._leaving: list[T] = []
        self._changes = 0
        for item in items:
            self.enqueue(item)

    def enqueue(self, item: T) -> None:
        """Add an item behind all others, O(1)."""
        self._arriving.append(item)
        self._changes += 1

    def dequeue(self) -> T:
        """Remove the oldest item and return it, O(1) amortised, or raise IndexError ``dequeue from an empty queue``."""
        self._tip()
        if not self._leaving:
            raise IndexError("dequeue from an empty queue")
        self._changes += 1
        return self._leaving.pop()

    def front(self) -> T:
        """Return the oldest item, O(1) amortised, or raise IndexError ``front of an empty queue``."""
        self._tip()
        if not self._leaving:
            raise IndexError("front of an empty queue")
        return self._leaving[-1]

    def __len__(self) -> int:
        return len(self._arriving) + len(self._leaving)

    def __iter__(self) -> Iterator[T]:
        """Yield the items from the oldest to the newest."""
        changes = self._changes
        # A tip by front() during the loop changes no order, but both lists: so iterate over copies of them.
        for item in chain(self._leaving[::-1], self._arriving[:]):
            yield item
            if changes != self._changes:
                raise RuntimeError("queue changed during iteration")

    def __contains__(self, item: object) -> bool:
        """Look for an equal item from the oldest on, O(n)."""
        return any(each is item or each == item for each in self)

    def __eq__(self, other: object) -> bool:
        """Return whether the other is a queue of equal items in the same order."""
        if not isinstance(other, Queue):
            return NotImplemented
        pairs = zip(self, other, strict=True)
        return len(self) == len(other) and all(mine is theirs or mine == theirs for mine, theirs in pairs)

    @recursive_repr("Queue([...])")
    def __repr__(self) -> str:
        """Return ``Queue(['oldest', 'newest'])``, and ``Queue([...])`` for a queue inside itself."""
        return f"Queue({list(self)!r})"

    def __reduce__(self) -> tuple[type[Self], tuple[()], list[T]]:
        """Tell copy and pickle to fill an empty queue from a list of the items; a copy must not share the two lists."""
        return type(self), (), list(self)

    def __setstate__(self, items: list[T]) -> None:
        """Enqueue the items of a copied or pickled queue."""
        for item in items:
            self.enqueue(item)

    def _tip(self) -> None:
        """Move everything over when nothing can leave; tipping earlier would mix the orders."""
        if not self._leaving:
            while self._arriving:
                self._leaving.append(self._arriving.pop())


def unbalanced(text: str) -> int | None:
    """Return the position of the first bracket of ``()[]{}`` that breaks the pairs, or None when all fit.

    That is a closing one that does not match the last open one, else the last one left open.

    >>> unbalanced("f(a[0], {})"), unbalanced("f(a[0)]"), unbalanced("(()")
    (None, 5, 0)
    """
    pairs = {")": "(", "]": "[", "}": "{"}
    opened = Stack[tuple[str, int]]()
    for position, character in enumerate(text):
        if character in pairs.values():
            opened.push((character, position))
        elif character in pairs and (not opened or opened.pop()[0] != pairs[character]):
            return position
    return opened.peek()[1] if opened else None


def main() -> None:
    """Undo with a stack, serve in order with a queue, and match brackets."""
    undo = Stack[str]()
    for edit in ["type 'helo'", "insert 'l'", "bold"]:
        undo.push(edit)
    print("Undo:", undo.pop(), "- then:", undo.peek(), "- left:", undo)

    jobs = Queue(["resize image 1", "resize image 2"])
    print("First come:", jobs.dequeue())
    jobs.enqueue("send mail")
    print("In order of arrival:", list(jobs))
    try:
        for job in jobs:
            jobs.enqueue(f"retry {job}")
    except RuntimeError as error:
        print("Enqueueing in a loop over it:", error)

    for text in ['{"ids": [1, 2, (3)]}', '{"ids": [1, 2)}', "print((1 + 2)"]:
        print(f"{text:<22} breaks at", unbalanced(text))


if __name__ == "__main__":
    main()
