"""Linked designs: the two classes that interviews ask one to build from nodes.

Signal: "design a ..." with operations that all must take O(1) time, at both ends or in the middle; "without list".
Template: say first what stays true between calls (what the first and last node are, what an empty one looks like, where
the length is kept). Then each operation is two or four links, in the order in which nothing gets lost.

Cost: O(1) an operation at the ends, O(n) to search; a node an item.
Use it for: knowing how ``collections.deque`` and ``OrderedDict`` come to their costs; LRU order, where a dict leads to
the node and the node has to move.
Not for: work. ``collections.deque`` is a linked list of blocks of 64 items, in C; a list is the better stack.
Asked: design a deque; design a stack that can be reversed. Then: what does a sentinel save you?
Source: Knuth, The Art of Computer Programming 1, sections 2.2.4 and 2.2.5; Cormen, Leiserson, Rivest, Stein,
Introduction to Algorithms, section 10.2.
"""

from collections.abc import Iterable, Iterator


class _Link[T]:
    """A link of a ring: ``item`` holds one item, and none for the sentinel."""

    __slots__ = ("after", "before", "item")

    def __init__(self, *item: T) -> None:
        self.item = item
        self.before: _Link[T] = self
        self.after: _Link[T] = self


class LinkedDeque[T]:
    """A queue with two ends, built from nodes, without list or deque; all but ``discard`` and iteration is O(1).

    Up to a million items. Changing it while iterating over it is not supported.

    >>> queue = LinkedDeque[str]()
    >>> queue.append("b"); queue.append("c"); queue.appendleft("a")
    >>> queue.pop(), list(queue), len(queue)
    ('c', ['a', 'b'], 2)
    """

    def __init__(self) -> None:
        """Make an empty queue."""
        # Aloud: With a pointer to the first and one to the last node, every method has a case for the empty queue. A
        # sentinel makes it a ring: what is after the sentinel is the first, what is before it the last, and an empty
        # queue is a sentinel linked to itself. Then each insertion is "between these two", each removal "join these
        # two", and no None is ever met. I keep the length, as counting would be O(n).
        # Brute force: a list; at its front each insertion and removal moves all others, O(n). Better: O(1) each.
        # Follow-ups: a bound on the length (drop at the other end); move an item to the front in O(1) (a dict to its
        # node: that is an LRU cache); two threads (a lock; collections.deque has atomic append and popleft).
        self._ring = _Link[T]()
        self._length = 0

    def append(self, item: T) -> None:
        """Add an item at the right end."""
        self._insert(item, self._ring)

    def appendleft(self, item: T) -> None:
        """Add an item at the left end."""
        self._insert(item, self._ring.after)

    def _insert(self, item: T, after: _Link[T]) -> None:
        link = _Link(item)
        link.before, link.after = after.before, after
        link.before.after = link.after.before = link
        self._length += 1

    def pop(self) -> T:
        """Remove and return the item at the right end; IndexError ``pop from an empty LinkedDeque`` without items."""
        return self._remove(self._ring.before)

    def popleft(self) -> T:
        """Remove and return the item at the left end; IndexError ``pop from an empty LinkedDeque`` without items."""
        return self._remove(self._ring.after)

    def _remove(self, link: _Link[T]) -> T:
        if not link.item:
            raise IndexError("pop from an empty LinkedDeque")
        link.before.after, link.after.before = link.after, link.before
        self._length -= 1
        return link.item[0]

    def discard(self, item: T) -> None:
        """Remove the first item from the left that equals this one; nothing happens without one. O(n) time."""
        link = self._ring.after
        while link.item and link.item[0] != item:
            link = link.after
        if link.item:
            self._remove(link)

    def __len__(self) -> int:
        """Return the number of items, in O(1)."""
        return self._length

    def __iter__(self) -> Iterator[T]:
        """Yield the items from left to right."""
        link = self._ring.after
        while link.item:
            yield link.item[0]
            link = link.after

    def __reversed__(self) -> Iterator[T]:
        """Yield the items from right to left."""
        link = self._ring.before
        while link.item:
            yield link.item[0]
            link = link.before


class _Node[T]:
    """An item of a stack, and the node below it."""

    __slots__ = ("below", "item")

    def __init__(self, item: T, below: "_Node[T] | None") -> None:
        self.item = item
        self.below = below


class LinkedStack[T]:
    """A stack built from nodes, without list or deque; all but ``reverse`` and iteration is O(1).

    Up to a million items. Changing it while iterating over it is not supported.

    >>> stack = LinkedStack([1, 2, 3])
    >>> stack.pop(), list(stack), len(stack)
    (3, [2, 1], 2)
    """

    def __init__(self, items: Iterable[T] = ()) -> None:
        """Push the items one by one, so that the last of them is on top."""
        # Aloud: The top is the head of a list linked in one direction, as there both push and pop are one link. At the
        # tail a pop would have to find the last but one first. To reverse, I walk down once and turn each link to the
        # node I came from: three names, the node, the one behind it, the one that was above.
        # Brute force to reverse: pop all into a second stack, O(n) time, O(n) memory. Better: O(n) time, O(1) memory.
        # Follow-ups: the smallest item in O(1) (each node keeps the smallest below it); a queue of two stacks (O(1)
        # amortised); many versions at once (stacks that share their lower part, as no node changes on push and pop).
        self._top: _Node[T] | None = None
        self._length = 0
        for item in items:
            self.push(item)

    def push(self, item: T) -> None:
        """Put an item on top."""
        self._top = _Node(item, self._top)
        self._length += 1

    def peek(self) -> T:
        """Return the item on top and leave it there; IndexError ``peek at an empty LinkedStack`` without items."""
        if self._top is None:
            raise IndexError("peek at an empty LinkedStack")
        return self._top.item

    def pop(self) -> T:
        """Remove and return the item on top; IndexError ``pop from an empty LinkedStack`` without items."""
        if self._top is None:
            raise IndexError("pop from an empty LinkedStack")
        item, self._top = self._top.item, self._top.below
        self._length -= 1
        return item

    def reverse(self) -> None:
        """Turn the stack upside down, in O(n) time and O(1) memory."""
        turned: _Node[T] | None = None
        node = self._top
        while node:
            node.below, turned, node = turned, node, node.below
        self._top = turned

    def __len__(self) -> int:
        """Return the number of items, in O(1)."""
        return self._length

    def __iter__(self) -> Iterator[T]:
        """Yield the items from the top down."""
        node = self._top
        while node:
            yield node.item
            node = node.below


def main() -> None:
    """Queue jobs at both ends, and undo edits."""
    jobs = LinkedDeque[str]()
    for job in ("mail", "report", "mail", "backup"):
        jobs.append(job)
    jobs.appendleft("payment")
    print(f"{len(jobs)} jobs:", *jobs)
    jobs.discard("mail")
    print("The first mail was cancelled:", *jobs)
    print("Next:", jobs.popleft(), "- last:", jobs.pop(), "- from the end:", *reversed(jobs))

    edits = LinkedStack(["insert", "bold", "delete"])
    print("Undo", edits.pop(), "then", edits.peek(), "of", len(edits))
    edits.reverse()
    print("Replay from the oldest:", *edits)
    try:
        LinkedStack[str]().pop()
    except IndexError as error:
        print("Nothing to undo:", error)


if __name__ == "__main__":
    main()
