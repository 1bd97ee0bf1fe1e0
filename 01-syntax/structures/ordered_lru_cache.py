"""LRU cache on an OrderedDict: the policy of lru_cache.py, with the linked list left to the standard library.

``collections.OrderedDict`` is a dict and a doubly linked list through its entries, in C. ``move_to_end`` and
``popitem(last=False)`` are all that a cache needs on top. That is what buys the speed: a use is one call in Python, and
no node is made or linked by hand.

A plain dict keeps an order too, and "pop and insert again" moves a key to its end. But it has no cheap front: a deleted
entry stays as a gap in the dict's array until that is made anew, and ``next(iter(d))`` passes every gap. In a cache of
n items each eviction would pass about n of them. open_addressing.py lets one count it.

Cost: look-up, insert, delete and eviction O(1). Memory O(capacity), two to three times that of a dict.
Use it for: an interview, once you have drawn the list; a cache inside one object.
Not for: functions (``functools.lru_cache``), several threads without a lock, entries that get old
(``cachetools.TTLCache``), several processes (Valkey).
Asked: do you need OrderedDict now that every dict is ordered?
Source: https://docs.python.org/3/library/collections.html#ordereddict-objects
"""

import operator
from collections import OrderedDict
from collections.abc import ItemsView, Iterator, MutableMapping, ValuesView
from reprlib import recursive_repr
from typing import overload


class OrderedLRUCache[K, V](MutableMapping[K, V]):
    """A MutableMapping that holds at most ``capacity`` items, in the order of their use, the last used at the end.

    ``cache[key]``, ``get``, ``setdefault`` and ``cache[key] = value`` use a key. ``in``, ``peek``, iteration,
    ``items``, ``values``, ``==``, ``repr`` and copying do not. Keys are hashed and compared as by a dict. A key whose
    hash has changed is not found any more, may be missing in iteration as in any OrderedDict, and goes when its turn
    comes. Copies and pickles keep capacity and order.

    >>> cache = OrderedLRUCache[str, int](2)
    >>> cache["a"] = 1; cache["b"] = 2
    >>> cache["a"]
    1
    >>> cache["c"] = 3
    >>> cache, list(reversed(cache))
    (OrderedLRUCache(2, {'a': 1, 'c': 3}), ['c', 'a'])
    """

    def __init__(self, capacity: int) -> None:
        """Make an empty cache; ValueError ``capacity must be at least 1, not 0``, TypeError for what is no integer."""
        self._capacity = operator.index(capacity)
        if self._capacity < 1:
            raise ValueError(f"capacity must be at least 1, not {capacity}")
        self._items = OrderedDict[K, V]()

    @property
    def capacity(self) -> int:
        """How many items fit."""
        return self._capacity

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def peek(self, key: K) -> V:
        """Return the value of a key without using it, or raise KeyError with the key."""
        return self._items[key]

    def __getitem__(self, key: K) -> V:
        """Return the value of a key and use it, or raise KeyError with the key."""
        value = self._items[key]
        self._items.move_to_end(key)
        return value

    @overload
    def get(self, key: K, default: None = None, /) -> V | None: ...
    @overload
    def get[T](self, key: K, default: V | T, /) -> V | T: ...
    def get[T](self, key: K, default: T | None = None, /) -> V | T | None:
        """Return the value of a key and use it, or the default.

        A Mapping's own ``get`` would do, and raise and catch a KeyError for each miss, which costs more than the rest.
        """
        items = self._items
        if key not in items:
            return default
        items.move_to_end(key)
        return items[key]

    def __setitem__(self, key: K, value: V) -> None:
        """Insert a key or give it another value, and use it; a key too many, and the least recently used one goes."""
        items = self._items
        items[key] = value
        if len(items) > self._capacity:
            items.popitem(last=False)  # the key was new, so it is at the end already
        else:
            items.move_to_end(key)

    def __delitem__(self, key: K) -> None:
        """Remove a key, or raise KeyError with the key."""
        del self._items[key]

    def popitem(self) -> tuple[K, V]:
        """Remove the least recently used item and return it, or raise KeyError ``popitem(): cache is empty``."""
        if not self._items:
            raise KeyError("popitem(): cache is empty")
        return self._items.popitem(last=False)

    def __iter__(self) -> Iterator[K]:
        """Return an iterator over the keys, the least recently used first, which uses none.

        After any change of items or order its next step raises the RuntimeError of an OrderedDict, unless it has given
        the last key; so walk over ``items()`` instead of looking up each key.
        """
        return iter(self._items)

    def __reversed__(self) -> Iterator[K]:
        """Return an iterator over the keys, the most recently used first, which raises as the other does."""
        return reversed(self._items)

    def items(self) -> ItemsView[K, V]:
        """Return a view of the pairs of key and value, in order; neither its iterator nor ``in`` uses a key."""
        return self._items.items()

    def values(self) -> ValuesView[V]:
        """Return a view of the values, in order; neither its iterator nor ``in`` uses a key."""
        return self._items.values()

    @recursive_repr("OrderedLRUCache(...)")
    def __repr__(self) -> str:
        """Return ``OrderedLRUCache(capacity, {...})`` with the items as in a dict, or ``(...)`` inside itself."""
        return f"OrderedLRUCache({self._capacity}, {dict(self._items)!r})"

    def __reduce__(self) -> tuple[object, ...]:
        """Say to ``copy`` and ``pickle``: make an empty cache, and insert these items in order."""
        return type(self), (self._capacity,), None, None, iter(self._items.items())


def main() -> None:
    """Ask for pages, most often for the popular ones, and count how many a cache of each size has."""
    requests = [page for number in range(2000) for page in (number % 7, number % 40 + 10, number % 300 + 100)]
    for capacity in (10, 50, 100, 200, 400):
        cache = OrderedLRUCache[int, str](capacity)
        hits = 0
        for page in requests:
            if cache.get(page) is None:
                cache[page] = f"page {page}"
            else:
                hits += 1
        print(f"capacity {capacity:>3}: {hits / len(requests):>4.0%} of {len(requests)} requests were served from it")
    print("As long as a cycle is larger than the cache, its pages go just before they are wanted again.")


if __name__ == "__main__":
    main()
