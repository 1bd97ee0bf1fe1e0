"""The sorts, and the structures that are filled, asked and emptied, whose speed has a limit."""

import bisect
import functools
import heapq
import operator
import random
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any

import networkx
from speed import Task, numbers

from algorithms import sorting
from structures.balanced_tree import BalancedTree
from structures.binary_search_tree import BinarySearchTree
from structures.hash_table import ChainingHashTable
from structures.heap import Heap
from structures.lru_cache import LRUCache
from structures.open_addressing import OpenAddressingHashTable
from structures.ordered_lru_cache import OrderedLRUCache
from structures.sorted_dict import SortedDict
from structures.trie import Trie
from structures.union_find import IndexUnionFind, UnionFind


def tasks(smaller: int) -> list[Task]:
    """Return the tasks of this part, their inputs so many times smaller."""
    return [*sorts(100_000 // smaller), *mappings(smaller)]


def sorts(size: int) -> list[Task]:
    """Return the sorts, and quick sort for the orders that are said to be bad."""

    def mixed() -> list[int]:
        return numbers(size)

    work: tuple[str, Callable[[Any], object]] = ("list.sort", list.sort)
    orders: dict[str, Callable[[], list[int]]] = {
        "sorted": lambda: list(range(size)),
        "reversed": lambda: list(range(size, 0, -1)),
        "all equal": lambda: [1] * size,
    }
    quick = Task("quick_sort, random", 9.0, mixed, sorting.quick_sort, *work)
    in_place = Task("quick_sort_in_place, random", None, mixed, sorting.quick_sort_in_place, *work)

    def push_and_pop(items: list[int]) -> None:
        heap = Heap[int]()
        for item in items:
            heap.push(item)
        while heap:
            heap.pop()

    def by_heapq(items: list[int]) -> None:
        heap: list[int] = []
        for item in items:
            heapq.heappush(heap, item)
        while heap:
            heapq.heappop(heap)

    return [
        Task("merge_sort", 12.0, mixed, sorting.merge_sort, *work),
        quick,
        *(Task(f"quick_sort, {name}", "random", make, sorting.quick_sort, *work) for name, make in orders.items()),
        in_place,
        *(
            Task(f"quick_sort_in_place, {name}", "random", make, sorting.quick_sort_in_place, *work)
            for name, make in orders.items()
        ),
        Task("heap_sort", 22.0, mixed, sorting.heap_sort, *work),
        Task("Heap: push, then pop", 18.0, mixed, push_and_pop, "heapq", by_heapq),
    ]


def filled(table: MutableMapping[int, int], keys: Iterable[int]) -> None:
    """Insert and look up all keys."""
    for key in keys:
        table[key] = key
    for key in keys:
        table[key]


def mappings(smaller: int) -> list[Task]:
    """Return tables, trees, tries, caches and union-find."""

    def emptied(table: MutableMapping[int, int], keys: Iterable[int]) -> None:
        filled(table, keys)
        for key in keys:
            del table[key]

    def by_bisect(keys: list[int]) -> None:
        ordered: list[int] = []
        for key in keys:
            bisect.insort(ordered, key)
        for key in keys:
            ordered[bisect.bisect_left(ordered, key)]

    def words() -> list[str]:
        chance = random.Random(1)
        return ["".join(chance.choices("etaoinshrdlu", k=chance.randrange(3, 12))) for _ in range(50_000 // smaller)]

    def with_words(table: MutableMapping[str, int], keys: list[str]) -> None:
        for key in keys:
            table[key] = 1
        for key in keys:
            table[key]

    def used(cache: MutableMapping[int, int], keys: list[int]) -> None:
        for key in keys:
            cache[key] = key
            cache.get(key + 1)

    def by_lru_cache(keys: list[int]) -> None:
        @functools.lru_cache(maxsize=1000)
        def same(key: int) -> int:
            return key

        for key in keys:
            same(key)
            same(key + 1)

    def pairs() -> list[tuple[int, int]]:
        size = 100_000 // smaller
        return list(
            zip(
                random.Random(1).choices(range(size), k=size),
                random.Random(2).choices(range(size), k=size),
                strict=True,
            )
        )

    def united(sets: Any, of: list[tuple[int, int]]) -> None:
        for one, other in of:
            sets.union(one, other)
        for one, other in of:
            sets.connected(one, other)

    def by_networkx(of: list[tuple[int, int]]) -> None:
        sets = networkx.utils.UnionFind(range(len(of)))
        for one, other in of:
            sets.union(one, other)
        for one, other in of:
            operator.eq(sets[one], sets[other])

    def many() -> list[int]:
        return numbers(100_000 // smaller)

    def half() -> list[int]:
        return numbers(50_000 // smaller)

    def few() -> list[int]:
        return random.Random(1).choices(range(2000), k=100_000 // smaller)

    ascending = range(50_000 // smaller)
    trees: tuple[str, Callable[[Any], object]] = ("bisect on a list", by_bisect)
    return [
        Task(
            "ChainingHashTable: insert, look up, delete",
            12.0,
            many,
            lambda of: emptied(ChainingHashTable(), of),
            "dict",
            lambda of: emptied({}, of),
        ),
        Task(
            "OpenAddressingHashTable: the same",
            12.0,
            many,
            lambda of: emptied(OpenAddressingHashTable(), of),
            "dict",
            lambda of: emptied({}, of),
        ),
        Task("SortedDict: insert and look up, random", 6.0, half, lambda of: filled(SortedDict(), of), *trees),
        Task("BinarySearchTree: the same", None, half, lambda of: filled(BinarySearchTree(), of), *trees),
        Task("BalancedTree: the same", 20.0, half, lambda of: filled(BalancedTree(), of), *trees),
        Task("BalancedTree, ascending", 20.0, lambda: ascending, lambda of: filled(BalancedTree(), of), *trees),
        Task(
            "Trie: insert and look up words",
            22.0,
            words,
            lambda of: with_words(Trie(), of),
            "dict",
            lambda of: with_words({}, of),
        ),
        Task(
            "OrderedLRUCache", 3.2, few, lambda of: used(OrderedLRUCache(1000), of), "functools.lru_cache", by_lru_cache
        ),
        Task("LRUCache", None, few, lambda of: used(LRUCache(1000), of), "functools.lru_cache", by_lru_cache),
        Task(
            "IndexUnionFind: union, connected",
            4.2,
            pairs,
            lambda of: united(IndexUnionFind(len(of)), of),
            "networkx",
            by_networkx,
        ),
        Task("UnionFind: the same", None, pairs, lambda of: united(UnionFind(range(len(of))), of)),
    ]
