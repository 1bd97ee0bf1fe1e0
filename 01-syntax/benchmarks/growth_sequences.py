"""The growth of what keeps items in a row: arrays, lists, queues, and trees over ranges."""

from functools import partial
from typing import Any

from growth import LOG_LINEAR, TOP, TREES, Ready, Subject, chosen, each, keys, repeat, shuffled

from structures.deque import Deque
from structures.doubly_linked_list import DoublyLinkedList, Node
from structures.dynamic_array import DynamicArray, items_moved
from structures.fenwick_tree import FenwickTree, inversions
from structures.lazy_segment_tree import LazySegmentTree
from structures.linked_list import Node as SinglyNode
from structures.linked_list import SinglyLinkedList
from structures.ring_buffer import RingBuffer
from structures.segment_tree import SegmentTree
from structures.skip_list import SkipList
from structures.stack_queue import Queue, Stack

POWERS, FEW_POWERS = (2**10, 2**13, 2**16, 2**20), (2**5, 2**7, 2**9, 2**11)
DISTANCE = "O(distance from the nearer end)"


def subjects() -> list[Subject[Any]]:
    """Return the subjects of this part."""
    return [*arrays(), *linked_lists(), *queues(), skip_list(), *range_trees()]


def arrays() -> list[Subject[Any]]:
    """Return the dynamic array, its growth, and comparisons by value."""
    array = (
        Subject("structures/dynamic_array.py", lambda size: Ready(DynamicArray(range(size)), chosen(range(size))))
        .add("index", "O(1)", lambda on: each(on.it.__getitem__, on.some))
        .add("pop at the end", "O(1)", lambda on: repeat(on.it.pop, len(on.it) // 2), top=TOP)
        .add("append", "O(1)", lambda on: each(on.it.append, range(len(on.it))), top=TOP)
        .add("insert at the front", "O(n)", lambda on: each(lambda item: on.it.insert(0, item), range(10)), by="clock")
    )
    found = Subject("structures/dynamic_array.py", lambda size: Ready(DynamicArray(of := keys(range(size))), of))
    found.add("`in`, for the last item", "O(n)", lambda on: on.some[-1] in on.it, by="comparisons")
    found.add("count", "O(n)", lambda on: on.it.count(on.some[0]), by="comparisons")
    moved = Subject("structures/dynamic_array.py", lambda size: size, "appends", POWERS, FEW_POWERS)
    moved.add("n appends, doubling", "O(n)", lambda size: items_moved(size, lambda full: 2 * full), by="moves")
    moved.add(
        "n appends, 10 slots more",
        "n appends cost n²",
        lambda size: items_moved(size, lambda full: full + 10),
        fits="O(n²)",
        by="moves",
    )
    return [array, found, moved]


def linked_lists() -> list[Subject[Any]]:
    """Return the lists of nodes."""

    def singly(size: int) -> Ready[SinglyLinkedList[int], int]:
        return Ready(SinglyLinkedList(range(size)), chosen(range(size)))

    def doubly(size: int) -> Ready[DoublyLinkedList[int], Node[int]]:
        made = DoublyLinkedList(range(size))
        return Ready(made, [made.node(place) for place in (0, size // 10, -1)])

    def pair(size: int) -> Ready[DoublyLinkedList[int], DoublyLinkedList[int]]:
        return Ready(DoublyLinkedList(range(100)), [DoublyLinkedList(range(size))])

    return [
        Subject("structures/linked_list.py", singly)
        .add("appendleft", "O(1)", lambda on: each(on.it.appendleft, on.some))
        .add("popleft", "O(1)", lambda on: repeat(on.it.popleft))
        .add("append", "O(1)", lambda on: each(on.it.append, on.some))
        .add("insert_after, at the head", "O(1)", lambda on: each(partial(on.it.insert_after, head(on.it)), on.some))
        .add("delete_after, at the head", "O(1)", lambda on: repeat(partial(on.it.delete_after, head(on.it))))
        .add("index, in the middle", "O(n)", lambda on: on.it[len(on.it) // 2])
        .add("insert, in the middle", "O(n)", lambda on: on.it.insert(len(on.it) // 2, 1), top=TOP)
        .add("pop at the end", "O(n)", lambda on: on.it.pop())
        .add("reverse", "O(n)", lambda on: on.it.reverse(), top=TOP),
        Subject("structures/doubly_linked_list.py", doubly)
        .add("append", "O(1)", lambda on: each(on.it.append, range(100)))
        .add("pop at the end", "O(1)", lambda on: repeat(on.it.pop))
        .add("insert_after, by handle", "O(1)", lambda on: each(lambda at: on.it.insert_after(at, 1), on.some))
        .add("move_to_front, by handle", "O(1)", lambda on: each(on.it.move_to_front, on.some))
        .add("remove_node, by handle", "O(1)", lambda on: each(on.it.remove_node, on.some))
        .add("index, in the middle", DISTANCE, lambda on: on.it[len(on.it) // 2], fits="O(n)", by="clock")
        .add("reverse", "O(n)", lambda on: on.it.reverse(), top=TOP),
        Subject("structures/doubly_linked_list.py", pair, "moved items").add(
            "splice", "O(moved)", lambda on: on.it.splice(50, on.some[0]), fits="O(n)"
        ),
    ]


def head(of: SinglyLinkedList[int]) -> SinglyNode[int]:
    """Return the first node of a list that is not empty."""
    if of.head is None:
        raise ValueError("expected a list with items")
    return of.head


def queues() -> list[Subject[Any]]:
    """Return what is used at its ends."""

    def ring(size: int) -> Ready[RingBuffer[int], int]:
        return Ready(RingBuffer(size, range(size)), chosen(range(size)))

    def deque(size: int) -> Ready[Deque[int], int]:
        return Ready(Deque(range(size)), chosen(range(size)))

    return [
        Subject("structures/stack_queue.py", lambda size: Ready(Stack(of := keys(range(size))), of))
        .add("push", "O(1)", lambda on: each(on.it.push, on.some))
        .add("pop", "O(1)", lambda on: repeat(on.it.pop, len(on.it) // 2), top=TOP)
        .add("`in`, the bottom", "O(n)", lambda on: on.some[0] in on.it, by="comparisons"),
        Subject("structures/stack_queue.py", lambda size: Queue(range(size)), "queued items")
        .add("enqueue", "O(1)", lambda on: each(on.enqueue, range(100)))
        .add("dequeue, the first", "O(n)", lambda on: on.dequeue())
        .add("dequeue, all", "O(1) amortised", lambda on: repeat(on.dequeue, len(on)), fits="O(1)", top=TOP),
        Subject("structures/deque.py", deque)
        .add("pop", "O(1) amortised", lambda on: repeat(on.it.pop, len(on.it) // 2), fits="O(1)", top=TOP)
        .add("append", "O(1) amortised", lambda on: each(on.it.append, range(len(on.it))), fits="O(1)", top=TOP)
        .add("popleft", "O(1) amortised", lambda on: repeat(on.it.popleft, len(on.it) // 2), fits="O(1)", top=TOP)
        .add("appendleft", "O(1) amortised", lambda on: each(on.it.appendleft, range(len(on.it))), fits="O(1)", top=TOP)
        .add("index", "O(1)", lambda on: each(on.it.__getitem__, on.some))
        .add("insert, in the middle", DISTANCE, lambda on: on.it.insert(len(on.it) // 2, 1), fits="O(n)", top=TOP)
        .add("rotate by half", "O(steps, or fewer)", lambda on: on.it.rotate(len(on.it) // 2), fits="O(n)", top=TOP),
        Subject("structures/ring_buffer.py", ring)
        .add("overwrite", "O(1)", lambda on: each(on.it.overwrite, on.some))
        .add("index", "O(1)", lambda on: each(on.it.__getitem__, on.some))
        .add("popleft", "O(1)", lambda on: repeat(on.it.popleft, 30))
        .add("append", "O(1)", lambda on: each(on.it.append, range(30)))
        .add("iteration", "O(n)", lambda on: list(on.it), top=TOP),
    ]


def skip_list() -> Subject[Any]:
    """Return the skip list."""

    def made(size: int) -> Ready[SkipList[int], int]:
        # Some of one kind only: the places of many have the average depth.
        return Ready(SkipList(range(0, 2 * size, 2), seed=size), [2 * place + 1 for place in chosen(range(size), 300)])

    return (
        Subject("structures/skip_list.py", made, full=TREES, quick=(128, 512, 2_048, 8_192))
        .add("`in`", "O(log n)", lambda on: each(on.it.__contains__, on.some))
        .add("floor", "O(log n)", lambda on: each(on.it.floor, on.some))
        .add("ceiling", "O(log n)", lambda on: each(on.it.ceiling, on.some))
        .add("first of a range", "O(log n)", lambda on: each(lambda low: next(on.it.between(low, low + 9), 0), on.some))
        .add("smallest", "O(1)", lambda on: repeat(on.it.smallest))
        .add("largest", "O(1)", lambda on: repeat(on.it.largest))
        .add("add", "O(log n)", lambda on: each(on.it.add, on.some))
        .add("discard", "O(log n)", lambda on: each(on.it.discard, on.some))
        .add("iteration", "O(1) an item", lambda on: list(on.it), fits="O(n)", top=TOP)
    )


def range_trees() -> list[Subject[Any]]:
    """Return the trees over ranges; a place of one bits only, and one of zeros, is a worst case of one of the two."""

    def fenwick(size: int) -> Ready[FenwickTree, int]:
        return Ready(FenwickTree(range(size)), chosen(range(size)))

    def segment(size: int) -> Ready[SegmentTree[int], int]:
        return Ready(SegmentTree(range(size), max, 0), chosen(range(size)))

    def lazy(size: int) -> Ready[LazySegmentTree, int]:
        return Ready(LazySegmentTree(range(size)), chosen(range(size)))

    return [
        Subject("structures/fenwick_tree.py", fenwick)
        .add("building", "O(n)", lambda on: FenwickTree([1] * len(on.it)), top=TOP)
        .add("add", "O(log n)", lambda on: each(lambda place: on.it.add(place, 1), on.some))
        .add("assignment", "O(log n)", lambda on: each(lambda place: on.it.__setitem__(place, 1), on.some))
        .add("prefix", "O(log n)", lambda on: each(on.it.prefix, on.some))
        .add("total", "O(log n)", lambda on: each(lambda place: on.it.total(place // 2, place), on.some))
        .add("find", "O(log n)", lambda on: each(on.it.find, on.some))
        .add("iteration", "O(n)", lambda on: list(on.it), top=TOP),
        Subject("structures/fenwick_tree.py", shuffled, full=LOG_LINEAR).add("inversions", "O(n log n)", inversions),
        Subject("structures/segment_tree.py", segment)
        .add("building", "O(n)", lambda on: SegmentTree(range(len(on.it)), max, 0), top=TOP)
        .add("query", "O(log n)", lambda on: each(lambda place: on.it.query(place // 2, place), on.some))
        .add("assignment", "O(log n)", lambda on: each(lambda place: on.it.__setitem__(place, 1), on.some))
        .add("index", "O(1)", lambda on: each(on.it.__getitem__, on.some)),
        Subject("structures/lazy_segment_tree.py", lazy, full=TREES)
        .add("building", "O(n)", lambda on: LazySegmentTree(range(len(on.it))), top=TOP)
        .add("add", "O(log n)", lambda on: each(lambda place: on.it.add(place // 2, place + 1), on.some))
        .add("total", "O(log n)", lambda on: each(lambda place: on.it.total(place // 2, place), on.some))
        .add("maximum", "O(log n)", lambda on: each(lambda place: on.it.maximum(place // 2, place + 1), on.some))
        .add("index", "O(log n)", lambda on: each(on.it.__getitem__, on.some))
        .add("iteration", "O(n log n)", lambda on: list(on.it), top=TOP),
    ]
