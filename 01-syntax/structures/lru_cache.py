"""LRU cache: keep what was used last, and let the rest go.

A cache of limited size has to choose what to forget, and "least recently used" bets that what nobody wanted for the
longest time, nobody will want soon. A dict finds an entry by its key; a doubly linked list through the entries keeps
them in the order of use. Each use moves one entry to the end of the list, and the one at its front goes first.

The list of this file is made by hand; ordered_lru_cache.py leaves both to an OrderedDict, and is short and fast.

Cost: look-up, insert, delete and eviction O(1). Memory O(capacity).
Use it for: what is costly to make and asked for again: queries, templates, permissions, sessions.
Not for: functions (``functools.lru_cache``, which is safe among threads too; this is not), entries that get old
(``cachetools.TTLCache``), several processes (Valkey with ``maxmemory-policy allkeys-lru``), and scans: one pass over
more keys than fit leaves nothing that was good (lfu_cache.py).
Asked: build a cache whose get and put are O(1). Why a doubly linked list? Why does reading it need a lock?
Source: Tanenbaum, Modern Operating Systems, section 3.4; https://docs.python.org/3/library/functools.html
"""

import operator
from collections.abc import ItemsView, Iterator, MutableMapping, ValuesView
from reprlib import recursive_repr


class _Node[K, V]:
    """An entry between two others; the one without a key and value is both ends of the list."""

    __slots__ = ("after", "before", "key", "value")
    key: K
    value: V

    def __init__(self) -> None:
        self.before = self.after = self


class LRUCache[K, V](MutableMapping[K, V]):
    """A MutableMapping that holds at most ``capacity`` items, in the order of their use, the last used at the end.

    ``cache[key]``, ``get``, ``setdefault`` and ``cache[key] = value`` use a key. ``in``, ``peek``, iteration,
    ``items``, ``values``, ``==``, ``repr`` and copying do not. Keys are hashed and compared as by a dict. A key whose
    hash has changed is not found any more, is still seen in iteration, and goes when its turn comes. Copies and
    pickles keep capacity and order.

    >>> cache = LRUCache[str, int](2)
    >>> cache["a"] = 1; cache["b"] = 2
    >>> cache["a"]
    1
    >>> cache["c"] = 3
    >>> cache, list(reversed(cache))
    (LRUCache(2, {'a': 1, 'c': 3}), ['c', 'a'])
    """

    def __init__(self, capacity: int) -> None:
        """Make an empty cache; ValueError ``capacity must be at least 1, not 0``, TypeError for what is no integer."""
        self._capacity = operator.index(capacity)
        if self._capacity < 1:
            raise ValueError(f"capacity must be at least 1, not {capacity}")
        self._nodes: dict[K, _Node[K, V]] = {}
        self._ends = _Node[K, V]()
        self._size = 0
        self._changes = 0

    @property
    def capacity(self) -> int:
        """How many items fit."""
        return self._capacity

    def __len__(self) -> int:
        return self._size

    def __contains__(self, key: object) -> bool:
        return key in self._nodes

    def peek(self, key: K) -> V:
        """Return the value of a key without using it, or raise KeyError with the key."""
        return self._nodes[key].value

    def __getitem__(self, key: K) -> V:
        """Return the value of a key and use it, or raise KeyError with the key."""
        node = self._nodes[key]
        self._use(node)
        return node.value

    def __setitem__(self, key: K, value: V) -> None:
        """Insert a key or give it another value, and use it; a key too many, and the least recently used one goes.

        When the hash of that one raises an error by now, it stays, and nothing is inserted.
        """
        node = self._nodes.get(key)
        if node is None:
            if self._size == self._capacity:
                self.popitem()
            node = self._nodes[key] = _Node()
            node.key = key
            self._size += 1
        self._use(node)
        node.value = value  # last, as the ``__del__`` of the old value may run any code

    def __delitem__(self, key: K) -> None:
        """Remove a key, or raise KeyError with the key."""
        node = self._nodes.pop(key)
        self._unlink(node)
        self._size -= 1

    def popitem(self) -> tuple[K, V]:
        """Remove the least recently used item and return it, or raise KeyError ``popitem(): cache is empty``."""
        if not self._size:
            raise KeyError("popitem(): cache is empty")
        node = self._ends.after
        if self._nodes.get(node.key) is node:
            del self._nodes[node.key]
        else:  # its hash has changed
            self._nodes = {each.key: each for each in self._walk(self._changes) if each is not node}
        self._unlink(node)
        self._size -= 1
        return node.key, node.value

    def __iter__(self) -> Iterator[K]:
        """Return an iterator over the keys, the least recently used first, which uses none.

        After any change of items or order its next step raises RuntimeError ``LRUCache changed during iteration``; so
        walk over ``items()`` instead of looking up each key.
        """
        return (node.key for node in self._walk(self._changes))

    def __reversed__(self) -> Iterator[K]:
        """Return an iterator over the keys, the most recently used first, which raises as the other does."""
        return (node.key for node in self._walk(self._changes, backwards=True))

    def items(self) -> ItemsView[K, V]:
        """Return a view of the pairs of key and value, in order; neither its iterator nor ``in`` uses a key."""
        return _Items(self)

    def values(self) -> ValuesView[V]:
        """Return a view of the values, in order; neither its iterator nor ``in`` uses a key."""
        return _Values(self)

    @recursive_repr("LRUCache(...)")
    def __repr__(self) -> str:
        """Return ``LRUCache(capacity, {...})`` with the items as in a dict; inside itself ``LRUCache(...)``."""
        return f"LRUCache({self._capacity}, {{{', '.join(f'{key!r}: {value!r}' for key, value in self.items())}}})"

    def __reduce__(self) -> tuple[object, ...]:
        """Say to ``copy`` and ``pickle``: make an empty cache, and insert these items in order."""
        return type(self), (self._capacity,), None, None, iter(self.items())

    def _use(self, node: _Node[K, V]) -> None:
        ends = self._ends
        if node is not ends.before:
            self._unlink(node)
            node.before, node.after = ends.before, ends
            ends.before.after = ends.before = node

    def _unlink(self, node: _Node[K, V]) -> None:
        node.before.after, node.after.before = node.after, node.before
        self._changes += 1

    def _walk(self, changes: int, *, backwards: bool = False) -> Iterator[_Node[K, V]]:
        node = self._ends
        while True:
            if changes != self._changes:
                raise RuntimeError("LRUCache changed during iteration")
            node = node.before if backwards else node.after
            if node is self._ends:
                return
            yield node


class _Items[K, V](ItemsView[K, V]):
    _mapping: LRUCache[K, V]

    def __iter__(self) -> Iterator[tuple[K, V]]:
        return ((node.key, node.value) for node in self._mapping._walk(self._mapping._changes))

    def __contains__(self, item: object) -> bool:
        if not (isinstance(item, tuple) and len(item) == 2 and item[0] in self._mapping):
            return False
        return (item[1],) == (self._mapping.peek(item[0]),)  # a tuple finds a NaN by identity


class _Values[K, V](ValuesView[V]):
    _mapping: LRUCache[K, V]

    def __iter__(self) -> Iterator[V]:
        return (node.value for node in self._mapping._walk(self._mapping._changes))

    def __contains__(self, value: object) -> bool:
        return any(each is value or each == value for each in self)


def main() -> None:
    """Serve pages from a cache of three, and see which are kept."""
    cache = LRUCache[str, str](3)
    made = 0
    for path in ["/", "/a", "/b", "/", "/c", "/a", "/", "/b"]:
        page = cache.get(path)
        if page is None:
            made += 1
            cache[path] = f"<h1>{path}</h1>"
        print(f"{path:3} {'was made  ' if page is None else 'was there '} in order of use: {' '.join(cache)}")
    print(f"{made} pages were made for 8 requests")

    print("Looking without using:", cache.peek("/c" if "/c" in cache else "/a"), "- the order is still", list(cache))
    for path in (f"/scan/{number}" for number in range(3)):
        cache[path] = ""
    print("After a scan that nobody will repeat:", list(cache))


if __name__ == "__main__":
    main()
