"""Linked lists: work on the links themselves, with a handful of variables and no second list.

Signal: the statement gives a node, not a list; "in place", "O(1) memory", "one pass"; a loop in what should have an
end; merging, splitting or reversing without copying.
Template: draw three nodes. Keep a name for every node that you still need before you cut its link. A dummy node before
the first one does away with the empty list and the changed head as special cases. A slow and a fast walker find the
middle, the end minus k, and loops.

Cost: O(n) time, O(1) memory; a look at place i costs i steps.
Use it for: free lists, LRU order, queues inside a kernel: places where the node is at hand and has to move.
Not for: almost all else in Python. A node costs several times a list's slot and each step is a jump in memory; ``list``
and ``collections.deque`` win even where theory is against them.
Asked: reverse (in groups), find the loop, merge two sorted. Then: why does the fast one not jump over the slow one?
Source: Knuth, The Art of Computer Programming 2, section 3.1, exercise 6 (Floyd's tortoise and hare); McDowell,
Cracking the Coding Interview, chapter 2.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(slots=True, eq=False)
class Node[T]:
    """A value and the node behind it, or None at the end. Nodes are equal only to themselves."""

    value: T
    # Without repr=False, printing a node would print all behind it, by recursion.
    next: "Node[T] | None" = field(default=None, repr=False)


class Comparable(Protocol):
    """What has an order."""

    def __lt__(self, other: Any, /) -> bool:
        """Return whether this comes before the other."""
        ...


def chain[T](values: Iterable[T]) -> Node[T] | None:
    """Return the first of new nodes that hold the values in this order, None for no values. O(n) time and memory.

    >>> chain("ab").next
    Node(value='b')
    """
    head = None
    for value in reversed(list(values)):
        head = Node(value, head)
    return head


def values[T](head: Node[T] | None) -> Iterator[T]:
    """Yield the values from this node to the end, without end if the nodes form a loop. O(1) memory.

    >>> list(values(chain("ab"))), list(values(None))
    (['a', 'b'], [])
    """
    while head:
        yield head.value
        head = head.next


def cycle_start[T](head: Node[T] | None) -> Node[T] | None:
    """Return the first node that is reached a second time when one follows the links, or None if there is an end.

    Up to a million nodes, which must not be changed or copied; O(1) memory is asked for.

    >>> head = chain("abc")
    >>> print(cycle_start(head))
    None
    >>> head.next.next.next = head.next  # a -> b -> c -> b
    >>> cycle_start(head)
    Node(value='b')
    """
    # Aloud: Two walkers, one a step at a time, one two. Without a loop the fast one ends. In a loop it comes nearer to
    # the slow one by one each step, so it cannot jump over it: they meet. For the start: the slow one has gone s
    # steps, the fast one 2s, so s is a whole number of rounds. A third walker from the head and the slow one, both in
    # steps of one, then meet where the loop begins, as the slow one stays those s steps ahead of it.
    # Brute force: a set of nodes seen, O(n) time, O(n) memory. Better: O(n) time, O(1) memory.
    # Follow-ups: the loop's length (one more round); a repeated number in an array of 1 to n (values are links);
    # break the loop; two lists that share their tail.
    slow = fast = head
    while slow and fast and fast.next:
        slow, fast = slow.next, fast.next.next
        if slow is fast:
            while slow and head and slow is not head:
                slow, head = slow.next, head.next
            return head
    return None


def cycle_start_brute_force[T](head: Node[T] | None) -> Node[T] | None:
    """The same with a set of the nodes seen: O(n) time, O(n) memory."""
    seen = set()
    while head and head not in seen:
        seen.add(head)
        head = head.next
    return head


def merged[T: Comparable](one: Node[T] | None, two: Node[T] | None) -> Node[T] | None:
    """Return the head of one sorted list of all values of two sorted lists; of equal ones those of ``one`` come first.

    The given nodes may be used up. Up to 100,000 nodes each: recursion does not get that deep.

    >>> list(values(merged(chain([1, 4]), chain([2, 4, 5])))), merged(None, None)
    ([1, 2, 4, 4, 5], None)
    """
    # Aloud: The smaller of the two heads comes next, again and again. A dummy node in front means that I need not ask
    # who is first. When one list ends, the rest of the other hangs on in one step, as it is a list already. I take from
    # two only if it is truly smaller: so equal ones keep their order, and only < is asked of the values.
    # Brute force: all values into a list, sorted, O((n + m) log(n + m)) time, O(n + m) memory. Better: O(n + m), O(1).
    # Follow-ups: k lists (a heap of heads, or pair by pair: O(n log k)); in arrays, from the back, in place; sort a
    # list by merging.
    if one is None:
        return two
    dummy = last = Node(one.value)
    while one is not None and two is not None:
        if two.value < one.value:
            smaller, two = two, two.next
        else:
            smaller, one = one, one.next
        last.next = smaller
        last = smaller
    last.next = two if one is None else one
    return dummy.next


def merged_brute_force[T: Comparable](one: Node[T] | None, two: Node[T] | None) -> Node[T] | None:
    """The same by sorting all values into new nodes: O((n + m) log(n + m)) time, O(n + m) memory."""
    return chain(sorted([*values(one), *values(two)]))


def reversed_in_groups[T](head: Node[T] | None, size: int) -> Node[T] | None:
    """Return the head after every ``size`` nodes have been reversed; a last group that is not full stays as it is.

    Links change, values stay in their nodes. Up to 100,000 nodes; O(1) memory is asked for. A size of 1 changes
    nothing, that of the list reverses all of it.

    >>> list(values(reversed_in_groups(chain([1, 2, 3, 4, 5]), 2)))
    [2, 1, 4, 3, 5]

    Raises ValueError ``size must be at least 1, not 0``, the list unchanged.
    """
    # Aloud: First I need to know whether a full group is left, so I count ahead. Then I turn its links one by one: a
    # node, the one before it, the one behind it, which I must keep before I cut. The group's first node becomes its
    # last, and there the next group has to hang on; so I carry that node along, a dummy at first.
    # Brute force: values into a list, slices reversed, O(n) time, O(n) memory. Better: O(n) time, O(1) memory.
    # Follow-ups: reverse the last group too; only between two places; by recursion (depth n / size: it breaks); pairs
    # swapped (size 2).
    if size < 1:
        raise ValueError(f"size must be at least 1, not {size}")
    if head is None:
        return None
    dummy = last = Node(head.value, head)
    while first := last.next:
        ahead: Node[T] | None = first
        for _ in range(size):
            if ahead is None:
                return dummy.next
            ahead = ahead.next
        turned = ahead
        node: Node[T] | None = first
        while node and node is not ahead:
            node.next, turned, node = turned, node, node.next
        last.next = turned
        last = first
    return dummy.next


def reversed_in_groups_brute_force[T](head: Node[T] | None, size: int) -> Node[T] | None:
    """The same by slices of a list, in new nodes: O(n) time, O(n) memory."""
    if size < 1:
        raise ValueError(f"size must be at least 1, not {size}")
    items = list(values(head))
    for start in range(0, len(items) - size + 1, size):
        items[start : start + size] = items[start : start + size][::-1]
    return chain(items)


def reads_the_same_backwards[T](head: Node[T] | None) -> bool:
    """Return whether the values are the same from the end as from the front; no values are. The list is not changed.

    Two values are the same when they are one object or equal, as when lists are compared.

    Up to 100,000 nodes, linked in one direction; O(1) memory is asked for, and for the time of the call the links may
    be changed. If comparing two values raises, so does this, and the list is whole all the same.

    >>> reads_the_same_backwards(chain("level")), reads_the_same_backwards(chain("ab"))
    (True, False)
    """
    # Aloud: I cannot walk back, but I can turn the second half around. A slow and a fast walker find the middle; from
    # there I reverse the links and compare both halves from their ends. Then I reverse again: the caller's list must
    # be whole also when the answer is no, or when == raises, so that step stands in a finally.
    # Brute force: copy the values into a list, O(n) time, O(n) memory. Better: O(n) time, O(1) memory.
    # Follow-ups: another thread reads the list (then copy); values that are costly to compare; a doubly linked list.
    slow = fast = head
    while slow and fast and fast.next:
        slow, fast = slow.next, fast.next.next
    end = right = _reversed(slow)
    left, same = head, True
    try:
        while same and left and right:
            same = left.value is right.value or left.value == right.value  # as lists compare: NaN is itself
            left, right = left.next, right.next
    finally:
        _reversed(end)
    return same


def _reversed[T](node: Node[T] | None) -> Node[T] | None:
    turned = None
    while node:
        node.next, turned, node = turned, node, node.next
    return turned


def reads_the_same_backwards_brute_force[T](head: Node[T] | None) -> bool:
    """The same by copying the values into a list: O(n) time, O(n) memory."""
    items = list(values(head))
    return items == items[::-1]


def main() -> None:
    """Merge, reverse, compare, and find where a loop begins."""
    print("Merged:", list(values(merged(chain([1, 4, 9]), chain([2, 4, 5])))))
    for size in (1, 2, 3, 7):
        groups = reversed_in_groups(chain(range(1, 8)), size)
        print(f"In groups of {size}:", *values(groups))
    for word in ("level", "noon", "lever"):
        print(f"{word!r} reads the same backwards: {reads_the_same_backwards(chain(word))}")

    head = Node("a", Node("b", Node("c", Node("d"))))
    print("A list with an end:", cycle_start(head))
    if head.next and head.next.next:
        head.next.next.next = head.next
    print("After c was linked back to b:", cycle_start(head))


if __name__ == "__main__":
    main()
