"""The growth of hash tables, caches, filters and heaps."""

import random
from collections.abc import Callable, MutableMapping
from typing import Any

from growth import FEW_SQUARES, FULL, SQUARES, TOP, Ready, Subject, chosen, each, repeat, shuffled

from structures.bloom_filter import BloomFilter
from structures.hash_set import HashSet
from structures.hash_table import ChainingHashTable
from structures.heap import Heap
from structures.lfu_cache import LFUCache
from structures.lru_cache import LRUCache
from structures.open_addressing import OpenAddressingHashTable
from structures.ordered_lru_cache import OrderedLRUCache
from structures.priority_queue import PriorityQueue

# Fourfold, as tables may grow: the share of slots that are taken is the same for each size.
FOURFOLD, FEW_FOURFOLD = (2_000, 8_000, 32_000, 128_000), (32, 128, 512, 2_048)
AVERAGE = "O(1) on average"


class Colliding(int):
    """A number whose hash is that of all others."""

    def __hash__(self) -> int:
        return 1


def subjects() -> list[Subject[Any]]:
    """Return the subjects of this part."""
    tables: dict[str, Callable[[], MutableMapping[int, int]]] = {
        "structures/hash_table.py": ChainingHashTable[int, int],
        "structures/open_addressing.py": OpenAddressingHashTable[int, int],
    }
    caches: dict[str, Callable[[int], MutableMapping[int, int]]] = {
        "structures/lru_cache.py": LRUCache[int, int],
        "structures/ordered_lru_cache.py": OrderedLRUCache[int, int],
        "structures/lfu_cache.py": LFUCache[int, int],
    }
    return [
        *(subject for file, table in tables.items() for subject in hash_table(file, table)),
        *hash_set(),
        *(cache(file, of) for file, of in caches.items()),
        bloom_filter(),
        *heaps(),
    ]


def numbers(size: int) -> list[int]:
    """Return numbers without a pattern, the same in every run; sizes may be powers of two, the sizes of tables too."""
    return random.Random(size).sample(range(10**9), size)


def hash_table(file: str, empty: Callable[[], MutableMapping[int, int]]) -> list[Subject[Any]]:
    """Return a table of numbers, from the first insertion to the last deletion, and one whose keys all collide."""

    def collided(size: int) -> Ready[MutableMapping[int, int], int]:
        table = empty()
        table.update((Colliding(number), number) for number in range(size))
        return Ready(table, [Colliding(number) for number in range(size)])

    return [
        Subject(file, lambda size: Ready(empty(), numbers(size)), full=FOURFOLD, quick=FEW_FOURFOLD)
        .add("insert, all", AVERAGE, lambda on: each(lambda key: on.it.__setitem__(key, key), on.some), fits="O(1)")
        .add("look up", AVERAGE, lambda on: each(on.it.__getitem__, chosen(on.some)), fits="O(1)")
        .add("look up, not there", AVERAGE, lambda on: each(on.it.get, range(-100, 0)), fits="O(1)")
        .add("iteration", "O(n)", lambda on: list(on.it))
        .add("delete, all", AVERAGE, lambda on: each(on.it.__delitem__, on.some), fits="O(1)"),
        Subject(file, collided, "keys of one hash", SQUARES, FEW_SQUARES).add(
            "look up", "O(n) when all hashes collide", lambda on: each(on.it.__getitem__, on.some), fits="O(n)"
        ),
    ]


def hash_set() -> list[Subject[Any]]:
    """Return the set, and one with which it has half its items in common."""

    def two(size: int) -> Ready[HashSet[int], HashSet[int]]:
        items = numbers(size)
        return Ready(HashSet(items), [HashSet(items[::2]), HashSet(items[:10])])

    return [
        Subject(
            "structures/hash_set.py",
            lambda size: Ready(HashSet[int](), numbers(size)),
            full=FOURFOLD,
            quick=FEW_FOURFOLD,
        )
        .add("add, all", AVERAGE, lambda on: each(on.it.add, on.some), fits="O(1)")
        .add("`in`", AVERAGE, lambda on: each(on.it.__contains__, chosen(on.some)), fits="O(1)")
        .add("iteration", "O(n)", lambda on: list(on.it))
        .add("discard, all", AVERAGE, lambda on: each(on.it.discard, on.some), fits="O(1)"),
        Subject("structures/hash_set.py", two, full=FOURFOLD, quick=FEW_FOURFOLD)
        .add("union", "O(n + m)", lambda on: on.it | on.some[0], fits="O(n)")
        .add("intersection with 10", "O(the smaller one)", lambda on: on.it & on.some[1], fits="O(1)")
        .add("difference", "O(n)", lambda on: on.it - on.some[0]),
    ]


def cache(file: str, empty: Callable[[int], MutableMapping[int, int]]) -> Subject[Any]:
    """Return a cache that is full."""

    def full(size: int) -> Ready[MutableMapping[int, int], int]:
        made = empty(size)
        made.update((number, number) for number in range(size))
        return Ready(made, random.Random(size).sample(range(size), 30))

    return (
        Subject(file, full, "entries")
        .add("look up", "O(1)", lambda on: each(on.it.__getitem__, on.some))
        .add("delete", "O(1)", lambda on: each(on.it.__delitem__, on.some[:15]))
        .add("insert", "O(1)", lambda on: each(lambda key: on.it.__setitem__(-key, key), range(1, 16)))
        .add("insert, evicting", "O(1)", lambda on: each(lambda key: on.it.__setitem__(-key, key), range(16, 31)))
    )


def bloom_filter() -> Subject[Any]:
    """Return a filter of growing precision, and so of a growing number of hashes."""
    sizes = (4, 8, 16, 32)
    return (
        Subject("structures/bloom_filter.py", lambda hashes: BloomFilter(1000, 0.5**hashes), "hashes", sizes, sizes)
        .add("add", "O(number of hashes)", lambda on: repeat(lambda: on.add("a")), fits="O(n)")
        .add("`in`", "O(number of hashes)", lambda on: repeat(lambda: "a" in on), fits="O(n)")
    )


def heaps() -> list[Subject[Any]]:
    """Return the heap and the priority queue."""

    def heap(size: int) -> Ready[Heap[int], int]:
        return Ready(Heap(shuffled(size)), random.Random(size).choices(range(size), k=400))

    def queue(size: int) -> Ready[PriorityQueue[int, int], int]:
        return Ready(PriorityQueue(enumerate(shuffled(size))), list(range(-20, 0)))

    return [
        Subject("structures/heap.py", heap, full=FULL, quick=(2**6, 2**8, 2**10, 2**12))
        .add("heapify", "O(n)", lambda on: Heap(shuffled(len(on.it))), top=TOP)
        .add("peek", "O(1)", lambda on: repeat(on.it.peek))
        .add("push, random", "O(1) for random items", lambda on: each(on.it.push, on.some), fits="O(1)")
        .add("push, less than all", "O(log n)", lambda on: each(on.it.push, range(0, -20, -1)))
        .add("pop", "O(log n)", lambda on: repeat(on.it.pop, 50))
        .add("replace", "O(log n)", lambda on: each(on.it.replace, range(10**9, 10**9 + 50))),
        Subject("structures/priority_queue.py", queue)
        .add("from pairs", "O(n)", lambda on: PriorityQueue(enumerate(range(len(on.it)))), top=TOP)
        .add(
            "insert before all", "O(log n)", lambda on: each(lambda item: on.it.__setitem__(item, item), on.some[::-1])
        )
        .add("look up", "O(1)", lambda on: each(on.it.__getitem__, on.some))
        .add(
            "decrease, to be the first",
            "O(log n)",
            lambda on: each(lambda item: on.it.decrease_key(item, item - 99), range(30)),
        )
        .add("peekitem", "O(1)", lambda on: repeat(on.it.peekitem))
        .add("delete, the first", "O(log n)", lambda on: repeat(lambda: on.it.__delitem__(on.it.peekitem()[0]), 10))
        .add("popitem", "O(log n)", lambda on: repeat(on.it.popitem, 10)),
    ]
